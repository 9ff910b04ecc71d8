/** A stable id for alerts that come without one (contract sheet alphasoc, section 12.3). */
import { hash } from 'node:crypto';
import type { DecodedAlert } from './decode.ts';
import { fieldsOf, type Fields } from './fields.ts';

/** Ours; it must never change, for all ids of alerts without an id of their own follow from it. */
const NAMESPACE = Buffer.from('7d0c1f4e5a4b4c5e9a7e0c6b2f6d8a31', 'hex');

/** RFC 9562, section 5.5. */
function uuidV5(name: string): string {
  const bytes = hash('sha1', Buffer.concat([NAMESPACE, Buffer.from(name)]), 'buffer').subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

type Part = string | number | null;
type Reader = (fields: Fields) => Part;

const lower = (text: string | undefined): string | null => text?.trim().toLowerCase() || null;
const word =
  (name: string): Reader =>
  (fields) =>
    lower(fields.text(name));
/** A text that is no address is still what the alert says. */
const address =
  (name: string): Reader =>
  (fields) =>
    fields.ip(name) ?? word(name)(fields);
const port =
  (name: string): Reader =>
  (fields) =>
    fields.port(name) ?? null;

const query: Reader = (fields) => lower(fields.text('query')?.replace(/\.$/, ''));
const destination = [address('destIP'), port('destPort')];
const url: Reader = (fields) => fields.text('url') ?? null;

const dns = [query, word('qtype')];
const ip = [...destination, word('proto')];
const http = [url, word('method')];
const tls = [...destination, word('certHash'), word('ja3')];
const ofType: ReadonlyMap<string, readonly Reader[]> = new Map([
  ['dns', dns],
  ['ip', ip],
  ['http', http],
  ['tls', tls],
]);
/** Nobody can say which fields of a newer type tell two events apart: those that we know from the others. */
const ofOthers = [...dns, ...ip, ...http, word('certHash'), word('ja3')];

/**
 * The id of an alert that has none: a version 5 UUID over the source's name and those fields of the event that neither
 * analytics nor enrichment ever change. Titles, severities, wisdom, counters, names of hosts and users and unknown fields
 * are left out, so that the day on which the vendor adds a field makes no old alert new. Without event there is only the
 * domain of the wisdom to tell two alerts apart.
 */
export function derivedId(source: string, alert: DecodedAlert): string {
  const { event, at, domain } = alert;
  const eventType = lower(alert.eventType);
  const threats = alert.threats.map((id) => id.trim()).toSorted();
  const instant = at === undefined ? null : `${at.time}.${String(at.fraction ?? 0).padStart(6, '0')}`;
  const identity: Part[] = [];
  if (event === undefined) identity.push(lower(domain?.replace(/\.$/, '')));
  else {
    const fields = fieldsOf(event);
    const own = ofType.get(eventType ?? '') ?? ofOthers;
    identity.push(...[address('srcIP'), port('srcPort'), ...own].map((read) => read(fields)));
  }
  return uuidV5(JSON.stringify([source, eventType, threats, instant, ...identity]));
}
