/** How long a follower waits: pure timing, in milliseconds. */

export const pauses = {
  /** The range from which the first repeat's wait is drawn: most failures pass by themselves. */
  firstRepeat: 250,
  /** The range of the second repeat; each later one doubles it. */
  base: 1_000,
  longest: 60_000,
  /** What failed in the journal comes back as soon as there is room; asking costs little. */
  longestForJournal: 10_000,
  /** However the dice fall, nobody is asked again sooner. */
  least: 20,
  /** A `retryAt` further away (a wrong clock, a wrong year) is read as this. */
  longestRetryAfter: 60 * 60 * 1_000,
} as const;

export interface Failed {
  /** Failures in a row, this one included. */
  readonly failures: number;
  /** Milliseconds since the epoch before which the source does not want to be asked. */
  readonly retryAt?: number | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** In [0, 1). */
  readonly random: number;
  readonly longest: number;
}

/** Full jitter on exponential steps; what the source asks for is the least, with the jitter on top. */
export function pauseAfterFailure({ failures, retryAt, now, random, longest }: Failed): number {
  const range =
    failures <= 1 ? pauses.firstRepeat : Math.min(longest, pauses.base * 2 ** Math.min(failures - 2, 20));
  const asked = retryAt === undefined ? 0 : Math.min(Math.max(0, retryAt - now), pauses.longestRetryAfter);
  return Math.max(pauses.least, Math.round(asked + random * range));
}

export interface Read {
  /** Whether the feed says that there is more. */
  readonly more: boolean;
  /** The feed's own pace. */
  readonly every: number;
  /** Reads in a row that led back to the bookmark they were asked with. */
  readonly standing: number;
  /** Reads in a row that held nothing. */
  readonly empty: number;
  /** Reads in a row that held nothing, or only what is known already. */
  readonly known: number;
}

/**
 * After a read that brought news and says there is more: at once. One that says `more` and gives nothing is followed ever
 * more slowly, down to the feed's own pace: soon when its bookmark stands still; late when it moves, as a feed that reads
 * what it knows once more gives nothing for some pages. One that gives what is known already may be on its way to news (a
 * stream that began anew) or go round in circles: it is let run for a while, and then held to a page a second.
 */
export function pauseAfterRead({ more, every, standing, empty, known }: Read): number {
  const longest = Math.max(every, 1_000);
  if (!more) return Math.max(every, pauses.least);
  if (standing > 0) return Math.min(longest, 50 * 2 ** Math.min(standing - 1, 10));
  if (empty > 0) return Math.min(longest, pauses.least * 2 ** Math.min(Math.floor((empty - 1) / 32), 10));
  return known > 200 ? 1_000 : 0;
}
