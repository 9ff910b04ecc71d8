/**
 * A list that is always in order when it is read. Changes are gathered and worked in at the next read: a few by binary
 * search, many by one merge, so that neither bulk loading nor a trickle of updates ever costs a full sort per request.
 */
export interface SortedList<R> {
  /** In order. Valid until the next change. */
  rows(): readonly R[];
  add(row: R): void;
  remove(row: R): void;
}

/** The first index whose row is not before `target`; with `beyond`, the first whose row is after it. */
export function bound<R, P>(
  rows: readonly R[],
  target: P,
  compare: (row: R, target: P) => number,
  beyond = false,
): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = compare(rows[middle]!, target);
    if (order < 0 || (beyond && order === 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Above this many gathered changes one merge is cheaper than moving the tail for each. */
const FEW = 16;

/** `compare` must tell any two rows of the list apart. */
export function createSortedList<R>(compare: (a: R, b: R) => number): SortedList<R> {
  let sorted: R[] = [];
  let added: R[] = [];
  const removed = new Set<R>();

  function settle(): void {
    if (added.length + removed.size === 0) return;
    if (removed.size > 0) added = added.filter((row) => !removed.delete(row));
    if (removed.size > FEW) sorted = sorted.filter((row) => !removed.has(row));
    else {
      for (const row of removed) {
        const index = bound(sorted, row, compare);
        if (sorted[index] === row) sorted.splice(index, 1);
      }
    }
    removed.clear();
    added.sort(compare);
    const last = sorted.at(-1);
    if (added[0] !== undefined && (last === undefined || compare(last, added[0]) < 0)) {
      for (const row of added) sorted.push(row);
    } else if (added.length <= FEW) {
      for (const row of added) sorted.splice(bound(sorted, row, compare), 0, row);
    } else sorted = merge(sorted, added, compare);
    added = [];
  }

  return {
    rows: () => {
      settle();
      return sorted;
    },
    add: (row) => void added.push(row),
    remove: (row) => void removed.add(row),
  };
}

function merge<R>(left: readonly R[], right: readonly R[], compare: (a: R, b: R) => number): R[] {
  const merged: R[] = [];
  let next = 0;
  for (const row of left) {
    while (next < right.length && compare(right[next]!, row) < 0) merged.push(right[next++]!);
    merged.push(row);
  }
  while (next < right.length) merged.push(right[next++]!);
  return merged;
}
