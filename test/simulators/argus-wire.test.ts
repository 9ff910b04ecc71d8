import { expect, test } from 'vitest';
import { argusFault } from '../../src/simulators/argus/index.ts';
import { faults, NOW, openArgus } from './argus-caller.ts';

const search = '/events/v1/aggregated/search';

test('a list says how it was asked for, how many there are and how many came', async () => {
  await using argus = await openArgus();
  for (let i = 0; i < 5; i++) argus.sim.addEvent({ created: NOW - i });
  const { responseCode, limit, offset, count, size, messages, metaData } = await argus.post(search, {
    startTimestamp: 0,
    limit: 2,
    offset: 4,
  });
  expect({ responseCode, limit, offset, count, size, messages, metaData }).toEqual({
    responseCode: 200,
    limit: 2,
    offset: 4,
    count: 5,
    size: 1,
    messages: [],
    metaData: {},
  });
});

test('a single object comes with zeros for paging', async () => {
  await using argus = await openArgus();
  const { id } = argus.sim.addEvent();
  const { limit, offset, count, size, one } = await argus.get(`/events/v1/${id}`);
  expect({ limit, offset, count, size, id: one['id'] }).toEqual({
    limit: 0,
    offset: 0,
    count: 0,
    size: 0,
    id,
  });
});

test('count is exact, zero or minus one as the switch says', async () => {
  await using argus = await openArgus();
  argus.sim.addEvent();
  const counts: number[] = [];
  for (const mode of ['exact', 'zero', 'minusOne'] as const) {
    argus.sim.switches.countMode = mode;
    counts.push((await argus.post(search, { startTimestamp: 0 })).count);
  }
  expect(counts).toEqual([1, 0, -1]);
});

test('no key, a wrong key and an expired key are 401 with the cause in the text', async () => {
  await using argus = await openArgus({ keys: [{ key: '7/31/old', expired: true }] });
  const told: unknown[] = [];
  for (const key of ['', '7/31/wrong', '7/31/old']) {
    const { status, messages, data } = await argus.get('/currentuser/v1/user', key);
    told.push([status, data, messages[0]?.messageTemplate, messages[0]?.message]);
  }
  expect(told).toEqual([
    [401, null, 'user.not.authenticated', 'No API key was sent'],
    [401, null, 'user.not.authenticated', 'Invalid API key'],
    [401, null, 'user.not.authenticated', 'API key has expired'],
  ]);
});

test('the probe of clients answers with the user behind the key', async () => {
  await using argus = await openArgus();
  const { status, one } = await argus.get('/currentuser/v1/user');
  expect([status, one['userName'], one['customerID']]).toEqual([200, 'crosswatch', 42]);
});

test('a customer is found by id and by short name; an unknown one is 404', async () => {
  await using argus = await openArgus();
  const expected = { id: 43, shortName: 'acme-dc', name: 'Acme Data Centre' };
  expect((await argus.get('/customers/v2/customer/43')).one).toMatchObject(expected);
  expect((await argus.get('/customers/v2/customer/acme-dc')).one).toMatchObject(expected);
  expect((await argus.get('/customers/v2/customer/nobody')).status).toBe(404);
});

test('an unknown URL is 404 and so is an id whose slashes were encoded', async () => {
  await using argus = await openArgus();
  const { id } = argus.sim.addEvent();
  const unknown = await argus.get('/events/v3/aggregated');
  expect([unknown.status, unknown.messages[0]?.messageTemplate]).toEqual([404, 'url.not.exist']);
  expect((await argus.get(`/events/v1/${encodeURIComponent(id)}`)).status).toBe(404);
  expect((await argus.get(`/events/v1/${id}`)).status).toBe(200);
});

test('a body without the JSON content type is 415', async () => {
  await using argus = await openArgus();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await argus.call('POST', search, { body: { startTimestamp: 0 }, headers });
  expect(answer.status).toBe(415);
});

test('every fault of a body is named with its dotted path and its value as text', async () => {
  await using argus = await openArgus();
  const answer = await argus.post(search, {
    startTimestamp: 'yesterday-ish',
    severity: ['low', 'grave'],
    ip: ['10.0.0.0/8', '10.1'],
    sourcePort: ['x'],
    bogus: 1,
  });
  expect(answer.status).toBe(412);
  expect(faults(answer).toSorted()).toEqual([
    'bogus unknown.json.field',
    'ip[1] validation.parse.error',
    'severity[1] invalid.json.field.value',
    'sourcePort[0] invalid.json.field.type',
    'startTimestamp validation.parse.error',
  ]);
  expect(answer.messages.every(({ type }) => type === 'FIELD_ERROR')).toBe(true);
  expect(answer.messages.find(({ field }) => field === 'severity[1]')?.parameter).toBe('grave');
});

test('faults in sub criteria carry the path to them', async () => {
  await using argus = await openArgus();
  const answer = await argus.post(search, {
    startTimestamp: 0,
    subCriteria: [{ port: 1 }, { minSeverity: 'x', who: 2 }],
  });
  expect(faults(answer).toSorted()).toEqual([
    'subCriteria[1].minSeverity invalid.json.field.value',
    'subCriteria[1].who unknown.json.field',
  ]);
});

