import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHttpClient } from '../../src/http/client.ts';
import { json, startSimServer } from '../../src/simulators/kit.ts';
import { createRig, createScope, failureOf, get, post, until } from './support.ts';

describe('a request', () => {
  it('reaches the server as asked, and its JSON comes back', async () => {
    const { server, client } = await createRig((request) => json(200, { echo: request.body.toString() }));
    const scope = createScope();
    const query = [
      ['q', 'a b&c'],
      ['q', 'ü'],
    ] as const;
    const answer = await client.request(
      post('/a%2Fb', { x: 1 }, { query, headers: { 'X-Extra': 'e' } }),
      scope,
    );
    expect(answer).toMatchObject({ status: 200, body: { echo: '{"x":1}' } });
    const [request] = server.requests;
    expect(request?.path).toBe('/a%2Fb');
    expect(request?.query.getAll('q')).toEqual(['a b&c', 'ü']);
    expect(request?.headers).toMatchObject({ 'content-type': 'application/json', 'x-extra': 'e' });
    expect(scope.count).toBe(1);
  });

  it('carries a form, the fixed credential, and the base path of the origin', async () => {
    const server = await startSimServer({ handle: () => json(200, null) });
    const client = createHttpClient({
      source: 'argus',
      origin: `${server.url}/base/`,
      credentials: { headers: () => ({ 'Argus-API-Key': 'key' }) },
    });
    onTestFinished(async () => {
      await server.close();
      await client.close();
    });
    await client.request(
      { method: 'POST', path: '/f', form: { a: '1 2', b: 'ä' }, read: false },
      createScope(),
    );
    const [request] = server.requests;
    expect(request?.path).toBe('/base/f');
    expect(request?.headers['argus-api-key']).toBe('key');
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(new URLSearchParams(request?.body.toString()).get('b')).toBe('ä');
  });

  for (const request of [get('no-slash'), get('/a?b=c'), get('/a', { json: 1, form: { b: '' } })]) {
    it(`that breaks the rules is refused before it is sent: ${inspect(request, { breakLength: Infinity })}`, async () => {
      const { server, client } = await createRig();
      expect(await failureOf(client.request(request, createScope()))).toMatchObject({ kind: 'rejected' });
      expect(server.count()).toBe(0);
    });
  }

  it('after close is refused', async () => {
    const { server, client } = await createRig();
    await client.close();
    expect(await failureOf(client.request(get('/'), createScope()))).toMatchObject({ kind: 'unavailable' });
    expect(server.count()).toBe(0);
  });
});

describe('an answer', () => {
  it('is JSON whatever its content type, without losing digits', async () => {
    const { client } = await createRig(() => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: '\uFEFF{"id":12345678901234567890}',
    }));
    const { body } = await client.request(get('/'), createScope());
    expect(body).toEqual({ id: '12345678901234567890' });
  });

  it('is a Buffer, or nothing, where that was asked for', async () => {
    const bytes = Buffer.from([0, 255, 10]);
    const { client } = await createRig(() => ({ status: 200, body: bytes }));
    expect((await client.request(get('/', { as: 'bytes' }), createScope())).body).toEqual(bytes);
    expect((await client.request(get('/', { as: 'nothing' }), createScope())).body).toBeUndefined();
  });

  it('of 204 has no body', async () => {
    const { client } = await createRig(() => ({ status: 204 }));
    expect(await client.request(get('/'), createScope())).toMatchObject({ status: 204, body: undefined });
  });

  it('with an expected status comes back, its body undefined where that cannot be parsed', async () => {
    const { server, client } = await createRig((request) =>
      request.path === '/html' ? { status: 412, body: '<p>' } : json(503, { why: 'busy' }),
    );
    const request = { expect: [412, 503] };
    expect(await client.request(get('/', request), createScope())).toMatchObject({
      status: 503,
      body: { why: 'busy' },
    });
    expect(await client.request(get('/html', request), createScope())).toMatchObject({
      status: 412,
      body: undefined,
    });
    expect(server.count()).toBe(2);
  });

  it('that is too large is an invalid response and not asked for again', async () => {
    const { server, client } = await createRig(() => json(200, 'x'.repeat(2_000)), {
      maxResponseBytes: 1_000,
    });
    expect(await failureOf(client.request(get('/'), createScope()))).toMatchObject({
      kind: 'invalid-response',
    });
    expect(server.count()).toBe(1);
  });

  it('that redirects is not followed', async () => {
    const { server, client } = await createRig(() => ({ status: 302, headers: { location: '/elsewhere' } }));
    const error = await failureOf(client.request(get('/'), createScope()));
    expect(error).toMatchObject({ kind: 'unavailable', status: 302 });
    expect(server.count('/elsewhere')).toBe(0);
    expect(server.count()).toBe(1);
  });
});

