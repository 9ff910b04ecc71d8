/* A follower on a real journal, a feed that follows a script, and a clock that only sleeping moves. */
import { createFollower, type Follower, type FollowerOptions } from '../../src/journal/follower.ts';
import type { FollowerState } from '../../src/journal/feed-state.ts';
import type { JournalWriter } from '../../src/journal/writer.ts';
import { SourceError, type SourceErrorKind } from '../../src/model/errors.ts';
import type { Feed, FeedBatch } from '../../src/model/feed.ts';
import { T0 } from './support.ts';

export type Step = Partial<FeedBatch> | Error | ((bookmark: string | null) => Partial<FeedBatch>);

export const failure = (kind: SourceErrorKind, retryAt?: number): SourceError =>
  new SourceError({ source: 'alpha', kind, ...(retryAt === undefined ? {} : { retryAt }) });

export interface FollowOptions {
  readonly steps: readonly Step[];
  readonly feed?: Partial<Feed>;
  readonly follower?: Partial<FollowerOptions>;
  /** Milliseconds since the epoch when it begins. */
  readonly at?: number;
  /** Told before each sleep; the clock stands where the sleep begins. */
  onSleep?(ms: number): void;
}

export interface Followed {
  /** The bookmarks that were asked with. */
  readonly asked: readonly (string | null)[];
  /** What was slept, in milliseconds. */
  readonly slept: readonly number[];
  /** The state after every attempt. */
  readonly states: readonly FollowerState[];
  readonly logged: readonly string[];
  readonly follower: Follower;
  /** The clock at the end. */
  readonly now: number;
}

/** Follows until the script is at its end. Half of every range is drawn. */
export async function follow(
  writer: JournalWriter,
  { steps, feed = {}, follower: more = {}, at = T0, onSleep }: FollowOptions,
): Promise<Followed> {
  let now = at;
  const stop = new AbortController();
  const asked: (string | null)[] = [];
  const slept: number[] = [];
  const states: FollowerState[] = [];
  const logged: string[] = [];
  const left = [...steps];
  const log = (_details: object, message: string): void => void logged.push(message);
  const scripted: Feed = {
    name: 'alerts',
    kinds: ['EVENT', 'ALERT', 'THREAT_DETECTION'],
    every: 10_000,
    ...feed,
    async read(bookmark) {
      const step = left.shift();
      if (step === undefined) {
        stop.abort();
        throw failure('aborted');
      }
      asked.push(bookmark);
      if (step instanceof Error) throw step;
      const batch = typeof step === 'function' ? step(bookmark) : step;
      return { records: [], bookmark: `b${asked.length}`, more: true, ...batch };
    },
  };
  const follower = createFollower({
    source: 'alpha',
    vendor: 'alphasoc',
    feed: scripted,
    timeout: 5_000,
    from: 24 * 3_600_000,
    writer,
    now: () => now,
    async sleep(ms) {
      onSleep?.(ms);
      slept.push(ms);
      now += ms;
    },
    random: () => 0.5,
    log: { info: log, warn: log, error: log },
    onState: (state) => void states.push(state),
    ...more,
  });
  await follower.run(stop.signal);
  // The last one is of the end of the script.
  states.pop();
  return { asked, slept, states, logged, follower, now };
}
