/** Times as the vendor writes them: RFC 3339 in UTC with 0 to 9 fraction digits (contract sheet alphasoc, section 6). */

const DIGITS = 9;

/**
 * Milliseconds since the epoch as RFC 3339. `digits`: how many of the fraction. `nanos`: what comes after the
 * milliseconds, 0 to 999 999.
 */
export function timestamp(ms: number, digits = DIGITS, nanos = 0): string {
  const iso = new Date(ms).toISOString();
  const seconds = iso.slice(0, 19);
  if (digits === 0) return `${seconds}Z`;
  const fraction = `${iso.slice(20, 23)}${String(nanos).padStart(6, '0')}`;
  return `${seconds}.${fraction.slice(0, digits)}Z`;
}

const form =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

export const isTimestamp = (text: string): boolean => form.test(text);

/** Year 1 is how the vendor's language writes an absent time. */
export const isZeroTime = (text: string): boolean => text.startsWith('0001-01-01T00:00:00');
export const ZERO_TIME = '0001-01-01T00:00:00Z';
