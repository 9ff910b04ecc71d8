import { describe, expect, test } from 'vitest';
import { encodeGlobalId } from '../../src/model/ids.ts';
import { startRig, type Rig } from '../support/rig.ts';

const id = (type: 'Event' | 'Alert' | 'ThreatDetection' | 'Case', nativeId: string, source = 'gta'): string =>
  encodeGlobalId(type, source, nativeId);

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly nativeId: string } }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: { readonly value: number; readonly relation: string };
}

const page = `edges { cursor node { nativeId } }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  totalCount { value relation }`;

/** An event with detections td-1 to td-6, of which the even ones are gone. */
async function dangling(): Promise<Rig> {
  const rig = await startRig({ argus: false });
  const { gta } = rig;
  gta.addRecord({ id: 'ti-1' });
  gta.addAsset({ id: 'as-1', assumedOwner: 'ana' }, ['10.9.8.7']);
  for (const i of [1, 3, 5]) gta.addThreatDetection({ id: `td-${i}` });
  gta.addEvent({ id: 'ev-1', threatDetectionIds: [1, 2, 3, 4, 5, 6].map((i) => `td-${i}`) });
  return rig;
}

async function relation(rig: Rig, args: string): Promise<Page> {
  const { data, errors } = await rig.ask<{ readonly node: { readonly page: Page } }>(
    `{ node(id: "${id('Event', 'ev-1')}") { ... on Event { page: threatDetections${args} { ${page} } } } }`,
  );
  if (errors.length > 0 || data === null || data === undefined) throw new Error(JSON.stringify(errors));
  return data.node.page;
}

const names = ({ edges }: Page): string[] => edges.map(({ node }) => node.nativeId);

describe('a relation', () => {
  test('leaves out what its references lead to no more, and does not count it for certain', async () => {
    await using rig = await dangling();
    const all = await relation(rig, '');
    expect(names(all)).toEqual(['td-1', 'td-3', 'td-5']);
    expect(all.totalCount).toEqual({ value: 6, relation: 'ESTIMATE' });
    expect([all.pageInfo.hasNextPage, all.pageInfo.hasPreviousPage]).toEqual([false, false]);
    expect([all.pageInfo.startCursor, all.pageInfo.endCursor]).toEqual([
      all.edges[0]?.cursor,
      all.edges[2]?.cursor,
    ]);
  });

  test('counts exactly where the records are at hand', async () => {
    await using rig = await startRig({ gta: false });
    const event = rig.argus.addEvent({ alarmID: 58_001 });
    const { data } = await rig.ask(
      `{ node(id: "${id('Event', event.id, 'argus')}") { ... on Event {
        alerts { totalCount { value relation } } threatDetections { totalCount { value relation } }
      } } }`,
    );
    expect(data).toEqual({
      node: {
        alerts: { totalCount: { value: 1, relation: 'EXACT' } },
        threatDetections: { totalCount: { value: 0, relation: 'EXACT' } },
      },
    });
    expect(rig.argus.requests).toHaveLength(1);
  });

  for (const first of [1, 2, 3]) {
    test(`is walked whole in pages of ${first}, gaps or no gaps`, async () => {
      await using rig = await dangling();
      const found: string[] = [];
      let after = '';
      for (let pages = 0; pages < 10; pages += 1) {
        const part = await relation(rig, `(first: ${first}${after})`);
        found.push(...names(part));
        expect(part.pageInfo.hasPreviousPage).toBe(pages > 0);
        if (!part.pageInfo.hasNextPage) break;
        after = `, after: "${part.pageInfo.endCursor ?? ''}"`;
      }
      expect(found).toEqual(['td-1', 'td-3', 'td-5']);
    });
  }

  test('goes on right after any edge, and after the place of one that has gone since', async () => {
    await using rig = await dangling();
    const { edges } = await relation(rig, '');
    const rest = async (i: number): Promise<string[]> =>
      names(await relation(rig, `(after: "${edges[i]?.cursor ?? ''}")`));
    expect([await rest(0), await rest(1), await rest(2)]).toEqual([['td-3', 'td-5'], ['td-5'], []]);
    rig.gta.updateEvent('ev-1', { threatDetectionIds: ['td-1', 'td-5'] });
    expect(await rest(0)).toEqual(['td-5']);
    rig.gta.updateEvent('ev-1', { threatDetectionIds: ['td-5', 'td-1', 'td-3'] });
    expect(await rest(0)).toEqual(['td-3']);
  });

  test('refuses cursors of another relation or parent, and pages that are none', async () => {
    await using rig = await dangling();
    rig.gta.addEvent({ id: 'ev-2', threatDetectionIds: ['td-1'] });
    const cursor = (await relation(rig, '(first: 1)')).edges[0]?.cursor ?? '';
    const refused = async (parent: string, field: string, args: string): Promise<unknown> => {
      const { data, errors } = await rig.ask(
        `{ node(id: "${id('Event', parent)}") { ... on Event { title page: ${field}(${args}) { edges { cursor } } } } }`,
      );
      expect(data).toEqual({ node: null });
      expect(errors[0]?.path).toEqual(['node', 'page']);
      return errors[0]?.extensions?.['code'];
    };
    expect(await refused('ev-2', 'threatDetections', `after: "${cursor}"`)).toBe('INVALID_CURSOR');
    expect(await refused('ev-1', 'alerts', `after: "${cursor}"`)).toBe('INVALID_CURSOR');
    expect(await refused('ev-1', 'threatDetections', `after: "${cursor.slice(1)}"`)).toBe('INVALID_CURSOR');
    expect(await refused('ev-1', 'threatDetections', 'first: 1001')).toBe('INVALID_INPUT');
    expect(await refused('ev-1', 'threatDetections', 'first: -1')).toBe('INVALID_INPUT');
  });

  test('that cannot be followed is empty with its reason, an error on its path, and its parent whole', async () => {
    await using rig = await dangling();
    await relation(rig, '');
    rig.gta.fault({ kind: 'status', status: 403, match: { path: /enriched-threat-detections/ } });
    const { data, errors } = await rig.ask(
      `{ source(name: "gta") { events { nodes {
        title severity
        threatDetections { nodes { id } sourceResults { source { name } outcome servedFrom error { code } } }
        alerts { nodes { id } sourceResults { outcome } }
      } } } }`,
    );
    expect(data).toEqual({
      source: {
        events: {
          nodes: [
            {
              title: 'Beaconing to rare host',
              severity: 'UNKNOWN',
              threatDetections: {
                nodes: [],
                sourceResults: [
                  {
                    source: { name: 'gta' },
                    outcome: 'UNAUTHORIZED',
                    servedFrom: 'NOTHING',
                    error: { code: 'SOURCE_UNAUTHORIZED' },
                  },
                ],
              },
              alerts: { nodes: [], sourceResults: [{ outcome: 'UNAUTHORIZED' }] },
            },
          ],
        },
      },
    });
    const at = ['source', 'events', 'nodes', 0];
    expect(errors.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        [...at, 'severity'],
        [...at, 'threatDetections'],
        [...at, 'alerts'],
      ]),
    );
    expect(errors).toHaveLength(3);
    for (const { extensions } of errors)
      expect(extensions).toEqual({ code: 'SOURCE_UNAUTHORIZED', source: 'gta' });
  });

  test('to one object is null when that is gone; a threat that is gone keeps its id', async () => {
    await using rig = await dangling();
    rig.gta.removeAsset('as-1');
    rig.gta.removeRecord('ti-1');
    const { data, errors } = await rig.ask(
      `{ node(id: "${id('ThreatDetection', 'td-1')}") { ... on ThreatDetection {
        device { id } severity severityNative threat { nativeId title severity }
      } } }`,
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      node: {
        device: null,
        severity: 'UNKNOWN',
        severityNative: null,
        threat: { nativeId: 'ti-1', title: 'ti-1', severity: 'UNKNOWN' },
      },
    });
  });
});

