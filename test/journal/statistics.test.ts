import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openReadable } from '../../src/journal/open.ts';
import { countRecords, type CountingQuery, type CountingSizes } from '../../src/journal/read-statistics.ts';
import type { AlertFilter, EventFilter } from '../../src/model/filters.ts';
import { encodeGlobalId } from '../../src/model/ids.ts';
import { matchesAlert, matchesEvent } from '../../src/model/matching.ts';
import type { AnyRecord, Event, ThreatDetection } from '../../src/model/records.ts';
import { severities } from '../../src/model/severity.ts';
import { statisticsKeys, type Counted, type StatisticsKey } from '../../src/model/source.ts';
import type { ObservableRef, ObservableType } from '../../src/model/values.ts';
import { sources, threatTitles, worldOf, worlds, write, type World } from './statistics-world.ts';
import { event, journal, T0, type Journal } from './support.ts';

type Query = CountingQuery<EventFilter> & CountingQuery<AlertFilter>;
type CountedKind = 'EVENT' | 'ALERT' | 'THREAT_DETECTION';

const distinct = <T>(values: Iterable<T | undefined>): T[] => [
  ...new Set([...values].filter((value) => value !== undefined)),
];

const detectionsOf = (world: World, record: AnyRecord): ThreatDetection[] =>
  record.recordKind === 'THREAT_DETECTION'
    ? [record]
    : world.beside(record).filter((other) => other.recordKind === 'THREAT_DETECTION');

/** Its own, and for alerts and detections of Cisco those of the detections and of the events beside these. */
function observablesOf(world: World, record: AnyRecord): readonly ObservableRef[] {
  if (record.vendor !== 'cisco-gta' || record.recordKind === 'EVENT') return record.observables;
  const detections = detectionsOf(world, record);
  const events = detections.flatMap(world.beside).filter(({ recordKind }) => recordKind === 'EVENT');
  return [record, ...detections, ...events].flatMap(({ observables }) => observables);
}

const vendorWords: Readonly<Record<string, string>> = {
  argus: 'ARGUS',
  kata: 'KATA',
  'cisco-gta': 'CISCO_GTA',
};

/** A record's values of a key, read as plainly as the key is meant. */
function valuesOf(world: World, record: AnyRecord, key: StatisticsKey): string[] {
  const observed = (type: ObservableType, role?: string): string[] =>
    observablesOf(world, record)
      .filter((ref) => ref.type === type && (role === undefined || ref.role === role))
      .map(({ value }) => value);
  const ofEvent = record.recordKind === 'EVENT' ? record : undefined;
  const attacks = record.recordKind === 'CASE' ? [] : record.attacks;
  const values: { readonly [K in StatisticsKey]: () => (string | undefined)[] } = {
    SOURCE: () => [record.source],
    VENDOR: () => [vendorWords[record.vendor]],
    KIND: () => [ofEvent?.kind],
    SEVERITY: () => [record.severity ?? 'UNKNOWN'],
    STATUS: () => ['status' in record ? record.status : undefined],
    VERDICT: () => ['verdict' in record ? record.verdict : undefined],
    CUSTOMER: () => ['customer' in record ? record.customer?.id.toLowerCase() : undefined],
    THREAT: () =>
      detectionsOf(world, record).map(({ source, threat }) =>
        encodeGlobalId('Threat', source, threat.nativeId),
      ),
    TECHNIQUE: () => attacks.map(({ technique }) => technique?.toUpperCase()),
    TACTIC: () => attacks.flatMap(({ tactics }) => tactics.map((tactic) => tactic.toUpperCase())),
    SRC_IP: () => observed('IP', 'source'),
    DST_IP: () => observed('IP', 'destination'),
    DST_PORT: () => [ofEvent?.dstEndpoint?.port?.toString()],
    HOST: () => observed('HOST'),
    USER: () => observed('USER'),
    DOMAIN: () => observed('DOMAIN'),
    COUNTRY: () =>
      [ofEvent?.srcEndpoint, ofEvent?.dstEndpoint].map((endpoint) => endpoint?.country?.toUpperCase()),
    PROTOCOL: () => [ofEvent?.network?.protocol?.toLowerCase()],
    SIGNATURE: () => [ofEvent?.details.vendor === 'argus' ? ofEvent.details.signature : undefined],
  };
  const found = distinct(values[key]());
  return found.length === 0 ? [''] : found;
}

