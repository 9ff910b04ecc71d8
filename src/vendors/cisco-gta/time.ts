export interface Instant {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Nanoseconds beyond `time`; undefined when there are none. */
  readonly fraction?: number | undefined;
}

/** Date.parse is lenient: `7` is a day in 2001 to it. Years of other lengths are none of RFC 3339's. */
const dated = /^\d{4}-\d\d-\d\d/;

/** An RFC 3339 date-time; undefined for anything else. The vendor writes milliseconds, but nothing promises no more. */
export function instant(text: string | undefined): Instant | undefined {
  if (text === undefined || !dated.test(text)) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) return undefined;
  const dot = text.length > 24 ? text.indexOf('.') : -1;
  const digits = dot < 0 ? undefined : /^\d{3}(\d{1,6})/.exec(text.slice(dot + 1))?.[1];
  return { time, fraction: digits === undefined ? undefined : Number(digits.padEnd(6, '0')) || undefined };
}
