/** `changes` as clients use it: asked page by page, and live over server-sent events, over restarts of the gateway. */
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder } from '../journal/support.ts';
import { startRig, type Rig, type RigOptions } from '../support/rig.ts';
import { subscribe } from '../support/sse.ts';

interface Item {
  readonly __typename: 'ChangeEdge' | 'Gap' | 'Heartbeat';
  readonly cursor: string;
  readonly kind?: string;
  readonly operation?: string;
  readonly node?: { readonly nativeId: string; readonly source: { readonly name: string } } | null;
}
interface Told {
  readonly data?: { readonly changes: Item } | null;
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
}
interface Page {
  readonly changes: {
    readonly edges: readonly Item[];
    readonly gaps: readonly Item[];
    readonly pageInfo: {
      readonly hasNextPage: boolean;
      readonly hasPreviousPage: boolean;
      readonly startCursor: string | null;
      readonly endCursor: string | null;
    };
  };
}

const edge = '__typename cursor kind operation node { nativeId source { name } }';
const parameters = '$after: String, $kinds: [RecordKind!], $sources: [String!], $minSeverity: Severity';
const given = 'after: $after, kinds: $kinds, sources: $sources, minSeverity: $minSeverity';
const query = `query ($first: Int, ${parameters}) { changes(first: $first, ${given}) {
  edges { ${edge} } gaps { __typename cursor kind reason source { name } }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
} }`;
const live = `subscription (${parameters}) { changes(${given}) {
  ... on ChangeEdge { ${edge} } ... on Gap { __typename cursor kind } ... on Heartbeat { __typename cursor at }
} }`;

const start = (options: RigOptions = {}): Promise<Rig> =>
  startRig({
    argus: false,
    gta: false,
    alpha: { switches: { alertIds: 'full' } },
    follow: true,
    ...options,
  });

async function pageOf(rig: Rig, variables: Readonly<Record<string, unknown>> = {}): Promise<Page['changes']> {
  const { data, errors, text } = await rig.ask<Page>(query, variables);
  if (errors.length > 0 || !data) throw new Error(text);
  return data.changes;
}

/** Adds alerts, each of which is three records, and waits until they are in the journal. */
async function filled(rig: Rig, count: number): Promise<void> {
  const before = (await pageOf(rig, { first: 1_000 })).edges.length;
  for (let i = 0; i < count; i += 1) rig.alpha.addAlert();
  await rig.until(async () => (await pageOf(rig, { first: 1_000 })).edges.length === before + 3 * count);
}

const lineOf = ({ operation, kind, node }: Item): string =>
  `${operation ?? ''} ${kind ?? ''} ${node?.nativeId ?? ''}`;

/** The whole sequence, asked for in one go at the end. */
async function sequenceOf(rig: Rig): Promise<string[]> {
  const lines: string[] = [];
  for (let after: string | null | undefined; ;) {
    const { edges, pageInfo } = await pageOf(rig, { first: 1_000, after });
    lines.push(...edges.map(lineOf));
    after = pageInfo.endCursor;
    if (!pageInfo.hasNextPage) return lines;
  }
}

