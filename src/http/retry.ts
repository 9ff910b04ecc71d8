import type { SourceError } from '../model/errors.ts';
import { causeCode } from './causes.ts';

/** How reads are repeated. Times are milliseconds. */
export const retryRules = {
  /** Requests for one read, the first included. */
  attempts: 3,
  /** The first back-off is drawn from 0 to this; each later one from twice the range before. */
  base: 250,
  longestBackoff: 2_000,
  /** A Retry-After beyond this is not waited for: the caller is told at once when to come back. */
  longestWait: 10_000,
  /** A Retry-After beyond this (a wrong clock, a wrong year) is read as this. */
  longestRetryAfter: 24 * 60 * 60 * 1_000,
} as const;

/** Date.parse is lenient ("1.5" is a date to it), so what it is given has to begin like one of RFC 9110's forms. */
const dateStart = /^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i;

/**
 * When a Retry-After header says to come back, in milliseconds since the epoch; undefined when it says nothing that can
 * be read. Takes both forms of RFC 9110 section 10.2.3: seconds, and a date in any of the three formats of section
 * 5.6.7. A date in the past means now.
 */
export function parseRetryAfter(
  header: string | readonly string[] | undefined,
  now: number,
): number | undefined {
  const text = (typeof header === 'string' ? header : header?.[0])?.trim();
  if (text === undefined) return undefined;
  const latest = now + retryRules.longestRetryAfter;
  if (/^\d+$/.test(text)) return Math.min(now + Number(text) * 1_000, latest);
  if (!dateStart.test(text)) return undefined;
  // The asctime form names no zone, and Date.parse would take it for local time.
  const at = Date.parse(/gmt$/i.test(text) ? text : `${text} GMT`);
  return Number.isNaN(at) ? undefined : Math.min(Math.max(at, now), latest);
}

const passing: ReadonlySet<number | undefined> = new Set([undefined, 500, 502, 503, 504]);

/**
 * Whether a failed read is worth repeating. `repeats` is how often it has been repeated already: an answer that cannot
 * be understood gets one more chance (contract sheet argus, section 2), everything that passes by itself gets them all.
 */
export function isRepeatable(error: SourceError, repeats: number): boolean {
  if (repeats >= retryRules.attempts - 1) return false;
  switch (error.kind) {
    case 'unavailable':
      return passing.has(error.status) && causeCode(error.cause) !== 'QUEUE_FULL';
    case 'timeout':
      return true;
    case 'rate-limited':
      return error.status === 429;
    case 'invalid-response':
      return repeats === 0 && causeCode(error.cause) !== 'UND_ERR_RES_EXCEEDED_MAX_SIZE';
    default:
      return false;
  }
}

export interface RetryMoment {
  /** Repeats made so far. */
  readonly repeats: number;
  /** From the answer's Retry-After, in milliseconds since the epoch. */
  readonly retryAt: number | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Milliseconds until the operation's deadline. */
  readonly remaining: number;
  /** At least 0, less than 1. */
  readonly random: number;
}

/**
 * Milliseconds to wait before a read is repeated, or undefined when waiting is pointless. Full jitter on exponential
 * steps; after a Retry-After the jitter comes on top, so that those who were told the same do not return as one.
 */
export function retryDelay({ repeats, retryAt, now, remaining, random }: RetryMoment): number | undefined {
  const told = retryAt === undefined ? 0 : Math.max(0, retryAt - now);
  if (told > retryRules.longestWait) return undefined;
  const range =
    retryAt === undefined
      ? Math.min(retryRules.longestBackoff, retryRules.base * 2 ** repeats)
      : retryRules.base;
  const wait = Math.round(told + random * range);
  return wait < remaining ? wait : undefined;
}
