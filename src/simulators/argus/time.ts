/** The three forms in which Argus takes a time (contract sheet argus, section 3). */

const unitMs = new Map<string, number>([
  ['ms', 1],
  ['millisecond', 1],
  ['sec', 1_000],
  ['second', 1_000],
  ['min', 60_000],
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
  ['week', 604_800_000],
]);

const relativeForm =
  /^(?:now)? ?([+-]\d{1,9}) ?(?:(ms)|(millisecond|second|sec|minute|min|hour|day|week|month|year)s?)$/;

function relative(text: string, now: number): number | undefined {
  if (text === 'now') return now;
  const found = relativeForm.exec(text);
  if (found === null) return undefined;
  const amount = Number(found[1]);
  const unit = found[2] ?? found[3] ?? '';
  const ms = unitMs.get(unit);
  if (ms !== undefined) return now + amount * ms;
  const date = new Date(now);
  return unit === 'month'
    ? date.setUTCMonth(date.getUTCMonth() + amount)
    : date.setUTCFullYear(date.getUTCFullYear() + amount);
}

function iso(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) || !new Date(at).toISOString().startsWith(text.slice(0, 19)) ? undefined : at;
}

/** Milliseconds since the epoch, or undefined when `value` is no time: an integer, digits, ISO in UTC, or relative. */
export function parseTime(value: unknown, now: number): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  if (/^\d{1,15}$/.test(value)) return Number(value);
  return iso(value) ?? relative(value, now);
}

export const DAY_MS = 86_400_000;

/** The UTC day a time belongs to: Argus keeps an index for each. */
export const indexDay = (at: number): number => Math.floor(at / DAY_MS);
