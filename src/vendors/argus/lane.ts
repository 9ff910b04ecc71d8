/**
 * Walking a list that offers only offset and limit, while it moves, without losing or repeating a row.
 *
 * Offsets are hints; the order key decides. A read counts only when it proves where it stands: it begins at the list's
 * head, or with a row on the near side of the place looked for; otherwise rows were removed (step back) or added (step
 * on). Rows that share a millisecond come in any order, and in another one with each call: such a group counts only when
 * one single answer holds all of it, and is then put in order here. So one answer, which the vendor makes at one moment,
 * decides about every row, and no row can slip between two answers.
 */
import { SourceError } from '../../model/errors.ts';
import { BACKEND_WINDOW, CHUNK, LARGEST } from './endpoints.ts';
import { locate, type Answer, type Found } from './locate.ts';
import { createPlaces, type Mark } from './places.ts';
import { BeyondWindow, type Place, type Placed, type ReadList, type Row } from './rows.ts';

export interface LaneOptions<T> {
  /** Its number among the lanes of a walk. */
  readonly index: number;
  readonly source: string;
  readonly read: ReadList<T>;
  /** Whether the vendor can cut the list off at a time, so that rows beyond the window come into reach. */
  readonly boundable: boolean;
  readonly newestFirst: boolean;
  /** The order of the walk. */
  readonly compare: (a: Row<T>, b: Row<T>) => number;
  /** Towards larger offsets. */
  readonly down: boolean;
  /** Where to begin: the first millisecond that counts. Undefined: at the list's head, going down. */
  readonly start?: { readonly at: number; readonly place: Place } | undefined;
  /** The last millisecond that counts. */
  readonly end?: number | undefined;
}

export interface Lane<T> {
  readonly index: number;
  /** Whole groups, in the order of the walk, not yet taken. */
  readonly queue: Placed<T>[];
  /** Rows further on that were seen, but perhaps not all of their group. */
  readonly pending: readonly Placed<T>[];
  /** Rows on the near side of the start that were seen. */
  readonly behind: readonly Placed<T>[];
  /** Whether nothing at all lies on the near side. */
  readonly fromEdge: boolean;
  readonly done: boolean;
  /** The vendor's count, from the last read. */
  readonly count: number | undefined;
  /** How many rows lay ahead at the first read; undefined when the vendor did not count. For lanes that go down. */
  readonly ahead: number | undefined;
  /** The first millisecond that was not read whole; undefined at the list's head. */
  readonly reached: number | undefined;
  /** Reads on, asking for about `want` rows more. */
  advance(want: number): Promise<void>;
  /** Where the rows of a millisecond stand. */
  placeOf(at: number): Place;
  /** At most so many places of what was read. */
  sample(most: number): readonly Mark[];
}

