/**
 * Rows of a list that do not say where they stand. The vendor's order rules: such a row stands where its next older
 * neighbour does, whichever way the list is read and wherever an answer ends, so that cursors find it again. Only among
 * rows of one millisecond, which come in another order with each call, its neighbours are a matter of chance.
 */
import type { Row } from './rows.ts';

/** A row before it has its place: `at` is undefined when it does not say. */
export interface Unplaced<T> {
  readonly at: number | undefined;
  readonly id: string;
  readonly value: T | undefined;
}

/**
 * Gives every row a time: its own, else that of its next older neighbour, else (the oldest rows) of the next newer one,
 * else `oldest`. An answer that ends short of the older neighbour gives the newer one's time, too: it then belongs to the
 * group at the answer's edge, which a lane reads again as a whole.
 */
export function placeRows<T>(
  rows: readonly Unplaced<T>[],
  newestFirst: boolean,
  oldest = 0,
): readonly Row<T>[] {
  const fromOldEnd = newestFirst ? rows.toReversed() : rows;
  let at = fromOldEnd.find((row) => row.at !== undefined)?.at ?? oldest;
  const placed = fromOldEnd.map((row): Row<T> => {
    at = row.at ?? at;
    return { at, id: row.id, value: row.value };
  });
  return newestFirst ? placed.toReversed() : placed;
}
