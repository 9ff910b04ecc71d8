/** What was written to is read again as the feed would bring it. */
import { describe, expect, test } from 'vitest';
import type { FeedBatch, Reading } from '../../../src/model/feed.ts';
import type { AnyRecord } from '../../../src/model/records.ts';
import type { Source } from '../../../src/model/source.ts';
import { call } from './support.ts';
import { DAY, follow, MINUTE, NOW, type Rig } from './feed-support.ts';

const eventFeed = ({ feeds = [] }: Source) => {
  const feed = feeds.find(({ name }) => name === 'events');
  if (feed === undefined) throw new Error('events are not followed');
  return feed;
};

async function reread({ source }: Rig, ids: readonly string[]): Promise<Reading> {
  if (source.reread === undefined) throw new Error('Argus reads nothing again');
  return source.reread('EVENT', ids, call());
}

const byKey = (a: AnyRecord, b: AnyRecord): number =>
  `${a.nativeId} ${a.recordKind}` < `${b.nativeId} ${b.recordKind}` ? -1 : 1;
/** As a journal stores it: plain, in one order. */
const stored = ({ records, removed }: Reading | FeedBatch) => ({
  records: structuredClone(records.toSorted(byKey)),
  removed: (removed ?? [])
    .map(({ kind, nativeId }) => `${kind} ${nativeId}`)
    .toSorted((a, b) => (a < b ? -1 : 1)),
});

for (const api of ['v1', 'v2'] as const)
  describe(`events (${api})`, () => {
    test('are read again exactly as the next read of the feed brings them, in one call for each kind of them', async () => {
      await using rig = await follow({}, { api });
      const { sim, source } = rig;
      const [first = '', ...more] = sim
        .generate(40, { from: NOW - DAY, to: NOW - 10 * MINUTE })
        .map(({ id }) => id);
      const feed = eventFeed(source);
      let { bookmark } = await feed.read(null, call());
      for (let round = 0; round < 5; round += 1) ({ bookmark } = await feed.read(bookmark, call()));
      const changes = [
        ['IDENTIFIED_THREAT'],
        ['FALSE_POSITIVE'],
        ['ACKNOWLEDGED', 'FOLLOWUP'],
        [],
        ['SNAPSHOT'],
      ];
      const changed = [first, ...more].slice(0, 20);
      for (const [i, id] of changed.entries())
        sim.updateEvent(id, { flags: changes[i % changes.length] ?? [], severity: 'critical' });
      const sent = sim.requests.length;
      const again = await reread(rig, changed);
      expect(sim.requests.length - sent).toBeLessThanOrEqual(api === 'v1' ? 2 : 1);
      const batch = await feed.read(bookmark, call());
      expect(again.records.length).toBeGreaterThan(changed.length / 2);
      expect(again.removed).not.toEqual([]);
      if (api === 'v2') expect(stored(again)).toEqual(stored(batch));
      else {
        // No list of v1 shows snapshots, so that only the feed's own list, which asks for what was deleted, may tell of them.
        expect(stored(again).records).toEqual(stored(batch).records);
        expect(stored(batch).removed).toEqual(expect.arrayContaining(stored(again).removed));
      }
    });
  });

test('of an event that is not there, or not there yet, nothing is said', async () => {
  await using rig = await follow();
  const { id } = rig.sim.addEvent();
  rig.sim.removeEvent(id);
  const unknown = `AGGR/${NOW}/42/6f1c2b52-9c1f-4c8a-9d0e-3f6f0f2f7a11`;
  expect(await reread(rig, [unknown, id, 'no id'])).toEqual({ records: [], removed: [] });
});

test('events of a type that is not followed are left out', async () => {
  await using rig = await follow({}, { follow: { types: ['AGGREGATED'], every: 100, from: DAY } });
  const raw = rig.sim.addEvent({ type: 'raw' });
  const aggregated = rig.sim.addEvent({ type: 'aggregated' });
  const { records } = await reread(rig, [raw.id, aggregated.id]);
  expect(new Set(records.map(({ nativeId }) => nativeId.split('#')[0]))).toEqual(new Set([aggregated.id]));
});

test('a source that cannot be asked says so', async () => {
  await using rig = await follow();
  const { id } = rig.sim.addEvent();
  rig.sim.fault({ kind: 'status', status: 403 });
  await expect(reread(rig, [id])).rejects.toMatchObject({ name: 'SourceError', kind: 'unauthorized' });
});
