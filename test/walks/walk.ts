/** A walk: pages of one question, there and back again, each held against the plain list. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FilterOfKind } from '../../src/federation/records.ts';
import type { RecordOrder } from '../../src/model/order.ts';
import { recordKinds, type RecordKind } from '../../src/model/records.ts';
import type { Rig } from '../support/rig.ts';
import { straight, throughGraphQL, type Question, type Reader, type Shown } from './ask.ts';
import type { Filters } from './filters.ts';
import { expected, type Truth } from './truth.ts';
import { sourceNames } from './world.ts';

export interface Walk {
  /** The question and the pages, for whoever looks into a failure. */
  readonly text: string;
  readonly kind: RecordKind;
  /** Sizes of the pages, one after the other and again from the first. */
  readonly sizes: readonly number[];
  readonly beginsAtTheEnd: boolean;
  readonly asClient: boolean;
  readonly countTotal: boolean;
  /** Picks what is done to a cursor to see that it is refused; undefined: nothing. */
  readonly tampering: number | undefined;
  expected(truth: Truth): readonly string[];
  reader(rig: Rig): Reader;
  /** The same with another filter, another order or another connection: none of them knows this walk's cursors. */
  strangers(rig: Rig): readonly Reader[];
}

export interface Figures {
  readonly pages: number;
  readonly items: number;
  /** Pages for which Argus itself was asked. */
  readonly live: number;
}

/** A journey of more pages than that ends on its way. */
const MOST_PAGES = 6;

const otherFilters: { readonly [K in RecordKind]: FilterOfKind[K] } = {
  EVENT: { text: 'another filter' },
  ALERT: { text: 'another filter' },
  THREAT_DETECTION: { text: 'another filter' },
  CASE: { text: 'another filter' },
};

const orders = fc.record<RecordOrder>({
  field: fc.constantFrom('TIME', 'MODIFIED', 'SEVERITY'),
  direction: fc.constantFrom('ASC', 'DESC'),
});

const sizes = fc.oneof(
  fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 4 }),
  // Small pages from anywhere: after one that goes far into the list.
  fc
    .tuple(fc.integer({ min: 1, max: 600 }), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 11 }))
    .map(([leap, small]) => [leap, ...small]),
);

function walksOf<K extends RecordKind>(
  kind: K,
  filters: fc.Arbitrary<FilterOfKind[K] | undefined>,
): fc.Arbitrary<Walk> {
  return fc
    .record({
      filter: filters,
      order: orders,
      sizes,
      beginsAtTheEnd: fc.boolean(),
      asClient: fc.nat(5).map((n) => n === 0),
      countTotal: fc.boolean(),
      tampering: fc.option(fc.nat(), { nil: undefined, freq: 1 }),
    })
    .map(({ filter, order, ...how }) => {
      const question: Question<K> = { kind, filter, order };
      const read = how.asClient ? throughGraphQL : straight;
      const text = JSON.stringify({ kind, filter, order, ...how });
      return {
        text,
        ...how,
        kind,
        expected: (truth: Truth) => expected(truth, kind, filter, order),
        reader: (rig: Rig) => read(rig, question),
        strangers: (rig: Rig) => [
          read(rig, { ...question, filter: otherFilters[kind] }),
          read(rig, {
            ...question,
            order: { ...order, direction: order.direction === 'ASC' ? 'DESC' : 'ASC' },
          }),
          ...recordKinds
            .filter((other) => other !== kind)
            .map((other) => read(rig, { kind: other, filter: undefined, order })),
        ],
        [fc.toStringMethod]: () => text,
      };
    });
}

/** Events most often: they have the most keys. */
export const walks = (filters: Filters): fc.Arbitrary<Walk> =>
  fc.oneof(
    { weight: 5, arbitrary: walksOf('EVENT', filters.EVENT) },
    { weight: 3, arbitrary: walksOf('ALERT', filters.ALERT) },
    { weight: 2, arbitrary: walksOf('THREAT_DETECTION', filters.THREAT_DETECTION) },
    { weight: 1, arbitrary: walksOf('CASE', filters.CASE) },
  );

