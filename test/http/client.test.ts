import { describe, expect, it, onTestFinished } from 'vitest';
import { createHttpClient, type HttpClientOptions } from '../../src/http/client.ts';
import type { HttpClient } from '../../src/http/types.ts';
import { json, startSimServer, type SimServer, type SimServerOptions } from '../../src/simulators/kit.ts';
import { createScope, failureOf, get, post } from './support.ts';

interface Rig {
  readonly server: SimServer;
  readonly client: HttpClient;
  /** The pauses before repeats; none of them is waited for. */
  readonly pauses: number[];
}

async function rig(
  handle: SimServerOptions['handle'] = () => json(200, { ok: true }),
  options: Partial<HttpClientOptions> = {},
): Promise<Rig> {
  const server = await startSimServer({ handle });
  const pauses: number[] = [];
  const client = createHttpClient({
    source: 'argus',
    origin: server.url,
    random: () => 0.5,
    sleep: async (ms) => void pauses.push(ms),
    ...options,
  });
  onTestFinished(async () => {
    await server.close();
    await client.close();
  });
  return { server, client, pauses };
}

describe('a request', () => {
  it('reaches the server as asked, and its JSON comes back', async () => {
    const { server, client } = await rig((request) => json(200, { echo: request.body.toString() }));
    const scope = createScope();
    const answer = await client.request(
      post(
        '/a%2Fb',
        { x: 1 },
        {
          query: [
            ['q', 'a b&c'],
            ['q', 'ü'],
          ],
          headers: { 'X-Extra': 'e' },
        },
      ),
      scope,
    );
    expect(answer).toMatchObject({ status: 200, body: { echo: '{"x":1}' } });
    const [request] = server.requests;
    expect(request?.path).toBe('/a%2Fb');
    expect(request?.query.getAll('q')).toEqual(['a b&c', 'ü']);
    expect(request?.headers).toMatchObject({ 'content-type': 'application/json', 'x-extra': 'e' });
    expect(scope.count).toBe(1);
  });
});
