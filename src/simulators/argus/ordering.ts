/** Sorting and paging as Argus does them: keys by name, ties in any order, a window of rows no search reaches past. */
import { refuseField } from './wire.ts';
import type { SimArgusEvent } from './types.ts';

export interface SortKey<T> {
  readonly of: (item: T) => number | string;
  readonly descending: boolean;
}

export type SortNames<T> = ReadonlyMap<string, (item: T) => number | string>;

export const createdOf = (event: SimArgusEvent): number => event.created;
export const updatedOf = (event: SimArgusEvent): number => event.lastUpdated;
const startOf = (event: SimArgusEvent): number => event.firstEvent;

/** The names of bulk assessment, which are documented as a closed list. */
export const assessmentSorts: SortNames<SimArgusEvent> = new Map<string, SortKey<SimArgusEvent>['of']>([
  ['customerID', (event) => event.customerID],
  ['eventID', (event) => event.uuid],
  ['createdTimestamp', createdOf],
  ['lastUpdatedTimestamp', updatedOf],
  ['firstEventTimestamp', startOf],
  ['lastEventTimestamp', (event) => event.lastEvent],
]);

/** The names of both searches: those of bulk assessment, the default, and one seen in a v1 client. */
export const searchSorts: SortNames<SimArgusEvent> = new Map([
  ...assessmentSorts,
  ['timestamp', createdOf],
  ['lastUpdated', updatedOf],
]);

/** The start of an event, newest first: v1's order of a case's events. */
export const newestStart: readonly SortKey<SimArgusEvent>[] = [{ of: startOf, descending: true }];

/** `['-timestamp', 'eventID']` as sort keys; 412 on a name that is not known. */
export function sortKeys<T>(names: readonly string[], known: SortNames<T>, isList = true): SortKey<T>[] {
  return names.map((name, i) => {
    const descending = name.startsWith('-');
    const of = known.get(descending ? name.slice(1) : name);
    if (of === undefined) throw refuseField(isList ? `sortBy[${i}]` : 'sortBy', 'Unknown sort field', name);
    return { of, descending };
  });
}

export function compareBy<T>(keys: readonly SortKey<T>[]): (a: T, b: T) => number {
  return (a, b) => {
    for (const { of, descending } of keys) {
      const [x, y] = [of(a), of(b)];
      if (x !== y) return x < y === descending ? 1 : -1;
    }
    return 0;
  };
}

/** Mulberry32: a repeatable stream of numbers in [0, 1). */
export function randomStream(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const result = [...list];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const [a, b] = [result[i], result[j]];
    if (a !== undefined && b !== undefined) [result[i], result[j]] = [b, a];
  }
  return result;
}

/**
 * The rows from `offset` on, at most `limit`, of a sorted list. Rows that compare as equal are shuffled by `random`,
 * or put in the order of `tieBreak`; only the groups that the page touches are looked at.
 */
export function pageOf<T>(
  sorted: readonly T[],
  offset: number,
  limit: number,
  compare: (a: T, b: T) => number,
  arrange: { readonly random: () => number } | { readonly tieBreak: (a: T, b: T) => number },
): T[] {
  const page: T[] = [];
  const end = Math.min(sorted.length, offset + limit);
  const equal = (i: number, j: number): boolean => {
    const [a, b] = [sorted[i], sorted[j]];
    return a !== undefined && b !== undefined && compare(a, b) === 0;
  };
  let from = offset;
  while (from > 0 && from < end && equal(from - 1, from)) from--;
  while (from < end) {
    let to = from + 1;
    while (to < sorted.length && equal(from, to)) to++;
    const group = sorted.slice(from, to);
    const arranged =
      group.length === 1
        ? group
        : 'random' in arrange
          ? shuffled(group, arrange.random)
          : group.toSorted(arrange.tieBreak);
    page.push(...arranged.slice(Math.max(0, offset - from), end - from));
    from = to;
  }
  return page;
}
