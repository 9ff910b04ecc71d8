/** Small worlds of records of all kinds and vendors. */
import fc from 'fast-check';
import type { AnyRecord, RecordKind, Ref, Threat } from '../../src/model/records.ts';
import { confidences, severities } from '../../src/model/severity.ts';
import type { VendorName } from '../../src/model/source.ts';
import type { ObservableRef } from '../../src/model/values.ts';

export const sources: Readonly<Record<string, VendorName>> = {
  alpha: 'alphasoc',
  argus: 'argus',
  gta: 'cisco-gta',
  kata: 'kata',
};
export const sourceNames = Object.keys(sources);

/** By how their native ids begin. */
export const prefixes: { readonly [K in RecordKind]: string } = {
  EVENT: 'e',
  ALERT: 'a',
  THREAT_DETECTION: 'd',
  CASE: 'c',
};
const IDS = 5;
export const idsOf = (kind: RecordKind): string[] =>
  Array.from({ length: IDS }, (_, at) => `${prefixes[kind]}É${at}`);

const observables: readonly ObservableRef[] = [
  { type: 'IP', value: '10.0.0.1', role: 'source' },
  { type: 'IP', value: '10.0.0.1', role: 'destination' },
  { type: 'IP', value: '10.0.1.2' },
  { type: 'IP', value: '10.0.0.0/24', role: 'source' },
  { type: 'IP', value: '10.0.0.0/16', role: 'destination' },
  { type: 'IP', value: '10.0.0.0/8', role: 'device' },
  { type: 'IP', value: '2001:db8::1', role: 'source' },
  { type: 'HOST', value: 'ws1', role: 'device' },
  { type: 'HOST', value: 'ws1.example.org', role: 'device' },
  { type: 'HOST', value: 'ws2.example.org', role: 'device' },
  { type: 'USER', value: 'ana', role: 'actor' },
  { type: 'DOMAIN', value: 'evil.example', role: 'query' },
  { type: 'FILE_HASH', value: 'a'.repeat(32), role: 'file' },
  { type: 'PROCESS', value: 'çmd.exe', role: 'process' },
];
const titles = ['Beaconing', 'A beacon, twice', 'ÉVIL example', 'é', 'Quiet'];
const customers = [
  { id: '42', shortName: 'Acme' },
  { id: 'X7', name: 'Fjord' },
];
const attacks = [
  { technique: 'T1059', tactics: ['TA0002'] },
  { technique: 'T1059.001', tactics: [] },
  { technique: 'T10590', tactics: [] },
  { tactics: ['TA0001'] },
];
const flags = ['identifiedThreat', 'notAThreat', 'ACKNOWLEDGED'];
export const threatIds = ['t0', 't1', 't2'];

const sometimes = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(values, { nil: undefined });
export const one = <const T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const refs = (kind: RecordKind): fc.Arbitrary<readonly Ref<never>[] | undefined> =>
  sometimes(
    fc.subarray(
      idsOf(kind).map((nativeId) => ({ nativeId })),
      { maxLength: 2 },
    ),
  );
const port = one(53, 443, 8080);
const endpoint = fc
  .record({ port: sometimes(port), country: sometimes(one('NO', 'se')) })
  .map((parts) => ({ ...parts, flags: [] }));

const shared = {
  time: fc.integer({ min: -3, max: 3 }),
  timeFraction: one(undefined, 0, 1, 999_999),
  modifiedAt: sometimes(fc.integer({ min: -3, max: 6 })),
  observables: fc.subarray([...observables], { maxLength: 4 }),
  raw: fc.record({ version: fc.nat(3) }),
};
const severity = sometimes(one(...severities));
const list = <T>(...values: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...values], { maxLength: 2 });

