/** Reads one feed into the journal for as long as the process lives. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SourceError } from '../model/errors.ts';
import type { Feed, FeedBatch } from '../model/feed.ts';
import type { SourceHealth } from '../model/health.ts';
import type { VendorName } from '../model/source.ts';
import { JournalError } from './errors.ts';
import { createFeedState, type FollowerState } from './feed-state.ts';
import type { IngestResult } from './ingest.ts';
import { lostBy } from './outage.ts';
import { pauseAfterFailure, pauseAfterRead, pauses } from './pauses.ts';
import { readFeed } from './read-feed.ts';
import { storeBatch, storedBookmark } from './store-batch.ts';
import type { JournalWriter } from './writer.ts';

export interface FollowerLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface FollowerOptions {
  /** The source's name. */
  readonly source: string;
  readonly vendor: VendorName;
  readonly feed: Feed;
  /** The source's own, in milliseconds: how long one read may take where the feed does not say. */
  readonly timeout: number;
  /** Milliseconds that a read from the beginning reaches back where the feed has no window of its own. */
  readonly from: number;
  readonly writer: JournalWriter;
  /** When the feed was last read with success, by what the journal has stored. */
  readonly lastSuccessAt?: number | undefined;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Ends early, with or without an error, when the signal does. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** In [0, 1). */
  random(): number;
  /** What the source says of itself. */
  health?(): SourceHealth;
  readonly log?: FollowerLog;
  /** Told after every batch that is stored. */
  onBatch?(result: IngestResult, batch: FeedBatch): void;
  /** Told after every attempt. */
  onState?(state: FollowerState): void;
}

export interface Follower {
  /** Settles once the signal has ended it; it never fails. Nothing is half done then. */
  run(signal: AbortSignal): Promise<void>;
  state(): FollowerState;
}

/** One read of the feed: where it began, and when. */
interface Reading {
  readonly from: string | null;
  readonly anew: boolean;
  readonly began: number;
  /** The journal's last number by then. */
  readonly since: number;
}

/** The same failure so often in a row at the same place is no passing one. */
const STUCK = 5;
/** A stream that is begun anew is not begun anew again for a day: what cannot be read may lie in its way again. */
const BEGIN_ANEW_EVERY = 24 * 60 * 60 * 1_000;
/** Milliseconds that a feed may be behind, beyond its pace and the time a read takes, before it is said to lag. */
const SLACK = 15_000;

/**
 * What cannot be got over: a bookmark that is refused, or a page that cannot be read, however often it is asked for. As a
 * bookmark is opaque, such a page cannot be skipped from here. It is asked for ever more seldom, and once a day the
 * stream is begun anew: pages fall differently then, or the bad one lies beyond the reach, and the stretch that this
 * leaves out is told of as lost.
 */
const stuckKinds: ReadonlySet<SourceError['kind']> = new Set(['rejected', 'invalid-response']);

