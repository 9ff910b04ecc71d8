import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { AnyRecord, RecordKind } from '../model/records.ts';
import {
  changeOperations,
  kindCodes,
  kindOfCode,
  operationCodes,
  states,
  wordOf,
  type ChangeOperation,
} from './codes.ts';
import { recordColumns, type RecordReader } from './read-records.ts';
import { integer, integerOrNull, integerOrUndefined, scalar, text } from '../sqlite/rows.ts';

export interface ChangesQuery {
  /** The last sequence number seen; undefined: from the journal's first change on. */
  readonly after?: number | undefined;
  /** Changes at most; gaps among them come on top. */
  readonly limit: number;
  readonly kinds?: readonly RecordKind[] | undefined;
  readonly sources?: readonly string[] | undefined;
  /** Rank of the lowest severity to be told of, as it is now; gaps are told of whatever it says. */
  readonly minSeverityRank?: number | undefined;
}

export interface Change {
  readonly type: 'change';
  readonly sequence: number;
  readonly operation: ChangeOperation;
  readonly kind: RecordKind;
  readonly source: string;
  readonly nativeId: string;
  /** When it reached the journal. */
  readonly at: number;
  /** The record as it is now; null once it was removed. */
  readonly record: AnyRecord | null;
}

/** A stretch that can never be had again. */
export interface Gap {
  readonly type: 'gap';
  /** Its place among the changes. Gaps that the journal's own retention made share the place before its first change. */
  readonly sequence: number;
  readonly source: string;
  readonly feed: string;
  readonly kinds: readonly RecordKind[];
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly reason: string;
}

export interface ChangesPage {
  /** In the order of the sequence. */
  readonly items: readonly (Change | Gap)[];
  /** Everything up to this number was looked at: where to go on, whatever matched. */
  readonly last: number;
  /** Whether there is more after `last` by now. */
  readonly more: boolean;
}

/** Numbers that one call looks at, so that a filter that matches nothing does not hold a read transaction for long. */
const SCANNED = 10_000;

type Row = Record<string, SQLOutputValue>;

const codesOf = (json: string): RecordKind[] => {
  const codes: unknown = JSON.parse(json);
  return Array.isArray(codes) ? codes.map((code: unknown) => kindOfCode(Number(code))) : [];
};

export const gapColumns =
  'gap.sequence, gap.lost_from, gap.lost_to, gap.reason, feed.name AS feed, feed.kinds, source.name AS source';
export const gapTables = 'gap JOIN feed ON feed.id = gap.feed JOIN source ON source.id = feed.source';

export const gapOf = (row: Row): Gap => ({
  type: 'gap',
  sequence: integer(row.sequence),
  source: text(row.source),
  feed: text(row.feed),
  kinds: codesOf(text(row.kinds)),
  from: integerOrUndefined(row.lost_from),
  to: integerOrUndefined(row.lost_to),
  reason: text(row.reason),
});

export { codesOf as kindsOfColumn };

const listOrNull = (list: readonly (string | number)[] | undefined): string | null =>
  list === undefined ? null : JSON.stringify(list);

export function createChangesReader(database: DatabaseSync, records: RecordReader) {
  const journal = database.prepare('SELECT first_sequence, last_sequence, forgotten_until FROM journal');
  const feeds = database.prepare(
    `SELECT feed.name AS feed, feed.kinds, source.name AS source FROM feed JOIN source ON source.id = feed.source
     ORDER BY source.name, feed.name`,
  );
  const changes = database.prepare(
    `SELECT change.sequence, change.operation, change.at, record.native_id, record.state, source.name,
       record.changed, ${recordColumns}
     FROM change JOIN record ON record.id = change.record JOIN source ON source.id = change.source
     WHERE change.sequence > ?1 AND change.sequence <= ?2
       AND (?3 IS NULL OR change.kind IN (SELECT value FROM json_each(?3)))
       AND (?4 IS NULL OR source.name IN (SELECT value FROM json_each(?4)))
       AND (?5 = 0 OR record.severity >= ?5)
     ORDER BY change.sequence LIMIT ?6`,
  );
  const gaps = database.prepare(
    `SELECT ${gapColumns} FROM ${gapTables} WHERE gap.sequence > ? AND gap.sequence <= ? ORDER BY gap.sequence`,
  );
  const last = database.prepare('SELECT last_sequence FROM journal');

  const changeOf = (row: Row): Change => {
    const present = row.state === states.PRESENT;
    const revived = present ? records.revive(row) : null;
    revived?.load();
    return {
      type: 'change',
      sequence: integer(row.sequence),
      operation: wordOf(operationCodes, changeOperations, integer(row.operation)),
      kind: kindOfCode(integer(row.kind)),
      source: text(row.name),
      nativeId: text(row.native_id),
      at: integer(row.at),
      record: revived?.record ?? null,
    };
  };

  return {
    lastSequence: (): number => scalar(last),

    changes({ after, limit, kinds, sources, minSeverityRank = 0 }: ChangesQuery): ChangesPage {
      const row = journal.get();
      const first = integer(row?.first_sequence);
      const end = integer(row?.last_sequence);
      const told = ({ kinds: of, source }: Gap): boolean =>
        (kinds === undefined || of.some((kind) => kinds.includes(kind))) &&
        (sources === undefined || sources.includes(source));
      const ofEveryFeed = (gap: Pick<Gap, 'sequence' | 'reason' | 'to'>): Gap[] =>
        feeds
          .all()
          .map((feed): Gap => ({
            type: 'gap',
            source: text(feed.source),
            feed: text(feed.feed),
            kinds: codesOf(text(feed.kinds)),
            ...gap,
          }))
          .filter(told);

      if (after !== undefined && after > end) {
        // A journal restored from a copy: what came in between is not in it.
        const reason = 'the journal ends before this place';
        return { items: ofEveryFeed({ sequence: end, reason }), last: end, more: false };
      }
      const forgotten =
        after !== undefined && after < first - 1
          ? ofEveryFeed({
              sequence: first - 1,
              to: integerOrNull(row?.forgotten_until) ?? undefined,
              reason: 'older than the journal keeps',
            })
          : [];
      const start = Math.max(after ?? 0, first - 1);
      const horizon = Math.min(end, start + SCANNED);
      const rows = changes.all(
        start,
        horizon,
        listOrNull(kinds?.map((kind) => kindCodes[kind])),
        listOrNull(sources),
        minSeverityRank,
        limit + 1,
      );
      const full = rows.length > limit;
      const found = rows.slice(0, limit).map(changeOf);
      const reached = full ? (found.at(-1)?.sequence ?? start) : horizon;
      const between = gaps.all(start, reached).map(gapOf).filter(told);
      const inOrder = [...found, ...between].toSorted((a, b) => a.sequence - b.sequence);
      return { items: [...forgotten, ...inOrder], last: reached, more: reached < end };
    },
  };
}
