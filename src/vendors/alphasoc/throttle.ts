/** One pause for the whole key after a 429: its limit counts every request of the account (contract sheet alphasoc, section 2). */
import { parseRetryAfter } from '../../http/retry.ts';
import type { UpstreamAnswer } from '../../http/types.ts';
import { SourceError } from '../../model/errors.ts';

/**
 * Milliseconds. The vendor names no wait; its own clients pause from 1 s to 60 s. The HTTP client's repeats come back
 * sooner than that, so a 429 is not left to it.
 */
const pauses = { shortest: 1_000, longest: 60_000, jitter: 500 } as const;

export interface Throttle {
  /** Throws SourceError (kind rate-limited) while the pause lasts. */
  check(): void;
  /** Begins a pause, longer each time in a row, or as long as the answer says. */
  refused(answer: Pick<UpstreamAnswer, 'headers'>): SourceError;
  /** An answer that was no 429. */
  passed(): void;
}

export function createThrottle(options: {
  readonly source: string;
  /** Milliseconds since the epoch. */
  now(): number;
  /** At least 0, less than 1. */
  random(): number;
}): Throttle {
  const { source, now, random } = options;
  let until = 0;
  let inARow = 0;

  const error = (): SourceError =>
    new SourceError({ source, kind: 'rate-limited', status: 429, retryAt: until });

  return {
    check() {
      if (now() < until) throw error();
    },
    refused({ headers }) {
      // Several requests may have been under way: they are one refusal.
      if (now() < until) return error();
      const told = parseRetryAfter(headers['retry-after'], now());
      const range = Math.min(pauses.longest, pauses.shortest * 2 ** (inARow + 1)) - pauses.shortest;
      const own = now() + pauses.shortest + random() * range;
      until = Math.ceil(told === undefined ? own : told + random() * pauses.jitter);
      inARow += 1;
      return error();
    },
    passed() {
      inARow = 0;
    },
  };
}
