/** What an uploaded event may say, and how it is written (contract sheet alphasoc, sections 5 and 6). */
import { isIP } from 'node:net';
import type { InvalidField } from '../../model/errors.ts';
import type { Telemetry } from '../../model/writes.ts';

/** Each has an endpoint of its own. */
export const telemetryKinds = ['dns', 'ip', 'http', 'tls', 'lease'] as const satisfies (keyof Telemetry)[];
export type TelemetryKind = (typeof telemetryKinds)[number];
export type TelemetryEvent = NonNullable<Telemetry[TelemetryKind]>[number];

/** Bytes of one upload before compression, which have to be fewer: 10 MB are read as the smaller of MB and MiB (section 2). */
export const UPLOAD_LIMIT = 10_000_000;

const origins = ['srcIP', 'srcHost', 'srcMac', 'srcUser', 'srcID'] as const;

const times: ReadonlySet<string> = new Set(['ts', 'validFrom', 'validTo']);

/** An event as it goes into an upload. Throws RangeError for a time that cannot be written. */
export const textOfEvent = (event: TelemetryEvent): string =>
  JSON.stringify(event, (name, value: unknown) =>
    typeof value === 'number' && times.has(name) ? new Date(value).toISOString() : value,
  );

interface Rule {
  readonly holds: (value: unknown) => boolean;
  readonly expected: string;
}

const whole: Rule = { holds: Number.isSafeInteger, expected: 'a whole number' };
const address: Rule = {
  holds: (value) =>
    typeof value === 'string' && (value === '' || (isIP(value) !== 0 && !value.includes('%'))),
  expected: 'an IPv4 or IPv6 address',
};
const port: Rule = {
  holds: (value) => whole.holds(value) && Number(value) >= 0 && Number(value) <= 65_535,
  expected: '0 to 65535',
};
// Date.UTC takes the years 0 to 99 for those of the 20th century.
const yearStart = (year: number): number => new Date(0).setUTCFullYear(year, 0, 1);

/** RFC 3339 ends with the year 9999. */
function time(firstYear: number): Rule {
  const [from, to] = [yearStart(firstYear), yearStart(10_000)];
  return {
    holds: (value) => whole.holds(value) && Number(value) >= from && Number(value) < to,
    expected: `a time in the years ${firstYear} to 9999`,
  };
}

const rules: ReadonlyMap<string, Rule> = new Map([
  // Year 1 is how the vendor's language writes an absent time, and no event can do without one.
  ['ts', time(2)],
  ['validFrom', time(1)],
  ['validTo', time(1)],
  ['srcIP', address],
  ['destIP', address],
  ['srcPort', port],
  ['destPort', port],
  ['bytesIn', whole],
  ['bytesOut', whole],
  ['status', whole],
  ['duration', { holds: Number.isFinite, expected: 'a number of seconds' }],
]);

const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';

/** The most that one UTF-16 unit comes to in JSON: an escape. */
const BYTES_PER_CHARACTER = 6;

/** Only what may come near the limit is written out to be measured. */
function isTooLarge(event: TelemetryEvent): boolean {
  let characters = 0;
  for (const value of Object.values(event)) if (typeof value === 'string') characters += value.length;
  if (characters * BYTES_PER_CHARACTER < UPLOAD_LIMIT / 2) return false;
  return Buffer.byteLength(textOfEvent(event)) >= UPLOAD_LIMIT;
}

/** What is wrong with one event; `path` is where it stands. Whether an event without `srcIP` will do is the vendor's to say. */
export function checkEvent(kind: TelemetryKind, event: TelemetryEvent, path: string): InvalidField[] {
  const faults: InvalidField[] = [];
  const fields: readonly (readonly [string, unknown])[] = Object.entries(event);
  for (const [name, value] of fields) {
    const rule = rules.get(name);
    if (rule === undefined || value === undefined || value === null || rule.holds(value)) continue;
    faults.push({ path: `${path}.${name}`, message: 'this value cannot be sent', expected: rule.expected });
  }
  for (const name of kind === 'dns' ? ['query'] : kind === 'http' ? ['url'] : [])
    if (isAbsent(fields.find(([known]) => known === name)?.[1]))
      faults.push({ path: `${path}.${name}`, message: 'it is empty' });
  if (origins.every((name) => isAbsent(event[name])))
    faults.push({
      path,
      message: 'nothing says where the event comes from',
      expected: `one of ${origins.join(', ')}`,
    });
  if (faults.length === 0 && isTooLarge(event))
    faults.push({
      path,
      message: 'this event alone is larger than an upload may be',
      expected: `less than ${UPLOAD_LIMIT} bytes`,
    });
  return faults;
}
