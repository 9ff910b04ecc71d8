/** An alert as records: its event, a detection for each of its threats, and the alert itself (contract sheet alphasoc, section 12.1, and DESIGN section 10). */
import type {
  Alert,
  AnyRecord,
  Event,
  EventKind,
  Ref,
  Threat,
  ThreatDetection,
} from '../../model/records.ts';
import { severities, severityOfWord, type Severity } from '../../model/severity.ts';
import type { Device } from '../../model/values.ts';
import type { DecodedAlert } from './decode.ts';
import { fieldsOf, type Fields } from './fields.ts';
import { observablesOf } from './observables.ts';
import * as values from './values.ts';
import { threatEntry } from './wire.ts';

const vendor = 'alphasoc';

/** What is known of an alert beyond its own words. */
export interface Placing {
  /** Sent by the vendor or derived. */
  readonly nativeId: string;
  /** Used where the event has no time: when the alert was first seen, in milliseconds since the epoch. */
  readonly firstSeen: number;
  /** How many of that id one page held at most. */
  readonly count: number;
}

export const detectionId = (alert: string, threat: string): string => `${alert}#${threat}`;

const kinds: ReadonlyMap<string, EventKind> = new Map([
  ['dns', 'DNS'],
  ['ip', 'NETWORK'],
  ['http', 'HTTP'],
  ['tls', 'TLS'],
]);

const joined = (parts: readonly (string | number | undefined)[], separator = ' '): string =>
  parts.filter((part) => part !== undefined).join(separator);

function titleOf(kind: EventKind, eventType: string, fields: Fields, domain: string | undefined): string {
  const ip = fields.ip('destIP');
  const target = joined([ip?.includes(':') === true ? `[${ip}]` : ip, fields.port('destPort')], ':');
  const other = target || domain;
  switch (kind) {
    case 'DNS':
      return joined(['DNS query', fields.text('query') ?? domain, fields.text('qtype')]);
    case 'HTTP':
      return joined(['HTTP', fields.text('method'), fields.text('url') ?? other]);
    case 'TLS':
      return joined(['TLS connection', other && `to ${other}`]);
    case 'NETWORK':
      return joined([fields.text('proto')?.toUpperCase() ?? 'IP', 'connection', other && `to ${other}`]);
    default:
      return joined([eventType, 'event', other && `about ${other}`]);
  }
}

/** 1 (informational) to 5 (critical) by the contract sheet's section 7; words are read if they ever come. */
function severityOf(severity: string | number | undefined): Severity {
  if (typeof severity === 'string' && !/^\d+$/.test(severity)) return severityOfWord(severity);
  const rank = Number(severity ?? 0);
  return severities[rank] ?? 'UNKNOWN';
}

export function threatOf(source: string, nativeId: string, raw: unknown): Threat {
  const { title, severity, policy } = threatEntry.safeParse(raw).data ?? {};
  return {
    source,
    nativeId,
    title: title || nativeId,
    severity: severityOf(severity),
    severityNative: severity === undefined ? undefined : String(severity),
    policy: policy ?? false,
  };
}

/** What shows for a threat that no dictionary explains. */
export const unknownThreat = (source: string, nativeId: string): Threat => ({
  source,
  nativeId,
  title: nativeId,
  severity: 'UNKNOWN',
});

/**
 * Severities are left out: they follow from the threats as the dictionary has them now. So does the alert's title. An
 * alert without any threat has neither.
 */
export function recordsOf(source: string, alert: DecodedAlert, placing: Placing): AnyRecord[] {
  const { raw, event: rawEvent, at, domain, flags, labels } = alert;
  const { nativeId } = placing;
  const eventType = alert.eventType ?? 'unknown';
  const fields = rawEvent === undefined ? undefined : fieldsOf(rawEvent);
  const device = fields === undefined ? undefined : values.deviceOf(fields);
  const deviceRef: Ref<Device> | undefined =
    device?.id === undefined ? undefined : { nativeId: device.id, record: device };
  const common = {
    source,
    vendor,
    time: at?.time ?? placing.firstSeen,
    timeFraction: at?.fraction,
    observables: observablesOf(fields, domain),
    raw,
  } as const;
  const attacks = values.attacksOf(alert.mitreAttack);
  const unrated = alert.threats.length === 0 ? ({ severity: 'UNKNOWN' } as const) : {};
  const events = fields === undefined ? [] : [{ nativeId }];
  const alerts = [{ nativeId }];
  const threatDetections = alert.threats.map((threat) => ({ nativeId: detectionId(nativeId, threat) }));

  const eventRecord = (read: Fields): Event => {
    const kind = kinds.get(eventType.toLowerCase()) ?? 'OTHER';
    const user = read.text('srcUser');
    return {
      recordKind: 'EVENT',
      ...common,
      ...unrated,
      nativeId,
      kind,
      title: titleOf(kind, eventType, read, domain),
      count: placing.count,
      srcEndpoint: values.sourceOf(read),
      dstEndpoint: values.destinationOf(read),
      device: deviceRef,
      actor: user === undefined ? undefined : { user },
      network: values.networkOf(read),
      dns: values.dnsOf(read),
      http: values.httpOf(read),
      tls: values.tlsOf(read),
      attacks,
      alerts,
      threatDetections,
      cases: [],
      details: {
        vendor,
        eventType,
        wisdomFlags: flags,
        wisdomLabels: labels,
        wisdomDomain: domain,
        srcId: read.text('srcID'),
      },
    };
  };
  const detections = alert.threats.map((threat): ThreatDetection => ({
    recordKind: 'THREAT_DETECTION',
    ...common,
    nativeId: detectionId(nativeId, threat),
    threat: { nativeId: threat },
    confidence: 'UNKNOWN',
    device: deviceRef,
    attacks,
    events,
    alerts,
  }));
  const alertRecord: Alert = {
    recordKind: 'ALERT',
    ...common,
    ...unrated,
    nativeId,
    title: alert.threats.length === 0 ? joined([eventType, 'alert']) : undefined,
    attacks,
    events,
    threatDetections,
    cases: [],
    labels: [...new Set([...labels, ...flags])],
  };
  return [...(fields === undefined ? [] : [eventRecord(fields)]), ...detections, alertRecord];
}
