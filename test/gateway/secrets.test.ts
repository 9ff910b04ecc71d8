/** Nothing of an upstream shows in an answer or a log line: canaries are planted wherever it could slip out. */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createGateway } from '../../src/gateway.ts';
import type { SourceConfig } from '../../src/config.ts';
import type { Source } from '../../src/model/source.ts';
import { startSimServer, type SimAnswer } from '../../src/simulators/kit.ts';
import { idOf } from '../support/incident.ts';
import { captureLog, startRig, type Rig } from '../support/rig.ts';

const CANARY = 'CANARY';
const token = `${CANARY}-token`;

/** Asks for everything that leads upstream, down to the details, and for what the sources remember of it. */
const questions: readonly (readonly [query: string, variables?: Readonly<Record<string, unknown>>])[] = [
  [
    `{
      argus: source(name: "argus") {
        events { nodes { title details { ... on ArgusEventDetails { lineage { by } payload { text } } } } }
        alerts { nodes { title cases { subject } } sourceResults { error { message } } }
        threatDetections { nodes { severity } }
        cases { nodes { subject events { nodes { title } sourceResults { error { message } } } } }
      }
      gta: source(name: "gta") {
        events { nodes { title severity device { owner } threatDetections { nodes { threat { title } } } } }
        alerts { nodes { title } sourceResults { error { message } } }
        threatDetections { nodes { severity } }
        flows { nodes { time } }
      }
    }`,
  ],
  [
    'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }',
    {
      ids: [
        idOf('Event', 'argus', 'AGGR/1772366400000/42/5d2f9c1e-7f0b-4f0e-9a55-0c8f6a4b1d20'),
        idOf('Case', 'argus', '5001'),
        idOf('Alert', 'gta', 'al-1'),
        idOf('Event', 'gta', 'ev-1'),
        idOf('Threat', 'gta', 'ti-1'),
      ],
    },
  ],
  ['{ sources { name state lastError { code message } } }'],
];

/** Both sources against `url`, every setting a canary; the customer's id and the path stand in each URL. */
async function startAgainst(url: string, timeout = '2s'): Promise<Rig> {
  return startRig({
    sources: {
      argus: { url: `${url}/${CANARY}-path`, apiKey: `${CANARY}-key`, timeout },
      gta: {
        url,
        tokenUrl: `${url}/${CANARY}-oauth?${CANARY}=query`,
        clientId: `${CANARY}-client`,
        clientSecret: `${CANARY}-secret`,
        customerId: `${CANARY}-customer`,
        timeout,
      },
    },
  });
}

/** Asks everything, and gives all that came out: answers whole, log lines, and how many errors there were. */
async function askEverything(rig: Rig) {
  const answers = [];
  for (const [query, variables] of questions) answers.push(await rig.ask(query, variables));
  return {
    answers: answers.map(({ text }) => text),
    errors: answers.flatMap(({ errors }) => errors),
    out: [...answers.map(({ text }) => text), ...rig.log].join('\n'),
  };
}

/** What no output may hold: a canary in any usual clothing, an upstream's address, a stack. */
function expectClean(out: string, port: number): void {
  const clothes = [
    CANARY,
    Buffer.from(`${CANARY}-client:${CANARY}-secret`).toString('base64'),
    '127.0.0.1',
    String(port),
    'ECONNREFUSED',
    'at file:',
    'node_modules',
    '/src/',
  ];
  for (const text of clothes) expect(out.toLowerCase()).not.toContain(text.toLowerCase());
}

const headers = { 'x-canary': CANARY, 'set-cookie': `s=${CANARY}`, 'retry-after': CANARY };
const answer = (status: number, body: string, more: Readonly<Record<string, string>> = {}): SimAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers, ...more },
  body,
});
const words = JSON.stringify({
  responseCode: 412,
  messages: [{ message: CANARY, messageTemplate: CANARY, field: CANARY, parameter: CANARY }],
  error: CANARY,
  error_description: CANARY,
  data: { [CANARY]: CANARY },
});

