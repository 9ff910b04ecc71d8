import { emptyPage, type Count, type Page, type PageRequest } from '../../model/page.ts';
import { readCursor, writeCursor, type Bookmark } from './cursor.ts';
import { createLane, type Lane } from './lane.ts';
import { createMerge } from './merge.ts';
import { beyond } from './refusal.ts';
import { AnchorMoved, BeyondWindow, compareRows, type Placed, type ReadList } from './rows.ts';
import { rowsFor, type Density } from './scan.ts';

export interface WalkOptions<T> {
  readonly source: string;
  readonly page: PageRequest;
  readonly countTotal: boolean;
  /** What a cursor of this walk is valid for. */
  readonly binding: string;
  /** Lists to merge, each in order of time. */
  readonly lists: readonly ReadList<T>[];
  readonly boundable: boolean;
  /** Everything that decides whether a row is shown: its kind and the filter. */
  readonly matches: (value: T) => boolean;
  readonly density: Density;
  /** Creation times that matter: `from` inclusive, `to` exclusive. */
  readonly time: { readonly from: number | undefined; readonly to: number | undefined };
  /** The time inside an id; undefined when ids of the kind hold none, null for what is no id. */
  readonly timeOf: (id: string) => number | null | undefined;
  /** Whether another read may be made after `reads`; false ends the page early, as partial. */
  readonly mayRead: (reads: number) => boolean;
}

interface Stretch {
  readonly anchor: Bookmark | undefined;
  readonly forward: boolean;
  readonly limit: number;
  /** Whether to find out what lies on the other side of the anchor. */
  readonly lookBack: boolean;
  /** The anchor was looked up in the list: where it stands is where the list said. */
  readonly settled?: boolean;
}

interface Walked<T> {
  readonly rows: readonly Placed<T>[];
  readonly more: boolean;
  readonly behind: boolean;
  readonly partial: boolean;
  readonly total: Count | undefined;
  /** The last row looked at. */
  readonly last: Placed<T> | undefined;
  bookmark(row: Placed<T>): Bookmark;
}

/** Where a page goes on from; undefined without a cursor. Throws InvalidCursorError. */
function anchorOf<T>({ page, binding, lists, timeOf }: WalkOptions<T>): Bookmark | undefined {
  const path = page.direction === 'forward' ? 'after' : 'before';
  return page.cursor === undefined ? undefined : readCursor(binding, page.cursor, path, lists.length, timeOf);
}

/** The page that a walk over live lists gives; the rules are those of `lane.ts`. No lists, no call. */
export async function walk<T>(options: WalkOptions<T>): Promise<Page<T>> {
  const { page, binding, lists } = options;
  const forward = page.direction === 'forward';
  // Checked even where nothing can match: a cursor from elsewhere is a mistake all the same.
  const anchor = anchorOf(options);
  if (lists.length === 0) {
    const none: Count = { value: 0, relation: 'EXACT' };
    return { ...emptyPage, ...(options.countTotal ? { totalCount: none } : {}) };
  }
  if (page.limit === 0 && !options.countTotal) return { ...emptyPage, resumeCursor: page.cursor };
  const found = await stretch(options, { anchor, forward, limit: page.limit, lookBack: true });
  const rows = forward ? found.rows : found.rows.toReversed();
  const cursorOf = (row: Placed<T>): string => writeCursor(binding, found.bookmark(row));
  const stuck = found.partial && rows.length === 0;
  const resume = found.last === undefined ? page.cursor : cursorOf(found.last);
  return {
    ...emptyPage,
    items: rows.flatMap(({ value }) => (value === undefined ? [] : [value])),
    cursorAt: (index) => {
      const row = rows[index];
      if (row === undefined) throw new RangeError(`the page has no item ${index}`);
      return cursorOf(row);
    },
    hasNextPage: forward ? found.more : found.behind,
    hasPreviousPage: forward ? found.behind : found.more,
    ...(stuck ? { resumeCursor: resume } : {}),
    ...(found.total === undefined || !options.countTotal ? {} : { totalCount: found.total }),
    ...(found.partial ? { partial: true } : {}),
  };
}

/** Walks; an anchor beyond the window is reached from a list cut off at it instead. */
async function stretch<T>(options: WalkOptions<T>, part: Stretch): Promise<Walked<T>> {
  const { anchor, forward } = part;
  const up = anchor !== undefined && anchor.newestFirst !== forward;
  const cutOff = up && anchor.places.some(({ bound }) => bound !== undefined);
  try {
    return await attempt(options, part, cutOff ? turned(anchor, forward) : anchor);
  } catch (error) {
    if (error instanceof AnchorMoved && anchor !== undefined) {
      return stretch(options, { ...part, anchor: { ...anchor, at: error.at }, settled: true });
    }
    if (!(error instanceof BeyondWindow)) throw error;
    if (anchor === undefined || !options.boundable || cutOff) throw beyond(options.source);
  }
  try {
    return await attempt(options, part, turned(anchor, forward));
  } catch (error) {
    throw error instanceof BeyondWindow ? beyond(options.source) : error;
  }
}

