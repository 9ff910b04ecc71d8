import type { DatabaseSync } from 'node:sqlite';
import type { RecordKind } from '../model/records.ts';
import type { VendorName } from '../model/source.ts';
import { gapColumns, gapOf, gapTables, kindsOfColumn, type Gap } from './read-changes.ts';
import { kindOfCode } from './codes.ts';
import { vendorOf } from './revive.ts';
import { integer, integerOrUndefined, text, textOrNull } from '../sqlite/rows.ts';

/** How far a followed feed has come. */
export interface FeedState {
  readonly source: string;
  readonly vendor: VendorName;
  readonly feed: string;
  readonly kinds: readonly RecordKind[];
  readonly bookmark: string | null;
  /** From when on the journal holds everything of it; what retention took away is no longer counted in. */
  readonly coverageFrom: number | undefined;
  readonly lastSuccessAt: number | undefined;
  /** Malformed records that are kept. */
  readonly quarantined: number;
  /** Records of each kind that the journal has of the feed's source, from this feed or another. */
  readonly records: { readonly [K in RecordKind]: number };
}

export interface QuarantinedBytes {
  readonly at: number;
  readonly reason: string;
  readonly text: string;
}

export function createFeedReader(database: DatabaseSync) {
  const feeds = database.prepare(
    `SELECT source.id, source.name AS source, source.vendor, feed.name AS feed, feed.kinds, feed.bookmark,
       feed.coverage_from, feed.last_success_at, feed.quarantined
     FROM feed JOIN source ON source.id = feed.source ORDER BY source.name, feed.name`,
  );
  const tallies = database.prepare('SELECT kind, records FROM tally WHERE source = ?');
  const gaps = database.prepare(
    `SELECT ${gapColumns} FROM ${gapTables} WHERE source.name = ? ORDER BY sequence`,
  );
  const quarantined = database.prepare(
    `SELECT quarantine.at, quarantine.reason, quarantine.text FROM quarantine
     JOIN feed ON feed.id = quarantine.feed JOIN source ON source.id = feed.source
     WHERE source.name = ? AND feed.name = ? ORDER BY quarantine.id LIMIT ?`,
  );
  const counts = (source: number): FeedState['records'] => {
    const records: { [K in RecordKind]: number } = { EVENT: 0, ALERT: 0, THREAT_DETECTION: 0, CASE: 0 };
    for (const row of tallies.all(source)) records[kindOfCode(integer(row.kind))] = integer(row.records);
    return records;
  };
  return {
    feedStates: (): FeedState[] =>
      feeds.all().map((row) => ({
        source: text(row.source),
        vendor: vendorOf(text(row.vendor)),
        feed: text(row.feed),
        kinds: kindsOfColumn(text(row.kinds)),
        bookmark: textOrNull(row.bookmark),
        coverageFrom: integerOrUndefined(row.coverage_from),
        lastSuccessAt: integerOrUndefined(row.last_success_at),
        quarantined: integer(row.quarantined),
        records: counts(integer(row.id)),
      })),
    gaps: (source: string): Gap[] => gaps.all(source).map(gapOf),
    quarantined: (source: string, feed: string, limit: number): QuarantinedBytes[] =>
      quarantined
        .all(source, feed, limit)
        .map((row) => ({ at: integer(row.at), reason: text(row.reason), text: text(row.text) })),
  };
}
