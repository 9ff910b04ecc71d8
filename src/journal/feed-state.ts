import { SourceError } from '../model/errors.ts';
import {
  createHealthTracker,
  type SourceFailure,
  type SourceHealth,
  type SourceState,
} from '../model/health.ts';
import { JournalError } from './errors.ts';
import { FollowError } from './follow-error.ts';

/** How one followed feed does. Times are milliseconds since the epoch. */
export interface FollowerState {
  readonly state: SourceState;
  /** When its records were last stored, in this process or an earlier one. */
  readonly lastSuccessAt?: number | undefined;
  /** When it last said that there is no more: everything up to then is in the journal. */
  readonly caughtUpAt?: number | undefined;
  /** The last failure, kept after it has recovered. */
  readonly failure?: SourceFailure | undefined;
}

/** How long after a gap was told the feed's state is `GAP`; the gap itself stays in the journal. */
const GAP_SHOWN = 60 * 60 * 1_000;

/** What a source says of itself although its calls succeed. */
const ownWords: ReadonlySet<SourceState> = new Set(['PENDING_APPROVAL', 'DEGRADED', 'LAGGING']);

export interface FeedStateOptions {
  readonly source: string;
  /** When the feed was last read with success, before this process. */
  readonly lastSuccessAt?: number | undefined;
  /** Milliseconds since it last caught up after which a feed that works is behind. */
  slack(): number;
  now(): number;
  /** What the source says of itself right after a read. */
  health?(): SourceHealth;
}

export interface FeedStateKeeper {
  readonly lastSuccessAt: number | undefined;
  /** Everything that was read is stored; `more`: there is more to read. */
  succeeded(at: number, more: boolean, lost: boolean): void;
  /** Gives the failure as the source shows it. */
  failed(error: SourceError | JournalError): SourceError;
  state(): FollowerState;
}

export function createFeedState(options: FeedStateOptions): FeedStateKeeper {
  const { source, now } = options;
  const started = now();
  let { lastSuccessAt } = options;
  let caughtUpAt = lastSuccessAt;
  let failure: SourceFailure | undefined;
  /** While the last attempt failed. */
  let trouble: SourceState | undefined;
  let said: SourceState | undefined;
  let succeededHere = false;
  let gapAt: number | undefined;

  function stateOfFailure(error: SourceError): SourceState {
    // The vendor may know better what a refusal means; another feed's success may have overwritten its word.
    const own = options.health?.();
    if (own?.lastFailure?.error === error && own.state !== 'OK' && own.state !== 'STARTING') return own.state;
    const tracker = createHealthTracker(now);
    tracker.failed(error);
    const { state } = tracker.health();
    // Our request was wrong: whoever is to blame, nothing is read.
    return state === 'STARTING' ? 'DEGRADED' : state;
  }

  function state(): SourceState {
    if (trouble !== undefined) return trouble;
    if (!succeededHere) return 'STARTING';
    if (said !== undefined) return said;
    if (now() - Math.max(caughtUpAt ?? started, started) > options.slack()) return 'LAGGING';
    return gapAt !== undefined && now() - gapAt < GAP_SHOWN ? 'GAP' : 'OK';
  }

  return {
    get lastSuccessAt() {
      return lastSuccessAt;
    },
    succeeded(at, more, lost) {
      lastSuccessAt = at;
      if (!more) caughtUpAt = at;
      if (lost) gapAt = now();
      succeededHere = true;
      trouble = undefined;
      const own = options.health?.();
      said = own !== undefined && ownWords.has(own.state) ? own.state : undefined;
      if (said !== undefined && said !== 'LAGGING' && own?.lastFailure !== undefined)
        failure = own.lastFailure;
    },
    failed(error) {
      const shown =
        error instanceof JournalError
          ? new FollowError({ source, kind: 'unavailable', message: error.message, cause: error })
          : error;
      trouble = error instanceof JournalError ? 'DEGRADED' : stateOfFailure(error);
      failure = { error: shown, at: now() };
      return shown;
    },
    state: () => ({ state: state(), lastSuccessAt, caughtUpAt, failure }),
  };
}
