import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startCiscoGtaSim } from '../../src/simulators/cisco-gta/index.ts';
import { createSortedList } from '../../src/simulators/cisco-gta/sorted.ts';
import { createCaller, idsOf, paths } from './cisco-gta-caller.ts';

test('bulk data is whole: every reference leads somewhere unless it was asked to dangle', async () => {
  await using sim = await startCiscoGtaSim();
  const made = sim.generate({ events: 2_000, detectionsPerEvent: 2, flowsPerEvent: 1, records: 7 });
  expect([sim.events.size, sim.flows.size, sim.records.size]).toEqual([2_000, 2_000, 7]);
  expect(sim.threatDetections.size).toBe(made.threatDetections.length);
  for (const event of sim.events.values()) {
    expect(sim.assets.has(event.affectedAssetId)).toBe(true);
    expect(event.threatDetectionIds.every((id) => sim.threatDetections.has(id))).toBe(true);
  }
  const contextual = [...sim.events.values()].filter(
    ({ threatDetectionIds }) => threatDetectionIds.length === 0,
  );
  expect(contextual).toHaveLength(200);
  for (const { triggeredAt, modifiedAt } of sim.alerts.values()) {
    expect(modifiedAt).toBe(triggeredAt);
    expect(Date.parse(triggeredAt)).toBeLessThan(sim.clock.now());
  }
  sim.generate({ events: 10, danglingEvery: 2 });
  const lost = [...sim.events.values()].filter(({ affectedAssetId }) => !sim.assets.has(affectedAssetId));
  expect(lost).toHaveLength(5);
});

test('one page of events can relate to more than a thousand detections, one event too', async () => {
  await using sim = await startCiscoGtaSim();
  sim.generate({ events: 1_000, detectionsPerEvent: 2, detections: 2_000, contextualEvery: 0 });
  sim.generate({ events: 1, detectionsPerEvent: 1_200, contextualEvery: 0 });
  const caller = await createCaller(sim);
  const { items } = await caller.page(`${paths.enrichedEvents}?sort=modificationSequenceNumber`);
  expect(new Set(items.flatMap(({ threatDetectionIds }) => threatDetectionIds)).size).toBe(2_000);
  expect(sim.events.get('g2-ev-000000')?.threatDetectionIds).toHaveLength(1_200);
});

test('the same call makes the same data', async () => {
  await using one = await startCiscoGtaSim();
  await using two = await startCiscoGtaSim();
  const options = { events: 50, start: Date.now() - 3_600_000, flowsPerEvent: 1 };
  one.generate(options);
  two.generate(options);
  expect([...two.events]).toEqual([...one.events]);
  expect([...two.alerts]).toEqual([...one.alerts]);
  expect([...two.flows]).toEqual([...one.flows]);
});

test('a whole scan of 20 000 events is complete and in order while others change them', async () => {
  await using sim = await startCiscoGtaSim();
  const made = sim.generate({ events: 20_000 });
  const caller = await createCaller(sim);
  const path = `${paths.enrichedEvents}?sort=modificationSequenceNumber`;
  const found = new Set<string>();
  let page = await caller.page(path);
  for (let i = 0; ; i++) {
    for (const id of idsOf(page)) found.add(id);
    if (!page.pageInfo.hasNextPage) break;
    if (i < 20)
      for (let k = 0; k < 30; k++) sim.updateEvent(made.events[(i * 977 + k * 31) % 20_000] ?? '', {});
    page = await caller.page(`${path}&after=${page.pageInfo.endCursor}`);
  }
  expect(found.size).toBe(20_000);
});

test('a sorted list is the sorted set of what is in it, however it was changed', () => {
  interface Entry {
    readonly key: number;
  }
  const step = fc.record({
    add: fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { maxLength: 60 }),
    remove: fc.array(fc.nat(500), { maxLength: 60 }),
    read: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const list = createSortedList<Entry>((a, b) => a.key - b.key);
      const model = new Map<number, Entry>();
      const drop = (key: number): void => {
        const entry = model.get(key);
        if (entry === undefined) return;
        list.remove(entry);
        model.delete(key);
      };
      for (const { add, remove, read } of steps) {
        for (const key of add) {
          drop(key);
          const entry = { key };
          list.add(entry);
          model.set(key, entry);
        }
        for (const key of remove) drop(key);
        // What is not in the list cannot be taken out of it.
        list.remove({ key: remove[0] ?? 0 });
        if (read) list.rows();
      }
      const expected = [...model.values()].toSorted((a, b) => a.key - b.key);
      const rows = list.rows();
      expect(rows.length).toBe(expected.length);
      expect(rows.every((row, i) => row === expected[i])).toBe(true);
    }),
  );
});
