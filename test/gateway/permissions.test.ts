/** Every field of every root with every kind of key: who is let in is what `rootRules` says, and nobody sees a foreign source. */
import { buildSchema, printSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { rolesWith } from '../../src/model/access.ts';
import { decodeGlobalId, type NodeType } from '../../src/model/ids.ts';
import { rootRules, withRules } from '../../src/schema/access.ts';
import { schema } from '../../src/schema/index.ts';
import { addIncident, argusEvent, clockAtNoon, idOf, ids } from '../support/incident.ts';
import { auth, keys, type Key } from '../support/keys.ts';
import { startRig, type Answer, type Rig } from '../support/rig.ts';
import { everyField } from '../support/selection.ts';
import { rootFields, smallest, type Root } from '../support/smallest.ts';
import { subscribe } from '../support/sse.ts';

async function start(): Promise<Rig> {
  const rig = await startRig({ auth, clock: clockAtNoon(), follow: true });
  addIncident(rig);
  return rig;
}

const recorded = async (rig: Rig) => {
  const { data } = await rig.as(keys.admin.key)<{
    auditLog: {
      nodes: { actor: string; mutation: string; source: string; ids: string[]; outcome: string }[];
    };
  }>('{ auditLog { nodes { actor mutation source ids outcome } } }');
  return data?.auditLog.nodes ?? [];
};

/** What stands for a required argument: an event of Argus wherever an id is asked for. */
const values = {
  ID: ids.argusEvent,
  source: 'argus',
  name: 'argus',
  value: 'example.com',
  from: '2026-03-01T00:00:00Z',
  to: '2026-03-02T00:00:00Z',
  interval: 'PT1H',
  first: 1,
  ObservableType: 'DOMAIN',
  key: 'dns.query',
  Int: 1,
};

const codes = ({ errors }: Answer) => errors.map(({ extensions }) => extensions?.['code']);
const may = (root: 'Query' | 'Mutation', field: string, { role }: Key): boolean => {
  const rule = rootRules[root][field];
  return rule !== undefined && rolesWith([role]).includes(rule);
};

const roots: readonly Root[] = ['Query', 'Mutation', 'Subscription'];
const strangers = [
  ['no key', undefined],
  ['an unknown key', 'k-nobody'],
  ['the hash of a key', auth.keys[0]?.sha256],
] as const;

describe('whoever is not known is not let in:', () => {
  for (const [who, key] of strangers)
    test(`${who}, whatever is asked`, async () => {
      await using rig = await start();
      const { url } = await rig.listen();
      rig.argus.forget();
      rig.gta.forget();
      for (const root of roots)
        for (const field of rootFields(root)) {
          const { query, variables } = smallest(root, field, values);
          const { status, text } = await rig.as(key)(query, variables);
          const refusal = JSON.parse(text);
          expect({ field, status, code: refusal.errors[0].extensions.code, data: refusal.data }).toEqual({
            field,
            status: 401,
            code: 'UNAUTHENTICATED',
            data: undefined,
          });
        }
      const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
      await using stream = await subscribe(url, smallest('Subscription', 'changes', values).query, {
        headers,
      });
      expect(stream.status).toBe(401);
      expect(await recorded(rig)).toEqual([]);
      expect(rig.argus.count('PUT') + rig.gta.count('PATCH')).toBe(0);
    });
});

describe('whoever is known is let in where the rule says so:', () => {
  for (const [name, key] of Object.entries<Key>(keys))
    test(`${name}, every query`, async () => {
      await using rig = await start();
      const ask = rig.as(key.key);
      for (const field of rootFields('Query')) {
        const { query, variables } = smallest('Query', field, values);
        const answer = await ask(query, variables);
        expect({ field, refused: codes(answer).includes('NOT_PERMITTED') }).toEqual({
          field,
          refused: !may('Query', field, key),
        });
        if (!may('Query', field, key)) expect(JSON.stringify(answer.data ?? null)).toBe('null');
        else expect(codes(answer)).toEqual([]);
      }
    });

  for (const [name, key] of Object.entries<Key>(keys))
    test(`${name}, every mutation; what is refused is on record, and goes nowhere`, async () => {
      await using rig = await start();
      const ask = rig.as(key.key);
      const refused: unknown[] = [];
      rig.argus.forget();
      for (const field of rootFields('Mutation')) {
        const { query, variables } = smallest('Mutation', field, values);
        const { data, errors } = await ask<Record<string, { __typename: string }>>(query, variables);
        expect(errors).toEqual([]);
        expect({ field, refused: data?.[field]?.__typename === 'NotPermittedError' }).toEqual({
          field,
          refused: !may('Mutation', field, key),
        });
        if (may('Mutation', field, key)) continue;
        const named = /^(assessEvents|setAlert)/.test(field) ? [argusEvent] : [];
        refused.push({ actor: name, mutation: field, source: 'argus', ids: named, outcome: 'REFUSED' });
      }
      const entries = await recorded(rig);
      expect(entries.filter(({ outcome }) => outcome === 'REFUSED')).toEqual(refused);
      if (refused.length === rootFields('Mutation').length)
        expect(rig.argus.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
    });

  for (const [name, key] of Object.entries<Key>(keys))
    test(`${name}, every subscription`, async () => {
      await using rig = await start();
      const { url } = await rig.listen();
      for (const field of rootFields('Subscription')) {
        const { query, variables } = smallest('Subscription', field, values);
        const headers = { authorization: `Bearer ${key.key}` };
        await using stream = await subscribe<{ data?: object; errors?: unknown }>(url, query, {
          variables,
          headers,
        });
        expect(stream.status).toBe(200);
        rig.gta.addAlert({ id: 'al-2', risk: 'Low' });
        const told = await stream.next();
        expect(told?.errors).toBeUndefined();
        expect(told?.data).toBeDefined();
      }
    });

  test('every kind of refusal and of leave was met', () => {
    const met = (['Query', 'Mutation'] as const).flatMap((root) =>
      rootFields(root).flatMap((field) => Object.values<Key>(keys).map((key) => may(root, field, key))),
    );
    expect(new Set(met)).toEqual(new Set([true, false]));
    for (const field of rootFields('Mutation')) expect(may('Mutation', field, keys.read)).toBe(false);
  });
});

/** By what a client may try to find out whether something is there. */
const probes: readonly (readonly [
  what: string,
  query: string,
  variables: (id: string, source: string) => object,
])[] = [
  ['node', 'query ($id: ID!) { node(id: $id) { id __typename } }', (id) => ({ id })],
  ['nodes', 'query ($id: ID!) { nodes(ids: [$id]) { id __typename } }', (id) => ({ id })],
  ['source', 'query ($name: String!) { source(name: $name) { name } }', (_id, name) => ({ name })],
  ...(
    [
      ['assessEvents', (id: string) => ({ ids: [id], assessment: { comment: 'x' } })],
      ['setAlertStatus', (id: string) => ({ id, status: 'OPEN' })],
      ['setAlertNote', (id: string) => ({ id, note: 'x' })],
      [
        'assessMatchingEvents',
        (_id: string, source: string) => ({
          source,
          filter: {},
          window: { from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00Z' },
          assessment: { comment: 'x' },
        }),
      ],
      ['submitEvents', (_id: string, source: string) => ({ source, events: [{ signature: 'x' }] })],
      [
        'submitTelemetry',
        (_id: string, source: string) => ({
          source,
          dns: [{ ts: '2026-03-01T00:00:00Z', srcIP: '10.0.0.1', query: 'a.example' }],
        }),
      ],
    ] as const
  ).map(
    ([name, input]) =>
      [
        name,
        `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) {
          ${name}(input: $input) {
            ${name.startsWith('assess') ? '... on AssessEventsPayload { outcomes { id event { id } error { __typename code message } } }' : '__typename'}
            ... on Error { __typename code message }
          }
        }`,
        (id: string, source: string) => ({ input: input(id, source) }),
      ] as const,
  ),
];
const typesOf = (what: string): readonly NodeType[] =>
  what === 'assessEvents'
    ? ['Event']
    : what.startsWith('setAlert')
      ? ['Alert']
      : ['Event', 'Alert', 'ThreatDetection', 'Case'];

describe('what belongs to another source looks as if it were not there:', () => {
  for (const [what, query, variables] of probes)
    test(`${what}, byte for byte and without a call`, async () => {
      await using rig = await start();
      const ask = rig.as(keys.elsewhere.key);
      const here = Object.values(ids).flatMap((id) => {
        const found = decodeGlobalId(id);
        return found?.source === 'argus' && typesOf(what).includes(found.type) ? [{ ...found, id }] : [];
      });
      expect(here.length).toBeGreaterThan(0);
      rig.argus.forget();
      for (const { type, nativeId, id } of here) {
        const told = async (asked: string, source: string): Promise<string> => {
          const { text, status } = await ask(query, { ...variables(asked, source) });
          return `${status} ${text.replaceAll(asked, 'ID').replaceAll(source, 'SOURCE')}`;
        };
        const foreign = await told(id, 'argus');
        expect(await told(idOf(type, 'argus', `${nativeId}0`), 'argus')).toBe(foreign);
        expect(await told(idOf(type, 'nowhere', nativeId), 'nowhere')).toBe(foreign);
        // A missing object of a source that is open to the key, and has such objects.
        if (type !== 'Case' && !/submit|Matching|^source$|assess/.test(what))
          expect(await told(idOf(type, 'gta', nativeId), 'gta')).toBe(foreign);
      }
      expect(rig.argus.requests.filter(({ method }) => method !== 'GET' && method !== 'POST')).toEqual([]);
    });

  test('an event that is missing and one of another source, to who assesses both', async () => {
    await using rig = await start();
    const gone = idOf('Event', 'argus', argusEvent.replace('42/5d', '42/6d'));
    const foreign = idOf('Event', 'nowhere', argusEvent);
    const { data } = await rig.as(keys.admin.key)<{
      assessEvents: { outcomes: { id: string; error: object }[] };
    }>(probes.find(([what]) => what === 'assessEvents')?.[1] ?? '', {
      input: { ids: [gone, foreign], assessment: { comment: 'x' } },
    });
    const [one, other] = data?.assessEvents.outcomes ?? [];
    expect(one?.error).toMatchObject({ code: 'NOT_FOUND' });
    expect({ ...one, id: '' }).toEqual({ ...other, id: '' });
  });
});

const changesSeen = '{ changes(first: 100) { edges { kind node { __typename id } } } }';

/** Everything that lists something. */
const lists = [
  ...['Event', 'Alert', 'ThreatDetection', 'Case', 'Threat'].map((type) => {
    const field = `${type.charAt(0).toLowerCase()}${type.slice(1)}s`;
    const results = type === 'Threat' ? '' : 'sourceResults { source { name } outcome }';
    return `{ ${field} { nodes { ${everyField(type)} } ${results} } }`;
  }),
  '{ sources { name vendor state feeds { kind } } }',
  '{ viewer { name roles sources { name } } }',
  changesSeen,
  '{ auditLog { nodes { source mutation ids } } }',
  `{ nodes(ids: ${JSON.stringify(Object.values(ids))}) { __typename id } }`,
  '{ observable(type: IP, value: "10.20.1.5") { type value firstSeen lastSeen events { nodes { id } } alerts { nodes { id } } } }',
];

/** The source of every id in a value. */
function shown(value: unknown): readonly string[] {
  const sources: string[] = [];
  JSON.stringify(value, (_key, part: unknown) => {
    const id = typeof part === 'string' ? decodeGlobalId(part) : null;
    // Observables are nobody's own.
    if (id !== null && id.type !== 'Observable') {
      sources.push(id.source);
    }
    return part;
  });
  return sources;
}

test('no key sees anything of another source in any list, and one that may sees it', async () => {
  await using rig = await start();
  await rig.as(keys.triage.key)(smallest('Mutation', 'setAlertStatus', values).query, {
    input: { id: ids.argusAlert, status: 'OPEN' },
  });
  await rig.until(async () => {
    const { data } = await rig.as(keys.admin.key)(changesSeen);
    return shown(data).includes('argus') && shown(data).includes('gta');
  });
  let seen = 0;
  for (const query of lists) {
    const all = await rig.as(keys.admin.key)(query);
    expect({ query, errors: all.errors }).toEqual({ query, errors: [] });
    if (all.text.includes('argus') || shown(all.data).includes('argus')) seen += 1;
    const some = await rig.as(keys.elsewhere.key)(query);
    expect(some.errors).toEqual([]);
    expect({ query, foreign: shown(some.data).filter((source) => source !== 'gta') }).toEqual({
      query,
      foreign: [],
    });
    expect(some.text).not.toContain('argus');
  }
  expect(seen).toBeGreaterThan(8);
});

test('what only another source has seen was never seen', async () => {
  await using rig = await start();
  const query = '{ observable(type: HOST, value: "ws-1") { firstSeen lastSeen events { nodes { id } } } }';
  await rig.until(async () => {
    const { data } = await rig.as(keys.read.key)<{ observable: { firstSeen: string | null } }>(query);
    return data?.observable.firstSeen !== null;
  });
  const { data } = await rig.as(keys.elsewhere.key)(query);
  expect(data).toEqual({ observable: { firstSeen: null, lastSeen: null, events: { nodes: [] } } });
});

test('the viewer is told the name, the roles with those contained in them, and the sources of the key', async () => {
  await using rig = await start();
  for (const [name, key] of Object.entries<Key>(keys)) {
    const { data } = await rig.as(key.key)('{ viewer { name roles sources { name } } }');
    expect(data).toEqual({
      viewer: {
        name,
        roles: rolesWith([key.role]),
        sources: (key.sources ?? ['argus', 'gta']).map((source) => ({ name: source })),
      },
    });
  }
  await using open = await startRig({ follow: true });
  expect((await open.ask('{ viewer { name roles } }')).data).toEqual({
    viewer: { name: null, roles: ['READ', 'TRIAGE', 'INGEST', 'ADMIN'] },
  });
});

describe('a schema is not built', () => {
  const text = printSchema(schema);
  test('with a type or a root field that has no rule, whichever it is', () => {
    expect(() => withRules(buildSchema(text))).not.toThrow();
    for (const [more, told] of [
      ['extend type Query { secret: String }', /Query\.secret has no rule/],
      ['extend type Mutation { secret: String }', /Mutation\.secret has no rule/],
      ['extend type Subscription { secret: String }', /Subscription\.secret has no rule/],
      ['type Secret { word: String }', /Secret\.word has no rule/],
    ] as const)
      expect(() => withRules(buildSchema(`${text}\n${more}`))).toThrow(told);
  });

  test('with a rule for a field that is gone', () => {
    for (const root of ['Query', 'Mutation', 'Subscription'] as const)
      for (const field of rootFields(root)) {
        const without = buildSchema(
          text.replace(new RegExp(`(type ${root} \\{[^]*?^  )${field}([(:])`, 'm'), `$1${field}2$2`),
        );
        expect(() => withRules(without)).toThrow(/has no rule|which is no field/);
      }
  });
});
