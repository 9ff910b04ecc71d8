/** What holds for vendors that are only followed: the journal answers for them, and nobody else is asked. */
import { describe, expect, test } from 'vitest';
import { encodeGlobalId } from '../../src/model/ids.ts';
import { startRig, type Rig } from '../support/rig.ts';
import { describeCursors } from './cursors.ts';
import { describeFilters } from './filters.ts';
import { expected, given, lookup, world, type Vendor } from './vendor.ts';
import { describeWalks } from './walks.ts';

/** Settings of a source that is read to its end once, and then left alone for longer than any test. */
export const resting = { follow: { every: '1h', from: '90d' } } as const;

interface Feeds {
  readonly source: {
    readonly state: string;
    readonly feeds: readonly { readonly lag: number | null; readonly records: string }[];
  };
}

/** Begins to follow, waits until everything is read, and forgets what it took. */
export async function caughtUp(rig: Rig, name: 'alpha' | 'kata'): Promise<void> {
  await rig.gateway.start();
  await rig.until(async () => {
    const { data } = await rig.ask<Feeds>(
      'query ($name: String!) { source(name: $name) { state feeds { lag records } } }',
      { name },
    );
    const source = given(data?.source);
    return source.state === 'OK' && source.feeds.length > 0 && source.feeds.every(({ lag }) => lag !== null);
  });
  (name === 'alpha' ? rig.alpha : rig.kata).forget();
}

interface Connection {
  readonly nodes: readonly { readonly nativeId: string }[];
  readonly sourceResults: readonly {
    readonly outcome: string;
    readonly completeUntil: string | null;
    readonly upstreamCalls: number;
    readonly error: { readonly code: string } | null;
  }[];
}

const shown = `{ nodes { nativeId } sourceResults { outcome completeUntil upstreamCalls error { code } } }`;
const related = `query ($name: String!) { source(name: $name) {
  events(first: 20) { totalCount { value } nodes { raw observables { value } threatDetections { nodes { threat { title } } } } }
  alerts(first: 20) { totalCount { value } nodes { severity events { nodes { title } } threatDetections { nodes { threat { severity } } } } }
  threatDetections(first: 20) { nodes { threat { title } events { nodes { title } } alerts { nodes { title } } } }
} }`;

export function describeJournalLaws(vendor: Vendor): void {
  describeWalks(vendor);
  describeCursors(vendor);
  describeFilters(vendor);

  describe(`the journal, for ${vendor.name},`, () => {
    for (const kind of vendor.kinds) {
      test(`finds ${kind.field} by id, each its own, and leaves out what nobody knows`, async () => {
        await using held = await world(vendor, 40);
        const ids = kind.truth(held).slice(3, 30).toReversed();
        const found = await lookup(held, kind, [...ids, kind.unknown, '']);
        expect([...found.keys()].toSorted()).toEqual(ids.toSorted());
        for (const [id, { nativeId }] of found) expect(nativeId).toBe(id);
        const asked = [ids[0] ?? '', kind.unknown, ids[1] ?? ''].map((id) =>
          encodeGlobalId(kind.type, vendor.name, id),
        );
        const { data } = await held.rig.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
          ids: asked,
        });
        expect(data).toEqual({ nodes: [{ id: asked[0] }, null, { id: asked[2] }] });
        expect(held.calls()).toBe(0);
      });
    }

    test('answers for records, what is related to them and how many there are without one vendor call', async () => {
      await using held = await world(vendor, 40);
      const { errors, data } = await held.rig.ask(related, { name: vendor.name });
      expect(errors).toEqual([]);
      expect(data).toMatchObject({
        source: {
          events: { totalCount: { value: expected(held, given(vendor.kinds[0])).length } },
          alerts: { totalCount: { value: expected(held, given(vendor.kinds[1])).length } },
        },
      });
      expect(JSON.stringify(data)).not.toContain('"nodes":[]}]');
      await held.rig.ask('{ changes(first: 1000) { edges { node { id raw } } } }');
      expect(held.calls()).toBe(0);
    });

    test('answers whole for a source that has died, and says since when and why', async () => {
      const setup = vendor.name === 'alpha' ? { alpha: {} } : { kata: {} };
      await using rig = await startRig({ argus: false, gta: false, follow: true, ...setup });
      vendor.fill(rig, 12);
      const ask = async (): Promise<Connection> => {
        const { data, errors } = await rig.ask<{ source: { page: Connection } }>(
          `query ($name: String!) { source(name: $name) { page: alerts(first: 100) ${shown} } }`,
          { name: vendor.name },
        );
        expect(errors).toEqual([]);
        return given(data?.source.page);
      };
      await rig.until(async () => (await ask()).nodes.length >= 12);
      const alive = await ask();
      await vendor.sim(rig).close();
      await rig.until(async () => (await ask()).sourceResults[0]?.error !== null);
      const dead = await ask();
      expect(dead.nodes).toEqual(alive.nodes);
      expect(dead.sourceResults).toEqual([
        {
          outcome: 'COMPLETE',
          completeUntil: expect.any(String),
          upstreamCalls: 0,
          error: { code: 'SOURCE_UNAVAILABLE' },
        },
      ]);
      const { data } = await rig.ask('query ($name: String!) { source(name: $name) { state } }', {
        name: vendor.name,
      });
      expect(data).toEqual({ source: { state: 'UNAVAILABLE' } });
    });
  });
}
