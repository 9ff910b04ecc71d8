import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHttpClient } from '../../src/http/client.ts';
import {
  createClientCredentials,
  type ClientCredentials,
  type ClientCredentialsOptions,
} from '../../src/http/oauth2.ts';
import type { HttpClient } from '../../src/http/types.ts';
import { json, startSimServer, type SimServer } from '../../src/simulators/kit.ts';
import { createScope, failureOf, get, post, until } from './support.ts';

const start = Date.UTC(2026, 2, 1, 12, 0, 0);
const secret = 's3cret-canary';

interface TokenRig {
  readonly server: SimServer;
  readonly credentials: ClientCredentials;
  readonly client: HttpClient;
  /** The clock of the credentials. */
  readonly clock: { now: number };
  /** What the token host grants and the API accepts; a test may change it. */
  readonly host: { expiresIn: unknown; accepted: Set<string>; grant: () => Promise<void> };
}

/** A token host that hands out t1, t2, …, and an API that takes the tokens it holds for accepted. */
async function createTokenRig(options: Partial<ClientCredentialsOptions> = {}): Promise<TokenRig> {
  const clock = { now: start };
  const host = { expiresIn: 600, accepted: new Set<string>(), grant: () => Promise.resolve() };
  let issued = 0;
  const server = await startSimServer({
    async handle(request) {
      if (request.path === '/oauth/token') {
        await host.grant();
        issued += 1;
        host.accepted.add(`Bearer t${issued}`);
        return json(200, { access_token: `t${issued}`, token_type: 'bearer', expires_in: host.expiresIn });
      }
      return json(host.accepted.has(request.headers.authorization ?? '') ? 200 : 401, { path: request.path });
    },
  });
  const now = (): number => clock.now;
  const sleep = (): Promise<void> => Promise.resolve();
  const credentials = createClientCredentials({
    source: 'gta',
    tokenUrl: `${server.url}/oauth/token`,
    clientId: 'client',
    clientSecret: secret,
    now,
    sleep,
    ...options,
  });
  const client = createHttpClient({ source: 'gta', origin: server.url, credentials, now, sleep });
  onTestFinished(async () => {
    await server.close();
    await client.close();
    await credentials.close();
  });
  return { server, credentials, client, clock, host };
}

const tokens = '/oauth/token';

