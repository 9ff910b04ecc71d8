export interface Instant {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Nanoseconds beyond `time`; undefined when there are none. */
  readonly fraction?: number | undefined;
}

/** The years that ISO 8601 writes with four digits; beyond them a number is no time in microseconds. */
const EARLIEST = -62_135_596_800_000;
const LATEST = Date.UTC(9_999, 11, 31, 23, 59, 59, 999);

const isPlausible = (ms: number): boolean => ms >= EARLIEST && ms <= LATEST;

/**
 * Reads microseconds since 1970 UTC, as number or as text (contract sheet kata, section 7.1); undefined for anything
 * else. RFC 3339 is read, too, as nothing else could be meant by it.
 */
export function instantOf(value: unknown): Instant | undefined {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) {
    const time = Date.parse(value);
    return Number.isNaN(time) ? undefined : { time };
  }
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !/^-?\d{1,19}$/.test(text)) return undefined;
  const micros = Number(text);
  const time = Math.floor(micros / 1_000);
  if (!isPlausible(time)) return undefined;
  return { time, fraction: (micros - time * 1_000) * 1_000 || undefined };
}

/** Negative, zero or positive, as `a` is before, at or after `b`. */
export const compareInstants = (a: Instant, b: Instant): number =>
  a.time - b.time || (a.fraction ?? 0) - (b.fraction ?? 0);
