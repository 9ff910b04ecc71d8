import { hash } from 'node:crypto';
import type { AnyRecord, RecordKind, Ref, Threat } from '../model/records.ts';
import { severityRank } from '../model/severity.ts';
import { whole } from '../model/whole.ts';
import { termsOf, type Term } from './terms.ts';

export interface RecordKey {
  readonly kind: RecordKind;
  readonly nativeId: string;
}

/** A record as the journal's columns want it, but for what only the file knows. */
export interface EncodedRecord extends RecordKey {
  readonly time: number;
  readonly fraction: number;
  readonly modified: number | null;
  /** Rank; null when it follows from related records. */
  readonly severity: number | null;
  readonly eventKind: string | null;
  readonly status: string | null;
  readonly verdict: string | null;
  readonly threat: Ref<Threat> | null;
  readonly links: readonly RecordKey[];
  readonly terms: readonly Term[];
  readonly body: string;
}

const keysOf = (kind: RecordKind, refs: readonly Ref<unknown>[] | undefined): RecordKey[] =>
  (refs ?? []).map(({ nativeId }) => ({ kind, nativeId }));

/** What the record says it belongs to; the other side need not say so too. */
export function linksOf(record: AnyRecord): RecordKey[] {
  switch (record.recordKind) {
    case 'EVENT':
    case 'ALERT':
      return [
        ...(record.recordKind === 'EVENT' ? keysOf('ALERT', record.alerts) : keysOf('EVENT', record.events)),
        ...keysOf('THREAT_DETECTION', record.threatDetections),
        ...keysOf('CASE', record.cases),
      ];
    case 'THREAT_DETECTION':
      return [...keysOf('EVENT', record.events), ...keysOf('ALERT', record.alerts)];
    case 'CASE':
      return [];
  }
}

const bare = (refs: readonly Ref<unknown>[] | undefined): Ref<unknown>[] | undefined =>
  refs?.map(({ nativeId }) => ({ nativeId }));

/**
 * The record without what is kept beside it: source and vendor, the raw record, when it was first seen, the records
 * that references carried along (they are the journal's own, or not followed), a threat's entry. A device stays: it is no
 * record of its own. KATA's `fields` go when they are the raw record itself.
 */
function bodyOf(record: AnyRecord): unknown {
  const rest = { ...whole(record), source: undefined, vendor: undefined, seenAt: undefined, raw: undefined };
  switch (rest.recordKind) {
    case 'EVENT': {
      const { details } = rest;
      const shared = details.vendor === 'kata' && details.fields === record.raw;
      return {
        ...rest,
        alerts: bare(rest.alerts),
        threatDetections: bare(rest.threatDetections),
        cases: bare(rest.cases),
        details: shared ? { ...details, fields: undefined } : details,
      };
    }
    case 'ALERT':
      return {
        ...rest,
        events: bare(rest.events),
        threatDetections: bare(rest.threatDetections),
        cases: bare(rest.cases),
      };
    case 'THREAT_DETECTION':
      return {
        ...rest,
        threat: { nativeId: rest.threat.nativeId },
        events: bare(rest.events),
        alerts: bare(rest.alerts),
      };
    case 'CASE':
      return rest;
  }
}

/** Only what an INTEGER column takes: a record must not stop its batch. */
function stamp(value: number, what: string): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${what}: a whole number of milliseconds`);
  return value;
}

/** Throws RangeError or TypeError for a record that cannot be stored: a time that is no number, a circle in it. */
export function encodeRecord(record: AnyRecord): EncodedRecord {
  const { recordKind, nativeId, modifiedAt, severity } = record;
  return {
    kind: recordKind,
    nativeId,
    time: stamp(record.time, 'time'),
    fraction: stamp(record.timeFraction ?? 0, 'timeFraction'),
    modified: modifiedAt === undefined ? null : stamp(modifiedAt, 'modifiedAt'),
    severity: severity === undefined ? null : severityRank(severity),
    eventKind: recordKind === 'EVENT' ? record.kind : null,
    status: recordKind === 'ALERT' || recordKind === 'CASE' ? (record.status ?? null) : null,
    verdict: recordKind === 'ALERT' ? (record.verdict ?? null) : null,
    threat: recordKind === 'THREAT_DETECTION' ? record.threat : null,
    links: linksOf(record),
    terms: termsOf(record),
    body: JSON.stringify(bodyOf(record)),
  };
}

/** The raw record as JSON text. */
export const encodeRaw = (raw: unknown): string => JSON.stringify(raw) ?? 'null';

/** 22 characters (132 bits) that stand for a text. */
export const digest = (text: string): string => hash('sha256', text, 'base64url').slice(0, 22);
