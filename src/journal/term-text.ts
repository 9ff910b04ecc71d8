import type { DatabaseSync } from 'node:sqlite';

/** The terms that text is searched in, by any part of theirs. */
export interface TermText {
  add(term: number, value: string): void;
  drop(term: number): void;
  /** Writes what was added and dropped: to be called at a transaction's end, after everything else. */
  flush(): void;
}

/** Terms to be written that are held in memory. */
const HELD = 20_000;

interface Pending {
  /** Whether the file holds a text of it that has to go first: numbers of terms are given again. */
  readonly dropped: boolean;
  readonly value: string | null;
}

/**
 * Whatever is written is held back to the end: each statement on another table that can be undone by itself makes FTS5
 * write out all that it has gathered, and that is dear when done for every record.
 */
export function createTermText(database: DatabaseSync): TermText {
  const insert = database.prepare('INSERT INTO term_text (rowid, value) VALUES (?, ?)');
  const remove = database.prepare('DELETE FROM term_text WHERE rowid = ?');
  const pending = new Map<number, Pending>();

  const flush = (): void => {
    for (const [term, { dropped, value }] of pending) {
      if (dropped) remove.run(term);
      if (value !== null) insert.run(term, value.toLowerCase());
    }
    pending.clear();
  };
  return {
    add(term, value) {
      pending.set(term, { dropped: pending.get(term)?.dropped ?? false, value });
      if (pending.size >= HELD) flush();
    },
    drop(term) {
      const before = pending.get(term);
      if (before?.value != null && !before.dropped) pending.delete(term);
      else pending.set(term, { dropped: true, value: null });
    },
    flush,
  };
}
