/** A list kept in the order of a number that each item has: cheap to append to, to bound, and to move an item in. */
export interface SortedList<T> {
  /** Ascending; equal keys in order of arrival. Not to be changed. */
  items(): readonly T[];
  /** Where the first item with a key of at least `key` stands. */
  lowerBound(key: number): number;
  add(items: readonly T[]): void;
  /** Takes an item out; its key must still be the one it was added with. */
  remove(item: T): void;
}

export function sortedList<T>(keyOf: (item: T) => number): SortedList<T> {
  let list: T[] = [];

  function lowerBound(key: number): number {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const item = list[middle];
      if (item !== undefined && keyOf(item) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    items: () => list,
    lowerBound,
    add(added) {
      const few = added.length <= 8;
      if (!few) {
        // The sort finds the ordered runs by itself, so that a bulk onto a long list costs little more than its length.
        list = [...list, ...added].toSorted((a, b) => keyOf(a) - keyOf(b));
        return;
      }
      for (const item of added) {
        const last = list.at(-1);
        if (last === undefined || keyOf(last) <= keyOf(item)) list.push(item);
        else list.splice(lowerBound(keyOf(item) + 1), 0, item);
      }
    },
    remove(item) {
      const at = list.indexOf(item, lowerBound(keyOf(item)));
      if (at >= 0) list.splice(at, 1);
    },
  };
}
