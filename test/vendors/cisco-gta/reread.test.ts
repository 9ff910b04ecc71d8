/** What was written to is read again as the alert feed would bring it. */
import { expect, test } from 'vitest';
import type { Reading } from '../../../src/model/feed.ts';
import { createSimClock } from '../../../src/simulators/clock.ts';
import { apiCalls, newCall, start, type Harness } from './harness.ts';

async function reread({ source }: Harness, ids: readonly string[]): Promise<Reading> {
  if (source.reread === undefined) throw new Error('Cisco reads nothing again');
  return source.reread('ALERT', ids, newCall());
}

const alertFeed = ({ source }: Harness) => {
  const feed = source.feeds?.find(({ name }) => name === 'alerts');
  if (feed === undefined) throw new Error('alerts are not followed');
  return feed;
};

test('alerts are read again exactly as the next read of the feed brings them', async () => {
  const clock = createSimClock();
  clock.set(clock.now(), true);
  await using rig = await start({ clock });
  rig.sim.generate({ alerts: 30, detections: 60, events: 60 });
  const feed = alertFeed(rig);
  let { bookmark } = await feed.read(null, newCall());
  clock.advance(3_600_000);
  for (let round = 0; round < 4; round += 1) ({ bookmark } = await feed.read(bookmark, newCall()));
  const changed = [...rig.sim.alerts.keys()].slice(0, 7);
  for (const [i, id] of changed.entries())
    rig.sim.updateAlert(id, { status: { value: 'Open' }, note: `note ${i}` });
  const again = await reread(rig, changed);
  const batch = await feed.read(bookmark, newCall());
  const byId = (a: { readonly nativeId: string }, b: { readonly nativeId: string }) =>
    a.nativeId < b.nativeId ? -1 : 1;
  expect(again.records.map(({ nativeId }) => nativeId).toSorted()).toEqual(changed.toSorted());
  expect(structuredClone(again.records.toSorted(byId))).toEqual(
    structuredClone(batch.records.toSorted(byId)),
  );
  expect(again.removed).toEqual([]);
});

test('many alerts are one search, and an alert that is not found is gone', async () => {
  await using rig = await start();
  rig.sim.generate({ alerts: 50, events: 50 });
  const ids = [...rig.sim.alerts.keys()];
  await reread(rig, ids.slice(0, 1));
  const before = apiCalls(rig.sim);
  const { records, removed } = await reread(rig, [...ids, 'gone']);
  expect(records.map(({ nativeId }) => nativeId).toSorted()).toEqual(ids.toSorted());
  expect(removed).toEqual([{ kind: 'ALERT', nativeId: 'gone' }]);
  // The search, and two lists that tell which detections belong to them.
  expect(apiCalls(rig.sim) - before).toBeLessThanOrEqual(3);
});

test('what nobody can write to is not read again', async () => {
  await using rig = await start();
  await expect(rig.source.reread?.('EVENT', ['x'], newCall())).rejects.toMatchObject({
    name: 'UnsupportedError',
  });
});
