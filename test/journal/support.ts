import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReader, type JournalReader } from '../../src/journal/reader.ts';
import { openWriter, type JournalWriter, type WriterOptions } from '../../src/journal/writer.ts';
import type { FeedIdentity } from '../../src/journal/feed-store.ts';
import type { FeedBatch } from '../../src/model/feed.ts';
import type { FilterOf } from '../../src/journal/predicate.ts';
import { newestFirst } from '../../src/model/order.ts';
import type {
  Alert,
  AnyRecord,
  Event,
  RecordKind,
  RecordOfKind,
  Threat,
  ThreatDetection,
} from '../../src/model/records.ts';

export const T0 = Date.UTC(2026, 0, 1);

export const alerts: FeedIdentity = {
  source: 'alpha',
  vendor: 'alphasoc',
  feed: 'alerts',
  kinds: ['EVENT', 'ALERT', 'THREAT_DETECTION'],
};

export interface Folder extends Disposable {
  readonly path: string;
}

export function folder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'crosswatch-test-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export interface Journal extends Disposable {
  readonly path: string;
  readonly writer: JournalWriter;
  readonly reader: JournalReader;
  /** Stores records (and what else a batch may hold) of the alerts feed, arriving at `at`. */
  put(
    records: readonly AnyRecord[],
    rest?: Partial<FeedBatch>,
    at?: number,
  ): ReturnType<JournalWriter['ingest']>;
}

/** A journal in a folder of its own. It is not forced to the disk unless asked: what is tested here is logic. */
export function journal(options: WriterOptions = { temporary: true }): Journal {
  const place = folder();
  const path = join(place.path, 'journal.db');
  const writer = openWriter(path, options);
  const reader = openReader(path);
  return {
    path,
    writer,
    reader,
    put: (records, rest = {}, at = T0) =>
      writer.ingest(alerts, { records, bookmark: 'b', more: false, ...rest }, { at }),
    [Symbol.dispose]() {
      reader.close();
      writer.close();
      place[Symbol.dispose]();
    },
  };
}

const common = (nativeId: string) => ({
  source: 'alpha',
  vendor: 'alphasoc' as const,
  nativeId,
  time: T0,
  observables: [],
  raw: { id: nativeId },
});

export const event = (nativeId: string, more: Partial<Event> = {}): Event => ({
  ...common(nativeId),
  recordKind: 'EVENT',
  kind: 'DNS',
  title: 'A name was asked for',
  count: 1,
  attacks: [],
  details: { vendor: 'alphasoc', eventType: 'dns', wisdomFlags: [], wisdomLabels: [] },
  ...more,
});

export const detection = (
  nativeId: string,
  threat: string,
  more: Partial<ThreatDetection> = {},
): ThreatDetection => ({
  ...common(nativeId),
  recordKind: 'THREAT_DETECTION',
  threat: { nativeId: threat },
  confidence: 'UNKNOWN',
  attacks: [],
  ...more,
});

export const alert = (nativeId: string, more: Partial<Alert> = {}): Alert => ({
  ...common(nativeId),
  recordKind: 'ALERT',
  attacks: [],
  labels: [],
  ...more,
});

export const threat = (nativeId: string, severity: Threat['severity'], title = nativeId): Threat => ({
  source: 'alpha',
  nativeId,
  title,
  severity,
});

/** The records of a kind that match, the newest first. */
export async function matching<K extends RecordKind>(
  { reader }: Journal,
  kind: K,
  filter: FilterOf<K>,
  limit = 100,
): Promise<RecordOfKind[K][]> {
  const { items } = await reader.window(kind, { sources: ['alpha'], filter, order: newestFirst, limit });
  return items.map(({ record }) => record);
}

/** The change log as `operation kind id` lines. */
export const lines = (reader: JournalReader, after?: number): string[] =>
  reader
    .changes({ after, limit: 1_000_000 })
    .items.map((item) =>
      item.type === 'gap' ? `GAP ${item.reason}` : `${item.operation} ${item.kind} ${item.nativeId}`,
    );
