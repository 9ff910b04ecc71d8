/**
 * Going back in time through a list that the vendor can cut off at its old end only (rows by their last change): where
 * the newest rows fill the window, what is older is read from lists that begin at some time in the past, backwards.
 */
import { createLane, type Lane, type LaneOptions } from './lane.ts';
import { BeyondWindow, type Placed } from './rows.ts';

type SliceOptions<T> = Omit<LaneOptions<T>, 'boundable' | 'newestFirst' | 'down' | 'start'>;

/** Milliseconds that the first slice spans. */
const FIRST_WIDTH = 24 * 60 * 60_000;
/** Rows in a slice: few enough for the window. A tenth of them makes the slice worth its planning. */
const MOST = 30_000;

/** Slices of the list from `at` back to `options.end`. */
function createSlices<T>(options: SliceOptions<T>, from: number) {
  const { read } = options;
  const floor = Math.max(0, options.end ?? 0);
  let width = FIRST_WIDTH;
  let most = MOST;
  /** Rows that the slice was planned to hold; undefined when the vendor does not count. */
  let planned: number | undefined;
  let taken = 0;
  let at = from;
  let lane: Lane<T> | undefined;
  let begins = at + 1;

  /** Rows from a time on; undefined when the vendor does not count. */
  async function countFrom(bound: number): Promise<number | undefined> {
    const { rows, count } = await read({ offset: 0, limit: 1, newestFirst: false, bound });
    return count < rows.length ? undefined : count;
  }

  const beginOf = (): number => Math.max(floor, at - width + 1);

  /** Looks for a width that holds neither too many rows nor too few, and gives how many; undefined when nobody counts. */
  async function plan(): Promise<number | undefined> {
    const newer = await countFrom(at + 1);
    for (let tries = 0; ; tries += 1) {
      const all = newer === undefined ? undefined : await countFrom(beginOf());
      if (newer === undefined || all === undefined) return undefined;
      const inside = Math.max(0, all - newer);
      if (tries === 24) return inside;
      if (inside > most && width > 1) width = Math.ceil(width / 4);
      else if (inside < most / 10 && beginOf() > floor) width *= 4;
      else return inside;
    }
  }

  async function begin(): Promise<Lane<T>> {
    planned = await plan();
    taken = 0;
    begins = beginOf();
    return createLane({
      ...options,
      boundable: false,
      newestFirst: false,
      down: false,
      start: { at, place: { offset: planned ?? 0, size: 0, bound: begins } },
      end: begins,
    });
  }

  return {
    get lane() {
      return lane;
    },
    get done() {
      return lane?.done === true && begins <= floor;
    },
    async advance(want: number): Promise<readonly Placed<T>[]> {
      for (;;) {
        if (lane?.done === true) {
          if (begins <= floor) return [];
          at = begins - 1;
          lane = undefined;
          if (planned === undefined && taken < most / 10) width *= 4;
        }
        lane ??= await begin();
        try {
          await lane.advance(want);
        } catch (error) {
          if (!(error instanceof BeyondWindow) || width <= 1) throw error;
          // The window is narrower than documented, or nobody counts.
          at = lane.reached ?? at;
          width = Math.ceil(width / 4);
          most = (planned ?? most) / 4;
          lane = undefined;
          continue;
        }
        const rows = lane.queue.splice(0);
        taken += rows.length;
        if (rows.length > 0 || !lane.done || begins <= floor) return rows;
      }
    },
  };
}

/** A lane that goes on in slices where its own list ends at the window. */
export function beyondWindow<T>(first: Lane<T>, options: SliceOptions<T>): Lane<T> {
  const { queue } = first;
  let slices: ReturnType<typeof createSlices<T>> | undefined;
  const current = (): Lane<T> => slices?.lane ?? first;
  return {
    index: first.index,
    queue,
    get pending() {
      return slices === undefined ? first.pending : [];
    },
    behind: [],
    fromEdge: false,
    get done() {
      return slices === undefined ? first.done : slices.done;
    },
    get count() {
      return current().count;
    },
    get ahead() {
      return first.ahead;
    },
    get reached() {
      return current().reached;
    },
    async advance(want) {
      if (slices === undefined) {
        try {
          await first.advance(want);
          return;
        } catch (error) {
          const { reached } = first;
          if (!(error instanceof BeyondWindow) || reached === undefined) throw error;
          slices = createSlices(options, reached);
        }
      }
      queue.push(...(await slices.advance(want)));
    },
    placeOf: (at) => current().placeOf(at),
    sample: (most) => first.sample(most),
  };
}