const statuses = [302, 400, 401, 402, 403, 404, 405, 409, 412, 415, 418, 422, 429, 500, 502, 503];
const answers: readonly (readonly [name: string, answer: SimAnswer])[] = [
  ...statuses.map(
    (status) => [`status ${status}`, answer(status, words, { location: `/${CANARY}` })] as const,
  ),
  ['status 429 with a date', answer(429, words, { 'retry-after': 'Sun, 01 Mar 2099 12:00:00 GMT' })],
  ['an HTML page', answer(200, `<html>${CANARY}</html>`, { 'content-type': `text/html; ${CANARY}` })],
  ['broken JSON', answer(200, `{"${CANARY}": ${CANARY}`)],
  ['a word', answer(200, CANARY)],
  ['wrong types', answer(200, `{"responseCode":"${CANARY}","data":"${CANARY}","items":"${CANARY}"}`)],
  [
    'records that are none',
    answer(
      200,
      JSON.stringify({
        responseCode: 200,
        count: 1,
        data: [{ id: { [CANARY]: CANARY } }, CANARY],
        items: [{ id: [CANARY] }, CANARY],
        pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: CANARY, endCursor: CANARY },
      }),
    ),
  ],
  ['bytes that are no text', { status: 200, headers, body: Buffer.from([0xff, 0xfe, 0x00, 0x9f]) }],
];

describe('an upstream that answers', () => {
  for (const [name, said] of answers) {
    test(`${name} is not quoted, whether a token was had or not`, async () => {
      await using upstream = await startSimServer({
        handle: ({ path }) =>
          path.endsWith('-oauth') && said.status !== 401
            ? answer(200, JSON.stringify({ access_token: token, token_type: 'bearer', expires_in: 600 }))
            : said,
      });
      await using rig = await startAgainst(upstream.url);
      const { out } = await askEverything(rig);
      expectClean(out, upstream.port);
      // The canaries were really sent there.
      const sent = JSON.stringify(upstream.requests.map(({ path, headers }) => [path, headers]));
      expect(sent).toContain(`${CANARY}-path`);
      expect(sent).toContain(`${CANARY}-key`);
      if (said.status !== 401) expect(sent).toContain(token);
    });
  }

  test('a token that is none is not quoted', async () => {
    await using upstream = await startSimServer({
      handle: () => answer(200, JSON.stringify({ access_token: [CANARY], expires_in: CANARY })),
    });
    await using rig = await startAgainst(upstream.url);
    const { out, errors } = await askEverything(rig);
    expectClean(out, upstream.port);
    expect(errors.length).toBeGreaterThan(8);
  });
});

/** A TCP server that does one thing to every connection. */
async function listenRaw(
  onConnection: (socket: Socket) => void,
): Promise<AsyncDisposable & { port: number }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('a connection that', () => {
  const connections: readonly (readonly [name: string, onConnection: (socket: Socket) => void])[] = [
    ['is cut', (socket) => socket.destroy()],
    ['is reset', (socket) => socket.resetAndDestroy()],
    ['hangs', () => undefined],
    ['speaks no HTTP', (socket) => socket.end(`${CANARY} ${CANARY}\r\n\r\n`)],
    ['sends half a header', (socket) => socket.end(`HTTP/1.1 200 ${CANARY}\r\nx-${CANARY}: ${CANARY}`)],
    [
      'sends too many headers',
      (socket) => socket.end(`HTTP/1.1 200 OK\r\nx: ${CANARY.repeat(20_000)}\r\n\r\n`),
    ],
    [
      'sends half a body',
      (socket) => socket.end(`HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{"data":"${CANARY}`),
    ],
  ];
  for (const [name, onConnection] of connections) {
    test(`${name} is not described`, async () => {
      await using upstream = await listenRaw(onConnection);
      await using rig = await startAgainst(`http://127.0.0.1:${upstream.port}`, '400ms');
      const { out, errors } = await askEverything(rig);
      expectClean(out, upstream.port);
      expect(errors.length).toBeGreaterThan(8);
      for (const { extensions, path } of errors) {
        expect(extensions?.['source']).toBeOneOf(['argus', 'gta']);
        expect(path).toBeDefined();
      }
    });
  }

  test('nobody accepts is not described', async () => {
    const closed = await listenRaw(() => undefined);
    await closed[Symbol.asyncDispose]();
    await using rig = await startAgainst(`http://127.0.0.1:${closed.port}`);
    const { out, errors } = await askEverything(rig);
    expectClean(out, closed.port);
    expect(errors.length).toBeGreaterThan(8);
  });
});

