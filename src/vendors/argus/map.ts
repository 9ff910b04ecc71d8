/** An Argus event as Event, Alert and ThreatDetection (DESIGN, section 10; contract sheet argus, section 16). */
import type { ArgusEventDetails } from '../../model/details.ts';
import type {
  Alert,
  AlertStatus,
  Case,
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
import { derive } from './lazy.ts';
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

/** A vendor's word for a protocol, or its number, as records name it. */
export function protocolName(word: string): string {
  const lower = word.toLowerCase();
  return protocols.get(lower) ?? lower;
}

function networkOf(event: ArgusEvent): Event['network'] {
  const action = has(event, 'blocked')
    ? 'blocked'
    : has(event, 'partiallyBlocked')
      ? 'partiallyBlocked'
      : undefined;
  if (event.protocol === undefined && action === undefined) return undefined;
  return { protocol: event.protocol === undefined ? undefined : protocolName(event.protocol), action };
}

/** The details show an alarm's number to clients, who take it to have 32 bits; ids of ours hold all of it. */
function shownAlarm({ alarm }: ArgusEvent): ArgusEventDetails['alarm'] {
  const { id } = alarm ?? {};
  return id !== undefined && id > 0x7fff_ffff ? { ...alarm, id: undefined } : alarm;
}

function detailsOf(event: ArgusEvent): ArgusEventDetails {
  return {
    vendor: 'argus',
    type: event.type,
    signature: event.signature,
    alarm: shownAlarm(event),
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

/** What the records of one event are made of; each is made when it is first asked for, and once. */
interface Making {
  readonly source: string;
  readonly argus: ArgusEvent;
  readonly confidence: Confidence | null;
  observables?: Event['observables'];
  details?: ArgusEventDetails;
  event?: Event;
  alert?: Alert;
  detection?: ThreatDetection;
}

/** Under a symbol, so that nothing that lists a record's fields comes upon it. */
const making = Symbol('making');
interface Made {
  readonly [making]: Making;
}

const observablesIn = (made: Making): Event['observables'] =>
  (made.observables ??= observablesOf(made.argus));
const threatIdOf = ({ id, alarm }: ArgusEvent): string => detectionId(id.text, alarm?.id);

/** References make their record when they are followed. */
const eventRef: Pick<Ref<Event>, 'record'> & ThisType<Made> = {
  get record() {
    return eventIn(this[making]);
  },
};
const alertRef: Pick<Ref<Alert>, 'record'> & ThisType<Made> = {
  get record() {
    return alertIn(this[making]);
  },
};
const detectionRef: Pick<Ref<ThreatDetection>, 'record'> & ThisType<Made> = {
  get record() {
    return detectionIn(this[making]);
  },
};
const threatRef: Pick<Ref<Threat>, 'record'> & ThisType<Made> = {
  get record() {
    return threatOf(this[making].source, this[making].argus);
  },
};

const eventRefs = (made: Making): Ref<Event>[] => [
  derive(eventRef, { nativeId: made.argus.id.text, [making]: made }),
];
const alertRefs = (made: Making): Ref<Alert>[] =>
  isAlert(made.argus) ? [derive(alertRef, { nativeId: made.argus.id.text, [making]: made })] : [];
const detectionRefs = (made: Making): Ref<ThreatDetection>[] =>
  made.confidence === null
    ? []
    : [derive(detectionRef, { nativeId: threatIdOf(made.argus), [making]: made })];

const lazyOfEvent: Pick<Event, 'observables' | 'alerts' | 'threatDetections' | 'details'> & ThisType<Made> = {
  get observables() {
    return observablesIn(this[making]);
  },
  get alerts() {
    return alertRefs(this[making]);
  },
  get threatDetections() {
    return detectionRefs(this[making]);
  },
  get details() {
    return (this[making].details ??= detailsOf(this[making].argus));
  },
};
const lazyOfAlert: Pick<Alert, 'observables' | 'events' | 'threatDetections'> & ThisType<Made> = {
  get observables() {
    return observablesIn(this[making]);
  },
  get events() {
    return eventRefs(this[making]);
  },
  get threatDetections() {
    return detectionRefs(this[making]);
  },
};
const lazyOfDetection: Pick<ThreatDetection, 'observables' | 'events' | 'alerts'> & ThisType<Made> = {
  get observables() {
    return observablesIn(this[making]);
  },
  get events() {
    return eventRefs(this[making]);
  },
  get alerts() {
    return alertRefs(this[making]);
  },
};

const baseOf = ({ source, argus }: Making) =>
  ({
    vendor: 'argus',
    source,
    time: argus.id.created,
    modifiedAt: argus.lastUpdated,
    severity: severityOfWord(argus.severity),
    severityNative: argus.severity,
    raw: argus.raw,
  }) as const;
const casesOf = ({ caseIds }: ArgusEvent): Ref<Case>[] => caseIds.map((nativeId) => ({ nativeId }));

function eventIn(made: Making): Event {
  const { argus } = made;
  return (made.event ??= derive(lazyOfEvent, {
    ...baseOf(made),
    [making]: made,
    recordKind: 'EVENT' as const,
    nativeId: argus.id.text,
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
    cases: casesOf(argus),
  }));
}

function alertIn(made: Making): Alert {
  const { argus } = made;
  if (made.alert !== undefined) return made.alert;
  const { status, native } = statusOf(argus);
  const reasons = ['falsePositive', 'notAThreat'].filter((flag) => has(argus, flag));
  return (made.alert = derive(lazyOfAlert, {
    ...baseOf(made),
    [making]: made,
    recordKind: 'ALERT' as const,
    nativeId: argus.id.text,
    title: titleOf(argus),
    status,
    statusNative: native,
    verdict: verdictOf(argus),
    closingReasons: status === 'CLOSED' ? reasons : undefined,
    attacks: [],
    customer: argus.customer,
    cases: casesOf(argus),
    labels: argus.flags,
  }));
}

function detectionIn(made: Making): ThreatDetection {
  const { argus, confidence } = made;
  return (made.detection ??= derive(lazyOfDetection, {
    ...baseOf(made),
    [making]: made,
    recordKind: 'THREAT_DETECTION' as const,
    nativeId: threatIdOf(argus),
    threat: derive(threatRef, { nativeId: String(argus.alarm?.id ?? NO_ALARM), [making]: made }),
    confidence: confidence ?? 'UNKNOWN',
    attacks: [],
  }));
}

/** The records that one event makes: always an Event, an Alert and a ThreatDetection where it is one. */
export interface ArgusRecords {
  readonly argus: ArgusEvent;
  readonly event: Event;
  readonly alert: Alert | undefined;
  readonly detection: ThreatDetection | undefined;
}

const lazyRecords: Pick<ArgusRecords, 'event' | 'alert' | 'detection'> & ThisType<Made> = {
  get event() {
    return eventIn(this[making]);
  },
  get alert() {
    return isAlert(this[making].argus) ? alertIn(this[making]) : undefined;
  },
  get detection() {
    return this[making].confidence === null ? undefined : detectionIn(this[making]);
  },
};

/** Makes the records of an event. What is dear is made when it is read, and once. */
export function recordsOf(source: string, argus: ArgusEvent): ArgusRecords {
  const made: Making = { source, argus, confidence: threatConfidence(argus) };
  return derive(lazyRecords, { argus, [making]: made });
}
