/** Conditions on a record's own columns. */
import type { TimeWindow } from '../model/filters.ts';
import type { RecordKind } from '../model/records.ts';
import { severities, severityRank, type Severity } from '../model/severity.ts';
import { kindCodes, states } from './codes.ts';
import { part, type Arm, type Part, type Scope, type StoredSource } from './predicate-part.ts';
import { allOf, always, isOneOf, nothing, numbers, sql } from './predicate-sql.ts';

const upper = (value: string): string => value.toUpperCase();

/** A nullable column inside a window. */
export function within(column: string, { from, to }: TimeWindow): Part {
  const bounds = [
    ...(typeof from === 'number' ? [sql(`${column} >= ?`, from)] : []),
    ...(typeof to === 'number' ? [sql(`${column} < ?`, to)] : []),
  ];
  if (typeof from === 'number' && typeof to === 'number' && from >= to) return part(nothing, []);
  return part(allOf([sql(`${column} IS NOT NULL`), ...bounds]));
}

/** Records of the sources that are wanted. */
export function fromSources(scope: Scope, wanted: (source: StoredSource) => boolean, kind: RecordKind): Part {
  const all = scope.sources();
  const some = all.filter(wanted);
  if (some.length === all.length) return part(always);
  const arms = some.map(({ id }): Arm => ({
    from: 'record INDEXED BY record_arrival',
    where: sql(
      `record.source = ${id} AND record.kind = ${kindCodes[kind]} AND record.state = ${states.PRESENT}`,
    ),
    id: 'record.id',
    time: 'record.time',
    ordered: false,
  }));
  if (some.length === 0) return part(nothing, []);
  return part(sql(`record.source IN (${numbers(some.map(({ id }) => id))})`), arms);
}

/** A column with an index of (…, column, time). */
export function columnIn(
  kind: RecordKind,
  column: 'event_kind' | 'status' | 'verdict',
  words: readonly string[],
): Part {
  const distinct = [...new Set(words.map(upper))];
  const ofKind = column === 'event_kind' ? '' : ` AND record.kind = ${kindCodes[kind]}`;
  const arms = distinct.map((word): Arm => ({
    from: `record INDEXED BY record_${column}`,
    where: sql(`record.${column} = ? AND record.state = ${states.PRESENT}${ofKind}`, word),
    id: 'record.id',
    time: 'record.time',
    ordered: true,
  }));
  return part(isOneOf(`record.${column}`, distinct), arms);
}

/** Records whose severity has one of the ranks. */
export function rankIn(kind: RecordKind, ranks: readonly number[]): Part {
  if (ranks.length === 0) return part(nothing, []);
  if (ranks.length === severities.length) return part(always);
  const condition = sql(`coalesce(record.severity, 0) IN (${numbers(ranks)})`);
  const tests = ranks.flatMap((rank) => [
    `record.severity = ${rank}`,
    ...(rank === 0 ? ['record.severity IS NULL'] : []),
  ]);
  const arms = tests.map((test): Arm => ({
    from: 'record INDEXED BY record_severity',
    where: sql(`${test} AND record.kind = ${kindCodes[kind]} AND record.state = ${states.PRESENT}`),
    id: 'record.id',
    time: 'record.time',
    ordered: true,
  }));
  return part(condition, arms);
}

/** The ranks of a severity and all above it. */
export const ranksFrom = (least: Severity): number[] =>
  severities.map(severityRank).filter((rank) => rank >= severityRank(least));
