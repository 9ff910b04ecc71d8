import { expect, test } from 'vitest';
import { at, DAY_MS, faults, NOW, openArgus, type Row } from './argus-caller.ts';

const search = '/events/v1/aggregated/search';
const geo = (countryCode: string) => ({
  countryCode,
  countryName: null,
  locationName: '',
  latitude: 1,
  longitude: 2,
});

const networks = [
  '10.9.8.32/28',
  '10.9.8.33',
  '10.9.8.40/29',
  '10.9.8.0/24',
  '0.0.0.0/0',
  '10.9.8.48',
  '10.9.0.0/19',
  '10.9.0.0/20',
];
const cidrCases: readonly (readonly [criteria: Row, expected: readonly string[]])[] = [
  [
    { ip: '10.9.8.32/28' },
    ['10.9.8.32/28', '10.9.8.33', '10.9.8.40/29', '10.9.8.0/24', '0.0.0.0/0', '10.9.0.0/19', '10.9.0.0/20'],
  ],
  [
    { ip: ['10.9.8.32/28'], sourceIPMinBits: 20, destinationIPMinBits: 20 },
    ['10.9.8.32/28', '10.9.8.33', '10.9.8.40/29', '10.9.8.0/24', '10.9.0.0/20'],
  ],
  [{ ip: '10.9.8.32/28', sourceIPMinBits: 32 }, ['10.9.8.32/28', '10.9.8.33', '10.9.8.40/29']],
  [{ ip: '0.0.0.0/0', sourceIPMinBits: 32 }, networks],
  [{ sourceIP: '10.9.8.48' }, ['10.9.8.0/24', '0.0.0.0/0', '10.9.8.48', '10.9.0.0/19', '10.9.0.0/20']],
  [{ destinationIP: '10.9.8.48' }, []],
  [{ ip: '2001:db8::/32' }, []],
  [{ ip: '::/0' }, []],
];
for (const [criteria, expected] of cidrCases) {
  test(`addresses match ${JSON.stringify(criteria)} by containment and covering`, async () => {
    await using argus = await openArgus();
    const ids = new Map(networks.map((network) => [argus.sim.addEvent({ source: at(network) }).id, network]));
    const found = await argus.found(criteria);
    expect(found.map((id) => ids.get(id) ?? '').toSorted()).toEqual([...expected].toSorted());
  });
}

test('IPv6 networks match by their own bits', async () => {
  await using argus = await openArgus();
  const inside = argus.sim.addEvent({ destination: at('2001:db8:20:2::10') });
  const wide = argus.sim.addEvent({ destination: at('2001:db8::/32') });
  argus.sim.addEvent({ destination: at('2001:db9::1') });
  expect((await argus.found({ ip: '2001:db8:20:2::/64' })).toSorted()).toEqual(
    [inside.id, wide.id].toSorted(),
  );
  expect(await argus.found({ ip: '2001:db8:20:2::/64', destinationIPMinBits: 64 })).toEqual([inside.id]);
});

const marked = {
  customerID: 43,
  created: NOW - 1_000,
  lastUpdated: NOW - 500,
  source: { ...at('192.0.2.1', 1234), geo: geo('NO') },
  destination: { ...at('198.51.100.9', 443), geo: geo('BR') },
  signature: 'SIG-1',
  alarmID: 58_001,
  attackCategoryID: 301,
  locationID: 11,
  severity: 'high',
  count: 7,
  caseIDs: [900],
  properties: [{ key: 'dns.query', type: 'string', values: ['a.example', 'Beacon.Example'] }],
  flags: ['IDENTIFIED_THREAT', 'FOLLOWUP'],
} as const;

