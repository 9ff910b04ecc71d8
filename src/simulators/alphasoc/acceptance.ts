/** Which uploaded events are accepted: types by the seed, needed fields by the vendor's own client (contract sheet alphasoc, sections 5 and 6). */
import { isIP } from 'node:net';
import type { AlphaSocSwitches } from './switches.ts';
import { isTimestamp, isZeroTime } from './time.ts';
import type { TelemetryType } from './types.ts';

type FieldType = 'text' | 'ip' | 'time' | 'port' | 'integer' | 'number' | 'boolean';
type Grammar = Readonly<Record<string, FieldType>>;

const header: Grammar = {
  ts: 'time',
  srcIP: 'ip',
  srcPort: 'port',
  srcHost: 'text',
  srcMac: 'text',
  srcUser: 'text',
  srcID: 'text',
  connID: 'text',
};
const traffic: Grammar = { bytesIn: 'integer', bytesOut: 'integer', app: 'text', action: 'text' };
const destination: Grammar = { destIP: 'ip', destPort: 'port' };

const grammars: Readonly<Record<TelemetryType, Grammar>> = {
  dns: { ...header, query: 'text', qtype: 'text', rcode: 'text' },
  ip: { ...header, ...destination, ...traffic, proto: 'text', duration: 'number', ja3: 'text' },
  http: {
    ...header,
    ...traffic,
    url: 'text',
    method: 'text',
    status: 'integer',
    contentType: 'text',
    referrer: 'text',
    userAgent: 'text',
  },
  tls: {
    ...header,
    ...destination,
    certHash: 'text',
    issuer: 'text',
    subject: 'text',
    validFrom: 'time',
    validTo: 'time',
    ja3: 'text',
    ja3s: 'text',
  },
  lease: { ...header, type: 'text', termination: 'boolean', duration: 'number' },
};

const needed: Readonly<Record<TelemetryType, readonly string[]>> = {
  dns: ['ts', 'srcIP', 'query'],
  ip: ['ts', 'srcIP'],
  http: ['ts', 'srcIP', 'url'],
  tls: ['ts', 'srcIP'],
  lease: ['ts', 'srcIP'],
};

const fits: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  ip: (value) => typeof value === 'string' && (value === '' || isIP(value) !== 0),
  time: (value) => typeof value === 'string' && isTimestamp(value),
  port: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535,
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
};

/** Zero values stand for absent ones, as does null. */
const isAbsent = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (typeof value === 'string' && isZeroTime(value));

/** Why the event is not accepted; undefined when it is. */
export function reasonAgainst(
  type: TelemetryType,
  event: Readonly<Record<string, unknown>>,
  switches: AlphaSocSwitches,
): string | undefined {
  if (switches.acceptance === 'all') return undefined;
  const grammar = grammars[type];
  for (const [name, value] of Object.entries(event)) {
    const expected = Object.hasOwn(grammar, name) ? grammar[name] : undefined;
    if (expected === undefined) {
      if (switches.unknownUploadFields === 'rejected') return `unknown field ${name}`;
    } else if (value !== null && !fits[expected](value)) return `invalid ${name}`;
  }
  const lacking = needed[type].find((name) => isAbsent(event[name]));
  return lacking === undefined ? undefined : `missing ${lacking}`;
}

/** The event after normalisation: fields of its type only, zero values gone, names in lower case. */
export function normalised(
  type: TelemetryType,
  event: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const kept = Object.entries(event).filter(
    ([name, value]) => Object.hasOwn(grammars[type], name) && !isAbsent(value) && value !== 0,
  );
  const { query, ...rest } = Object.fromEntries(kept);
  return typeof query === 'string' ? { ...rest, query: query.toLowerCase().replace(/\.$/, '') } : rest;
}
