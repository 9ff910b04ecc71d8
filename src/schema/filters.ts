import { builder } from './builder.ts';
import {
  AlertStatus,
  ArgusEventType,
  CaseStatus,
  Confidence,
  EventKind,
  Severity,
  Vendor,
  Verdict,
} from './enums.ts';
import type {
  AlertFilter,
  ArgusEventFilter,
  CaseFilter,
  EventFilter,
  KataEventFilter,
  ThreatDetectionFilter,
  ThreatFilter,
  TimeWindow,
} from '../model/filters.ts';

const words = {
  and: 'All of these hold, too. An empty list holds always.',
  or: 'At least one of these holds, too. An empty list never holds.',
  not: 'This does not hold. It holds for records that have no value.',
  sources: 'From one of the sources with these names.',
  vendors: 'From a source of one of these vendors.',
  time: 'The time of the record lies in this window.',
  modified: 'Last changed at the source in this window; records without such a time do not match.',
  minSeverity: 'At least this severe.',
  severities: 'One of these severities.',
  ip: 'An address of the record, in whatever role, lies in one of these networks.',
  hosts: 'One of these hosts; a bare name equals the first label of a full one.',
  users: 'One of these users; domain parts and letter case do not matter.',
  domains: 'One of these domain names, exactly; letter case and a trailing dot do not matter.',
  hashes: 'One of these file hashes.',
  techniques: 'One of these ATT&CK techniques; T1059 also matches T1059.001.',
  threatIds: 'Global ids of threats.',
  text: 'Occurs in the title, the native id or an observable; letter case does not matter.',
  customers: 'Short names or ids of customers.',
  caseIds: 'Global ids of cases that the record belongs to.',
};

export const TimeWindowInput = builder.inputRef<TimeWindow>('TimeWindowInput').implement({
  description: 'A stretch of time; an end that is left out is open.',
  fields: (t) => ({
    from: t.field({ type: 'DateTime', description: 'The first moment that counts.' }),
    to: t.field({ type: 'DateTime', description: 'The first moment that does not count any more.' }),
  }),
});

const ArgusPropertyFilterInput = builder
  .inputRef<{ key: string; value: string }>('ArgusPropertyFilter')
  .implement({
    description: 'A property with this key has this value among its values.',
    fields: (t) => ({
      key: t.string({ required: true, description: 'The key of the property, such as `dns.query`.' }),
      value: t.string({ required: true, description: 'The value, exactly.' }),
    }),
  });

const ArgusEventFilterInput = builder.inputRef<ArgusEventFilter>('ArgusEventFilter').implement({
  description:
    "Argus' own filter keys; only Argus events match. All keys are ANDed, the values of a list are ORed.",
  fields: (t) => ({
    type: t.field({ type: ArgusEventType, description: 'Aggregated or raw.' }),
    signatures: t.stringList({ description: 'One of these signatures, exactly.' }),
    alarmIds: t.intList({ description: 'One of these alarms.' }),
    attackCategoryIds: t.intList({ description: 'One of these attack categories.' }),
    locationIds: t.intList({ description: 'One of these locations.' }),
    sensorIds: t.intList({ description: 'Seen by one of these sensors (raw events only).' }),
    includeFlags: t.stringList({
      description: 'All of these flags are set; `identifiedThreat` or `IDENTIFIED_THREAT`.',
    }),
    excludeFlags: t.stringList({ description: 'None of these flags is set.' }),
    properties: t.field({
      type: [ArgusPropertyFilterInput],
      description: 'At least one of these properties.',
    }),
    minCount: t.field({ type: 'BigInt', description: 'At least so many observations behind it.' }),
    srcMinBits: t.int({
      description: 'With coveringNetworks: a covering range at the source has at least so many bits.',
    }),
    dstMinBits: t.int({
      description: 'With coveringNetworks: a covering range at the destination has at least so many bits.',
    }),
    countries: t.stringList({ description: 'One end is in one of these countries (ISO 3166-1 alpha-2).' }),
  }),
});

const KataEventFilterInput = builder.inputRef<KataEventFilter>('KataEventFilter').implement({
  description: "KATA's own filter language; only KATA events match.",
  fields: (t) => ({
    expression: t.string({
      required: true,
      description:
        "A filter such as `EventType=='process' AND HostName=='pc-*'`, evaluated here over what was followed.",
    }),
  }),
});

export const EventFilterInput = builder.inputRef<EventFilter>('EventFilter');
EventFilterInput.implement({
  description:
    'Which events. All keys are ANDed, the values of a list are ORed; an empty list matches nothing.',
  fields: (t) => ({
    and: t.field({ type: [EventFilterInput], description: words.and }),
    or: t.field({ type: [EventFilterInput], description: words.or }),
    not: t.field({ type: EventFilterInput, description: words.not }),
    sources: t.stringList({ description: words.sources }),
    vendors: t.field({ type: [Vendor], description: words.vendors }),
    time: t.field({ type: TimeWindowInput, description: words.time }),
    modified: t.field({ type: TimeWindowInput, description: words.modified }),
    kinds: t.field({ type: [EventKind], description: 'One of these kinds.' }),
    minSeverity: t.field({ type: Severity, description: words.minSeverity }),
    severities: t.field({ type: [Severity], description: words.severities }),
    ip: t.field({ type: ['CIDR'], description: words.ip }),
    srcIp: t.field({ type: ['CIDR'], description: 'The source address lies in one of these networks.' }),
    dstIp: t.field({ type: ['CIDR'], description: 'The destination address lies in one of these networks.' }),
    coveringNetworks: t.boolean({
      description:
        'With ip, srcIp and dstIp: also records that name a wider range which covers the network asked for.',
    }),
    ports: t.intList({ description: 'One end uses one of these ports.' }),
    hosts: t.stringList({ description: words.hosts }),
    users: t.stringList({ description: words.users }),
    domains: t.stringList({ description: words.domains }),
    hashes: t.stringList({ description: words.hashes }),
    protocols: t.stringList({ description: 'One of these protocols; letter case does not matter.' }),
    techniques: t.stringList({ description: words.techniques }),
    threatIds: t.idList({ description: words.threatIds }),
    customers: t.stringList({ description: words.customers }),
    caseIds: t.idList({ description: words.caseIds }),
    text: t.string({ description: words.text }),
    argus: t.field({ type: ArgusEventFilterInput, description: "Argus' own keys." }),
    kata: t.field({ type: KataEventFilterInput, description: "KATA's own filter language." }),
  }),
});

