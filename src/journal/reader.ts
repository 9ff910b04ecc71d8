import type { AlphaSocFlag } from '../model/details.ts';
import type { Count } from '../model/page.ts';
import type { Case, RecordKind, RecordOfKind, Threat } from '../model/records.ts';
import type { Counted } from '../model/source.ts';
import type { ObservableType } from '../model/values.ts';
import { journalError } from './errors.ts';
import { openReadable } from './open.ts';
import { createScope } from './predicate-part.ts';
import type { FilterOf } from './predicate.ts';
import { createChangesReader, type ChangesPage, type ChangesQuery, type Gap } from './read-changes.ts';
import { createFeedReader, type FeedState, type QuarantinedBytes } from './read-feeds.ts';
import { createPageReader, type ArrivalPage, type ArrivalQuery } from './read-pages.ts';
import { createObservableReader, type Observed } from './read-observables.ts';
import { createRecordReader } from './read-records.ts';
import { countRecords, type CountingQuery } from './read-statistics.ts';
import { readThreats } from './read-threats.ts';
import {
  createWindowReader,
  type JournalCountQuery,
  type JournalWindow,
  type JournalWindowQuery,
  type Pace,
} from './read-window.ts';
import { text, transaction } from '../sqlite/rows.ts';

/**
 * Reads what the writer has stored, from any thread. Each call sees one state of the file, and the records it answers
 * are whole: nothing of them is fetched later. Throws JournalError when the file fails.
 */
export interface JournalReader {
  /** Made once with the file: a change cursor names it. */
  readonly journalId: string;
  feedStates(): FeedState[];
  /** The source's lost stretches, in the order of the change log. */
  gaps(source: string): Gap[];
  /** The oldest malformed records of a feed. */
  quarantined(source: string, feed: string, limit: number): QuarantinedBytes[];
  /** By native id, or one that the record had before; an id that is missing from the answer is not there. */
  byIds<K extends RecordKind>(kind: K, source: string, ids: readonly string[]): Map<string, RecordOfKind[K]>;
  /** What a record names, or is named by, in order of time. */
  related<K extends RecordKind>(
    kind: RecordKind,
    source: string,
    nativeId: string,
    toKind: K,
    limit?: number,
  ): RecordOfKind[K][];
  threats(source: string, ids: readonly string[]): Map<string, Threat>;
  /** Entries of the source's dictionary of flags, as they were last told. */
  flags(source: string, ids: readonly string[]): Map<string, AlphaSocFlag>;
  page<K extends RecordKind>(
    kind: K,
    source: string,
    query: ArrivalQuery,
    matches?: (record: RecordOfKind[K]) => boolean,
  ): ArrivalPage<RecordOfKind[K]>;
  /**
   * A stretch of what all these sources have, in Crosswatch's own order (`model/order.ts`). In several turns: it may see
   * records come and go on its way. Throws what `signal` was aborted with, and InvalidInputError for a filter that is none.
   */
  window<K extends RecordKind>(
    kind: K,
    query: JournalWindowQuery<K>,
  ): Promise<JournalWindow<RecordOfKind[K]>>;
  /** How many match; `AT_LEAST` when the budget ended it. Throws as `window`. */
  count<K extends RecordKind>(kind: K, query: JournalCountQuery<K>): Promise<Count>;
  changes(query: ChangesQuery): ChangesPage;
  /** The number of the latest change or gap; 0 in an empty journal. */
  lastSequence(): number;
  /**
   * Counts the records of a kind, group by group, in one state of the file. Takes up to `budget` milliseconds, lets others
   * have the thread meanwhile, and says whether it came to the end. Throws InvalidInputError for a filter that is none,
   * RangeError for an interval that is no whole number of milliseconds.
   */
  statistics<K extends RecordKind>(kind: K, query: CountingQuery<FilterOf<K>>): Promise<Counted>;
  /**
   * When an observable was seen, over the records of these sources (names), of all kinds; and by which of the sources. The
   * value is normalised; a host's bare name also stands for the full ones that begin with it, and the other way round.
   */
  observed(type: ObservableType, value: string, sources: readonly string[]): Observed;
  /** Cases of these sources that mention it, or that have an event or alert which does; newest first. */
  casesMentioning(type: ObservableType, value: string, sources: readonly string[], limit: number): Case[];
  /** The catalogues of these sources, as far as they have come: all entries, by source and native id. */
  threatList(sources: readonly string[]): Threat[];
  close(): void;
}

const RELATED = 1_000;

/**
 * Opens a journal that a writer has made. Readers are best closed before the writer: the last one to close tidies the
 * write-ahead log away, and a reader may not. Throws JournalError.
 */
export function openReader(path: string, { pace }: { readonly pace?: Pace } = {}): JournalReader {
  const database = openReadable(path);
  const records = createRecordReader(database);
  const pages = createPageReader(database, records);
  const changes = createChangesReader(database, records);
  const feeds = createFeedReader(database);

  const scope = createScope(database);
  const observables = createObservableReader(scope, records);
  const closing = new AbortController();

  const read = <T>(work: () => T): T => {
    try {
      return transaction(database, 'BEGIN', () => {
        records.begin();
        return work();
      });
    } catch (error) {
      throw journalError(error, path);
    }
  };

  const windows = createWindowReader(database, records, read, pace);

  return {
    journalId: read(() => text(database.prepare('SELECT id FROM journal').get()?.id)),
    feedStates: () => read(() => feeds.feedStates()),
    gaps: (source) => read(() => feeds.gaps(source)),
    quarantined: (source, feed, limit) => read(() => feeds.quarantined(source, feed, limit)),
    byIds: (kind, source, ids) => read(() => records.byIds(kind, source, ids)),
    related: (kind, source, nativeId, toKind, limit = RELATED) =>
      read(() => records.related(kind, source, nativeId, toKind, limit)),
    threats: (source, ids) => read(() => records.threats(source, ids)),
    flags: (source, ids) => read(() => records.flags(source, ids)),
    page: (kind, source, query, matches) => read(() => pages.page(kind, source, query, matches)),
    window: windows.window,
    count: windows.count,
    changes: (query) => read(() => changes.changes(query)),
    lastSequence: () => read(() => changes.lastSequence()),
    async statistics(kind, { signal, ...query }) {
      const ends = signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]);
      // A connection of its own: its transaction stays open while others read.
      const own = openReadable(path);
      try {
        own.exec('BEGIN');
        return await countRecords(own, kind, { ...query, signal: ends });
      } catch (error) {
        throw journalError(error, path);
      } finally {
        own.close();
      }
    },
    observed: (type, value, sources) => read(() => observables.observed(type, value, sources)),
    casesMentioning: (type, value, sources, limit) =>
      read(() => observables.casesMentioning(type, value, sources, limit)),
    threatList: (sources) => read(() => readThreats(scope, sources)),
    close: () => {
      closing.abort();
      if (database.isOpen) database.close();
    },
  };
}