const taken = async (page: ReturnType<Reader>): Promise<Shown> => {
  const shown = await page;
  assert.notEqual(shown, 'INVALID_CURSOR', 'a cursor of this very question was refused');
  if (shown === 'INVALID_CURSOR') throw new Error('refused');
  return shown;
};

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** With another character at one place; one that differs in a bit that counts. */
const bent = (cursor: string, at: number): string =>
  cursor.slice(0, at) +
  (alphabet[(alphabet.indexOf(cursor.charAt(at)) + 2) % alphabet.length] ?? '') +
  cursor.slice(at + 1);

async function assertRefused(walk: Walk, rig: Rig, cursor: string, tampering: number): Promise<void> {
  const strangers = walk.strangers(rig);
  const which = tampering % (strangers.length + 1);
  const wrong = which === strangers.length ? bent(cursor, tampering % cursor.length) : cursor;
  const read = strangers[which] ?? walk.reader(rig);
  for (const args of [
    { first: 3, after: wrong },
    { last: 3, before: wrong },
  ])
    assert.equal(await read(args, false), 'INVALID_CURSOR', `${wrong} was accepted (${which})`);
}

/** A place in the list: how many items lie before it, and the cursor that leads there. */
interface Place {
  readonly before: number;
  readonly cursor: string | undefined;
}

export async function follow(walk: Walk, rig: Rig, truth: Truth): Promise<Figures> {
  const all = walk.expected(truth);
  const read = walk.reader(rig);
  const figures = { pages: 0, items: 0, live: 0 };

  function assertAboutSources({ sources, failing, partial }: Shown): void {
    assert.deepEqual(sources.toSorted(), sourceNames, 'every source is told of');
    if (!partial) assert.deepEqual(failing, [], 'no source fails');
  }

  function assertTotal({ total }: Shown, isAsked: boolean): void {
    if (!isAsked) return;
    assert.ok(total !== null && total.relation !== 'ESTIMATE');
    if (total.relation === 'EXACT') assert.equal(total.value, all.length, 'an exact total');
    else assert.ok(total.value <= all.length, `at least ${total.value} of ${all.length}`);
  }

  async function go(isForward: boolean, from: Place): Promise<Place> {
    let place = from;
    let isAtItem = true;
    for (let n = 0; n < MOST_PAGES; n += 1) {
      const size = walk.sizes[n % walk.sizes.length] ?? 1;
      const isCounted = walk.countTotal && n === 0;
      const page = await taken(
        read(
          isForward ? { first: size, after: place.cursor } : { last: size, before: place.cursor },
          isCounted,
        ),
      );
      const rest = isForward ? all.slice(place.before) : all.slice(0, place.before);
      const wanted = isForward ? rest.slice(0, size) : rest.slice(-size);
      const { length } = page.ids;
      const given = isForward || length === 0 ? wanted.slice(0, length) : wanted.slice(-length);
      const where = `${isForward ? 'after' : 'before'} ${place.before} of ${all.length}, ${size} a page`;
      assert.deepEqual(page.ids, page.partial ? given : wanted, where);
      const [ahead, behind] = isForward ? [page.next, page.previous] : [page.previous, page.next];
      if (!page.partial) assert.equal(ahead, rest.length > size, `more ahead, ${where}`);
      if (!page.partial && isAtItem)
        assert.equal(behind, isForward ? place.before > 0 : place.before < all.length, `behind, ${where}`);
      assertAboutSources(page);
      assertTotal(page, isCounted);
      figures.pages += 1;
      figures.items += length;
      figures.live += page.calls > 0 ? 1 : 0;
      const edge = isForward ? page.cursors.at(-1) : page.cursors[0];
      if (n === 0 && edge !== undefined && walk.tampering !== undefined)
        await assertRefused(walk, rig, edge, walk.tampering);
      place = {
        before: place.before + (isForward ? length : -length),
        cursor: edge ?? page.resume ?? place.cursor,
      };
      isAtItem = length > 0 || page.resume === undefined;
      if (!ahead) break;
    }
    return place;
  }

  const there = await go(
    !walk.beginsAtTheEnd,
    walk.beginsAtTheEnd ? { before: all.length, cursor: undefined } : { before: 0, cursor: undefined },
  );
  // Back from the last item that was seen: all that came before it, in the other direction.
  const isStill = there.cursor === undefined || all.length === 0;
  if (!isStill)
    await go(walk.beginsAtTheEnd, {
      before: walk.beginsAtTheEnd ? there.before + 1 : there.before - 1,
      cursor: there.cursor,
    });
  return figures;
}
