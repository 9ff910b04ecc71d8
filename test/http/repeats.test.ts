import { describe, expect, it } from 'vitest';
import type { Fault } from '../../src/simulators/kit.ts';
import { json } from '../../src/simulators/kit.ts';
import { createRig, createScope, deadline, failureOf, get, post, until } from './support.ts';

const start = Date.UTC(2026, 2, 1, 12, 0, 0);

const passing: readonly (readonly [string, Fault])[] = [
  ['500', { kind: 'status', status: 500 }],
  ['502', { kind: 'status', status: 502 }],
  ['503', { kind: 'status', status: 503 }],
  ['504', { kind: 'status', status: 504 }],
  ['429', { kind: 'status', status: 429 }],
  ['a cut connection', { kind: 'reset' }],
  ['a truncated body', { kind: 'truncate' }],
];

for (const [name, fault] of passing) {
  describe(`after ${name}`, () => {
    it('a read is repeated twice at most, with growing jitter', async () => {
      const { server, client, pauses, reports } = await createRig();
      server.fault({ ...fault, times: 2 });
      const scope = createScope();
      expect(await client.request(get('/'), scope)).toMatchObject({ body: { ok: true } });
      expect(server.count()).toBe(3);
      expect(scope.count).toBe(3);
      expect(pauses).toEqual([125, 250]);
      expect(reports).toEqual(['ok']);
    });

    it('three times the read fails, reported once', async () => {
      const { server, client, reports } = await createRig();
      server.fault(fault);
      const { kind } = await failureOf(client.request(get('/'), createScope()));
      expect(kind).toBe(name === '429' ? 'rate-limited' : 'unavailable');
      expect(server.count()).toBe(3);
      expect(reports).toEqual([kind]);
    });

    it('a write is not repeated', async () => {
      const { server, client, pauses } = await createRig();
      server.fault({ ...fault, times: 1 });
      const scope = createScope();
      await failureOf(client.request(post('/', {}), scope));
      expect(server.count()).toBe(1);
      expect(scope.count).toBe(1);
      expect(pauses).toEqual([]);
    });
  });
}

for (const kind of ['html', 'truncateJson'] as const) {
  it(`an answer that cannot be understood (${kind}) is asked for once more`, async () => {
    const { server, client } = await createRig();
    server.fault({ kind, times: 1 });
    expect(await client.request(get('/'), createScope())).toMatchObject({ body: { ok: true } });
    expect(server.count()).toBe(2);
    server.forget();
    server.fault({ kind });
    expect(await failureOf(client.request(get('/'), createScope()))).toMatchObject({
      kind: 'invalid-response',
      status: 200,
    });
    expect(server.count()).toBe(2);
  });
}

it('a POST that only reads is repeated', async () => {
  const { server, client } = await createRig();
  server.fault({ kind: 'reset', times: 1 });
  await client.request(post('/search', { ids: [1] }, { read: true }), createScope());
  expect(server.requests.map(({ body }) => body.toString())).toEqual(['{"ids":[1]}', '{"ids":[1]}']);
});

it('an attempt that takes too long is given up and repeated', async () => {
  const { server, client } = await createRig(undefined, { attemptTimeout: 50 });
  server.fault({ kind: 'hang', times: 1 });
  expect(await client.request(get('/'), createScope())).toMatchObject({ body: { ok: true } });
  expect(server.count()).toBe(2);
});