test('the events and alerts of a case are pages of their own, in both directions', async () => {
  await using rig = await startRig({ gta: false });
  const { argus } = rig;
  argus.addCase({ id: 77 });
  const events = Array.from({ length: 9 }, (_, i) =>
    argus.addEvent({ created: 1_777_000_000_000 + i, caseIDs: [77], alarmID: i % 2 === 0 ? 58_001 : null }),
  );
  const newest = events.map(({ id: nativeId }) => nativeId).toReversed();
  interface Shown {
    readonly node: { readonly events: Page; readonly alerts: Page };
  }
  const ask = async (args: string): Promise<Shown['node'] | undefined> =>
    (
      await rig.ask<Shown>(
        `{ node(id: "${id('Case', '77', 'argus')}") { ... on Case { events${args} { ${page} } alerts { ${page} } } } }`,
      )
    ).data?.node;
  const first = await ask('(first: 4)');
  expect(first?.events.edges.map(({ node }) => node.nativeId)).toEqual(newest.slice(0, 4));
  expect(first?.alerts.edges.map(({ node }) => node.nativeId)).toEqual(newest.filter((_, i) => i % 2 === 0));
  const next = await ask(`(first: 9, after: "${first?.events.edges[1]?.cursor ?? ''}")`);
  expect(next?.events.edges.map(({ node }) => node.nativeId)).toEqual(newest.slice(2));
  const back = await ask(`(last: 2, before: "${first?.events.edges[3]?.cursor ?? ''}")`);
  expect(back?.events.edges.map(({ node }) => node.nativeId)).toEqual(newest.slice(1, 3));
  expect([back?.events.pageInfo.hasPreviousPage, back?.events.pageInfo.hasNextPage]).toEqual([true, true]);
});
