/** Filters over native connections: what comes out is checked against the simulator's own truth, and so is what it cost. */
import { describe, expect, test } from 'vitest';
import type { AlertFilter, EventFilter, ThreatDetectionFilter } from '../../../src/model/filters.ts';
import { encodeGlobalId } from '../../../src/model/ids.ts';
import type { CiscoGtaSim } from '../../../src/simulators/cisco-gta/index.ts';
import type { GtaAlert, GtaEvent, GtaThreatDetection } from '../../../src/simulators/cisco-gta/types.ts';
import { idsOf, newCall, start, walkBackward, walkForward, type Harness, type Read } from './harness.ts';

const words = ['Low', 'Medium', 'High', 'Critical'];
const begin = Date.UTC(2026, 10, 1);
const minute = 60_000;

async function world(extra: Readonly<Record<string, unknown>> = {}): Promise<Harness> {
  const harness = await start({ firstSequence: 900 }, extra);
  harness.sim.clock.set(begin + 600 * minute);
  harness.sim.generate({
    events: 300,
    detections: 60,
    detectionsPerEvent: 2,
    alerts: 20,
    records: 8,
    assets: 10,
    start: begin,
    spacing: minute,
    danglingEvery: 17,
    prefix: 'x',
  });
  return harness;
}

const threatId = (id: string): string => encodeGlobalId('Threat', 'gta', id);

function truthOf(sim: CiscoGtaSim) {
  const rank = (id: string): number => words.indexOf(sim.records.get(id)?.severity ?? '');
  const detectionsOf = (event: GtaEvent): GtaThreatDetection[] =>
    event.threatDetectionIds.flatMap((id) => sim.threatDetections.get(id) ?? []);
  const detectionsOfAlert = (alert: GtaAlert): GtaThreatDetection[] =>
    [...sim.threatDetections.values()].filter(({ alertIds }) => alertIds.includes(alert.id));
  const eventsOf = (detection: GtaThreatDetection): GtaEvent[] =>
    [...sim.events.values()].filter(({ threatDetectionIds }) => threatDetectionIds.includes(detection.id));
  const hostnames = (event: GtaEvent): string[] => {
    const found = event.securityAnnotation?.requiredAttributes['hostname'];
    return Array.isArray(found) ? found.map(String) : [];
  };
  const owner = (assetId: string): string => sim.assets.get(assetId)?.assumedOwner ?? '';
  const addresses = (assetId: string): string[] =>
    (sim.ipAssignments.get(assetId) ?? []).map(({ ipAddress }) => ipAddress);
  return {
    highest: (event: GtaEvent) =>
      Math.max(-1, ...detectionsOf(event).map((one) => rank(one.threatIntelRecordId))),
    rank,
    detectionsOf,
    detectionsOfAlert,
    eventsOf,
    hostnames,
    owner,
    addresses,
  };
}
type Truth = ReturnType<typeof truthOf>;

const read =
  <T extends { readonly nativeId: string }>(
    browse: ((page: Parameters<Read<T>>[0]) => ReturnType<Read<T>>) | undefined,
  ): Read<T> =>
  (page) => {
    if (browse === undefined) throw new Error('cannot be browsed');
    return browse(page);
  };

const events = ({ source }: Harness, filter: EventFilter) =>
  read((page) => source.browse.events!({ page, filter, countTotal: false }, newCall()));
const alerts = ({ source }: Harness, filter: AlertFilter) =>
  read((page) => source.browse.alerts!({ page, filter, countTotal: false }, newCall()));
const detections = ({ source }: Harness, filter: ThreatDetectionFilter) =>
  read((page) => source.browse.threatDetections!({ page, filter, countTotal: false }, newCall()));

/** Forwards in full pages, with an end that is told in time, and backwards the same. */
async function expectWalk(
  reader: Read<{ readonly nativeId: string }>,
  expected: readonly string[],
): Promise<void> {
  const full: number[] = [];
  expect(await walkForward(reader, 7, (page) => void full.push(page.items.length))).toEqual(expected);
  expect(full.every((length) => length === 7)).toBe(true);
  const one = await reader({ direction: 'forward', limit: 1_000 });
  expect([one.hasNextPage, one.hasPreviousPage, idsOf(one)]).toEqual([false, false, expected]);
  if (expected.length < 2) return;
  const cursor = one.cursorAt(expected.length - 1);
  expect(await walkBackward(reader, 5, cursor)).toEqual(expected.slice(0, -1));
  const back = await reader({ direction: 'backward', limit: 1, cursor });
  expect([idsOf(back), back.hasNextPage, back.hasPreviousPage]).toEqual([
    [expected.at(-2)],
    true,
    expected.length > 2,
  ]);
}

