/** What SQLite's result codes say about a file: the journal and the audit journal tell of it each in its own words. */
export type FileFailure = 'full' | 'io' | 'corrupt' | 'foreign' | 'locked';

/** SQLite's primary result codes (https://sqlite.org/rescode.html) that say something about the file. */
const failures: ReadonlyMap<number, FileFailure> = new Map([
  [3, 'io'], // PERM
  [5, 'locked'], // BUSY
  [6, 'locked'], // LOCKED
  [8, 'io'], // READONLY
  [10, 'io'], // IOERR
  [11, 'corrupt'], // CORRUPT
  [13, 'full'], // FULL
  [14, 'io'], // CANTOPEN
  [26, 'foreign'], // NOTADB
]);

/** What an error says about the file; undefined where it is about something else. */
export function fileFailure(error: unknown): FileFailure | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  // The extended code keeps the primary one in its lowest byte.
  return failures.get(error.errcode & 0xff);
}
