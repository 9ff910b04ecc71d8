/**
 * `npm run bench`: the gateway against a hand-written fan-out that makes the same upstream calls and returns the same
 * bytes, as ratios within one run. Simulators, gateway and fan-out are processes of their own; all share the machine's
 * processors, and the simulators' time is in both sides' times, though not in their processor time.
 *
 *   --case NAME      only this case; may be given again
 *   --profile DIR    has the gateway write a processor profile into the folder (`*.cpuprofile`)
 *   --quick          a few seconds a case, for a first look
 *
 * Then the journal: how fast each vendor's backlog is read into a file (`ingest-*`), and queries while a burst is read against
 * queries while nothing happens (`queries-beside`); and what is asked of all sources at once (`federation`). A journal with a
 * million records takes minutes: `npm run bench:million` and `npm run bench:federation`.
 *
 * Exit code 0, aims met or not; 1 when the bytes or the upstream calls are not what they should be, or records are missing.
 */
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { BESIDE, beside, besideQuick, besideSizes } from './beside.ts';
import { cases } from './cases.ts';
import { askFederation } from './federation-run.ts';
import { ingest, ingestCases } from './ingest.ts';
import { reportBeside, reportIngest } from './journal-report.ts';
import { createMeasure, Mismatch, type Durations } from './measure.ts';
import { startFanOut, startGateway, startSimulators, type Simulators } from './processes.ts';
import { report } from './report.ts';

/** About 45 seconds a case. */
const full: Durations = { warmUp: 4_000, sequential: 1_500, concurrent: 1_500, rounds: 6 };
const quick: Durations = { warmUp: 1_500, sequential: 750, concurrent: 500, rounds: 2 };

const { values } = parseArgs({
  options: {
    case: { type: 'string', multiple: true },
    profile: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});
const isWanted = ({ name }: { readonly name: string }): boolean => values.case?.includes(name) ?? true;
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const QUICK_OBJECTS = 5_000;
const FEDERATION = 'federation';
const fullFederation = { records: 100_000, rounds: 60 };
const quickFederation = { records: 20_000, rounds: 10 };

/** Milliseconds without a call after which the gateway's first look at its feeds is over. */
const QUIET = 1_500;

async function quiet(simulators: Simulators): Promise<void> {
  do await sleep(QUIET);
  while ((await simulators.takeCalls()).length > 0);
}

async function compare(wanted: typeof cases): Promise<void> {
  await using simulators = await startSimulators();
  await using fanOut = await startFanOut(simulators.upstreams);
  await using gateway = await startGateway(simulators.upstreams, values.profile);
  await quiet(simulators);
  const measure = createMeasure(simulators, gateway, fanOut, values.quick ? quick : full);
  say('Against the fan-out; the gateway follows nothing meanwhile (a look once a day, journal in memory)\n');
  for (const bench of wanted) say(report(await measure(bench)));
}

async function run(): Promise<void> {
  const known = [...cases, ...ingestCases, { name: BESIDE }, { name: FEDERATION }];
  if (!known.some(isWanted))
    throw new Mismatch(`there is no such case; there are: ${known.map(({ name }) => name).join(', ')}`);
  say(`Node ${process.version}, ${availableParallelism()} processors shared by all processes\n`);
  const compared = cases.filter(isWanted);
  if (compared.length > 0) await compare(compared);
  for (const bench of ingestCases.filter(isWanted))
    say(reportIngest(await ingest(bench, values.quick ? QUICK_OBJECTS : bench.count)));
  if (isWanted({ name: BESIDE })) say(reportBeside(await beside(values.quick ? besideQuick : besideSizes)));
  if (isWanted({ name: FEDERATION }))
    await askFederation(values.quick ? quickFederation : fullFederation, say);
}

try {
  await run();
} catch (error) {
  if (!(error instanceof Mismatch)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
