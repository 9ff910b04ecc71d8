import { basename } from 'node:path';
import { fileFailure } from '../sqlite/failures.ts';

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

/** What went wrong, as an AuditFileError where SQLite blames the file; anything else is handed back as it is. */
export function auditFileError(error: unknown, path: string): unknown {
  const kind = fileFailure(error);
  return kind === undefined ? error : new AuditFileError(kind, path, error);
}
