import { statSync, unlinkSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { JournalError, journalError } from './errors.ts';

export interface Lock {
  release(): void;
}

const inode = (path: string): bigint | undefined =>
  statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;

/** Opens and locks the file at `path`; null when, by then, it may be no longer the one that bears the name. */
function tryLock(path: string): DatabaseSync | null {
  const before = inode(path);
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    // Nothing is ever written, so neither a rollback journal nor a single byte comes to be.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    if (before !== undefined && before === inode(path)) return database;
  } catch (error) {
    database.close();
    throw error;
  }
  database.close();
  return null;
}

/**
 * Makes this the only writer of the journal at `file`, or throws JournalError (`locked`) at once. What is held is an
 * operating-system lock on an empty file beside the journal: it ends with the process, however that ends, and an orphan
 * of a killed process locks nobody out. (A lock on the journal itself would keep its readers out too.)
 */
export function holdLock(file: string): Lock {
  const path = `${file}-lock`;
  // The holder removes the file while it still holds it, so one who had opened it by then has locked nothing: again.
  // A file that was not there at first counts as such too.
  for (let attempt = 0; attempt < 10; attempt += 1) {
    let held: DatabaseSync | null;
    try {
      held = tryLock(path);
    } catch (error) {
      throw journalError(error, file);
    }
    if (held === null) continue;
    const database = held;
    return {
      release() {
        try {
          unlinkSync(path);
        } finally {
          database.close();
        }
      },
    };
  }
  throw new JournalError('locked', file);
}