const filters: readonly Row[] = [
  { customerID: [43] },
  { customer: ['acme-dc', 44] },
  { signature: 'SIG-1' },
  { port: 443 },
  { port: [1234] },
  { sourcePort: [1234] },
  { destinationPort: 443 },
  { geoCountry: 'no' },
  { geoCountry: ['BR'] },
  { sourceGeoCountry: ['NO'] },
  { destinationGeoCountry: ['BR'] },
  { alarmID: [58_001] },
  { attackCategoryID: 301 },
  { locationID: [11, 12] },
  { associatedCaseID: [900] },
  { severity: ['critical', 'high'] },
  { minSeverity: 'high' },
  { minSeverity: 'medium', maxSeverity: 'high' },
  { minCount: 7 },
  { properties: { 'dns.query': 'beacon' } },
  { properties: { 'dns.query': 'Beacon.Example' }, exactMatchProperties: true },
  { includeFlags: ['IDENTIFIED_THREAT', 'FOLLOWUP'] },
  { excludeFlags: ['ACKNOWLEDGED'] },
  { lastUpdatedTimestamp: NOW - 500 },
  { startTimestamp: NOW - 1_000, endTimestamp: NOW - 1_000 },
  { skipFutureEvents: true, endTimestamp: '+1day', severity: 'high' },
  { subCriteria: [{ severity: 'high' }, { signature: 'NONE' }] },
  { subCriteria: [{ severity: 'low', exclude: true }] },
  { subCriteria: [{ severity: 'high', required: true }, { customerID: 43 }] },
];
const misses: readonly Row[] = [
  { sourcePort: 443 },
  { sourceGeoCountry: 'BR' },
  { severity: 'critical' },
  { maxSeverity: 'medium', minSeverity: 'medium' },
  { minCount: 8 },
  { properties: { 'dns.query': 'beacon' }, exactMatchProperties: true },
  { properties: { 'dns.query': 'a.example', 'http.hostname': 'x' } },
  { includeFlags: ['IDENTIFIED_THREAT', 'CHECKED'] },
  { excludeFlags: ['FOLLOWUP', 'CHECKED'], severity: 'high' },
  { indexStartTime: NOW + DAY_MS },
  { subCriteria: [{ severity: 'high' }, { customerID: 43, exclude: true }] },
  { subCriteria: [{ severity: 'high' }, { signature: 'NONE', required: true }] },
];
test('each filter finds the one event it describes', async () => {
  await using argus = await openArgus();
  const { id } = argus.sim.addEvent(marked);
  argus.sim.addEvent({ created: NOW - DAY_MS, signature: 'OTHER', flags: ['ACKNOWLEDGED'] });
  argus.sim.addEvent({ created: NOW + 5_000, lastUpdated: NOW - DAY_MS, flags: ['ACKNOWLEDGED'] });
  argus.sim.addEvent({ ...marked, type: 'raw', caseIDs: [] });
  for (const filter of filters) expect([filter, await argus.found(filter)]).toEqual([filter, [id]]);
});

for (const filter of misses) {
  test(`${JSON.stringify(filter)} does not find an event that differs from it`, async () => {
    await using argus = await openArgus();
    argus.sim.addEvent(marked);
    expect(await argus.found(filter)).toEqual([]);
  });
}

test('daily indexes are bounded by whole UTC days', async () => {
  await using argus = await openArgus();
  const today = argus.sim.addEvent({ created: NOW - 12 * 3_600_000 });
  argus.sim.addEvent({ created: NOW - 12 * 3_600_000 - 1 });
  expect(await argus.found({ indexStartTime: NOW, indexEndTime: NOW })).toEqual([today.id]);
  expect(await argus.found({ indexStartTimestamp: NOW }, '/events/v2/event/search')).toEqual([today.id]);
});

test('the raw search takes sensors and not what belongs to aggregates', async () => {
  await using argus = await openArgus();
  const one = argus.sim.addEvent({ type: 'raw', sensorID: 901 });
  argus.sim.addEvent({ type: 'raw', sensorID: 902 });
  argus.sim.addEvent({ sensorID: 901 });
  expect(await argus.found({ sensorID: 901 }, '/events/v1/nids/search')).toEqual([one.id]);
  const answer = await argus.post('/events/v1/nids/search', {
    startTimestamp: 0,
    minCount: 1,
    sourceIPMinBits: 8,
  });
  expect(faults(answer).toSorted()).toEqual([
    'minCount unknown.json.field',
    'sourceIPMinBits unknown.json.field',
  ]);
});