/** Rows asked for on top when resuming: what a live list has gained meanwhile then costs no further call. */
const SLACK = 8;
export function createLane<T>(options: LaneOptions<T>): Lane<T> {
  const { index, source, newestFirst, down, end } = options;
  const forward = down === newestFirst;
  /** A time that never falls along the list. */
  const rank = (at: number): number => (newestFirst ? -at : at);
  const places = createPlaces(rank);
  const queue: Placed<T>[] = [];
  let pending: readonly Placed<T>[] = [];
  let behind: readonly Placed<T>[] = [];
  let fromEdge = options.start === undefined;
  let done = false;
  let count: number | undefined;
  let ahead: number | undefined;
  let next = options.start;
  let bound = next?.place.bound;
  let begun = false;

  const broken = (): SourceError => new SourceError({ source, kind: 'invalid-response', status: 200 });

  async function readAt(offset: number, limit: number): Promise<Answer<T>> {
    const room = BACKEND_WINDOW - offset;
    if (room <= 0) throw new BeyondWindow();
    const asked = Math.min(limit, room);
    const chunk = await options.read({ offset, limit: asked, newestFirst, bound });
    count = chunk.count;
    const rows = chunk.rows.slice(0, asked);
    for (const [i, row] of rows.entries()) {
      const before = rows[i - 1];
      if (before !== undefined && rank(row.at) < rank(before.at)) throw broken();
    }
    return { rows, tail: rows.length < asked };
  }

  const isPast = (row: Row<T>): boolean => end !== undefined && (forward ? row.at < end : row.at > end);
  const placed = (rows: readonly Row<T>[]): Placed<T>[] => rows.map((row) => ({ ...row, lane: index }));

  /** Splits off the group at the far edge of an answer, which may go on outside it. */
  function wholeGroups(found: Found<T>): {
    readonly whole: readonly Row<T>[];
    readonly cut: readonly Row<T>[];
  } {
    const { rows, split, offset, tail } = found;
    const ahead = down ? rows.slice(split) : rows.slice(0, split);
    const edge = down ? ahead.at(-1) : ahead[0];
    if (edge === undefined || (down ? tail : offset === 0)) return { whole: ahead, cut: [] };
    return {
      whole: ahead.filter((row) => row.at !== edge.at),
      cut: ahead.filter((row) => row.at === edge.at),
    };
  }

  /** From one answer and its count; 0 beside rows and -1 say that the vendor did not count. */
  function aheadOf({ rows, offset, split, tail }: Found<T>): number | undefined {
    const seen = rows.length - split;
    if (tail) return seen;
    const counted = (count ?? 0) - offset - split;
    return counted >= seen && counted > 0 ? counted : undefined;
  }

  /** How to read so that the group at `place`, a row of evidence beside it and `want` rows further on are in the answer. */
  function rangeFor(place: Place, want: number): { readonly offset: number; readonly limit: number } {
    const least = place.size + 2;
    const wished = Math.min(LARGEST, want + least + (begun ? 0 : SLACK));
    // A tie as wide as the chunk is read by ever wider answers: nothing else can hold it whole.
    const limit = least > CHUNK / 2 ? Math.max(wished, 2 * least) : wished;
    if (down) return { offset: Math.max(0, place.offset - 1), limit };
    const stop = place.offset + place.size + 1 + (begun ? 0 : SLACK / 2);
    return { offset: Math.max(0, stop - limit), limit: Math.min(limit, Math.max(stop, 1)) };
  }

  async function advanceOnce(want: number): Promise<void> {
    const from = next;
    let found: Found<T> | null;
    if (from === undefined) {
      const limit = Math.min(LARGEST, Math.max(1, want));
      found = { ...(await readAt(0, limit)), offset: 0, split: 0 };
    } else {
      const edge = rank(from.at);
      const isBefore = (row: Row<T>): boolean => (down ? rank(row.at) < edge : rank(row.at) <= edge);
      /** As if rows came evenly. */
      const distance = (rows: readonly Row<T>[]): number => {
        const first = rows[0];
        const last = rows.at(-1);
        if (first === undefined || last === undefined) return 0;
        const away = Math.max(rank(first.at) - edge, edge - rank(last.at));
        return (Math.max(0, away) * rows.length) / Math.max(1, rank(last.at) - rank(first.at));
      };
      found = await locate(readAt, isBefore, rangeFor(from.place, want), distance);
      if (found === null) throw broken();
    }
    const { rows, offset, split, tail } = found;
    places.remember(rows, offset, bound);
    if (!begun && from !== undefined) {
      behind = placed(down ? rows.slice(0, split) : rows.slice(split));
      fromEdge = down ? offset === 0 && bound === undefined : tail;
    }
    if (!begun) ahead = aheadOf(found);
    begun = true;
    const { whole, cut } = wholeGroups(found);
    // The tie goes on past the last row that can be had.
    if (down && whole.length === 0 && cut.length > 0 && offset + rows.length >= BACKEND_WINDOW) {
      throw new BeyondWindow();
    }
    const first = cut[0];
    done = first === undefined || isPast(first);
    pending = done ? [] : placed(cut);
    if (first !== undefined) {
      next = { at: first.at, place: { offset: offset + rows.indexOf(first), size: cut.length, bound } };
    }
    const inside = placed(whole.filter((row) => !isPast(row)));
    if (inside.length < whole.length) {
      done = true;
      pending = [];
    }
    queue.push(...inside.toSorted(options.compare));
  }

  return {
    index,
    queue,
    get pending() {
      return pending;
    },
    get behind() {
      return behind;
    },
    get fromEdge() {
      return fromEdge;
    },
    get done() {
      return done;
    },
    get count() {
      return count;
    },
    get reached() {
      return next?.at;
    },
    get ahead() {
      return ahead;
    },
    async advance(want) {
      try {
        await advanceOnce(want);
      } catch (error) {
        if (!(error instanceof BeyondWindow) || !options.boundable || next === undefined || !down)
          throw error;
        // The same list, cut off at where the walk stands: its rows come into reach again.
        if (bound === next.at) throw error;
        bound = next.at;
        next = { at: next.at, place: { offset: 0, size: next.place.size, bound } };
        await advanceOnce(want);
      }
    },
    placeOf: (at) => places.of(at),
    sample: (most) => places.sample(most),
  };
}
