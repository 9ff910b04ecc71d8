import { basename } from 'node:path';
import { fileFailure } from '../sqlite/failures.ts';

export type JournalErrorKind =
  /** No room: the disk, or the limit that was set. Nothing of the batch is stored; try again later. */
  | 'full'
  /** The file system failed. Nothing of the batch is stored; the next try opens the file anew. */
  | 'io'
  /** The file's content is damaged. */
  | 'corrupt'
  /** It is a file, but no Crosswatch journal. It was not touched. */
  | 'foreign'
  /** Written by a newer Crosswatch. It was not touched. */
  | 'newer'
  /** Another process (or another writer in this one) writes to it. */
  | 'locked';

const sentences: { readonly [K in JournalErrorKind]: string } = {
  full: 'cannot grow: there is no room left',
  io: 'cannot be read or written',
  corrupt: 'is damaged',
  foreign: 'is not a Crosswatch journal',
  newer: 'was written by a newer version of Crosswatch',
  locked: 'is in use by another Crosswatch',
};

/** The journal failed. The message names the file, without its folder, and what kind of failure it was. */
export class JournalError extends Error {
  readonly kind: JournalErrorKind;

  constructor(kind: JournalErrorKind, path: string, cause?: unknown) {
    super(`The journal "${basename(path)}" ${sentences[kind]}.`, { cause });
    this.name = 'JournalError';
    this.kind = kind;
  }
}

/** What went wrong, as a JournalError where SQLite blames the file; anything else is handed back as it is. */
export function journalError(error: unknown, path: string): unknown {
  const kind = fileFailure(error);
  return kind === undefined ? error : new JournalError(kind, path, error);
}
