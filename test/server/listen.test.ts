import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listen, ListenError, type Listening, type ListenOptions } from '../../src/server/listen.ts';

async function start(options: Partial<ListenOptions> & Pick<ListenOptions, 'fetch'>): Promise<Listening> {
  const server = await listen({
    host: '127.0.0.1',
    port: 0,
    onError: (error) => {
      throw error;
    },
    ...options,
  });
  onTestFinished(() => server.close(0));
  return server;
}

async function dial(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** A promise and the function that keeps it. */
function gate<T = void>() {
  const { promise, resolve } = Promise.withResolvers<T>();
  return { promise, open: resolve };
}

const echo = async (request: Request) => new Response(await request.text());
const post = (url: string, body: BodyInit, more: RequestInit = {}) =>
  fetch(url, { method: 'POST', body, ...more });

describe('requests', () => {
  test('reach the handler whole and come back whole', async () => {
    const server = await start({
      fetch: async (request) =>
        Response.json({
          url: request.url,
          method: request.method,
          header: request.headers.get('x-test'),
          body: await request.text(),
        }),
    });
    const response = await post(`${server.url}/a?b=%20c`, 'zażółć', { headers: { 'x-test': '1' } });
    expect(await response.json()).toEqual({
      url: `${server.url}/a?b=%20c`,
      method: 'POST',
      header: '1',
      body: 'zażółć',
    });
  });

  test('are answered in pieces when the answer comes in pieces', async () => {
    const second = gate();
    const server = await start({
      fetch: () =>
        new Response(
          new ReadableStream({
            async start(controller) {
              controller.enqueue(Buffer.from('one'));
              await second.promise;
              controller.enqueue(Buffer.from('two'));
              controller.close();
            },
          }),
        ),
    });
    const response = await fetch(server.url);
    const reader = response.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('one');
    second.open();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('two');
    expect((await reader?.read())?.done).toBe(true);
  });

  test('whose handler throws get a 500 without a word of it', async () => {
    const seen: unknown[] = [];
    const server = await start({
      fetch: () => Promise.reject(new Error('s3cret')),
      onError: (error) => void seen.push(error),
    });
    const response = await fetch(server.url);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      errors: [{ message: 'Something went wrong here.', extensions: { code: 'INTERNAL' } }],
    });
    expect(seen).toEqual([new Error('s3cret')]);
  });

  test('of a client that goes away are aborted', async () => {
    const arrived = gate();
    const aborted = gate<boolean>();
    const server = await start({
      fetch: async (request) => {
        const signal = AbortSignal.any([request.signal]);
        signal.addEventListener('abort', () => aborted.open(signal.aborted));
        arrived.open();
        await aborted.promise;
        return new Response();
      },
    });
    const client = new AbortController();
    const response = fetch(server.url, { signal: client.signal });
    await arrived.promise;
    client.abort();
    await expect(response).rejects.toThrow('aborted');
    expect(await aborted.promise).toBe(true);
  });

  test('whose target is nonsense harm nobody', async () => {
    const server = await start({
      fetch: (request) => new Response(URL.parse(request.url)?.pathname ?? 'none'),
    });
    for (const head of [
      'GET /x HTTP/1.1\r\nHost: a b:c',
      'GET http://x/ HTTP/1.1\r\nHost: y',
      'GET * HTTP/1.0\r\nX: y',
    ]) {
      const socket = await dial(server.port);
      socket.end(`${head}\r\nConnection: close\r\n\r\n`);
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 [24]\d\d /);
    }
    expect((await fetch(server.url)).status).toBe(200);
  });
});

describe('slow clients', () => {
  const limits = { fetch: echo, headersTimeout: 100, requestTimeout: 200, checkInterval: 50 };

  for (const [name, start_] of [
    ['headers', 'POST / HTTP/1.1\r\nHost: x\r\n'],
    ['a body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc'],
  ] as const) {
    test(`that never finish ${name} are cut off`, async () => {
      const server = await start(limits);
      const socket = await dial(server.port);
      socket.on('error', () => {});
      socket.write(start_);
      await once(socket.resume(), 'close');
      expect(await (await post(server.url, 'still here')).text()).toBe('still here');
    });
  }
});

describe('closing', () => {
  test('lets a request in flight finish and refuses the next', async () => {
    const arrived = gate();
    const finish = gate();
    const server = await start({
      fetch: async () => {
        arrived.open();
        await finish.promise;
        return new Response('done');
      },
    });
    const response = fetch(server.url);
    await arrived.promise;
    const closed = server.close(10_000);
    await expect(fetch(server.url)).rejects.toThrow('fetch failed');
    finish.open();
    expect((await response).status).toBe(200);
    expect((await response).headers.get('connection')).toBe('close');
    expect(await (await response).text()).toBe('done');
    await closed;
  });

  test('does not wait for connections that ask nothing', async () => {
    const server = await start({ fetch: echo });
    const silent = await dial(server.port);
    const halfway = await dial(server.port);
    halfway.write('GET / HTTP/1.1\r\nHo');
    expect(await (await post(server.url, 'kept alive')).text()).toBe('kept alive');
    const ends = Promise.all([once(silent.resume(), 'close'), once(halfway.resume(), 'close')]);
    await server.close(60_000);
    await ends;
  });

  test('cuts what is not finished when the time is over, and its request is aborted', async () => {
    const arrived = gate();
    const aborted = gate();
    const server = await start({
      fetch: async (request) => {
        request.signal.addEventListener('abort', () => aborted.open());
        arrived.open();
        await aborted.promise;
        return new Response();
      },
    });
    const response = fetch(server.url);
    response.catch(() => {});
    await arrived.promise;
    await server.close(20);
    await expect(response).rejects.toThrow('fetch failed');
    await aborted.promise;
  });
});

describe('the address', () => {
  test('in use is an error that names it', async () => {
    const first = await start({ fetch: echo });
    const second = listen({ host: '127.0.0.1', port: first.port, fetch: echo, onError: () => {} });
    await expect(second).rejects.toThrow(ListenError);
    await expect(second).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: `cannot listen on 127.0.0.1 port ${first.port}: the port is in use by another program`,
    });
  });

  test('of version 6 stands in brackets in the URL', async () => {
    const server = await start({ host: '::1', fetch: echo });
    expect(server.url).toBe(`http://[::1]:${server.port}`);
    expect(await (await post(server.url, 'six')).text()).toBe('six');
  });
});
