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
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { askFederation } from './federation-run.ts';
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

say(`Node ${process.version}, ${availableParallelism()} processors, load ${loadavg()[0]?.toFixed(1)}`);
try {
  const { records, rounds, journal, case: named } = values;
  await askFederation({ records: Number(records), rounds: Number(rounds), journal, named }, say);
} catch (error) {
  if (!(error instanceof Mismatch)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
