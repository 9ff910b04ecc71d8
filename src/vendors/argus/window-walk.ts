/** A stretch of lists in Crosswatch's own order: level by level, and in each level in the order of time. */
import { SourceError } from '../../model/errors.ts';
import { compareKeys, type OrderKey, type RecordOrder } from '../../model/order.ts';
import type { Hints } from './hints.ts';
import { createLane, type Lane } from './lane.ts';
import { createMerge } from './merge.ts';
import { beyond } from './refusal.ts';
import { BeyondWindow, type Placed, type ReadList, type Row } from './rows.ts';
import { rowsFor, type Density } from './scan.ts';
import { beyondWindow } from './slices.ts';

export interface WindowList<T> {
  /** What hints about the list are kept under. */
  readonly key: string;
  /** Rows by the time of the order; their ids are global ones. */
  readonly read: ReadList<T>;
  /** Whether the vendor can cut the list off at its newer end; at the older one it always can. */
  readonly boundable: boolean;
}

/** Rows of one severity, or all of them where the order does not look at severities. */
export interface Level<T> {
  readonly severity: number;
  readonly lists: readonly WindowList<T>[];
  readonly matches: (value: T) => boolean;
  readonly density: Density;
}

/** Which way through time, and which way through the ids of one millisecond. */
export interface Course {
  readonly newestFirst: boolean;
  readonly upwards: boolean;
}

