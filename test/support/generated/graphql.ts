/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Which alerts. All keys are ANDed, the values of a list are ORed; an empty list matches nothing. */
export type AlertFilter = {
  /** All of these hold, too. An empty list holds always. */
  and?: Array<AlertFilter> | null | undefined;
  /** Global ids of cases that the record belongs to. */
  caseIds?: Array<string | number> | null | undefined;
  /** Short names or ids of customers. */
  customers?: Array<string> | null | undefined;
  /** One of these domain names, exactly; letter case and a trailing dot do not matter. */
  domains?: Array<string> | null | undefined;
  /** One of these file hashes. */
  hashes?: Array<string> | null | undefined;
  /** One of these hosts; a bare name equals the first label of a full one. */
  hosts?: Array<string> | null | undefined;
  /** An address of the record, in whatever role, lies in one of these networks. */
  ip?: Array<string> | null | undefined;
  /** One of these labels; letter case does not matter. */
  labels?: Array<string> | null | undefined;
  /** At least this severe. */
  minSeverity?: Severity | null | undefined;
  /** Last changed at the source in this window; records without such a time do not match. */
  modified?: TimeWindowInput | null | undefined;
  /** This does not hold. It holds for records that have no value. */
  not?: AlertFilter | null | undefined;
  /** At least one of these holds, too. An empty list never holds. */
  or?: Array<AlertFilter> | null | undefined;
  /** One of these severities. */
  severities?: Array<Severity> | null | undefined;
  /** From one of the sources with these names. */
  sources?: Array<string> | null | undefined;
  /** One of these statuses; alerts without a status do not match. */
  statuses?: Array<AlertStatus> | null | undefined;
  /** One of these ATT&CK techniques; T1059 also matches T1059.001. */
  techniques?: Array<string> | null | undefined;
  /** Occurs in the title, the native id or an observable; letter case does not matter. */
  text?: string | null | undefined;
  /** Global ids of threats. */
  threatIds?: Array<string | number> | null | undefined;
  /** The time of the record lies in this window. */
  time?: TimeWindowInput | null | undefined;
  /** One of these users; domain parts and letter case do not matter. */
  users?: Array<string> | null | undefined;
  /** From a source of one of these vendors. */
  vendors?: Array<Vendor> | null | undefined;
  /** One of these verdicts. */
  verdicts?: Array<Verdict> | null | undefined;
};

/** How far the triage of an alert has come. */
export type AlertStatus =
  /** Dealt with. */
  | 'CLOSED'
  /** Nobody has looked at it. */
  | 'NEW'
  /** Somebody is at it. */
  | 'OPEN'
  /** A word we do not know; it stands in statusNative. */
  | 'UNKNOWN';

/** Argus' own filter keys; only Argus events match. All keys are ANDed, the values of a list are ORed. */
export type ArgusEventFilter = {
  /** One of these alarms. */
  alarmIds?: Array<number> | null | undefined;
  /** One of these attack categories. */
  attackCategoryIds?: Array<number> | null | undefined;
  /** One end is in one of these countries (ISO 3166-1 alpha-2). */
  countries?: Array<string> | null | undefined;
  /** With coveringNetworks: a covering range at the destination has at least so many bits. */
  dstMinBits?: number | null | undefined;
  /** None of these flags is set. */
  excludeFlags?: Array<string> | null | undefined;
  /** All of these flags are set; `identifiedThreat` or `IDENTIFIED_THREAT`. */
  includeFlags?: Array<string> | null | undefined;
  /** One of these locations. */
  locationIds?: Array<number> | null | undefined;
  /** At least so many observations behind it. */
  minCount?: number | string | null | undefined;
  /** At least one of these properties. */
  properties?: Array<ArgusPropertyFilter> | null | undefined;
  /** Seen by one of these sensors (raw events only). */
  sensorIds?: Array<number> | null | undefined;
  /** One of these signatures, exactly. */
  signatures?: Array<string> | null | undefined;
  /** With coveringNetworks: a covering range at the source has at least so many bits. */
  srcMinBits?: number | null | undefined;
  /** Aggregated or raw. */
  type?: ArgusEventType | null | undefined;
};

/** The two kinds of Argus events. */
export type ArgusEventType =
  /** An aggregate of raw events. */
  | 'AGGREGATED'
  /** One record of a sensor (formerly NIDS). */
  | 'RAW';

/** What a payload is. */
export type ArgusPayloadType =
  /** Bytes of unknown form. */
  | 'BINARY'
  /** An Ethernet frame. */
  | 'ETHERNET'
  /** A packet capture. */
  | 'PCAP'
  /** Text. */
  | 'STRING';

/** A property with this key has this value among its values. */
export type ArgusPropertyFilter = {
  /** The key of the property, such as `dns.query`. */
  key: string;
  /** The value, exactly. */
  value: string;
};

/** Which events, and what people think of them. */
export type AssessEventsInput = {
  /** What people think of them. */
  assessment: AssessmentInput;
  /** The same key with the same input within 24 hours gives the first outcome without doing it again; with another input it is refused. */
  idempotencyKey?: string | null | undefined;
  /** Ids of events, 1000 at most. */
  ids: Array<string | number>;
};

/** An opinion that people may switch on and off. */
export type AssessableFlag =
  /** Somebody has dealt with it. */
  | 'ACKNOWLEDGED'
  /** The signature was wrong. */
  | 'FALSE_POSITIVE'
  /** Somebody has to look at it again. */
  | 'FOLLOWUP'
  /** It is a threat. */
  | 'IDENTIFIED_THREAT'
  /** What it found is no threat here. */
  | 'NOT_A_THREAT'
  /** Somebody has dealt with a part of it. */
  | 'PARTIALLY_ACKNOWLEDGED'
  /** The signature should be tuned. */
  | 'TUNING_CANDIDATE';

