/** `nodes` over everything at once: each object in its place, and one call for each source and kind. */
import { expect, test } from 'vitest';
import { encodeGlobalId, type NodeType } from '../../src/model/ids.ts';
import { startRig } from '../support/rig.ts';

const START = Date.UTC(2026, 4, 4, 9);

interface Wanted {
  readonly type: NodeType;
  readonly source: 'argus' | 'gta';
  readonly nativeId: string;
}

test('nodes of more than 500 ids, of every kind and both sources: the right objects in the right places', async () => {
  await using rig = await startRig();
  const { argus, gta } = rig;
  argus.generate(400, { from: START, to: START + 60_000, cases: 20 });
  const made = gta.generate({ events: 150, detections: 150, alerts: 150, records: 12, flowsPerEvent: 1 });
  const aggregates = [...argus.events.values()].filter(({ alarmID }) => alarmID !== null);
  const detections = aggregates.filter(
    ({ flags }) => flags.includes('IDENTIFIED_THREAT') || flags.includes('THREAT_CANDIDATE'),
  );
  const of = (type: NodeType, source: 'argus' | 'gta', ids: Iterable<string>, most: number): Wanted[] =>
    [...ids].slice(0, most).map((nativeId) => ({ type, source, nativeId }));
  const wanted = [
    ...of('Event', 'argus', argus.events.keys(), 120),
    ...of(
      'Alert',
      'argus',
      aggregates.map(({ id }) => id),
      60,
    ),
    ...of(
      'ThreatDetection',
      'argus',
      detections.map(({ id, alarmID }) => `${id}#${alarmID ?? 'none'}`),
      15,
    ),
    ...of('Case', 'argus', [...argus.cases.keys()].map(String), 20),
    ...of('Event', 'gta', made.events, 110),
    ...of('Alert', 'gta', made.alerts, 100),
    ...of('ThreatDetection', 'gta', made.threatDetections, 100),
    ...of('Threat', 'gta', made.records, 12),
    ...of(
      'Flow',
      'gta',
      made.flows.map((id, i) => `${made.events[i] ?? ''}/${id}`),
      3,
    ),
  ];
  // Kinds and sources are mixed: every seventh of the list, then every seventh from the second on, and so on.
  const mixed = Array.from({ length: 7 }, (_, k) => wanted.filter((_, i) => i % 7 === k)).flat();
  expect(mixed.length).toBeGreaterThan(500);
  expect(detections.length).toBeGreaterThan(10);
  const ids = mixed.map(({ type, source, nativeId }) => encodeGlobalId(type, source, nativeId));
  const [first = '', other = ''] = [ids[3], ids[77]];
  const extra = {
    unknown: encodeGlobalId('Alert', 'gta', 'nobody'),
    elsewhere: encodeGlobalId('Event', 'nowhere', 'ev-1'),
    source: encodeGlobalId('Source', 'gta'),
  };
  const asked = [
    extra.unknown,
    ...ids.slice(0, 200),
    first,
    'not an id',
    ...ids.slice(200),
    other,
    extra.elsewhere,
    extra.source,
  ];
  await rig.ask('{ source(name: "gta") { alerts(first: 1) { nodes { id } } } }');
  argus.forget();
  gta.forget();

  const { data, errors } = await rig.ask<{
    readonly nodes: readonly ({ readonly id: string; readonly __typename: string } | null)[];
  }>('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', { ids: asked });
  const absent = new Set([extra.unknown, extra.elsewhere, 'not an id']);
  expect(data?.nodes.map((node) => node?.id ?? null)).toEqual(
    asked.map((id) => (absent.has(id) ? null : id)),
  );
  const types = new Map(mixed.map(({ type }, i) => [ids[i], type]));
  for (const [i, node] of (data?.nodes ?? []).entries()) {
    const type = types.get(asked[i]);
    if (type !== undefined) expect(node?.__typename).toBe(type);
  }
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatchObject({ path: ['nodes', 202], extensions: { code: 'INVALID_INPUT' } });
  // Events, alerts and detections of Argus are three searches, its cases one; of Cisco each kind is one search, and a
  // flow is looked up beneath its event.
  expect(argus.requests).toHaveLength(4);
  expect(gta.requests).toHaveLength(4 + 3);
});

test('nodes beyond the most that may be asked for is an error that says so, with no upstream call', async () => {
  await using rig = await startRig();
  const ids = Array.from({ length: 10_001 }, (_, i) => encodeGlobalId('Alert', 'gta', `al-${i}`));
  const { data, errors } = await rig.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
  expect(data).toBeNull();
  expect(errors).toMatchObject([{ path: ['nodes'], extensions: { code: 'INVALID_INPUT' } }]);
  expect([...rig.gta.requests, ...rig.argus.requests]).toEqual([]);
});

test('10 000 ids of one kind are looked up a thousand at a time', async () => {
  await using rig = await startRig({ argus: false });
  const made = rig.gta.generate({ events: 1, detections: 1, alerts: 3_000 });
  const ids = Array.from({ length: 10_000 }, (_, i) =>
    encodeGlobalId('Alert', 'gta', made.alerts[i] ?? `nobody-${i}`),
  );
  const { data, errors } = await rig.ask<{ readonly nodes: readonly ({ readonly id: string } | null)[] }>(
    'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
    { ids },
  );
  expect(errors).toEqual([]);
  expect(data?.nodes.map((node) => node?.id ?? null)).toEqual(ids.map((id, i) => (i < 3_000 ? id : null)));
  expect(rig.gta.requests.length - rig.gta.tokenRequests).toBe(10);
});
