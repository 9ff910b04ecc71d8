import type { DatabaseSync } from 'node:sqlite';
import type { Quarantined } from '../model/feed.ts';
import type { RecordKind } from '../model/records.ts';
import type { VendorName } from '../model/source.ts';
import { kindCodes } from './codes.ts';
import { digest } from './codec.ts';
import { integer } from '../sqlite/rows.ts';

/** Which stream of which source. */
export interface FeedIdentity {
  readonly source: string;
  readonly vendor: VendorName;
  /** The feed's name within its source. */
  readonly feed: string;
  readonly kinds: readonly RecordKind[];
}

interface FeedPlace {
  readonly source: number;
  readonly feed: number;
}

export interface FeedStore {
  /** The rows of a feed and its source, made when first asked for. */
  place(identity: FeedIdentity): FeedPlace;
  /** `coverageFrom` counts the first time only. */
  succeeded(feed: number, bookmark: string, at: number, coverageFrom: number | undefined): void;
  /** False when these very bytes are there already: a bad record is read again with its page, and is still one. */
  quarantine(feed: number, quarantined: Quarantined, at: number): boolean;
  /** The row of a source; undefined when no feed of it has stored anything yet. */
  source(name: string): number | undefined;
  /** Whether the journal holds everything of this kind that a source has from this time on. */
  covers(source: number, kind: RecordKind, time: number): boolean;
  /** Adds to the number of records of a kind that a source has. */
  count(source: number, kind: RecordKind, difference: number): void;
}

export function createFeedStore(database: DatabaseSync): FeedStore {
  const putSource = database.prepare(
    `INSERT INTO source (name, vendor) VALUES (?, ?)
     ON CONFLICT (name) DO UPDATE SET vendor = excluded.vendor RETURNING id`,
  );
  const putFeed = database.prepare(
    `INSERT INTO feed (source, name, kinds) VALUES (?, ?, ?)
     ON CONFLICT (source, name) DO UPDATE SET kinds = excluded.kinds RETURNING id`,
  );
  const succeed = database.prepare(
    `UPDATE feed SET bookmark = ?, last_success_at = ?, coverage_from = coalesce(coverage_from, ?) WHERE id = ?`,
  );
  const quarantine = database.prepare(
    'INSERT OR IGNORE INTO quarantine (feed, at, reason, hash, text) VALUES (?, ?, ?, ?, ?)',
  );
  const countQuarantined = database.prepare('UPDATE feed SET quarantined = quarantined + 1 WHERE id = ?');
  const tally = database.prepare(
    `INSERT INTO tally (source, kind, records) VALUES (?, ?, ?)
     ON CONFLICT (source, kind) DO UPDATE SET records = records + excluded.records`,
  );
  const findSource = database.prepare('SELECT id FROM source WHERE name = ?');
  const covering = database.prepare(
    `SELECT 1 FROM feed JOIN json_each(feed.kinds) AS kind
     WHERE feed.source = ? AND kind.value = ? AND feed.coverage_from <= ?`,
  );
  const places = new Map<string, FeedPlace>();
  return {
    place({ source, vendor, feed, kinds }) {
      const key = JSON.stringify([source, vendor, feed, kinds]);
      const known = places.get(key);
      if (known !== undefined) return known;
      const sourceId = integer(putSource.get(source, vendor)?.id);
      const codes = JSON.stringify(kinds.map((kind) => kindCodes[kind]));
      const place = { source: sourceId, feed: integer(putFeed.get(sourceId, feed, codes)?.id) };
      places.set(key, place);
      return place;
    },
    succeeded(feed, bookmark, at, coverageFrom) {
      succeed.run(bookmark, at, coverageFrom ?? null, feed);
    },
    quarantine(feed, { text, reason }, at) {
      const added = quarantine.run(feed, at, reason, digest(text), text).changes > 0;
      if (added) countQuarantined.run(feed);
      return added;
    },
    source(name) {
      const row = findSource.get(name);
      return row === undefined ? undefined : integer(row.id);
    },
    covers: (source, kind, time) => covering.get(source, kindCodes[kind], time) !== undefined,
    count(source, kind, difference) {
      if (difference !== 0) tally.run(source, kindCodes[kind], difference);
    },
  };
}
