/** Answers without an end: who does not read is cut off, and nobody's stream holds up the end of the program. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { listen, type Listening, type ListenOptions } from '../../src/server/listen.ts';

/** Streams for ever: `/full` as fast as it is read, anything else nothing after its first event. */
async function start(options: Partial<ListenOptions> = {}) {
  const signals = new Map<string, AbortSignal>();
  const server: Listening = await listen({
    host: '127.0.0.1',
    port: 0,
    onError: (error) => {
      throw error;
    },
    fetch(request) {
      const { pathname } = new URL(request.url);
      signals.set(pathname, request.signal);
      const event = Buffer.alloc(65_536, ':');
      const stream = new ReadableStream({
        start: (controller) => controller.enqueue(Buffer.from(':\n\n')),
        pull: (controller) =>
          pathname === '/full' ? controller.enqueue(event) : new Promise<void>(() => undefined),
      });
      return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
    },
    ...options,
  });
  onTestFinished(() => server.close(0));
  return { server, signals };
}

/** Asks over a socket of its own, and reads what has come when it has come. */
async function ask(port: number, path: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
  await once(socket, 'readable');
  return socket;
}

test('a client that takes nothing of a stream is cut off, one that has nothing to take is not', async () => {
  const { server, signals } = await start({ stallTimeout: 200, checkInterval: 20 });
  await ask(server.port, '/quiet');
  await ask(server.port, '/full');
  const cut = signals.get('/full');
  if (cut === undefined) throw new Error('the request has not arrived');
  if (!cut.aborted) await once(cut, 'abort');
  expect(signals.get('/quiet')?.aborted).toBe(false);
  const socket = await ask(server.port, '/other');
  expect(socket.read()?.toString()).toContain('HTTP/1.1 200');
});

test('streams end at once when the server closes, whatever the grace', async () => {
  const { server, signals } = await start();
  const socket = await ask(server.port, '/quiet');
  const ended = once(socket, 'end');
  socket.resume();
  await server.close(3_600_000);
  await ended;
  expect(signals.get('/quiet')?.aborted).toBe(true);
});