test('v2 searches both types in its own words, and refuses v1’s', async () => {
  await using argus = await openArgus();
  const aggregate = argus.sim.addEvent({ flags: ['NOT_A_THREAT'], created: NOW - 1 });
  const raw = argus.sim.addEvent({ type: 'raw', created: NOW - 2 });
  const path = '/events/v2/event/search';
  expect(await argus.found({}, path)).toEqual([aggregate.id, raw.id]);
  expect(await argus.found({ type: 'raw' }, path)).toEqual([raw.id]);
  expect(await argus.found({ includeFlags: ['notAThreat'] }, path)).toEqual([aggregate.id]);
  expect(await argus.found({ eventID: [raw.uuid] }, path)).toEqual([raw.id]);
  expect(await argus.found({ id: [raw.id, aggregate.id] }, path)).toEqual([aggregate.id, raw.id]);
  expect(
    faults(await argus.post(path, { includeFlags: ['NOT_A_THREAT'], indexStartTime: 1 })).toSorted(),
  ).toEqual(['includeFlags[0] invalid.json.field.value', 'indexStartTime unknown.json.field']);
});

test('events are fetched by their identifiers, unless the server does not know how', async () => {
  await using argus = await openArgus();
  const events = [1, 2, 3].map((i) => argus.sim.addEvent({ created: NOW - i }));
  const wanted = [events[2], events[0]].map((event) => String(event?.id));
  expect((await argus.found({ eventIdentifier: wanted })).toSorted()).toEqual(wanted.toSorted());
  argus.sim.switches.eventIdentifierSupported = false;
  const refused = await argus.post(search, { startTimestamp: 0, eventIdentifier: wanted });
  expect([refused.status, ...faults(refused)]).toEqual([412, 'eventIdentifier unknown.json.field']);
});

test('a simple search takes the last day, and repeated parameters are alternatives', async () => {
  await using argus = await openArgus();
  const a = argus.sim.addEvent({ signature: 'A', source: at('10.1.2.3'), created: NOW - 1 });
  const b = argus.sim.addEvent({ signature: 'B', customerID: 43, created: NOW - 2 });
  argus.sim.addEvent({ signature: 'C', created: NOW - 3 });
  argus.sim.addEvent({ signature: 'A', created: NOW - DAY_MS - 1 });
  const ids = async (query: string) =>
    (await argus.get(`/events/v1/aggregated?${query}`)).rows.map(({ id }) => id);
  expect(await ids('signature=A&signature=B')).toEqual([a.id, b.id]);
  expect(await ids('ip=10.1.0.0/16')).toEqual([a.id]);
  expect(await ids('customerID=43')).toEqual([b.id]);
  expect(await ids('signature=A&limit=1&offset=1')).toEqual([]);
});

test('events are sorted by several keys, up and down; an unknown key is refused', async () => {
  await using argus = await openArgus();
  const make = (customerID: number, created: number, lastUpdated: number) =>
    argus.sim.addEvent({
      customerID,
      created: NOW + created,
      lastUpdated: NOW + lastUpdated,
      firstEvent: NOW - created,
    });
  const [a, b, c] = [make(43, -3, -1), make(42, -2, -2), make(42, -1, -3)].map(({ id }) => id);
  expect(await argus.found({ sortBy: '-timestamp' })).toEqual([c, b, a]);
  expect(await argus.found({})).toEqual([c, b, a]);
  expect(await argus.found({ sortBy: ['createdTimestamp'] })).toEqual([a, b, c]);
  expect(await argus.found({ sortBy: 'lastUpdated' })).toEqual([c, b, a]);
  expect(await argus.found({ sortBy: ['-lastUpdatedTimestamp'] })).toEqual([a, b, c]);
  expect(await argus.found({ sortBy: ['customerID', '-createdTimestamp'] })).toEqual([c, b, a]);
  expect(await argus.found({ sortBy: ['-firstEventTimestamp'] })).toEqual([a, b, c]);
  const refused = await argus.post(search, { startTimestamp: 0, sortBy: ['-timestamp', 'colour'] });
  expect([refused.status, ...faults(refused)]).toEqual([412, 'sortBy[1] invalid.json.field.value']);
});

