/**
 * Where an item of a list stands, so that a walk can go on from it later.
 *
 * The vendor shows a cursor for the first and the last item of a page only. Such an item's place is that cursor: exact,
 * whatever moves. The place of an item in between is told from the page's first item (a cursor, too): how far behind it
 * the item stood, and marks of the item and of the few before it, nearest first. To go on from there, the stretch behind
 * that first item is read again and what has been passed is skipped: up to the item, or if that has moved or gone, up to
 * the nearest one before it that has not. Nothing between the two can be lost, as they were neighbours. When all
 * marks are gone the stretch is given from its start: a repeat beats a loss.
 *
 * A mark stands for an item in its place, not for the item alone: an event that was given a new sequence number is
 * further down the same stretch, and skipping to it there would lose everything before it. So a mark is a digest of what
 * decides the place as far as it shows (`Listing.placeOf`).
 */
import { hash } from 'node:crypto';
import { z } from 'zod';
import type { UpstreamPage, Window } from './client.ts';

/** Characters of one mark: 48 bits, for a stretch of at most a thousand items. */
const MARK = 8;
const MARKS = 8;

/** Beside an item with a cursor of its own. */
export interface ExactPlace {
  readonly at: string;
}

export interface InnerPlace {
  /** The cursor of the item that the stretch begins behind; null: the list's beginning. */
  readonly after: string | null;
  /** How many items of the stretch stood before this one. */
  readonly index: number;
  /** The item's own mark, then those of the ones before it, joined. */
  readonly marks: string;
}

export type Place = ExactPlace | InnerPlace;

const upstreamCursor = z.string().regex(/^[\x21-\x7e]{1,2048}$/);

/** What a cursor may hold; `seen`: whether an item that matches is known on the side the walk came from. */
export const sealedPlace = z
  .union([
    z.strictObject({ at: upstreamCursor }),
    z.strictObject({
      after: upstreamCursor.nullable(),
      index: z.int().min(0).max(999),
      marks: z.string().regex(/^(?:[\w-]{8}){1,8}$/),
    }),
  ])
  .and(z.object({ seen: z.literal(false).optional() }));

export interface PlacedRow {
  readonly raw: unknown;
  place(): Place;
}

const markOf = (place: string): string => hash('sha256', place, 'base64url').slice(0, MARK);

/** The rows of a page, each with its place; places are worked out when asked for. */
export function placedRows(
  page: UpstreamPage,
  window: Window,
  placeOf: (row: unknown) => string,
): PlacedRow[] {
  const { items, startCursor, endCursor } = page;
  const marks: string[] = [];
  const mark = (k: number): string => (marks[k] ??= markOf(placeOf(items[k])));
  // A backward page without startCursor has nothing before it, so it begins where the list does.
  const after = startCursor ?? window.after ?? null;
  const first = startCursor === null ? 0 : 1;
  const placeAt = (k: number): Place => {
    if (k === 0 && startCursor !== null) return { at: startCursor };
    if (k === items.length - 1 && endCursor !== null) return { at: endCursor };
    const nearest: string[] = [];
    for (let i = k; i >= first && nearest.length < MARKS; i--) nearest.push(mark(i));
    return { after, index: k - first, marks: nearest.join('') };
  };
  return items.map((raw, k) => ({ raw, place: () => placeAt(k) }));
}

export interface Passed {
  /** How many rows of the stretch had been passed when standing on the item, itself included. */
  readonly count: number;
  /** Whether the item itself still stands there. */
  readonly itself: boolean;
}

/** Finds an inner place in its stretch, read again; undefined when the item and all whose marks are known have left. */
export function findPlace(
  rows: readonly unknown[],
  place: InnerPlace,
  placeOf: (row: unknown) => string,
): Passed | undefined {
  const present = new Map(rows.map((row, i) => [markOf(placeOf(row)), i]));
  for (let at = 0; at < place.marks.length; at += MARK) {
    const index = present.get(place.marks.slice(at, at + MARK));
    if (index !== undefined) return { count: index + 1, itself: at === 0 };
  }
  // With marks for everything that stood before it, none of them left means that nothing here has been passed.
  return place.marks.length / MARK > place.index ? { count: 0, itself: false } : undefined;
}
