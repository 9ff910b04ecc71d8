import { basename } from 'node:path';

export type AuditFileErrorKind =
  /** No room: the disk, or the limit that was set. */
  | 'full'
  /** The file system failed; the next use opens the file anew. */
  | 'io'
  /** The file's content is damaged. */
  | 'corrupt'
  /** It is a file, but no audit journal. It was not changed. */
  | 'foreign'
  /** Written by a newer Crosswatch. It was not changed. */
  | 'newer'
  /** Another process is writing to it. */
  | 'locked';

const sentences: { readonly [K in AuditFileErrorKind]: string } = {
  full: 'cannot grow: there is no room left',
  io: 'cannot be read or written',
  corrupt: 'is damaged',
  foreign: 'is not an audit journal of Crosswatch',
  newer: 'was written by a newer version of Crosswatch',
  locked: 'is in use by another process',
};

/** The audit journal's file failed. The message names the file, without its folder, and what kind of failure it was. */
export class AuditFileError extends Error {
  readonly kind: AuditFileErrorKind;

  constructor(kind: AuditFileErrorKind, path: string, cause?: unknown) {
    super(`The audit journal "${basename(path)}" ${sentences[kind]}.`, { cause });
    this.name = 'AuditFileError';
    this.kind = kind;
  }
}

/** SQLite's primary result codes (https://sqlite.org/rescode.html) that say something about the file. */
const kinds: ReadonlyMap<number, AuditFileErrorKind> = new Map([
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

/** What went wrong, as an AuditFileError where SQLite blames the file; anything else is handed back as it is. */
export function auditFileError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return error;
  // The extended code keeps the primary one in its lowest byte.
  const kind = kinds.get(error.errcode & 0xff);
  return kind === undefined ? error : new AuditFileError(kind, path, error);
}
