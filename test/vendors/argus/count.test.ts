/** What Argus counts by itself is what the records come to, counted one by one. */
import { describe, expect, test } from 'vitest';
import type { AlertFilter, EventFilter } from '../../../src/model/filters.ts';
import { matchesAlert, matchesEvent } from '../../../src/model/matching.ts';
import type { AnyRecord } from '../../../src/model/records.ts';
import type { Counted, StatisticsKey, StatisticsQuery } from '../../../src/model/source.ts';
import { argusFault } from '../../../src/simulators/argus/index.ts';
import { bench, call, thrown, type Bench } from './support.ts';
import { everything } from './window-support.ts';

const NOON = Date.UTC(2026, 4, 4, 12);

function fill({ sim }: Bench): void {
  for (let i = 0; i < 90; i += 1) {
    sim.addEvent({
      created: NOON - i * 1_000,
      firstEvent: NOON - i * 5_000_000,
      type: i % 4 === 3 ? 'raw' : 'aggregated',
      alarmID: i % 3 === 0 ? null : 58_001 + (i % 4),
      severity: ['low', 'medium', 'high', 'critical'][i % 4] ?? 'low',
      customerID: 42 + (i % 3),
      protocol: ['tcp', 'udp', 'icmp'][i % 3] ?? 'tcp',
      flags: i % 10 === 0 ? ['SNAPSHOT'] : i % 5 === 0 ? ['FALSE_POSITIVE'] : [],
    });
  }
}

const kinds = ['events', 'alerts'] as const;
type Kind = (typeof kinds)[number];

/** A record's value of a key; each of these has one at most. */
function valueOf(record: AnyRecord, key: StatisticsKey): string {
  switch (key) {
    case 'SOURCE':
      return record.source;
    case 'VENDOR':
      return 'ARGUS';
    case 'SEVERITY':
      return record.severity ?? 'UNKNOWN';
    case 'CUSTOMER':
      return record.recordKind === 'THREAT_DETECTION' ? '' : (record.customer?.id ?? '');
    case 'PROTOCOL':
      return record.recordKind === 'EVENT' ? (record.network?.protocol ?? '') : '';
    case 'SIGNATURE':
      return record.recordKind === 'EVENT' && record.details.vendor === 'argus'
        ? (record.details.signature ?? '')
        : '';
    default:
      return '';
  }
}

const matches = (record: AnyRecord, filter: EventFilter): boolean =>
  record.recordKind === 'EVENT'
    ? matchesEvent(filter, record)
    : record.recordKind === 'ALERT' && matchesAlert(filter, record);

async function oracle(b: Bench, kind: Kind, { filter = {}, groupBy }: StatisticsQuery<EventFilter>) {
  const counts = new Map<string, number>();
  for (const record of await everything(b, kind)) {
    if (!matches(record, filter)) continue;
    const values = JSON.stringify(groupBy.map((key) => valueOf(record, key)));
    counts.set(values, (counts.get(values) ?? 0) + 1);
  }
  return counts;
}

const count = async (b: Bench, kind: Kind, query: StatisticsQuery<EventFilter & AlertFilter>) =>
  b.source.statistics?.[kind]?.(query, call());

const shown = (counted: Counted | undefined): Map<string, number> =>
  new Map(counted?.groups.map(({ values, count: found }) => [JSON.stringify(values), found]));
const sorted = (counts: ReadonlyMap<string, number>) => [...counts].toSorted(([a], [x]) => (a < x ? -1 : 1));

const groupings: readonly (readonly StatisticsKey[])[] = [
  [],
  ['SOURCE'],
  ['SEVERITY'],
  ['CUSTOMER', 'VENDOR'],
  ['SIGNATURE'],
  ['SIGNATURE', 'SEVERITY', 'CUSTOMER'],
  ['PROTOCOL', 'TECHNIQUE', 'SEVERITY'],
  ['SEVERITY', 'SEVERITY'],
];
const filters: readonly EventFilter[] = [
  {},
  { severities: ['LOW', 'HIGH'] },
  { customers: ['acme', '43'], minSeverity: 'MEDIUM' },
  { sources: ['argus'] },
  { sources: ['other'] },
];

