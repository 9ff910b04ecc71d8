import type { FeedBatch, Quarantined } from '../model/feed.ts';
import { JournalError } from './errors.ts';
import type { FeedIdentity } from './feed-store.ts';
import type { IngestOptions, IngestResult } from './ingest.ts';
import type { JournalWriter } from './writer.ts';

/** In the place of a bookmark where there is none yet: no feed ever sees it. */
const BEGINNING = '';

/** Where the feed stands: null for its beginning. */
export function storedBookmark(writer: JournalWriter, source: string, feed: string): string | null {
  const bookmark = writer.bookmark(source, feed);
  return bookmark === BEGINNING ? null : bookmark;
}

function sum(results: readonly IngestResult[]): IngestResult {
  const total = { created: 0, updated: 0, removed: 0, unchanged: 0, quarantined: 0, lastSequence: 0 };
  for (const result of results) {
    total.created += result.created;
    total.updated += result.updated;
    total.removed += result.removed;
    total.unchanged += result.unchanged;
    total.quarantined += result.quarantined;
    total.lastSequence = result.lastSequence;
  }
  return total;
}

function bytesOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'nothing that can be written down';
  } catch {
    return 'nothing that can be written down';
  }
}

export interface StoreBatch {
  readonly identity: FeedIdentity;
  readonly batch: FeedBatch;
  readonly options: IngestOptions;
  /** Told of what the journal could not take for any other reason than the file's. */
  onPoison(error: unknown): void;
}

/**
 * Stores a batch in one transaction. When something in it makes the journal stumble (a mistake of ours, not of the file),
 * it is stored in parts, with the old bookmark until the last of them: the good ones are kept, the bad one is
 * quarantined, and the feed goes on. Throws JournalError, and nothing else unless even an empty batch cannot be stored.
 */
export function storeBatch(
  writer: JournalWriter,
  { identity, batch, options, onPoison }: StoreBatch,
): IngestResult {
  const { coverageFrom, ...stamp } = options;
  try {
    return writer.ingest(identity, batch, options);
  } catch (error) {
    if (error instanceof JournalError) throw error;
    onPoison(error);
  }
  const bookmark = storedBookmark(writer, identity.source, identity.feed) ?? BEGINNING;

  /** `halves` takes a part that did not go in apart; an empty list means that what is left of it is given up. */
  const put = (part: FeedBatch, halves: () => readonly FeedBatch[], lost: Quarantined): IngestResult[] => {
    try {
      return [writer.ingest(identity, part, stamp)];
    } catch (error) {
      if (error instanceof JournalError) throw error;
    }
    const smaller = halves();
    if (smaller.length === 0)
      return [writer.ingest(identity, { records: [], quarantined: [lost], bookmark, more: true }, stamp)];
    return smaller.flatMap((half) => putRecords(half.records));
  };
  const putRecords = (records: FeedBatch['records']): IngestResult[] => {
    const middle = Math.ceil(records.length / 2);
    const part = (some: FeedBatch['records']): FeedBatch => ({ records: some, bookmark, more: true });
    return put(
      part(records),
      () => (records.length < 2 ? [] : [part(records.slice(0, middle)), part(records.slice(middle))]),
      { text: bytesOf(records[0]?.raw), reason: 'the journal could not take this record' },
    );
  };
  const putRest = (rest: Partial<FeedBatch>): IngestResult[] => {
    const reason = `the journal could not take the ${Object.keys(rest).join(' and ')} of a batch`;
    return put({ records: [], ...rest, bookmark, more: true }, () => [], { text: bytesOf(rest), reason });
  };

  const parts = [
    // A stretch is told of with the first part: from then on the last success is a new one.
    ...putRest({ lost: batch.lost }),
    ...putRest({ threats: batch.threats }),
    ...putRecords(batch.records),
    ...putRest({ removed: batch.removed }),
    ...putRest({ quarantined: batch.quarantined }),
    writer.ingest(identity, { records: [], bookmark: batch.bookmark, more: batch.more }, options),
  ];
  return sum(parts);
}
