import { expect, test } from 'vitest';
import { createSimClock } from '../../src/simulators/clock.ts';
import { startAlphaSocSim } from '../../src/simulators/alphasoc/index.ts';
import { basic, createCaller, kindsOf } from './alphasoc-caller.ts';

const start = Date.UTC(2026, 0, 10, 12);
const STATUS = '/v1/account/status';

function frozen() {
  const clock = createSimClock();
  clock.set(start, true);
  return clock;
}

test('the key is 60 characters, the user name of HTTP Basic, with an empty password', async () => {
  await using sim = await startAlphaSocSim();
  const { status } = createCaller(sim);
  expect(sim.apiKey).toHaveLength(60);
  expect(await status(STATUS)).toBe(200);
  expect(kindsOf(sim)).toEqual([]);
  const dummy = { authorization: basic(sim.apiKey, 'dummy') };
  expect(await status(STATUS, dummy)).toBe(200);
  sim.switches.passwordRefused = true;
  expect(await status(STATUS, dummy)).toBe(403);
  expect(kindsOf(sim)).toEqual(['password', 'password']);
});

for (const [name, authorization] of [
  ['none', null],
  ['a bearer token', 'Bearer abc'],
  ['no base64', 'Basic ???'],
  ['no colon', `Basic ${Buffer.from('key').toString('base64')}`],
  ['no user name', basic('')],
] as const) {
  test(`credentials with ${name} are a 401`, async () => {
    await using sim = await startAlphaSocSim();
    const { get, status } = createCaller(sim);
    const answer = await get('/v1/alerts', { authorization });
    expect([answer.status, answer.body]).toEqual([401, { message: expect.any(String) }]);
    sim.switches.missingKeyStatus = 403;
    expect(await status('/v1/alerts', { authorization })).toBe(403);
  });
}

test('an unknown or revoked key is a 403 everywhere; keys of one account see one feed', async () => {
  await using sim = await startAlphaSocSim();
  const { get, status } = createCaller(sim);
  const other = { authorization: basic('other-key') };
  expect(await status(STATUS, other)).toBe(403);
  sim.switches.wrongKeyStatus = 401;
  expect(await status('/v1/alerts', other)).toBe(401);
  sim.switches.wrongKeyStatus = 403;
  sim.addAlert();
  sim.addKey('other-key');
  expect((await get('/v1/alerts', other)).body).toMatchObject({ alerts: [{}] });
  sim.removeKey('other-key');
  expect(await status('/v1/alerts', other)).toBe(403);
  sim.setKeyState('revoked');
  expect([await status(STATUS), await status('/v1/alerts')]).toEqual([403, 403]);
});

test('an expired key reads its status and nothing else, whether it was set to expire or its time came', async () => {
  const clock = frozen();
  await using sim = await startAlphaSocSim({ clock });
  const { get, status } = createCaller(sim);
  clock.advance(90 * 24 * 3_600_000);
  expect(sim.keyState).toBe('expired');
  expect((await get(STATUS)).body).toMatchObject({
    registered: true,
    expired: true,
    messages: [{ level: 3 }],
  });
  expect(await status('/v1/alerts')).toBe(403);
  expect(await status('/v1/ae/inventory/flags')).toBe(403);
  sim.account.expiresAt = clock.now() + 1;
  expect(await status('/v1/alerts')).toBe(200);
  sim.setKeyState('expired');
  expect(await status('/v1/alerts')).toBe(403);
  sim.switches.expiredKeyStatus = 200;
  expect(await status('/v1/alerts')).toBe(200);
});

test('the account status has all six members, with nine and six fraction digits', async () => {
  const clock = frozen();
  await using sim = await startAlphaSocSim({ clock });
  const { get, upload } = createCaller(sim);
  sim.account.messages.push({ level: 0, body: 'more' });
  sim.addAlert({ event: { srcIP: '10.0.0.1' } });
  const at = '2026-01-10T12:00:00Z';
  await upload(
    'ip',
    JSON.stringify({ ts: at, srcIP: '10.0.0.1' }) + JSON.stringify({ ts: at, srcIP: '10.0.0.2' }),
  );
  expect((await get(`${STATUS}?p=product`)).body).toEqual({
    today: '2026-01-10T12:00:00.000123456Z',
    registered: true,
    expired: false,
    expirationDate: '2026-04-10T12:00:00.000658Z',
    endpointsSeenToday: 2,
    messages: [
      { level: 1, body: expect.any(String) },
      { level: 0, body: 'more' },
    ],
  });
  expect(kindsOf(sim)).toEqual([]);
});

test('the path alone routes: a bare question mark is fine, another path is a 404, another method a 405', async () => {
  await using sim = await startAlphaSocSim();
  const { call, status } = createCaller(sim);
  expect(await status('/v1/alerts?')).toBe(200);
  for (const path of [
    '/',
    '/v1/alerts/',
    '/v2/alerts',
    '/v1/events',
    '/v1/wisdom?q=a',
    '/v1/dailyDestinations',
  ]) {
    expect(await status(path)).toBe(404);
  }
  const post = await call('POST', '/v1/key/request', { body: '{}' });
  expect(post.status).toBe(404);
  const wrong = await call('DELETE', '/v1/alerts');
  expect([wrong.status, wrong.headers['allow']]).toEqual([405, 'GET']);
  expect(await status('/v1/events/dns')).toBe(405);
});

