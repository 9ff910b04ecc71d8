import type { Reading } from '../model/feed.ts';
import type { AnyRecord } from '../model/records.ts';
import { linksOf, type RecordKey } from './codec.ts';
import type { FeedStore } from './feed-store.ts';
import { overtakenSince, type Standing } from './precedence.ts';
import type { RecordStore } from './record-store.ts';

export const keyOf = ({ recordKind, nativeId }: AnyRecord): string => `${recordKind} ${nativeId}`;

export interface FittingPlace {
  readonly source: number;
  readonly feeds: Pick<FeedStore, 'covers'>;
  readonly records: Pick<RecordStore, 'standing'>;
}

/** What of a reading, begun when `since` was the last number, the feeds would have brought by now or will bring. */
export function fitting({ source, feeds, records }: FittingPlace, reading: Reading, since: number): Reading {
  const isOvertaken = overtakenSince(since);
  const standing = (key: RecordKey): Standing | undefined => records.standing(source, key);
  const present = new Set<string>();
  const overtaken = new Set<string>();
  for (const record of reading.records) {
    const found = standing({ kind: record.recordKind, nativeId: record.nativeId });
    if (found === undefined) continue;
    if (found.present) present.add(keyOf(record));
    if (isOvertaken(found, record.modifiedAt ?? null)) overtaken.add(keyOf(record));
  }
  /**
   * Whether a record that the journal lacks, or has no more, is to be made. What lies before the beginning of the feeds is not followed, and
   * would never change here again; what hangs on something that was overtaken may be gone by now.
   */
  const isNew = (record: AnyRecord): boolean =>
    feeds.covers(source, record.recordKind, record.time) &&
    !linksOf(record).some(({ kind, nativeId }) => overtaken.has(`${kind} ${nativeId}`));
  return {
    records: reading.records.filter((record) => present.has(keyOf(record)) || isNew(record)),
    // Nothing tells when a record went: what has changed since holds.
    removed: reading.removed.filter((key) => (standing(key)?.changed ?? 0) <= since),
  };
}
