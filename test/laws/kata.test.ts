import { kata } from './kata.ts';
import { describeJournalLaws } from './journal.ts';

describeJournalLaws(kata);