test('broken JSON is 412, as is a bad number or UUID in a path', async () => {
  await using argus = await openArgus();
  expect((await argus.call('POST', search, { body: '{"startTimestamp":0,}' })).status).toBe(412);
  const path = await argus.get('/events/v1/AGGR/12x/42/3f0c0a1e-0000-4000-8000-0000000000aa');
  expect([path.status, ...faults(path)]).toEqual([412, 'timestamp invalid.url.parameter']);
  const uuid = await argus.get('/events/v2/event/12/42/nonsense');
  expect([uuid.status, ...faults(uuid)]).toEqual([412, 'eventID invalid.url.parameter']);
  const query = await argus.get('/events/v1/aggregated?limit=many');
  expect([query.status, ...faults(query)]).toEqual([412, 'limit invalid.url.parameter']);
});

test('an unknown query parameter is ignored', async () => {
  await using argus = await openArgus();
  expect((await argus.get('/events/v1/aggregated?colour=blue')).status).toBe(200);
});

test('v1 advanced search wants a start time and v2 does not', async () => {
  await using argus = await openArgus();
  const answer = await argus.post(search, { limit: 1 });
  expect([answer.status, ...faults(answer)]).toEqual([412, 'startTimestamp validation.not.null']);
  expect((await argus.post('/events/v2/event/search', { limit: 1 })).status).toBe(200);
});

const times: readonly (readonly [value: unknown, ms: number | undefined])[] = [
  [NOW - 5, NOW - 5],
  [String(NOW - 5), NOW - 5],
  ['2026-01-15T11:59:59Z', NOW - 1_000],
  ['2026-01-15T11:59:59.250Z', NOW - 750],
  ['2026-01-15T12:59:59+01:00', undefined],
  ['2026-02-30T00:00:00Z', undefined],
  ['now', NOW],
  ['-24hours', NOW - 86_400_000],
  ['-1 day', NOW - 86_400_000],
  ['now-15min', NOW - 900_000],
  ['-1month', Date.UTC(2025, 11, 15, 12)],
  ['-5m', undefined],
  ['24hours', undefined],
  [1.5, undefined],
  [true, undefined],
];
for (const [value, ms] of times) {
  test(`the time ${JSON.stringify(value)} is ${ms === undefined ? 'refused' : 'understood'}`, async () => {
    await using argus = await openArgus();
    if (ms === undefined) {
      const refused = await argus.post(search, { startTimestamp: value });
      expect([refused.status, refused.messages[0]?.field]).toEqual([412, 'startTimestamp']);
      return;
    }
    argus.sim.addEvent({ created: ms - 1 });
    const first = argus.sim.addEvent({ created: ms });
    const answer = await argus.post(search, { startTimestamp: value });
    expect(answer.rows.map(({ id }) => id)).toEqual([first.id]);
  });
}

test('a fault answers in the words of Argus, a 503 with a message of nulls first', async () => {
  await using argus = await openArgus();
  argus.sim.fault(argusFault(503, { times: 1 }));
  argus.sim.fault(argusFault(402, { times: 1 }));
  const timeout = await argus.get('/events/v1/aggregated');
  expect([timeout.status, ...timeout.messages.map(({ messageTemplate }) => messageTemplate)]).toEqual([
    503,
    null,
    'service.timeout',
  ]);
  const quota = await argus.get('/events/v1/aggregated');
  expect([quota.status, ...quota.messages.map(({ messageTemplate }) => messageTemplate)]).toEqual([
    402,
    'resource.limit.exceeded',
  ]);
  expect((await argus.get('/events/v1/aggregated')).status).toBe(200);
});

test('a missing object is 404, or 200 with null as the switch says', async () => {
  await using argus = await openArgus();
  const path = '/events/v1/AGGR/1700000000123/42/3f0c0a1e-0000-4000-8000-0000000000aa';
  expect((await argus.get(path)).status).toBe(404);
  argus.sim.switches.nullData = true;
  const { status, data } = await argus.get(path);
  expect([status, data]).toEqual([200, null]);
});

test('a key sees only its customers, and another one’s event is 403', async () => {
  await using argus = await openArgus({ keys: [{ key: '1/1/dc', customers: [43] }] });
  const hidden = argus.sim.addEvent({ customerID: 42 });
  const seen = argus.sim.addEvent({ customerID: 43 });
  const answer = await argus.post(search, { startTimestamp: 0 }, '1/1/dc');
  expect([answer.count, ...answer.rows.map(({ id }) => id)]).toEqual([1, seen.id]);
  expect((await argus.get(`/events/v1/${hidden.id}`, '1/1/dc')).status).toBe(403);
  expect((await argus.get('/customers/v2/customer/42', '1/1/dc')).status).toBe(403);
});

test('a read-only key is refused every write', async () => {
  await using argus = await openArgus({ keys: [{ key: '1/1/ro', readOnly: true }] });
  const { id } = argus.sim.addEvent();
  expect((await argus.post('/events/v2/event', {}, '1/1/ro')).status).toBe(403);
  expect((await argus.put(`/events/v2/event/${id}/assessment`, {}, '1/1/ro')).status).toBe(403);
  expect((await argus.get(`/events/v1/${id}`, '1/1/ro')).status).toBe(200);
});
