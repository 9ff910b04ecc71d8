import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openReader, type JournalReader } from '../../src/journal/reader.ts';
import { usualLimits } from '../../src/journal/predicate-part.ts';
import type { FilterOf } from '../../src/journal/predicate.ts';
import type { Pace } from '../../src/journal/read-window.ts';
import { newestFirst, type OrderKey, type RecordOrder } from '../../src/model/order.ts';
import { recordKinds, type AnyRecord, type RecordKind, type Threat } from '../../src/model/records.ts';
import { event, journal, T0, type Journal } from './support.ts';
import { expected, worldOf } from './window-oracle.ts';
import { filters, partsOf } from './window-filters.ts';
import { anyRecord, sourceNames, sources, threatsOf } from './window-world.ts';

/** As `journal`, with readers whose turns are small, so that boundaries and ties are met. */
const paces: readonly Pace[] = [
  { first: 1, most: 1, mostRead: 1, set: 0, terms: 40, gathered: 1_000, narrowed: 9 },
  { first: 2, most: 4, mostRead: 3, set: 0, terms: 1, gathered: 3, narrowed: 9 },
  { first: 2, most: 4, mostRead: 3, set: 0, terms: 0, gathered: 3, narrowed: 0 },
  { first: 3, most: 8, mostRead: 2, set: 4, terms: 0, gathered: 1_000, narrowed: 9 },
  { ...usualLimits, most: 8_000, mostRead: 400, set: 4_000 },
];

interface Story {
  readonly records: readonly AnyRecord[];
  readonly threats: readonly (readonly Threat[])[];
}

const stories: fc.Arbitrary<Story> = fc.record({
  records: fc.array(anyRecord, { minLength: 10, maxLength: 60 }),
  threats: fc.tuple(...sourceNames.map(threatsOf)),
});

function remove({ writer }: Journal, id: string): void {
  const [source = '', nativeId = ''] = id.split(' ');
  writer.ingest(
    { source, vendor: sources[source] ?? 'argus', feed: 'all', kinds: recordKinds },
    { records: [], removed: [{ kind: 'EVENT', nativeId }], bookmark: 'b', more: false },
    { at: T0 },
  );
}

function write({ writer }: Journal, { records, threats }: Story): void {
  for (const [index, source] of sourceNames.entries())
    writer.ingest(
      { source, vendor: sources[source] ?? 'argus', feed: 'all', kinds: recordKinds },
      {
        // Of several with one id the last one counts.
        records: records.filter((record) => record.source === source),
        threats: threats[index] ?? [],
        bookmark: 'b',
        more: false,
      },
      { at: T0 },
    );
}

const orders: fc.Arbitrary<RecordOrder> = fc.record({
  field: fc.constantFrom('TIME', 'MODIFIED', 'SEVERITY'),
  direction: fc.constantFrom('ASC', 'DESC'),
});

interface Asked<K extends RecordKind> {
  readonly kind: K;
  readonly filter: FilterOf<K> | undefined;
  readonly order: RecordOrder;
  readonly reverse: boolean;
  readonly limit: number;
  readonly sources: readonly string[];
  readonly floors: ReadonlyMap<string, number>;
}

const asked = <K extends RecordKind>(
  kind: K,
  filter: fc.Arbitrary<FilterOf<K> | undefined>,
): fc.Arbitrary<Asked<K>> =>
  fc.record({
    kind: fc.constant(kind),
    filter,
    order: orders,
    reverse: fc.boolean(),
    limit: fc.constantFrom(1, 2, 3, 50),
    sources: fc.oneof(
      { weight: 3, arbitrary: fc.constant(sourceNames) },
      { weight: 1, arbitrary: fc.subarray([...sourceNames, 'nobody']) },
    ),
    floors: fc.oneof(
      { weight: 3, arbitrary: fc.constant(new Map<string, number>()) },
      {
        weight: 1,
        arbitrary: fc
          .array(fc.tuple(fc.constantFrom(...sourceNames), fc.integer({ min: -4, max: 4 })))
          .map((floors) => new Map(floors)),
      },
    ),
  });

interface Page {
  readonly ids: readonly string[];
  readonly more: boolean;
  readonly last: OrderKey | undefined;
}

async function pageOf<K extends RecordKind>(
  reader: JournalReader,
  { kind, ...query }: Asked<K>,
  after: OrderKey | undefined,
  budget = 60_000,
): Promise<Page> {
  const { items, more, reached } = await reader.window(kind, { ...query, after, budget });
  return {
    ids: items.map(({ record }) => `${record.source} ${record.nativeId}`),
    more,
    last: reached ?? items.at(-1)?.key,
  };
}

/** All pages, one after another. */
async function walked<K extends RecordKind>(
  reader: JournalReader,
  query: Asked<K>,
  between: (page: number) => void = () => {},
  budget?: number,
): Promise<string[]> {
  const ids: string[] = [];
  let after: OrderKey | undefined;
  for (let page = 0; page < 2_000; page += 1) {
    const found = await pageOf(reader, query, after, budget);
    ids.push(...found.ids);
    if (!found.more) return ids;
    if (budget === undefined) expect(found.ids).toHaveLength(query.limit);
    after = found.last;
    between(page);
  }
  throw new Error('the walk does not end');
}

