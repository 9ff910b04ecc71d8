/** Statements that count, or give the rows to be counted. */
import type { RecordKind } from '../model/records.ts';
import type { StatisticsQuery } from '../model/source.ts';
import type { Scope } from './predicate-part.ts';
import type { Sql } from './predicate-sql.ts';
import type { CountedKey } from './read-statistics-keys.ts';
import { recordsIn, type Stretch } from './read-statistics-rows.ts';
import { combinations, hitsOf, stretchOf, type Tally } from './read-statistics-tally.ts';
import type { Values } from './read-statistics-values.ts';
import { integer } from './rows.ts';

/** A record that is counted by itself. */
export interface CountedRow {
  readonly id: number;
  readonly time: number;
  /** The number of its source. */
  readonly source: number;
  /** For each key that stands in the row, the number of the word. */
  readonly numbers: readonly (number | undefined)[];
}

export interface Counter {
  /** Lets SQLite count: all keys have to stand in the row, and the condition to say all. */
  countGroups(stretch: Stretch, tally: Tally): void;
  rowsIn(stretch: Stretch): CountedRow[];
  /** `values`: by key, of those that do not stand in the row. */
  countRows(rows: readonly CountedRow[], values: readonly (Values | undefined)[], tally: Tally): void;
}

export function createCounter(
  scope: Scope,
  kind: RecordKind,
  keys: readonly CountedKey[],
  { windows, interval }: Pick<StatisticsQuery<unknown>, 'windows' | 'interval'>,
  condition: Sql,
): Counter {
  const columns = keys.map((key, index) => (key.from === 'column' ? [`${key.sql} AS k${index}`] : []));
  // As `stretchOf`. A whole number is written out: as a parameter it could be a fraction to SQLite.
  const stretch =
    interval === undefined
      ? []
      : [`record.time - ((record.time % ${interval}) + ${interval}) % ${interval} AS stretch`];
  const bounds = windows.map(({ from, to }) => [from ?? -Infinity, to ?? Infinity] as const);
  const hits = bounds.map((_, index) => `sum(record.time >= ? AND record.time < ?) AS w${index}`);
  const groups = [...columns.flat(), ...stretch];
  const grouping = groups.length === 0 ? '' : ` GROUP BY ${groups.map((_, index) => index + 1).join(', ')}`;
  const empty = keys.map(({ numberOf }) => [numberOf(null)]);

  return {
    countGroups(piece, tally) {
      const records = recordsIn(piece, kind, condition);
      const statement = `SELECT ${[...groups, ...hits, 'count(*) AS count'].join(', ')} FROM ${records.sql}${grouping}`;
      for (const row of scope.all(statement, ...bounds.flat(), ...records.params)) {
        const count = integer(row.count);
        if (count === 0) continue;
        const numbers = keys.map(({ numberOf }, index) => numberOf(row[`k${index}`] ?? null));
        const from = interval === undefined ? undefined : integer(row.stretch);
        tally.add(
          numbers,
          from,
          count,
          bounds.map((_, index) => integer(row[`w${index}`])),
        );
        tally.addTotal(count);
      }
    },
    rowsIn(piece) {
      const records = recordsIn(piece, kind, condition);
      const wanted = ['record.id', 'record.time', 'record.source', ...columns.flat()].join(', ');
      return scope.all(`SELECT ${wanted} FROM ${records.sql}`, ...records.params).map((row) => ({
        id: integer(row.id),
        time: integer(row.time),
        source: integer(row.source),
        numbers: keys.map(({ from, numberOf }, index) =>
          from === 'column' ? numberOf(row[`k${index}`] ?? null) : undefined,
        ),
      }));
    },
    countRows(rows, values, tally) {
      for (const { id, time, numbers } of rows) {
        const from = interval === undefined ? undefined : stretchOf(time, interval);
        const within = hitsOf(time, windows);
        const lists = keys.map((_, index) => {
          const number = numbers[index];
          return number === undefined ? (values[index]?.get(id) ?? empty[index] ?? []) : [number];
        });
        for (const combination of combinations(lists)) tally.add(combination, from, 1, within);
      }
      tally.addTotal(rows.length);
    },
  };
}
