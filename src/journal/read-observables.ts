/** What the journal knows of one observable as a whole: when it was seen, where, and in which cases. */
import { compareKeys, newestFirst, orderKeyOf } from '../model/order.ts';
import { recordKinds, type Case } from '../model/records.ts';
import type { ObservableType } from '../model/values.ts';
import { kindCodes, states } from './codes.ts';
import type { Scope } from './predicate-part.ts';
import { numbers } from './predicate-sql.ts';
import { isOfKind, recordColumns, type RecordReader } from './read-records.ts';
import { exactTerms, hostTerms } from './read-terms.ts';
import { integer, integerOrNull } from '../sqlite/rows.ts';

export interface Observed {
  /** The time of the first record that mentions it, and of the last; milliseconds since the epoch. */
  readonly firstSeen?: number | undefined;
  readonly lastSeen?: number | undefined;
  /** Those of the sources that mention it, in the order they were asked for. */
  readonly sources: readonly string[];
}

export interface ObservableReader {
  /**
   * Over the records of these sources (names), of all kinds. The value is normalised; a host's bare name also stands for
   * the full ones that begin with it, and the other way round (`sameHost`).
   */
  observed(type: ObservableType, value: string, sources: readonly string[]): Observed;
  /** Cases that mention it, or that have an event or alert which does; newest first. */
  casesMentioning(type: ObservableType, value: string, sources: readonly string[], limit: number): Case[];
}

interface Seen {
  readonly first: number;
  readonly last: number;
}

export interface ObservedSizes {
  /** Mentions that are looked at from either end before a source's are looked for in another way. */
  readonly probed: number;
  /** Mentions from which cases are looked for; with more of them it is asked of each case. */
  readonly few: number;
}

const usual: ObservedSizes = { probed: 500, few: 5_000 };

