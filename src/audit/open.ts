import { randomBytes } from 'node:crypto';
import { closeSync, constants, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { AuditFileError, auditFileError } from './errors.ts';
import { chainTables } from './chain.ts';
import { runTables } from './runs.ts';
import { scalar, transaction } from '../sqlite/rows.ts';

/** `CWA1` in the file's header says whose it is. */
const APPLICATION_ID = 0x43_57_41_31;
/** Milliseconds to wait for another process's lock. Only one gateway should be here: the journal's lock sees to that. */
const BUSY_TIMEOUT = 2_000;

/** Each brings a file one version further. Never changed once released; a new need is a new step. */
const migrations: readonly ((database: DatabaseSync) => void)[] = [
  (database) => {
    database.exec(`${chainTables}${runTables}`);
    database
      .prepare("INSERT INTO audit (one, id, seq, hash) VALUES (1, ?, 0, '')")
      .run(randomBytes(16).toString('hex'));
  },
];

export interface AuditFileOptions {
  /** Forces every transaction to the disk before it counts. False only for a file that goes with the process. */
  readonly durable: boolean;
  /** Bytes that the file may never exceed. */
  readonly maxBytes?: number | undefined;
}

function prepare(database: DatabaseSync, path: string, { durable, maxBytes }: AuditFileOptions): void {
  const pragma = (name: string): number => scalar(database.prepare(`PRAGMA ${name}`));
  const identity = pragma('application_id');
  const empty = scalar(database.prepare('SELECT count(*) FROM sqlite_master')) === 0;
  if (identity !== APPLICATION_ID && !(identity === 0 && pragma('user_version') === 0 && empty))
    throw new AuditFileError('foreign', path);
  if (pragma('user_version') > migrations.length) throw new AuditFileError('newer', path);
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = ${durable ? 'FULL' : 'OFF'};
    PRAGMA foreign_keys = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA journal_size_limit = 4194304;
  `);
  transaction(database, 'BEGIN IMMEDIATE', () => {
    // Read under the lock: somebody else may have made the tables meanwhile.
    for (const [index, migrate] of migrations.entries())
      if (index >= pragma('user_version')) {
        migrate(database);
        database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${index + 1}`);
      }
  });
  if (maxBytes !== undefined)
    database.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxBytes / pragma('page_size')))}`);
}

/** Opens the file, and makes it, for its owner's eyes only, if there is none. Throws AuditFileError. */
export function openAuditFile(path: string, options: AuditFileOptions): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600));
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT });
    prepare(database, path, options);
    return database;
  } catch (error) {
    if (database?.isOpen === true) database.close();
    throw database === undefined && !(error instanceof AuditFileError)
      ? new AuditFileError('io', path, error)
      : auditFileError(error, path);
  }
}
