import type { Source } from '../model/source.ts';
import type { ErrorCode } from './errors.ts';

export interface SourceErrorValue {
  readonly code: ErrorCode;
  readonly message: string;
  /** Milliseconds since the epoch, as all times here. */
  readonly at: number;
  readonly retryAt?: number | undefined;
}

/** How one source did in one answer. */
export interface SourceResultValue {
  readonly source: Source;
  readonly outcome:
    | 'COMPLETE'
    | 'PARTIAL'
    | 'TIMED_OUT'
    | 'RATE_LIMITED'
    | 'UNAUTHORIZED'
    | 'UNAVAILABLE'
    | 'UNSUPPORTED'
    | 'SKIPPED';
  readonly servedFrom: 'LIVE' | 'JOURNAL' | 'NOTHING';
  readonly coverageFrom?: number | undefined;
  readonly completeUntil?: number | undefined;
  readonly upstreamCalls: number;
  readonly tookMs: number;
  readonly error?: SourceErrorValue | undefined;
}
