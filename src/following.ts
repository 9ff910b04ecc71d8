/** Following beside answering: a thread that reads the feeds into the journal, and what the gateway sees of it. */
import { Worker } from 'node:worker_threads';
import type { Config } from './config.ts';
import { createAbsorbing } from './following/absorbing.ts';
import { FollowingError } from './following/error.ts';
import { toFollowedFeed, type FollowedFeed } from './following/feed.ts';
import type { FollowingTask, FromWorker, Level, PlainFeed, ToWorker } from './following/messages.ts';
import { JournalError } from './journal/errors.ts';
import { pauseAfterFailure, pauses } from './journal/pauses.ts';
import { journalLocation } from './journal/location.ts';
import { openReader, type JournalReader } from './journal/reader.ts';
import type { Reading } from './model/feed.ts';

export type { FollowedFeed } from './following/feed.ts';

export interface Following {
  /** Opened once the worker has the file ready. */
  readonly reader: JournalReader;
  /** How the followed feeds of a source do, as last told by the worker; [] for a source that is not followed. */
  feedsOf(source: string): readonly FollowedFeed[];
  /** Told after every commit that made changes (coalesced), with the latest sequence. Returns how to stop. */
  onCommit(listener: (sequence: number) => void): () => void;
  /**
   * Stores what some objects of a source are now, beside the feeds; `since` is `reader.lastSequence()` from before they were
   * read. It is on the disk when this settles, and told of as any commit. Nothing is stored of a source or a kind that is
   * not followed. Rejects with JournalError, and with FollowingError when the thread is gone.
   */
  absorb(source: string, reading: Reading, since: number): Promise<void>;
  /** Ends reads at once; what is not stored by then is read again next time. Closes the reader. */
  close(): Promise<void>;
}

export type FollowingLog = { readonly [L in Level]: (details: object, message: string) => void };

export interface FollowingOptions {
  readonly config: Pick<Config, 'sources' | 'journal'>;
  readonly log: FollowingLog;
  /** Milliseconds since the epoch. How far it is from this machine's clock is taken over when the thread starts. */
  readonly now?: () => number;
  /** The thread's program; for tests of what must not be done. */
  readonly program?: URL;
}

/** Milliseconds in which the thread has to end by itself. */
const CLOSING = 1_500;
/** A thread that has lived so long is not to blame for the one before it. */
const SOUND_AFTER = 60_000;

const ownProgram = new URL('./following-worker.ts', import.meta.url);

/**
 * Starts the thread and waits until it has the journal. Rejects with JournalError when that is not to be had: another
 * process has it, or it is no journal that this version understands. A thread that dies later is started again.
 */
export async function startFollowing({
  config,
  log,
  now = Date.now,
  program = ownProgram,
}: FollowingOptions): Promise<Following> {
  const location = journalLocation(config.journal.path);
  const { path, temporary } = location;
  const listeners = new Set<(sequence: number) => void>();
  let feeds: readonly PlainFeed[] = [];
  let alive = false;
  let closing = false;
  let deaths = 0;
  let restart: NodeJS.Timeout | undefined;
  const absorbing = createAbsorbing(path);
  let worker: Worker | undefined;

  const task = (): FollowingTask => ({
    path,
    temporary,
    retention: config.journal.retention,
    maxSize: config.journal.maxSize,
    clockOffset: Math.round(now() - Date.now()),
    sources: config.sources.map(({ vendor, entry, name, timeout, follow }) => ({
      vendor,
      entry,
      name,
      timeout,
      from: follow.from,
    })),
  });

  /** Settles once the thread has the journal, or is over. */
  function start(): Promise<void> {
    const opened = Promise.withResolvers<void>();
    const startedAt = performance.now();
    const started = new Worker(program, { workerData: task(), name: 'following' });
    worker = started;
    let refusal: JournalError | undefined;
    started.on('message', (message: FromWorker) => {
      switch (message.type) {
        case 'ready':
          alive = true;
          feeds = message.feeds;
          opened.resolve();
          break;
        case 'refused':
          refusal = new JournalError(message.kind, path);
          break;
        case 'feeds':
          feeds = message.feeds;
          break;
        case 'commit':
          for (const listener of listeners) listener(message.sequence);
          break;
        case 'log':
          log[message.level](message.details, message.message);
          break;
        case 'absorbed':
          absorbing.settled(message);
          break;
        case 'closed':
          break;
      }
    });
    let cause: unknown;
    started.on('error', (error) => {
      cause = error;
    });
    started.on('exit', () => {
      alive = false;
      absorbing.lost();
      if (performance.now() - startedAt > SOUND_AFTER) deaths = 0;
      opened.reject(refusal ?? cause ?? new Error('the thread that follows ended before it had the journal'));
      if (!closing) died(refusal ?? cause);
    });
    return opened.promise;
  }

  function died(cause: unknown): void {
    deaths += 1;
    const pause = pauseAfterFailure({
      failures: deaths,
      now: now(),
      random: Math.random(),
      longest: pauses.longest,
    });
    log.error({ err: cause }, 'the thread that follows the feeds ended unexpectedly: it is started again');
    restart = setTimeout(() => void start().catch(() => undefined), pause);
  }

  let reader: JournalReader;
  try {
    // A first start that fails is the caller's to judge.
    closing = true;
    await start();
    reader = openReader(path);
    closing = false;
  } catch (error) {
    await worker?.terminate();
    location.dispose();
    throw error;
  }

  async function close(): Promise<void> {
    closing = true;
    clearTimeout(restart);
    listeners.clear();
    reader.close();
    const last = worker;
    if (alive && last !== undefined) {
      const ended = new Promise<void>((resolve) => last.once('exit', () => resolve()));
      last.postMessage({ type: 'close' } satisfies ToWorker, []);
      const timer = setTimeout(() => void last.terminate(), CLOSING);
      await ended;
      clearTimeout(timer);
    } else await last?.terminate();
    location.dispose();
  }
  let closed: Promise<void> | undefined;

  return {
    reader,
    feedsOf: (source) =>
      feeds.filter((feed) => feed.source === source).map((feed) => toFollowedFeed(feed, now(), alive)),
    onCommit(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async absorb(source, reading, since) {
      if (!feeds.some((feed) => feed.source === source)) return;
      const current = worker;
      if (!alive || closing || current === undefined) throw new FollowingError();
      await absorbing.send((message) => current.postMessage(message, []), source, reading, since);
    },
    close: () => (closed ??= close()),
  };
}