describe('Retry-After', () => {
  const forms = [
    ['in seconds', '3'],
    ['as a date', new Date(start + 3_000).toUTCString()],
  ] as const;
  for (const [form, header] of forms) {
    it(`${form} is waited for when it is short`, async () => {
      const { server, client, pauses } = await createRig(undefined, { now: () => start });
      server.fault({ kind: 'status', status: 429, headers: { 'retry-after': header }, times: 1 });
      await client.request(get('/'), createScope());
      expect(pauses).toEqual([3_125]);
    });
  }

  it('beyond ten seconds fails at once and says when to come back', async () => {
    const { server, client, pauses } = await createRig(undefined, { now: () => start });
    server.fault({ kind: 'status', status: 429, headers: { 'retry-after': '60' } });
    expect(await failureOf(client.request(get('/'), createScope()))).toMatchObject({
      kind: 'rate-limited',
      status: 429,
      retryAt: start + 60_000,
    });
    expect(server.count()).toBe(1);
    expect(pauses).toEqual([]);
  });

  it('beyond the deadline fails at once and says when to come back', async () => {
    const { server, client } = await createRig(undefined, { now: () => start, timeout: 2_000 });
    server.fault({ kind: 'status', status: 503, headers: { 'retry-after': '2' } });
    expect(await failureOf(client.request(get('/'), createScope()))).toMatchObject({
      kind: 'unavailable',
      retryAt: start + 2_000,
    });
    expect(server.count()).toBe(1);
  });

  it('of a used-up quota (402) is told and not waited for', async () => {
    const { server, client } = await createRig(() => ({ status: 402, headers: { 'retry-after': '1' } }), {
      now: () => start,
    });
    expect(await failureOf(client.request(get('/'), createScope()))).toMatchObject({
      kind: 'rate-limited',
      retryAt: start + 1_000,
    });
    expect(server.count()).toBe(1);
  });
});

describe('a wait ends with the caller', () => {
  it('in mid answer: a hung source costs no more than the deadline', async () => {
    const { server, client, reports } = await createRig();
    server.fault({ kind: 'hang' });
    const error = await failureOf(client.request(get('/'), createScope(AbortSignal.timeout(80))));
    expect(error).toMatchObject({ kind: 'timeout', source: 'argus' });
    expect(server.count()).toBe(1);
    expect(reports).toEqual(['timeout']);
    server.heal();
    expect(await client.request(get('/'), createScope())).toMatchObject({ body: { ok: true } });
  });

  it('in mid body', async () => {
    let begun = false;
    const { client } = await createRig(async (_, incoming) => {
      incoming.socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"half":', () => {
        begun = true;
      });
      return new Promise(() => undefined);
    });
    const caller = new AbortController();
    const failure = failureOf(client.request(get('/'), createScope(caller.signal)));
    await until(() => begun);
    caller.abort(deadline());
    expect((await failure).kind).toBe('timeout');
  });

  it('when it goes away: aborted, which is nobody’s failure, and the connection is cut', async () => {
    let cut = false;
    const { server, client, reports } = await createRig((_, incoming) => {
      incoming.socket.once('close', () => {
        cut = true;
      });
      return new Promise(() => undefined);
    });
    const caller = new AbortController();
    const failure = failureOf(client.request(get('/'), createScope(caller.signal)));
    await until(() => server.count() === 1);
    caller.abort();
    expect((await failure).kind).toBe('aborted');
    await until(() => cut);
    expect(reports).toEqual([]);
  });

  it('before it began: nothing is sent', async () => {
    const { server, client } = await createRig();
    expect((await failureOf(client.request(get('/'), createScope(AbortSignal.abort())))).kind).toBe(
      'aborted',
    );
    expect(server.count()).toBe(0);
  });

  it('in the queue: a write that was given up there is never sent', async () => {
    const { server, client } = await createRig(undefined, { maxConcurrent: 1 });
    server.fault({ kind: 'hang', times: 1 });
    const first = new AbortController();
    const second = new AbortController();
    const scope = createScope(second.signal);
    const hung = failureOf(client.request(get('/hung'), createScope(first.signal)));
    const queued = failureOf(client.request(post('/queued', {}), scope));
    await until(() => server.count() === 1);
    second.abort(deadline());
    expect((await queued).kind).toBe('timeout');
    first.abort();
    await hung;
    await client.request(get('/next'), createScope());
    expect(server.count('/queued')).toBe(0);
    expect(scope.count).toBe(0);
  });

  it('in a pause between repeats: the deadline tells what the pause was for', async () => {
    const caller = new AbortController();
    const { server, client, reports } = await createRig(() => json(503, null), {
      sleep: (_, signal) => {
        setImmediate(() => caller.abort(deadline()));
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('woken')), { once: true });
        });
      },
    });
    const error = await failureOf(client.request(get('/'), createScope(caller.signal)));
    expect(error).toMatchObject({ kind: 'unavailable', status: 503 });
    expect(server.count()).toBe(1);
    expect(reports).toEqual(['unavailable']);
  });
});
