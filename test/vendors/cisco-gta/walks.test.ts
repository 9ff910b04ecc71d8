import { describe, expect, test } from 'vitest';
import type { Source } from '../../../src/model/source.ts';
import type { CiscoGtaSim } from '../../../src/simulators/cisco-gta/index.ts';
import { newCall, start, walkBackward, walkForward, type Read, type Harness, idsOf } from './harness.ts';

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const bySequence = (sim: CiscoGtaSim, ids: Iterable<string>): string[] =>
  [...ids].toSorted((a, b) => (sim.sequenceOf(a) ?? 0) - (sim.sequenceOf(b) ?? 0));

const ranks = ['Critical', 'High', 'Medium', 'Low'];

interface Kind {
  readonly name: string;
  readonly reader: (source: Source) => Read<{ readonly nativeId: string }>;
  readonly truth: (sim: CiscoGtaSim) => string[];
}

function reader(kind: 'events' | 'alerts' | 'threatDetections' | 'flows') {
  return (source: Source): Read<{ readonly nativeId: string }> => {
    const browse = source.browse[kind];
    if (browse === undefined) throw new Error(`no ${kind}`);
    return (page) => browse({ page, countTotal: false }, newCall());
  };
}

const kinds: readonly Kind[] = [
  { name: 'events', reader: reader('events'), truth: (sim) => bySequence(sim, sim.events.keys()) },
  { name: 'flows', reader: reader('flows'), truth: (sim) => bySequence(sim, sim.flows.keys()) },
  {
    name: 'threatDetections',
    reader: reader('threatDetections'),
    truth: (sim) => [...sim.threatDetections.keys()].toSorted(byText),
  },
  {
    name: 'alerts',
    reader: reader('alerts'),
    truth: (sim) =>
      [...sim.alerts.values()]
        .toSorted((a, b) => ranks.indexOf(a.risk) - ranks.indexOf(b.risk) || byText(a.id, b.id))
        .map(({ id }) => id),
  },
];

/** 1100 of everything, all in one millisecond, the numbers across 999 and 1000 again and again. */
async function world(edgeCursors = true): Promise<Harness> {
  const harness = await start({ firstSequence: 100, switches: { edgeCursors } });
  harness.sim.generate({ events: 1_100, detections: 1_100, alerts: 1_100, flowsPerEvent: 1, spacing: 0 });
  return harness;
}

describe.each(kinds)('a native walk over $name', ({ reader: readerOf, truth }) => {
  for (const edgeCursors of [true, false]) {
    const words = edgeCursors ? '' : ', with cursors only where there is a neighbour page';
    test(`meets the vendor's own list, forwards and backwards, whatever the page size${words}`, async () => {
      await using harness = await world(edgeCursors);
      const { sim, source } = harness;
      const read = readerOf(source);
      const expected = truth(sim);
      expect(expected).toHaveLength(1_100);
      for (const limit of edgeCursors ? [7, 100, 1_000] : [100, 1_000]) {
        const pages: string[][] = [];
        const forward = await walkForward(read, limit, (page) => void pages.push(idsOf(page)));
        expect(forward).toEqual(expected);
        expect(pages.every((page) => page.length === limit)).toBe(true);
        const last = await read({ direction: 'forward', limit: 1_000 });
        const rest = await read({ direction: 'forward', limit: 1_000, cursor: last.cursorAt(999) });
        expect(await walkBackward(read, limit, rest.cursorAt(99))).toEqual(expected.slice(0, -1));
      }
    });
  }

  test('goes on from the middle of a page, in both directions, with one more call', async () => {
    await using harness = await world();
    const { sim, source } = harness;
    const read = readerOf(source);
    const expected = truth(sim);
    const page = await read({
      direction: 'forward',
      limit: 50,
      cursor: (await read({ direction: 'forward', limit: 20 })).cursorAt(19),
    });
    for (const index of [0, 1, 7, 8, 25, 48, 49]) {
      const cursor = page.cursorAt(index);
      sim.forget();
      const onwards = await read({ direction: 'forward', limit: 10, cursor });
      expect(idsOf(onwards)).toEqual(expected.slice(21 + index, 31 + index));
      expect([onwards.hasNextPage, onwards.hasPreviousPage]).toEqual([true, true]);
      expect(sim.requests).toHaveLength(1);
      const back = await read({ direction: 'backward', limit: 5, cursor });
      expect(idsOf(back)).toEqual(expected.slice(15 + index, 20 + index));
      expect([back.hasNextPage, back.hasPreviousPage]).toEqual([true, true]);
    }
    const far = (await read({ direction: 'forward', limit: 1_000 })).cursorAt(990);
    expect(idsOf(await read({ direction: 'forward', limit: 100, cursor: far }))).toEqual(
      expected.slice(991, 1_091),
    );
    expect(idsOf(await read({ direction: 'backward', limit: 1_000, cursor: far }))).toEqual(
      expected.slice(0, 990),
    );
  });

  test('tells the truth about its neighbours at both ends', async () => {
    await using harness = await world();
    const read = readerOf(harness.source);
    const first = await read({ direction: 'forward', limit: 3 });
    expect([first.hasPreviousPage, first.hasNextPage]).toEqual([false, true]);
    const before = await read({ direction: 'backward', limit: 3, cursor: first.cursorAt(0) });
    expect([before.items.length, before.hasPreviousPage, before.hasNextPage]).toEqual([0, false, true]);
    expect(before.resumeCursor).toBe(first.cursorAt(0));
    const some = await read({ direction: 'forward', limit: 1_000 });
    const end = await read({ direction: 'forward', limit: 1_000, cursor: some.cursorAt(999) });
    expect([end.items.length, end.hasPreviousPage, end.hasNextPage]).toEqual([100, true, false]);
    const beyond = await read({ direction: 'forward', limit: 3, cursor: end.cursorAt(99) });
    expect([beyond.items.length, beyond.hasPreviousPage, beyond.hasNextPage]).toEqual([0, true, false]);
    expect(beyond.resumeCursor).toBe(end.cursorAt(99));
  });
});

test('pages of one walk every list, too', async () => {
  await using harness = await start({ firstSequence: 980 });
  const { sim, source } = harness;
  sim.generate({ events: 40, detections: 40, alerts: 40, flowsPerEvent: 1 });
  for (const { reader: readerOf, truth } of kinds) {
    expect(await walkForward(readerOf(source), 1)).toEqual(truth(sim));
  }
});

test('an empty list is an empty page without neighbours', async () => {
  await using harness = await start();
  for (const { reader: readerOf } of kinds) {
    const page = await readerOf(harness.source)({ direction: 'forward', limit: 10 });
    expect(page).toMatchObject({ items: [], hasNextPage: false, hasPreviousPage: false });
    expect(page.resumeCursor).toBeUndefined();
  }
});
