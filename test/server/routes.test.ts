import { describe, expect, test } from 'vitest';
import { createRoutes } from '../../src/server/routes.ts';

function routes(ready = true) {
  const asked: string[] = [];
  const answer = createRoutes({
    graphql: (request) => {
      asked.push(request.url);
      return new Response('graphql');
    },
    ready: () => ready,
  });
  return {
    asked,
    ask: async (path: string, init?: RequestInit) => answer(new Request(`http://x${path}`, init)),
  };
}

describe('/live', () => {
  for (const ready of [true, false]) {
    test(`is 200 ${ready ? 'when ready' : 'while starting or stopping'}`, async () => {
      const response = await routes(ready).ask('/live');
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(await response.json()).toEqual({ status: 'live' });
    });
  }
});

describe('/ready', () => {
  test('is 200 when requests can be answered', async () => {
    const response = await routes().ask('/ready?verbose');
    expect([response.status, await response.json()]).toEqual([200, { status: 'ready' }]);
  });

  test('is 503 while starting or stopping', async () => {
    const response = await routes(false).ask('/ready');
    expect([response.status, await response.json()]).toEqual([503, { status: 'not ready' }]);
  });

  test('is only read', async () => {
    expect((await routes().ask('/ready', { method: 'HEAD' })).status).toBe(200);
    const response = await routes().ask('/ready', { method: 'POST' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('/graphql', () => {
  test('is the gateway, query and all', async () => {
    const { ask, asked } = routes();
    expect(await (await ask('/graphql?query={x}')).text()).toBe('graphql');
    expect(asked).toEqual(['http://x/graphql?query={x}']);
  });

  test('is 503 while starting or stopping', async () => {
    const { ask, asked } = routes(false);
    expect((await ask('/graphql')).status).toBe(503);
    expect(asked).toEqual([]);
  });
});

describe('any other path', () => {
  for (const path of [
    '/',
    '/live/',
    '/x/live',
    '/LIVE',
    '/livez',
    '/%6cive',
    '//live',
    '/graphql/',
    '/metrics2',
    '/constructor',
  ]) {
    test(`${path} is 404`, async () => {
      const response = await routes().ask(path);
      expect([response.status, await response.json()]).toEqual([
        404,
        { errors: [{ message: 'There is nothing here.', extensions: { code: 'NOT_FOUND' } }] },
      ]);
    });
  }
});