/** What people think of an event; what is left out stays as it is. */
export type AssessmentInput = {
  /** Ids of cases that it shall belong to. */
  associateCases?: Array<string | number> | null | undefined;
  /** Added to its comments. */
  comment?: string | null | undefined;
  /** Switched off; none of those switched on. */
  disableFlags?: Array<AssessableFlag> | null | undefined;
  /** Ids of cases that it shall not belong to any more. */
  disassociateCases?: Array<string | number> | null | undefined;
  /** Switched on. */
  enableFlags?: Array<AssessableFlag> | null | undefined;
  /** Whether an analyst has taken it over. */
  handledByAnalyst?: boolean | null | undefined;
  /** How grave it is: LOW, MEDIUM, HIGH or CRITICAL. */
  severity?: Severity | null | undefined;
  /** What made somebody assess it. */
  triggers?: Array<AssessmentTrigger> | null | undefined;
};

/** What made somebody assess it. */
export type AssessmentTrigger =
  /** The house's own time was over. */
  | 'INTERNAL_SLA_VIOLATION'
  /** The agreed time was over. */
  | 'SLA_VIOLATION';

/** Whose turn it is on a case. */
export type CaseStatus =
  /** Done. */
  | 'CLOSED'
  /** Will be closed unless somebody objects. */
  | 'PENDING_CLOSE'
  /** Waits for the customer. */
  | 'PENDING_CUSTOMER'
  /** Waits for the security operations centre. */
  | 'PENDING_SOC'
  /** Waits for a vendor. */
  | 'PENDING_VENDOR'
  /** A word we do not know; it stands in statusNative. */
  | 'UNKNOWN'
  /** The customer is at it. */
  | 'WORKING_CUSTOMER'
  /** The security operations centre is at it. */
  | 'WORKING_SOC';

/** What became of a record. */
export type ChangeOperation =
  /** It reached the journal for the first time; this is told exactly once for each record. */
  | 'CREATED'
  /** The source no longer has it. */
  | 'REMOVED'
  /** It changed at the source, or something that it follows from did. */
  | 'UPDATED';

/** How sure a source is of its judgement; in rising order. */
export type Confidence =
  /** High. */
  | 'HIGH'
  /** Low. */
  | 'LOW'
  /** Medium. */
  | 'MEDIUM'
  /** Not told. */
  | 'UNKNOWN';

/** What a count proves. */
export type CountRelation =
  /** There are this many or more. */
  | 'AT_LEAST'
  /** There are about this many. */
  | 'ESTIMATE'
  /** There are exactly this many. */
  | 'EXACT';

/** Which events. All keys are ANDed, the values of a list are ORed; an empty list matches nothing. */
export type EventFilter = {
  /** All of these hold, too. An empty list holds always. */
  and?: Array<EventFilter> | null | undefined;
  /** Argus' own keys. */
  argus?: ArgusEventFilter | null | undefined;
  /** Global ids of cases that the record belongs to. */
  caseIds?: Array<string | number> | null | undefined;
  /** With ip, srcIp and dstIp: also records that name a wider range which covers the network asked for. */
  coveringNetworks?: boolean | null | undefined;
  /** Short names or ids of customers. */
  customers?: Array<string> | null | undefined;
  /** One of these domain names, exactly; letter case and a trailing dot do not matter. */
  domains?: Array<string> | null | undefined;
  /** The destination address lies in one of these networks. */
  dstIp?: Array<string> | null | undefined;
  /** One of these file hashes. */
  hashes?: Array<string> | null | undefined;
  /** One of these hosts; a bare name equals the first label of a full one. */
  hosts?: Array<string> | null | undefined;
  /** An address of the record, in whatever role, lies in one of these networks. */
  ip?: Array<string> | null | undefined;
  /** KATA's own filter language. */
  kata?: KataEventFilter | null | undefined;
  /** One of these kinds. */
  kinds?: Array<EventKind> | null | undefined;
  /** At least this severe. */
  minSeverity?: Severity | null | undefined;
  /** Last changed at the source in this window; records without such a time do not match. */
  modified?: TimeWindowInput | null | undefined;
  /** This does not hold. It holds for records that have no value. */
  not?: EventFilter | null | undefined;
  /** At least one of these holds, too. An empty list never holds. */
  or?: Array<EventFilter> | null | undefined;
  /** One end uses one of these ports. */
  ports?: Array<number> | null | undefined;
  /** One of these protocols; letter case does not matter. */
  protocols?: Array<string> | null | undefined;
  /** One of these severities. */
  severities?: Array<Severity> | null | undefined;
  /** From one of the sources with these names. */
  sources?: Array<string> | null | undefined;
  /** The source address lies in one of these networks. */
  srcIp?: Array<string> | null | undefined;
  /** One of these ATT&CK techniques; T1059 also matches T1059.001. */
  techniques?: Array<string> | null | undefined;
  /** Occurs in the title, the native id or an observable; letter case does not matter. */
  text?: string | null | undefined;
  /** Global ids of threats. */
  threatIds?: Array<string | number> | null | undefined;
  /** The time of the record lies in this window. */
  time?: TimeWindowInput | null | undefined;
  /** One of these users; domain parts and letter case do not matter. */
  users?: Array<string> | null | undefined;
  /** From a source of one of these vendors. */
  vendors?: Array<Vendor> | null | undefined;
};

