/** Whether to read on at once (contract sheet alphasoc, section 8, gotchas 3 and 4). */
import type { Walk } from './bookmark.ts';
import type { AlertPage } from './wire.ts';

/** Empty pages with `more` that are read in a row; then the feed waits, and goes on from there. */
export const EMPTY_PAGES = 16;

const isPowerOfTwo = (n: number): boolean => (n & (n - 1)) === 0;

export interface Pace {
  readonly more: boolean;
  readonly walk?: Walk | undefined;
}

/**
 * The vendor's `more` is believed as long as pages lead somewhere. A bookmark that leads to itself, or back to where the
 * walk has been (Brent's way to find a circle: remember the bookmark of page 1, 2, 4, 8 and so on), and a long row of empty
 * pages end the hurry, never the feed. `asked`: the bookmark that the page was asked with.
 */
export function paceOf(
  page: Pick<AlertPage, 'follow' | 'more'>,
  alerts: number,
  asked: string | undefined,
  before: Walk | undefined,
): Pace {
  const { follow, more } = page;
  if (!more || follow === undefined) return { more: false };
  const pages = (before?.pages ?? 0) + 1;
  const empty = alerts === 0 ? (before?.empty ?? 0) + 1 : 0;
  if (follow === asked || follow === before?.mark || empty >= EMPTY_PAGES) return { more: false };
  return { more, walk: { pages, empty, mark: isPowerOfTwo(pages) ? follow : before?.mark } };
}