export function createFollower(options: FollowerOptions): Follower {
  const { source, vendor, feed, writer, now, log } = options;
  const identity = { source, vendor, feed: feed.name, kinds: feed.kinds };
  const reach = feed.window ?? options.from;
  const timeout = (): number => feed.timeout ?? options.timeout;
  const state = createFeedState({
    source,
    lastSuccessAt: options.lastSuccessAt,
    slack: () => 2 * feed.every + timeout() + SLACK,
    now,
    ...(options.health === undefined ? {} : { health: options.health }),
  });
  const about = { source, feed: feed.name };
  let failures = 0;
  let stuck = { kind: '', times: 0 };
  let begunAnewAt = Number.NEGATIVE_INFINITY;
  let [standing, empty, known] = [0, 0, 0];
  /** When the first read that nothing failed after began: a backlog is complete from its reach on. */
  let beganAt: number | undefined;

  function failed(error: SourceError | JournalError): number {
    failures += 1;
    const kind = error instanceof SourceError ? error.kind : `journal ${error.kind}`;
    stuck = { kind, times: stuck.kind === kind ? stuck.times + 1 : 1 };
    const shown = state.failed(error);
    if (stuck.times === 1)
      log?.warn({ ...about, kind, status: shown.status }, 'a feed cannot be followed: it is tried again');
    return pauseAfterFailure({
      failures,
      retryAt: shown.retryAt,
      now: now(),
      random: options.random(),
      longest: error instanceof JournalError ? pauses.longestForJournal : pauses.longest,
    });
  }

  function recovered(): void {
    if (failures > 0) log?.info({ ...about, failures }, 'a feed is followed again');
    failures = 0;
    stuck = { kind: '', times: 0 };
  }

  function count(batch: FeedBatch, from: string | null, result: IngestResult): void {
    const news = result.created + result.updated + result.removed + result.quarantined > 0;
    const nothing = batch.records.length === 0 && (batch.quarantined?.length ?? 0) === 0;
    standing = !news && batch.bookmark === from ? standing + 1 : 0;
    empty = !news && nothing ? empty + 1 : 0;
    known = news ? 0 : known + 1;
  }

  /** Where to read on: the stored bookmark, or the beginning when there is no getting on from there. */
  function place(): { readonly from: string | null; readonly anew: boolean } {
    const bookmark = storedBookmark(writer, source, feed.name);
    const hopeless = stuck.times >= STUCK && [...stuckKinds].some((kind) => kind === stuck.kind);
    if (bookmark === null || !hopeless || now() - begunAnewAt < BEGIN_ANEW_EVERY)
      return { from: bookmark, anew: false };
    begunAnewAt = now();
    log?.warn(about, 'a feed cannot be read on from where it stands: it begins anew');
    return { from: null, anew: true };
  }

  function store(batch: FeedBatch, { from, anew, began, since }: Reading): void {
    const lost = lostBy(batch, {
      lastSuccessAt: state.lastSuccessAt,
      began,
      reach: anew ? reach : feed.window,
    });
    const at = now();
    beganAt ??= began;
    const result = storeBatch(writer, {
      identity,
      batch: lost.length === 0 ? batch : { ...batch, lost },
      // Until the end is reached once, the journal does not hold everything from anywhere on.
      options: { at, since, coverageFrom: batch.more ? undefined : beganAt - reach },
      onPoison: (error) =>
        log?.error({ ...about, err: error }, 'the journal could not take a batch whole: it is taken apart'),
    });
    recovered();
    state.succeeded(at, batch.more, lost.length > 0);
    count(batch, from, result);
    for (const { from: since, to, reason } of lost)
      log?.warn({ ...about, from: since, to, reason }, 'a stretch of a feed is lost');
    if (result.quarantined > 0)
      log?.warn({ ...about, records: result.quarantined }, 'records that cannot be read are in quarantine');
    options.onBatch?.(result, batch);
  }

  /** One attempt; how long to wait before the next, in milliseconds. */
  async function attempt(stop: AbortSignal): Promise<number> {
    try {
      const { from, anew } = place();
      const reading = { from, anew, began: now(), since: writer.lastSequence() };
      const batch = await readFeed(feed, from, { source, timeout: timeout(), stop });
      if (stop.aborted) return 0;
      store(batch, reading);
      return pauseAfterRead({ more: batch.more, every: feed.every, standing, empty, known });
    } catch (error) {
      if (stop.aborted) return 0;
      if (error instanceof SourceError || error instanceof JournalError) return failed(error);
      log?.error({ ...about, err: error }, 'a feed failed for a reason of our own');
      return failed(new SourceError({ source, kind: 'invalid-response', cause: error }));
    }
  }

  return {
    state: state.state,
    async run(signal) {
      while (!signal.aborted) {
        const pause = await attempt(signal);
        options.onState?.(state.state());
        // Timers and messages get their turn even when a feed has everything at hand.
        if (pause === 0 || signal.aborted) await nextTurn();
        else await options.sleep(pause, signal).catch(() => undefined);
      }
    },
  };
}
