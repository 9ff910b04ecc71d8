import { z } from 'zod';

const milliseconds = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof milliseconds;

const isUnit = (text: string): text is Unit => Object.hasOwn(milliseconds, text);

/**
 * A duration in the words of crosswatch.yaml as milliseconds: a whole number and one of `ms`, `s`, `m`, `h`, `d`, with
 * nothing between or around them. Undefined for anything else, and for more than a number can count exactly.
 */
export function parseDuration(text: string): number | undefined {
  const [, count = '', unit = ''] = /^(\d+)([a-z]+)$/.exec(text) ?? [];
  if (!isUnit(unit)) return undefined;
  const value = Number(count) * milliseconds[unit];
  return Number.isSafeInteger(value) ? value : undefined;
}

/** A setting that is a duration, read into milliseconds. `from` and `to` are durations themselves, both allowed. */
export function duration(limits: { readonly from: string; readonly to: string }) {
  const from = parseDuration(limits.from);
  const to = parseDuration(limits.to);
  if (from === undefined || to === undefined) throw new RangeError('the limits are no durations');
  const error = `a duration (1500ms, 1s, 10m, 24h, 90d) from ${limits.from} to ${limits.to}`;
  return z.string({ error }).transform((text, context) => {
    const value = parseDuration(text);
    if (value !== undefined && value >= from && value <= to) return value;
    context.issues.push({ code: 'custom', message: error, input: text });
    return z.NEVER;
  });
}
