/** Questions to all sources, measured on a journal of its own. */
import { existsSync } from 'node:fs';
import { measureFederation, openCases } from './federation-measure.ts';
import { reportFederation } from './federation-report.ts';
import { makeJournalFolder } from './journal-folder.ts';
import { keptJournal, makeLargeJournal } from './large-journal.ts';

export interface FederationOptions {
  readonly records: number;
  /** How often each question is asked. */
  readonly rounds: number;
  /** A file that is kept: made if it is not there yet. Undefined: one that goes. */
  readonly journal?: string | undefined;
  /** Only questions with this in their name. */
  readonly named?: string;
}

/** Throws Mismatch when an answer is not what the statements say. */
export async function askFederation(
  { records, rounds, journal, named = '' }: FederationOptions,
  say: (line: string) => void,
): Promise<void> {
  await using folder = await makeJournalFolder();
  const path = journal ?? folder.settings.path;
  await using opened = await openCases(
    existsSync(path) ? keptJournal(path) : await makeLargeJournal(path, records, say),
  );
  say(`What all sources are asked, on a journal of ${opened.records} records\n`);
  for (const one of opened.cases.filter(({ question }) => question.name.includes(named)))
    say(`${reportFederation(one, await measureFederation(opened, one, rounds))}\n`);
}
