import type { DatabaseSync } from 'node:sqlite';
import type { FeedBatch, Quarantined, Reading } from '../model/feed.ts';
import { recordKinds, type AnyRecord, type RecordKind, type Threat } from '../model/records.ts';
import type { RecordKey } from './codec.ts';
import { fitting, keyOf } from './fitting.ts';
import type { FeedIdentity } from './feed-store.ts';
import { outdatedSince, overtakenSince, type IsOutdated } from './precedence.ts';
import { createRecordStore, type Prepared } from './record-store.ts';
import type { Stores } from './stores.ts';

export interface IngestOptions {
  /** When the batch was read, in milliseconds since the epoch: its arrival, and the feed's last success. */
  readonly at: number;
  /** The journal's last number before the batch was read; records that changed after it are not made older by it. */
  readonly since?: number | undefined;
  /** From when on the journal will hold everything of the feed; counts with the feed's first batch only. */
  readonly coverageFrom?: number | undefined;
}

/** What a batch came to; all of it, or nothing, is on the disk. */
export interface IngestResult {
  readonly created: number;
  /** Changes of records by themselves and by their threats and detections. */
  readonly updated: number;
  readonly removed: number;
  readonly unchanged: number;
  readonly quarantined: number;
  /** The journal's last number after the batch: as before when it brought no change. */
  readonly lastSequence: number;
}

export type Ingest = (identity: FeedIdentity, batch: FeedBatch, options: IngestOptions) => IngestResult;

export interface AbsorbOptions {
  /** When it was read, in milliseconds since the epoch. */
  readonly at: number;
  /** The journal's last number before it was read. */
  readonly since: number;
}

/** Undefined when nothing of this source is in the journal yet: what there is comes with its feeds. */
export type Absorb = (source: string, reading: Reading, options: AbsorbOptions) => IngestResult | undefined;

const embeddedThreat = (record: AnyRecord): Threat | undefined =>
  record.recordKind === 'THREAT_DETECTION' ? record.threat.record : undefined;

/** A record that no table takes: with the reason, and as much of it as can be written down. */
function unstorable(record: AnyRecord, error: unknown): Quarantined {
  const reason = error instanceof RangeError ? error.message : 'the record cannot be written as JSON';
  try {
    return { text: JSON.stringify(record.raw) ?? record.nativeId, reason };
  } catch {
    return { text: record.nativeId, reason };
  }
}

/** What there is to be stored of a source; feeds bring more than readings do. */
interface Stock extends Omit<Partial<FeedBatch>, 'records'> {
  readonly records: readonly AnyRecord[];
}

/** Where it belongs: what comes without a feed leaves no gap and no quarantine. */
interface Place {
  readonly source: number;
  readonly feed?: number;
}

/** Takes batches and readings into the file; each call has to run in a transaction of its own. */
export function createIngest(
  database: DatabaseSync,
  stores: Stores,
): { readonly ingest: Ingest; readonly absorb: Absorb } {
  const { log, feeds, threats, flags, aliases, terms, documents, rating } = stores;
  const records = createRecordStore(database, stores);

  function store({ source, feed }: Place, batch: Stock, now: number, isOutdated: IsOutdated): IngestResult {
    const counts = { created: 0, updated: 0, removed: 0, unchanged: 0, quarantined: 0 };
    const present: { [K in RecordKind]: number } = { EVENT: 0, ALERT: 0, THREAT_DETECTION: 0, CASE: 0 };
    rating.begin(log.begin(now));
    documents.reset();

    const quarantine = (quarantined: Quarantined): void => {
      if (feed !== undefined && feeds.quarantine(feed, quarantined, now)) counts.quarantined += 1;
    };
    const put = (prepared: Prepared): void => {
      const stored = records.put(source, prepared, now, isOutdated);
      if (stored === null) {
        counts.unchanged += 1;
        return;
      }
      counts[stored.operation === 'CREATED' ? 'created' : 'updated'] += 1;
      if (stored.appeared) present[prepared.record.kind] += 1;
      rating.noteRecord(stored.placed);
    };

    const remove = (key: RecordKey): void => {
      const placed = records.remove(source, key);
      if (placed === null) return;
      counts.removed += 1;
      present[key.kind] -= 1;
      rating.noteRecord(placed);
    };

    // Threats first: a record that comes with its threat is rated when it is created, and told of once. The catalogue's
    // own entries come last, so that they hold against what a record carries along.
    const entries = [...batch.records.map(embeddedThreat), ...(batch.threats ?? [])];
    const catalogue = new Map(entries.flatMap((threat) => (threat ? [[threat.nativeId, threat]] : [])));
    for (const threat of catalogue.values()) {
      const change = threats.put(source, threat);
      if (change !== null) rating.noteThreat(change);
    }
    for (const flag of batch.flags ?? []) flags.put(source, flag);
    if (feed !== undefined) for (const lost of batch.lost ?? []) log.gap(feed, lost);
    for (const quarantined of batch.quarantined ?? []) quarantine(quarantined);
    for (const record of batch.records) {
      let prepared: Prepared;
      try {
        prepared = records.prepare(record);
      } catch (error) {
        quarantine(unstorable(record, error));
        continue;
      }
      put(prepared);
    }
    for (const key of batch.removed ?? []) remove(key);
    const came = new Set(batch.records.map(keyOf));
    for (const { kind, formerly, nativeId } of batch.aliases ?? [])
      if (formerly !== nativeId && !came.has(`${kind} ${formerly}`)) remove({ kind, nativeId: formerly });
    // Once all of them are gone: an id that still stands for a record leads to that record.
    for (const alias of batch.aliases ?? []) aliases.put(source, alias);
    rating.settle((placed) => {
      records.retell(placed);
      counts.updated += 1;
    });
    for (const kind of recordKinds) feeds.count(source, kind, present[kind]);
    documents.reset();
    const lastSequence = log.end();
    terms.flush();
    return { ...counts, lastSequence };
  }

  return {
    ingest(identity, batch, { at, since, coverageFrom }) {
      const { source, feed } = feeds.place(identity);
      const now = Math.trunc(at);
      const isOutdated = since === undefined ? () => false : outdatedSince(since);
      const result = store({ source, feed }, batch, now, isOutdated);
      feeds.succeeded(feed, batch.bookmark, now, coverageFrom);
      return result;
    },
    absorb(name, reading, { at, since }) {
      const source = feeds.source(name);
      if (source === undefined) return undefined;
      const fit = fitting({ source, feeds, records }, reading, since);
      return store({ source }, fit, Math.trunc(at), overtakenSince(since));
    },
  };
}
