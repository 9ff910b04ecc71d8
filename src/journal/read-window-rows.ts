/** What a walk in one order goes by: the narrow rows, and their places. */
import type { SQLOutputValue } from 'node:sqlite';
import type { RecordFilter, TimeWindow } from '../model/filters.ts';
import { compareKeys, globalIdOf, type OrderKey, type RecordOrder } from '../model/order.ts';
import type { RecordKind } from '../model/records.ts';
import { severities, severityRank } from '../model/severity.ts';
import { ranksFrom } from './predicate-columns.ts';
import { sql, type Sql } from './predicate-sql.ts';
import { integer, integerOrNull, text } from '../sqlite/rows.ts';

/** A record's place, before the record is read. */
export interface Placed {
  readonly id: number;
  readonly key: OrderKey;
}

export const placeColumns = `record.id, record.source, record.native_id, record.time, record.fraction, record.modified,
  record.severity`;

/** As `orderKeyOf` says of the record. */
export function placedOf(
  row: Record<string, SQLOutputValue>,
  kind: RecordKind,
  nameOf: (source: number) => string,
  { field }: RecordOrder,
): Placed {
  const modified = field === 'MODIFIED' ? integerOrNull(row.modified) : null;
  return {
    id: integer(row.id),
    key: {
      severity: field === 'SEVERITY' ? (integerOrNull(row.severity) ?? 0) : 0,
      at: modified ?? integer(row.time),
      fraction: modified === null ? integer(row.fraction) : 0,
      id: globalIdOf(kind, nameOf(integer(row.source)), text(row.native_id)),
    },
  };
}

export interface Walk {
  readonly order: RecordOrder;
  /** From later times to earlier ones. */
  readonly down: boolean;
  /** Negative when `a` comes first in the walk. */
  compare(a: OrderKey, b: OrderKey): number;
  /** The last place that a record of this severity and time could have in the walk. */
  endOf(severity: number, at: number): OrderKey;
}

const MOST_NANOSECONDS = 999_999;
/** Global ids are base64url: the first comes before all of them, the second after. */
const [FIRST_ID, LAST_ID] = ['', '~'];

export function createWalk(order: RecordOrder, reverse: boolean): Walk {
  const down = (order.direction === 'DESC') !== reverse;
  return {
    order,
    down,
    compare: (a, b) => (reverse ? compareKeys(b, a, order) : compareKeys(a, b, order)),
    endOf: (severity, at) => ({
      severity,
      at,
      fraction: down ? 0 : MOST_NANOSECONDS,
      id: reverse ? FIRST_ID : LAST_ID,
    }),
  };
}

/** What a filter's outermost keys say of the places that its records can have. Times are inclusive. */
export interface Bounds {
  readonly from: number;
  readonly to: number;
  readonly ranks: readonly number[];
}

interface Outermost {
  readonly time?: TimeWindow | null | undefined;
  readonly modified?: TimeWindow | null | undefined;
  readonly minSeverity?: (typeof severities)[number] | null | undefined;
  readonly minPriority?: (typeof severities)[number] | null | undefined;
  readonly severities?: readonly (typeof severities)[number][] | null | undefined;
  readonly and?: readonly Outermost[] | null | undefined;
}

const EARLIEST = Number.MIN_SAFE_INTEGER;
const LATEST = Number.MAX_SAFE_INTEGER;

/** `key`: the filter's key that says when. */
export function boundsOf(filter: RecordFilter, key: 'time' | 'modified'): Bounds {
  let [from, to] = [EARLIEST, LATEST];
  let ranks = new Set(severities.map(severityRank));
  const look = (outer: Outermost): void => {
    from = Math.max(from, Math.ceil(outer[key]?.from ?? EARLIEST));
    to = Math.min(to, Math.ceil(outer[key]?.to ?? LATEST) - 1);
    for (const least of [outer.minSeverity, outer.minPriority])
      if (least !== null && least !== undefined) ranks = ranks.intersection(new Set(ranksFrom(least)));
    if (outer.severities) ranks = ranks.intersection(new Set(outer.severities.map(severityRank)));
    outer.and?.forEach(look);
  };
  look(filter);
  return { from, to, ranks: [...ranks] };
}

/** Leaves out what lies below a source's floor. `at`: the record's place in time. */
export function aboveFloors(
  floors: ReadonlyMap<string, number>,
  idOf: (source: string) => number | undefined,
  at: string,
): Sql[] {
  return [...floors].flatMap(([source, floor]) => {
    const id = idOf(source);
    return id === undefined ? [] : [sql(`record.source <> ${id} OR ${at} >= ?`, floor)];
  });
}
