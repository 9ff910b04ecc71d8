import { expect, test } from 'vitest';
import { startCiscoGtaSim, type CiscoGtaSim } from '../../src/simulators/cisco-gta/index.ts';
import { createCaller, foreignPaths, idsOf, paths } from './cisco-gta-caller.ts';

const searches = [
  ['alerts', paths.alertSearch, 'alertIds', (sim: CiscoGtaSim, id: string) => sim.addAlert({ id })],
  [
    'detections',
    paths.enrichedDetections,
    'threatDetectionIds',
    (sim: CiscoGtaSim, id: string) => sim.addThreatDetection({ id }),
  ],
  [
    'events',
    `${paths.enrichedEvents}/search`,
    'securityEventIds',
    (sim: CiscoGtaSim, id: string) => sim.addEvent({ id }),
  ],
  ['assets', paths.assetSearch, 'assetId', (sim: CiscoGtaSim, id: string) => sim.addAsset({ id })],
  [
    'records',
    paths.recordSearch,
    'threatIntelRecordId',
    (sim: CiscoGtaSim, id: string) => sim.addRecord({ id }),
  ],
] as const;

for (const [kind, path, key, add] of searches) {
  test(`the search for ${kind} takes ${key}, leaves out the unknown and collapses doubles`, async () => {
    await using sim = await startCiscoGtaSim();
    for (const id of ['a', 'b', 'c']) add(sim, id);
    const caller = await createCaller(sim);
    const find = async (ids: readonly string[]) => idsOf(await caller.page(path, { filter: { [key]: ids } }));
    expect(await find(['c', 'nobody', 'a', 'c'])).toEqual(['a', 'c']);
    expect(await find([])).toEqual([]);
    expect(idsOf(await caller.page(path, { filter: {} }))).toEqual(['a', 'b', 'c']);
    expect(await caller.walk(`${path}?size=1`, { filter: { [key]: ['c', 'a'] } })).toEqual(['a', 'c']);
    sim.switches.emptyIdList = 'everything';
    expect(await find([])).toEqual(['a', 'b', 'c']);
  });

  test(`the search for ${kind} refuses what is malformed`, async () => {
    await using sim = await startCiscoGtaSim();
    const caller = await createCaller(sim);
    for (const body of [
      {},
      { filter: null },
      { filter: [] },
      { filter: { ids: ['a'] } },
      { filter: { [key]: 'a' } },
      { filter: { [key]: [1] } },
      { filter: { [key]: null } },
      { filter: {}, size: 10 },
      'no JSON',
      '"text"',
    ]) {
      expect([body, await caller.status('POST', path, body)]).toEqual([body, 400]);
    }
    const form = { body: '{"filter":{}}', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    expect((await caller.call('POST', path, form)).status).toBe(415);
    expect(await caller.status('PUT', path, { filter: {} })).toBe(405);
  });

  test(`the search for ${kind} takes a thousand ids and not one more, unless the switch says so`, async () => {
    await using sim = await startCiscoGtaSim();
    const caller = await createCaller(sim);
    const ids = Array.from({ length: 1_001 }, (_, i) => add(sim, `x${i}`).id);
    const full = await caller.page(path, { filter: { [key]: ids.slice(1) } });
    expect([full.items.length, full.pageInfo.hasNextPage]).toEqual([1_000, false]);
    expect(await caller.status('POST', path, { filter: { [key]: ids } })).toBe(400);
    sim.switches.maxIds = Number.POSITIVE_INFINITY;
    expect(await caller.walk(path, { filter: { [key]: ids } })).toHaveLength(1_001);
  });
}

test('events and flows know no filter key, and GET is no search', async () => {
  await using sim = await startCiscoGtaSim();
  const caller = await createCaller(sim);
  for (const path of [paths.eventSearch, paths.flowSearch]) {
    expect(await caller.status('POST', path, { filter: { securityEventIds: ['a'] } })).toBe(400);
    expect(await caller.status('POST', path, { filter: {} })).toBe(200);
  }
  expect(await caller.status('GET', paths.alertSearch)).toBe(404);
});

test('without strictness, strangers in query and body are ignored', async () => {
  await using sim = await startCiscoGtaSim({ switches: { strict: false } });
  sim.addAlert({ id: 'a' });
  const caller = await createCaller(sim);
  expect(idsOf(await caller.page(`${paths.alerts}?limit=10`))).toEqual(['a']);
  expect(idsOf(await caller.page(paths.alertSearch, { filter: { ids: ['b'] }, x: 1 }))).toEqual(['a']);
});

test('enriched resources show references, plain ones do not; empty, several and dangling ones occur', async () => {
  await using sim = await startCiscoGtaSim();
  sim.addEvent({ id: 'e1', threatDetectionIds: ['t1', 'gone'] });
  sim.addEvent({ id: 'e2', threatDetectionIds: [] });
  sim.addThreatDetection({
    id: 't1',
    alertIds: ['gone'],
    affectedAssetId: 'gone',
    threatIntelRecordId: 'gone',
  });
  const caller = await createCaller(sim);
  const enriched = await caller.page(paths.enrichedEvents);
  expect(enriched.items).toEqual([sim.events.get('e1'), sim.events.get('e2')]);
  expect((await caller.page(paths.events)).items[0]).not.toHaveProperty('threatDetectionIds');
  expect((await caller.page(paths.detections)).items[0]).not.toHaveProperty('alertIds');
  const found = await caller.page(paths.enrichedDetections, {
    filter: { threatDetectionIds: ['t1', 'gone'] },
  });
  expect(found.items).toEqual([sim.threatDetections.get('t1')]);
});

test('from a parent down: detections of an alert, events of a detection, flows of an event, addresses of an asset', async () => {
  await using sim = await startCiscoGtaSim();
  sim.addAlert({ id: 'al' });
  sim.addThreatDetection({ id: 't1', alertIds: ['al'], affectedAssetId: 'as' });
  sim.addThreatDetection({ id: 't2', alertIds: ['al'], affectedAssetId: 'as' });
  sim.addEvent({ id: 'e1', threatDetectionIds: ['t1'], affectedAssetId: 'as' });
  sim.addEvent({ id: 'e2', threatDetectionIds: ['t1', 't2'], affectedAssetId: 'as' });
  sim.addEvent({ id: 'context', affectedAssetId: 'as' });
  sim.addFlow({ id: 'f', networkSecurityEventId: 'e1' });
  sim.addAsset({ id: 'as' });
  sim.assignAddresses(
    'as',
    ['10.0.0.2', '10.0.0.1', '10.0.0.2'].map((ipAddress) => ({ ipAddress })),
  );
  sim.addRecord({ id: 'r' });
  const caller = await createCaller(sim);
  const listed = async (path: string) => idsOf(await caller.page(path));
  expect(await listed(`${paths.alerts}/al/threat-detections`)).toEqual(['t1', 't2']);
  expect(await listed(`${paths.detections}/t1/events/convicting`)).toEqual(['e1', 'e2']);
  expect(await listed(`${paths.detections}/t2/events/convicting`)).toEqual(['e2']);
  expect(await listed(`${paths.detections}/t1/events/contextual`)).toEqual(['context']);
  expect(await listed(`${paths.detections}/t2/events/contextual`)).toEqual(['context']);
  expect(await listed(`${paths.events}/e1/flows`)).toEqual(['f']);
  const addresses = `${paths.assets}/as/ip-assignments`;
  const [all, distinct, rest] = [
    await caller.call('GET', addresses),
    await caller.call('GET', `${addresses}?distinctIPAddresses=true&size=1`),
    await caller.call('GET', `${addresses}?distinctIPAddresses=true&after=1`),
  ];
  expect(all.body).toMatchObject({
    items: [{ ipAddress: '10.0.0.2' }, { ipAddress: '10.0.0.1' }, { ipAddress: '10.0.0.2' }],
  });
  expect(distinct.body).toMatchObject({
    items: [{ ipAddress: '10.0.0.2' }],
    pageInfo: { hasNextPage: true },
  });
  expect(rest.body).toMatchObject({ items: [{ ipAddress: '10.0.0.1' }], pageInfo: { hasNextPage: false } });
  expect(await caller.status('GET', `${addresses}?distinctIPAddresses=yes`)).toBe(400);
  expect((await caller.call('GET', `${paths.assets}/as`)).body).toEqual(sim.assets.get('as'));
  expect((await caller.call('GET', '/threat-catalog/records/r')).body).toEqual(sim.records.get('r'));
});

const olderPaths = [
  `GET ${paths.alerts}/x/threat-detections`,
  `POST ${paths.enrichedEvents}/search`,
  `GET ${paths.detections}/x/events/convicting`,
  `GET ${paths.detections}/x/events/contextual`,
  `GET ${paths.events}/x/flows`,
  `GET ${paths.assets}/x`,
  `GET ${paths.assets}/x/ip-assignments`,
  'GET /threat-catalog/records/x',
];

test('an unknown parent is a 404, and so is every endpoint of older revisions once the switch is off', async () => {
  await using sim = await startCiscoGtaSim();
  const caller = await createCaller(sim);
  const statuses = async () => {
    const found: number[] = [];
    for (const [method = '', path = ''] of olderPaths.map((line) => line.split(' '))) {
      found.push(await caller.status(method, path, method === 'POST' ? { filter: {} } : undefined));
    }
    return found;
  };
  expect(await statuses()).toEqual(olderPaths.map((line) => (line.startsWith('POST') ? 200 : 404)));
  sim.addAlert({ id: 'x' });
  sim.addThreatDetection({ id: 'x' });
  sim.addEvent({ id: 'x' });
  sim.addAsset({ id: 'x' });
  sim.addRecord({ id: 'x' });
  expect(await statuses()).toEqual(olderPaths.map(() => 200));
  sim.switches.hEndpoints = false;
  expect(await statuses()).toEqual(olderPaths.map(() => 404));
});

test("another customer's path is a 403, or a 404 by a switch; the catalogue has no customer", async () => {
  await using sim = await startCiscoGtaSim();
  const caller = await createCaller(sim);
  expect(await caller.status('GET', foreignPaths.alerts)).toBe(403);
  sim.switches.foreignCustomer = 404;
  expect(await caller.status('GET', foreignPaths.alerts)).toBe(404);
  expect(await caller.status('POST', paths.recordSearch, { filter: {} })).toBe(200);
});

test('a client that does not accept JSON shows: 406', async () => {
  await using sim = await startCiscoGtaSim();
  const caller = await createCaller(sim);
  expect((await caller.call('GET', paths.alerts, { headers: { accept: 'text/html' } })).status).toBe(406);
});

test('error bodies may be JSON, text or nothing', async () => {
  await using sim = await startCiscoGtaSim();
  const caller = await createCaller(sim);
  const ask = async () => {
    const { status, text } = await caller.call('GET', `${paths.alerts}/al-1`);
    return [status, text];
  };
  expect(await ask()).toEqual([404, '{"error":"not_found","message":"alert al-1 does not exist"}']);
  sim.switches.errorBody = 'text';
  expect(await ask()).toEqual([404, 'alert al-1 does not exist']);
  sim.switches.errorBody = 'empty';
  expect(await ask()).toEqual([404, '']);
});

test('strange fields and words pass through: extra fields, unknown enum words, null and absent reasons, bent types', async () => {
  await using sim = await startCiscoGtaSim({ switches: { unknownFields: true } });
  sim.addAlert({ id: 'a', risk: 'Apocalyptic', status: { value: 'Parked' }, colour: 'red' });
  sim.addAlert({ id: 'b', status: { value: 'Closed', closingReasons: null } });
  sim.addEvent({ id: 'e' });
  sim.distort('e', { detectedAt: 17, title: undefined, threatDetectionIds: null });
  const caller = await createCaller(sim);
  const { items } = await caller.page(paths.alerts);
  expect(items).toMatchObject([
    { id: 'b', status: { closingReasons: null }, xVendorHint: expect.anything() },
    { id: 'a', risk: 'Apocalyptic', status: { value: 'Parked' }, colour: 'red' },
  ]);
  sim.switches.unknownFields = false;
  const [event] = (await caller.page(paths.enrichedEvents)).items;
  expect(event).toEqual({
    id: 'e',
    subtitle: '',
    securityEventTypeId: 'CREP07',
    affectedAssetId: 'as-1',
    detectedAt: 17,
    modifiedAt: sim.events.get('e')?.modifiedAt,
    securityAnnotation: null,
    threatDetectionIds: null,
  });
});

test('faults strike mid-scan: a dead token, throttling, an outage, half a body', async () => {
  await using sim = await startCiscoGtaSim();
  for (const id of ['a', 'b', 'c']) sim.addAlert({ id });
  const caller = await createCaller(sim);
  const { next } = (await caller.page(`${paths.alerts}?size=1`)).pageInfo;
  sim.expireTokens();
  expect(await caller.status('GET', next ?? '')).toBe(401);
  const again = await createCaller(sim);
  sim.fault({ kind: 'status', status: 429, headers: { 'retry-after': '3' }, times: 1 });
  const throttled = await again.call('GET', next ?? '');
  expect([throttled.status, throttled.headers.get('retry-after'), throttled.text]).toEqual([429, '3', '']);
  sim.fault({ kind: 'status', status: 500, times: 1 });
  expect(await again.status('GET', next ?? '')).toBe(500);
  sim.fault({ kind: 'truncateJson', times: 1 });
  await expect(again.page(next ?? '')).rejects.toThrow(SyntaxError);
  expect(idsOf(await again.page(next ?? ''))).toEqual(['b']);
});
