import type { DatabaseSync } from 'node:sqlite';
import type { RecordFilter } from '../model/filters.ts';
import type { RecordKind } from '../model/records.ts';
import type { Counted, StatisticsQuery } from '../model/source.ts';
import { createScope, type Scope } from './predicate-part.ts';
import { compilePredicate, type FilterOf } from './predicate.ts';
import { createLook } from './read-evidence.ts';
import { isOfKind, recordColumns, createRecordReader } from './read-records.ts';
import { createCounter, type Batch } from './read-statistics-count.ts';
import { createKey } from './read-statistics-keys.ts';
import { createGatherer } from './read-statistics-gather.ts';
import { chunksOf, piecesOf, wayTo, type Stretch } from './read-statistics-rows.ts';
import { createTally } from './read-statistics-tally.ts';
import { boundsOf } from './read-window-rows.ts';
import { integer } from '../sqlite/rows.ts';
import { createTurns, type Turns } from './turns.ts';

export interface CountingQuery<F> extends StatisticsQuery<F> {
  /** Names; records of other sources are not counted. */
  readonly sources: readonly string[];
  /** Milliseconds after which what was counted so far is the answer. */
  readonly budget?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const BUDGET = 4_000;
/** Bodies that are read between two looks at the clock. */
const BODIES = 200;

export interface CountingSizes {
  /** So few candidates of a filter are looked at by themselves, and not found by walking all of the time asked for. */
  readonly few: number;
  /** Records whose values are gathered at a time: as many as terms, each of which has to be looked at each time. */
  readonly gathered: { readonly least: number; readonly most: number };
  /** Records of one statement: to begin with, at least and at most. */
  readonly records: { readonly first: number; readonly least: number; readonly most: number };
  /** How many mentions are walked in the time that one body takes to read. */
  readonly body: number;
}

const usual: CountingSizes = {
  few: 20_000,
  gathered: { least: 20_000, most: 200_000 },
  records: { first: 5_000, least: 250, most: 20_000 },
  body: 20,
};

/** Milliseconds that one statement may take before the next gets fewer records, or more. */
const TOOK = { little: 12, much: 30 };

/** Statements over as many records as take a moment, whatever the condition costs. */
function createMeasure({ first, least, most }: CountingSizes['records']) {
  let size = first;
  return {
    size: () => size,
    take<T>(work: () => T): T {
      const start = performance.now();
      const result = work();
      const took = performance.now() - start;
      if (took > TOOK.much) size = Math.max(least, Math.floor(size / 2));
      else if (took < TOOK.little) size = Math.min(most, size * 2);
      return result;
    },
  };
}

/** Leaves out the records that do not match; without a filter none. Undefined: time was over. */
function createRecheck<K extends RecordKind>(
  database: DatabaseSync,
  scope: Scope,
  kind: K,
  filter: FilterOf<K> | undefined,
  turns: Turns,
): (batches: readonly Batch[]) => Promise<readonly Batch[] | undefined> {
  if (filter === undefined) return async (batches) => batches;
  const records = createRecordReader(database);
  const matches = createLook(kind, filter, records);
  return async (batches) => {
    const matching = new Set<number>();
    const all = batches.flatMap(({ ids }) => ids);
    for (const some of chunksOf(all, () => BODIES)) {
      if (!(await turns.goesOn())) return undefined;
      const found = scope.all(
        `SELECT ${recordColumns} FROM record WHERE record.id IN (SELECT value FROM json_each(?))`,
        JSON.stringify(some),
      );
      for (const row of found) {
        const { record } = records.revive(row);
        if (isOfKind(record, kind) && matches(record)) matching.add(integer(row.id));
      }
    }
    return batches
      .map((batch) => ({ ...batch, ids: batch.ids.filter((id) => matching.has(id)) }))
      .filter(({ ids }) => ids.length > 0);
  };
}

/**
 * Counts what a journal holds in one state of the file: the connection has to be in a transaction until this settles.
 * The newest records come first, and when the time is over what was counted is the answer.
 */
export async function countRecords<K extends RecordKind>(
  database: DatabaseSync,
  kind: K,
  query: CountingQuery<FilterOf<K>>,
  sizes: CountingSizes = usual,
): Promise<Counted> {
  const { filter, sources, interval, budget = BUDGET, signal } = query;
  if (interval !== undefined && !(Number.isSafeInteger(interval) && interval > 0))
    throw new RangeError('interval: a whole number of milliseconds');
  const turns = createTurns({ budget, signal });
  const scope = createScope(database);
  const keys = query.groupBy.map((key) => createKey(scope, key, kind));
  const tally = createTally(keys.map(({ vocabulary }) => vocabulary));
  const answer = (complete: boolean): Counted => ({ groups: tally.groups(), total: tally.total(), complete });

  const whole: RecordFilter = { and: [...(filter === undefined ? [] : [filter]), { sources }] };
  const predicate = compilePredicate<RecordKind>(kind, whole, scope);
  const { from, to } = boundsOf(whole, 'time');
  const span = { from, to: to + 1 };
  if (predicate.never || span.from >= span.to) return answer(true);
  const { ids, condition, exact } = wayTo(scope, predicate, span, sizes.few);

  const counter = createCounter(scope, kind, keys, query, condition);
  const measure = createMeasure(sizes.records);
  const pieces = (stretch: Stretch): Iterable<Stretch> =>
    'ids' in stretch
      ? chunksOf(stretch.ids, measure.size).map((some) => ({ ids: some }))
      : piecesOf(scope, kind, stretch, measure.size);
  const all: Stretch = ids === undefined ? span : { ids };

  if (exact && keys.every(({ from }) => from === 'column')) {
    for (const piece of pieces(all)) {
      if (!(await turns.goesOn())) return answer(false);
      measure.take(() => counter.countRows(piece, tally));
    }
    return answer(true);
  }
  const recheck = createRecheck(database, scope, kind, exact ? undefined : filter, turns);
  const gatherer = createGatherer(scope, kind, keys, turns, sizes.body);
  const { least, most } = sizes.gathered;
  const gathered = Math.min(most, Math.max(least, gatherer.terms));
  const stretches = 'ids' in all ? [all] : piecesOf(scope, kind, all, () => gathered);
  for (const stretch of stretches) {
    const batches: Batch[] = [];
    for (const piece of pieces(stretch)) {
      if (!(await turns.goesOn())) return answer(false);
      const matching = await recheck(measure.take(() => counter.batchesIn(piece)));
      if (matching === undefined) return answer(false);
      batches.push(...matching);
    }
    const values = await gatherer.valuesOf(batches, stretch);
    if (values === undefined) return answer(false);
    for (const batch of batches) {
      if (!(await turns.goesOn())) return answer(false);
      counter.countBatch(batch, values, tally);
    }
  }
  return answer(true);
}
