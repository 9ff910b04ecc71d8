/** Dates as the vendor takes and gives them: RFC 3339 date-times (contract sheet cisco-gta, section 6). */

const form =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;

/** Whether the text is an RFC 3339 date-time of a day that exists. */
export function isTimestamp(text: string): boolean {
  const parts = form.exec(text);
  if (parts === null) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  // A day the month does not have lands in another month.
  return new Date(Date.UTC(year, month - 1, day)).getUTCMonth() === month - 1;
}

/** Milliseconds since the epoch as the vendor writes them: UTC, always with the fraction. */
export const timestamp = (ms: number): string => new Date(ms).toISOString();
