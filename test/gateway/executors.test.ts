/** Operations that come often are compiled: nobody may see which executor answered. */
import { describe, expect, test } from 'vitest';
import { readOperations } from '../../src/schema/operations.ts';
import type { Fault } from '../../src/simulators/kit.ts';
import { addIncident, clockAtNoon, ids } from '../support/incident.ts';
import { startRig, type Answer, type AskOptions, type Rig } from '../support/rig.ts';

interface Case {
  readonly name: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly fault?: { readonly argus?: Fault; readonly gta?: Fault };
  readonly options?: AskOptions;
}

/** Data with the order of its keys, and errors in an order of their own: which of two fails first is chance. */
const comparable = ({ status, data, errors }: Answer) => ({
  status,
  data: JSON.stringify(data),
  errors: errors.toSorted((a, b) => JSON.stringify(a.path ?? []).localeCompare(JSON.stringify(b.path ?? []))),
});

async function start(): Promise<Rig> {
  const rig = await startRig({
    clock: clockAtNoon(),
    compileAfter: Number.POSITIVE_INFINITY,
    sources: { argus: { timeout: '2s' }, gta: { timeout: '2s' } },
  });
  addIncident(rig);
  rig.argus.generate(20, { cases: 2, to: rig.clock.now() - 3_600_000 });
  rig.gta.generate({ events: 20, danglingEvery: 5 });
  return rig;
}

async function expectEqual({ query, variables, fault = {}, options }: Case): Promise<Answer> {
  await using rig = await start();
  const compiled = await rig.beside({ compileAfter: 0 });
  // Both begin alike: with a token, and with everything in order.
  const warm =
    '{ argus: source(name: "argus") { cases { nodes { id } } } gta: source(name: "gta") { flows { nodes { id } } } }';
  for (const ask of [rig.ask, compiled]) await ask(warm);
  if (fault.argus !== undefined) rig.argus.fault(fault.argus);
  if (fault.gta !== undefined) rig.gta.fault(fault.gta);
  const plain = await rig.ask(query, variables, options);
  for (let round = 0; round < 2; round++) {
    const again = await compiled(query, variables, options);
    expect(comparable(again)).toEqual(comparable(plain));
  }
  return plain;
}