/** Each method is to be called within a transaction. */
export function createObservableReader(
  scope: Scope,
  records: RecordReader,
  { probed, few }: ObservedSizes = usual,
): ObservableReader {
  const termsOf = (type: ObservableType, value: string): readonly number[] =>
    (type === 'HOST' ? hostTerms(scope, [value]) : exactTerms(scope, type, [value])).ids;
  const asked = (names: readonly string[]): { readonly id: number; readonly name: string }[] => {
    const sources = new Map(scope.sources().map((source) => [source.name, source]));
    return [...new Set(names)].flatMap((name) => sources.get(name) ?? []);
  };

  /** By source, the time of its first mention from that end; `whole` when there are no others. */
  function probe(term: number, kind: number, direction: 'ASC' | 'DESC') {
    const rows = scope.all(
      `SELECT record.source, ${direction === 'ASC' ? 'min' : 'max'}(near.time) AS time, count(*) AS count
       FROM (SELECT time, record FROM mention WHERE term = ? AND kind = ? ORDER BY time ${direction} LIMIT ${probed})
         AS near CROSS JOIN record ON record.id = near.record GROUP BY record.source`,
      term,
      kind,
    );
    return {
      times: new Map(rows.map(({ source, time }) => [integer(source), integer(time)])),
      whole: rows.reduce((sum, { count }) => sum + integer(count), 0) < probed,
    };
  }

  /** A source's mentions that lie among those of many others: all of them or all of its records, whichever are fewer. */
  function searched(term: number, kind: number, source: number): Seen | undefined {
    const held = 'SELECT coalesce(sum(records), 0) FROM tally WHERE source = ? AND kind = ?';
    const most = scope.ids(held, source, kind)[0] ?? 0;
    const mentions = `SELECT 1 FROM mention WHERE term = ? AND kind = ? LIMIT ${most + 1}`;
    const counted = scope.ids(`SELECT count(*) FROM (${mentions})`, term, kind)[0] ?? 0;
    const [row] =
      counted > most
        ? scope.all(
            `SELECT min(time) AS first, max(time) AS last FROM record INDEXED BY record_arrival
             WHERE source = ?1 AND kind = ?2 AND state = ${states.PRESENT} AND EXISTS (
               SELECT 1 FROM mention WHERE mention.term = ?3 AND mention.kind = ?2
               AND mention.time = record.time AND mention.record = record.id)`,
            source,
            kind,
            term,
          )
        : scope.all(
            `SELECT min(mention.time) AS first, max(mention.time) AS last
             FROM mention CROSS JOIN record ON record.id = mention.record
             WHERE mention.term = ?3 AND mention.kind = ?2 AND record.source = ?1`,
            source,
            kind,
            term,
          );
    const first = integerOrNull(row?.first ?? null);
    const last = integerOrNull(row?.last ?? null);
    return first === null || last === null ? undefined : { first, last };
  }

  function seenBy(term: number, kind: number, sources: readonly number[]): Map<number, Seen> {
    const [early, late] = [probe(term, kind, 'ASC'), probe(term, kind, 'DESC')];
    const found = new Map<number, Seen>();
    for (const source of sources) {
      const [first, last] = [early.times.get(source), late.times.get(source)];
      const seen =
        first !== undefined && last !== undefined
          ? { first, last }
          : early.whole
            ? undefined
            : searched(term, kind, source);
      if (seen !== undefined) found.set(source, seen);
    }
    return found;
  }

  /** Whether the row mentions one of the terms. */
  const mentions = (row: string, terms: string): string =>
    `EXISTS (SELECT 1 FROM mention WHERE mention.term IN (${terms}) AND mention.kind = ${row}.kind
     AND mention.time = ${row}.time AND mention.record = ${row}.id)`;
  const ofEvents = `kind IN (${kindCodes.EVENT}, ${kindCodes.ALERT})`;

  /** The condition that a case has to meet, by whichever way is the shorter. */
  function caseCondition(terms: string): string {
    const some = `SELECT 1 FROM mention WHERE term IN (${terms}) LIMIT ${few}`;
    return (scope.ids(`SELECT count(*) FROM (${some})`)[0] ?? 0) < few
      ? `record.id IN (
           SELECT mention.record FROM mention WHERE term IN (${terms}) AND kind = ${kindCodes.CASE}
           UNION SELECT link.target FROM mention CROSS JOIN link ON link.owner = mention.record
             WHERE mention.term IN (${terms}) AND mention.${ofEvents})`
      : `(${mentions('record', terms)} OR EXISTS (
           SELECT 1 FROM link CROSS JOIN record AS owner ON owner.id = link.owner
           WHERE link.target = record.id AND owner.${ofEvents} AND ${mentions('owner', terms)}))`;
  }

  return {
    observed(type, value, names) {
      const sources = asked(names);
      const ids = sources.map(({ id }) => id);
      const seen = termsOf(type, value).flatMap((term) =>
        recordKinds.flatMap((kind) => [...seenBy(term, kindCodes[kind], ids)]),
      );
      if (seen.length === 0) return { sources: [] };
      const mentioning = new Set(seen.map(([source]) => source));
      return {
        firstSeen: Math.min(...seen.map(([, { first }]) => first)),
        lastSeen: Math.max(...seen.map(([, { last }]) => last)),
        sources: sources.filter(({ id }) => mentioning.has(id)).map(({ name }) => name),
      };
    },

    casesMentioning(type, value, names, limit) {
      const terms = numbers(termsOf(type, value));
      const sources = numbers(asked(names).map(({ id }) => id));
      if (terms === '' || sources === '') return [];
      const rows = scope.all(
        `SELECT ${recordColumns} FROM record INDEXED BY record_time
         WHERE kind = ${kindCodes.CASE} AND state = ${states.PRESENT} AND source IN (${sources})
           AND ${caseCondition(terms)}
         ORDER BY time DESC, fraction DESC LIMIT ?`,
        limit,
      );
      return rows
        .map((row) => {
          const { record, load } = records.revive(row);
          load();
          if (!isOfKind(record, 'CASE')) throw new TypeError('a record is of another kind than its row says');
          return record;
        })
        .sort((a, b) => compareKeys(orderKeyOf(a, newestFirst), orderKeyOf(b, newestFirst), newestFirst));
    },
  };
}
