/** An Argus event as Event, Alert and ThreatDetection (DESIGN, section 10; contract sheet argus, section 16). */
import type { ArgusEventDetails } from '../../model/details.ts';
import type {
  Alert,
  AlertStatus,
  Event,
  EventKind,
  Ref,
  Threat,
  ThreatDetection,
  Verdict,
} from '../../model/records.ts';
import type { Confidence } from '../../model/severity.ts';
import { severityOfWord } from '../../model/severity.ts';
import type { ArgusEvent } from './event.ts';
import { detectionId, NO_ALARM } from './ids.ts';
import { lazy, lazyRef } from './lazy.ts';
import { observablesOf } from './observables.ts';

const has = (event: ArgusEvent, flag: string): boolean => event.flags.includes(flag);

/** Frozen copies of events: no list shows them. */
export const isSnapshot = (event: ArgusEvent): boolean => has(event, 'snapshot');

/** An aggregate that carries an alarm and is no snapshot. */
export const isAlert = (event: ArgusEvent): boolean =>
  event.type === 'AGGREGATED' &&
  !isSnapshot(event) &&
  (event.alarm?.id !== undefined || event.alarm?.description !== undefined);

/** What an aggregate's flags say of a threat; null for an event that is no detection. */
function threatConfidence(event: ArgusEvent): Confidence | null {
  if (event.type !== 'AGGREGATED' || isSnapshot(event)) return null;
  if (has(event, 'falsePositive') || has(event, 'notAThreat')) return null;
  if (has(event, 'identifiedThreat')) return 'HIGH';
  return has(event, 'threatCandidate') ? 'MEDIUM' : null;
}

/**
 * An alarm makes an intrusion. Without one the most telling field decides; only fields of the default model count, so
 * that the kind does not depend on what else was asked for.
 */
function kindOf(event: ArgusEvent): EventKind {
  if (isAlert(event) || event.alarm?.id !== undefined) return 'INTRUSION';
  if (event.uri !== undefined) return 'HTTP';
  return event.source !== undefined || event.destination !== undefined ? 'NETWORK' : 'OTHER';
}

const titleOf = ({ alarm, signature, id }: ArgusEvent): string =>
  alarm?.description ?? alarm?.categoryName ?? signature ?? `Argus event ${id.uuid}`;

/** IANA's numbers of the protocols that v2 has names for; v1 may write either. */
const protocols: ReadonlyMap<string, string> = new Map([
  ['0', 'ip'],
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['50', 'esp'],
]);

function networkOf(event: ArgusEvent): Event['network'] {
  const action = has(event, 'blocked')
    ? 'blocked'
    : has(event, 'partiallyBlocked')
      ? 'partiallyBlocked'
      : undefined;
  if (event.protocol === undefined && action === undefined) return undefined;
  const word = event.protocol?.toLowerCase();
  return { protocol: word === undefined ? undefined : (protocols.get(word) ?? word), action };
}

function detailsOf(event: ArgusEvent): ArgusEventDetails {
  return {
    vendor: 'argus',
    type: event.type,
    signature: event.signature,
    alarm: event.alarm,
    flags: event.flags,
    location: event.location,
    sensor: event.sensor,
    domain: event.domain,
    uri: event.uri,
    protocol: event.protocol,
    properties: event.allProperties ? event.properties : undefined,
    comments: event.comments,
    subEvents: event.subEvents,
  };
}

function statusOf(event: ArgusEvent): { readonly status: AlertStatus; readonly native: string | undefined } {
  if (has(event, 'acknowledged')) return { status: 'CLOSED', native: 'acknowledged' };
  const open = ['partiallyAcknowledged', 'followup', 'handledByAnalyst'].find((flag) => has(event, flag));
  if (open !== undefined) return { status: 'OPEN', native: open };
  return event.caseIds.length > 0
    ? { status: 'OPEN', native: 'associatedCase' }
    : { status: 'NEW', native: undefined };
}

/** The first that holds; several may, since flags of an aggregate are opinions about parts of it. */
const verdictFlags: readonly (readonly [flag: string, verdict: Verdict])[] = [
  ['falsePositive', 'FALSE_POSITIVE'],
  ['notAThreat', 'NOT_A_THREAT'],
  ['identifiedThreat', 'THREAT'],
  ['threatCandidate', 'SUSPECTED'],
];

