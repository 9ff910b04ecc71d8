import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { z } from 'zod';

const number = z.int();

/** The one number that a statement gives. */
export function scalar(statement: StatementSync, ...parameters: (string | number | null)[]): number {
  const row = statement.get(...parameters);
  return number.parse(row === undefined ? undefined : Object.values(row)[0]);
}

/** Runs `work` in one transaction that nobody else's write can come between; what it throws undoes all of it. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk may have undone it already.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
