/** A process of its own: the hand-written fan-out behind a bare HTTP server, the measure of what is possible. */
import { createServer } from 'node:http';
import { createFanOut } from './fan-out.ts';
import { upstreams } from './messages.ts';

const fanOut = await createFanOut(upstreams.parse(JSON.parse(process.argv[2] ?? '')));

async function bodyOf(
  chunks: AsyncIterable<Buffer>,
): Promise<{ readonly variables: { readonly first: number } }> {
  let text = '';
  for await (const chunk of chunks) text += String(chunk);
  return JSON.parse(text);
}

const server = createServer((request, response) => {
  const answer = fanOut.get((request.url ?? '').slice(1));
  if (answer === undefined) {
    response.writeHead(404).end();
    return;
  }
  bodyOf(request)
    .then(async ({ variables }) => {
      const text = Buffer.from(JSON.stringify({ data: await answer(variables.first) }));
      response.writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': text.length,
      });
      response.end(text);
    })
    .catch((error: unknown) => response.writeHead(500).end(String(error)));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null)
    process.send?.({ url: `http://127.0.0.1:${address.port}` });
});
process.on('disconnect', () => process.exit());
