import type { Alias, FeedBatch, Quarantined } from '../model/feed.ts';
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
  try {
    return writer.ingest(identity, batch, options);
  } catch (error) {
    if (error instanceof JournalError) throw error;
    onPoison(error);
  }
  const bookmark = storedBookmark(writer, identity.source, identity.feed) ?? BEGINNING;
  // What is covered is known once the whole batch is in.
  const stamp: IngestOptions = { at: options.at, since: options.since };
  // A part without the records cannot tell that one of them stands under its former id: such an alias is not needed.
  const stands = ({ kind, formerly }: Alias): boolean =>
    batch.records.some(({ recordKind, nativeId }) => recordKind === kind && nativeId === formerly);
  const whole: FeedBatch = { ...batch, aliases: batch.aliases?.filter((alias) => !stands(alias)) };

  const part = (some: Partial<FeedBatch>): FeedBatch => ({ records: [], ...some, bookmark, more: true });
  /** Undefined when it did not go in. */
  const attempt = (some: Partial<FeedBatch>): IngestResult | undefined => {
    try {
      return writer.ingest(identity, part(some), stamp);
    } catch (error) {
      if (error instanceof JournalError) throw error;
      return undefined;
    }
  };
  const giveUp = (quarantined: Quarantined): IngestResult =>
    writer.ingest(identity, part({ quarantined: [quarantined] }), stamp);
  const put = (key: 'lost' | 'threats' | 'flags' | 'removed' | 'aliases' | 'quarantined'): IngestResult[] => {
    if (whole[key] === undefined) return [];
    const reason = `the journal could not take what is "${key}" in a batch`;
    return [attempt({ [key]: whole[key] }) ?? giveUp({ text: bytesOf(whole[key]), reason })];
  };
  const putRecords = (records: FeedBatch['records']): IngestResult[] => {
    const result = attempt({ records });
    if (result !== undefined) return [result];
    if (records.length < 2)
      return [giveUp({ text: bytesOf(records[0]?.raw), reason: 'the journal could not take this record' })];
    const middle = Math.ceil(records.length / 2);
    return [...putRecords(records.slice(0, middle)), ...putRecords(records.slice(middle))];
  };

  return sum([
    // A stretch is told of with the first part: from then on the last success is a new one.
    ...put('lost'),
    ...put('threats'),
    ...put('flags'),
    ...putRecords(batch.records),
    ...put('removed'),
    ...put('aliases'),
    ...put('quarantined'),
    writer.ingest(identity, { records: [], bookmark: batch.bookmark, more: batch.more }, options),
  ]);
}
