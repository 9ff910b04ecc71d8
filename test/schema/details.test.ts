import { describe, expect, test } from 'vitest';
import { encodeGlobalId } from '../../src/model/ids.ts';
import { ArgusEventDetailsDocument } from '../support/generated/graphql.ts';
import { startRig, type Rig } from '../support/rig.ts';

const START = Date.UTC(2026, 4, 4, 9);
const shown = new Date(START).toISOString();

async function details(rig: Rig, nativeId: string, fields: string): Promise<unknown> {
  const { data, errors } = await rig.ask<{ readonly node: { readonly details: unknown } }>(
    `query ($id: ID!) { node(id: $id) { ... on Event { details { __typename ... on ArgusEventDetails { ${fields} } } } } }`,
    { id: encodeGlobalId('Event', 'argus', nativeId) },
  );
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data?.node.details;
}

describe('what only Argus knows', () => {
  test('is null or empty where there is none', async () => {
    await using rig = await startRig({ gta: false });
    const { id } = rig.argus.addEvent({ created: START });
    expect(
      await details(
        rig,
        id,
        `type signature alarm { id } flags domain uri protocol sensor { id } properties { key } comments { text }
         subEvents { id } payload { type } pcap lineage { type at by }`,
      ),
    ).toEqual({
      __typename: 'ArgusEventDetails',
      type: 'AGGREGATED',
      signature: null,
      alarm: null,
      flags: [],
      domain: null,
      uri: null,
      protocol: 'tcp',
      sensor: null,
      properties: [],
      comments: [],
      subEvents: [],
      payload: null,
      pcap: null,
      lineage: [
        { type: 'created', at: shown, by: 'argus' },
        { type: 'indexedElasticSearch', at: shown, by: 'argus' },
        { type: 'indexedOpenSearch', at: shown, by: 'argus' },
      ],
    });
  });

  for (const [type, word] of [
    ['STRING', 'string'],
    ['BINARY', 'binary'],
    ['ETHERNET', 'ethernet'],
    ['PCAP', 'pcap'],
  ] as const) {
    test(`shows a payload of type ${type} as ${type === 'STRING' ? 'text' : 'bytes'}`, async () => {
      await using rig = await startRig({ gta: false });
      const bytes = Buffer.from('GET / \u00e6\u00f8\u00e5\r\n');
      const { id } = rig.argus.addEvent({ created: START, payload: { type: word, bytes } });
      const text = type === 'STRING' ? bytes.toString() : null;
      const base64 = type === 'STRING' ? null : bytes.toString('base64');
      expect(await details(rig, id, 'payload { type text base64 }')).toMatchObject({
        payload: { type, text, base64 },
      });
    });
  }

  test('shows a capture as base64, byte for byte', async () => {
    await using rig = await startRig({ gta: false });
    const bytes = Buffer.from(Array.from({ length: 512 }, (_, i) => i % 256));
    const { id } = rig.argus.addEvent({ created: START, payload: { type: 'pcap', bytes } });
    expect(await details(rig, id, 'pcap')).toMatchObject({ pcap: bytes.toString('base64') });
  });

  test('tells properties with all their values, those asked for only when keys say so', async () => {
    await using rig = await startRig({ gta: false });
    const properties = [
      { key: 'dns.query', type: 'string', values: ['a,b', 'c\nd'] },
      { key: 'bytes', type: 'long', values: ['9007199254740993'] },
    ] as const;
    const { id } = rig.argus.addEvent({ created: START, properties });
    expect(
      await details(
        rig,
        id,
        'all: properties { key type values } one: properties(keys: ["bytes", "x"]) { key } none: properties(keys: []) { key }',
      ),
    ).toMatchObject({ all: properties, one: [{ key: 'bytes' }], none: [] });
  });

  test('follows sub events, null in the place of one that is gone', async () => {
    await using rig = await startRig({ gta: false });
    const [a, b, c] = [1, 2, 3].map((i) => rig.argus.addEvent({ type: 'raw', created: START + i }).id);
    const { id } = rig.argus.addEvent({ created: START, subEvents: [c ?? '', a ?? '', b ?? ''] });
    rig.argus.removeEvent(a ?? '');
    rig.argus.forget();
    expect(await details(rig, id, 'subEvents { nativeId }')).toMatchObject({
      subEvents: [{ nativeId: c }, null, { nativeId: b }],
    });
    // The event, and all beneath it at once.
    expect(rig.argus.requests).toHaveLength(2);
  });

  test('costs for each event what it says: payload and lineage one call each, the rest comes together', async () => {
    await using rig = await startRig({ gta: false });
    for (let i = 0; i < 3; i += 1) {
      const raw = rig.argus.addEvent({ type: 'raw', created: START - i }).id;
      rig.argus.addEvent({ created: START + 10 + i, subEvents: [raw] });
    }
    rig.argus.forget();
    const { errors, data } = await rig.ask(ArgusEventDetailsDocument, { source: 'argus', first: 3 });
    expect([errors, data?.source?.events?.nodes.length]).toEqual([[], 3]);
    expect(rig.argus.requests).toHaveLength(1 + 1 + 3 * 2);
  });

  test('that fails is an error on its path, and the event beside it stays', async () => {
    await using rig = await startRig({ gta: false });
    const { id } = rig.argus.addEvent({
      created: START,
      payload: { type: 'string', bytes: Buffer.from('x') },
    });
    rig.argus.fault({ kind: 'status', status: 503, match: { path: /\/payload$/ } });
    const { data, errors } = await rig.ask(
      `query ($id: ID!) { node(id: $id) { ... on Event { title details { ... on ArgusEventDetails { type payload { type } } } } } }`,
      { id: encodeGlobalId('Event', 'argus', id) },
    );
    expect(data).toMatchObject({ node: { details: { type: 'AGGREGATED', payload: null } } });
    expect(errors).toMatchObject([
      { path: ['node', 'details', 'payload'], extensions: { code: 'SOURCE_UNAVAILABLE', source: 'argus' } },
    ]);
  });
});

test('what only Cisco knows: evidence or context, and the annotation as it was sent', async () => {
  await using rig = await startRig({ argus: false });
  const annotation = { id: 'sa-1', requiredAttributes: { hostname: ['h1.example'], count: 3 } };
  rig.gta.addEvent({
    id: 'ev-1',
    subtitle: 'every 300 s',
    threatDetectionIds: ['td-1'],
    securityAnnotation: annotation,
  });
  rig.gta.addEvent({ id: 'ev-2', title: '', subtitle: '' });
  const { data, errors } = await rig.ask(`{ source(name: "gta") { events { nodes { details {
    __typename ... on CiscoGtaEventDetails { convicting eventTypeId subtitle annotation }
  } } } } }`);
  expect(errors).toEqual([]);
  const of = (convicting: boolean, subtitle: string, shownAnnotation: unknown) => ({
    details: {
      __typename: 'CiscoGtaEventDetails',
      convicting,
      eventTypeId: 'CREP07',
      subtitle,
      annotation: shownAnnotation,
    },
  });
  expect(data).toEqual({
    source: { events: { nodes: [of(true, 'every 300 s', annotation), of(false, '', null)] } },
  });
});
