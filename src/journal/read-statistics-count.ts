/** Statements that count, or that gather what is to be counted one by one. */
import type { SQLOutputValue } from 'node:sqlite';
import type { RecordKind } from '../model/records.ts';
import type { StatisticsQuery } from '../model/source.ts';
import type { Scope } from './predicate-part.ts';
import type { Sql } from './predicate-sql.ts';
import type { CountedKey } from './read-statistics-keys.ts';
import { recordsIn, type Stretch } from './read-statistics-rows.ts';
import { countWays, type Tally } from './read-statistics-tally.ts';
import type { Values } from './read-statistics-values.ts';
import { integer, integerOrNull, text } from '../sqlite/rows.ts';

/** Records of one source that have the same words in their rows and lie in the same stretch and windows. */
export interface Batch {
  /** The number of their source. */
  readonly source: number;
  /** For each key that stands in the row, the number of the word. */
  readonly numbers: readonly (number | undefined)[];
  readonly from: number | undefined;
  /** For each window, 1 or 0. */
  readonly hits: readonly number[];
  readonly ids: readonly number[];
}

export interface Counter {
  /** Lets SQLite count: all keys have to stand in the row, and the condition to say all. */
  countRows(stretch: Stretch, tally: Tally): void;
  batchesIn(stretch: Stretch): Batch[];
  /** `values`: by key, of those that do not stand in the row. */
  countBatch(batch: Batch, values: readonly (Values | undefined)[], tally: Tally): void;
}

/** A list of numbers that SQLite made. */
export function numbersIn(json: SQLOutputValue | undefined): number[] {
  const list: unknown = JSON.parse(text(json));
  return Array.isArray(list) ? list.map(Number) : [];
}

export function createCounter(
  scope: Scope,
  kind: RecordKind,
  keys: readonly CountedKey[],
  { windows, interval }: Pick<StatisticsQuery<unknown>, 'windows' | 'interval'>,
  condition: Sql,
): Counter {
  const columns = keys.flatMap((key, index) => (key.from === 'column' ? [`${key.sql} AS k${index}`] : []));
  // The remainder twice: that of a time before the epoch is negative. The interval is written out, as a parameter that is
  // a whole number would be a fraction to SQLite.
  const start = `record.time - ((record.time % ${interval}) + ${interval}) % ${interval}`;
  const groups = [...columns, `${interval === undefined ? 'NULL' : start} AS stretch`];
  const bounds = windows.flatMap(({ from, to }) => [from ?? -Infinity, to ?? Infinity]);
  const inside = windows.map(() => 'record.time >= ? AND record.time < ?');
  const empty = keys.map(({ numberOf }) => [numberOf(null)]);

  const grouped = (stretch: Stretch, told: readonly string[], by: readonly string[]) => {
    const records = recordsIn(stretch, kind, condition);
    const places = by.map((_, index) => index + 1).join(', ');
    const statement = `SELECT ${[...by, ...told].join(', ')} FROM ${records.sql} GROUP BY ${places}`;
    return scope.all(statement, ...bounds, ...records.params).map((row) => ({
      row,
      numbers: keys.map(({ from, numberOf }, index) =>
        from === 'column' ? numberOf(row[`k${index}`] ?? null) : undefined,
      ),
      from: integerOrNull(row.stretch ?? null) ?? undefined,
      hits: windows.map((_, index) => integer(row[`w${index}`])),
    }));
  };

  return {
    countRows(stretch, tally) {
      const sums = inside.map((test, index) => `sum(${test}) AS w${index}`);
      for (const { row, numbers, from, hits } of grouped(stretch, [...sums, 'count(*) AS count'], groups)) {
        const count = integer(row.count);
        tally.add(
          numbers.map((number) => number ?? 0),
          from,
          count,
          hits,
        );
        tally.addTotal(count);
      }
    },
    batchesIn(stretch) {
      const tests = inside.map((test, index) => `${test} AS w${index}`);
      const by = ['record.source', ...tests, ...groups];
      return grouped(stretch, ['json_group_array(record.id) AS ids'], by).map(({ row, ...batch }) => ({
        ...batch,
        source: integer(row.source),
        ids: numbersIn(row.ids),
      }));
    },
    countBatch({ numbers, from, hits, ids }, values, tally) {
      const fixed = numbers.map((number) => (number === undefined ? undefined : [number]));
      const ways = countWays(
        ids,
        (id, key) => fixed[key] ?? values[key]?.get(id) ?? empty[key] ?? [],
        keys.length,
      );
      for (const { numbers: way, count } of ways)
        tally.add(
          way,
          from,
          count,
          hits.map((hit) => hit * count),
        );
      tally.addTotal(ids.length);
    },
  };
}
