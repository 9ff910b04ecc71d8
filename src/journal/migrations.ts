import type { DatabaseSync } from 'node:sqlite';
import { makeVersion1 } from './migration-1.ts';
import { makeVersion2 } from './migration-2.ts';
import { transaction } from '../sqlite/rows.ts';

/** Brings a file one version further. Steps are never changed once released; a new need is a new step. */
export type Migration = (database: DatabaseSync) => void;

/** `migrations[n]` makes version n + 1 of version n. */
export const migrations: readonly Migration[] = [makeVersion1, makeVersion2];

/** Brings a file from `version` to the newest one, each step in a transaction of its own. */
export function migrate(
  database: DatabaseSync,
  version: number,
  steps: readonly Migration[] = migrations,
): void {
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    transaction(database, 'BEGIN IMMEDIATE', () => {
      step(database);
      database.exec(`PRAGMA user_version = ${index + 1}`);
    });
  }
}
