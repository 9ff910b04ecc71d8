/** One case: the same bytes for the same calls, then both sides by turns. */
import type { BenchCase } from './cases.ts';
import { createTarget, oneByOne, sideBySide, WIDTH, type Target } from './load.ts';
import type { Running, Simulators } from './processes.ts';

/** How long things last, in milliseconds. */
export interface Durations {
  readonly warmUp: number;
  /** One round of one side, one request at a time; and several at once. */
  readonly sequential: number;
  readonly concurrent: number;
  readonly rounds: number;
}

export interface Side {
  /** Milliseconds of each request when there is one at a time. */
  readonly times: readonly number[];
  /** Processor milliseconds of each of these; undefined where they cannot be known. */
  readonly cpuMs: number | undefined;
  /** Requests a second when there are several at once, and the upstream calls that each led to. */
  readonly rate: number;
  readonly callsUnderLoad: number;
  readonly peakMb: number | undefined;
}

export interface Measured {
  readonly bench: BenchCase;
  readonly bytes: number;
  readonly gateway: Side;
  readonly fanOut: Side;
}

/** What makes a comparison worthless: other bytes, or other upstream calls. */
export class Mismatch extends Error {}

interface Tally {
  readonly target: Target;
  readonly process: Running;
  readonly times: number[];
  cpu: number | undefined;
  answered: number;
  elapsed: number;
  calls: number;
}

/** Ends with a short note of where two bodies part. */
function assertSameBytes(bench: BenchCase, gateway: Buffer, fanOut: Buffer): void {
  if (gateway.equals(fanOut)) return;
  const parts = gateway.findIndex((byte, i) => byte !== fanOut[i]);
  const from = Math.max(0, (parts < 0 ? gateway.length : parts) - 60);
  const near = (body: Buffer): string => body.subarray(from, from + 160).toString();
  throw new Mismatch(
    `${bench.name}: the answers differ at byte ${parts}\n  gateway ${near(gateway)}\n  fan-out ${near(fanOut)}`,
  );
}

function assertCalls(bench: BenchCase, who: string, calls: readonly string[], operations: number): void {
  if (calls.length === bench.calls * operations) return;
  const shown = operations === 1 ? `\n  ${calls.join('\n  ')}` : '';
  throw new Mismatch(
    `${bench.name}: ${calls.length} upstream calls of the ${who} for ${operations} operations, ${bench.calls} each are due${shown}`,
  );
}

export function createMeasure(
  simulators: Simulators,
  gateway: Running,
  fanOut: Running,
  durations: Durations,
): (bench: BenchCase) => Promise<Measured> {
  async function check(bench: BenchCase, ours: Target, theirs: Target): Promise<number> {
    // Until the gateway runs the operation compiled, which must answer alike; the first also takes its token.
    for (let run = 0; run < 5; run++) {
      for (const size of run === 0 ? [bench.size] : [bench.size, bench.size - WIDTH + 1]) {
        await simulators.takeCalls();
        const got = await ours.ask(size);
        const calls = await simulators.takeCalls();
        assertCalls(bench, 'gateway', calls, 1);
        const expected = await theirs.ask(size);
        const hand = await simulators.takeCalls();
        assertCalls(bench, 'fan-out', hand, 1);
        if (calls.toSorted().join() !== hand.toSorted().join())
          throw new Mismatch(`${bench.name}: other calls\n  ${calls.join('\n  ')}\n  ${hand.join('\n  ')}`);
        assertSameBytes(bench, got, expected);
      }
    }
    return (await theirs.ask(bench.size)).length;
  }

  async function one(bench: BenchCase, who: string, tally: Tally): Promise<void> {
    const before = tally.process.cpuMs();
    const took = await oneByOne(tally.target, bench.size, durations.sequential);
    const after = tally.process.cpuMs();
    tally.times.push(...took);
    if (before === undefined || after === undefined) tally.cpu = undefined;
    else if (tally.cpu !== undefined) tally.cpu += after - before;
    assertCalls(bench, who, await simulators.takeCalls(), took.length);
  }

  async function many(bench: BenchCase, who: string, tally: Tally): Promise<void> {
    const started = performance.now();
    const answered = await sideBySide(tally.target, bench.size, durations.concurrent);
    tally.elapsed += performance.now() - started;
    tally.answered += answered;
    const { length } = await simulators.takeCalls();
    tally.calls += length;
    if (length > answered * bench.calls)
      throw new Mismatch(`${bench.name}: ${length} upstream calls of the ${who} for ${answered} operations`);
  }

  const start = (process: Running, target: Target): Tally => ({
    target,
    process,
    times: [],
    cpu: 0,
    answered: 0,
    elapsed: 0,
    calls: 0,
  });

  const sideOf = ({ times, cpu, answered, elapsed, calls, process }: Tally): Side => ({
    times,
    cpuMs: cpu === undefined ? undefined : cpu / times.length,
    rate: (answered / elapsed) * 1_000,
    callsUnderLoad: calls / answered,
    peakMb: process.peakMb(),
  });

  return async (bench) => {
    const ours = createTarget(gateway.url, bench.query);
    const theirs = createTarget(`${fanOut.url}/${bench.name}`, bench.query);
    const bytes = await check(bench, ours, theirs);
    const sides = [start(gateway, ours), start(fanOut, theirs)];
    for (const { target } of sides) await oneByOne(target, bench.size, durations.warmUp);
    await simulators.takeCalls();
    for (let round = 0; round < durations.rounds; round++) {
      // By turns, each as often first: what the machine does meanwhile strikes both.
      for (const tally of round % 2 === 0 ? sides : sides.toReversed()) {
        const who = tally.process === gateway ? 'gateway' : 'fan-out';
        await one(bench, who, tally);
        await many(bench, who, tally);
      }
    }
    await Promise.all([ours.close(), theirs.close()]);
    const [a, b] = sides.map(sideOf);
    if (a === undefined || b === undefined) throw new Error('two sides are measured');
    return { bench, bytes, gateway: a, fanOut: b };
  };
}
