import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startCiscoGtaSim } from '../../src/simulators/cisco-gta/index.ts';
import { createCaller, idsOf, paths } from './cisco-gta-caller.ts';

const at = (ms: number): string => new Date(Date.UTC(2026, 0, 1) + ms).toISOString();

test('the default order of alerts is risk, highest first, then id, and its cursors read "risk,id"', async () => {
  await using sim = await startCiscoGtaSim();
  for (const [id, risk] of [
    ['b', 'Low'],
    ['a', 'Odd'],
    ['z', 'Critical'],
    ['c', 'High'],
    ['d', 'Critical'],
    ['e', 'Medium'],
  ] as const) {
    sim.addAlert({ id, risk });
  }
  const page = await (await createCaller(sim)).page(paths.alerts);
  expect(idsOf(page)).toEqual(['d', 'z', 'c', 'e', 'b', 'a']);
  expect(page.pageInfo).toEqual({
    previous: null,
    next: null,
    hasNextPage: false,
    hasPreviousPage: false,
    startCursor: 'Critical,d',
    endCursor: 'Odd,a',
  });
});

test('links of a GET repeat the query with the cursor, ready to follow both ways', async () => {
  await using sim = await startCiscoGtaSim();
  for (const id of ['a', 'b', 'c', 'd', 'e']) sim.addAlert({ id, triggeredAt: at(1) });
  const caller = await createCaller(sim);
  const first = await caller.page(`${paths.alerts}?size=2&sort=triggeredAt:asc&triggeredAfter=${at(0)}`);
  expect(first.pageInfo).toMatchObject({
    hasNextPage: true,
    hasPreviousPage: false,
    previous: null,
    next: `${paths.alerts}?size=2&sort=triggeredAt:asc&triggeredAfter=${at(0)}&after=${at(1)},b`,
  });
  const second = await caller.page(first.pageInfo.next ?? '');
  expect(idsOf(second)).toEqual(['c', 'd']);
  expect(second.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  const third = await caller.page(second.pageInfo.next ?? '');
  expect(idsOf(third)).toEqual(['e']);
  expect(third.pageInfo).toMatchObject({ hasNextPage: false, next: null, endCursor: `${at(1)},e` });
  const back = await caller.page(third.pageInfo.previous ?? '');
  expect(idsOf(back)).toEqual(['c', 'd']);
  expect(idsOf(await caller.page(back.pageInfo.previous ?? ''))).toEqual(['a', 'b']);
});

test('a POST has cursors but never links, and takes its cursors from the query', async () => {
  await using sim = await startCiscoGtaSim();
  for (const id of ['a', 'b', 'c']) sim.addEvent({ id });
  const caller = await createCaller(sim);
  const path = `${paths.eventSearch}?size=1&sort=modificationSequenceNumber`;
  const body = { filter: {} };
  const first = await caller.page(path, body);
  const second = await caller.page(`${path}&after=${first.pageInfo.endCursor}`, body);
  expect(second.pageInfo).toEqual({
    previous: null,
    next: null,
    hasNextPage: true,
    hasPreviousPage: true,
    startCursor: '2',
    endCursor: '2',
  });
});

test('an empty page has no cursors and no neighbours', async () => {
  await using sim = await startCiscoGtaSim();
  sim.addEvent();
  const caller = await createCaller(sim);
  const path = `${paths.enrichedEvents}?sort=modificationSequenceNumber`;
  const { endCursor } = (await caller.page(path)).pageInfo;
  expect(endCursor).toBe('1');
  expect(await caller.page(`${path}&after=${endCursor}`)).toEqual({
    items: [],
    pageInfo: {
      previous: null,
      next: null,
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    },
  });
});

test('forwards is backwards reversed, over any ties, any sizes and either order', async () => {
  await using sim = await startCiscoGtaSim();
  const caller = await createCaller(sim);
  const risks = ['Critical', 'High', 'Medium', 'Low', 'Odd'];
  let made: string[] = [];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(4), fc.nat(3)), { minLength: 1, maxLength: 25 }),
      fc.integer({ min: 1, max: 7 }),
      fc.constantFrom('', '&sort=triggeredAt:asc'),
      async (alerts, size, sort) => {
        for (const id of made) sim.removeAlert(id);
        made = alerts.map(([risk, ms]) => sim.addAlert({ risk: risks[risk] ?? '', triggeredAt: at(ms) }).id);
        const path = `${paths.alerts}?size=${size}${sort}`;
        const forwards = await caller.walk(path);
        expect(forwards.toSorted()).toEqual(made.toSorted());
        let page = await caller.page(path);
        while (page.pageInfo.hasNextPage)
          page = await caller.page(`${path}&after=${page.pageInfo.endCursor}`);
        const backwards = [idsOf(page)];
        while (page.pageInfo.hasPreviousPage) {
          page = await caller.page(`${path}&before=${page.pageInfo.startCursor}`);
          backwards.unshift(idsOf(page));
        }
        expect(backwards.flat()).toEqual(forwards);
      },
    ),
    { numRuns: 40 },
  );
});

test('more than a thousand alerts of one millisecond are all reachable, a page of 1000 at a time', async () => {
  await using sim = await startCiscoGtaSim();
  const { alerts } = sim.generate({ events: 0, alerts: 1_500, spacing: 0 });
  expect(new Set([...sim.alerts.values()].map(({ triggeredAt }) => triggeredAt)).size).toBe(1);
  const caller = await createCaller(sim);
  sim.forget();
  expect(await caller.walk(`${paths.alerts}?sort=triggeredAt:asc`)).toEqual([...alerts]);
  expect(sim.count(paths.alerts)).toBe(2);
});

