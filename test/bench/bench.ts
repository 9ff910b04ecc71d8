/**
 * `npm run bench`: the gateway against a hand-written fan-out that makes the same upstream calls and returns the same
 * bytes, as ratios within one run. Simulators, gateway and fan-out are processes of their own; all share the machine's
 * processors, and the simulators' time is in both sides' times, though not in their processor time.
 *
 *   --case NAME      only this case; may be given again
 *   --profile DIR    has the gateway write a processor profile into the folder (`*.cpuprofile`)
 *   --quick          a few seconds a case, for a first look
 *
 * Exit code 0, aims met or not; 1 when the bytes or the upstream calls are not what they should be.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { cases } from './cases.ts';
import { createMeasure, Mismatch, type Durations } from './measure.ts';
import { startFanOut, startGateway, startSimulators } from './processes.ts';
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
const wanted = cases.filter(({ name }) => values.case?.includes(name) ?? true);

async function run(): Promise<void> {
  await using simulators = await startSimulators();
  await using fanOut = await startFanOut(simulators.upstreams);
  await using gateway = await startGateway(simulators.upstreams, values.profile);
  const measure = createMeasure(simulators, gateway, fanOut, values.quick ? quick : full);
  process.stdout.write(
    `Node ${process.version}, ${availableParallelism()} processors shared by all four processes\n\n`,
  );
  for (const bench of wanted) process.stdout.write(`${report(await measure(bench))}\n`);
}

try {
  if (wanted.length === 0)
    throw new Mismatch(`there is no such case; there are: ${cases.map(({ name }) => name).join(', ')}`);
  await run();
} catch (error) {
  if (!(error instanceof Mismatch)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