function matches(world: World, record: AnyRecord, { filter }: Query): boolean {
  if (filter === undefined) return true;
  const threatDetections = detectionsOf(world, record).map((one) => ({
    nativeId: one.nativeId,
    record: one,
  }));
  const seen = { threatDetections, observables: observablesOf(world, record) };
  if (record.recordKind === 'EVENT') return matchesEvent(filter, { ...record, ...seen });
  return (
    record.recordKind !== 'ALERT' || matchesAlert(filter, { ...record, ...seen, title: record.title ?? '' })
  );
}

interface Group {
  count: number;
  readonly windows: number[];
}

/** Group by group, with what tells it apart as the key. */
type Plain = Readonly<Record<string, Group>>;

function countPlainly(world: World, kind: CountedKind, query: Query): { groups: Plain; total: number } {
  const { groupBy, windows, interval } = query;
  const counted = world.records.filter(
    (record) =>
      record.recordKind === kind && query.sources.includes(record.source) && matches(world, record, query),
  );
  const groups: Record<string, Group> = {};
  for (const record of counted) {
    let ways: string[][] = [[]];
    for (const key of groupBy)
      ways = ways.flatMap((way) => valuesOf(world, record, key).map((value) => [...way, value]));
    const from = interval === undefined ? undefined : Math.floor(record.time / interval) * interval;
    for (const values of ways) {
      const group = (groups[JSON.stringify([values, from])] ??= { count: 0, windows: windows.map(() => 0) });
      group.count += 1;
      for (const [index, window] of windows.entries())
        if (record.time >= (window.from ?? -Infinity) && record.time < (window.to ?? Infinity))
          group.windows[index] = (group.windows[index] ?? 0) + 1;
    }
  }
  return { groups, total: counted.length };
}

const plain = ({ groups, total }: Counted) => ({
  groups: Object.fromEntries(
    groups.map(({ values, from, count, windows }) => [JSON.stringify([values, from]), { count, windows }]),
  ),
  total,
});

/** Counts in pieces of the given sizes. */
async function count(j: Journal, kind: CountedKind, query: Query, sizes?: CountingSizes): Promise<Counted> {
  const database = openReadable(j.path);
  try {
    database.exec('BEGIN');
    return await countRecords(database, kind, query, sizes);
  } finally {
    database.close();
  }
}

const time = fc.integer({ min: -35, max: 35 });
const window = fc.record({ from: fc.option(time), to: fc.option(time) });
const some = <T>(...values: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...values]);
const threatIds = Object.keys(sources).flatMap((source) =>
  ['t0', 'untold'].map((id) => encodeGlobalId('Threat', source, id)),
);

/** What events and alerts share: the keys that are walked to in different ways. */
const shared: fc.Arbitrary<EventFilter & AlertFilter> = fc.oneof(
  fc.record({ time: window }),
  fc.record({ sources: some(...Object.keys(sources)) }),
  fc.record({ minSeverity: fc.constantFrom(...severities) }),
  fc.record({ users: some('ana', 'bo', 'cy') }),
  fc.record({ hosts: some('ws-1', 'ws-2', 'ws-1.acme.example') }),
  fc.record({ ip: some('10.0.0.1', '10.0.0.0/24') }),
  fc.record({ threatIds: some(...threatIds) }),
  fc.record({ text: fc.constantFrom('alpha', 'ws-', 'a', 'nowhere') }),
);
/** The rest of them cannot be told from SQL alone, or only in part. */
const eventFilters: fc.Arbitrary<EventFilter> = fc.oneof(
  shared,
  fc.record<EventFilter>({ kinds: some<'DNS' | 'HTTP'>('DNS', 'HTTP') }),
  fc.record({
    kata: fc.constantFrom({ expression: "HostName == 'e1'" }, { expression: "HostName != 'e1'" }),
  }),
  fc.record<EventFilter>({ not: shared }),
  fc.record<EventFilter>({ or: fc.array(shared, { minLength: 1, maxLength: 2 }) }),
  fc.record<EventFilter>({ and: fc.array(shared, { minLength: 1, maxLength: 2 }) }),
);

const queries: fc.Arbitrary<Query> = fc.record({
  groupBy: fc.oneof(
    fc.constantFrom(...statisticsKeys).map((key) => [key]),
    fc.uniqueArray(fc.constantFrom(...statisticsKeys), { maxLength: 3 }),
  ),
  windows: fc.array(window, { maxLength: 2 }),
  sources: fc.oneof(
    fc.constant(Object.keys(sources)),
    fc.subarray([...Object.keys(sources), 'never followed']),
  ),
  interval: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
});