/** What sort of observation an event is. */
export type EventKind =
  /** Behaviour that statistics or machine learning found odd. */
  | 'ANOMALY'
  /** Something was prevented from running or opening. */
  | 'BLOCKED'
  /** Something was typed at a console. */
  | 'CONSOLE_INPUT'
  /** An address lease. */
  | 'DHCP'
  /** A DNS query. */
  | 'DNS'
  /** A driver was loaded. */
  | 'DRIVER'
  /** A file was changed. */
  | 'FILE'
  /** An HTTP request. */
  | 'HTTP'
  /** A signature or analysis of an intrusion detection system fired. */
  | 'INTRUSION'
  /** A port was opened for listening. */
  | 'LISTEN'
  /** An anti-virus verdict. */
  | 'MALWARE'
  /** A module was loaded. */
  | 'MODULE'
  /** A network connection. */
  | 'NETWORK'
  /** An entry of an operating system log. */
  | 'OS_LOG'
  /** Anything else. */
  | 'OTHER'
  /** A process started or ended. */
  | 'PROCESS'
  /** A registry key or value was changed. */
  | 'REGISTRY'
  /** A script was run or scanned. */
  | 'SCRIPT'
  /** A TLS handshake. */
  | 'TLS';

/** KATA's own filter language; only KATA events match. */
export type KataEventFilter = {
  /** A filter such as `EventType=='process' AND HostName=='pc-*'`, evaluated here over what was followed. */
  expression: string;
};

/** What an observable is. */
export type ObservableType =
  /** A hash of a certificate. */
  | 'CERT_HASH'
  /** A DNS name. */
  | 'DOMAIN'
  /** An e-mail address. */
  | 'EMAIL'
  /** A hash of a file: MD5, SHA-1 or SHA-2. */
  | 'FILE_HASH'
  /** A file name or path. */
  | 'FILE_NAME'
  /** A host name. */
  | 'HOST'
  /** An address, or the range that a source gave instead of one. */
  | 'IP'
  /** A fingerprint of a TLS client. */
  | 'JA3'
  /** A hardware address. */
  | 'MAC'
  /** A process name. */
  | 'PROCESS'
  /** A URL. */
  | 'URL'
  /** A user name without its domain. */
  | 'USER';

/** The four kinds of records. */
export type RecordKind =
  /** What an analyst has to handle. */
  | 'ALERT'
  /** The work that people do. */
  | 'CASE'
  /** An observation. */
  | 'EVENT'
  /** A source's judgement that a threat is behind some events. */
  | 'THREAT_DETECTION';

/** Where an answer came from. */
export type ServedFrom =
  /** From the local journal. */
  | 'JOURNAL'
  /** From the source itself, now. */
  | 'LIVE'
  /** From nowhere: the source gave nothing. */
  | 'NOTHING';

/** Which alert, and how far its triage has come. */
export type SetAlertStatusInput = {
  /** Why it is closed, in the source's words; with CLOSED only. */
  closingReasons?: Array<string> | null | undefined;
  /** The id of the alert. */
  id: string | number;
  /** The same key with the same input within 24 hours gives the first outcome without doing it again; with another input it is refused. */
  idempotencyKey?: string | null | undefined;
  /** NEW, OPEN or CLOSED. */
  status: AlertStatus;
};

/** How grave something is, normalised over all sources; in rising order. */
export type Severity =
  /** Critical. */
  | 'CRITICAL'
  /** High. */
  | 'HIGH'
  /** Worth knowing, nothing to do. */
  | 'INFORMATIONAL'
  /** Low. */
  | 'LOW'
  /** Medium. */
  | 'MEDIUM'
  /** The source gives none, or a word we do not know (see severityNative). */
  | 'UNKNOWN';

/** Something a source can do natively, without the journal. */
export type SourceCapability =
  /** Takes assessments of events. */
  | 'ASSESS'
  /** Lists alerts in its own order. */
  | 'BROWSE_ALERTS'
  /** Lists cases in its own order. */
  | 'BROWSE_CASES'
  /** Lists events in its own order. */
  | 'BROWSE_EVENTS'
  /** Lists network flows in its own order. */
  | 'BROWSE_FLOWS'
  /** Lists threat detections in its own order. */
  | 'BROWSE_THREAT_DETECTIONS'
  /** Its alerts are followed into the journal. */
  | 'FOLLOW_ALERTS'
  /** Its cases are followed into the journal. */
  | 'FOLLOW_CASES'
  /** Its events are followed into the journal. */
  | 'FOLLOW_EVENTS'
  /** Its threat detections are followed into the journal. */
  | 'FOLLOW_THREAT_DETECTIONS'
  /** Finds alerts by id, in batches. */
  | 'LOOKUP_ALERTS'
  /** Finds cases by id, in batches. */
  | 'LOOKUP_CASES'
  /** Finds events by id, in batches. */
  | 'LOOKUP_EVENTS'
  /** Finds threat detections by id, in batches. */
  | 'LOOKUP_THREAT_DETECTIONS'
  /** Lets a note be written on an alert. */
  | 'SET_NOTE'
  /** Lets the status of an alert be set. */
  | 'SET_STATUS'
  /** Counts events itself. */
  | 'STATISTICS'
  /** Takes new events and updates of them. */
  | 'SUBMIT'
  /** Takes telemetry to analyse. */
  | 'SUBMIT_TELEMETRY'
  /** Lists alerts of any stretch of time, newest or oldest first. */
  | 'WINDOW_ALERTS'
  /** Lists cases of any stretch of time, newest or oldest first. */
  | 'WINDOW_CASES'
  /** Lists events of any stretch of time, newest or oldest first. */
  | 'WINDOW_EVENTS'
  /** Lists threat detections of any stretch of time, newest or oldest first. */
  | 'WINDOW_THREAT_DETECTIONS';

