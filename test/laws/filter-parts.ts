/** Filters of a single key, made of values that the records at hand have, and of some that none has. */
import fc from 'fast-check';
import type {
  AlertFilter,
  ArgusEventFilter,
  CaseFilter,
  EventFilter,
  ThreatDetectionFilter,
  TimeWindow,
} from '../../src/model/filters.ts';
import { encodeGlobalId } from '../../src/model/ids.ts';
import {
  alertStatuses,
  caseStatuses,
  eventKinds,
  verdicts,
  type Alert,
  type Case,
  type Event,
  type RecordBase,
  type ThreatDetection,
} from '../../src/model/records.ts';
import { confidences, severities } from '../../src/model/severity.ts';
import type { ObservableType } from '../../src/model/values.ts';
import { vendorOf, type Vendor } from './vendor.ts';

type Source = Vendor['name'];
type Parts<F> = Readonly<Record<string, fc.Arbitrary<F>>>;

const distinct = <T>(values: Iterable<T | null | undefined>): T[] => [
  ...new Set([...values].filter((value) => value !== null && value !== undefined)),
];

/** One to three of the values, at times with one that nobody has; now and then none at all. */
function some<T>(values: readonly T[], ...others: readonly T[]): fc.Arbitrary<T[]> {
  return fc.oneof(
    {
      weight: 12,
      arbitrary: fc.subarray([...values, ...others], {
        minLength: Math.min(1, values.length + others.length),
        maxLength: Math.min(3, values.length + others.length),
      }),
    },
    { weight: 1, arbitrary: fc.constant<T[]>([]) },
  );
}

function window(times: readonly number[]): fc.Arbitrary<TimeWindow> {
  const edge = fc.constantFrom(...times, ...times.map((time) => time + 1), 0);
  return fc.oneof(
    edge.map((from) => ({ from })),
    edge.map((to) => ({ to })),
    fc.tuple(edge, edge).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) })),
  );
}

const observed = (records: readonly RecordBase[], type: ObservableType, role?: string): string[] =>
  distinct(
    records
      .flatMap(({ observables }) =>
        observables.filter((ref) => ref.type === type && (role === undefined || ref.role === role)),
      )
      .map(({ value }) => value),
  );

const shout = (text: string): string => text.toUpperCase();

/** An address as it is, in a form of another spelling, and the networks around it. */
const networks = (addresses: readonly string[]): string[] =>
  addresses.flatMap((address) =>
    address.includes('/')
      ? []
      : [
          address,
          ...(address.includes(':')
            ? [`${address}/64`]
            : [`::ffff:${address}`, `${address}/24`, `${address}/31`]),
        ],
  );

function commonParts(records: readonly RecordBase[], source: Source) {
  const words = records.flatMap(({ nativeId, observables }) => [
    nativeId,
    nativeId.slice(-6),
    ...observables.map(({ value }) => value.slice(1, 7)),
  ]);
  const changed = distinct(records.map(({ modifiedAt }) => modifiedAt));
  return {
    sources: fc.record({ sources: some([source], 'nobody', shout(source)) }),
    vendors: fc.record({
      vendors: some([vendorOf[source]], source === 'kata' ? 'argus' : 'kata'),
    }),
    time: fc.record({ time: window(records.map(({ time }) => time)) }),
    modified: fc.record({ modified: window(changed) }),
    text: fc.record({ text: fc.constantFrom(...words, ...words.map(shout), 'nowhere to be found', '') }),
  };
}

function observableParts(records: readonly RecordBase[], threats: readonly string[], source: Source) {
  const of = (type: ObservableType): string[] => observed(records, type);
  const users = of('USER');
  const hosts = of('HOST');
  return {
    ...commonParts(records, source),
    minSeverity: fc.record({ minSeverity: fc.constantFrom(...severities) }),
    severities: fc.record({ severities: some(severities) }),
    ip: fc.record({ ip: some(networks(of('IP')), '0.0.0.0/0', '192.0.2.1') }),
    hosts: fc.record({
      hosts: some([...hosts, ...hosts.map((host) => shout(host.split('.')[0] ?? ''))], 'nobody'),
    }),
    users: fc.record({ users: some([...users, ...users.map((user) => `CORP\\${shout(user)}`)], 'nobody@x') }),
    domains: fc.record({
      domains: some([...of('DOMAIN'), ...of('DOMAIN').map((name) => `${shout(name)}.`)], 'x.example'),
    }),
    hashes: fc.record({ hashes: some([...of('FILE_HASH'), ...of('FILE_HASH').map(shout)], 'a'.repeat(32)) }),
    techniques: fc.record({ techniques: some(['T1059', 'T1071.001']) }),
    threatIds: fc.record({
      threatIds: some(
        distinct(threats).map((id) => encodeGlobalId('Threat', source, id)),
        encodeGlobalId('Threat', 'elsewhere', threats[0] ?? 'x'),
        'nonsense',
      ),
    }),
  };
}

const customers = (
  records: readonly {
    readonly customer?: { readonly id: string; readonly shortName?: string | undefined } | undefined;
  }[],
) =>
  fc.record({
    customers: some(
      distinct(
        records.flatMap(({ customer }) => [
          customer?.id,
          customer?.shortName,
          shout(customer?.shortName ?? 'x'),
        ]),
      ),
      '4',
    ),
  });

const caseIds = (
  records: readonly { readonly cases?: readonly { readonly nativeId: string }[] | undefined }[],
  source: Source,
) =>
  fc.record({
    caseIds: some(
      distinct(
        records.flatMap(({ cases }) =>
          (cases ?? []).map(({ nativeId }) => encodeGlobalId('Case', source, nativeId)),
        ),
      ),
      encodeGlobalId('Case', 'elsewhere', '5010000'),
      'nonsense',
    ),
  });

