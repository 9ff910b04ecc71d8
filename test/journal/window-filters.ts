/** Filters of every key, with values that the small worlds have. */
import fc from 'fast-check';
import type { FilterOf } from '../../src/journal/predicate.ts';
import type {
  AlertFilter,
  ArgusEventFilter,
  CaseFilter,
  EventFilter,
  ThreatDetectionFilter,
} from '../../src/model/filters.ts';
import { encodeGlobalId } from '../../src/model/ids.ts';
import type { RecordKind } from '../../src/model/records.ts';
import { confidences, severities } from '../../src/model/severity.ts';
import { idsOf, one, sourceNames, sources, threatIds } from './window-world.ts';

/** None to three values; now and then one that nobody has. */
const some = <T>(...values: readonly T[]): fc.Arbitrary<T[]> =>
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc.subarray([...values], { minLength: 1, maxLength: Math.min(3, values.length) }),
    },
    { weight: 1, arbitrary: fc.constant<T[]>([]) },
  );
const edge = fc.option(fc.integer({ min: -4, max: 6 }));
const window = fc.record({ from: edge, to: edge }, { requiredKeys: [] });
const globalIds = (type: 'Threat' | 'Case', ids: readonly string[]) =>
  some(...ids.flatMap((id) => sourceNames.map((source) => encodeGlobalId(type, source, id))), 'nonsense');

const commonParts = [
  fc.record({ sources: some(...sourceNames, 'nobody') }),
  fc.record({ vendors: some(...Object.values(sources)) }),
  fc.record({ time: window }),
  fc.record({ modified: window }),
  fc.record({
    text: one(
      '',
      'é',
      'É1',
      'beacon',
      'con, t',
      ', ',
      ' beacon',
      'evil',
      'ÉVIL',
      '10.0.0',
      'xe',
      'e',
      '1',
      'zzz',
      '"',
    ),
  }),
  fc.record({
    observable: one(
      { type: 'HOST', value: 'WS1' },
      { type: 'IP', value: '10.0.0.1' },
      { type: 'PROCESS', value: 'ÇMD.exe' },
      { type: 'USER', value: 'bo' },
    ),
  }),
];
const networks = some('10.0.0.1', '10.0.0.0/24', '10.0.1.2', '0.0.0.0/0', '2001:db8::/32', '10.9.9.9', 'x');
const observableParts = [
  ...commonParts,
  fc.record({ minSeverity: one(...severities) }),
  fc.record({ severities: some(...severities) }),
  fc.record({ ip: networks }),
  fc.record({ hosts: some('ws1', 'WS1.example.org', 'ws2', 'ws') }),
  fc.record({ users: some('CORP\\Ana', 'bo') }),
  fc.record({ domains: some('EVIL.example.', 'example') }),
  fc.record({ hashes: some('A'.repeat(32), 'b') }),
  fc.record({ techniques: some('t1059', 'T1059.001', 'T105') }),
  fc.record({ threatIds: globalIds('Threat', threatIds) }),
];
const customerParts = [
  fc.record({ customers: some('ACME', '42', 'x7', 'fjord') }),
  fc.record({ caseIds: globalIds('Case', idsOf('CASE')) }),
];
const argusParts: readonly fc.Arbitrary<ArgusEventFilter>[] = [
  fc.constant({}),
  fc.record({ type: one('AGGREGATED', 'RAW') }),
  fc.record({ signatures: some('Sig one', 'sig one') }),
  fc.record({ alarmIds: some(7, 8, 9) }),
  fc.record({ attackCategoryIds: some(1, 2) }),
  fc.record({ locationIds: some(3, 4) }),
  fc.record({ sensorIds: some(5, 6) }),
  fc.record({ includeFlags: some('IDENTIFIED_THREAT', 'acknowledged', 'Ä') }),
  fc.record({ excludeFlags: some('IDENTIFIED_THREAT', 'acknowledged', 'Ä') }),
  fc.record({ properties: some({ key: 'dns.query', value: 'y' }, { key: 'dns.query', value: 'z' }) }),
  fc.record({ minCount: one(0, 2, 9) }),
  fc.record({ countries: some('no', 'SE', 'DK') }),
];
const covering = fc.record({
  coveringNetworks: fc.boolean(),
  argus: fc.option(fc.record({ srcMinBits: one(0, 20, 32), dstMinBits: one(0, 10, 20) }), { freq: 2 }),
});
const eventParts: readonly fc.Arbitrary<EventFilter>[] = [
  ...observableParts,
  ...customerParts,
  fc.record({ kinds: some('DNS', 'HTTP', 'FILE') }),
  fc.record({ srcIp: networks }),
  fc.record({ dstIp: networks }),
  fc.tuple(fc.record({ ip: networks }), covering).map(([a, b]) => ({ ...a, ...b })),
  fc.tuple(fc.record({ srcIp: networks }), covering).map(([a, b]) => ({ ...a, ...b })),
  fc.tuple(fc.record({ dstIp: networks }), covering).map(([a, b]) => ({ ...a, ...b })),
  fc.record({ ports: some(53, 443, 1) }),
  fc.record({ protocols: some('tcp', 'UDP', 'icmp') }),
  ...argusParts.map((argus) => fc.record({ argus })),
  fc.record({ kata: fc.constant({ expression: "HostName == 'Acme'" }) }),
];
const alertParts: readonly fc.Arbitrary<AlertFilter>[] = [
  ...observableParts,
  ...customerParts,
  fc.record({ statuses: some('NEW', 'CLOSED', 'OPEN') }),
  fc.record({ verdicts: some('THREAT', 'NOT_A_THREAT', 'SUSPECTED') }),
  fc.record({ labels: some('RED', 'Blue', 'green') }),
];
const detectionParts: readonly fc.Arbitrary<ThreatDetectionFilter>[] = [
  ...observableParts,
  fc.record({ minConfidence: one(...confidences) }),
];
const caseParts: readonly fc.Arbitrary<CaseFilter>[] = [
  ...commonParts,
  fc.record({ minPriority: one(...severities) }),
  fc.record({ statuses: some('WORKING_SOC', 'CLOSED', 'PENDING_SOC') }),
  fc.record({ customers: some('ACME', '42', 'x7', 'fjord') }),
  fc.record({ categories: some('PHISHING', 'évil', 'none') }),
];