const verdictOf = (event: ArgusEvent): Verdict | undefined =>
  verdictFlags.find(([flag]) => has(event, flag))?.[1];

/** The alarm as an entry of a threat catalogue, which Argus does not show as such. */
export function threatOf(source: string, event: ArgusEvent): Threat {
  return {
    source,
    nativeId: String(event.alarm?.id ?? NO_ALARM),
    title: titleOf(event),
    category: event.alarm?.categoryName,
    severity: severityOfWord(event.severity),
    severityNative: event.severity,
  };
}

/** The records that one event makes: always an Event, an Alert and a ThreatDetection where it is one. */
export interface ArgusRecords {
  readonly argus: ArgusEvent;
  readonly event: Event;
  readonly alert: Alert | undefined;
  readonly detection: ThreatDetection | undefined;
}

/** Makes the records of an event. What is dear is made when it is read, and once. */
export function recordsOf(source: string, argus: ArgusEvent): ArgusRecords {
  const { id } = argus;
  const observables = lazy(() => observablesOf(argus));
  const details = lazy(() => detailsOf(argus));
  const confidence = threatConfidence(argus);
  const threatId = detectionId(id.text, argus.alarm?.id);
  const cases = argus.caseIds.map((nativeId) => ({ nativeId }));
  const base = {
    vendor: 'argus',
    source,
    time: id.created,
    modifiedAt: argus.lastUpdated,
    severity: severityOfWord(argus.severity),
    severityNative: argus.severity,
    raw: argus.raw,
  } as const;

  const event: () => Event = lazy<Event>(() => ({
    ...base,
    recordKind: 'EVENT',
    nativeId: id.text,
    get observables() {
      return observables();
    },
    kind: kindOf(argus),
    title: titleOf(argus),
    startTime: argus.firstEvent,
    endTime: argus.lastEvent,
    // v2 counts the events underneath, of which a raw one has none; it is one observation all the same.
    count: Math.max(1, argus.count),
    srcEndpoint: argus.source,
    dstEndpoint: argus.destination,
    network: networkOf(argus),
    http: argus.uri === undefined ? undefined : { url: argus.uri },
    attacks: [],
    customer: argus.customer,
    get alerts() {
      return alertRefs();
    },
    get threatDetections() {
      return detectionRefs();
    },
    cases,
    get details() {
      return details();
    },
  }));

  const alert: () => Alert = lazy<Alert>(() => {
    const { status, native } = statusOf(argus);
    const reasons = ['falsePositive', 'notAThreat'].filter((flag) => has(argus, flag));
    return {
      ...base,
      recordKind: 'ALERT',
      nativeId: id.text,
      get observables() {
        return observables();
      },
      title: titleOf(argus),
      status,
      statusNative: native,
      verdict: verdictOf(argus),
      closingReasons: status === 'CLOSED' ? reasons : undefined,
      attacks: [],
      customer: argus.customer,
      get events() {
        return eventRefs();
      },
      get threatDetections() {
        return detectionRefs();
      },
      cases,
      labels: argus.flags,
    };
  });

  const detection: () => ThreatDetection = lazy<ThreatDetection>(() => ({
    ...base,
    recordKind: 'THREAT_DETECTION',
    nativeId: threatId,
    get observables() {
      return observables();
    },
    threat: lazyRef(String(argus.alarm?.id ?? NO_ALARM), () => threatOf(source, argus)),
    confidence: confidence ?? 'UNKNOWN',
    attacks: [],
    get events() {
      return eventRefs();
    },
    get alerts() {
      return alertRefs();
    },
  }));

  const eventRefs: () => readonly Ref<Event>[] = lazy(() => [lazyRef(id.text, event)]);
  const alertRefs: () => readonly Ref<Alert>[] = lazy(() =>
    isAlert(argus) ? [lazyRef(id.text, alert)] : [],
  );
  const detectionRefs: () => readonly Ref<ThreatDetection>[] = lazy(() =>
    confidence === null ? [] : [lazyRef(threatId, detection)],
  );

  return {
    argus,
    get event() {
      return event();
    },
    get alert() {
      return isAlert(argus) ? alert() : undefined;
    },
    get detection() {
      return confidence === null ? undefined : detection();
    },
  };
}