/** Numbers below 1, the same ones in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

test('a client that comes and goes 100 times, over restarts, is told exactly the sequence of the journal', async () => {
  using place = folder();
  await using rig = await start({ journal: join(place.path, 'journal.db'), server: { heartbeat: '50ms' } });
  await filled(rig, 2);
  const { url } = await rig.listen();
  const random = numbers(7);
  const seen: string[] = [];
  let after = (await pageOf(rig, { first: 0 })).pageInfo.endCursor;
  for (let visit = 0; visit < 100; visit += 1) {
    if (visit % 20 === 19) await rig.restart();
    if (visit % 3 === 0) for (let i = random() * 4; i > 0; i -= 1) rig.alpha.addAlert();
    if (random() < 0.3) {
      const page = await pageOf(rig, { first: Math.ceil(random() * 5), after });
      seen.push(...page.edges.map(lineOf));
      after = page.pageInfo.endCursor ?? after;
      continue;
    }
    await using stream = await subscribe<Told>(url, live, { variables: { after } });
    expect(stream.contentType).toContain('text/event-stream');
    for (let items = Math.floor(random() * 6); items > 0; items -= 1) {
      const told = await stream.next();
      const item = told?.data?.changes;
      if (item === undefined) throw new Error(JSON.stringify(told));
      after = item.cursor;
      if (item.__typename === 'ChangeEdge') seen.push(lineOf(item));
    }
  }
  const truth = 3 * rig.alpha.alerts.length;
  await rig.until(async () => (await sequenceOf(rig)).length === truth);
  const rest = await pageOf(rig, { first: 1_000, after });
  seen.push(...rest.edges.map(lineOf));
  expect(truth).toBeGreaterThan(100);
  expect(seen).toEqual(await sequenceOf(rig));
}, 60_000);

describe('a page', () => {
  test('goes on right behind any of its edges, and begins with the first change', async () => {
    await using rig = await start();
    await filled(rig, 4);
    const whole = await pageOf(rig, { first: 100 });
    expect(whole.pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: whole.edges[0]?.cursor,
      endCursor: whole.edges.at(-1)?.cursor,
    });
    for (const [i, { cursor }] of whole.edges.entries()) {
      const next = await pageOf(rig, { first: 2, after: cursor });
      expect(next.edges).toEqual(whole.edges.slice(i + 1, i + 3));
      expect(next.pageInfo).toMatchObject({ hasNextPage: i + 3 < 12, hasPreviousPage: true });
    }
    expect((await pageOf(rig, { first: 0 })).edges).toEqual([]);
    expect(await pageOf(rig, { first: 100, kinds: ['CASE'] })).toMatchObject({ edges: [], gaps: [] });
  });

  const refused: readonly (readonly [string, object, string])[] = [
    ['more than a page may hold', { first: 1_001 }, 'INVALID_INPUT'],
    ['a negative number', { first: -1 }, 'INVALID_INPUT'],
    ['a source that is none', { sources: ['alpha', 'beta'] }, 'INVALID_INPUT'],
    ['a cursor that is none', { after: 'x' }, 'INVALID_CURSOR'],
  ];
  for (const [what, variables, code] of refused) {
    test(`is refused for ${what}, asked and live`, async () => {
      await using rig = await start();
      const { errors } = await rig.ask(query, { ...variables });
      expect(errors).toMatchObject([{ path: ['changes'], extensions: { code } }]);
      if ('first' in variables) return;
      const { url } = await rig.listen();
      await using stream = await subscribe<Told>(url, live, { variables: { ...variables } });
      expect(await stream.next()).toMatchObject({ errors: [{ path: ['changes'], extensions: { code } }] });
      expect(await stream.next()).toBeUndefined();
    });
  }

  test('of another filter refuses its cursors here', async () => {
    await using rig = await start();
    await filled(rig, 1);
    const after = (await pageOf(rig, { first: 1, kinds: ['ALERT'] })).pageInfo.endCursor;
    for (const variables of [{}, { kinds: ['EVENT'] }, { kinds: ['ALERT'], minSeverity: 'LOW' }]) {
      const { errors } = await rig.ask(query, { ...variables, after });
      expect(errors[0]?.extensions?.['code']).toBe('INVALID_CURSOR');
    }
  });
});

describe('a subscription', () => {
  test('without a cursor begins now, and says that it is alive', async () => {
    await using rig = await start({ server: { heartbeat: '30ms' } });
    await filled(rig, 2);
    const { url } = await rig.listen();
    await using stream = await subscribe<Told>(url, live);
    const beat = (await stream.next())?.data?.changes;
    expect(beat?.__typename).toBe('Heartbeat');
    const { id } = rig.alpha.addAlert();
    let item: Item | undefined;
    while ((item = (await stream.next())?.data?.changes)?.__typename === 'Heartbeat');
    expect(item).toMatchObject({ operation: 'CREATED', node: { nativeId: id } });
    expect((await pageOf(rig, { after: beat?.cursor })).edges[0]).toEqual(item);
  });

  test('ends when the gateway closes', async () => {
    await using rig = await start();
    const { url } = await rig.listen();
    await using stream = await subscribe<Told>(url, live);
    const next = stream.next();
    await rig.restart();
    expect(await next).toBeUndefined();
  });

  test('of another journal is told what is lost, and then everything', async () => {
    await using old = await start();
    await filled(old, 1);
    const after = (await pageOf(old)).pageInfo.endCursor;
    await using rig = await start();
    await filled(rig, 1);
    const { url } = await rig.listen();
    await using stream = await subscribe<Told>(url, live, { variables: { after } });
    const told: (Item | undefined)[] = [];
    for (let i = 0; i < 6; i += 1) told.push((await stream.next())?.data?.changes);
    expect(told.map((item) => item?.__typename)).toEqual([
      'Gap',
      'Gap',
      'Gap',
      'ChangeEdge',
      'ChangeEdge',
      'ChangeEdge',
    ]);
    const page = await pageOf(rig, { after });
    expect([page.gaps.length, page.edges.length]).toEqual([3, 3]);
  });
});

test('a key that opens some sources is told of these alone, and knows nothing of others', async () => {
  const keys = ['ana', 'bob'].map((name) => ({
    name,
    sha256: hash('sha256', name),
    roles: ['read'],
    ...(name === 'bob' ? { sources: ['kata'] } : {}),
  }));
  await using rig = await start({ kata: {}, auth: { keys } });
  rig.alpha.addAlert();
  rig.kata.addEvent();
  const { url } = await rig.listen();
  const as = async (key: string, variables: object = {}): Promise<{ data?: Page; errors?: unknown }> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query, variables }),
    });
    return response.json();
  };
  await rig.until(async () => ((await as('ana')).data?.changes.edges.length ?? 0) === 4);
  const names = ({ data }: { data?: Page }) => data?.changes.edges.map(({ node }) => node?.source.name);
  expect(names(await as('bob'))).toEqual(['kata']);
  expect(await as('bob', { sources: ['alpha'] })).toMatchObject({
    errors: [{ extensions: { code: 'INVALID_INPUT', fields: [{ expected: 'kata' }] } }],
  });
  // A cursor is the place, not the permission.
  const first = (await as('ana', { first: 1 })).data?.changes.edges[0]?.cursor;
  for (const after of [first, undefined]) expect(names(await as('bob', { after }))).not.toContain('alpha');
  await using stream = await subscribe<Told>(url, live, {
    headers: { authorization: 'Bearer bob' },
  });
  const next = stream.next();
  rig.alpha.addAlert();
  await rig.until(async () => ((await as('ana')).data?.changes.edges.length ?? 0) === 7);
  rig.kata.addEvent();
  expect((await next)?.data?.changes.node?.source.name).toBe('kata');
});
