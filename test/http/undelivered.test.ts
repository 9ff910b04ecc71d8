/** A write that certainly never reached its source says so, and no other does: nobody may take a lost answer for a refusal. */
import { createServer } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHttpClient, type HttpClientOptions } from '../../src/http/client.ts';
import type { HttpClient, UpstreamRequest } from '../../src/http/types.ts';
import { createAuthority, createSelfSigned } from '../../src/simulators/kata/certificates.ts';
import { json, type Fault } from '../../src/simulators/kit.ts';
import { createRig, createScope, deadline, failureOf, get, post, until } from './support.ts';

function connect(origin: string, options: Partial<HttpClientOptions> = {}): HttpClient {
  const client = createHttpClient({ source: 'argus', origin, ...options });
  onTestFinished(() => client.close());
  return client;
}

/** A TLS server that counts what it was able to read of requests. */
async function startTls(options: TlsOptions): Promise<{ readonly port: number; readonly read: number }> {
  let read = 0;
  const server = createTlsServer(options, (socket) => {
    socket.on('error', () => undefined).on('data', (bytes: Buffer) => void (read += bytes.length));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    get read() {
      return read;
    },
  };
}

/** A server that takes connections and never says a word. */
async function startSilent(): Promise<{ readonly port: number; readonly connections: number }> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    onTestFinished(() => void socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    get connections() {
      return connections;
    },
  };
}

const write = post('/w', { x: 1 });

describe('a write is undelivered', () => {
  it('when the connection is refused', async () => {
    const { server, client } = await createRig();
    await server.close();
    expect(await failureOf(client.request(write, createScope()))).toMatchObject({
      kind: 'unavailable',
      undelivered: true,
    });
  });

  it('when the name of the host leads nowhere', async () => {
    const client = connect('http://nowhere.invalid');
    expect(await failureOf(client.request(write, createScope()))).toMatchObject({
      kind: 'unavailable',
      undelivered: true,
    });
  });

  it('when the connection is not there in time', async () => {
    const silent = await startSilent();
    const client = connect(`https://127.0.0.1:${silent.port}`);
    expect(await failureOf(client.request(write, createScope()))).toMatchObject({
      kind: 'unavailable',
      undelivered: true,
      cause: { code: 'UND_ERR_CONNECT_TIMEOUT' },
    });
    expect(silent.connections).toBe(1);
  });

  it('when it was given up while the connection was being made', async () => {
    const silent = await startSilent();
    const client = connect(`https://127.0.0.1:${silent.port}`, { attemptTimeout: 50 });
    expect(await failureOf(client.request(write, createScope()))).toMatchObject({
      kind: 'timeout',
      undelivered: true,
    });
    const caller = new AbortController();
    const failure = failureOf(client.request(write, createScope(caller.signal)));
    await until(() => silent.connections > 1);
    caller.abort();
    expect(await failure).toMatchObject({ kind: 'aborted', undelivered: true });
  });

  it('when we do not trust the server', async () => {
    const tls = await startTls(createSelfSigned());
    const client = connect(`https://127.0.0.1:${tls.port}`);
    expect(await failureOf(client.request(write, createScope()))).toMatchObject({
      kind: 'unavailable',
      undelivered: true,
    });
    expect(tls.read).toBe(0);
  });

  // With TLS 1.3 the refusal may be overtaken by the closing of the connection, and then nobody can tell.
  it('when the server wants a certificate of us', async () => {
    const authority = createAuthority();
    const tls = await startTls({
      ...authority.issueServer(),
      ca: authority.cert,
      requestCert: true,
      rejectUnauthorized: true,
      maxVersion: 'TLSv1.2',
    });
    const client = connect(`https://127.0.0.1:${tls.port}`, { tls: { ca: authority.cert } });
    expect(await failureOf(client.request(write, createScope()))).toMatchObject({ undelivered: true });
    expect(tls.read).toBe(0);
  });

  it('when the queue is full', async () => {
    const { server, client } = await createRig(undefined, { maxConcurrent: 1, maxQueued: 0 });
    const first = client.request(write, createScope());
    expect(await failureOf(client.request(write, createScope()))).toMatchObject({
      kind: 'unavailable',
      undelivered: true,
    });
    await first;
    expect(server.count()).toBe(1);
  });

  it('when it was given up in the queue', async () => {
    const { server, client } = await createRig(undefined, { maxConcurrent: 1 });
    server.fault({ kind: 'hang' });
    const [first, second] = [new AbortController(), new AbortController()];
    const hung = failureOf(client.request(write, createScope(first.signal)));
    const queued = failureOf(client.request(write, createScope(second.signal)));
    await until(() => server.count() === 1);
    second.abort(deadline());
    expect(await queued).toMatchObject({ kind: 'timeout', undelivered: true });
    first.abort(deadline());
    expect(await hung).toMatchObject({ kind: 'timeout', undelivered: false });
    expect(server.count()).toBe(1);
  });

  it('when its caller had left before', async () => {
    const { server, client } = await createRig();
    const error = await failureOf(client.request(write, createScope(AbortSignal.abort())));
    expect(error).toMatchObject({ kind: 'aborted', undelivered: true });
    expect(server.count()).toBe(0);
  });

  it('when the client is closed', async () => {
    const { client } = await createRig();
    await client.close();
    expect(await failureOf(client.request(write, createScope()))).toMatchObject({ undelivered: true });
  });

  it('when it was waiting for a token, or there was none to be had', async () => {
    const waiting = new AbortController();
    const { server, client } = await createRig(undefined, {
      credentials: { headers: () => new Promise(() => undefined) },
    });
    const failure = failureOf(client.request(write, createScope(waiting.signal)));
    waiting.abort(deadline());
    expect(await failure).toMatchObject({ kind: 'timeout', undelivered: true });
    const tokenHost = await createRig(() => ({ status: 500 }), { sleep: () => Promise.resolve() });
    const refused = connect(server.url, {
      credentials: {
        headers: async (scope) => {
          await tokenHost.client.request(get('/token'), scope);
          return {};
        },
      },
    });
    expect(await failureOf(refused.request(write, createScope()))).toMatchObject({
      kind: 'unavailable',
      status: 500,
      undelivered: true,
    });
    expect(server.count()).toBe(0);
  });

  const unsendable: readonly (readonly [string, UpstreamRequest])[] = [
    ['a path without a slash', post('w', {})],
    ['two bodies', post('/w', {}, { bytes: Buffer.from('x') })],
    ['a header that cannot be sent', post('/w', {}, { headers: { 'x-note': 'a\nb' } })],
  ];
  for (const [name, request] of unsendable) {
    it(`when it cannot be encoded: ${name}`, async () => {
      const { server, client } = await createRig();
      expect(await failureOf(client.request(request, createScope()))).toMatchObject({
        kind: 'rejected',
        undelivered: true,
      });
      expect(server.count()).toBe(0);
    });
  }

  it('when it was refused for its token, and the wait for another came to nothing', async () => {
    const caller = new AbortController();
    let asked = 0;
    const { server, client } = await createRig(() => ({ status: 401 }), {
      credentials: {
        headers: () => {
          asked += 1;
          if (asked === 1) return {};
          setImmediate(() => caller.abort(deadline()));
          return new Promise(() => undefined);
        },
        refused: () => true,
      },
    });
    const error = await failureOf(client.request(write, createScope(caller.signal)));
    expect(error).toMatchObject({ kind: 'timeout', undelivered: true });
    expect(server.count()).toBe(1);
  });
});

