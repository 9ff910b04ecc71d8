/** Rows of a list that has an order, and how one asks for them. */
export interface Row<T> {
  /** Milliseconds since the epoch; the list is in its order. */
  readonly at: number;
  readonly id: string;
  /** Undefined: could not be read. It keeps its place, and nobody gets to see it. */
  readonly value: T | undefined;
}

export interface Chunk<T> {
  readonly rows: readonly Row<T>[];
  /** All matches as the vendor says: 0 may mean "not counted", -1 does. */
  readonly count: number;
}

export interface Range {
  readonly offset: number;
  readonly limit: number;
  readonly newestFirst: boolean;
  /** Rows beyond this time (newer in a list newest first, else older) need not be in the list. */
  readonly bound: number | undefined;
}

export type ReadList<T> = (range: Range) => Promise<Chunk<T>>;

/** Where the rows of one millisecond stood when last seen. */
export interface Place {
  readonly offset: number;
  readonly size: number;
  readonly bound?: number | undefined;
}

export interface Placed<T> extends Row<T> {
  readonly lane: number;
}

/** The place lies beyond the rows that a search can reach. */
export class BeyondWindow extends Error {}

/**
 * The anchor's row stands elsewhere than its cursor says. That happens to rows without a time of their own alone
 * (`order.ts`), when a neighbour comes or goes: the list then is read again from where the row stands now.
 */
export class AnchorMoved extends Error {
  readonly at: number;

  constructor(at: number) {
    super('the row of the cursor stands elsewhere');
    this.at = at;
  }
}

/** Newest first, ties by id: the one order of every native connection of this source. Negative: `a` is first. */
export function compareRows(
  a: { readonly at: number; readonly id: string },
  b: { readonly at: number; readonly id: string },
): number {
  if (a.at !== b.at) return b.at - a.at;
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
}
