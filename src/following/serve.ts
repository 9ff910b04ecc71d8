/** The thread that follows: it owns the writer, and sources of its own with all their feeds. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import { JournalError } from '../journal/errors.ts';
import { createFollower, type Follower, type FollowerLog } from '../journal/follower.ts';
import { openReader } from '../journal/reader.ts';
import type { JournalWriter, WriterOptions } from '../journal/writer.ts';
import type { Feed } from '../model/feed.ts';
import type { Source } from '../model/source.ts';
import { createSource } from '../vendors.ts';
import { createAbsorb } from './absorb.ts';
import { describe } from './describe.ts';
import { createForgetting } from './forgetting.ts';
import type { FollowingTask, FromWorker, PlainFeed, ToWorker } from './messages.ts';
import { createTelling } from './telling.ts';

export interface ServeOptions {
  readonly task: FollowingTask;
  readonly port: MessagePort;
  openWriter(path: string, options: WriterOptions): JournalWriter;
}

/** Milliseconds between two looks at what changes without an event: a feed that falls behind. */
const LOOK_EVERY = 1_000;

interface Followed {
  readonly source: string;
  readonly feed: Feed;
  readonly follower: Follower;
}

function plain({ source, feed, follower }: Followed): PlainFeed {
  const { state, lastSuccessAt, caughtUpAt, failure } = follower.state();
  return {
    source,
    feed: feed.name,
    kinds: feed.kinds,
    state,
    lastSuccessAt,
    caughtUpAt,
    failure: failure && {
      kind: failure.error.kind,
      status: failure.error.status,
      retryAt: failure.error.retryAt,
      message: failure.error.message,
      at: failure.at,
    },
  };
}

/** When each feed was last read with success, by source and feed. */
function storedSuccesses(path: string): (source: string, feed: string) => number | undefined {
  const reader = openReader(path);
  try {
    const states = reader.feedStates();
    return (source, feed) =>
      states.find((state) => state.source === source && state.feed === feed)?.lastSuccessAt;
  } finally {
    reader.close();
  }
}

function createLog(tell: (message: FromWorker) => void): FollowerLog {
  const level =
    (name: 'info' | 'warn' | 'error') =>
    ({ err, ...details }: { readonly err?: unknown }, message: string): void => {
      const error = err === undefined ? {} : { error: describe(err) };
      tell({ type: 'log', level: name, details: { ...details, ...error }, message });
    };
  return { info: level('info'), warn: level('warn'), error: level('error') };
}

/** Follows until it is told to close. Says `ready` once the file is, or `refused` when it is not to be had. */
export async function serveFollowing({ task, port, openWriter }: ServeOptions): Promise<void> {
  const { path, temporary, retention, maxSize } = task;
  const tell = (message: FromWorker): void => port.postMessage(message);
  const now = (): number => Date.now() + task.clockOffset;
  const log = createLog(tell);

  let writer: JournalWriter;
  try {
    writer = openWriter(path, { temporary });
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    tell({ type: 'refused', kind: error.kind });
    port.close();
    return;
  }

  const lastSuccess = storedSuccesses(path);
  const sources: Source[] = [];
  const followed: Followed[] = [];
  const telling = createTelling(tell, () => followed.map(plain));
  for (const { vendor, entry, name, timeout, from } of task.sources) {
    const source = createSource(vendor, entry, { now });
    sources.push(source);
    for (const feed of source.feeds ?? []) {
      const follower = createFollower({
        source: name,
        vendor,
        feed,
        timeout,
        from,
        writer,
        lastSuccessAt: lastSuccess(name, feed.name),
        now,
        sleep: (ms, signal) => sleep(ms, undefined, { signal }),
        random: Math.random,
        health: () => source.health(),
        log,
        onBatch: ({ created, updated, removed, lastSequence }, { lost = [] }) => {
          if (created + updated + removed + lost.length > 0) telling.committed(lastSequence);
        },
        onState: () => telling.changed(),
      });
      followed.push({ source: name, feed, follower });
    }
  }

  const stop = new AbortController();
  const closing = Promise.withResolvers<void>();
  const absorb = createAbsorb({ writer, feeds: followed, now, log, telling });
  port.on('message', (message: ToWorker) => {
    if (message.type === 'close') closing.resolve();
    else tell(absorb(message));
  });
  tell({ type: 'ready', feeds: followed.map(plain) });
  const running = [
    ...followed.map(({ follower }) => follower.run(stop.signal)),
    createForgetting({ writer, age: retention, maxBytes: maxSize, now, log }).run(stop.signal),
  ];
  const look = setInterval(() => telling.changed(), LOOK_EVERY);

  await closing.promise;
  stop.abort();
  clearInterval(look);
  await Promise.all(running);
  await Promise.all(sources.map((source) => source.close()));
  telling.end();
  writer.close();
  tell({ type: 'closed' });
  port.close();
}