interface Nested<F> {
  readonly and?: readonly F[] | null | undefined;
  readonly or?: readonly F[] | null | undefined;
  readonly not?: F | null | undefined;
}

/** One or two keys at each level, three levels deep at most. */
function nested<F extends Nested<F>>(
  parts: readonly fc.Arbitrary<F>[],
  join: (a: F, b: F) => F,
): fc.Arbitrary<F> {
  const level = (deeper: fc.Arbitrary<F>): fc.Arbitrary<F> => {
    const plain = fc.oneof(...parts);
    const inner: fc.Arbitrary<Nested<F>> = fc.oneof(
      fc.record({ and: fc.array(deeper, { maxLength: 2 }) }),
      fc.record({ or: fc.array(deeper, { maxLength: 3 }) }),
      fc.record({ not: deeper }),
    );
    return fc.oneof(
      plain,
      fc.tuple(plain, plain).map(([a, b]) => join(a, b)),
      fc.tuple(plain, inner).map(([a, b]) => ({ ...a, ...b })),
    );
  };
  return level(level(fc.oneof(...parts)));
}

export const filters: { readonly [K in RecordKind]: fc.Arbitrary<FilterOf<K>> } = {
  EVENT: nested(eventParts, (a, b) => ({ ...a, ...b })),
  ALERT: nested(alertParts, (a, b) => ({ ...a, ...b })),
  THREAT_DETECTION: nested(detectionParts, (a, b) => ({ ...a, ...b })),
  CASE: nested(caseParts, (a, b) => ({ ...a, ...b })),
};

/** Each filter of a single key, by kind. */
export const partsOf: { readonly [K in RecordKind]: readonly fc.Arbitrary<FilterOf<K>>[] } = {
  EVENT: eventParts,
  ALERT: alertParts,
  THREAT_DETECTION: detectionParts,
  CASE: caseParts,
};