const statuses = [
  [400, 'rejected'],
  [401, 'unauthorized'],
  [402, 'rate-limited'],
  [403, 'unauthorized'],
  [404, 'not-found'],
  [405, 'rejected'],
  [409, 'rejected'],
  [412, 'rejected'],
  [413, 'rejected'],
  [415, 'rejected'],
  [418, 'unavailable'],
  [422, 'rejected'],
  [501, 'unavailable'],
] as const;

for (const [status, kind] of statuses) {
  it(`status ${status} is ${kind}, and final`, async () => {
    const { server, client, reports } = await createRig(() => ({ status }));
    expect(await failureOf(client.request(get('/'), createScope()))).toMatchObject({
      source: 'argus',
      kind,
      status,
    });
    expect(server.count()).toBe(1);
    expect(reports).toEqual(kind === 'rejected' || kind === 'not-found' ? [] : [kind]);
  });
}

it('a refused connection is unavailable', async () => {
  const { server, client, pauses } = await createRig();
  await server.close();
  const scope = createScope();
  expect(await failureOf(client.request(get('/'), scope))).toMatchObject({
    kind: 'unavailable',
    status: undefined,
  });
  expect(pauses).toHaveLength(2);
  expect(scope.count).toBe(3);
});

it('no more requests are under way than allowed, and none is lost', async () => {
  const gate = Promise.withResolvers<void>();
  let underWay = 0;
  let most = 0;
  const { server, client } = await createRig(
    async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await gate.promise;
      underWay -= 1;
      return json(200, null);
    },
    { maxConcurrent: 3 },
  );
  const answers = Array.from({ length: 30 }, (_, n) => client.request(get(`/${n}`), createScope()));
  await until(() => underWay === 3);
  gate.resolve();
  await Promise.all(answers);
  expect(server.count()).toBe(30);
  expect(most).toBe(3);
});

it('a full queue refuses at once, without repeats', async () => {
  const { server, client } = await createRig(undefined, { maxConcurrent: 1, maxQueued: 1 });
  const outcomes = await Promise.allSettled(
    ['/1', '/2', '/3'].map((path) => client.request(get(path), createScope())),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  expect(server.count()).toBe(2);
});

describe('nothing of the upstream is in an error, its causes included:', () => {
  const canary = 'canary-7d1f';
  const answers = {
    'an error status': { status: 500, headers: { 'x-trace': canary }, body: canary },
    'a page instead of JSON': { status: 200, body: `<html>${canary}</html>` },
    'truncated JSON': { status: 200, body: `{"${canary}":` },
    'a refusal': { status: 401, headers: { 'www-authenticate': canary }, body: `{"message":"${canary}"}` },
    'too large an answer': { status: 200, body: canary.repeat(100) },
  };
  for (const [name, answer] of Object.entries(answers)) {
    it(name, async () => {
      const { client, server } = await createRig(() => answer, {
        maxResponseBytes: 500,
        credentials: { headers: () => ({ authorization: canary }) },
      });
      const request = post(`/${canary}`, { canary }, { query: [['q', canary]], headers: { 'x-c': canary } });
      const error = await failureOf(client.request(request, createScope()));
      const shown = inspect(error, { depth: 20, showHidden: true });
      expect(shown).not.toContain(canary);
      expect(shown).not.toContain(String(server.port));
    });
  }

  it('a refused connection, and a broken status line', async () => {
    const { client, server } = await createRig((_, incoming) => {
      incoming.socket.end(`HTTP/1.1 ${canary}\r\n\r\n`);
      return json(200, null);
    });
    const broken = await failureOf(client.request(get(`/${canary}`), createScope()));
    expect(broken.kind).toBe('invalid-response');
    expect(inspect(broken, { depth: 20, showHidden: true })).not.toContain(canary);
    await server.close();
    const refused = await failureOf(client.request(get(`/${canary}`), createScope()));
    expect(refused.kind).toBe('unavailable');
    expect(inspect(refused, { depth: 20, showHidden: true })).not.toContain(String(server.port));
  });
});
