/** What keeps a client from asking too much, and a browser from being made to ask. */
import { describe, expect, test } from 'vitest';
import { addIncident, clockAtNoon, ids } from '../support/incident.ts';
import { startRig, type Rig } from '../support/rig.ts';

/** Relations within relations. */
const deep = (pairs: number): string =>
  pairs === 0 ? '{ id }' : `{ events(first: 1) { nodes { alerts(first: 1) { nodes ${deep(pairs - 1)} } } } }`;

const codes = (text: string): unknown[] => {
  const { errors = [] }: { errors?: { extensions?: { code?: unknown } }[] } = JSON.parse(text);
  return errors.map(({ extensions }) => extensions?.code);
};

/** Sends a request as it is, over the wire. */
async function send(rig: Rig, path: string, init: RequestInit) {
  const { url } = await rig.listen();
  const response = await fetch(`${url}${path}`, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const start = (): Promise<Rig> => startRig({ clock: clockAtNoon() });
const json = { 'content-type': 'application/json' };
const post = (body: unknown, headers: Readonly<Record<string, string>> = json): RequestInit => ({
  method: 'POST',
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('a question that is wrong', () => {
  const wrong: readonly (readonly [
    what: string,
    code: string,
    query: string,
    variables?: Readonly<Record<string, unknown>>,
  ])[] = [
    ['no GraphQL', 'GRAPHQL_PARSE_FAILED', '{ sources {'],
    ['nothing', 'GRAPHQL_PARSE_FAILED', ''],
    ['an unknown field', 'GRAPHQL_VALIDATION_FAILED', '{ nonsense }'],
    ['an unknown argument', 'GRAPHQL_VALIDATION_FAILED', '{ source(name: "x", id: "x") { name } }'],
    ['a fragment that contains itself', 'GRAPHQL_VALIDATION_FAILED', '{ ...A } fragment A on Query { ...A }'],
    [
      'two operations and no name',
      'OPERATION_RESOLUTION_FAILURE',
      'query A { sources { name } } query B { sources { name } }',
    ],
    [
      'a variable of the wrong type',
      'INVALID_INPUT',
      'query ($n: String!) { source(name: $n) { name } }',
      { n: 7 },
    ],
    ['a missing variable', 'INVALID_INPUT', 'query ($n: String!) { source(name: $n) { name } }'],
    [
      'a network that is none, in a variable',
      'INVALID_INPUT',
      'query ($ip: [CIDR!]) { source(name: "gta") { events(filter: { ip: $ip }) { nodes { id } } } }',
      { ip: ['x'] },
    ],
    [
      'a network that is none, in the text',
      'INVALID_INPUT',
      '{ source(name: "gta") { events(filter: { ip: ["x"] }) { nodes { id } } } }',
    ],
  ];
  for (const [what, code, query, variables] of wrong) {
    test(`${what}: refused with ${code}, without a call upstream`, async () => {
      await using rig = await start();
      const { text, data } = await rig.ask(query, variables);
      expect(new Set(codes(text))).toEqual(new Set([code]));
      expect(data ?? null).toBeNull();
      expect([...rig.argus.requests, ...rig.gta.requests]).toEqual([]);
      expect(rig.log).toEqual([]);
    });
  }
});

describe('a question that is too large', () => {
  const large: readonly (readonly [what: string, query: string, code?: string])[] = [
    ['in tokens', `{ ${'sources { name } '.repeat(2_000)} }`, 'GRAPHQL_PARSE_FAILED'],
    ['in tokens, in one list', `{ nodes(ids: [${'"a" '.repeat(6_000)}]) { id } }`, 'GRAPHQL_PARSE_FAILED'],
    ['in depth', `{ source(name: "gta") { alerts(first: 1) { nodes ${deep(10)} } } }`],
    [
      'in complexity',
      `{ source(name: "argus") { ${Array.from({ length: 300 }, (_, i) => `a${i}: cases(first: 1000) { nodes { id subject status } }`).join(' ')} } }`,
    ],
    [
      'in pages within pages',
      '{ source(name: "argus") { cases(first: 1000) { nodes { events(first: 1000) { nodes { id title } } } } } }',
    ],
  ];
  for (const [what, query, code = 'INVALID_INPUT'] of large) {
    test(`${what}: refused at once with a code, without a call upstream`, async () => {
      await using rig = await start();
      const started = performance.now();
      const { text, data } = await rig.ask(query);
      expect(performance.now() - started).toBeLessThan(2_000);
      expect(codes(text)).not.toEqual([]);
      expect(new Set(codes(text))).toEqual(new Set([code]));
      expect(data ?? null).toBeOneOf([null, expect.objectContaining({ source: null })]);
      expect([...rig.argus.requests, ...rig.gta.requests]).toEqual([]);
    });
  }

  test('in bytes: refused with 413 and a code, announced or not', async () => {
    await using rig = await start();
    const body = JSON.stringify({ query: `{ sources { name } } # ${'x'.repeat(1_100_000)}` });
    const announced = await send(rig, '/graphql', post(body));
    expect([announced.status, codes(announced.text)]).toEqual([413, ['INVALID_INPUT']]);
    const stream = new Blob([body]).stream();
    const init: RequestInit & { duplex: 'half' } = { ...post(''), body: stream, duplex: 'half' };
    const streamed = await send(rig, '/graphql', init);
    expect([streamed.status, codes(streamed.text)]).toEqual([413, ['INVALID_INPUT']]);
  });

  test('in repeated fields that collide: refused before it takes long', async () => {
    await using rig = await start();
    const started = performance.now();
    await rig.ask(`{ ${'sources { name } '.repeat(1_200)} }`);
    await rig.ask(
      `{ ${Array.from({ length: 200 }, () => '...F').join(' ')} } fragment F on Query { sources { name } }`,
    );
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('the budget of the design', () => {
  const allowed: readonly (readonly [what: string, query: string])[] = [
    [
      '1000 events of Cisco with detections, alerts, threats and devices',
      `{ source(name: "gta") { events(first: 1000) { nodes {
        id title time severity device { id owner }
        threatDetections { nodes { id confidence threat { title category severity } alerts { nodes { id severity status note } } } }
      } pageInfo { hasNextPage endCursor } } } }`,
    ],
    [
      '1000 alerts of Argus with their cases',
      '{ source(name: "argus") { alerts(first: 1000) { nodes { id title severity status cases { id subject status } } } } }',
    ],
    [
      '1000 events of Argus with everything',
      `{ source(name: "argus") { events(first: 1000) { nodes {
        id title severity observables { type value role }
        details { ... on ArgusEventDetails { flags properties { key values } comments { text } subEvents { id } } }
      } } } }`,
    ],
  ];
  for (const [what, query] of allowed) {
    test(`is allowed: ${what}`, async () => {
      await using rig = await start();
      addIncident(rig);
      const { errors, data } = await rig.ask(query);
      expect(errors).toEqual([]);
      expect(data).toMatchObject({ source: {} });
    });
  }

  test('is allowed: 1000 ids at once', async () => {
    await using rig = await start();
    addIncident(rig);
    const wanted = Array.from({ length: 1_000 }, (_, i) => (i % 2 === 0 ? ids.gtaAlert : ids.argusEvent));
    const { errors, data } = await rig.ask<{ nodes: readonly unknown[] }>(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Alert { severity } ... on Event { title } } }',
      { ids: wanted },
    );
    expect(errors).toEqual([]);
    expect(data?.nodes).toEqual(
      wanted.map((id) =>
        id === ids.gtaAlert ? { id, severity: 'HIGH' } : { id, title: expect.any(String) },
      ),
    );
  });
});

describe('over HTTP', () => {
  const question = { query: '{ sources { name } }' };

  test('a body that is no JSON, or not called so, is refused', async () => {
    await using rig = await start();
    const cases: readonly (readonly [RequestInit, number])[] = [
      [post(question, { 'content-type': 'text/plain' }), 415],
      [post('query=%7Bsources%7Bname%7D%7D', { 'content-type': 'application/x-www-form-urlencoded' }), 415],
      [post(question, {}), 415],
      [post('{ not json'), 400],
      [post('[]'), 400],
      [post('null'), 400],
      [post('{"query": 7}'), 400],
      [post([question, question]), 400],
    ];
    for (const [init, status] of cases) {
      const answer = await send(rig, '/graphql', init);
      expect(answer.status).toBe(status);
      expect(answer.text).not.toContain('"data"');
      if (answer.text !== '')
        expect(codes(answer.text)).toEqual([status === 415 ? 'INVALID_INPUT' : 'BAD_REQUEST']);
    }
  });

  test('no site may ask from a browser: no cross-origin headers, no multipart, nothing changed by GET', async () => {
    await using rig = await start();
    const origin = { origin: 'https://evil.example' };
    const preflight = await send(rig, '/graphql', {
      method: 'OPTIONS',
      headers: { ...origin, 'access-control-request-method': 'POST' },
    });
    const read = await send(rig, '/graphql', post(question, { ...json, ...origin }));
    for (const { headers } of [preflight, read])
      for (const name of headers.keys()) expect(name).not.toMatch(/^access-control-/);

    const form = new FormData();
    form.set('operations', JSON.stringify(question));
    form.set('map', '{}');
    expect((await send(rig, '/graphql', { method: 'POST', body: form })).text).not.toContain('"data"');

    const mutation = await send(rig, `/graphql?query=${encodeURIComponent('mutation { __typename }')}`, {
      headers: { accept: 'application/json' },
    });
    expect(mutation.status).toBeGreaterThanOrEqual(400);
    expect(mutation.text).not.toContain('"data"');
    for (const method of ['PUT', 'DELETE', 'PATCH'])
      expect((await send(rig, '/graphql', { method, headers: json, body: '{}' })).status).toBe(405);
  });

  test('a query may be asked by GET', async () => {
    await using rig = await start();
    const path = `/graphql?query=${encodeURIComponent('query ($n: String!) { source(name: $n) { name } }')}&variables=${encodeURIComponent('{"n":"gta"}')}`;
    const answer = await send(rig, path, { headers: { accept: 'application/json' } });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { data: { source: { name: 'gta' } } }]);
  });

  test('the schema may be read', async () => {
    await using rig = await start();
    const { data } = await rig.ask('{ __schema { queryType { name } } __type(name: "Event") { kind } }');
    expect(data).toEqual({ __schema: { queryType: { name: 'Query' } }, __type: { kind: 'OBJECT' } });
  });
});

describe('names that every object has', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
  test('are no sources, ids, variables, operations or extensions', async () => {
    await using rig = await start();
    for (const name of names) {
      const { data, errors } = await rig.ask(
        'query ($name: String!, $id: ID!) { source(name: $name) { name } node(id: $id) { id } }',
        { name, id: Buffer.from(`Alert:${name}:${name}`).toString('base64url') },
      );
      expect([data, errors]).toEqual([{ source: null, node: null }, []]);
      for (const body of [
        `{"query":"{ sources { name } }","variables":{"${name}":1}}`,
        `{"query":"query (\\u0024filter: EventFilter) { source(name: \\"gta\\") { events(filter: \\u0024filter) { nodes { id } } } }","variables":{"filter":{"${name}":{}}}}`,
        `{"query":"{ sources { name } }","extensions":{"${name}":{"persistedQuery":{"version":1}}}}`,
        `{"${name}":{"query":"{ sources { name } }"},"query":"{ sources { name } }"}`,
        `{"query":"{ sources { name } }","operationName":"${name}"}`,
        `{"query":"query ${name} { sources { name } }","operationName":"${name}"}`,
        `{"query":"{ ${name}: sources { name } }"}`,
      ]) {
        const answer = await send(rig, '/graphql', post(body));
        expect(answer.status).toBeLessThan(500);
        expect(answer.text).not.toContain('INTERNAL');
      }
    }
    expect(rig.log).toEqual([]);
  });
});

describe('GraphiQL', () => {
  test('is one page that fetches nothing from elsewhere, with the prepared operations in it', async () => {
    await using rig = await start();
    const { status, headers, text } = await send(rig, '/graphql', { headers: { accept: 'text/html' } });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/html/);
    const assets = [
      ...text.matchAll(/<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)\s*=\s*["']?([^"'\s>]+)/gi),
    ]
      .map((match) => match[1])
      .filter((target) => target !== undefined && !target.startsWith('data:'));
    for (const target of assets) expect(target).not.toMatch(/^(?:[a-z]+:)?\/\//i);
    expect(text).not.toMatch(/unpkg\.com|jsdelivr|cdnjs|esm\.sh|googleapis/);
    // Neither may styles and scripts fetch fonts, workers or modules from there.
    expect(text).not.toMatch(/@import\s+(?:url\()?["']?https?:/);
    expect(text).not.toMatch(/url\(\s*["']?https?:/);
    expect(text).not.toMatch(/\bimport\(\s*["'`]https?:/);
    expect(text).toContain('NewestArgusAlerts');
  });
});
