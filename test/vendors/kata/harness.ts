/** A source on a simulator of its own, accepted already and with nobody made to wait, and what reading it has in common. */
import { createSimClock } from '../../../src/simulators/clock.ts';
import { startKataSim, type KataSim, type KataSimOptions } from '../../../src/simulators/kata/index.ts';
import type { FeedBatch, Feed } from '../../../src/model/feed.ts';
import type { Alert, AnyRecord, Event, ThreatDetection } from '../../../src/model/records.ts';
import type { Call, Source } from '../../../src/model/source.ts';
import { kata } from '../../../src/vendors/kata/index.ts';

export const SYSTEM_ID = '6f1c2b52-9c1f-4c8a-9d0e-3f6f0f2f7a11';
export const START = Date.UTC(2026, 0, 15, 12);

export const newCall = (signal: AbortSignal = new AbortController().signal): Call => ({
  signal,
  selects: () => false,
  sent: () => undefined,
});

export interface Harness {
  readonly sim: KataSim;
  readonly source: Source;
  readonly feed: Feed;
  read(bookmark?: string | null): Promise<FeedBatch>;
  /** A second source on the same server, as after a restart. */
  restarted(extra?: Readonly<Record<string, unknown>>): Source;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface HarnessOptions extends KataSimOptions {
  /** Default: the administrator has accepted it. */
  readonly accepted?: boolean;
}

export function feedOf(source: Source): Feed {
  const [feed] = source.feeds ?? [];
  if (feed === undefined) throw new Error('the source has no feed');
  return feed;
}

/** The simulator's clock stands still; `random` makes every back-off none. */
export async function start(
  { accepted = true, ...options }: HarnessOptions = {},
  extra: Readonly<Record<string, unknown>> = {},
): Promise<Harness> {
  const clock = createSimClock();
  clock.set(START, true);
  const sim = await startKataSim({ clock, ...options, switches: { windowScale: 0, ...options.switches } });
  if (accepted) sim.registrations.accept(SYSTEM_ID, sim.clientCertificate.fingerprint);
  const opened: Source[] = [];
  function open(more: Readonly<Record<string, unknown>> = {}): Source {
    const { cert, key } = sim.clientCertificate;
    const settings = kata.settings.parse({
      name: 'kata-pcn',
      url: sim.url,
      externalSystemId: SYSTEM_ID,
      tls: { cert, key, ca: sim.ca },
      ...extra,
      ...more,
    });
    const source = kata.create(settings, { now: () => sim.clock.now(), random: () => 0 });
    opened.push(source);
    return source;
  }
  const source = open();
  return {
    sim,
    source,
    feed: feedOf(source),
    read: (bookmark = null) => feedOf(source).read(bookmark, newCall()),
    restarted: open,
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((one) => one.close()));
      await sim.close();
    },
  };
}

/** What a store that upserts by kind and id holds after some batches: each record as it was told last. */
export function stored(batches: readonly FeedBatch[]): Map<string, AnyRecord> {
  const store = new Map<string, AnyRecord>();
  for (const { records, removed } of batches) {
    for (const { kind, nativeId } of removed ?? []) store.delete(`${kind} ${nativeId}`);
    for (const record of records) store.set(`${record.recordKind} ${record.nativeId}`, record);
  }
  return store;
}

export const eventsIn = (records: Iterable<AnyRecord>): Event[] =>
  [...records].filter((record) => record.recordKind === 'EVENT');
export const alertsIn = (records: Iterable<AnyRecord>): Alert[] =>
  [...records].filter((record) => record.recordKind === 'ALERT');
export const detectionsIn = (records: Iterable<AnyRecord>): ThreatDetection[] =>
  [...records].filter((record) => record.recordKind === 'THREAT_DETECTION');

/** Reads until an answer brings nothing, from a bookmark on. */
export async function readAll(feed: Feed, from: string | null = null): Promise<FeedBatch[]> {
  const batches: FeedBatch[] = [];
  let bookmark = from;
  for (let i = 0; i < 10_000; i++) {
    const batch = await feed.read(bookmark, newCall());
    batches.push(batch);
    bookmark = batch.bookmark;
    if (!batch.more) return batches;
  }
  throw new Error('the feed never ends');
}
