/** Finds out, in the background, what became of requests that nobody can tell about yet. */
import { isOpen, type RequestState, type RunState } from '../audit/runs.ts';
import type { Write } from '../model/writes.ts';
import { replay } from './replay.ts';
import type { Desk, Order } from './types.ts';

/** Milliseconds before each look; the last one is repeated. */
const pauses = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000, 120_000, 240_000] as const;
/** Milliseconds one look may take. */
const LOOK = 30_000;
/** A request that is not to be seen at the source so many milliseconds after it was made will not be done any more. */
const BELIEVED = 10_000;

export interface Later extends Pick<Order<never, unknown>, 'changed'> {
  readonly run: number;
  /** Undefined: the source, or this write, is no longer there. */
  readonly write: Write<object, unknown> | undefined;
}

/** Goes on until everything is known, or nobody can tell, or the gateway closes. Never rejects. */
export async function settleLater(desk: Desk, later: Later, first: number = pauses[0]): Promise<void> {
  const { audit, sleep, closing, log } = desk;
  const { run, write, changed } = later;
  let open: readonly RequestState[] | undefined;
  const openNow = (): readonly RequestState[] => audit.run(run)?.requests.filter(isOpen) ?? [];
  for (let round = 0; ; round += 1) {
    try {
      open ??= openNow();
    } catch (error) {
      log?.warn({ err: error }, 'what is open of a write cannot be read');
    }
    try {
      await sleep(round === 0 ? first : (pauses[round] ?? 240_000), closing);
    } catch {
      return;
    }
    try {
      open ??= openNow();
      audit.prune(desk.now());
      const before = audit.run(run);
      if (before !== undefined) await look(desk, before, write);
      const state = audit.run(run);
      const wasOpen = new Set(open.map(({ intent }) => intent));
      const done = state?.requests.filter(({ intent, outcome }) => outcome === 'DONE' && wasOpen.has(intent));
      open = state?.requests.filter(isOpen) ?? [];
      await desk.tellChanged({ changed }, done?.flatMap(({ ids }) => ids) ?? []);
      if (state === undefined) return;
      if (await conclude(desk, state, write)) return audit.release(run);
      if (write?.settle === undefined && !state.requests.some(({ intent }) => desk.underWay.has(intent)))
        return;
    } catch (error) {
      if (closing.aborted) return;
      log?.warn({ err: error }, 'what became of a write cannot be recorded yet');
    }
  }
}

/** Looks once for each open request. */
async function look(
  { audit, underWay, now, closing }: Desk,
  { input, requests }: RunState,
  write: Write<object, unknown> | undefined,
): Promise<void> {
  if (write?.settle === undefined || input === null) return;
  for (const { intent, ids, since, step, outcome } of requests) {
    if (!isOpen({ outcome }) || underWay.has(intent)) continue;
    let seen;
    try {
      seen = await write.settle(JSON.parse(input), ids, since, lookCall(closing), step);
    } catch {
      continue;
    }
    if (seen === 'done') audit.settle([intent], 'DONE', now());
    else if (seen === 'not-done' && now() - since >= BELIEVED) audit.settle([intent], 'FAILED', now());
  }
}

/** True when nothing about this run is open any more, as far as anybody will ever tell. */
async function conclude(
  { audit, now, closing }: Desk,
  state: RunState,
  write: Write<object, unknown> | undefined,
): Promise<boolean> {
  if (state.requests.some(isOpen)) return false;
  if (!state.awaited || state.input === null || write === undefined) return true;
  const outcome = await replay(state, JSON.parse(state.input), write, lookCall(closing));
  if (outcome === undefined) return false;
  audit.remember(state.id, outcome, now());
  return true;
}

const lookCall = (closing: AbortSignal) => ({
  signal: AbortSignal.any([closing, AbortSignal.timeout(LOOK)]),
  selects: () => true,
  sent: () => undefined,
});
