import { describe, expect, it } from 'vitest';
import { json } from '../../src/simulators/kit.ts';
import { createRig, createScope, deadline, failureOf, get, post, until, type Rig } from './support.ts';

/** A rig whose answers wait for `open`. */
async function createGatedRig(): Promise<Rig & { readonly open: () => void }> {
  const gate = Promise.withResolvers<void>();
  let answers = 0;
  const rig = await createRig(async () => {
    await gate.promise;
    answers += 1;
    return json(200, { answers });
  });
  return { ...rig, open: () => gate.resolve() };
}

describe('identical reads in flight', () => {
  it('cost one request, counted for the caller that began it', async () => {
    const { server, client, open, reports } = await createGatedRig();
    const scopes = Array.from({ length: 50 }, () => createScope());
    const answers = scopes.map((scope) => client.request(get('/', { query: [['a', '1']] }), scope));
    open();
    for (const { body } of await Promise.all(answers)) expect(body).toEqual({ answers: 1 });
    expect(server.count()).toBe(1);
    expect(scopes.map(({ count }) => count)).toEqual([1, ...Array.from({ length: 49 }, () => 0)]);
    expect(reports).toEqual(['ok']);
  });

  it('differ by method, path, query, headers, body, form of answer and expectations', async () => {
    const { server, client, open } = await createGatedRig();
    const requests = [
      get('/'),
      get('/other'),
      get('/', { query: [['a', '1']] }),
      get('/', { headers: { 'x-a': '1' } }),
      get('/', { as: 'bytes' }),
      get('/', { expect: [404] }),
      post('/', { a: 1 }, { read: true }),
      post('/', { a: 2 }, { read: true }),
    ];
    const answers = requests.map((request) => client.request(request, createScope()));
    open();
    await Promise.all(answers);
    expect(server.count()).toBe(requests.length);
  });

  it('outlive the caller that began them, and any other but the last', async () => {
    const { server, client, open } = await createGatedRig();
    const callers = Array.from({ length: 3 }, () => new AbortController());
    const asked = callers.map(({ signal }) => client.request(get('/'), createScope(signal)));
    const [starter, second, last] = asked.map((promise) => promise.catch((error: unknown) => error));
    await until(() => server.count() === 1);
    callers[0]?.abort();
    callers[1]?.abort(deadline());
    expect(await starter).toMatchObject({ kind: 'aborted' });
    expect(await second).toMatchObject({ kind: 'timeout' });
    const late = client.request(get('/'), createScope());
    open();
    expect(await last).toMatchObject({ body: { answers: 1 } });
    expect(await late).toMatchObject({ body: { answers: 1 } });
    expect(server.count()).toBe(1);
  });

  it('are cut when the last caller leaves, and the next caller begins anew', async () => {
    const { server, client } = await createRig();
    server.fault({ kind: 'hang', times: 1 });
    const callers = [new AbortController(), new AbortController()];
    const failures = callers.map(({ signal }) => failureOf(client.request(get('/'), createScope(signal))));
    await until(() => server.count() === 1);
    for (const caller of callers) caller.abort();
    const next = client.request(get('/'), createScope());
    for (const failure of failures) expect((await failure).kind).toBe('aborted');
    expect(await next).toMatchObject({ body: { ok: true } });
    expect(server.count()).toBe(2);
  });

  it('share a failure, which the next caller does not inherit', async () => {
    const { server, client, reports } = await createRig();
    server.fault({ kind: 'status', status: 403, times: 1 });
    const failures = [1, 2].map(() => failureOf(client.request(get('/'), createScope())));
    for (const failure of failures) expect((await failure).kind).toBe('unauthorized');
    expect(reports).toEqual(['unauthorized']);
    expect(await client.request(get('/'), createScope())).toMatchObject({ body: { ok: true } });
    expect(server.count()).toBe(2);
  });

  it('are not joined after a write has ended, for they may not show it', async () => {
    const { server, client, open } = await createGatedRig();
    const before = client.request(get('/'), createScope());
    await until(() => server.count() === 1);
    server.fault({ kind: 'status', status: 200, body: 'null', match: { method: 'POST' } });
    await client.request(post('/', {}), createScope());
    const after = client.request(get('/'), createScope());
    await until(() => server.count(undefined, 'GET') === 2);
    open();
    await Promise.all([before, after]);
    expect(server.count(undefined, 'GET')).toBe(2);
  });
});

it('writes are never shared', async () => {
  const { server, client } = await createRig();
  await Promise.all([1, 2].map(() => client.request(post('/', {}), createScope())));
  expect(server.count()).toBe(2);
});
