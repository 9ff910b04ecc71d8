import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';

/** What a column holds, when it is not what the schema says: STRICT tables leave only damage as the cause. */
const wrong = (value: unknown): TypeError => new TypeError(`a column holds ${typeof value}`);

type Column = SQLOutputValue | undefined;

export function integer(value: Column): number {
  if (typeof value !== 'number') throw wrong(value);
  return value;
}

export function text(value: Column): string {
  if (typeof value !== 'string') throw wrong(value);
  return value;
}

export const integerOrNull = (value: Column): number | null => (value === null ? null : integer(value));
export const textOrNull = (value: Column): string | null => (value === null ? null : text(value));
export const integerOrUndefined = (value: Column): number | undefined => integerOrNull(value) ?? undefined;

/** The one number that a statement gives. */
export function scalar(statement: StatementSync, ...parameters: (string | number | null)[]): number {
  const row = statement.get(...parameters);
  return integer(row === undefined ? undefined : Object.values(row)[0]);
}

/** Runs `work` in one transaction; what it throws undoes all of it. */
export function transaction<T>(database: DatabaseSync, begin: 'BEGIN' | 'BEGIN IMMEDIATE', work: () => T): T {
  database.exec(begin);
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