/** Times that matter: `from` inclusive, `to` exclusive. */
export interface Times {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

export interface WindowWalk<T> {
  readonly source: string;
  /** In the order of the walk; those before `after` are left out. */
  readonly levels: Iterable<Level<T>>;
  readonly order: RecordOrder;
  readonly reverse: boolean;
  readonly after: OrderKey | undefined;
  readonly times: Times;
  readonly limit: number;
  readonly hints: Hints;
  readonly mayRead: (reads: number) => boolean;
}

export interface Walked<T> {
  readonly items: readonly T[];
  readonly more: boolean;
  readonly reached: OrderKey | undefined;
  /** Rows of the first level from its beginning on, as the vendor counts; undefined when it does not. */
  readonly ahead: number | undefined;
}

type Spot = Pick<Row<unknown>, 'at' | 'id'>;

export const courseOf = ({ direction }: RecordOrder, reverse: boolean): Course => ({
  newestFirst: (direction === 'DESC') !== reverse,
  upwards: !reverse,
});

/** The order of a course, among rows of one severity. */
const compareAlong =
  ({ newestFirst, upwards }: Course) =>
  (a: Spot, b: Spot): number => {
    if (a.at !== b.at) return a.at < b.at === newestFirst ? 1 : -1;
    if (a.id === b.id) return 0;
    return a.id < b.id === upwards ? -1 : 1;
  };

/** The last millisecond that a date can be written for. */
const LAST_TIME = Date.UTC(10_000, 0, 1) - 1;

/** A place behind all records of one severity. */
const endOf = ({ newestFirst, upwards }: Course): Spot => ({
  at: newestFirst ? 0 : LAST_TIME,
  id: upwards ? '~' : '',
});

/** First and last millisecond of a walk. */
interface Stretch {
  readonly start: number | undefined;
  readonly end: number | undefined;
}

/** The milliseconds that a walk from `at` on goes through; null when there are none. */
export function stretchOf({ newestFirst }: Course, { from, to }: Times, at?: number): Stretch | null {
  const oldest = Math.max(0, Math.ceil(from ?? 0), newestFirst ? 0 : (at ?? 0));
  const newest = Math.min(
    Math.ceil(to ?? Number.POSITIVE_INFINITY) - 1,
    newestFirst ? (at ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY,
  );
  if (newest < oldest) return null;
  const [first, last] = [oldest > 0 ? oldest : undefined, Number.isFinite(newest) ? newest : undefined];
  return newestFirst ? { start: last, end: first } : { start: first, end: last };
}

/** A lane over a list, from `start` on. */
export function laneOver<T>(
  source: string,
  list: WindowList<T>,
  index: number,
  course: Course,
  { start, end }: Stretch,
  hints?: Hints,
): Lane<T> {
  const { newestFirst } = course;
  const boundable = list.boundable || !newestFirst;
  const options = { index, source, read: list.read, compare: compareAlong(course), end };
  const fresh = { offset: 0, size: 0, bound: boundable ? start : undefined };
  const first = createLane({
    ...options,
    boundable,
    newestFirst,
    down: true,
    start:
      start === undefined
        ? undefined
        : { at: start, place: hints?.of(list.key, start, newestFirst) ?? fresh },
  });
  return boundable ? first : beyondWindow(first, options);
}

/** Throws SourceError, UnsupportedError (rows that no bound brings into reach). */
export async function walkWindow<T>(walk: WindowWalk<T>): Promise<Walked<T>> {
  const { source, order, reverse, after, limit, hints } = walk;
  const course = courseOf(order, reverse);
  const compare = compareAlong(course);
  const items: T[] = [];
  let last: OrderKey | undefined;
  let reads = 0;
  let ahead: number | undefined;

  /** Whether the page is full and more follows; false at the end of the level, null when no more may be read. */
  async function walkLevel(level: Level<T>, isFirst: boolean): Promise<boolean | null> {
    const begun = after?.severity === level.severity ? after : undefined;
    const stretch = stretchOf(course, walk.times, begun?.at);
    if (stretch === null) return false;
    const lanes = level.lists.map((list, i) => laneOver(source, list, i, course, stretch, hints));
    const keyOf = ({ at, id }: Spot): OrderKey => ({ severity: level.severity, at, fraction: 0, id });
    const isAhead = (row: Placed<T>): boolean => {
      const past = begun === undefined ? undefined : compareKeys(keyOf(row), begun, order);
      return past === undefined || (reverse ? past < 0 : past > 0);
    };
    const shows = (row: Placed<T>): boolean =>
      isAhead(row) && row.value !== undefined && level.matches(row.value);
    const next = createMerge<T>({
      lanes,
      compare,
      mayRead: () => reads === 0 || walk.mayRead(reads),
      async readOn(waiting) {
        reads += 1;
        const want = rowsFor[level.density](limit + 1 - items.length);
        await Promise.all(waiting.map((lane) => lane.advance(want)));
      },
    });
    try {
      for (;;) {
        if (items.length === limit && lanes.some((lane) => [...lane.queue, ...lane.pending].some(shows)))
          return true;
        const row = await next();
        if (row === undefined) return false;
        if (row === null) return null;
        if (!isAhead(row)) continue;
        // A row that nobody can name is no place to go on from.
        if (row.id !== '') last = keyOf(row);
        if (row.value === undefined || !shows(row)) continue;
        if (items.length === limit) return true;
        items.push(row.value);
      }
    } finally {
      for (const [i, lane] of lanes.entries()) hints.remember(level.lists[i]?.key ?? '', lane);
      if (isFirst && lanes.every((lane) => lane.ahead !== undefined)) {
        ahead = lanes.reduce((sum, lane) => sum + (lane.ahead ?? 0), 0);
      }
    }
  }

  let isFirst = true;
  for (const level of walk.levels) {
    let more: boolean | null;
    try {
      more = await walkLevel(level, isFirst);
    } catch (error) {
      throw error instanceof BeyondWindow ? beyond(source) : error;
    }
    isFirst = false;
    if (more === false) last = { severity: level.severity, fraction: 0, ...endOf(course) };
    if (more === true) return { items, more, reached: undefined, ahead };
    if (more === null) {
      // Nothing was got through: there is no place to go on from but the one that the walk began at.
      if (last === undefined) throw new SourceError({ source, kind: 'timeout' });
      return { items, more: true, reached: last, ahead };
    }
  }
  return { items, more: false, reached: undefined, ahead };
}