const argusDetails = fc.record({
  vendor: fc.constant('argus' as const),
  type: one('AGGREGATED', 'RAW'),
  signature: one(undefined, 'Sig one', 'sig ONE'),
  alarm: one(undefined, { id: 7, categoryId: 1 }, { id: 8 }),
  location: one(undefined, { id: 3 }),
  sensor: one(undefined, { id: 5 }),
  flags: fc.subarray(flags),
  properties: one(undefined, [{ key: 'dns.query', type: 'string', values: ['x', 'y'] }]),
});
const detailsOf = (source: string) => {
  switch (sources[source]) {
    case 'argus':
      return argusDetails;
    case 'kata':
      return one('Acme', 'Fjord').map((type) => ({
        vendor: 'kata' as const,
        eventType: 'process',
        ioaRules: [],
        fields: { HostName: type, EventType: 'process' },
      }));
    case 'cisco-gta':
      return fc.constant({ vendor: 'cisco-gta' as const, convicting: true });
    default:
      return fc.constant({
        vendor: 'alphasoc' as const,
        eventType: 'dns',
        wisdomFlags: [],
        wisdomLabels: [],
      });
  }
};

function recordOf(source: string, kind: RecordKind): fc.Arbitrary<AnyRecord> {
  const base = {
    ...shared,
    source: fc.constant(source),
    vendor: fc.constant(sources[source] ?? 'argus'),
    nativeId: one(...idsOf(kind)),
  };
  switch (kind) {
    case 'EVENT':
      return fc.record({
        ...base,
        recordKind: fc.constant('EVENT' as const),
        severity,
        kind: one('DNS', 'HTTP'),
        title: one(...titles),
        count: one(1, 5),
        srcEndpoint: sometimes(endpoint),
        dstEndpoint: sometimes(endpoint),
        network: one(undefined, {}, { protocol: 'TCP' }, { protocol: 'udp' }),
        attacks: list(...attacks),
        customer: one(undefined, ...customers),
        alerts: refs('ALERT'),
        threatDetections: refs('THREAT_DETECTION'),
        cases: refs('CASE'),
        details: detailsOf(source),
      });
    case 'ALERT':
      return fc.record({
        ...base,
        recordKind: fc.constant('ALERT' as const),
        severity,
        title: one(undefined, undefined, ...titles),
        status: one(undefined, 'NEW', 'CLOSED'),
        verdict: one(undefined, 'THREAT', 'NOT_A_THREAT'),
        attacks: list(...attacks),
        customer: one(undefined, ...customers),
        labels: list('Red', 'blue'),
        threatDetections: refs('THREAT_DETECTION'),
        cases: refs('CASE'),
      });
    case 'THREAT_DETECTION':
      return fc.record({
        ...base,
        recordKind: fc.constant('THREAT_DETECTION' as const),
        severity,
        threat: one(...threatIds).map((nativeId) => ({ nativeId })),
        confidence: one(...confidences),
        attacks: list(...attacks),
        events: refs('EVENT'),
        alerts: refs('ALERT'),
      });
    case 'CASE':
      return fc
        .record({
          ...base,
          recordKind: fc.constant('CASE' as const),
          priority: one(...severities),
          subject: one(...titles),
          status: one('WORKING_SOC', 'CLOSED'),
          category: one(undefined, 'Phishing', 'ÉVIL'),
          customer: one(undefined, ...customers),
        })
        .map((record) => ({ ...record, severity: record.priority }));
  }
}

/** A record of any kind and source; half of them events. */
export const anyRecord: fc.Arbitrary<AnyRecord> = fc
  .tuple(one(...sourceNames), one<RecordKind>('EVENT', 'EVENT', 'ALERT', 'THREAT_DETECTION', 'CASE'))
  .chain(([source, kind]) => recordOf(source, kind));

export const threatsOf = (source: string): fc.Arbitrary<Threat[]> =>
  fc.subarray(threatIds).chain((ids) =>
    fc.tuple(
      ...ids.map((nativeId) =>
        fc.record({
          source: fc.constant(source),
          nativeId: fc.constant(nativeId),
          title: one(...titles),
          severity: one(...severities),
        }),
      ),
    ),
  );
