/** Reads a list from a place onwards, in either direction, a stretch at a time (contract sheet cisco-gta, section 5). */
import { assumed, type UpstreamPage, type Window } from './client.ts';
import { findPlace, placedRows, type InnerPlace, type Place, type PlacedRow } from './place.ts';

/** One of the vendor's lists. */
export interface Listing {
  read(window: Window): Promise<UpstreamPage>;
  /** What decides where a row stands in the list's order, as far as the row shows it. */
  placeOf(row: unknown): string;
}

export type Direction = 'forward' | 'backward';

export interface Stretch {
  /** In the list's order, whichever way it was read. */
  readonly rows: readonly PlacedRow[];
  /** Whether the list goes on in the direction of the walk. */
  readonly more: boolean;
  /** Where it goes on; set when `more` is. */
  readonly end: string | null;
  /** Whether there is something on the side the walk came from. */
  readonly behind: boolean;
}

/** More than the page needs, for items that came in between since: without them the place may lie beyond. */
const SLACK = 32;

function stretchOf(
  listing: Listing,
  page: UpstreamPage,
  window: Window,
  direction: Direction,
  behind: boolean,
): Stretch {
  const rows = placedRows(page, window, (row) => listing.placeOf(row));
  return direction === 'forward'
    ? { rows, more: page.hasNextPage, end: page.endCursor, behind }
    : { rows, more: page.hasPreviousPage, end: page.startCursor, behind };
}

/** The stretch next to an upstream cursor. */
export async function readFrom(
  listing: Listing,
  cursor: string | undefined,
  direction: Direction,
  size: number,
): Promise<Stretch> {
  const window: Window = direction === 'forward' ? { size, after: cursor } : { size, before: cursor };
  const page = await listing.read(window);
  const neighbour = direction === 'forward' ? page.hasPreviousPage : page.hasNextPage;
  // An empty page has no flags worth the name: whoever gave us the cursor stood on an item.
  return stretchOf(
    listing,
    page,
    window,
    direction,
    page.items.length === 0 ? cursor !== undefined : neighbour,
  );
}

/** All behind the stretch's first item has gone. That item itself, if it is still there, has to be asked for apart. */
async function beforeAndAt(listing: Listing, cursor: string, size: number): Promise<Stretch> {
  const before = await readFrom(listing, cursor, 'backward', size);
  const last = before.rows.at(-1)?.place();
  if (last !== undefined && !('at' in last)) return before;
  const window: Window = { size: 1, after: last?.at };
  const page = await listing.read(window);
  const rows = placedRows(page, window, (row) => listing.placeOf(row));
  return { ...before, rows: [...before.rows, ...rows], behind: page.hasNextPage };
}

/** The stretch next to an item inside an earlier page. One call, a second when the item is not where it was. */
async function readFromInside(
  listing: Listing,
  place: InnerPlace,
  direction: Direction,
  size: number,
): Promise<Stretch> {
  const after = place.after ?? undefined;
  const placeOf = (row: unknown): string => listing.placeOf(row);
  const needed = place.index + 1 + (direction === 'forward' ? size : SLACK);
  let window: Window = { size: Math.min(needed, assumed.maxSize), after };
  let page = await listing.read(window);
  let passed = findPlace(page.items, place, placeOf);
  if (passed?.itself !== true && page.hasNextPage && window.size < assumed.maxSize) {
    window = { size: assumed.maxSize, after };
    page = await listing.read(window);
    passed = findPlace(page.items, place, placeOf);
  }
  const whole = stretchOf(listing, page, window, direction, false);
  if (direction === 'forward') {
    const count = passed?.count ?? 0;
    const previous = page.items.length === 0 ? after !== undefined : page.hasPreviousPage;
    return { ...whole, rows: whole.rows.slice(count), behind: count > 0 || previous };
  }
  if (page.items.length === 0 && after !== undefined) return beforeAndAt(listing, after, size);
  const count = passed === undefined ? whole.rows.length : passed.count - (passed.itself ? 1 : 0);
  return {
    ...whole,
    rows: whole.rows.slice(0, count),
    behind: count < whole.rows.length || page.hasNextPage,
  };
}

/** The first stretch of a walk from a place, or from the list's beginning. `size`: how many rows it wants, 1 to 1000. */
export async function enter(
  listing: Listing,
  place: Place | undefined,
  direction: Direction,
  size: number,
): Promise<Stretch> {
  if (place === undefined || 'at' in place) return readFrom(listing, place?.at, direction, size);
  return readFromInside(listing, place, direction, size);
}