test('ties come in another order on each call, and never lose a row of their page', async () => {
  await using argus = await openArgus();
  const ids = Array.from({ length: 30 }, () => argus.sim.addEvent({ created: NOW }).id);
  const [first, second] = [await argus.found(), await argus.found()];
  expect(first.toSorted()).toEqual(ids.toSorted());
  expect(first).not.toEqual(second);
  argus.sim.switches.shuffleTies = false;
  expect(await argus.found()).toEqual(ids.toSorted());
  const page = await argus.post(search, { startTimestamp: 0, limit: 7, offset: 9 });
  expect(page.rows.map(({ id }) => id)).toEqual(ids.toSorted().slice(9, 16));
});

test('no search reaches past the backend’s window', async () => {
  await using argus = await openArgus({ switches: { backendWindow: 10 } });
  for (let i = 0; i < 12; i++) argus.sim.addEvent({ created: NOW - i });
  const inside = await argus.post(search, { startTimestamp: 0, limit: 5, offset: 5 });
  expect([inside.size, inside.count]).toEqual([5, 12]);
  const beyond = await argus.post(search, { startTimestamp: 0, limit: 5, offset: 6 });
  expect([beyond.status, ...faults(beyond)]).toEqual([412, 'offset invalid.json.field.value']);
  expect(await argus.found()).toHaveLength(10);
});

test('a deleted event is only found when deleted ones are asked for, and a snapshot never', async () => {
  await using argus = await openArgus();
  const gone = argus.sim.addEvent();
  argus.sim.addEvent({ flags: ['SNAPSHOT'] });
  argus.sim.removeEvent(gone.id);
  expect(await argus.found()).toEqual([]);
  expect(await argus.found({ includeDeleted: true })).toEqual([gone.id]);
  expect((await argus.get(`/events/v1/${gone.id}`)).status).toBe(404);
});

test('a case’s events are those of the cases merged into it too, newest start first', async () => {
  await using argus = await openArgus({ keys: [{ key: '1/1/c', customers: [44], cases: [900] }] });
  argus.sim.addCase({ id: 900 });
  argus.sim.addCase({ id: 901, mergedInto: 900 });
  const one = argus.sim.addEvent({ caseIDs: [900], firstEvent: NOW - 9 });
  const raw = argus.sim.addEvent({ type: 'raw', caseIDs: [901], created: NOW - 5 });
  argus.sim.addEvent({ caseIDs: [902] });
  const ids = async (path: string, key?: string) => (await argus.get(path, key)).rows.map(({ id }) => id);
  expect(await ids('/events/v1/case/900')).toEqual([raw.id, one.id]);
  // Whoever may read the case sees its events, whatever customers the key has.
  expect(await ids('/events/v2/case/900', '1/1/c')).toEqual([one.id, raw.id]);
  expect((await argus.get('/events/v1/case/901', '1/1/c')).status).toBe(403);
  expect((await argus.get('/events/v1/case/77')).status).toBe(404);
  expect((await argus.get('/events/v1/case/0')).status).toBe(412);
  expect((await argus.get('/events/v2/case/900?sortBy=lastUpdated')).status).toBe(412);
  expect(await ids('/events/v2/case/900?limit=1&offset=1&sortBy=timestamp')).toEqual([one.id]);
});