const eventCases: readonly (readonly [string, EventFilter, (event: GtaEvent, truth: Truth) => boolean])[] = [
  ['minSeverity', { minSeverity: 'HIGH' }, (event, { highest }) => highest(event) >= 2],
  ['severities', { severities: ['UNKNOWN', 'LOW'] }, (event, { highest }) => highest(event) <= 0],
  [
    'threatIds',
    { threatIds: [threatId('x-ti-000003'), encodeGlobalId('Threat', 'else', 'x-ti-000001')] },
    (event, { detectionsOf }) => detectionsOf(event).some((one) => one.threatIntelRecordId === 'x-ti-000003'),
  ],
  ['users', { users: ['CORP\\User3'] }, (event, { owner }) => owner(event.affectedAssetId) === 'user3'],
  [
    'ip',
    { ip: ['10.0.0.4/30'] },
    (event, { addresses }) => addresses(event.affectedAssetId).some((ip) => /^10\.0\.0\.[4-7]$/.test(ip)),
  ],
  [
    'domains',
    { domains: ['H30.bulk.example.', 'h60.bulk.example'] },
    (event, { hostnames }) => hostnames(event).some((name) => /^h[36]0\./.test(name)),
  ],
  [
    'text, in titles, ids, domains and owners',
    { text: 'uSER2' },
    (event, { owner }) => owner(event.affectedAssetId) === 'user2',
  ],
  [
    'text, in addresses',
    { text: '0.0.4' },
    (event, { addresses }) => addresses(event.affectedAssetId).some((ip) => ip.includes('0.0.4')),
  ],
  [
    'text, in domains',
    { text: 'h30.bulk' },
    (event, { hostnames }) => hostnames(event).includes('h30.bulk.example'),
  ],
  [
    'time',
    { time: { from: begin + 100 * minute, to: begin + 120 * minute } },
    (event) =>
      Date.parse(event.detectedAt) >= begin + 100 * minute &&
      Date.parse(event.detectedAt) < begin + 120 * minute,
  ],
  [
    'modified',
    { modified: { from: begin + 290 * minute } },
    (event) => Date.parse(event.modifiedAt) >= begin + 290 * minute,
  ],
  [
    'and, or, not',
    {
      and: [{ not: { users: ['user1'] } }],
      or: [{ minSeverity: 'CRITICAL' }, { text: 'event 77' }, { ports: [443] }],
    },
    (event, { owner, highest }) =>
      owner(event.affectedAssetId) !== 'user1' && (highest(event) >= 3 || event.title === 'Event 77'),
  ],
];

describe("a filter on events keeps the vendor's order and gives what it says:", () => {
  for (const [name, filter, holds] of eventCases) {
    test(name, async () => {
      await using harness = await world();
      const truth = truthOf(harness.sim);
      const expected = [...harness.sim.events.values()]
        .filter((event) => holds(event, truth))
        .map(({ id }) => id);
      expect(expected.length).toBeGreaterThan(0);
      expect(expected.length).toBeLessThan(300);
      await expectWalk(events(harness, filter), expected);
    });
  }

  test('what was fetched to evaluate it comes with the events', async () => {
    await using harness = await world();
    const page = await harness.source.browse.events?.(
      {
        page: { direction: 'forward', limit: 3 },
        filter: { minSeverity: 'MEDIUM', users: ['user1', 'user2', 'user3'] },
        countTotal: false,
      },
      newCall(),
    );
    for (const event of page?.items ?? []) {
      expect(['MEDIUM', 'HIGH', 'CRITICAL']).toContain(event.severity);
      expect(event.threatDetections?.some((ref) => ref.record?.threat.record !== undefined)).toBe(true);
      expect(event.observables.every(({ type }) => type === 'DOMAIN')).toBe(true);
    }
  });
});

const detectionCases: readonly (readonly [
  string,
  ThreatDetectionFilter,
  (detection: GtaThreatDetection, truth: Truth) => boolean,
])[] = [
  ['minSeverity', { minSeverity: 'HIGH' }, (one, { rank }) => rank(one.threatIntelRecordId) >= 2],
  ['minConfidence', { minConfidence: 'MEDIUM' }, (one) => one.confidence !== 'Low'],
  ['threatIds', { threatIds: [threatId('x-ti-000002')] }, (one) => one.threatIntelRecordId === 'x-ti-000002'],
  ["text, in the threat's title", { text: 'threat 5' }, (one) => one.threatIntelRecordId === 'x-ti-000005'],
  [
    'users',
    { users: ['user4'] },
    (one, { owner, eventsOf }) =>
      [one, ...eventsOf(one)].some(({ affectedAssetId }) => owner(affectedAssetId) === 'user4'),
  ],
  [
    'domains of its events',
    { domains: ['h30.bulk.example'] },
    (one, { eventsOf, hostnames }) =>
      eventsOf(one).some((event) => hostnames(event).includes('h30.bulk.example')),
  ],
  [
    "ip of its and its events' devices",
    { ip: ['10.0.0.3'] },
    (one, { addresses, eventsOf }) =>
      [one, ...eventsOf(one)].some(({ affectedAssetId }) => addresses(affectedAssetId).includes('10.0.0.3')),
  ],
];

