/** Which rows are counted: stretches of them, small enough that a statement over one does not hold its thread for long. */
import type { RecordKind } from '../model/records.ts';
import { kindCodes, states } from './codes.ts';
import { candidates, countCandidates, type Scope } from './predicate-part.ts';
import { allOf, sql, type Sql } from './predicate-sql.ts';
import type { Predicate } from './predicate.ts';
import { integer } from '../sqlite/rows.ts';

/** Times are milliseconds since the epoch; `from` inclusive, `to` exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A part of what is to be looked at. */
export type Stretch = Span | { readonly ids: readonly number[] };

/** The span in pieces of about `size()` records of the kind each, the newest first; records of one time stay together. */
export function* piecesOf(
  scope: Scope,
  kind: RecordKind,
  { from, to }: Span,
  size: () => number,
): Generator<Span> {
  for (let end = to; ;) {
    const [start] = scope.ids(
      `SELECT time FROM record WHERE kind = ${kindCodes[kind]} AND state = ${states.PRESENT} AND time >= ? AND time < ?
       ORDER BY time DESC LIMIT 1 OFFSET ?`,
      from,
      end,
      size() - 1,
    );
    yield { from: start ?? from, to: end };
    if (start === undefined) return;
    end = start;
  }
}

/** A list in pieces of `size()`. */
export function* chunksOf<T>(list: readonly T[], size: () => number): Generator<readonly T[]> {
  for (let at = 0; at < list.length;) {
    const end = at + size();
    yield list.slice(at, end);
    at = end;
  }
}

/** `record WHERE ...`: the stretch's records that are there and of the kind, and for which the condition holds. */
export function recordsIn(stretch: Stretch, kind: RecordKind, condition: Sql): Sql {
  const of = sql(`record.kind = ${kindCodes[kind]} AND record.state = ${states.PRESENT}`);
  // Left to itself SQLite takes an index that begins with the source, and walks all of it for each stretch.
  const [table, within] =
    'ids' in stretch
      ? [
          'record NOT INDEXED',
          sql('record.id IN (SELECT value FROM json_each(?))', JSON.stringify(stretch.ids)),
        ]
      : [
          'record INDEXED BY record_time',
          sql('record.time >= ? AND record.time < ?', stretch.from, stretch.to),
        ];
  const where = allOf([of, within, condition]);
  return { sql: `${table} WHERE ${where.sql}`, params: where.params };
}

/**
 * The shortest way to everything that the filter can hold for, and what is left to be asked of it. Without `ids` it is all
 * records of the span: no way leads to so `few` of them.
 */
export function wayTo(
  scope: Scope,
  predicate: Predicate,
  span: Span,
  few: number,
): { readonly ids?: readonly number[]; readonly condition: Sql; readonly exact: boolean } {
  // Candidates are asked for with their last time included.
  const within = { from: span.from, to: span.to - 1 };
  const counted = predicate.drivers.map((driver) => ({
    driver,
    count: driver.arms.length === 0 ? 0 : countCandidates(scope, driver.arms, few + 1, within),
  }));
  const best = counted.toSorted((a, b) => a.count - b.count)[0];
  if (best === undefined || best.count > few) return { condition: predicate, exact: predicate.exact };
  const { arms, rest, exact } = best.driver;
  const given = candidates(arms, within);
  const rows = arms.length === 0 ? [] : scope.all(`SELECT DISTINCT id FROM (${given.sql})`, ...given.params);
  return { ids: rows.map(({ id }) => integer(id)), condition: rest, exact };
}