describe('a write may have been delivered, and is sent once,', () => {
  const faults: readonly (readonly [string, Fault])[] = [
    ['when the connection is cut before the answer', { kind: 'reset' }],
    ['when the connection is cut after the work', { kind: 'resetAfter' }],
    ['when the connection is cut in mid answer', { kind: 'truncate' }],
    ['when half an answer comes', { kind: 'truncateJson' }],
    ['when a page comes', { kind: 'html' }],
    ['when the source fails', { kind: 'status', status: 500 }],
    ['when the source refuses it', { kind: 'status', status: 400 }],
    ['when the credential is refused', { kind: 'status', status: 401 }],
  ];
  for (const [name, fault] of faults) {
    it(name, async () => {
      const { server, client } = await createRig();
      server.fault(fault);
      const scope = createScope();
      expect(await failureOf(client.request(write, scope))).toMatchObject({ undelivered: false });
      expect([server.count(), scope.count]).toEqual([1, 1]);
    });
  }

  it('when the connection it is sent on has been closed by the source meanwhile', async () => {
    const { server, client } = await createRig();
    await client.request(get('/first'), createScope());
    server.fault({ kind: 'reset', match: { method: 'POST' } });
    expect(await failureOf(client.request(write, createScope()))).toMatchObject({ undelivered: false });
    expect(server.count('/w')).toBe(1);
  });

  for (const [name, reason] of [
    ['its time is over', deadline()],
    ['its caller leaves', undefined],
  ] as const) {
    it(`when ${name} in mid answer`, async () => {
      const { server, client } = await createRig();
      server.fault({ kind: 'hang' });
      const caller = new AbortController();
      const failure = failureOf(client.request(write, createScope(caller.signal)));
      await until(() => server.count() === 1);
      caller.abort(reason);
      expect(await failure).toMatchObject({ undelivered: false });
      expect(server.count()).toBe(1);
    });
  }
});

it('a write whose token was refused is sent again with a new one, once', async () => {
  let token = 1;
  const { server, client } = await createRig(
    (request) => json(request.headers.authorization === 't2' ? 200 : 401, { ok: true }),
    {
      credentials: {
        headers: () => ({ authorization: `t${token}` }),
        refused: () => {
          token += 1;
          return true;
        },
      },
    },
  );
  expect(await client.request(write, createScope())).toMatchObject({ body: { ok: true } });
  expect(server.requests.map(({ status }) => status)).toEqual([401, 200]);
  token = 5;
  expect(await failureOf(client.request(write, createScope()))).toMatchObject({
    status: 401,
    undelivered: false,
  });
  expect(server.requests.map(({ status }) => status)).toEqual([401, 200, 401, 401]);
});

it('bytes go out as they are, and only in writes', async () => {
  const bytes = Buffer.from([0, 255, 10, 13]);
  const { server, client } = await createRig();
  const headers = { 'Content-Type': 'application/octet-stream' };
  await client.request({ method: 'POST', path: '/b', bytes, headers, read: false }, createScope());
  expect(server.requests[0]?.body).toEqual(bytes);
  expect(server.requests[0]?.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-length': '4',
  });
  const read = client.request({ method: 'POST', path: '/b', bytes, headers, read: true }, createScope());
  expect(await failureOf(read)).toMatchObject({ kind: 'rejected' });
  expect(server.count()).toBe(1);
});
