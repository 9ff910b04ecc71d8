/**
 * Remembers where cursors came from: one is only good for its path, sort and filter (contract sheet cisco-gta,
 * section 5). A cursor that this process never gave out is let through: key positions outlive processes.
 */
export interface CursorBook {
  note(cursor: string, use: string): void;
  /** False when the cursor is known, and only from other uses. */
  fits(cursor: string, use: string): boolean;
}

const MOST_CURSORS = 50_000;
/** A cursor that was given out for this many uses is no longer watched. */
const MOST_USES = 32;

export function createCursorBook(): CursorBook {
  const uses = new Map<string, Set<string> | 'any'>();
  return {
    note(cursor, use) {
      const known = uses.get(cursor);
      if (known === 'any') return;
      if (known === undefined) {
        const oldest = uses.size >= MOST_CURSORS ? uses.keys().next().value : undefined;
        if (oldest !== undefined) uses.delete(oldest);
        uses.set(cursor, new Set([use]));
      } else if (known.add(use).size > MOST_USES) uses.set(cursor, 'any');
    },
    fits(cursor, use) {
      const known = uses.get(cursor);
      return known === undefined || known === 'any' || known.has(use);
    },
  };
}
