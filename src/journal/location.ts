import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the journal is: a path that the writer and the readers, in whatever thread, open each for themselves. */
export interface JournalLocation {
  readonly path: string;
  /** Whether it is gone with the process; such a file is not forced to the disk. */
  readonly temporary: boolean;
  /** Removes a temporary journal; to be called when writer and readers are closed. Others stay. */
  dispose(): void;
}

/**
 * Settles `journal.path`. `:memory:` becomes a file of its own in the system's folder for temporary files, as an SQLite
 * database in memory could not be read by a second connection in another thread. Nothing is left behind after
 * `dispose`; what a killed process leaves is never used again.
 */
export function journalLocation(path: string): JournalLocation {
  if (path !== ':memory:') return { path, temporary: false, dispose: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'crosswatch-'));
  return {
    path: join(folder, 'journal.db'),
    temporary: true,
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
