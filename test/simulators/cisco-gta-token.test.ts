import { expect, test } from 'vitest';
import { createSimClock } from '../../src/simulators/clock.ts';
import { startCiscoGtaSim } from '../../src/simulators/cisco-gta/index.ts';
import { basic, createCaller, fetchToken, paths } from './cisco-gta-caller.ts';

const form = 'application/x-www-form-urlencoded';

test('a token lasts 600 seconds, and not one millisecond longer', async () => {
  const clock = createSimClock();
  clock.set(Date.UTC(2026, 0, 1), true);
  await using sim = await startCiscoGtaSim({ clock });
  const caller = await createCaller(sim);
  clock.advance(599_999);
  expect(await caller.status('GET', paths.alerts)).toBe(200);
  clock.advance(1);
  expect(await caller.status('GET', paths.alerts)).toBe(401);
});

test('a new token leaves the earlier ones alone, and all die at once on request', async () => {
  await using sim = await startCiscoGtaSim();
  const [first, second] = [await createCaller(sim), await createCaller(sim)];
  expect(await first.status('GET', paths.alerts)).toBe(200);
  expect(await second.status('GET', paths.alerts)).toBe(200);
  expect(sim.tokenRequests).toBe(2);
  sim.expireTokens();
  expect(await first.status('GET', paths.alerts)).toBe(401);
  expect(await second.status('GET', paths.alerts)).toBe(401);
});

test('the answer has the form of the sheet: seconds, a lower-case type, a list of scopes', async () => {
  await using sim = await startCiscoGtaSim({ switches: { scope: 'enrich:read casebook' } });
  const response = await fetch(sim.tokenUrl, {
    method: 'POST',
    headers: { authorization: basic(sim.clientId, sim.clientSecret), 'content-type': form },
    body: 'grant_type=client_credentials',
  });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    access_token: expect.any(String),
    token_type: 'bearer',
    expires_in: 600,
    scope: 'enrich:read casebook',
  });
});

for (const [name, request, error] of [
  ['an unknown client', { id: 'nobody' }, { error: 'invalid_client', error_description: 'unknown client' }],
  [
    'a wrong password',
    { secret: 'x' },
    { error: 'invalid_client', error_description: 'wrong client password' },
  ],
  ['no credentials', { id: undefined }, { error: 'invalid_client' }],
  ['another grant', { body: 'grant_type=password' }, { error: 'unsupported_grant_type' }],
  ['no grant', { body: '' }, { error: 'invalid_request' }],
  [
    'a JSON body',
    { type: 'application/json', body: '{"grant_type":"client_credentials"}' },
    { error: 'invalid_request' },
  ],
] as const) {
  test(`the token endpoint refuses ${name} with 400 and the words of RFC 6749`, async () => {
    await using sim = await startCiscoGtaSim();
    const { id, secret, type, body } = {
      id: sim.clientId,
      secret: sim.clientSecret,
      type: form,
      body: 'grant_type=client_credentials',
      ...request,
    };
    const response = await fetch(sim.tokenUrl, {
      method: 'POST',
      headers: { 'content-type': type, ...(id === undefined ? {} : { authorization: basic(id, secret) }) },
      body,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      ...error,
      error_description: expect.any(String),
      error_uri: expect.stringContaining('rfc6749'),
    });
    expect(sim.tokenRequests).toBe(1);
  });
}

test('the scheme word is Bearer with a capital B', async () => {
  await using sim = await startCiscoGtaSim();
  const token = await fetchToken(sim);
  const status = async (authorization: string | undefined) =>
    (
      await fetch(`${sim.url}${paths.alerts}`, {
        headers: { accept: 'application/json', ...(authorization === undefined ? {} : { authorization }) },
      })
    ).status;
  expect(await status(`Bearer ${token}`)).toBe(200);
  for (const wrong of [
    `bearer ${token}`,
    `BEARER ${token}`,
    `Bearer  ${token}`,
    token,
    'Bearer x',
    undefined,
  ]) {
    expect(await status(wrong)).toBe(401);
  }
});

test('the app host tells whose credentials these are', async () => {
  await using sim = await startCiscoGtaSim({ customerId: 'CTA42' });
  const caller = await createCaller(sim);
  expect(sim.appUrl).toBe(sim.url);
  const { body } = await caller.call('GET', '/auth/api-clients/me');
  expect(body).toMatchObject({ identity: { customerId: 'CTA42' } });
});

test('above the quota the token host answers 429 and says so in its header', async () => {
  const clock = createSimClock();
  clock.set(Date.UTC(2026, 0, 1), true);
  await using sim = await startCiscoGtaSim({ clock, switches: { tokenQuota: 2 } });
  const ask = () =>
    fetch(sim.tokenUrl, {
      method: 'POST',
      headers: { authorization: basic(sim.clientId, sim.clientSecret), 'content-type': form },
      body: 'grant_type=client_credentials',
    });
  expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
  const refused = await ask();
  expect(refused.status).toBe(429);
  expect(refused.headers.get('x-ratelimit-org-limit')).toBe('2');
  expect(refused.headers.get('retry-after')).toBe('3600');
  clock.advance(3_600_000);
  expect((await ask()).status).toBe(200);
});

test('a token without the scope the API wants gets 403', async () => {
  await using sim = await startCiscoGtaSim({ switches: { requiredScope: 'gta:read' } });
  expect(await (await createCaller(sim)).status('GET', paths.alerts)).toBe(403);
  sim.switches.scope = 'casebook gta:read';
  expect(await (await createCaller(sim)).status('GET', paths.alerts)).toBe(200);
});

test('above its own quota the API answers 429 with Retry-After', async () => {
  const clock = createSimClock();
  clock.set(Date.UTC(2026, 0, 1), true);
  await using sim = await startCiscoGtaSim({ clock, switches: { apiQuota: 1 } });
  const caller = await createCaller(sim);
  expect(await caller.status('GET', paths.alerts)).toBe(200);
  const refused = await caller.call('GET', paths.alerts);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
});