export const AlertFilterInput = builder.inputRef<AlertFilter>('AlertFilter');
AlertFilterInput.implement({
  description:
    'Which alerts. All keys are ANDed, the values of a list are ORed; an empty list matches nothing.',
  fields: (t) => ({
    and: t.field({ type: [AlertFilterInput], description: words.and }),
    or: t.field({ type: [AlertFilterInput], description: words.or }),
    not: t.field({ type: AlertFilterInput, description: words.not }),
    sources: t.stringList({ description: words.sources }),
    vendors: t.field({ type: [Vendor], description: words.vendors }),
    time: t.field({ type: TimeWindowInput, description: words.time }),
    modified: t.field({ type: TimeWindowInput, description: words.modified }),
    minSeverity: t.field({ type: Severity, description: words.minSeverity }),
    severities: t.field({ type: [Severity], description: words.severities }),
    statuses: t.field({
      type: [AlertStatus],
      description: 'One of these statuses; alerts without a status do not match.',
    }),
    verdicts: t.field({ type: [Verdict], description: 'One of these verdicts.' }),
    ip: t.field({ type: ['CIDR'], description: words.ip }),
    hosts: t.stringList({ description: words.hosts }),
    users: t.stringList({ description: words.users }),
    domains: t.stringList({ description: words.domains }),
    hashes: t.stringList({ description: words.hashes }),
    techniques: t.stringList({ description: words.techniques }),
    threatIds: t.idList({ description: words.threatIds }),
    labels: t.stringList({ description: 'One of these labels; letter case does not matter.' }),
    customers: t.stringList({ description: words.customers }),
    caseIds: t.idList({ description: words.caseIds }),
    text: t.string({ description: words.text }),
  }),
});

export const ThreatDetectionFilterInput = builder.inputRef<ThreatDetectionFilter>('ThreatDetectionFilter');
ThreatDetectionFilterInput.implement({
  description:
    'Which threat detections. All keys are ANDed, the values of a list are ORed; an empty list matches nothing.',
  fields: (t) => ({
    and: t.field({ type: [ThreatDetectionFilterInput], description: words.and }),
    or: t.field({ type: [ThreatDetectionFilterInput], description: words.or }),
    not: t.field({ type: ThreatDetectionFilterInput, description: words.not }),
    sources: t.stringList({ description: words.sources }),
    vendors: t.field({ type: [Vendor], description: words.vendors }),
    time: t.field({ type: TimeWindowInput, description: words.time }),
    modified: t.field({ type: TimeWindowInput, description: words.modified }),
    minSeverity: t.field({ type: Severity, description: words.minSeverity }),
    severities: t.field({ type: [Severity], description: words.severities }),
    minConfidence: t.field({ type: Confidence, description: 'At least so sure.' }),
    ip: t.field({ type: ['CIDR'], description: words.ip }),
    hosts: t.stringList({ description: words.hosts }),
    users: t.stringList({ description: words.users }),
    domains: t.stringList({ description: words.domains }),
    hashes: t.stringList({ description: words.hashes }),
    techniques: t.stringList({ description: words.techniques }),
    threatIds: t.idList({ description: words.threatIds }),
    text: t.string({ description: words.text }),
  }),
});

export const CaseFilterInput = builder.inputRef<CaseFilter>('CaseFilter');
CaseFilterInput.implement({
  description:
    'Which cases. All keys are ANDed, the values of a list are ORed; an empty list matches nothing.',
  fields: (t) => ({
    and: t.field({ type: [CaseFilterInput], description: words.and }),
    or: t.field({ type: [CaseFilterInput], description: words.or }),
    not: t.field({ type: CaseFilterInput, description: words.not }),
    sources: t.stringList({ description: words.sources }),
    vendors: t.field({ type: [Vendor], description: words.vendors }),
    time: t.field({ type: TimeWindowInput, description: words.time }),
    modified: t.field({ type: TimeWindowInput, description: words.modified }),
    minPriority: t.field({ type: Severity, description: 'At least this urgent.' }),
    statuses: t.field({ type: [CaseStatus], description: 'One of these statuses.' }),
    customers: t.stringList({ description: words.customers }),
    categories: t.stringList({ description: 'One of these categories; letter case does not matter.' }),
    text: t.string({ description: words.text }),
  }),
});

export const ThreatFilterInput = builder.inputRef<ThreatFilter>('ThreatFilter').implement({
  description: 'Which threats. All keys are ANDed.',
  fields: (t) => ({
    sources: t.stringList({ description: words.sources }),
    minSeverity: t.field({ type: Severity, description: words.minSeverity }),
    text: t.string({ description: 'Occurs in the title or the native id; letter case does not matter.' }),
  }),
});