describe('a filter on detections gives what it says:', () => {
  for (const [name, filter, holds] of detectionCases) {
    for (const hEndpoints of [true, false]) {
      if (!hEndpoints && name.startsWith('ip')) continue;
      test(hEndpoints ? name : `${name}, without the older listings`, async () => {
        await using harness = await world();
        harness.sim.switches.hEndpoints = hEndpoints;
        const truth = truthOf(harness.sim);
        const expected = [...harness.sim.threatDetections.values()]
          .filter((detection) => holds(detection, truth))
          .map(({ id }) => id)
          .toSorted();
        expect(expected.length).toBeGreaterThan(0);
        expect(expected.length).toBeLessThan(60);
        await expectWalk(detections(harness, filter), expected);
      });
    }
  }
});

const alertCases: readonly (readonly [string, AlertFilter, (alert: GtaAlert, truth: Truth) => boolean])[] = [
  ['minSeverity', { minSeverity: 'HIGH' }, ({ risk }) => words.indexOf(risk) >= 2],
  ['statuses', { statuses: ['OPEN', 'CLOSED'] }, ({ status }) => status.value !== 'New'],
  ['labels', { labels: ['EtaBasedDetection'] }, ({ etaFlag }) => etaFlag !== null],
  [
    'time',
    { time: { from: begin + 5 * minute, to: begin + 9 * minute } },
    ({ triggeredAt }) =>
      Date.parse(triggeredAt) >= begin + 5 * minute && Date.parse(triggeredAt) < begin + 9 * minute,
  ],
  [
    'modified, to the millisecond',
    { and: [{ modified: { from: begin + 15 * minute } }] },
    ({ modifiedAt }) => Date.parse(modifiedAt) >= begin + 15 * minute,
  ],
  [
    'threatIds',
    { threatIds: [threatId('x-ti-000003')] },
    (alert, { detectionsOfAlert }) =>
      detectionsOfAlert(alert).some((one) => one.threatIntelRecordId === 'x-ti-000003'),
  ],
  [
    "text, in its threats' titles",
    { text: 'threat 6' },
    (alert, { detectionsOfAlert }) =>
      detectionsOfAlert(alert).some((one) => one.threatIntelRecordId === 'x-ti-000006'),
  ],
  [
    'domains of its events',
    { domains: ['h30.bulk.example'] },
    (alert, { detectionsOfAlert, eventsOf, hostnames }) =>
      detectionsOfAlert(alert)
        .flatMap(eventsOf)
        .some((event) => hostnames(event).includes('h30.bulk.example')),
  ],
  [
    'ip',
    { ip: ['10.0.0.3'] },
    (alert, { detectionsOfAlert, eventsOf, addresses }) =>
      detectionsOfAlert(alert)
        .flatMap((one) => [one, ...eventsOf(one)])
        .some(({ affectedAssetId }) => addresses(affectedAssetId).includes('10.0.0.3')),
  ],
];

describe("a filter on alerts keeps the vendor's order and gives what it says:", () => {
  for (const [name, filter, holds] of alertCases) {
    test(name, async () => {
      await using harness = await world();
      const truth = truthOf(harness.sim);
      const expected = [...harness.sim.alerts.values()]
        .filter((alert) => holds(alert, truth))
        .toSorted((a, b) => words.indexOf(b.risk) - words.indexOf(a.risk) || (a.id < b.id ? -1 : 1))
        .map(({ id }) => id);
      expect(expected.length).toBeGreaterThan(0);
      expect(expected.length).toBeLessThan(20);
      await expectWalk(alerts(harness, filter), expected);
    });
  }

  test('lower time bounds are left to the vendor', async () => {
    await using harness = await world();
    const { sim } = harness;
    await alerts(harness, {
      time: { from: begin + 5 * minute },
      and: [{ time: { from: begin + 7 * minute } }, { modified: { from: begin + 2 } }],
      or: [{ time: { from: begin + 9 * minute } }, { statuses: ['NEW'] }],
    })({ direction: 'forward', limit: 5 });
    const asked = sim.requests.find(({ path }) => path.endsWith('/alerts'))?.query;
    expect(asked?.get('triggeredAfter')).toBe(new Date(begin + 7 * minute - 1).toISOString());
    expect(asked?.get('modifiedAfter')).toBe(new Date(begin + 1).toISOString());
    expect(asked?.has('sort')).toBe(false);
  });

  test('for events the lower bound of a change is only when the settings say so', async () => {
    for (const changedAfterParameter of [false, true]) {
      await using harness = await world({ changedAfterParameter });
      const reader = events(harness, { modified: { from: begin + 290 * minute } });
      expect(await walkForward(reader, 4)).toHaveLength(10);
      const asked = harness.sim.requests.filter(({ query }) => query.has('detectedOrModifiedAfter'));
      expect(asked.length > 0).toBe(changedAfterParameter);
    }
  });
});

