/** Small worlds of records of all kinds and vendors that name each other, and what stands beside what in them. */
import fc from 'fast-check';
import type { FeedIdentity } from '../../src/journal/feed-store.ts';
import {
  alertStatuses,
  caseStatuses,
  recordKinds,
  verdicts,
  type Alert,
  type AnyRecord,
  type Case,
  type Event,
  type RecordKind,
  type Ref,
  type Threat,
  type ThreatDetection,
} from '../../src/model/records.ts';
import { severities } from '../../src/model/severity.ts';
import type { VendorName } from '../../src/model/source.ts';
import type { Attack, ObservableRef } from '../../src/model/values.ts';
import * as make from '../model/support.ts';
import type { Journal } from './support.ts';

export const sources: Readonly<Record<string, VendorName>> = {
  argus: 'argus',
  kata: 'kata',
  gta: 'cisco-gta',
  gta2: 'cisco-gta',
};

const observables: readonly ObservableRef[] = [
  { type: 'IP', value: '10.0.0.1', role: 'source' },
  { type: 'IP', value: '10.0.0.2', role: 'source' },
  { type: 'IP', value: '10.0.0.1', role: 'destination' },
  { type: 'HOST', value: 'ws-1', role: 'device' },
  { type: 'HOST', value: 'ws-1', role: 'source' },
  { type: 'HOST', value: 'ws-1.acme.example', role: 'device' },
  { type: 'HOST', value: 'ws-2.acme.example' },
  { type: 'USER', value: 'ana', role: 'actor' },
  { type: 'USER', value: 'bo', role: 'actor' },
  { type: 'DOMAIN', value: 'c2.example', role: 'query' },
];
const attacks: readonly Attack[] = [
  { technique: 'T1059', tactics: ['ta0002'] },
  { technique: 'T1059.001', tactics: ['TA0002', 'TA0003'] },
  { tactics: ['TA0003'] },
];
const customers = [
  { id: '7', shortName: 'Acme', name: 'Acme Inc' },
  { id: 'X8', name: 'Fjord' },
  { id: '9' },
] as const;

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
/** Most of them hit: so many ids there are of each kind in each source. */
const IDS = 3;
const refs = (prefix: string): fc.Arbitrary<Ref<never>[] | undefined> =>
  maybe(
    fc.subarray(
      Array.from({ length: IDS }, (_, id) => ({ nativeId: `${prefix}${id}` })),
      { maxLength: 2 },
    ),
  );
const endpoint = fc.record({
  port: maybe(fc.constantFrom(53, 443)),
  country: maybe(fc.constantFrom('no', 'SE')),
  flags: fc.constant([]),
});

const shared = {
  // Cisco's records are tied together in the most ways.
  source: fc.constantFrom(...Object.keys(sources), 'gta', 'gta'),
  time: fc.integer({ min: -30, max: 30 }),
  observables: fc.subarray([...observables], { maxLength: 4 }),
};
const rated = {
  ...shared,
  severity: maybe(fc.constantFrom(...severities)),
  attacks: fc.subarray([...attacks]),
};
const id = (prefix: string) => fc.nat(IDS - 1).map((number) => `${prefix}${number}`);

const events = fc
  .record({
    ...rated,
    nativeId: id('e'),
    kind: fc.constantFrom('DNS', 'HTTP', 'OTHER'),
    title: fc.constantFrom('Alpha', 'Beta'),
    srcEndpoint: maybe(endpoint),
    dstEndpoint: maybe(endpoint),
    network: maybe(fc.record({ protocol: fc.constantFrom('TCP', 'udp') })),
    customer: maybe(fc.constantFrom(...customers)),
    threatDetections: refs('d'),
    alerts: refs('a'),
    cases: refs('c'),
  })
  .map((parts): Event => make.event(parts));
const alerts = fc
  .record({
    ...rated,
    nativeId: id('a'),
    status: maybe(fc.constantFrom(...alertStatuses)),
    verdict: maybe(fc.constantFrom(...verdicts)),
    customer: maybe(fc.constantFrom(...customers)),
    events: refs('e'),
    threatDetections: refs('d'),
    cases: refs('c'),
  })
  .map((parts): Alert => make.alert(parts));
