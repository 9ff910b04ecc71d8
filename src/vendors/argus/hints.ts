/**
 * Where rows stood when a window was last read: whoever asks for the next one says where it ends, but not at which offset
 * that is. A hint that is old or lost costs calls, nothing else (`lane.ts`).
 */
import type { Mark } from './places.ts';
import type { Place } from './rows.ts';

/** Lists whose last read is remembered, and places of each. */
const LISTS = 64;
const PLACES = 256;

export interface Hints {
  /** Where the rows of a time stand, or those just ahead of it; undefined for a time that was not read. */
  of(list: string, at: number, newestFirst: boolean): Place | undefined;
  remember(list: string, lane: { sample(most: number): readonly Mark[] }): void;
}

export function createHints(): Hints {
  const known = new Map<string, readonly Mark[]>();
  return {
    of(list, at, newestFirst) {
      const past = (mark: Mark): boolean => (newestFirst ? mark.at <= at : mark.at >= at);
      const marks = known.get(list) ?? [];
      const i = marks.findIndex(past);
      return (marks[i]?.at === at ? marks[i] : marks[i - 1])?.place;
    },
    remember(list, lane) {
      const marks = lane.sample(PLACES);
      if (marks.length === 0) return;
      known.delete(list);
      known.set(list, marks);
      for (const oldest of known.keys()) {
        if (known.size <= LISTS) return;
        known.delete(oldest);
      }
    },
  };
}
