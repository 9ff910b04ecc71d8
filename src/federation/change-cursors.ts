/** Cursors of the change sequence: what they hold, sealed to one filter. */
import { z } from 'zod';
import { openCursor, sealCursor } from '../model/cursor.ts';
import { InvalidCursorError } from '../model/errors.ts';

/** Where a client stands. */
export interface ChangePlace {
  /** The id of the journal whose numbers these are. */
  readonly journal: string;
  /** Everything up to this number was told. */
  readonly after: number;
  /** Of the gaps that come next, which share this number, so many were told. */
  readonly run?: number | undefined;
  readonly told?: number | undefined;
}

const number = z.int().nonnegative();
const place = z.union([z.tuple([z.string(), number]), z.tuple([z.string(), number, number, number])]);

export interface ChangeCursors {
  seal(place: ChangePlace): string;
  /** Throws InvalidCursorError for what was not sealed under the same binding. */
  open(cursor: string): ChangePlace;
}

/** `binding` names the filter. */
export const createChangeCursors = (binding: string): ChangeCursors => ({
  seal: ({ journal, after, run, told }) =>
    sealCursor(binding, run === undefined ? [journal, after] : [journal, after, run, told ?? 0]),
  open(cursor) {
    const parsed = place.safeParse(openCursor(binding, cursor, 'after'));
    if (!parsed.success) throw new InvalidCursorError('after');
    const [journal, after, run, told] = parsed.data;
    return { journal, after, run, told };
  },
});