const detections = fc
  .record({
    ...rated,
    nativeId: id('d'),
    threat: fc.constantFrom({ nativeId: 't0' }, { nativeId: 't1' }, { nativeId: 'untold' }),
    events: refs('e'),
    alerts: refs('a'),
  })
  .map((parts): ThreatDetection => make.detection(parts));
const cases = fc
  .record({
    ...shared,
    nativeId: id('c'),
    subject: fc.constantFrom('Alpha', 'Gamma'),
    status: fc.constantFrom(...caseStatuses),
    severity: fc.constantFrom(...severities),
  })
  .map((parts): Case => make.caseRecord(parts));

const withVendor = (record: AnyRecord): AnyRecord => {
  const vendor = sources[record.source] ?? 'argus';
  if (record.recordKind !== 'EVENT') return { ...record, vendor };
  const details: Event['details'] =
    vendor === 'kata'
      ? { vendor, eventType: 'x', ioaRules: [], fields: { HostName: record.nativeId } }
      : { vendor: 'cisco-gta', convicting: false };
  return { ...record, vendor, details };
};

/** Records of which later ones replace earlier ones of the same id, as they are written. */
export const worlds: fc.Arbitrary<AnyRecord[]> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: events },
      { weight: 2, arbitrary: alerts },
      { weight: 2, arbitrary: detections },
      { weight: 1, arbitrary: cases },
    ),
    { maxLength: 40, size: 'max' },
  )
  .map((records) => records.map(withVendor));

export const threatTitles: Readonly<Record<string, string>> = { t0: 'Worm', t1: 'Miner' };

/** Writes a world, each record in a batch of its own, and each source's catalogue. */
export function write(j: Journal, records: readonly AnyRecord[]): void {
  const ingest = (source: string, batch: { records?: AnyRecord[]; threats?: Threat[] }): void => {
    const vendor = sources[source] ?? 'argus';
    const identity: FeedIdentity = { source, vendor, feed: 'all', kinds: [...recordKinds] };
    const whole = { records: [], bookmark: 'b', more: false, ...batch };
    j.writer.ingest(identity, whole, { at: 0 });
  };
  for (const record of records) ingest(record.source, { records: [record] });
  for (const source of new Set(records.map((record) => record.source)))
    ingest(source, {
      threats: Object.entries(threatTitles).map(([nativeId, title]) => ({
        source,
        nativeId,
        title,
        severity: 'HIGH',
      })),
    });
}

export interface World {
  readonly records: readonly AnyRecord[];
  /** What the record names or is named by, and is there. */
  beside(record: AnyRecord): readonly AnyRecord[];
}

const namedBy = (record: AnyRecord, kind: RecordKind): readonly string[] => {
  const lists: { readonly [K in RecordKind]: readonly Ref<unknown>[] | undefined } = {
    EVENT: 'events' in record ? record.events : undefined,
    ALERT: 'alerts' in record ? record.alerts : undefined,
    THREAT_DETECTION: 'threatDetections' in record ? record.threatDetections : undefined,
    CASE: 'cases' in record ? record.cases : undefined,
  };
  return (lists[kind] ?? []).map(({ nativeId }) => nativeId);
};

/** What the journal's reader gives of the records that were written: severities that follow from others are filled in. */
export function worldOf(j: Journal, written: readonly AnyRecord[]): World {
  const ids = written.map(({ nativeId }) => nativeId);
  const records = Object.keys(sources).flatMap((source) =>
    recordKinds.flatMap((kind): AnyRecord[] => [...j.reader.byIds(kind, source, ids).values()]),
  );
  return {
    records,
    beside: (record) =>
      records.filter(
        (other) =>
          other.source === record.source &&
          (namedBy(record, other.recordKind).includes(other.nativeId) ||
            namedBy(other, record.recordKind).includes(record.nativeId)),
      ),
  };
}