describe('a filter costs', () => {
  const nothing: readonly EventFilter[] = [
    { sources: ['other'] },
    { sources: [] },
    { vendors: ['argus', 'kata'] },
    { and: [{ vendors: ['cisco-gta'] }, { not: { sources: ['gta'] } }] },
    { or: [] },
    { or: [{ sources: ['other'] }, { ports: [443] }] },
    { kinds: ['DNS'] },
    { techniques: ['T1059'] },
    { hosts: ['ws-001'] },
    { srcIp: ['10.0.0.0/8'] },
    { customers: ['x'] },
    { caseIds: ['x'] },
    { argus: {} },
    { threatIds: [encodeGlobalId('Threat', 'else', 'x-ti-000003')] },
  ];
  test('no call when nothing of this source can match', async () => {
    await using harness = await world();
    for (const filter of nothing) {
      const page = await events(harness, filter)({ direction: 'forward', limit: 10 });
      expect(page).toMatchObject({ items: [], hasNextPage: false, hasPreviousPage: false });
    }
    expect(harness.sim.requests).toEqual([]);
  });

  test('one call, as without it, when everything of this source matches', async () => {
    await using harness = await world();
    const { sim } = harness;
    await events(harness, {})({ direction: 'forward', limit: 1 });
    for (const filter of [
      { vendors: ['cisco-gta'] },
      { sources: ['gta', 'other'], kinds: ['ANOMALY'] },
      { not: { ports: [443] }, minSeverity: 'UNKNOWN' },
    ] satisfies EventFilter[]) {
      sim.forget();
      const page = await events(harness, filter)({ direction: 'forward', limit: 10 });
      expect(idsOf(page)).toEqual([...sim.events.keys()].slice(0, 10));
      expect(sim.requests).toHaveLength(1);
    }
  });

  test('a page and its batch lookups, whatever the number of events on it', async () => {
    await using harness = await world();
    const { sim } = harness;
    const reader = events(harness, {
      minSeverity: 'LOW',
      users: ['user1', 'user2', 'user3', 'user4', 'user5'],
    });
    await reader({ direction: 'forward', limit: 10 });
    sim.forget();
    await reader({ direction: 'forward', limit: 10 });
    expect(sim.requests.map(({ path }) => path.split('/').slice(1, 2)[0])).toEqual([
      'threat-detection',
      'alert-management',
      'asset-management',
      'threat-catalog',
    ]);
  });

  test('no more than a budget: then the page says so, and the walk goes on from there', async () => {
    await using harness = await start();
    const { sim } = harness;
    sim.generate({ events: 12_000, detections: 1, alerts: 0 });
    sim.addEvent({ id: 'last', title: 'The needle' });
    const reader = events(harness, { text: 'needle' });
    const first = await reader({ direction: 'forward', limit: 10 });
    expect(first).toMatchObject({ items: [], hasNextPage: true, hasPreviousPage: false, partial: true });
    expect(sim.count(/enriched-events/)).toBe(12);
    const second = await reader({ direction: 'forward', limit: 10, cursor: first.resumeCursor });
    expect(idsOf(second)).toEqual(['last']);
    expect([second.hasNextPage, second.hasPreviousPage, second.partial]).toEqual([false, false, undefined]);
    const back = await reader({ direction: 'backward', limit: 10, cursor: second.cursorAt(0) });
    expect(back).toMatchObject({ items: [], hasPreviousPage: true, hasNextPage: true, partial: true });
    const further = await reader({ direction: 'backward', limit: 10, cursor: back.resumeCursor });
    expect(further).toMatchObject({ items: [], hasPreviousPage: false, hasNextPage: true });
  });
});
