import { alphasoc } from './alphasoc.ts';
import { describeJournalLaws } from './journal.ts';

describeJournalLaws(alphasoc);