/** How a source did in one answer. */
export type SourceOutcome =
  /** It gave all that was asked. */
  | 'COMPLETE'
  /** It gave part: a scan over unfiltered pages ended before the page was full, or some objects failed. */
  | 'PARTIAL'
  /** It asked us to slow down. */
  | 'RATE_LIMITED'
  /** It was not asked: nothing of it can match the filter. */
  | 'SKIPPED'
  /** It did not answer in time. */
  | 'TIMED_OUT'
  /** It refused our credentials. */
  | 'UNAUTHORIZED'
  /** It could not be reached, or answered rubbish. */
  | 'UNAVAILABLE'
  /** It has no such kind of record. */
  | 'UNSUPPORTED';

/** How a source is doing, as far as Crosswatch can tell from its last answers. */
export type SourceState =
  /** It answers, but not as its contract says. */
  | 'DEGRADED'
  /** It answers, but a stretch of a followed feed is lost for good. */
  | 'GAP'
  /** It answers, but a followed feed is behind. */
  | 'LAGGING'
  /** The last call was answered. */
  | 'OK'
  /** An administrator of the source still has to accept our registration. */
  | 'PENDING_APPROVAL'
  /** It asked us to slow down, or a quota is used up. */
  | 'RATE_LIMITED'
  /** Not asked yet since Crosswatch started. */
  | 'STARTING'
  /** It refuses the configured credentials. */
  | 'UNAUTHORIZED'
  /** It cannot be reached, or does not answer in time. */
  | 'UNAVAILABLE';

/** What records are grouped by when they are counted. */
export type StatisticsKey =
  /** The countries of either end. */
  | 'COUNTRY'
  /** Whose it is: the id, with the name as label. */
  | 'CUSTOMER'
  /** The domain names it mentions, in whatever role. */
  | 'DOMAIN'
  /** The destination address or range. */
  | 'DST_IP'
  /** The destination port. */
  | 'DST_PORT'
  /** The hosts it mentions, in whatever role. */
  | 'HOST'
  /** The kind of event. */
  | 'KIND'
  /** The network protocol. */
  | 'PROTOCOL'
  /** The severity as it is now. */
  | 'SEVERITY'
  /** The signature that fired (Argus). */
  | 'SIGNATURE'
  /** The source, by name. */
  | 'SOURCE'
  /** The source address or range. */
  | 'SRC_IP'
  /** How far the triage of an alert has come. */
  | 'STATUS'
  /** The ATT&CK tactics. */
  | 'TACTIC'
  /** The ATT&CK techniques. */
  | 'TECHNIQUE'
  /** The threat behind it: its global id, with its title as label. */
  | 'THREAT'
  /** The users it mentions, in whatever role. */
  | 'USER'
  /** The source's vendor. */
  | 'VENDOR'
  /** What was concluded of an alert. */
  | 'VERDICT';

/** A stretch of time; an end that is left out is open. */
export type TimeWindowInput = {
  /** The first moment that counts. */
  from?: string | null | undefined;
  /** The first moment that does not count any more. */
  to?: string | null | undefined;
};

/** A product with an API that Crosswatch reads. */
export type Vendor =
  /** AlphaSOC. */
  | 'ALPHASOC'
  /** mnemonic Argus. */
  | 'ARGUS'
  /** Cisco Global Threat Alerts. */
  | 'CISCO_GTA'
  /** Kaspersky Anti Targeted Attack Platform. */
  | 'KATA';

/** What analysts or the source concluded. */
export type Verdict =
  /** The detection was wrong. */
  | 'FALSE_POSITIVE'
  /** The detection was right, but it is no threat. */
  | 'NOT_A_THREAT'
  /** Probably a threat. */
  | 'SUSPECTED'
  /** A threat. */
  | 'THREAT';

export type NewestCriticalAlertsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  minSeverity?: Severity | null | undefined;
}>;


