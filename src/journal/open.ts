import { closeSync, constants, openSync, readSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { JournalError, journalError } from './errors.ts';
import { migrate, migrations } from './migrations.ts';
import { scalar } from '../sqlite/rows.ts';

/** `CWJ1` in the file's header says whose it is. */
const APPLICATION_ID = 0x43_57_4a_31;
const MAGIC = 'SQLite format 3\0';
/** Milliseconds to wait for another connection's lock; in WAL mode only recovery and checkpoints take one that matters. */
const BUSY_TIMEOUT = 5_000;

/** Throws JournalError when a file of this identity and version is not ours to touch. */
function check(path: string, identity: number, version: number, empty: boolean): void {
  if (identity !== APPLICATION_ID && !(identity === 0 && version === 0 && empty))
    throw new JournalError('foreign', path);
  if (version > migrations.length) throw new JournalError('newer', path);
}

/**
 * Looks at the file's header before SQLite touches it, and makes the file, for its owner's eyes only, if there is none.
 * (https://sqlite.org/fileformat2.html#the_database_header.) To be called while nothing in this process has the file
 * open: POSIX drops a process's locks on a file as soon as it closes any descriptor of it.
 */
export function inspectFile(path: string): void {
  const header = Buffer.alloc(100);
  let length: number;
  try {
    const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      length = readSync(descriptor, header, 0, header.length, 0);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new JournalError('io', path, error);
  }
  if (length === 0) return;
  if (length < header.length || header.toString('latin1', 0, 16) !== MAGIC)
    throw new JournalError('foreign', path);
  check(path, header.readUInt32BE(68), header.readUInt32BE(60), false);
}

function open(path: string, readOnly: boolean, prepare: (database: DatabaseSync) => void): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly, timeout: BUSY_TIMEOUT });
    prepare(database);
    return database;
  } catch (error) {
    if (database?.isOpen === true) database.close();
    throw journalError(error, path);
  }
}

const pragma = (database: DatabaseSync, name: string): number => scalar(database.prepare(`PRAGMA ${name}`));

export interface WritableOptions {
  /** Forces every transaction to the disk before it counts. False only for a file that goes with the process. */
  readonly durable: boolean;
  /** Bytes that the file may never exceed. */
  readonly maxBytes?: number | undefined;
}

/** The writer's connection, on a file of the newest version. Throws JournalError. */
export function openWritable(path: string, { durable, maxBytes }: WritableOptions): DatabaseSync {
  return open(path, false, (database) => {
    const empty = scalar(database.prepare('SELECT count(*) FROM sqlite_master')) === 0;
    // A newer version may still be in the write-ahead log and not yet in the header that was inspected.
    const version = pragma(database, 'user_version');
    check(path, pragma(database, 'application_id'), version, empty);
    if (empty)
      database.exec(
        `PRAGMA page_size = 16384; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA application_id = ${APPLICATION_ID}`,
      );
    database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = ${durable ? 'FULL' : 'OFF'};
      PRAGMA foreign_keys = ON;
      PRAGMA temp_store = MEMORY;
      PRAGMA cache_size = -65536;
      PRAGMA wal_autocheckpoint = 1000;
      PRAGMA journal_size_limit = 67108864;
    `);
    migrate(database, version);
    if (maxBytes !== undefined) {
      const pages = Math.max(1, Math.floor(maxBytes / pragma(database, 'page_size')));
      database.exec(`PRAGMA max_page_count = ${pages}`);
    }
  });
}

/** A connection that can only read; the writer has made the file. Throws JournalError. */
export function openReadable(path: string): DatabaseSync {
  return open(path, true, (database) => {
    const version = pragma(database, 'user_version');
    check(path, pragma(database, 'application_id'), version, false);
    if (version < migrations.length) throw new JournalError('foreign', path);
    database.exec('PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384');
  });
}
