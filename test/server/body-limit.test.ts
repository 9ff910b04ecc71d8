import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { limitBody, MAX_BODY } from '../../src/server/body-limit.ts';
import { listen } from '../../src/server/listen.ts';
import { startRig } from '../support/rig.ts';

async function serve() {
  let asked = 0;
  const server = await listen({
    host: '127.0.0.1',
    port: 0,
    onError: (error) => {
      throw error;
    },
    fetch: limitBody(async (request) => {
      asked += 1;
      return new Response(String((await request.arrayBuffer()).byteLength));
    }),
  });
  onTestFinished(() => server.close(0));
  return { url: server.url, asked: () => asked };
}

/** Fetch wants it said for a body that is a stream; the types do not know it yet. */
const chunked = { method: 'POST', duplex: 'half' };
const post = (url: string, body: BodyInit) => fetch(url, { ...chunked, body });

/** So many bytes, made as they are asked for. */
const stream = (bytes: number) => {
  let left = bytes;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const size = Math.min(left, 65_536);
      left -= size;
      if (size > 0) controller.enqueue(Buffer.alloc(size, 'x'));
      if (left === 0) controller.close();
    },
  });
};

for (const [kind, body] of [
  ['announced', (size: number) => Buffer.alloc(size, 'x')],
  ['chunked', stream],
] as const) {
  test(`a body of the largest size is read (${kind})`, async () => {
    const { url } = await serve();
    const response = await post(url, body(MAX_BODY));
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(String(MAX_BODY));
  });

  test(`one byte larger is refused, and the next request on the connection is served (${kind})`, async () => {
    const { url, asked } = await serve();
    const response = await post(url, body(MAX_BODY + 1));
    expect(response.status).toBe(413);
    expect(await response.json()).toEqual({
      errors: [
        {
          message: `The request body is larger than ${MAX_BODY} bytes.`,
          extensions: { code: 'INVALID_INPUT' },
        },
      ],
    });
    expect(asked()).toBe(0);
    expect(await (await post(url, 'small')).text()).toBe('5');
  });
}

test('of a body that is too large no more is kept than of the largest, however long it goes on', async () => {
  const { url } = await serve();
  const used = (): number => process.memoryUsage().arrayBuffers / 2 ** 20;
  const before = used();
  let most = 0;
  const look = setInterval(() => (most = Math.max(most, used() - before)), 5);
  const response = await post(url, stream(10 * MAX_BODY));
  clearInterval(look);
  expect(response.status).toBe(413);
  // The limit, and what the two ends and the collector of garbage have in their hands.
  expect(most).toBeLessThan(6 * (MAX_BODY / 2 ** 20));
});

for (const framing of ['content-length: 20000000', 'transfer-encoding: chunked'])
  test(`whoever has no key is refused before the body comes (${framing})`, async () => {
    const keys = [{ name: 'ana', sha256: 'a'.repeat(64), roles: ['read'] }];
    await using rig = await startRig({ auth: { keys } });
    const { url } = await rig.listen();
    const { port } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    socket.setEncoding('utf8');
    const answer = new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk) => {
        text += String(chunk);
        if (text.includes('UNAUTHENTICATED')) resolve(text);
      });
    });
    const headers = ['POST /graphql HTTP/1.1', 'host: x', 'content-type: application/json', framing];
    socket.write(`${headers.join('\r\n')}\r\n\r\n`);
    expect(await answer).toMatch(/^HTTP\/1.1 401 /);
  });