export type NewestCriticalAlertsQuery = { alerts: { nodes: Array<{ id: string, time: string, severity: Severity, title: string, status: AlertStatus | null, verdict: Verdict | null, source: { name: string, vendor: Vendor }, attacks: Array<{ technique: string | null }>, threatDetections: { nodes: Array<{ id: string, confidence: Confidence, threat: { title: string, category: string | null } }> }, events: { nodes: Array<{ id: string, time: string, kind: EventKind, title: string, observables: Array<{ type: ObservableType, value: string, role: string | null }> }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, sourceResults: Array<{ outcome: SourceOutcome, servedFrom: ServedFrom, completeUntil: string | null, upstreamCalls: number, source: { name: string }, error: { code: string, message: string } | null }> } };

export type EverythingAboutQueryVariables = Exact<{
  type: ObservableType;
  value: string;
  first?: number | null | undefined;
}>;


export type EverythingAboutQuery = { observable: { id: string, type: ObservableType, value: string, firstSeen: string | null, lastSeen: string | null, sources: Array<{ name: string, state: SourceState }>, alerts: { nodes: Array<{ id: string, time: string, severity: Severity, title: string, status: AlertStatus | null, source: { name: string } }>, totalCount: { value: number | string, relation: CountRelation } | null }, threatDetections: { nodes: Array<{ id: string, time: string, severity: Severity, threat: { title: string }, source: { name: string } }> }, events: { nodes: Array<{ id: string, time: string, kind: EventKind, title: string, source: { name: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, sourceResults: Array<{ outcome: SourceOutcome, servedFrom: ServedFrom, upstreamCalls: number, source: { name: string } }> }, cases: Array<{ id: string, subject: string, status: CaseStatus }> } };

export type DetectionsByTechniqueQueryVariables = Exact<{
  techniques?: Array<string> | string | null | undefined;
  since?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type DetectionsByTechniqueQuery = { threatDetections: { nodes: Array<{ id: string, time: string, severity: Severity, confidence: Confidence, threat: { title: string }, attacks: Array<{ technique: string | null, tactics: Array<string> }>, device: { name: string | null, owner: string | null } | null, source: { name: string } }>, totalCount: { value: number | string, relation: CountRelation } | null, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type AlertCountsQueryVariables = Exact<{
  filter?: AlertFilter | null | undefined;
  windows?: Array<TimeWindowInput> | TimeWindowInput | null | undefined;
  top?: number | null | undefined;
}>;


export type AlertCountsQuery = { alertStatistics: { remainder: number | string, total: number | string, rows: Array<{ count: number | string, windows: Array<number | string>, keys: Array<{ key: StatisticsKey, value: string, label: string | null }> }>, sourceResults: Array<{ outcome: SourceOutcome, upstreamCalls: number, source: { name: string } }> } };

export type OpenCasesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type OpenCasesQuery = { cases: { nodes: Array<{ id: string, subject: string, status: CaseStatus, priority: Severity, service: string | null, category: string | null, createdAt: string | null, modifiedAt: string | null, source: { name: string }, assignee: { name: string | null } | null, alerts: { nodes: Array<{ id: string, title: string, severity: Severity }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type EventsOverTimeQueryVariables = Exact<{
  filter?: EventFilter | null | undefined;
  interval: string;
}>;


export type EventsOverTimeQuery = { eventHistogram: { total: number | string, buckets: Array<{ from: string, to: string, count: number | string, rows: Array<{ count: number | string, keys: Array<{ value: string }> }> }>, sourceResults: Array<{ outcome: SourceOutcome, upstreamCalls: number, source: { name: string } }> } };

export type SourcesQueryVariables = Exact<{ [key: string]: never; }>;


export type SourcesQuery = { sources: Array<{ id: string, name: string, vendor: Vendor, url: string, state: SourceState, capabilities: Array<SourceCapability>, lastError: { code: string, message: string, at: string, retryAt: string | null } | null }> };

export type NewestArgusAlertsQueryVariables = Exact<{
  source: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: AlertFilter | null | undefined;
}>;


export type NewestArgusAlertsQuery = { source: { alerts: { nodes: Array<{ id: string, title: string, severity: Severity, status: AlertStatus | null, verdict: Verdict | null, time: string, cases: Array<{ id: string, subject: string, status: CaseStatus, priority: Severity }>, events: { nodes: Array<{ startTime: string | null, endTime: string | null, count: number | string, srcEndpoint: { ip: string | null, network: string | null, port: number | null, host: string | null, country: string | null } | null, dstEndpoint: { ip: string | null, network: string | null, port: number | null, host: string | null, country: string | null } | null, details:
              | { signature: string | null, flags: Array<string> }
              | Record<PropertyKey, never>
             }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, sourceResults: Array<{ outcome: SourceOutcome, upstreamCalls: number, tookMs: number }> } | null } | null };

export type AlertSummaryFragment = { id: string, title: string, severity: Severity, status: AlertStatus | null, verdict: Verdict | null, time: string };

export type PeerFragment = { ip: string | null, network: string | null, port: number | null, host: string | null, country: string | null };

export type CiscoEventsWithEvidenceQueryVariables = Exact<{
  source: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type CiscoEventsWithEvidenceQuery = { source: { events: { nodes: Array<{ id: string, title: string, time: string, severity: Severity, device: { id: string | null, owner: string | null } | null, threatDetections: { nodes: Array<{ id: string, confidence: Confidence, threat: { title: string, category: string | null, severity: Severity }, alerts: { nodes: Array<{ id: string, severity: Severity, status: AlertStatus | null, note: string | null }> } }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, sourceResults: Array<{ outcome: SourceOutcome, upstreamCalls: number, tookMs: number }> } | null } | null };

export type OpenCiscoAlertsQueryVariables = Exact<{
  source: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type OpenCiscoAlertsQuery = { source: { alerts: { edges: Array<{ cursor: string, node: { id: string, title: string, severity: Severity, status: AlertStatus | null, statusNative: string | null, note: string | null, labels: Array<string>, time: string, modifiedAt: string | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, sourceResults: Array<{ outcome: SourceOutcome, upstreamCalls: number, error: { code: string, message: string } | null }> } | null } | null };

export type ArgusEventsAboutAddressQueryVariables = Exact<{
  source: string;
  ip: Array<string> | string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ArgusEventsAboutAddressQuery = { source: { events: { nodes: Array<{ id: string, kind: EventKind, title: string, time: string, severity: Severity, observables: Array<{ type: ObservableType, value: string, role: string | null }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, totalCount: { value: number | string, relation: CountRelation } | null, sourceResults: Array<{ outcome: SourceOutcome, upstreamCalls: number }> } | null } | null };

export type ArgusEventDetailsQueryVariables = Exact<{
  source: string;
  first?: number | null | undefined;
  filter?: EventFilter | null | undefined;
}>;


export type ArgusEventDetailsQuery = { source: { events: { nodes: Array<{ id: string, title: string, customer: { shortName: string | null, name: string | null } | null, details:
          | { type: ArgusEventType, signature: string | null, flags: Array<string>, alarm: { id: number | null, description: string | null, categoryName: string | null } | null, location: { name: string | null } | null, properties: Array<{ key: string, type: string, values: Array<string> }>, comments: Array<{ at: string, user: string | null, text: string }>, subEvents: Array<{ id: string, title: string } | null>, payload: { type: ArgusPayloadType, base64: string | null, text: string | null } | null, lineage: Array<{ type: string, at: string | null, by: string | null }> }
          | Record<PropertyKey, never>
         }> } | null } | null };

export type RecordsByIdQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type RecordsByIdQuery = { nodes: Array<
    | { __typename: 'Alert', nativeId: string, time: string, severity: Severity, title: string, status: AlertStatus | null, id: string, source: { name: string } }
    | { __typename: 'Case', nativeId: string, time: string, severity: Severity, subject: string, id: string, source: { name: string } }
    | { __typename: 'Event', nativeId: string, time: string, severity: Severity, title: string, id: string, source: { name: string } }
    | { __typename: 'Flow', id: string }
    | { __typename: 'Observable', id: string }
    | { __typename: 'Source', id: string }
    | { __typename: 'Threat', title: string, id: string }
    | { __typename: 'ThreatDetection', nativeId: string, time: string, severity: Severity, id: string, source: { name: string } }
   | null> };

export type ChangesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  kinds?: Array<RecordKind> | RecordKind | null | undefined;
  minSeverity?: Severity | null | undefined;
}>;


export type ChangesQuery = { changes: { edges: Array<{ cursor: string, kind: RecordKind, operation: ChangeOperation, node:
        | { __typename: 'Alert', title: string, status: AlertStatus | null, id: string, time: string, severity: Severity, source: { name: string } }
        | { __typename: 'Case', subject: string, id: string, time: string, severity: Severity, source: { name: string } }
        | { __typename: 'Event', title: string, id: string, time: string, severity: Severity, source: { name: string } }
        | { __typename: 'ThreatDetection', id: string, time: string, severity: Severity, threat: { title: string }, source: { name: string } }
       | null }>, gaps: Array<{ kind: RecordKind, from: string | null, to: string | null, reason: string, source: { name: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type FollowedFeedsQueryVariables = Exact<{ [key: string]: never; }>;


export type FollowedFeedsQuery = { sources: Array<{ name: string, state: SourceState, lastError: { code: string, message: string, at: string } | null, feeds: Array<{ kind: RecordKind, coverageFrom: string | null, lastSuccessAt: string | null, lag: string | null, records: number | string, quarantined: number | string, gaps: Array<{ from: string | null, to: string | null, reason: string }> }> }> };

export type KataDetectionsQueryVariables = Exact<{
  source: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type KataDetectionsQuery = { source: { threatDetections: { nodes: Array<{ id: string, time: string, severity: Severity, confidence: Confidence, threat: { title: string }, attacks: Array<{ technique: string | null, tactics: Array<string> }>, device: { name: string | null } | null, events: { nodes: Array<{ title: string, kind: EventKind, actor: { user: string | null } | null, process: { commandLine: string | null } | null }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, sourceResults: Array<{ outcome: SourceOutcome, servedFrom: ServedFrom, coverageFrom: string | null, completeUntil: string | null, upstreamCalls: number }> } | null } | null };

export type AssessEventsMutationVariables = Exact<{
  input: AssessEventsInput;
}>;


export type AssessEventsMutation = { assessEvents:
    | { __typename: 'AssessEventsPayload', outcomes: Array<{ id: string, event: { title: string, severity: Severity } | null, error:
          | { code: string, message: string }
          | { code: string, message: string }
          | { code: string, message: string }
          | { code: string, message: string }
          | { code: string, message: string }
          | { code: string, message: string }
          | { code: string, message: string }
          | { code: string, message: string }
         | null }> }
    | { __typename: 'ConflictError', code: string, message: string }
    | { __typename: 'InvalidInputError', code: string, message: string, fields: Array<{ path: string, message: string, expected: string | null }> }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'NotPermittedError', code: string, message: string }
    | { __typename: 'OutcomeUnknownError', code: string, message: string }
    | { __typename: 'RateLimitedError', code: string, message: string, retryAt: string | null }
    | { __typename: 'SourceUnavailableError', code: string, message: string }
    | { __typename: 'UnsupportedError', code: string, message: string }
   };

export type SetAlertStatusMutationVariables = Exact<{
  input: SetAlertStatusInput;
}>;


export type SetAlertStatusMutation = { setAlertStatus:
    | { __typename: 'ConflictError', code: string, message: string }
    | { __typename: 'InvalidInputError', code: string, message: string, fields: Array<{ path: string, message: string, expected: string | null }> }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'NotPermittedError', code: string, message: string }
    | { __typename: 'OutcomeUnknownError', code: string, message: string }
    | { __typename: 'RateLimitedError', code: string, message: string, retryAt: string | null }
    | { __typename: 'SetAlertStatusPayload', alert: { id: string, title: string, status: AlertStatus | null, statusNative: string | null, modifiedAt: string | null } | null }
    | { __typename: 'SourceUnavailableError', code: string, message: string }
    | { __typename: 'UnsupportedError', code: string, message: string }
   };

export const AlertSummaryFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AlertSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Alert"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"time"}}]}}]} as unknown as DocumentNode<AlertSummaryFragment, unknown>;
export const PeerFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Peer"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Endpoint"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ip"}},{"kind":"Field","name":{"kind":"Name","value":"network"}},{"kind":"Field","name":{"kind":"Name","value":"port"}},{"kind":"Field","name":{"kind":"Name","value":"host"}},{"kind":"Field","name":{"kind":"Name","value":"country"}}]}}]} as unknown as DocumentNode<PeerFragment, unknown>;
export const NewestCriticalAlertsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"NewestCriticalAlerts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"minSeverity"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Severity"}},"defaultValue":{"kind":"EnumValue","value":"HIGH"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"alerts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"minSeverity"},"value":{"kind":"Variable","name":{"kind":"Name","value":"minSeverity"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"not"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"statuses"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"CLOSED"}]}}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"time"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"vendor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"attacks"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"technique"}}]}},{"kind":"Field","name":{"kind":"Name","value":"threatDetections"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"confidence"}},{"kind":"Field","name":{"kind":"Name","value":"threat"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"category"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"time"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"observables"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"role"}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sourceResults"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"servedFrom"}},{"kind":"Field","name":{"kind":"Name","value":"completeUntil"}},{"kind":"Field","name":{"kind":"Name","value":"upstreamCalls"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]}}]} as unknown as DocumentNode<NewestCriticalAlertsQuery, NewestCriticalAlertsQueryVariables>;
export const EverythingAboutDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"EverythingAbout"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"type"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ObservableType"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"value"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"observable"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"type"},"value":{"kind":"Variable","name":{"kind":"Name","value":"type"}}},{"kind":"Argument","name":{"kind":"Name","value":"value"},"value":{"kind":"Variable","name":{"kind":"Name","value":"value"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"firstSeen"}},{"kind":"Field","name":{"kind":"Name","value":"lastSeen"}},{"kind":"Field","name":{"kind":"Name","value":"sources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}},{"kind":"Field","name":{"kind":"Name","value":"alerts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"time"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"relation"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"threatDetections"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"time"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"threat"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"time"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sourceResults"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"servedFrom"}},{"kind":"Field","name":{"kind":"Name","value":"upstreamCalls"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"cases"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]} as unknown as DocumentNode<EverythingAboutQuery, EverythingAboutQueryVariables>;
export const DetectionsByTechniqueDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DetectionsByTechnique"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"techniques"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"since"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"threatDetections"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"techniques"},"value":{"kind":"Variable","name":{"kind":"Name","value":"techniques"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"time"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"since"}}}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"time"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"confidence"}},{"kind":"Field","name":{"kind":"Name","value":"threat"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"Field","name":{"kind":"Name","value":"attacks"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"technique"}},{"kind":"Field","name":{"kind":"Name","value":"tactics"}}]}},{"kind":"Field","name":{"kind":"Name","value":"device"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"owner"}}]}},{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"relation"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<DetectionsByTechniqueQuery, DetectionsByTechniqueQueryVariables>;
export const AlertCountsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AlertCounts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"AlertFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"windows"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TimeWindowInput"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"top"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"alertStatistics"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"groupBy"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"SOURCE"},{"kind":"EnumValue","value":"SEVERITY"}]}},{"kind":"Argument","name":{"kind":"Name","value":"windows"},"value":{"kind":"Variable","name":{"kind":"Name","value":"windows"}}},{"kind":"Argument","name":{"kind":"Name","value":"top"},"value":{"kind":"Variable","name":{"kind":"Name","value":"top"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"keys"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"label"}}]}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"windows"}}]}},{"kind":"Field","name":{"kind":"Name","value":"remainder"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"sourceResults"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"upstreamCalls"}}]}}]}}]}}]} as unknown as DocumentNode<AlertCountsQuery, AlertCountsQueryVariables>;
export const OpenCasesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OpenCases"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cases"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"not"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"statuses"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"CLOSED"}]}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"PRIORITY"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"DESC"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"service"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"modifiedAt"}},{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"assignee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"alerts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<OpenCasesQuery, OpenCasesQueryVariables>;
export const EventsOverTimeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"EventsOverTime"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"EventFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"interval"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Duration"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"eventHistogram"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"interval"},"value":{"kind":"Variable","name":{"kind":"Name","value":"interval"}}},{"kind":"Argument","name":{"kind":"Name","value":"groupBy"},"value":{"kind":"EnumValue","value":"SOURCE"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"buckets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"keys"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"sourceResults"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"upstreamCalls"}}]}}]}}]}}]} as unknown as DocumentNode<EventsOverTimeQuery, EventsOverTimeQueryVariables>;
export const SourcesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Sources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"vendor"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"capabilities"}},{"kind":"Field","name":{"kind":"Name","value":"lastError"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"retryAt"}}]}}]}}]}}]} as unknown as DocumentNode<SourcesQuery, SourcesQueryVariables>;
export const NewestArgusAlertsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"NewestArgusAlerts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"source"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"AlertFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"name"},"value":{"kind":"Variable","name":{"kind":"Name","value":"source"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"alerts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AlertSummary"}},{"kind":"Field","name":{"kind":"Name","value":"cases"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"srcEndpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Peer"}}]}},{"kind":"Field","name":{"kind":"Name","value":"dstEndpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Peer"}}]}},{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ArgusEventDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"signature"}},{"kind":"Field","name":{"kind":"Name","value":"flags"}}]}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sourceResults"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"upstreamCalls"}},{"kind":"Field","name":{"kind":"Name","value":"tookMs"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AlertSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Alert"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"time"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Peer"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Endpoint"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ip"}},{"kind":"Field","name":{"kind":"Name","value":"network"}},{"kind":"Field","name":{"kind":"Name","value":"port"}},{"kind":"Field","name":{"kind":"Name","value":"host"}},{"kind":"Field","name":{"kind":"Name","value":"country"}}]}}]} as unknown as DocumentNode<NewestArgusAlertsQuery, NewestArgusAlertsQueryVariables>;
export const CiscoEventsWithEvidenceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CiscoEventsWithEvidence"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"source"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"name"},"value":{"kind":"Variable","name":{"kind":"Name","value":"source"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"time"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"device"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"owner"}}]}},{"kind":"Field","name":{"kind":"Name","value":"threatDetections"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"confidence"}},{"kind":"Field","name":{"kind":"Name","value":"threat"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}}]}},{"kind":"Field","name":{"kind":"Name","value":"alerts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"note"}}]}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sourceResults"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"upstreamCalls"}},{"kind":"Field","name":{"kind":"Name","value":"tookMs"}}]}}]}}]}}]}}]} as unknown as DocumentNode<CiscoEventsWithEvidenceQuery, CiscoEventsWithEvidenceQueryVariables>;
export const OpenCiscoAlertsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OpenCiscoAlerts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"source"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"name"},"value":{"kind":"Variable","name":{"kind":"Name","value":"source"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"alerts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"statuses"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"NEW"},{"kind":"EnumValue","value":"OPEN"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusNative"}},{"kind":"Field","name":{"kind":"Name","value":"note"}},{"kind":"Field","name":{"kind":"Name","value":"labels"}},{"kind":"Field","name":{"kind":"Name","value":"time"}},{"kind":"Field","name":{"kind":"Name","value":"modifiedAt"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sourceResults"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"upstreamCalls"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<OpenCiscoAlertsQuery, OpenCiscoAlertsQueryVariables>;
export const ArgusEventsAboutAddressDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ArgusEventsAboutAddress"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"source"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ip"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CIDR"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"name"},"value":{"kind":"Variable","name":{"kind":"Name","value":"source"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"ip"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ip"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"coveringNetworks"},"value":{"kind":"BooleanValue","value":true}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"time"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"observables"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"role"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"relation"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sourceResults"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"upstreamCalls"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ArgusEventsAboutAddressQuery, ArgusEventsAboutAddressQueryVariables>;
export const ArgusEventDetailsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ArgusEventDetails"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"source"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"EventFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"name"},"value":{"kind":"Variable","name":{"kind":"Name","value":"source"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shortName"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ArgusEventDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"signature"}},{"kind":"Field","name":{"kind":"Name","value":"alarm"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"categoryName"}}]}},{"kind":"Field","name":{"kind":"Name","value":"flags"}},{"kind":"Field","name":{"kind":"Name","value":"location"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"properties"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"values"}}]}},{"kind":"Field","name":{"kind":"Name","value":"comments"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"user"}},{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"Field","name":{"kind":"Name","value":"subEvents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"Field","name":{"kind":"Name","value":"payload"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"base64"}},{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lineage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"by"}}]}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<ArgusEventDetailsQuery, ArgusEventDetailsQueryVariables>;
export const RecordsByIdDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RecordsById"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Record"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nativeId"}},{"kind":"Field","name":{"kind":"Name","value":"time"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Event"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Alert"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Case"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"subject"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Threat"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}}]}}]} as unknown as DocumentNode<RecordsByIdQuery, RecordsByIdQueryVariables>;
export const ChangesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Changes"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"kinds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RecordKind"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"minSeverity"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Severity"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"kinds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"kinds"}}},{"kind":"Argument","name":{"kind":"Name","value":"minSeverity"},"value":{"kind":"Variable","name":{"kind":"Name","value":"minSeverity"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"time"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Event"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Alert"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ThreatDetection"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"threat"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Case"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"subject"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"gaps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<ChangesQuery, ChangesQueryVariables>;
export const FollowedFeedsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FollowedFeeds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"lastError"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}},{"kind":"Field","name":{"kind":"Name","value":"feeds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"coverageFrom"}},{"kind":"Field","name":{"kind":"Name","value":"lastSuccessAt"}},{"kind":"Field","name":{"kind":"Name","value":"lag"}},{"kind":"Field","name":{"kind":"Name","value":"records"}},{"kind":"Field","name":{"kind":"Name","value":"quarantined"}},{"kind":"Field","name":{"kind":"Name","value":"gaps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}}]}}]} as unknown as DocumentNode<FollowedFeedsQuery, FollowedFeedsQueryVariables>;
export const KataDetectionsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"KataDetections"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"source"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"name"},"value":{"kind":"Variable","name":{"kind":"Name","value":"source"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"threatDetections"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"time"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"confidence"}},{"kind":"Field","name":{"kind":"Name","value":"threat"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"Field","name":{"kind":"Name","value":"attacks"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"technique"}},{"kind":"Field","name":{"kind":"Name","value":"tactics"}}]}},{"kind":"Field","name":{"kind":"Name","value":"device"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"actor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"}}]}},{"kind":"Field","name":{"kind":"Name","value":"process"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"commandLine"}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sourceResults"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"servedFrom"}},{"kind":"Field","name":{"kind":"Name","value":"coverageFrom"}},{"kind":"Field","name":{"kind":"Name","value":"completeUntil"}},{"kind":"Field","name":{"kind":"Name","value":"upstreamCalls"}}]}}]}}]}}]}}]} as unknown as DocumentNode<KataDetectionsQuery, KataDetectionsQueryVariables>;
export const AssessEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AssessEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AssessEventsInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"assessEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AssessEventsPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outcomes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"event"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInputError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"expected"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RateLimitedError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAt"}}]}}]}}]}}]} as unknown as DocumentNode<AssessEventsMutation, AssessEventsMutationVariables>;
export const SetAlertStatusDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetAlertStatus"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetAlertStatusInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setAlertStatus"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SetAlertStatusPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"alert"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusNative"}},{"kind":"Field","name":{"kind":"Name","value":"modifiedAt"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInputError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"expected"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RateLimitedError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAt"}}]}}]}}]}}]} as unknown as DocumentNode<SetAlertStatusMutation, SetAlertStatusMutationVariables>;