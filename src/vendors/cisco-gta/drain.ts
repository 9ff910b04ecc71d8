import type { UpstreamPage, Window } from './client.ts';
import { assumed } from './client.ts';

export interface Drained {
  readonly items: readonly unknown[];
  /** False when `maxPages` were read and more follow. */
  readonly complete: boolean;
}

/** Reads a list from its beginning to its end, at most `maxPages` pages of 1000. Null when `read` gives null. */
export async function drain(
  read: (window: Window) => Promise<UpstreamPage | null>,
  maxPages: number,
): Promise<Drained | null> {
  const items: unknown[] = [];
  let after: string | undefined;
  for (let pages = 0; pages < maxPages; pages++) {
    const page = await read({ size: assumed.maxSize, after });
    if (page === null) return null;
    for (const item of page.items) items.push(item);
    if (!page.hasNextPage || page.endCursor === null) return { items, complete: true };
    after = page.endCursor;
  }
  return { items, complete: false };
}