describe('a mistake of our own', () => {
  /** A source whose code is wrong. */
  function broken(error: unknown): SourceConfig {
    const fail = (): never => {
      throw error;
    };
    const source: Source = {
      name: 'broken',
      vendor: 'argus',
      origin: 'https://example.invalid',
      timeout: 5_000,
      capabilities: new Set(),
      browse: { events: async () => fail(), alerts: fail },
      lookup: { alerts: async () => fail() },
      related: {},
      health: () => ({ state: 'OK' }),
      close: async () => undefined,
    };
    return {
      name: 'broken',
      vendor: 'argus',
      timeout: 5_000,
      follow: { every: 10_000, from: 0 },
      entry: {},
      create: () => source,
    };
  }

  const mistakes: readonly (readonly [what: string, error: unknown, logged: object])[] = [
    [
      'a system error',
      Object.assign(new Error(`connect ECONNREFUSED ${CANARY}`), { code: 'ECONNREFUSED' }),
      { type: 'Error', code: 'ECONNREFUSED' },
    ],
    [
      'an error with a message that looks like a stack',
      Object.assign(new TypeError(`two lines\n    at ${CANARY} (https://${CANARY}/src/x.ts:1:1)`), {
        code: 'X',
      }),
      { type: 'TypeError', code: 'X', at: expect.stringMatching(/^test\/gateway\/secrets\.test\.ts:/) },
    ],
    ['a syntax error', new SyntaxError(`Unexpected token in "${CANARY}"`), { type: 'SyntaxError' }],
    [
      'an error with a cause',
      new Error('plain', { cause: new SyntaxError(CANARY) }),
      { type: 'Error', message: 'plain', cause: { type: 'SyntaxError' } },
    ],
    ['a text', CANARY, { type: 'NonErrorThrown' }],
    [
      'an object in the shape of a GraphQL error',
      { message: CANARY, extensions: { code: CANARY } },
      { type: 'NonErrorThrown' },
    ],
  ];
  for (const [what, error, logged] of mistakes) {
    test(`${what} is masked, and logged without its text`, async () => {
      const { logger, lines } = captureLog();
      const gateway = createGateway({
        config: {
          sources: [broken(error)],
          auth: { keys: [] },
          journal: { path: ':memory:', retention: 60_000 },
          server: { host: '127.0.0.1', port: 0, heartbeat: 15_000 },
        },
        log: logger,
      });
      const response = await gateway.fetch(
        new Request('http://gateway.test/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            query: `{
              source(name: "broken") { events { nodes { id } } alerts { nodes { id } } }
              node(id: "${idOf('Alert', 'broken', 'x')}") { id }
            }`,
          }),
        }),
      );
      const text = await response.text();
      const masked = (...path: string[]) => ({
        message: 'Something went wrong inside Crosswatch.',
        locations: expect.any(Array),
        path,
        extensions: { code: 'INTERNAL' },
      });
      expect(JSON.parse(text)).toEqual({
        data: { source: { events: null, alerts: null }, node: null },
        errors: expect.arrayContaining([
          masked('source', 'alerts'),
          masked('source', 'events'),
          masked('node'),
        ]),
      });
      expect(text).not.toContain(CANARY);
      expect(lines).toHaveLength(3);
      expect(lines.join('\n')).not.toContain(CANARY);
      for (const line of lines) {
        expect(line).not.toMatch(/\\n\s*at /);
        expect(JSON.parse(line)).toMatchObject({ err: logged });
      }
      await gateway.close();
    });
  }
});