describe('counts', () => {
  for (const kind of kinds) {
    test(`of ${kind} are those of the records, in one call`, async () => {
      await using b = await bench();
      fill(b);
      for (const filter of filters)
        for (const groupBy of groupings) {
          const query = { filter, groupBy, windows: [] };
          const expected = await oracle(b, kind, query);
          b.sim.forget();
          const counted = await count(b, kind, query);
          expect([groupBy, sorted(shown(counted))]).toEqual([groupBy, sorted(expected)]);
          const total = [...expected.values()].reduce((sum, one) => sum + one, 0);
          expect(counted).toMatchObject({ total, complete: true });
          expect(b.sim.requests.length).toBe(filter.sources?.includes('other') === true ? 0 : 1);
        }
    });
  }

  test('name customers', async () => {
    await using b = await bench();
    fill(b);
    const counted = await count(b, 'events', { groupBy: ['CUSTOMER'], windows: [] });
    const labels = counted?.groups.map(({ values, labels: names }) => [values[0], names[0]]).toSorted();
    expect(labels).toEqual([
      ['42', 'acme'],
      ['43', 'acme-dc'],
      ['44', 'fjordbank'],
    ]);
  });

  test('of events alone know flags and types of Argus', async () => {
    await using b = await bench();
    fill(b);
    for (const argus of [
      { type: 'RAW' },
      { excludeFlags: ['falsePositive'] },
      { alarmIds: [58_002] },
    ] as const) {
      const query = { filter: { argus }, groupBy: ['SEVERITY'], windows: [] } as const;
      expect(sorted(shown(await count(b, 'events', query)))).toEqual(
        sorted(await oracle(b, 'events', query)),
      );
    }
  });

  test('are not made, and nothing is asked, where Argus cannot count exactly this', async () => {
    await using b = await bench();
    await using v1 = await bench({}, { api: 'v1' });
    fill(b);
    const base = { groupBy: ['SEVERITY'], windows: [] } as const;
    const queries: readonly StatisticsQuery<EventFilter>[] = [
      { ...base, groupBy: ['THREAT'] },
      { ...base, groupBy: ['SEVERITY', 'SRC_IP'] },
      { ...base, groupBy: ['COUNTRY'] },
      { ...base, interval: 3_600_000 },
      { ...base, windows: [{ from: NOON - 1_000 }] },
      { ...base, filter: { time: { from: NOON } } },
      { ...base, filter: { modified: { from: NOON } } },
      { ...base, filter: { text: 'x' } },
      { ...base, filter: { ip: ['10.0.0.1'] } },
      { ...base, filter: { or: [{ severities: ['LOW'] }, { customers: ['acme'] }] } },
      { ...base, filter: { argus: { includeFlags: ['neverHeardOf'] } } },
    ];
    for (const query of queries) expect(await count(b, 'events', query)).toBeUndefined();
    for (const kind of kinds) expect(await count(v1, kind, base)).toBeUndefined();
    expect([...b.sim.requests, ...v1.sim.requests]).toEqual([]);
  });

  test('say so when there are more groups than Argus gives', async () => {
    await using b = await bench();
    for (let i = 0; i < 1_100; i += 1) b.sim.addEvent({ signature: `S${i}` });
    const counted = await count(b, 'events', { groupBy: ['SIGNATURE'], windows: [] });
    expect(counted).toMatchObject({ total: 1_100, complete: false });
    expect(counted?.groups.length).toBe(1_000);
  });

  test('of a source in trouble are a SourceError', async () => {
    await using b = await bench();
    for (const [kind, fault] of [
      ['unauthorized', argusFault(401)],
      ['rate-limited', argusFault(402)],
      ['invalid-response', { kind: 'truncateJson' }],
      ['invalid-response', { kind: 'status', status: 200, body: '{"data":{"buckets":[]}}' }],
    ] as const) {
      b.sim.heal();
      b.sim.fault(fault);
      expect(await thrown(() => count(b, 'events', { groupBy: [], windows: [] }))).toMatchObject({
        name: 'SourceError',
        kind,
      });
    }
  });
});
