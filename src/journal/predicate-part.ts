/** What the parts of a filter come to: a condition on a row, and ways to find the rows it holds for. */
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { isAlways, sql, type Sql } from './predicate-sql.ts';
import { vendorOf } from './revive.ts';
import { integer, text } from '../sqlite/rows.ts';
import type { VendorName } from '../model/source.ts';

/** One way to rows that are candidates: `SELECT id, time FROM from WHERE where`, with possible repeats. */
export interface Arm {
  readonly from: string;
  readonly where: Sql;
  readonly id: string;
  readonly time: string;
  /** Whether an index gives it in order of time (and can begin anywhere). */
  readonly ordered: boolean;
}

/** A condition over `record`; it is never NULL. */
export interface Part extends Sql {
  /** Whether it holds for nothing but what the filter means. */
  readonly exact: boolean;
  /** Together they give every record that it holds for; undefined: there is no such way. */
  readonly arms?: readonly Arm[] | undefined;
  /** Whether it holds for everything that the arms give. */
  readonly implied?: boolean | undefined;
}

export const part = (condition: Sql, arms?: readonly Arm[]): Part => ({
  sql: condition.sql,
  params: condition.params,
  exact: true,
  arms,
  implied: arms !== undefined,
});

/** Holds for more than is meant: each record has to be looked at. */
export const wide = (condition: Sql = sql('1'), arms?: readonly Arm[]): Part => ({
  ...part(condition, arms),
  exact: false,
  implied: false,
});

export const saysNothing = (one: Part): boolean => one.exact && isAlways(one);

export interface StoredSource {
  readonly id: number;
  readonly name: string;
  readonly vendor: VendorName;
}

export interface Limits {
  /** Up to so many terms are looked up for each row; they are few enough to be merged in order of time, too. */
  readonly terms: number;
  /** What is gathered anew in each statement is no more than this, and more terms than this are not even named. */
  readonly gathered: number;
  /** Up to so many terms are looked up for each stretch of time; with more, to look at each record is quicker. */
  readonly narrowed: number;
}

export const usualLimits: Limits = { terms: 40, gathered: 10_000, narrowed: 1_000 };

/** What compiling a filter asks of the file; within the transaction that the predicate is used in. */
export interface Scope {
  all(statement: string, ...params: readonly SQLInputValue[]): Record<string, SQLOutputValue>[];
  /** The first column, whole numbers. */
  ids(statement: string, ...params: readonly SQLInputValue[]): number[];
  /** All that were ever followed. */
  sources(): readonly StoredSource[];
  readonly limits: Limits;
  /** Whether what is compiled will be narrowed to a stretch of time (`narrowed`) before it is used. */
  readonly narrows: boolean;
}

/** Stand for the stretch of time that a condition is used in: all of it, until it is narrowed. */
const [EARLIEST, LATEST] = [Number.MIN_SAFE_INTEGER + 1, Number.MAX_SAFE_INTEGER - 1];

/** Restricts what is gathered for a condition to times that its rows can have. */
export const duringStretch: Sql = sql('time BETWEEN ? AND ?', EARLIEST, LATEST);

/** The same condition for rows whose time (`record.time`) is in the stretch, bounds included: quicker, and no other. */
export const narrowed = (
  { sql: condition, params }: Sql,
  stretch: { readonly from: number; readonly to: number },
): Sql => ({
  sql: condition,
  params: params.map((value) => (value === EARLIEST ? stretch.from : value === LATEST ? stretch.to : value)),
});

/** Texts of statements vary with what is asked; this many of them are kept ready. */
const REMEMBERED = 200;

/** Defines the SQL function `folded(text)`: lower case as `matching.ts` has it. */
export function createScope(database: DatabaseSync, limits = usualLimits): Scope {
  database.function('folded', { deterministic: true }, (value) =>
    typeof value === 'string' ? value.toLowerCase() : null,
  );
  const statements = new Map<string, StatementSync>();
  const prepared = (statement: string): StatementSync => {
    const known = statements.get(statement);
    if (known !== undefined) return known;
    if (statements.size >= REMEMBERED) statements.clear();
    const fresh = database.prepare(statement);
    statements.set(statement, fresh);
    return fresh;
  };
  const all: Scope['all'] = (statement, ...params) => prepared(statement).all(...params);
  return {
    limits,
    narrows: false,
    all,
    ids: (statement, ...params) => all(statement, ...params).map((row) => integer(Object.values(row)[0])),
    sources: () =>
      all('SELECT id, name, vendor FROM source').map((row) => ({
        id: integer(row.id),
        name: text(row.name),
        vendor: vendorOf(text(row.vendor)),
      })),
  };
}

/** All that the arms give, between two times (inclusive) if they are said: `id` and `time`, with possible repeats. */
export function candidates(
  arms: readonly Arm[],
  { from, to }: { readonly from?: number | undefined; readonly to?: number | undefined } = {},
): Sql {
  const bounds = [
    ...(from === undefined ? [] : [{ sign: '>=', at: from }]),
    ...(to === undefined ? [] : [{ sign: '<=', at: to }]),
  ];
  const parts = arms.map((arm) => {
    const within = bounds.map(({ sign }) => ` AND ${arm.time} ${sign} ?`).join('');
    return sql(
      `SELECT ${arm.id} AS id, ${arm.time} AS time FROM ${arm.from} WHERE ${arm.where.sql}${within}`,
      ...arm.where.params,
      ...bounds.map(({ at }) => at),
    );
  });
  return {
    sql: parts.map((one) => one.sql).join(' UNION ALL '),
    params: parts.flatMap(({ params }) => params),
  };
}

/** How many candidates the arms give, repeats counted, but no more than `most`. */
export function countCandidates(
  scope: Scope,
  arms: readonly Arm[],
  most: number,
  within: { readonly from?: number | undefined; readonly to?: number | undefined } = {},
): number {
  const given = candidates(arms, within);
  const statement = `SELECT count(*) FROM (SELECT 1 FROM (${given.sql}) LIMIT ?)`;
  return scope.ids(statement, ...given.params, most)[0] ?? 0;
}
