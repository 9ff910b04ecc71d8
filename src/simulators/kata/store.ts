/**
 * The events database: in order of arrival, forgetful after two hours, and fed by whatever is due (contract sheet kata,
 * section 5, time rules).
 */
import type { SimClock } from '../clock.ts';
import type { KataSwitches } from './switches.ts';
import type { KataArrival, KataObject } from './types.ts';

/** For how long after its arrival an event can be fetched. */
export const FETCHABLE_MS = 2 * 3_600_000;

/** An event on its way to the database. */
export interface Dispatch {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly event: KataObject;
  readonly text?: string;
}

export interface Store {
  /** Takes in all that is due by now, and drops what is no longer remembered. */
  refresh(): void;
  /** Sends events off; each arrives when its time has come. Throws an Error when that is before the newest arrival. */
  dispatch(events: readonly Dispatch[]): void;
  /** What is remembered, forgotten by the API or not, in order of arrival. */
  remembered(): readonly KataArrival[];
  /** The sequence number of the oldest event that can be fetched; that of the next arrival when there is none. */
  oldest(): number;
  /** The sequence number of the next arrival. */
  next(): number;
  at(sequence: number): KataArrival | undefined;
  /** Calls back whenever something may have arrived, until the answer is called. */
  watch(callback: () => void): () => void;
}

/** `due`: what the story sends off between two moments (from, to]. */
export function createStore(
  clock: SimClock,
  switches: KataSwitches,
  story: (now: number) => readonly Dispatch[],
): Store {
  let arrivals: KataArrival[] = [];
  /** The sequence number of the first in `arrivals`. */
  let first = 0;
  /** Soonest last. */
  let onTheWay: Dispatch[] = [];
  let newest = Number.NEGATIVE_INFINITY;
  const watchers = new Set<() => void>();

  const next = (): number => first + arrivals.length;

  /** The index of the first arrival at or after a moment. */
  function indexAt(moment: number): number {
    let [low, high] = [0, arrivals.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (arrivals[middle]!.arrivedAt < moment) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function send(events: readonly Dispatch[]): void {
    if (events.length === 0) return;
    // Stable: what was sent off first arrives first.
    onTheWay = [...onTheWay.toReversed(), ...events].sort((a, b) => a.at - b.at).toReversed();
  }

  function refresh(): void {
    const now = clock.now();
    send(story(now));
    for (;;) {
      const soonest = onTheWay.at(-1);
      if (soonest === undefined || soonest.at > now) break;
      onTheWay.pop();
      const { at, event, text } = soonest;
      arrivals.push({ sequence: next(), arrivedAt: at, event, ...(text === undefined ? {} : { text }) });
      newest = at;
    }
    const stale = indexAt(now - Math.max(switches.rememberMs, FETCHABLE_MS));
    if (stale > 0) {
      arrivals = arrivals.slice(stale);
      first += stale;
    }
  }

  return {
    refresh,
    dispatch(events) {
      // Before anything else is taken in: what the clock made due meanwhile is then sorted in among these.
      const early = events.find(({ at }) => at < newest);
      if (early !== undefined) {
        throw new Error(
          `an event cannot arrive at ${early.at}: one has arrived at ${newest}, and places are given in order`,
        );
      }
      send(events);
      refresh();
      for (const callback of watchers) callback();
    },
    remembered: () => arrivals,
    oldest: () => first + indexAt(clock.now() - FETCHABLE_MS),
    next,
    at: (sequence) => arrivals[sequence - first],
    watch(callback) {
      watchers.add(callback);
      return () => void watchers.delete(callback);
    },
  };
}