describe('prepared operations', () => {
  // Mutations are prepared, too; asked twice they would do something else.
  const queries = readOperations().filter(({ query }) => /^query /m.test(query));
  for (const { query, variables = '{}' } of queries) {
    const name = /^query (\w+)/m.exec(query)?.[1] ?? '';
    const given: Readonly<Record<string, unknown>> = JSON.parse(variables);
    const asked = 'ids' in given ? { ...given, ids: Object.values(ids) } : given;
    test(`${name} has the same answer compiled`, async () => {
      const { errors, data } = await expectEqual({ name, query, variables: asked });
      // This rig follows nothing, so what only the journal has is refused, by both in the same words.
      const refused = /\bchanges\(/.test(query) ? ['UNSUPPORTED'] : [];
      expect(errors.map(({ extensions }) => extensions?.['code'])).toEqual(refused);
      expect(data).toBeDefined();
    });
    for (const fault of [{ kind: 'status', status: 401 }, { kind: 'html' }] as const) {
      test(`${name} has the same answer compiled when every source answers ${fault.kind}`, async () => {
        const { status } = await expectEqual({
          name,
          query,
          variables: asked,
          fault: { argus: fault, gta: fault },
        });
        expect(status).toBe(200);
      });
    }
  }
});

const detectionsFail: Fault = { kind: 'status', status: 401, match: { path: /enriched-threat-detections/ } };
const evidence = `query ($deep: Boolean = true, $skip: Boolean!, $first: Int = 3) {
  gta: source(name: "gta") {
    ...Page
    ... on Source @include(if: $deep) { alerts(first: $first) { nodes { id title } } }
  }
  ...Everything @skip(if: $skip)
}
fragment Everything on Query { sources { __typename name } }
fragment Page on Source {
  mine: events(first: $first) {
    edges { cursor node { ...Whole again: id } }
    pageInfo { hasNextPage endCursor startCursor hasPreviousPage }
    totalCount { value relation }
  }
}
fragment Whole on Event {
  id
  severity
  threatDetections { nodes { id severity threat { title } alerts { nodes { id severity } } } }
  device @skip(if: $skip) { id owner }
}`;

const cases: readonly Case[] = [
  { name: 'fragments, aliases, defaults', query: evidence, variables: { skip: false } },
  { name: 'skipped and included parts', query: evidence, variables: { skip: true, deep: false } },
  { name: 'a null for a variable with a default', query: evidence, variables: { skip: false, first: null } },
  { name: 'a null where null may not stand', query: evidence, variables: { skip: null } },
  { name: 'a missing variable', query: evidence, variables: {} },
  { name: 'a variable of the wrong type', query: evidence, variables: { skip: 'yes', first: 'three' } },
  { name: 'a variable that nobody declared', query: evidence, variables: { skip: false, other: 1 } },
  {
    name: 'errors inside lists',
    query: evidence,
    variables: { skip: false },
    fault: { gta: detectionsFail },
  },
  {
    name: 'errors of single nodes',
    query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Alert { title status } } }',
    variables: { ids: [...Object.values(ids), 'none', ids.gtaEvent, ''] },
    fault: { argus: { kind: 'status', status: 401 } },
  },
  {
    name: 'a failure in a field that may not be null',
    query:
      '{ source(name: "argus") { events { nodes { id details { ... on ArgusEventDetails { lineage { type } } } } } } }',
    fault: { argus: { kind: 'status', status: 401, match: { path: /lineage/ } } },
  },
  {
    name: 'enums, lists and input objects in variables',
    query: `query ($filter: AlertFilter, $ids: [ID!]!) {
      source(name: "gta") { alerts(filter: $filter) { nodes { id severity status } } }
      nodes(ids: $ids) { __typename }
    }`,
    variables: { filter: { statuses: ['NEW'], not: { minSeverity: 'CRITICAL' } }, ids: ids.gtaAlert },
  },
  {
    name: 'an enum word nobody knows in a variable',
    query:
      'query ($filter: AlertFilter) { source(name: "gta") { alerts(filter: $filter) { nodes { id } } } }',
    variables: { filter: { statuses: ['SOON'] } },
  },
  {
    name: 'an unknown key in an input object',
    query:
      'query ($filter: AlertFilter) { source(name: "gta") { alerts(filter: $filter) { nodes { id } } } }',
    variables: { filter: { nonsense: 1 } },
  },
  {
    name: 'a network that is none, in a literal',
    query: '{ source(name: "gta") { events(filter: { ip: ["300.1.2.3"] }) { nodes { id } } } }',
  },
  {
    name: 'a network that is none, in a variable',
    query: 'query ($ip: [CIDR!]) { source(name: "gta") { events(filter: { ip: $ip }) { nodes { id } } } }',
    variables: { ip: ['300.1.2.3'] },
  },
  {
    name: 'a time in a variable',
    query: `query ($from: DateTime) {
      source(name: "gta") { alerts(filter: { time: { from: $from } }) { nodes { id time } } }
    }`,
    variables: { from: '2026-03-01T11:59:59Z' },
  },
  {
    name: 'a page that is too large',
    query: '{ source(name: "gta") { alerts(first: 1001) { nodes { id } } } }',
  },
  {
    name: 'a page of less than nothing',
    query: '{ source(name: "gta") { alerts(first: -1) { nodes { id } } } }',
  },
  {
    name: 'a cursor that is none',
    query:
      '{ source(name: "gta") { alerts(after: "x") { nodes { id } } } argus: source(name: "argus") { name } }',
  },
  { name: 'a source that does not exist', query: '{ source(name: "nobody") { alerts { nodes { id } } } }' },
  {
    name: 'a kind the vendor does not have',
    query: '{ source(name: "gta") { cases { nodes { id } sourceResults { outcome } } } }',
  },
  {
    name: 'introspection',
    query: '{ __schema { queryType { name fields { name args { name defaultValue } } } } __typename }',
  },
  { name: 'a type by its name', query: '{ __type(name: "Severity") { name enumValues { name } } }' },
  {
    name: 'two operations, one of them named',
    query: 'query A { sources { name } } query B { sources { vendor } }',
    options: { operationName: 'B' },
  },
  {
    name: 'two operations, none of them named',
    query: 'query A { sources { name } } query B { sources { vendor } }',
  },
  {
    name: 'the same field twice, merged',
    query: `{
      source(name: "gta") { events(first: 2) { nodes { id } } }
      source(name: "gta") { events(first: 2) { nodes { title } pageInfo { hasNextPage } } }
    }`,
  },
  {
    name: 'raw records and big numbers',
    query:
      '{ source(name: "argus") { events(first: 5) { nodes { raw count observables { type value role } } } } }',
  },
];

describe('the answer is the same compiled:', () => {
  for (const one of cases) {
    test(one.name, async () => {
      const { text } = await expectEqual(one);
      expect(text).not.toContain('INTERNAL');
    });
  }
});

test('an operation with a filter in a variable is compiled in no time', async () => {
  await using rig = await startRig({ clock: clockAtNoon(), compileAfter: 0 });
  const query = `query ($filter: EventFilter) {
    source(name: "argus") { events(filter: $filter) { nodes { id } } }
  }`;
  const started = performance.now();
  await rig.ask(query, { filter: { not: { or: [{ and: [{ kinds: ['OTHER'] }] }] } } });
  // A filter contains itself: what unrolls it blocks every client for three seconds.
  expect(performance.now() - started).toBeLessThan(1_000);
});