test('strange headers and parameters are ignored, parameters not unseen', async () => {
  await using sim = await startAlphaSocSim();
  const { status } = createCaller(sim);
  const headers = { 'content-encoding': 'gzip', 'x-alphasoc-backlog': '3' };
  expect(await status('/v1/alerts', { headers })).toBe(200);
  expect(kindsOf(sim)).toEqual([]);
  expect(await status('/v1/alerts?limit=5')).toBe(200);
  expect(kindsOf(sim)).toContain('unknown-parameter');
});

test('answers, errors too, are compressed for those who ask and plain for others', async () => {
  await using sim = await startAlphaSocSim();
  const { get } = createCaller(sim);
  const path = '/v1/ae/inventory/threats';
  const plain = await get(path);
  expect(plain.headers['content-encoding']).toBeUndefined();
  for (const [accept, encoding] of [
    ['gzip, deflate, br', 'gzip'],
    ['deflate', 'deflate'],
    ['gzip;q=0, deflate;q=0.5', 'deflate'],
    ['br', undefined],
    ['gzip;q=0', undefined],
    ['identity', undefined],
  ] as const) {
    const answer = await get(path, { headers: { 'accept-encoding': accept } });
    expect([answer.headers['content-encoding'], answer.body]).toEqual([encoding, plain.body]);
  }
  const gzip = { headers: { 'accept-encoding': 'gzip' } };
  expect((await get('/v1/nothing', gzip)).headers['content-encoding']).toBe('gzip');
  sim.switches.compress = false;
  expect((await get(path, gzip)).headers['content-encoding']).toBeUndefined();
});

test('error bodies are JSON with a message, JSON without, empty or HTML', async () => {
  await using sim = await startAlphaSocSim();
  const { get } = createCaller(sim);
  for (const [errorBody, type, text] of [
    ['json', 'application/json', /^\{"message":".+"\}$/],
    ['bare', 'application/json', /^\{\}$/],
    ['empty', undefined, /^$/],
    ['html', 'text/html', /^<html>/],
  ] as const) {
    sim.switches.errorBody = errorBody;
    const answer = await get('/v1/nothing');
    expect([answer.status, answer.headers['content-type']]).toEqual([404, type]);
    expect(answer.text).toMatch(text);
  }
});

test('above the rate of a minute, and when told to, answers are 429, with or without Retry-After', async () => {
  const clock = frozen();
  await using sim = await startAlphaSocSim({ clock, switches: { rateLimit: 2 } });
  const { get, status } = createCaller(sim);
  sim.addKey('other-key');
  expect([await status(STATUS), await status(STATUS)]).toEqual([200, 200]);
  const bare = await get(STATUS);
  expect([bare.status, bare.headers['retry-after'], bare.body]).toEqual([
    429,
    undefined,
    { message: expect.any(String) },
  ]);
  expect(await status(STATUS, { authorization: basic('other-key') })).toBe(200);
  clock.advance(20_500);
  sim.switches.retryAfter = 'seconds';
  expect((await get(STATUS)).headers['retry-after']).toBe('40');
  sim.switches.retryAfter = 'date';
  expect((await get(STATUS)).headers['retry-after']).toBe('Sat, 10 Jan 2026 12:01:01 GMT');
  clock.advance(40_000);
  expect(await status(STATUS)).toBe(200);
  sim.throttleNext(2);
  expect([await status(STATUS), await status(STATUS), await status(STATUS)]).toEqual([429, 429, 200]);
});

test('a request before the wait of a 429 is over is a violation', async () => {
  const clock = frozen();
  await using sim = await startAlphaSocSim({ clock, switches: { retryAfter: 'seconds' } });
  const { status } = createCaller(sim);
  sim.throttleNext(1);
  await status(STATUS);
  await status('/v1/alerts');
  expect(kindsOf(sim)).toEqual(['ignored-429']);
  sim.forget();
  sim.throttleNext(1);
  await status(STATUS);
  clock.advance(2_000);
  await status(STATUS);
  expect(sim.violations).toEqual([]);
});

test('polling on at once after more: false is a violation; after a pause, or after more: true, it is none', async () => {
  const clock = frozen();
  await using sim = await startAlphaSocSim({ clock, switches: { pageSize: 1 } });
  const { walk, page } = createCaller(sim);
  sim.generate(3);
  const { follow } = await walk();
  expect(sim.violations).toEqual([]);
  clock.advance(1_000);
  const next = await page(follow);
  expect(sim.violations).toEqual([]);
  await page(next.follow);
  expect(kindsOf(sim)).toEqual(['no-pause']);
  sim.forget();
  sim.switches.pollFloorMs = 0;
  await page(next.follow);
  await page(next.follow);
  expect(sim.violations).toEqual([]);
});

test('repeating a refused request unchanged is a violation; a changed one, or one much later, is none', async () => {
  const clock = frozen();
  await using sim = await startAlphaSocSim({ clock });
  const { status, upload } = createCaller(sim);
  const other = { authorization: basic('other-key') };
  await status('/v1/alerts', other);
  await status('/v1/alerts');
  await upload('dns', '7');
  await upload('dns', '8');
  expect(kindsOf(sim)).toEqual(['broken-stream', 'broken-stream']);
  await status('/v1/alerts', other);
  expect(sim.violations.at(-1)).toEqual({
    kind: 'unchanged-retry',
    detail: 'GET /v1/alerts after 403',
    at: start,
  });
  sim.forget();
  await status('/v1/alerts', other);
  clock.advance(5_000);
  await status('/v1/alerts', other);
  expect(sim.violations).toEqual([]);
});
