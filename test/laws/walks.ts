import { describe, expect, test } from 'vitest';
import type { Page, PageArguments } from '../../src/model/page.ts';
import { shownPage, type ShownPage } from './graphql.ts';
import { browse, expected, given, world, type Kind, type Listed, type Vendor, type World } from './vendor.ts';

/** One page, in whatever way it was asked for. */
interface Read {
  readonly ids: readonly string[];
  readonly cursors: readonly string[];
  readonly next: boolean;
  readonly previous: boolean;
}

type Reader = (args: PageArguments) => Promise<Read>;

function ofPage(page: Page<Listed>): Read {
  return {
    ids: page.items.map(({ nativeId }) => nativeId),
    cursors: page.items.map((_, i) => page.cursorAt(i)),
    next: page.hasNextPage,
    previous: page.hasPreviousPage,
  };
}

function ofShown({ edges, nodes, pageInfo }: ShownPage): Read {
  expect(nodes.map(({ nativeId }) => nativeId)).toEqual(edges.map(({ node }) => node.nativeId));
  if (edges.length > 0) {
    expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([edges[0]?.cursor, edges.at(-1)?.cursor]);
  }
  return {
    ids: edges.map(({ node }) => node.nativeId),
    cursors: edges.map(({ cursor }) => cursor),
    next: pageInfo.hasNextPage,
    previous: pageInfo.hasPreviousPage,
  };
}

const readers: readonly (readonly [string, (held: World, kind: Kind) => Reader])[] = [
  ['the Source port', (held, kind) => async (args) => ofPage(await browse(held, kind, args))],
  [
    'GraphQL',
    (held, { field }) =>
      async (args) =>
        ofShown(await shownPage(held, field, args)),
  ],
];

/** Walks from one end to the other; every page is full but the last, and tells the truth about its neighbours. */
async function forwards(read: Reader, size: number, truth: readonly string[]): Promise<string> {
  const found: string[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await read({ first: size, after });
    const before = found.length;
    found.push(...page.ids);
    expect(page.ids).toEqual(truth.slice(before, before + size));
    expect([page.previous, page.next]).toEqual([before > 0, found.length < truth.length]);
    after = page.cursors.at(-1);
    if (!page.next) break;
  }
  expect(found).toEqual(truth);
  return given(after);
}

/** The same from `end` to the beginning: all of `truth`, last page first. */
async function backwards(
  read: Reader,
  size: number,
  truth: readonly string[],
  end: string | undefined,
): Promise<void> {
  let left = truth.length;
  let before = end;
  for (;;) {
    const page = await read({ last: size, before });
    const from = Math.max(0, left - size);
    expect(page.ids).toEqual(truth.slice(from, left));
    expect([page.previous, page.next]).toEqual([from > 0, left < truth.length || end !== undefined]);
    left = from;
    before = page.cursors[0];
    if (!page.previous) break;
  }
  expect(left).toBe(0);
}

const slices = [
  { count: 45, sizes: [1, 7] },
  { count: 1_150, sizes: [100, 1_000] },
] as const;

export function describeWalks(vendor: Vendor): void {
  for (const kind of vendor.kinds) {
    describe(`the ${kind.field} of ${vendor.name}`, () => {
      for (const [way, readerOf] of readers) {
        for (const { count, sizes } of slices) {
          test(`are the simulator's own list through ${way}, both ways, in pages of ${sizes.join(' and ')}`, async () => {
            await using held = await world(vendor, count);
            const read = readerOf(held, kind);
            const truth = expected(held, kind);
            expect(truth.length).toBeGreaterThan(count / 2);
            for (const size of sizes) {
              const last = await forwards(read, size, truth);
              await backwards(read, size, truth.slice(0, -1), last);
              if (vendor.fromTheEnd) await backwards(read, size, truth, undefined);
            }
          });
        }

        test(`go on from any edge through ${way}: right after it, right before it`, async () => {
          await using held = await world(vendor, 60);
          const read = readerOf(held, kind);
          const truth = expected(held, kind);
          const start = given((await read({ first: 3 })).cursors.at(-1));
          const page = await read({ first: 20, after: start });
          for (const [i, cursor] of page.cursors.entries()) {
            const at = 3 + i;
            const after = await read({ first: 4, after: cursor });
            expect(after.ids).toEqual(truth.slice(at + 1, at + 5));
            expect([after.previous, after.next]).toEqual([true, at + 5 < truth.length]);
            const before = await read({ last: 4, before: cursor });
            expect(before.ids).toEqual(truth.slice(Math.max(0, at - 4), at));
            expect([before.previous, before.next]).toEqual([at > 4, true]);
            // A cursor is the item's, however the page was asked for that showed it.
            const again = given(before.cursors.at(-1));
            expect((await read({ first: 1, after: again })).ids).toEqual([truth[at]]);
          }
        });

        test(`end in an empty page behind the last and before the first through ${way}`, async () => {
          await using held = await world(vendor, 12);
          const read = readerOf(held, kind);
          const truth = expected(held, kind);
          const all = await read({ first: 1_000 });
          expect([all.ids, all.previous, all.next]).toEqual([truth, false, false]);
          const beyond = await read({ first: 5, after: all.cursors.at(-1) });
          expect([beyond.ids, beyond.previous, beyond.next]).toEqual([[], true, false]);
          const before = await read({ last: 5, before: all.cursors[0] });
          expect([before.ids, before.previous, before.next]).toEqual([[], false, true]);
        });
      }

      test('are none without an upstream call when none are asked for', async () => {
        await using held = await world(vendor, 12);
        held.sim.forget();
        const page = await shownPage(held, kind.field, { first: 0 });
        expect([page.edges, held.calls()]).toEqual([[], 0]);
      });

      test('are an empty page of a source that has none, which says that it is complete', async () => {
        await using held = await world(vendor, 0);
        const page = await shownPage(held, kind.field, {});
        expect([page.edges, page.pageInfo]).toEqual([
          [],
          { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
        ]);
        expect(page.sourceResults[0]?.outcome).toBe('COMPLETE');
      });
    });
  }
}