/** The anchor in the list that begins with it, seen in the direction of the walk. */
const turned = (anchor: Bookmark, forward: boolean): Bookmark => ({
  ...anchor,
  newestFirst: forward,
  places: anchor.places.map(({ size }) => ({ offset: 0, size, bound: anchor.at })),
});

function lanesFor<T>(options: WalkOptions<T>, { forward }: Stretch, anchor: Bookmark | undefined): Lane<T>[] {
  const { from, to } = options.time;
  const newest = to === undefined ? undefined : to - 1;
  const [edge, end] = forward ? [newest, from] : [from, newest];
  const newestFirst = anchor?.newestFirst ?? forward;
  return options.lists.map((read, index) => {
    const place = anchor?.places[index] ?? { offset: 0, size: 0 };
    const at = anchor?.at ?? edge;
    return createLane({
      index,
      source: options.source,
      read,
      boundable: options.boundable,
      newestFirst,
      compare: forward ? compareRows : (a, b) => compareRows(b, a),
      down: newestFirst === forward,
      start: at === undefined ? undefined : { at, place },
      end,
    });
  });
}

async function attempt<T>(
  options: WalkOptions<T>,
  part: Stretch,
  anchor: Bookmark | undefined,
): Promise<Walked<T>> {
  const { forward, limit } = part;
  const lanes = lanesFor(options, part, anchor);
  const compare = (a: Placed<T> | Bookmark, b: Placed<T> | Bookmark): number =>
    forward ? compareRows(a, b) : compareRows(b, a);
  const shows = ({ value }: Placed<T>): boolean => value !== undefined && options.matches(value);
  const isAhead = (row: Placed<T>): boolean => anchor === undefined || compare(row, anchor) > 0;
  const rows: Placed<T>[] = [];
  const passed: Placed<T>[] = [];
  let last: Placed<T> | undefined;
  let reads = 0;

  async function readOn(some: readonly Lane<T>[]): Promise<void> {
    reads += 1;
    const want = rowsFor[options.density](limit + 1 - rows.length);
    await Promise.all(some.map((lane) => lane.advance(want)));
    if (reads > 1 || anchor === undefined || part.settled === true) return;
    const seen = lanes.flatMap((lane) => [...lane.behind, ...lane.queue, ...lane.pending]);
    const moved = seen.find(({ id, at }) => id === anchor.id && at !== anchor.at);
    if (moved !== undefined) throw new AnchorMoved(moved.at);
  }

  const merged = createMerge<T>({
    lanes,
    compare,
    mayRead: () => reads === 0 || options.mayRead(reads),
    readOn,
  });

  /** The next row that is shown; undefined at the end of the lists, null when no more may be read. */
  async function following(): Promise<Placed<T> | undefined | null> {
    for (;;) {
      const row = await merged();
      if (row === undefined || row === null) return row;
      if (!isAhead(row)) {
        passed.push(row);
        continue;
      }
      if (shows(row)) return row;
      // A row that nobody can name is no place to go on from.
      if (row.id !== '') last = row;
    }
  }

  let ended = false;
  let partial = false;
  while (rows.length < limit && !ended && !partial) {
    const row = await following();
    if (row === undefined) ended = true;
    else if (row === null) partial = true;
    else {
      rows.push(row);
      last = row;
    }
  }
  let more = partial;
  if (!ended && !partial) {
    // For limit 0 nothing was read yet, and any row ahead is enough.
    if (reads === 0) await readOn(lanes);
    const visible = lanes.flatMap((lane) => [...lane.queue, ...lane.pending]);
    const next = visible.some((row) => isAhead(row) && shows(row)) ? true : await following();
    more = next !== undefined;
    partial = next === null;
    ended = next === undefined;
  }

  return {
    rows,
    more,
    behind: await isBehind(),
    partial,
    total: totalOf(),
    last,
    bookmark: ({ at, id }) => ({
      at,
      id,
      newestFirst: anchor?.newestFirst ?? forward,
      places: lanes.map((lane) => lane.placeOf(at)),
    }),
  };

  async function isBehind(): Promise<boolean> {
    if (part.anchor === undefined || !part.lookBack) return false;
    const visible = lanes.flatMap((lane) => [...lane.behind, ...lane.queue, ...lane.pending]);
    if ([...passed, ...visible].some((row) => !isAhead(row) && shows(row))) return true;
    if (lanes.every((lane) => lane.fromEdge)) return false;
    const back = await stretch(options, { ...part, forward: !forward, limit: 0, lookBack: false });
    return back.more;
  }

  function totalOf(): Count | undefined {
    if (anchor === undefined && ended) return { value: rows.length, relation: 'EXACT' };
    const { from, to } = options.time;
    if (options.density !== 'all' || from !== undefined || to !== undefined) return undefined;
    const counts = lanes.map((lane) => lane.count ?? 0);
    // 0 beside rows and -1 say that the vendor did not count.
    if (counts.some((count, i) => count < 0 || (count === 0 && lanes[i]?.done !== true))) return undefined;
    const value = counts.reduce((sum, count) => sum + count, 0);
    return value > 0 && value >= rows.length ? { value, relation: 'EXACT' } : undefined;
  }
}
