export interface Instant {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Nanoseconds beyond `time`; undefined when there are none. */
  readonly fraction?: number | undefined;
}

const form = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/;

/** Year 1 is how the vendor's language writes an absent time (contract sheet alphasoc, section 5). */
export const isZeroTime = (text: string): boolean => text.startsWith('0001-');

/**
 * An RFC 3339 time with any number of fraction digits, of which the vendor writes 0 to 9 (section 6); undefined for
 * anything else. Date.parse would take much that is no such time.
 */
export function instantOf(text: string): Instant | undefined {
  const [, date, clock, digits = '', zone] = form.exec(text) ?? [];
  if (date === undefined || clock === undefined || zone === undefined) return undefined;
  const seconds = Date.parse(`${date}T${clock}${zone.toUpperCase()}`);
  if (Number.isNaN(seconds)) return undefined;
  const nanos = Number(digits.slice(0, 9).padEnd(9, '0'));
  return { time: seconds + Math.floor(nanos / 1_000_000), fraction: nanos % 1_000_000 || undefined };
}
