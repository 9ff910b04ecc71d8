/** Cuts pages out of ordered rows, forwards and backwards, by key (contract sheet cisco-gta, section 5). */
import type { Order } from './orders.ts';
import { bound } from './sorted.ts';
import type { Position, Row } from './types.ts';

/** Which part of a collection is asked for; never both cursors. */
export interface PageWindow {
  readonly size: number;
  readonly after?: Position;
  readonly before?: Position;
}

export interface Page<T> {
  /** In the collection's order, also when read backwards. */
  readonly rows: readonly Row<T>[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/**
 * The up-to-`size` rows nearest to the cursor. `rows` are in `order`; `keep` filters them. An empty page has no
 * neighbours: it has no cursors to reach them by, and a true `hasNextPage` without endCursor would send Cisco's own
 * iterator round for ever.
 */
export function takePage<T>(
  rows: readonly Row<T>[],
  order: Order,
  { size, after, before }: PageWindow,
  keep: (row: Row<T>) => boolean = () => true,
): Page<T> {
  const taken: Row<T>[] = [];
  let first = 0;
  let next = 0;
  if (before === undefined) {
    first = after === undefined ? 0 : bound(rows, after, order.compare, true);
    for (next = first; next < rows.length && taken.length < size; next++) {
      if (keep(rows[next]!)) taken.push(rows[next]!);
    }
  } else {
    next = bound(rows, before, order.compare);
    for (first = next; first > 0 && taken.length < size; first--) {
      if (keep(rows[first - 1]!)) taken.push(rows[first - 1]!);
    }
    taken.reverse();
  }
  if (taken.length === 0) return { rows: taken, hasNextPage: false, hasPreviousPage: false };
  let follows = next;
  while (follows < rows.length && !keep(rows[follows]!)) follows++;
  let precedes = first - 1;
  while (precedes >= 0 && !keep(rows[precedes]!)) precedes--;
  return { rows: taken, hasNextPage: follows < rows.length, hasPreviousPage: precedes >= 0 };
}