test('the pull by lastUpdatedTimestamp returns an updated event again, its bound inside or outside', async () => {
  await using argus = await openArgus();
  const [a, b] = [argus.sim.addEvent({ created: NOW - 2 }), argus.sim.addEvent({ created: NOW - 1 })];
  const pull = async (from: number) =>
    argus.found({ lastUpdatedTimestamp: from, sortBy: 'lastUpdatedTimestamp' });
  expect(await pull(NOW - 2)).toEqual([a.id, b.id]);
  argus.sim.updateEvent(a.id, { count: 2 });
  expect(await pull(NOW - 1)).toEqual([b.id, a.id]);
  argus.sim.switches.lastUpdatedBound = 'exclusive';
  expect(await pull(NOW - 1)).toEqual([a.id]);
});

test('a late row surfaces behind newer ones, and an updated one shows its former self meanwhile', async () => {
  await using argus = await openArgus({ switches: { lateVisibilityMs: 60_000, lateVisibilityShare: 1 } });
  const late = argus.sim.addEvent();
  argus.sim.switches.lateVisibilityMs = 0;
  const prompt = argus.sim.addEvent({ created: NOW + 1 });
  expect(await argus.found()).toEqual([prompt.id]);
  argus.sim.clock.advance(60_000);
  expect(await argus.found()).toEqual([prompt.id, late.id]);
  argus.sim.switches.lateVisibilityMs = 60_000;
  argus.sim.updateEvent(late.id, { count: 9 });
  expect(await argus.found({ minCount: 9 })).toEqual([]);
  expect(await argus.found({ lastUpdatedTimestamp: NOW })).toEqual([prompt.id, late.id]);
  argus.sim.clock.advance(60_000);
  expect(await argus.found({ minCount: 9 })).toEqual([late.id]);
});

test('generated events are the same for the same options, with ties, cases and both types', async () => {
  await using argus = await openArgus();
  await using other = await openArgus();
  const events = argus.sim.generate(2_000, { cases: 5, seed: 3 });
  expect(other.sim.generate(2_000, { cases: 5, seed: 3 })).toEqual(events);
  expect(argus.sim.cases.size).toBe(5);
  expect(events.filter(({ type }) => type === 'raw')).toHaveLength(500);
  expect(new Set(events.map(({ lastUpdated }) => lastUpdated)).size).toBeLessThan(1_950);
  expect(events.some(({ caseIDs }) => caseIDs.length > 0)).toBe(true);
  const found = await argus.found({ sortBy: 'lastUpdatedTimestamp' });
  expect(new Set(found)).toEqual(
    new Set(events.filter(({ type }) => type === 'aggregated').map(({ id }) => id)),
  );
});

test('whatever the index a search is served from, it finds what a look at every event finds', async () => {
  await using argus = await openArgus();
  const events = argus.sim.generate(3_000, { type: 'aggregated' });
  argus.sim.clock.advance(1_000);
  for (const [i, { id, firstEvent }] of events.entries()) {
    if (i % 7 === 0) argus.sim.updateEvent(id, { firstEvent: firstEvent - DAY_MS / 2 });
    if (i % 11 === 0) argus.sim.removeEvent(id);
  }
  const bounds = [0, 0.2, 0.21, 0.5, 0.9, 1].map((share) => NOW - Math.round((1 - share) * 1.5 * DAY_MS));
  for (const startTimestamp of bounds) {
    for (const endTimestamp of [...bounds.filter((end) => end >= startTimestamp), undefined]) {
      for (const lastUpdatedTimestamp of [undefined, NOW - DAY_MS / 4, NOW + 1_000]) {
        const expected = [...argus.sim.events.values()].filter(
          (event) =>
            event.firstEvent >= startTimestamp &&
            event.firstEvent <= (endTimestamp ?? NOW) &&
            event.lastUpdated >= (lastUpdatedTimestamp ?? 0),
        );
        const found = await argus.found({ startTimestamp, endTimestamp, lastUpdatedTimestamp });
        expect(found.toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
        const order = found.map((id) => argus.sim.events.get(id)?.created ?? 0);
        expect(order).toEqual(order.toSorted((a, b) => b - a));
      }
    }
  }
});