/** Gives how many records were found. */
async function agrees<K extends RecordKind>(reader: JournalReader, query: Asked<K>): Promise<number> {
  const wanted = expected(worldOf(reader), query.kind, query);
  expect(await walked(reader, query)).toEqual(wanted);
  const { kind, filter } = query;
  const some = { sources: query.sources, filter, budget: 60_000 };
  expect(await reader.count(kind, some)).toEqual({
    value: expected(worldOf(reader), kind, { ...query, floors: new Map() }).length,
    relation: 'EXACT',
  });
  return wanted.length;
}

/** Asks all of it in one world, and at one pace. */
async function check<K extends RecordKind>(
  queries: fc.Arbitrary<readonly Asked<K>[]>,
  numRuns: number,
): Promise<{ readonly hits: number; readonly asks: number }> {
  let hits = 0;
  let asks = 0;
  await fc.assert(
    fc.asyncProperty(stories, fc.constantFrom(...paces), queries, async (story, pace, all) => {
      using j = journal();
      write(j, story);
      using place = { reader: openReader(j.path, { pace }), [Symbol.dispose]: () => place.reader.close() };
      for (const query of all) hits += await agrees(place.reader, query);
      asks += all.length;
    }),
    { numRuns },
  );
  return { hits, asks };
}

function laws<K extends RecordKind>(
  kind: K,
  parts: readonly fc.Arbitrary<FilterOf<K>>[],
  filter: fc.Arbitrary<FilterOf<K>>,
): void {
  test(`a walk over ${kind} gives, in order and page by page, what each key means`, async () => {
    const { hits, asks } = await check(fc.tuple(...parts.map((part) => asked(kind, part))), 12);
    expect(hits).toBeGreaterThan(asks / 5);
  });

  test(`a walk over ${kind} gives what keys mean together, and everything when nothing is asked`, async () => {
    const either = fc.option(filter, { nil: undefined, freq: 20 });
    const queries = fc.array(asked(kind, either), { minLength: 10, maxLength: 20 });
    const { hits, asks } = await check(queries, 20);
    expect(hits).toBeGreaterThan(asks / 5);
  });
}

// A law about filters that hardly ever match would prove little: the hits are counted.
laws('EVENT', partsOf.EVENT, filters.EVENT);
laws('ALERT', partsOf.ALERT, filters.ALERT);
laws('THREAT_DETECTION', partsOf.THREAT_DETECTION, filters.THREAT_DETECTION);
laws('CASE', partsOf.CASE, filters.CASE);

test('a walk whose every page ends early comes to the same end', async () => {
  await fc.assert(
    fc.asyncProperty(
      stories,
      fc.constantFrom(...paces),
      asked('EVENT', filters.EVENT),
      async (story, pace, query) => {
        using j = journal();
        write(j, story);
        using place = { reader: openReader(j.path, { pace }), [Symbol.dispose]: () => place.reader.close() };
        const wanted = expected(worldOf(place.reader), 'EVENT', query);
        expect(await walked(place.reader, query, undefined, 0)).toEqual(wanted);
      },
    ),
    { numRuns: 30 },
  );
});

test('what does not move is found once, whatever comes, goes and moves between two pages', async () => {
  await fc.assert(
    fc.asyncProperty(
      stories,
      fc.array(fc.array(anyRecord, { maxLength: 4 }), { maxLength: 12 }),
      fc.constantFrom(...paces),
      asked('EVENT', fc.constant(undefined)),
      async (story, later, pace, query) => {
        using j = journal();
        write(j, story);
        using place = { reader: openReader(j.path, { pace }), [Symbol.dispose]: () => place.reader.close() };
        const before = expected(worldOf(place.reader), 'EVENT', query);
        const touched = new Set<string>();
        const found = await walked(place.reader, query, (page) => {
          // Severities follow from detections: to change one of those would move what was not named.
          const records = (later[page] ?? []).filter(({ recordKind }) => recordKind === 'EVENT');
          for (const { source, nativeId } of records) touched.add(`${source} ${nativeId}`);
          const gone = before[page * 3];
          if (gone !== undefined) {
            touched.add(gone);
            remove(j, gone);
          }
          write(j, { records, threats: [] });
        });
        const still = (ids: readonly string[]): string[] => ids.filter((id) => !touched.has(id));
        expect(still(found)).toEqual(still(before));
      },
    ),
    { numRuns: 40 },
  );
});

test('whoever goes away is not walked for, and a count that has to stop early says so', async () => {
  using j = journal();
  j.put([event('one'), event('two', { time: T0 + 1 }), event('three', { time: T0 + 2 })]);
  const pace: Pace = { first: 1, most: 1, mostRead: 1, set: 0, terms: 40, gathered: 10, narrowed: 9 };
  using place = { reader: openReader(j.path, { pace }), [Symbol.dispose]: () => place.reader.close() };
  const { reader } = place;
  const sources = ['alpha'];
  const gone = AbortSignal.abort(new Error('gone'));
  await expect(
    reader.window('EVENT', { sources, order: newestFirst, limit: 1, signal: gone }),
  ).rejects.toThrow('gone');
  await expect(reader.count('EVENT', { sources, filter: { kinds: ['DNS'] }, signal: gone })).rejects.toThrow(
    'gone',
  );
  const filter = { kinds: ['DNS'] } as const;
  expect(await reader.count('EVENT', { sources, filter, budget: 0 })).toEqual({
    value: 1,
    relation: 'AT_LEAST',
  });
  const none = await reader.window('EVENT', { sources, order: newestFirst, limit: 0 });
  expect(none).toEqual({ items: [], more: true });
});