test('a cursor is a place, not an item: it works when its item is gone or has moved', async () => {
  await using sim = await startCiscoGtaSim();
  for (const id of ['a', 'b', 'c', 'd']) sim.addAlert({ id });
  const caller = await createCaller(sim);
  const { endCursor } = (await caller.page(`${paths.alerts}?size=2`)).pageInfo;
  sim.removeAlert('b');
  expect(idsOf(await caller.page(`${paths.alerts}?after=${endCursor}`))).toEqual(['c', 'd']);
  expect(idsOf(await caller.page(`${paths.alerts}?before=${endCursor}`))).toEqual(['a']);
  sim.updateAlert('c', { risk: 'Critical' });
  expect(idsOf(await caller.page(`${paths.alerts}?after=${endCursor}`))).toEqual(['d']);
});

test('a cursor nobody ever gave out is a place too', async () => {
  await using sim = await startCiscoGtaSim();
  for (const id of ['a', 'c']) sim.addAlert({ id });
  expect(idsOf(await (await createCaller(sim)).page(`${paths.alerts}?after=High,b`))).toEqual(['c']);
});

for (const query of [
  'size=1001',
  'size=0',
  'size=-1',
  'size=1.5',
  'size=ten',
  'size=2&size=3',
  'after=High,a&before=High,a',
  'after=a',
  'after=High,',
  'after=,a',
  'after=2026-01-01T00:00:00.000Z,a',
  'sort=triggeredAt:asc&after=High,a',
  'sort=triggeredAt',
  'sort=triggeredAt:desc',
  'sort=modificationSequenceNumber',
  'triggeredAfter=yesterday',
  'triggeredAfter=2026-01-01',
  'triggeredAfter=2026-02-30T00:00:00Z',
  'modifiedAfter=1767225600000',
  'modifiedAfter=2026-01-01T00:00:00',
  'triggeredBefore=2026-01-01T00:00:00Z',
  'limit=10',
]) {
  test(`alerts?${query} is a 400`, async () => {
    await using sim = await startCiscoGtaSim();
    sim.addAlert({ id: 'a' });
    const answer = await (await createCaller(sim)).call('GET', `${paths.alerts}?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ error: 'bad_request', message: expect.any(String) });
  });
}

test('a parameter with nothing after the = counts as absent', async () => {
  await using sim = await startCiscoGtaSim();
  sim.addAlert({ id: 'a' });
  const page = await (
    await createCaller(sim)
  ).page(`${paths.alerts}?size=&after=&before=&sort=&modifiedAfter=`);
  expect(idsOf(page)).toEqual(['a']);
});

test('a cursor known from another path, sort or filter is refused, unless the switch is off', async () => {
  await using sim = await startCiscoGtaSim();
  for (const id of ['a', 'b']) {
    sim.addAlert({ id, triggeredAt: at(1) });
    sim.addEvent({ id });
    sim.addThreatDetection({ id });
  }
  const caller = await createCaller(sim);
  await caller.page(`${paths.events}?size=1`);
  const elsewhere = `${paths.detections}?after=a`;
  expect(await caller.status('GET', elsewhere)).toBe(400);
  const filtered = `${paths.alerts}?size=1&triggeredAfter=${at(0)}`;
  const { endCursor } = (await caller.page(filtered)).pageInfo;
  expect(await caller.status('GET', `${filtered}&after=${endCursor}`)).toBe(200);
  expect(await caller.status('GET', `${paths.alerts}?after=${endCursor}`)).toBe(400);
  const search = { filter: { alertIds: ['a', 'b'] } };
  const found = await caller.page(`${paths.alertSearch}?size=1`, search);
  const next = `${paths.alertSearch}?after=${found.pageInfo.endCursor}`;
  expect(await caller.status('POST', next, { filter: { alertIds: ['b', 'a'] } })).toBe(200);
  expect(await caller.status('POST', next, { filter: { alertIds: ['b'] } })).toBe(400);
  sim.switches.cursorBinding = false;
  expect(await caller.status('GET', elsewhere)).toBe(200);
});

test('time bounds are strict, both must hold, and any RFC 3339 offset will do', async () => {
  await using sim = await startCiscoGtaSim();
  sim.addAlert({ id: 'a', triggeredAt: at(1), modifiedAt: at(9) });
  sim.addAlert({ id: 'b', triggeredAt: at(2), modifiedAt: at(2) });
  sim.addAlert({ id: 'c', triggeredAt: at(3), modifiedAt: at(3) });
  const caller = await createCaller(sim);
  const found = async (query: string) => idsOf(await caller.page(`${paths.alerts}?${query}`));
  expect(await found(`triggeredAfter=${at(1)}`)).toEqual(['b', 'c']);
  expect(await found(`modifiedAfter=${at(2)}`)).toEqual(['a', 'c']);
  expect(await found(`triggeredAfter=${at(1)}&modifiedAfter=${at(2)}`)).toEqual(['c']);
  expect(await found('triggeredAfter=2026-01-01T02:00:00.001%2B02:00')).toEqual(['b', 'c']);
  expect(await found('triggeredAfter=2026-01-01T00:00:00.002999Z')).toEqual(['c']);
});

test('with edgeCursors off, cursors are null where the seed says so, and with oversize clamp a big size passes', async () => {
  await using sim = await startCiscoGtaSim({ switches: { edgeCursors: false, oversize: 'clamp' } });
  for (const id of ['a', 'b']) sim.addAlert({ id });
  const caller = await createCaller(sim);
  const first = await caller.page(`${paths.alerts}?size=1`);
  expect(first.pageInfo).toMatchObject({ startCursor: null, endCursor: 'High,a' });
  expect(idsOf(await caller.page(`${paths.alerts}?size=5000`))).toEqual(['a', 'b']);
});
