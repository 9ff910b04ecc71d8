import type { Place, Row } from './rows.ts';

/** Where the rows of each millisecond stood when last read: the hints that cursors carry. */
export interface Places {
  /** Takes in an answer that began at `offset` of a list cut off at `bound`. */
  remember(rows: readonly Row<unknown>[], offset: number, bound: number | undefined): void;
  /** The place of a millisecond's rows; of what comes next in the list when it has none. */
  of(at: number): Place;
  /** At most so many of the places, from the first to the last. */
  sample(most: number): readonly Mark[];
}

/** Where the rows of one millisecond stand. */
export interface Mark {
  readonly at: number;
  readonly place: Place;
}

/** `rank` gives a time as a number that never falls along the list. */
export function createPlaces(rank: (at: number) => number): Places {
  const groups = new Map<number, Place>();
  const seen: Mark[] = [];

  /** Whether a list cut off at `bound` is sure to hold the rows of a time. */
  const reaches = (at: number, bound: number | undefined): boolean =>
    bound === undefined || rank(at) >= rank(bound);

  return {
    remember(rows, offset, bound) {
      for (const [i, row] of rows.entries()) {
        if (!reaches(row.at, bound)) continue;
        const place = offset + i;
        seen.push({ at: row.at, place: { offset: place, size: 0, bound } });
        const known = groups.get(row.at);
        const past = known === undefined ? place : known.offset + known.size;
        if (known === undefined || place < known.offset || place > past || known.bound !== bound) {
          groups.set(row.at, { offset: place, size: 1, bound });
        } else if (place === past) {
          groups.set(row.at, { ...known, size: known.size + 1 });
        }
      }
    },
    of(at) {
      const known = groups.get(at);
      if (known !== undefined) return known;
      let nearest: (typeof seen)[number] | undefined;
      for (const one of seen) {
        if (rank(one.at) < rank(at) || !reaches(at, one.place.bound)) continue;
        if (nearest === undefined || rank(one.at) < rank(nearest.at)) nearest = one;
      }
      const last = seen.at(-1)?.place;
      return (
        nearest?.place ?? (last !== undefined && reaches(at, last.bound) ? last : { offset: 0, size: 0 })
      );
    },
    sample(most) {
      const marks = [...groups].map(([at, place]): Mark => ({ at, place }));
      const stride = Math.ceil(marks.length / Math.max(1, most - 1));
      return marks.filter((_, i) => i % stride === 0 || i === marks.length - 1);
    },
  };
}
