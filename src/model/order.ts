/** The one order over all sources: by time, by modification or by severity, and ties by id. */
import { encodeGlobalId, type NodeType } from './ids.ts';
import type { AnyRecord, RecordKind } from './records.ts';
import { severityRank } from './severity.ts';

export interface RecordOrder {
  readonly field: 'TIME' | 'MODIFIED' | 'SEVERITY';
  readonly direction: 'ASC' | 'DESC';
}

export const newestFirst: RecordOrder = { field: 'TIME', direction: 'DESC' };

/**
 * Where a record stands in an order. It stays a place after its record has moved or gone: paging goes on from it all the
 * same.
 */
export interface OrderKey {
  /** Rank of the severity; 0 in the orders that do not look at it. */
  readonly severity: number;
  /** Milliseconds since the epoch: the record's time, or its last modification in that order (its time without one). */
  readonly at: number;
  /** Nanoseconds within that millisecond. */
  readonly fraction: number;
  /** The record's global id. */
  readonly id: string;
}

const nodeTypeOfKind: { readonly [K in RecordKind]: NodeType } = {
  EVENT: 'Event',
  ALERT: 'Alert',
  THREAT_DETECTION: 'ThreatDetection',
  CASE: 'Case',
};

/** The public id of a record. */
export const globalIdOf = (kind: RecordKind, source: string, nativeId: string): string =>
  encodeGlobalId(nodeTypeOfKind[kind], source, nativeId);

export function orderKeyOf(record: AnyRecord, { field }: RecordOrder): OrderKey {
  const modified = field === 'MODIFIED' ? record.modifiedAt : undefined;
  return {
    severity: field === 'SEVERITY' ? severityRank(record.severity ?? 'UNKNOWN') : 0,
    at: modified ?? record.time,
    fraction: modified === undefined ? (record.timeFraction ?? 0) : 0,
    id: globalIdOf(record.recordKind, record.source, record.nativeId),
  };
}

/**
 * Negative when `a` comes first. By severity means by severity and then by time, as whoever looks at the gravest wants the
 * newest of them; equal keys come by id, upwards in either direction of the order.
 */
export function compareKeys(a: OrderKey, b: OrderKey, { direction }: RecordOrder): number {
  const sign = direction === 'ASC' ? 1 : -1;
  const rising = a.severity - b.severity || a.at - b.at || a.fraction - b.fraction;
  if (rising !== 0) return rising * sign;
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
}