const threatsOf = (records: readonly { readonly threatDetections?: Event['threatDetections'] }[]): string[] =>
  records.flatMap(({ threatDetections }) =>
    (threatDetections ?? []).flatMap(({ record }) => record?.threat.nativeId ?? []),
  );

function argusParts(events: readonly Event[]): fc.Arbitrary<ArgusEventFilter>[] {
  const details = events.map(({ details: of }) => of).filter((of) => of.vendor === 'argus');
  const numbers = (of: (one: (typeof details)[number]) => number | undefined): number[] =>
    distinct(details.map(of));
  const flags = distinct(details.flatMap((one) => one.flags));
  const spelled = [...flags, ...flags.map((flag) => shout(flag.replaceAll(/([A-Z])/g, '_$1')))];
  const properties = details.flatMap((one) =>
    (one.properties ?? []).flatMap(({ key, values }) => values.map((value) => ({ key, value }))),
  );
  const nobody = { key: 'dns.query', value: 'nobody.example' };
  return [
    fc.record<ArgusEventFilter>({ type: fc.constantFrom('AGGREGATED', 'RAW') }),
    fc.record<ArgusEventFilter>({ signatures: some(distinct(details.map((one) => one.signature)), 'none') }),
    fc.record<ArgusEventFilter>({
      alarmIds: some(
        numbers((one) => one.alarm?.id),
        1,
      ),
    }),
    fc.record<ArgusEventFilter>({
      attackCategoryIds: some(
        numbers((one) => one.alarm?.categoryId),
        1,
      ),
    }),
    fc.record<ArgusEventFilter>({
      locationIds: some(
        numbers((one) => one.location?.id),
        99,
      ),
    }),
    fc.record<ArgusEventFilter>({
      sensorIds: some(
        numbers((one) => one.sensor?.id),
        1,
      ),
    }),
    fc.record<ArgusEventFilter>({ includeFlags: some(spelled, 'slaViolation') }),
    fc.record<ArgusEventFilter>({ excludeFlags: some(spelled, 'slaViolation') }),
    fc.record<ArgusEventFilter>({ properties: some(properties.slice(0, 200), nobody) }),
    fc.record<ArgusEventFilter>({ minCount: fc.constantFrom(0, 1, 2, 5, 1_000) }),
    fc.record<ArgusEventFilter>({
      countries: some(
        distinct(
          events.flatMap(({ srcEndpoint, dstEndpoint }) => [srcEndpoint?.country, dstEndpoint?.country]),
        ),
        'aq',
      ),
    }),
    fc.constant<ArgusEventFilter>({}),
  ];
}

export function eventParts(events: readonly Event[], source: Source): Parts<EventFilter> {
  const ports = distinct(
    events.flatMap(({ srcEndpoint, dstEndpoint }) => [srcEndpoint?.port, dstEndpoint?.port]),
  );
  const at = (role: string): string[] => networks(observed(events, 'IP', role));
  const argus = Object.fromEntries(
    argusParts(events).map((part, i) => [`argus ${i}`, fc.record<EventFilter>({ argus: part })]),
  );
  return {
    ...observableParts(events, threatsOf(events), source),
    ...argus,
    kinds: fc.record({ kinds: some(eventKinds) }),
    srcIp: fc.record({ srcIp: some(at('source'), '10.0.0.0/8') }),
    dstIp: fc.record({ dstIp: some(at('destination'), '2000::/3') }),
    coveringNetworks: fc.record({
      ip: some(networks(observed(events, 'IP'))),
      coveringNetworks: fc.boolean(),
    }),
    minBits: fc.record({
      srcIp: some(at('source'), '10.77.1.1', '10.77.1.0/28'),
      coveringNetworks: fc.constant(true),
      argus: fc.record({ srcMinBits: fc.constantFrom(0, 16, 20, 24, 32) }),
    }),
    ports: fc.record({ ports: some(ports, 1) }),
    protocols: fc.record({
      protocols: some(distinct(events.map(({ network }) => network?.protocol)), 'TCP', 'gre'),
    }),
    customers: customers(events),
    caseIds: caseIds(events, source),
  };
}

export function alertParts(alerts: readonly Alert[], source: Source): Parts<AlertFilter> {
  const labels = distinct(alerts.flatMap((alert) => alert.labels));
  return {
    ...observableParts(alerts, threatsOf(alerts), source),
    statuses: fc.record({ statuses: some(alertStatuses) }),
    verdicts: fc.record({ verdicts: some(verdicts) }),
    labels: fc.record({ labels: some([...labels, ...labels.map(shout)], 'none') }),
    customers: customers(alerts),
    caseIds: caseIds(alerts, source),
  };
}

export function detectionParts(
  detections: readonly ThreatDetection[],
  source: Source,
): Parts<ThreatDetectionFilter> {
  return {
    ...observableParts(
      detections,
      detections.map(({ threat }) => threat.nativeId),
      source,
    ),
    minConfidence: fc.record({ minConfidence: fc.constantFrom(...confidences) }),
  };
}

export function caseParts(cases: readonly Case[], source: Source): Parts<CaseFilter> {
  const categories = distinct(cases.map(({ category }) => category));
  return {
    ...commonParts(cases, source),
    minPriority: fc.record({ minPriority: fc.constantFrom(...severities) }),
    statuses: fc.record({ statuses: some(caseStatuses) }),
    customers: customers(cases),
    categories: fc.record({ categories: some([...categories, ...categories.map(shout)], 'none') }),
  };
}
