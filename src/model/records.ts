import type { EventDetails } from './details.ts';
import type { Confidence, Severity } from './severity.ts';
import type { VendorName } from './source.ts';
import type * as v from './values.ts';

export const recordKinds = ['EVENT', 'ALERT', 'THREAT_DETECTION', 'CASE'] as const;
export type RecordKind = (typeof recordKinds)[number];

export const eventKinds = [
  'INTRUSION',
  'NETWORK',
  'DNS',
  'HTTP',
  'TLS',
  'DHCP',
  'PROCESS',
  'MODULE',
  'DRIVER',
  'FILE',
  'REGISTRY',
  'LISTEN',
  'SCRIPT',
  'CONSOLE_INPUT',
  'OS_LOG',
  'MALWARE',
  'BLOCKED',
  'ANOMALY',
  'OTHER',
] as const;
export type EventKind = (typeof eventKinds)[number];

export const alertStatuses = ['NEW', 'OPEN', 'CLOSED', 'UNKNOWN'] as const;
export type AlertStatus = (typeof alertStatuses)[number];

export const verdicts = ['THREAT', 'SUSPECTED', 'FALSE_POSITIVE', 'NOT_A_THREAT'] as const;
export type Verdict = (typeof verdicts)[number];

export const caseStatuses = [
  'PENDING_CLOSE',
  'PENDING_CUSTOMER',
  'PENDING_SOC',
  'PENDING_VENDOR',
  'WORKING_CUSTOMER',
  'WORKING_SOC',
  'CLOSED',
  'UNKNOWN',
] as const;
export type CaseStatus = (typeof caseStatuses)[number];

/**
 * A reference to another object of the same source. `record` is there when the referring answer already carried the
 * whole object, so that following the reference costs no call.
 */
export interface Ref<T> {
  readonly nativeId: string;
  readonly record?: T | undefined;
}

/** What Event, ThreatDetection, Alert and Case share. All times are milliseconds since the epoch. */
export interface RecordBase {
  /** The configured source's name. */
  readonly source: string;
  readonly vendor: VendorName;
  readonly nativeId: string;
  readonly time: number;
  /** Nanoseconds within the millisecond of `time` (0 to 999 999): order and identity use them, DateTime cuts them. */
  readonly timeFraction?: number | undefined;
  readonly modifiedAt?: number | undefined;
  /** When Crosswatch first read it; undefined when read live and never followed. */
  readonly seenAt?: number | undefined;
  /** Undefined: it follows from related records (an event's from its detections, a detection's from its threat). */
  readonly severity?: Severity | undefined;
  readonly severityNative?: string | undefined;
  /** What the record itself mentions; some kinds add those of related records. */
  readonly observables: readonly v.ObservableRef[];
  /** The vendor's record as received; integers past 2^53 as text. */
  readonly raw: unknown;
}

/** References that are undefined are not in the record: the source's `related` calls find them. */
export interface Event extends RecordBase {
  readonly recordKind: 'EVENT';
  readonly kind: EventKind;
  readonly title: string;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  readonly count: number;
  readonly srcEndpoint?: v.Endpoint | undefined;
  readonly dstEndpoint?: v.Endpoint | undefined;
  readonly device?: Ref<v.Device> | undefined;
  readonly actor?: v.Actor | undefined;
  readonly network?: v.NetworkActivity | undefined;
  readonly dns?: v.DnsActivity | undefined;
  readonly http?: v.HttpActivity | undefined;
  readonly tls?: v.TlsActivity | undefined;
  readonly lease?: v.LeaseActivity | undefined;
  readonly process?: v.Process | undefined;
  readonly file?: v.File | undefined;
  readonly registry?: v.RegistryActivity | undefined;
  readonly osLog?: v.OsLogRecord | undefined;
  readonly malware?: v.MalwareFinding | undefined;
  readonly attacks: readonly v.Attack[];
  readonly customer?: v.Customer | undefined;
  /** Undefined: those of its detections. */
  readonly alerts?: readonly Ref<Alert>[] | undefined;
  readonly threatDetections?: readonly Ref<ThreatDetection>[] | undefined;
  readonly cases?: readonly Ref<Case>[] | undefined;
  readonly details: EventDetails;
}

export interface ThreatDetection extends RecordBase {
  readonly recordKind: 'THREAT_DETECTION';
  readonly threat: Ref<Threat>;
  readonly confidence: Confidence;
  readonly device?: Ref<v.Device> | undefined;
  readonly attacks: readonly v.Attack[];
  readonly events?: readonly Ref<Event>[] | undefined;
  readonly alerts?: readonly Ref<Alert>[] | undefined;
}

export interface Alert extends RecordBase {
  readonly recordKind: 'ALERT';
  /** Undefined: the titles of its detections' threats. */
  readonly title?: string | undefined;
  /** Undefined: this source keeps no status. */
  readonly status?: AlertStatus | undefined;
  readonly statusNative?: string | undefined;
  readonly verdict?: Verdict | undefined;
  readonly closingReasons?: readonly string[] | undefined;
  readonly note?: string | undefined;
  readonly attacks: readonly v.Attack[];
  readonly customer?: v.Customer | undefined;
  /** Undefined: those of its detections. */
  readonly events?: readonly Ref<Event>[] | undefined;
  readonly threatDetections?: readonly Ref<ThreatDetection>[] | undefined;
  readonly cases?: readonly Ref<Case>[] | undefined;
  readonly labels: readonly string[];
}

export interface Case extends RecordBase {
  readonly recordKind: 'CASE';
  readonly severity: Severity;
  readonly subject: string;
  readonly description?: string | undefined;
  readonly status: CaseStatus;
  readonly statusNative?: string | undefined;
  readonly priority: Severity;
  readonly category?: string | undefined;
  readonly service?: string | undefined;
  readonly type?: string | undefined;
  readonly customer?: v.Customer | undefined;
  readonly assignee?: v.User | undefined;
  readonly createdAt?: number | undefined;
  readonly closedAt?: number | undefined;
}

/** An entry of a source's threat catalogue. */
export interface Threat {
  readonly source: string;
  readonly nativeId: string;
  readonly title: string;
  readonly category?: string | undefined;
  readonly subcategory?: string | undefined;
  readonly severity: Severity;
  readonly severityNative?: string | undefined;
  readonly policy?: boolean | undefined;
}

export interface Flow {
  readonly source: string;
  readonly nativeId: string;
  /** What the source's flow lookup takes: the vendor's own id alone need not be enough to find a flow again. */
  readonly lookupKey: string;
  readonly time?: number | undefined;
  readonly srcEndpoint?: v.Endpoint | undefined;
  readonly dstEndpoint?: v.Endpoint | undefined;
  readonly event?: Ref<Event> | undefined;
  readonly raw: unknown;
}

export interface RecordOfKind {
  readonly EVENT: Event;
  readonly ALERT: Alert;
  readonly THREAT_DETECTION: ThreatDetection;
  readonly CASE: Case;
}

export type AnyRecord = Event | ThreatDetection | Alert | Case;
