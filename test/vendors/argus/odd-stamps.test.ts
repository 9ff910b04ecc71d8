/** Cases that do not say when they were made, or say what cannot be: all come out, and the others where they belong. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pageRequest } from '../../../src/model/page.ts';
import type { Case } from '../../../src/model/records.ts';
import type { ArgusSim } from '../../../src/simulators/argus/index.ts';
import { bench, call, walkAll, type Ask, type Bench } from './support.ts';

const NOON = Date.UTC(2026, 4, 4, 12);

/** What stands in the place of a case's two creation times. */
type Oddity = Readonly<Record<string, unknown>>;
const oddities: readonly Oddity[] = [
  { createdTimestamp: undefined, createdTime: undefined },
  { createdTimestamp: null, createdTime: null },
  { createdTimestamp: 7, createdTime: 'x' },
  { createdTimestamp: -1, createdTime: '7' },
  { createdTimestamp: 'x', createdTime: 7 },
  { createdTimestamp: NOON + 5_000_000 },
  { createdTimestamp: NOON - 5_000_000_000 },
];

interface Answer {
  readonly data: readonly (Oddity & { readonly id: number })[];
}
const isAnswer = (value: unknown): value is Answer =>
  typeof value === 'object' && value !== null && 'data' in value && Array.isArray(value.data);

/** Lets the simulator answer with oddities in the place of some cases' times. */
function distort(sim: ArgusSim, odd: ReadonlyMap<number, Oddity>): void {
  sim.fault({
    kind: 'rewrite',
    match: { path: /case\/search$/ },
    rewrite(body) {
      const answer: unknown = JSON.parse(body);
      if (!isAnswer(answer)) return body;
      return JSON.stringify({ ...answer, data: answer.data.map((row) => ({ ...row, ...odd.get(row.id) })) });
    },
  });
}

const casesOf =
  ({ source }: Bench): Ask<Case> =>
  (page) =>
    source.browse.cases!({ page, countTotal: false }, call());

const idsOf = (records: readonly Case[]): string[] => records.map(({ nativeId }) => nativeId);

for (const [i, oddity] of oddities.entries()) {
  test(`oddity ${i + 1}, in the place of any one case's time, costs no case`, async () => {
    for (const victim of [1, 2, 3, 4]) {
      await using b = await bench();
      for (let id = 1; id <= 4; id += 1) b.sim.addCase({ id, created: NOON - id * 1_000 });
      distort(b.sim, new Map([[victim, oddity]]));
      for (const size of [1, 2, 3, 10]) {
        for (const direction of ['forward', 'backward'] as const) {
          const found = idsOf(await walkAll(casesOf(b), direction, size));
          expect(found.toSorted()).toEqual(['1', '2', '3', '4']);
          expect(found.filter((id) => id !== String(victim))).toEqual(
            ['1', '2', '3', '4'].filter((id) => id !== String(victim)),
          );
        }
      }
    }
  });
}

test('the ISO twin of a missing stamp puts a case where it belongs', async () => {
  await using b = await bench();
  for (let id = 1; id <= 9; id += 1) b.sim.addCase({ id, created: NOON - id * 1_000 });
  const twin: Oddity = { createdTimestamp: null, createdTime: new Date(NOON - 5_000).toISOString() };
  distort(b.sim, new Map([[5, twin]]));
  const found = await walkAll(casesOf(b), 'forward', 2);
  expect(idsOf(found)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
  expect(found[4]).toMatchObject({ time: NOON - 5_000, createdAt: NOON - 5_000 });
});

test('cases of which none has a time all come out, once, in one order both ways', async () => {
  await using b = await bench();
  const odd = new Map<number, Oddity>();
  for (let id = 1; id <= 30; id += 1) {
    b.sim.addCase({ id, created: NOON - id * 1_000 });
    odd.set(id, oddities[0] ?? {});
  }
  distort(b.sim, odd);
  const forward = idsOf(await walkAll(casesOf(b), 'forward', 4));
  expect(forward.toSorted((x, y) => Number(x) - Number(y))).toEqual(Array.from(odd.keys(), String));
  expect(idsOf(await walkAll(casesOf(b), 'backward', 4))).toEqual(forward);
});

test('some of many cases without a time: a walk shows each case once, the same both ways, the others in their order', async () => {
  const shape = fc.record({
    gaps: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 60 }),
    odd: fc.array(fc.nat(60), { maxLength: 12 }),
    size: fc.integer({ min: 1, max: 9 }),
  });
  await fc.assert(
    fc.asyncProperty(shape, async ({ gaps, odd, size }) => {
      await using b = await bench();
      let at = NOON;
      for (const [i, gap] of gaps.entries()) b.sim.addCase({ id: i + 1, created: (at -= gap * 1_000) });
      distort(b.sim, new Map(odd.map((id) => [id, oddities[id % oddities.length] ?? {}])));
      const forward = idsOf(await walkAll(casesOf(b), 'forward', size));
      expect(forward.length).toBe(gaps.length);
      expect(new Set(forward).size).toBe(gaps.length);
      expect(idsOf(await walkAll(casesOf(b), 'backward', size))).toEqual(forward);
      const proper = [...b.sim.cases.values()]
        .filter(({ id }) => !odd.includes(id))
        .toSorted((x, y) => y.created - x.created || (String(x.id) < String(y.id) ? -1 : 1));
      expect(forward.filter((id) => !odd.includes(Number(id)))).toEqual(proper.map(({ id }) => String(id)));
    }),
    { numRuns: 60 },
  );
});

test.each(['goes', 'comes'] as const)(
  'a neighbour that %s neither repeats the case at the cursor nor hides what follows it',
  async (what) => {
    await using b = await bench();
    for (const id of [1, 2, 3, 4, 5, 6]) b.sim.addCase({ id, created: NOON - id * 1_000 });
    const hidden = what === 'goes' ? 4 : 9;
    if (what === 'comes') b.sim.addCase({ id: hidden, created: NOON - 3_500, flags: ['DELETED'] });
    distort(b.sim, new Map([[3, oddities[0] ?? {}]]));
    const ask = casesOf(b);
    const head = await ask(pageRequest({ first: 3 }));
    expect(idsOf(head.items)).toEqual(['1', '2', '3']);
    b.sim.updateCase(hidden, { flags: what === 'goes' ? ['DELETED'] : [] });
    const rest = await ask(pageRequest({ first: 10, after: head.cursorAt(2) }));
    expect(idsOf(rest.items)).toEqual(what === 'goes' ? ['5', '6'] : ['9', '4', '5', '6']);
    const before = await ask(pageRequest({ last: 10, before: head.cursorAt(2) }));
    expect(idsOf(before.items)).toEqual(['1', '2']);
  },
);