const sizes: fc.Arbitrary<CountingSizes> = fc.record({
  few: fc.constantFrom(0, 3, 1_000),
  gathered: fc.constantFrom(1, 7, 1_000).map((most) => ({ least: 1, most })),
  records: fc.constantFrom({ first: 1, least: 1, most: 4 }, { first: 1_000, least: 1_000, most: 1_000 }),
  body: fc.constantFrom(0, 1_000),
});

describe('counts', () => {
  const law = (kind: CountedKind, filters: fc.Arbitrary<Query['filter']>) =>
    fc.asyncProperty(
      worlds,
      fc.array(fc.tuple(queries, filters, sizes), { minLength: 1, maxLength: 6 }),
      async (records, asked) => {
        using j = journal();
        write(j, records);
        const world = worldOf(j, records);
        for (const [query, filter, pieces] of asked) {
          const whole = { ...query, ...(filter === undefined ? {} : { filter }) };
          const counted = await count(j, kind, whole, pieces);
          expect(plain(counted)).toEqual(countPlainly(world, kind, whole));
          expect(counted.complete).toBe(true);
        }
      },
    );
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

  test('of events are those of a plain look at each record, in pieces of any size', async () => {
    await fc.assert(law('EVENT', maybe(eventFilters)), { numRuns: 60 });
  });

  test('of alerts know their detections, and what those of Cisco and their events mention', async () => {
    await fc.assert(law('ALERT', maybe(shared)), { numRuns: 60 });
  });

  test('of detections know their own threats', async () => {
    await fc.assert(law('THREAT_DETECTION', fc.constant(undefined)), { numRuns: 30 });
  });
});

test('threats and customers are called by their names', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (records) => {
      using j = journal();
      write(j, records);
      const counted = await j.reader.statistics('EVENT', {
        sources: Object.keys(sources),
        groupBy: ['THREAT', 'CUSTOMER', 'SOURCE'],
        windows: [],
      });
      const titles = new Map(
        Object.keys(sources).flatMap((source) =>
          Object.entries(threatTitles).map(([id, title]) => [encodeGlobalId('Threat', source, id), title]),
        ),
      );
      const names = new Map([
        ['7', 'Acme'],
        ['x8', 'Fjord'],
      ]);
      for (const { values, labels } of counted.groups)
        expect(labels).toEqual([titles.get(values[0] ?? ''), names.get(values[1] ?? ''), undefined]);
    }),
    { numRuns: 20 },
  );
});

describe('counting', () => {
  const query = { sources: ['alpha'], groupBy: ['HOST'], windows: [] } as const;
  const hosts = (ids: readonly string[]): Event[] =>
    ids.map((id) => event(id, { observables: [{ type: 'HOST', value: id, role: 'source' }], time: T0 }));

  test('is of one state of the file, whatever is written meanwhile', async () => {
    using j = journal();
    j.put(hosts(['a', 'b', 'c']));
    const counting = j.reader.statistics('EVENT', query);
    j.put(hosts(['d', 'e']), { removed: [{ kind: 'EVENT', nativeId: 'a' }] });
    const before = await counting;
    expect(before.groups.map(({ values }) => values[0]).toSorted()).toEqual(['a', 'b', 'c']);
    const after = await j.reader.statistics('EVENT', query);
    expect(after.groups.map(({ values }) => values[0]).toSorted()).toEqual(['b', 'c', 'd', 'e']);
  });

  test('that has no time, that nobody waits for or whose reader is closed says that it is not complete', async () => {
    using j = journal();
    j.put(hosts(['a']));
    const nothing = { groups: [], total: 0, complete: false };
    expect(await j.reader.statistics('EVENT', { ...query, budget: 0 })).toEqual(nothing);
    expect(await j.reader.statistics('EVENT', { ...query, signal: AbortSignal.abort() })).toEqual(nothing);
    const counting = j.reader.statistics('EVENT', query);
    j.reader.close();
    expect(await counting).toEqual(nothing);
  });

  test('takes no interval that is none', async () => {
    using j = journal();
    for (const interval of [0, -1, 0.5, Number.NaN])
      await expect(j.reader.statistics('EVENT', { ...query, interval })).rejects.toThrow(RangeError);
  });
});