describe('the token', () => {
  it('is asked for with Basic and a form, and used for as long as it lasts', async () => {
    const { server, client, clock } = await createTokenRig({ scope: 'casebook' });
    const scope = createScope();
    await client.request(get('/a'), scope);
    clock.now += 569_999;
    await client.request(get('/b'), scope);
    const [asked, used] = server.requests;
    expect(asked?.method).toBe('POST');
    expect(asked?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from(`client:${secret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    });
    expect(asked?.body.toString()).toBe('grant_type=client_credentials&scope=casebook');
    expect(used?.headers.authorization).toBe('Bearer t1');
    expect(server.count(tokens)).toBe(1);
    expect(scope.count).toBe(3);
  });

  it('is renewed 30 s before its end, counted from when it was asked for', async () => {
    const { server, client, clock, host } = await createTokenRig();
    host.grant = () => {
      clock.now += 20_000;
      return Promise.resolve();
    };
    await client.request(get('/'), createScope());
    host.grant = () => Promise.resolve();
    clock.now = start + 570_000;
    await client.request(get('/'), createScope());
    expect(server.count(tokens)).toBe(2);
  });

  it('of a short life is used for half of it', async () => {
    const { server, client, clock, host } = await createTokenRig();
    host.expiresIn = '20';
    await client.request(get('/'), createScope());
    clock.now += 9_999;
    await client.request(get('/'), createScope());
    expect(server.count(tokens)).toBe(1);
    clock.now += 1;
    await client.request(get('/'), createScope());
    expect(server.count(tokens)).toBe(2);
  });

  it('with no stated life is used for half a minute', async () => {
    const { server, client, clock, host } = await createTokenRig();
    host.expiresIn = undefined;
    await client.request(get('/'), createScope());
    clock.now += 29_999;
    await client.request(get('/'), createScope());
    expect(server.count(tokens)).toBe(1);
  });
});

describe('50 callers', () => {
  const fifty = Array.from({ length: 50 }, (_, n) => `/${n}`);

  it('at the start cost one token request', async () => {
    const { server, client } = await createTokenRig();
    await Promise.all(fifty.map((path) => client.request(get(path), createScope())));
    expect(server.count(tokens)).toBe(1);
    expect(server.count()).toBe(51);
  });

  it('at the moment the token nears its end cost one token request, and none sees it', async () => {
    const { server, client, clock } = await createTokenRig();
    await client.request(get('/'), createScope());
    clock.now += 570_000;
    server.forget();
    await Promise.all(fifty.map((path) => client.request(get(path), createScope())));
    expect(server.count(tokens)).toBe(1);
    expect(server.requests.filter(({ status }) => status === 401)).toEqual([]);
  });

  it('whose token the API suddenly refuses cost one token request, and none sees it', async () => {
    const { server, client, host } = await createTokenRig();
    await client.request(get('/'), createScope());
    host.accepted.clear();
    server.forget();
    const answers = await Promise.all(fifty.map((path) => client.request(get(path), createScope())));
    expect(answers.map(({ body }) => body)).toEqual(fifty.map((path) => ({ path })));
    expect(server.count(tokens)).toBe(1);
    // Those that were under way with the old token are repeated once; those that queued may find the new one.
    const refused = server.requests.filter(({ status }) => status === 401).length;
    expect(server.count()).toBe(1 + 50 + refused);
  });

  it('leave without taking the token from those who stay', async () => {
    const { server, client, host } = await createTokenRig();
    const gate = Promise.withResolvers<void>();
    host.grant = () => gate.promise;
    const callers = fifty.map(() => new AbortController());
    const asked = fifty.map((path, n) =>
      client.request(get(path), createScope(callers[n]?.signal)).catch((error: unknown) => error),
    );
    await until(() => server.count(tokens) === 1);
    for (const caller of callers.slice(0, 49)) caller.abort();
    gate.resolve();
    const outcomes = await Promise.all(asked);
    expect(outcomes[0]).toMatchObject({ kind: 'aborted' });
    expect(outcomes[49]).toMatchObject({ status: 200 });
    expect(server.count()).toBe(2);
  });
});

it('a write refused for its token is sent once more with a new one', async () => {
  const { server, client, host } = await createTokenRig();
  await client.request(get('/'), createScope());
  host.accepted.clear();
  server.forget();
  await client.request(post('/write', { a: 1 }), createScope());
  expect(server.requests.map(({ path, status }) => [path, status])).toEqual([
    ['/write', 401],
    [tokens, 200],
    ['/write', 200],
  ]);
});

it('an API that refuses the new token too is asked twice, no more', async () => {
  const { server, client } = await createTokenRig();
  server.fault({ kind: 'status', status: 401, match: { path: '/' } });
  expect(await failureOf(client.request(get('/'), createScope()))).toMatchObject({
    kind: 'unauthorized',
    status: 401,
  });
  expect(server.count(tokens)).toBe(2);
  expect(server.count('/')).toBe(2);
});

it('a late refusal of an old token leaves the new one alone', async () => {
  const { server, credentials, clock } = await createTokenRig();
  const old = await credentials.headers(createScope());
  clock.now += 570_000;
  const renewed = await credentials.headers(createScope());
  expect(credentials.refused?.(old)).toBe(true);
  expect(await credentials.headers(createScope())).toBe(renewed);
  expect(server.count(tokens)).toBe(2);
});

describe('a failed login', () => {
  for (const status of [400, 401]) {
    it(`(${status}) is unauthorized, not repeated, and poisons nothing`, async () => {
      const { server, client } = await createTokenRig();
      server.fault({
        kind: 'status',
        status,
        body: `{"error":"${secret}"}`,
        match: { path: tokens },
        times: 1,
      });
      const error = await failureOf(client.request(get('/'), createScope()));
      expect(error).toMatchObject({ source: 'gta', kind: 'unauthorized', status });
      expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(secret);
      expect(server.count()).toBe(1);
      expect(await client.request(get('/'), createScope())).toMatchObject({ status: 200 });
    });
  }

  it('that happens again is not tried a third time before the cool-down is over', async () => {
    const { server, client, clock } = await createTokenRig();
    server.fault({ kind: 'status', status: 401, match: { path: tokens } });
    for (const path of ['/1', '/2', '/3', '/4']) {
      expect((await failureOf(client.request(get(path), createScope()))).kind).toBe('unauthorized');
    }
    expect(server.count(tokens)).toBe(2);
    server.heal();
    clock.now += 1_000;
    await client.request(get('/'), createScope());
    expect(server.count(tokens)).toBe(3);
  });

  it('of 50 callers is one token request', async () => {
    const { server, client } = await createTokenRig();
    server.fault({ kind: 'status', status: 401, match: { path: tokens } });
    const paths = Array.from({ length: 50 }, (_, n) => `/${n}`);
    const errors = await Promise.all(
      paths.map((path) => failureOf(client.request(get(path), createScope()))),
    );
    expect(new Set(errors.map(({ kind }) => kind))).toEqual(new Set(['unauthorized']));
    expect(server.count()).toBe(1);
  });
});

describe('a token host', () => {
  it('that stumbles is asked again, at most three times in one operation', async () => {
    const { server, client } = await createTokenRig();
    server.fault({ kind: 'reset', match: { path: tokens }, times: 2 });
    await client.request(get('/'), createScope());
    expect(server.count(tokens)).toBe(3);
  });

  it('that stays away makes the source unavailable', async () => {
    const { server, client } = await createTokenRig();
    server.fault({ kind: 'status', status: 503, match: { path: tokens } });
    expect(await failureOf(client.request(get('/'), createScope()))).toMatchObject({
      kind: 'unavailable',
      status: 503,
    });
    expect(server.count()).toBe(3);
  });

  it('that hangs costs no more than the deadline', async () => {
    const { server, client } = await createTokenRig();
    server.fault({ kind: 'hang', match: { path: tokens }, times: 1 });
    const error = await failureOf(client.request(get('/'), createScope(AbortSignal.timeout(80))));
    expect(error.kind).toBe('timeout');
    expect(await client.request(get('/'), createScope())).toMatchObject({ status: 200 });
  });

  it('without this path is unavailable: nobody’s object is missing', async () => {
    const { server, client } = await createTokenRig();
    server.fault({ kind: 'status', status: 404, match: { path: tokens } });
    expect(await failureOf(client.request(get('/'), createScope()))).toMatchObject({
      kind: 'unavailable',
      status: 404,
    });
  });

  for (const body of ['{}', '[]', '{"access_token":7}', '{"access_token":"a\\nb","expires_in":600}']) {
    it(`that answers ${body} sent an invalid response`, async () => {
      const { server, client } = await createTokenRig();
      server.fault({ kind: 'status', status: 200, body, match: { path: tokens } });
      expect((await failureOf(client.request(get('/'), createScope()))).kind).toBe('invalid-response');
      expect(server.count('/')).toBe(0);
    });
  }
});
