import { BACKEND_WINDOW, CHUNK } from './endpoints.ts';
import { BeyondWindow, type Row } from './rows.ts';

/** Reads that look for one place before the list counts as broken. */
const SEARCH_LIMIT = 64;

export interface Answer<T> {
  readonly rows: readonly Row<T>[];
  /** The list ends with these rows. */
  readonly tail: boolean;
}

export interface Found<T> extends Answer<T> {
  readonly offset: number;
  /** The first row past the place looked for. */
  readonly split: number;
}

/**
 * Reads so that the place where `isBefore` turns false lies inside one answer, with rows on both sides of it (or the
 * list's end) to prove it. `isBefore` holds for a beginning of the list, which may move meanwhile; `offset` and `limit`
 * are a guess at where. `distance` guesses from an answer that missed how many rows away the place is. Null when the list
 * moves faster than it can be read. Throws BeyondWindow.
 */
export async function locate<T>(
  readAt: (offset: number, limit: number) => Promise<Answer<T>>,
  isBefore: (row: Row<T>) => boolean,
  { offset, limit }: { readonly offset: number; readonly limit: number },
  distance: (rows: readonly Row<T>[]) => number,
): Promise<Found<T> | null> {
  // Rows up to `low` were on the near side when they were read, those from `high` on were not.
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let asked = limit;
  const width = Math.max(1, limit - 1);
  let step = width;
  let at = offset;
  let widest = Math.max(limit, CHUNK);

  /** What is asked for on top may reach past the window. */
  async function readWidely(from: number): Promise<Answer<T>> {
    try {
      return await readAt(from, asked);
    } catch (error) {
      if (!(error instanceof BeyondWindow) || asked === limit) throw error;
      asked = widest = limit;
      return readAt(from, asked);
    }
  }

  for (let reads = 0; reads < SEARCH_LIMIT; reads += 1) {
    const { rows, tail } = await readWidely(at);
    const first = rows[0];
    const last = rows.at(-1);
    const guess = distance(rows);
    if (at > 0 && (first === undefined || !isBefore(first))) {
      if (at <= low) low = 0;
      high = at;
      at = Math.max(low, high - Math.max(step, Math.ceil(guess + asked / 2)));
    } else if (last !== undefined && !tail && isBefore(last)) {
      const past = at + rows.length;
      if (past > high) high = Number.POSITIVE_INFINITY;
      // The last row belongs to the next answer, too: as its evidence.
      low = past - 1;
      at = Number.isFinite(high)
        ? Math.floor((low + high) / 2)
        : low + Math.max(step - width, Math.floor(guess - asked / 2));
      if (Number.isFinite(high) && high - low <= asked) at = low;
      if (at >= BACKEND_WINDOW) {
        if (low >= BACKEND_WINDOW - 1) throw new BeyondWindow();
        at = Math.max(low, BACKEND_WINDOW - asked);
      }
    } else {
      const split = rows.findIndex((row) => !isBefore(row));
      return { rows, offset: at, tail, split: split < 0 ? rows.length : split };
    }
    // The further away, the worse the guess: a wider answer makes up for it.
    asked = Math.min(widest, Math.max(asked, Math.floor(guess / 4)));
    step *= 2;
  }
  return null;
}
