import { keptFile, temporaryFile, type FileLocation } from '../sqlite/location.ts';

/**
 * Settles `journal.path`. `:memory:` becomes a file of its own in the system's folder for temporary files, as an SQLite
 * database in memory could not be read by a second connection in another thread. Nothing is left behind after `dispose`.
 */
export const journalLocation = (path: string): FileLocation =>
  path === ':memory:' ? temporaryFile('journal.db') : keptFile(path);
