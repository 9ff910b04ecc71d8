import { z } from 'zod';
import { openCursor, sealCursor } from '../../model/cursor.ts';
import { InvalidCursorError } from '../../model/errors.ts';
import { BACKEND_WINDOW } from './endpoints.ts';
import type { Place } from './rows.ts';

/** What a cursor of this source holds: the order key of an item, and where it was last seen. */
export interface Bookmark {
  readonly at: number;
  readonly id: string;
  /** How the list was ordered in which the places are counted. */
  readonly newestFirst: boolean;
  /** One for each lane. */
  readonly places: readonly Place[];
}

const time = z.int().min(0);
const place = z.tuple([
  z.int().min(0).max(BACKEND_WINDOW),
  z.int().min(0).max(BACKEND_WINDOW),
  time.nullable(),
]);
const shape = z.strictObject({
  t: time,
  i: z.string().min(1).max(200),
  d: z.boolean(),
  l: z.array(place).min(1).max(2),
});

export function writeCursor(binding: string, { at, id, newestFirst, places }: Bookmark): string {
  const l = places.map(({ offset, size, bound }) => [offset, size, bound ?? null]);
  return sealCursor(binding, { t: at, i: id, d: newestFirst, l });
}

/**
 * Opens a cursor. `timeOf` tells the time inside an id, undefined when ids of the kind hold none, null for what is no
 * id. Throws InvalidCursorError naming `path`.
 */
export function readCursor(
  binding: string,
  cursor: string,
  path: string,
  lanes: number,
  timeOf: (id: string) => number | null | undefined,
): Bookmark {
  const parsed = shape.safeParse(openCursor(binding, cursor, path));
  if (!parsed.success || parsed.data.l.length !== lanes) throw new InvalidCursorError(path);
  const { t, i, d, l } = parsed.data;
  const told = timeOf(i);
  if (told === null || (told !== undefined && told !== t)) throw new InvalidCursorError(path);
  const places = l.map(([offset, size, bound]) => ({ offset, size, bound: bound ?? undefined }));
  return { at: t, id: i, newestFirst: d, places };
}
