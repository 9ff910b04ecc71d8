/**
 * `npm run bench:federation`: what the gateway answers from a journal of a million records of all four vendors, beside the
 * bare statements on the same file, by turns in one process. An answer is the whole of it: request, filter, records,
 * response; the statements read the page's rows with their bodies, as text. No source can be reached.
 *
 *   --records N      another number
 *   --journal FILE   one that was kept; made there (and kept) if it is not there yet
 *   --rounds N       how often each question is asked
 *   --case TEXT      only questions with this in their name
 *
 * Exit code 0, aims met or not; 1 when the answer is not what the statements say.
 */
import { existsSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureFederation, openCases } from './federation-measure.ts';
import { reportFederation } from './federation-report.ts';
import { makeJournalFolder } from './journal-folder.ts';
import { keptJournal, makeLargeJournal } from './large-journal.ts';
import { Mismatch } from './measure.ts';

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '1000000' },
    journal: { type: 'string' },
    rounds: { type: 'string', default: '60' },
    case: { type: 'string', default: '' },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function run(): Promise<void> {
  await using folder = await makeJournalFolder();
  const path = values.journal ?? folder.settings.path;
  const journal = existsSync(path)
    ? keptJournal(path)
    : await makeLargeJournal(path, Number(values.records), say);
  say(`Node ${process.version}, ${availableParallelism()} processors, load ${loadavg()[0]?.toFixed(1)}`);
  await using opened = await openCases(journal);
  say(`${opened.records} records\n`);
  for (const one of opened.cases.filter(({ question }) => question.name.includes(values.case)))
    say(reportFederation(one, await measureFederation(opened, one, Number(values.rounds))));
}

try {
  await run();
} catch (error) {
  if (!(error instanceof Mismatch)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
