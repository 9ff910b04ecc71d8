import { FollowError } from '../journal/follow-error.ts';
import type { SourceFailure, SourceState } from '../model/health.ts';
import type { RecordKind } from '../model/records.ts';
import type { PlainFeed } from './messages.ts';

/** How a followed feed does. Times are milliseconds since the epoch. */
export interface FollowedFeed {
  readonly feed: string;
  readonly kinds: readonly RecordKind[];
  readonly lastSuccessAt?: number;
  /** Milliseconds since everything that the source had was in the journal; absent until that was so once. */
  readonly lagMs?: number;
  readonly state: SourceState;
  readonly failure?: SourceFailure;
}

/** What the thread told, as it is now: time goes on while nothing is told, and a dead thread follows nothing. */
export function toFollowedFeed(plain: PlainFeed, now: number, alive: boolean): FollowedFeed {
  const { source, feed, kinds, lastSuccessAt, caughtUpAt, failure } = plain;
  return {
    feed,
    kinds,
    state: alive ? plain.state : 'DEGRADED',
    ...(lastSuccessAt === undefined ? {} : { lastSuccessAt }),
    ...(caughtUpAt === undefined ? {} : { lagMs: Math.max(0, now - caughtUpAt) }),
    ...(failure === undefined ? {} : { failure: revive(source, failure) }),
  };
}

function revive(source: string, failure: NonNullable<PlainFeed['failure']>): SourceFailure {
  const { kind, status, retryAt, message, at } = failure;
  const error = new FollowError({
    source,
    kind,
    message,
    ...(status === undefined ? {} : { status }),
    ...(retryAt === undefined ? {} : { retryAt }),
  });
  return { error, at };
}
