import type { DatabaseSync } from 'node:sqlite';
import type { FeedBatch, Reading } from '../model/feed.ts';
import { JournalError, journalError } from './errors.ts';
import type { FeedIdentity } from './feed-store.ts';
import {
  createIngest,
  type Absorb,
  type AbsorbOptions,
  type Ingest,
  type IngestOptions,
  type IngestResult,
} from './ingest.ts';
import { holdLock } from './lock.ts';
import { inspectFile, openWritable } from './open.ts';
import { createRetention, type Retention, type RetentionOptions, type RetentionResult } from './retention.ts';
import { scalar, textOrNull, transaction } from '../sqlite/rows.ts';
import { createStores } from './stores.ts';

export interface WriterOptions {
  /** A file that goes with the process: it is not forced to the disk. */
  readonly temporary?: boolean | undefined;
  /** Bytes that the file may never exceed; a batch that would need more fails as if the disk were full. */
  readonly maxBytes?: number | undefined;
}

/** The one that writes. Every call is a transaction of its own, and throws JournalError when it came to nothing. */
export interface JournalWriter {
  readonly path: string;
  /**
   * Stores a batch: records, removals, threats, quarantine, lost stretches and bookmark, all or nothing. When it has
   * returned, it is on the disk. Idempotent: a batch that is stored again changes nothing but the bookmark.
   */
  ingest(identity: FeedIdentity, batch: FeedBatch, options: IngestOptions): IngestResult;
  /**
   * Stores what some objects of a source are now, beside its feeds: their bookmarks, coverage and successes stay as they
   * are, and their next read brings the same again, which is no change then. Left out are records that the feeds do not
   * reach, and what a feed may know better by now. Undefined when nothing of the source is in the journal yet.
   */
  absorb(source: string, reading: Reading, options: AbsorbOptions): IngestResult | undefined;
  /** The number of the last change; 0 before the first. */
  lastSequence(): number;
  /** Where the feed goes on; null: from its beginning. */
  bookmark(source: string, feed: string): string | null;
  /** Takes away one step's worth of what is too old at `now`; to be called again while it says `more`. */
  retain(now: number, options: RetentionOptions): RetentionResult;
  close(): void;
}

interface Session {
  readonly database: DatabaseSync;
  ingest: Ingest;
  absorb: Absorb;
  retention: Retention;
}

/**
 * Opens the journal at `path` for writing, makes it if there is none and brings an older one up to date. Throws
 * JournalError: `locked` when another writer has it, `newer` or `foreign` for a file that is not touched then.
 */
export function openWriter(path: string, options: WriterOptions = {}): JournalWriter {
  const tools = (database: DatabaseSync): Omit<Session, 'database'> => {
    const stores = createStores(database);
    return { ...createIngest(database, stores), retention: createRetention(database, stores) };
  };
  const connect = (): Session => {
    const database = openWritable(path, {
      durable: options.temporary !== true,
      maxBytes: options.maxBytes,
    });
    return { database, ...tools(database) };
  };

  const lock = holdLock(path);
  let session: Session | null;
  try {
    inspectFile(path);
    session = connect();
  } catch (error) {
    lock.release();
    throw error;
  }
  let closed = false;

  const attempt = <T>(work: (session: Session) => T): T => {
    if (closed) throw new TypeError('the journal is closed');
    const current = (session ??= connect());
    try {
      return work(current);
    } catch (error) {
      const failure = journalError(error, path);
      if (failure instanceof JournalError && failure.kind !== 'full' && failure.kind !== 'locked') {
        // What SQLite thinks of the file may be wrong from here on: the next attempt reads it anew.
        session = null;
        current.database.close();
      } else {
        // Rows that the stores remember may have been rolled back.
        Object.assign(current, tools(current.database));
      }
      throw failure;
    }
  };

  return {
    path,
    ingest: (identity, batch, ingestOptions) =>
      attempt(({ database, ingest }) =>
        transaction(database, 'BEGIN IMMEDIATE', () => ingest(identity, batch, ingestOptions)),
      ),
    absorb: (source, reading, absorbOptions) =>
      attempt(({ database, absorb }) =>
        transaction(database, 'BEGIN IMMEDIATE', () => absorb(source, reading, absorbOptions)),
      ),
    lastSequence: () =>
      attempt(({ database }) => scalar(database.prepare('SELECT last_sequence FROM journal'))),
    bookmark: (source, feed) =>
      attempt(({ database }) => {
        const row = database
          .prepare(
            'SELECT bookmark FROM feed JOIN source ON source.id = feed.source WHERE source.name = ? AND feed.name = ?',
          )
          .get(source, feed);
        return row === undefined ? null : textOrNull(row.bookmark);
      }),
    retain: (now, retention) =>
      attempt((current) => {
        const result = transaction(current.database, 'BEGIN IMMEDIATE', () =>
          current.retention.step(now, retention),
        );
        current.retention.shrink();
        return result;
      }),
    close() {
      if (closed) return;
      closed = true;
      try {
        session?.database.close();
      } finally {
        lock.release();
      }
    },
  };
}
