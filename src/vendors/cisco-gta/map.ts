/**
 * The vendor's objects as records (contract sheet cisco-gta, section 13, and DESIGN section 10). Each function takes the
 * item as received and gives null when it has no id. What costs something and is seldom looked at is made on demand.
 */
import type { Alert, AlertStatus, Event, Ref, Threat, ThreatDetection } from '../../model/records.ts';
import { confidenceOfWord, severityOfWord } from '../../model/severity.ts';
import type { Device, ObservableRef } from '../../model/values.ts';
import { annotationObservables } from './annotation.ts';
import { instant } from './time.ts';
import * as wire from './wire.ts';

export type Mapped<T> = (raw: unknown) => T | null;

export interface Mapper {
  readonly event: Mapped<Event>;
  readonly threatDetection: Mapped<ThreatDetection>;
  readonly alert: Mapped<Alert>;
  readonly threat: Mapped<Threat>;
  readonly device: Mapped<Device>;
}

const vendor = 'cisco-gta';

/** References in their order, each once. */
function refs<T>(ids: readonly string[] | undefined): readonly Ref<T>[] | undefined {
  if (ids === undefined) return undefined;
  const distinct = ids.length < 2 ? ids : [...new Set(ids)];
  return distinct.map((nativeId) => ({ nativeId }));
}

/** A record whose time cannot be read still exists: it sorts by its change, or at the very beginning. */
function times(happened: string | undefined, modified: string | undefined) {
  const modifiedAt = instant(modified);
  const at = instant(happened) ?? modifiedAt;
  return { time: at?.time ?? 0, timeFraction: at?.fraction, modifiedAt: modifiedAt?.time };
}

const statuses: ReadonlyMap<string, AlertStatus> = new Map([
  ['new', 'NEW'],
  ['open', 'OPEN'],
  ['closed', 'CLOSED'],
]);

const deviceRef = (assetId: string | undefined): Ref<Device> | undefined =>
  assetId === undefined ? undefined : { nativeId: assetId };

/** Where an event keeps what its observables are made of, out of sight of what lists its fields. */
const mentions = Symbol('mentions');
interface Mentioning {
  readonly [mentions]: { readonly attributes: unknown; observables?: readonly ObservableRef[] };
}

/**
 * Shared by all events: a getter that closed over one event's own values would give that event a shape of its own, which
 * outlives every scavenge and its page with it. Copies of an event have to name its observables.
 */
const lazyOfEvent: Pick<Event, 'observables'> & ThisType<Mentioning> = {
  get observables() {
    const own = this[mentions];
    return (own.observables ??= annotationObservables(own.attributes));
  },
};

const withLazies = (fields: Omit<Event, 'observables'> & Mentioning): Event =>
  Object.setPrototypeOf(fields, lazyOfEvent);

export function createMapper(source: string): Mapper {
  /** A detection that names no catalogue record still is one of some threat. */
  const nameless: Ref<Threat> = {
    nativeId: 'unknown',
    record: { source, nativeId: 'unknown', title: 'Unknown threat', severity: 'UNKNOWN' },
  };

  return {
    event(raw) {
      const row = wire.eventRow(raw);
      if (row === undefined) return null;
      return withLazies({
        recordKind: 'EVENT',
        source,
        vendor,
        nativeId: row.id,
        ...times(row.detectedAt, row.modifiedAt),
        kind: 'ANOMALY',
        title: row.title || row.subtitle || row.securityEventTypeId || row.id,
        count: 1,
        attacks: [],
        device: deviceRef(row.affectedAssetId),
        threatDetections: refs(row.threatDetectionIds),
        details: {
          vendor,
          convicting: (row.threatDetectionIds ?? []).length > 0,
          eventTypeId: row.securityEventTypeId,
          subtitle: row.subtitle,
          annotation: row.securityAnnotation,
        },
        [mentions]: { attributes: row.securityAnnotation?.['requiredAttributes'] },
        raw,
      });
    },

    threatDetection(raw) {
      const row = wire.detectionRow(raw);
      if (row === undefined) return null;
      return {
        recordKind: 'THREAT_DETECTION',
        source,
        vendor,
        nativeId: row.id,
        ...times(row.detectedAt, row.modifiedAt),
        threat: row.threatIntelRecordId === undefined ? nameless : { nativeId: row.threatIntelRecordId },
        confidence: confidenceOfWord(row.confidence),
        device: deviceRef(row.affectedAssetId),
        attacks: [],
        observables: [],
        alerts: refs(row.alertIds),
        raw,
      };
    },

    alert(raw) {
      const row = wire.alertRow(raw);
      if (row === undefined) return null;
      return {
        recordKind: 'ALERT',
        source,
        vendor,
        nativeId: row.id,
        ...times(row.triggeredAt, row.modifiedAt),
        severity: severityOfWord(row.risk),
        severityNative: row.risk,
        status: statuses.get(row.status?.toLowerCase() ?? '') ?? 'UNKNOWN',
        statusNative: row.status,
        closingReasons: row.closingReasons,
        note: row.note,
        attacks: [],
        labels: row.etaFlag === undefined ? [] : [row.etaFlag],
        observables: [],
        raw,
      };
    },

    threat(raw) {
      const row = wire.recordRow(raw);
      if (row === undefined) return null;
      return {
        source,
        nativeId: row.id,
        title: row.title || row.category || row.id,
        category: row.category,
        subcategory: row.subcategory,
        severity: severityOfWord(row.severity),
        severityNative: row.severity,
      };
    },

    device(raw) {
      const row = wire.assetRow(raw);
      return row === undefined ? null : { id: row.id, owner: row.assumedOwner };
    },
  };
}
