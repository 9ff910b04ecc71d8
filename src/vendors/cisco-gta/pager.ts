/** Makes the pages of a native connection out of a list: cursors, flags, and reading on while a filter lets little through. */
import { InvalidCursorError, InvalidInputError, SourceError } from '../../model/errors.ts';
import { openCursor, sealCursor } from '../../model/cursor.ts';
import { emptyPage, type Page, type PageRequest } from '../../model/page.ts';
import { assumed } from './client.ts';
import { sealedPlace, type Place, type PlacedRow } from './place.ts';
import { enter, readFrom, type Listing, type Stretch } from './walk.ts';

/** How far a filter that is evaluated here may read for one page. */
export const scan = {
  /** Rows of the first stretch; later ones are four times the one before, at most `Reading.most`. */
  firstRows: 200,
  stretches: 12,
  /** The share of the source's time that may be gone when another stretch is begun. */
  share: 0.5,
} as const;

export interface Reading<T> {
  readonly listing: Listing;
  /** What a cursor of this list is bound to. */
  readonly binding: string;
  /** Rows to records, place for place; null for what cannot be read or does not match. */
  accept(rows: readonly unknown[]): Promise<readonly (T | null)[]>;
  /** Whether `accept` refuses rows that could be read. */
  readonly filtered: boolean;
  /** The most rows that `accept` is to be given at once. */
  readonly most?: number | undefined;
  /** Milliseconds for the whole operation, and the clock they are counted by. */
  readonly timeout: number;
  now(): number;
}

interface Kept<T> {
  readonly item: T;
  readonly row: PlacedRow;
}

interface Start {
  readonly place: Place | undefined;
  /** Whether an item that matches is known on the side the walk comes from. */
  readonly seen: boolean;
}

function startOf(page: PageRequest, binding: string): Start {
  const path = page.direction === 'forward' ? 'after' : 'before';
  if (page.cursor === undefined) {
    if (page.direction === 'forward') return { place: undefined, seen: false };
    throw new InvalidInputError([
      {
        path: 'last',
        message: 'Cisco Global Threat Alerts has no way to begin at the end of a list',
        expected: 'last together with before, or first',
      },
    ]);
  }
  const sealed = sealedPlace.safeParse(openCursor(binding, page.cursor, path));
  if (sealed.data === undefined) throw new InvalidCursorError(path);
  const { seen, ...place } = sealed.data;
  return { place, seen: seen ?? true };
}

/** The checks of `readPage` alone, for a page that is known to be empty. */
export const checkPage = (page: PageRequest, binding: string): void => void startOf(page, binding);

/** A vendor that refuses our request with a cursor in it refuses the cursor. */
async function entered<T>(
  reading: Reading<T>,
  start: Start,
  page: PageRequest,
  size: number,
): Promise<Stretch> {
  try {
    return await enter(reading.listing, start.place, page.direction, size);
  } catch (error) {
    if (start.place !== undefined && error instanceof SourceError && error.status === 400)
      throw new InvalidCursorError(page.direction === 'forward' ? 'after' : 'before');
    throw error;
  }
}

/**
 * One page. Costs one call for an unfiltered page that begins at a page's edge or in the list's beginning.
 * Throws InvalidInputError for `last` without `before`, InvalidCursorError, SourceError.
 */
export async function readPage<T>(reading: Reading<T>, page: PageRequest): Promise<Page<T>> {
  const { binding, filtered, most = assumed.maxSize } = reading;
  const { direction, limit, cursor } = page;
  const start = startOf(page, binding);
  if (limit === 0) return { ...emptyPage, resumeCursor: cursor };
  const deadline = reading.now() + reading.timeout * scan.share;
  const forward = direction === 'forward';
  const kept: Kept<T>[] = [];
  let size = filtered ? Math.min(most, Math.max(scan.firstRows, limit * 2)) : limit;
  let stretch = await entered(reading, start, page, size);
  const { behind } = stretch;

  /** Takes what is wanted of the stretch; true when there is more than that. */
  async function take({ rows }: Stretch): Promise<boolean> {
    const walked = forward ? rows : rows.toReversed();
    for (let from = 0; from < walked.length;) {
      if (!filtered && kept.length === limit) return true;
      const part = walked.slice(from, from + (filtered ? most : limit - kept.length));
      const items = await reading.accept(part.map((row) => row.raw));
      for (const [i, row] of part.entries()) {
        const item = items[i] ?? null;
        if (item === null) continue;
        if (kept.length === limit) return true;
        kept.push({ item, row });
      }
      from += part.length;
    }
    return false;
  }

  let beyond = await take(stretch);
  let spent = false;
  for (let stretches = 1; !beyond && stretch.end !== null && stretch.more; stretches++) {
    // Whether another one matches can only be known by looking; that another one exists, the vendor has said.
    if (kept.length === limit && !filtered) beyond = true;
    else if (stretches >= scan.stretches || reading.now() >= deadline) spent = true;
    if (beyond || spent) break;
    size = filtered ? Math.min(most, size * 4) : limit - kept.length;
    stretch = await readFrom(reading.listing, stretch.end, direction, size);
    beyond = await take(stretch);
  }

  const ahead = beyond || spent;
  const before = filtered ? start.seen : behind;
  const ordered = forward ? kept : kept.toReversed();
  return {
    items: ordered.map(({ item }) => item),
    cursorAt(index) {
      const entry = ordered[index];
      if (entry === undefined) throw new RangeError(`no item ${index} on a page of ${ordered.length}`);
      return sealCursor(binding, entry.row.place());
    },
    hasNextPage: forward ? ahead : before,
    hasPreviousPage: forward ? before : ahead,
    ...(ordered.length > 0
      ? {}
      : {
          resumeCursor:
            spent && stretch.end !== null
              ? sealCursor(binding, { at: stretch.end, ...(start.seen ? {} : { seen: false }) })
              : cursor,
        }),
    ...(spent && kept.length < limit ? { partial: true } : {}),
  };
}
