/** A submission: what is wrong with it, and how the collector is told (contract sheet argus, section 12). */
import { networkText, parseNetwork } from '../../model/addresses.ts';
import type { InvalidField } from '../../model/errors.ts';
import type { SubmitEvents, SubmittedEndpoint, SubmittedEvent } from '../../model/writes.ts';
import type { Body } from './client.ts';
import { SUBMISSION_PAGE } from './endpoints.ts';
import { searchFlag, v1Flag, v2Flag } from './flags.ts';
import { AGGREGATE_CODE, parseEventId, RAW_CODE } from './ids.ts';
import { severityFaults, severityWord } from './writes-assessment.ts';

const protocols: ReadonlySet<string> = new Set(['tcp', 'udp', 'icmp', 'ip', 'esp', 'unknown']);

/** Faults of one event; `path` is its place. */
function* eventFaults(event: SubmittedEvent, path: string): Generator<InvalidField> {
  yield* identityFaults(event, path);
  yield* severityFaults(event.severity, `${path}.severity`);
  yield* endpointFaults(event.srcEndpoint, `${path}.srcEndpoint`);
  yield* endpointFaults(event.dstEndpoint, `${path}.dstEndpoint`);
  const { protocol, count, flags = [], properties = [], finalized } = event;
  if (protocol !== undefined && !protocols.has(protocol.toLowerCase())) {
    const expected = [...protocols].join(', ');
    yield { path: `${path}.protocol`, message: 'Argus knows no such protocol', expected };
  }
  if (count !== undefined && !(Number.isInteger(count) && count >= 0)) {
    yield { path: `${path}.count`, message: 'is no number of events' };
  }
  for (const [i, flag] of flags.entries()) {
    // The collector takes v1's words, which are v2's and more.
    if (searchFlag('v1', flag) !== undefined) continue;
    yield { path: `${path}.flags[${i}]`, message: 'Argus knows no such flag' };
  }
  if (finalized === false && flags.some((flag) => v2Flag(flag) === 'finalized')) {
    yield { path: `${path}.finalized`, message: 'contradicts the flag' };
  }
  const keys = new Set<string>();
  for (const [i, { key, values }] of properties.entries()) {
    const place = `${path}.properties[${i}]`;
    if (key === '') yield { path: `${place}.key`, message: 'is empty' };
    if (keys.has(key)) yield { path: `${place}.key`, message: 'is there twice' };
    if (values.length === 0) yield { path: `${place}.values`, message: 'holds no value' };
    keys.add(key);
  }
}

/** An id says type, customer and time already: another one would be another event. */
function* identityFaults(event: SubmittedEvent, path: string): Generator<InvalidField> {
  if (event.id === undefined) return;
  const id = parseEventId(event.id);
  if (id === null || (id.code !== AGGREGATE_CODE && id.code !== RAW_CODE)) {
    yield { path: `${path}.id`, message: 'is the id of no event that can be submitted' };
    return;
  }
  const { type, customer, time } = event;
  const message = 'is not what the id says';
  if (type !== undefined && (type === 'RAW') !== (id.code === RAW_CODE))
    yield { path: `${path}.type`, message };
  if (customer !== undefined && customer !== id.customerId) yield { path: `${path}.customer`, message };
  if (time !== undefined && time !== id.created) yield { path: `${path}.time`, message };
}

function* endpointFaults(endpoint: SubmittedEndpoint | undefined, path: string): Generator<InvalidField> {
  if (endpoint === undefined) return;
  const { address, port } = endpoint;
  if (address === undefined || parseNetwork(address) === null) {
    const expected = 'an IP address or a network in CIDR notation';
    yield { path: `${path}.address`, message: 'Argus knows an endpoint by its address', expected };
  }
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    yield { path: `${path}.port`, message: 'is no port', expected: '0 to 65535' };
  }
}

/** Everything that the collector is known to refuse. */
export function checkSubmission({ events, onError }: SubmitEvents): InvalidField[] {
  const faults = events.flatMap((event, i) => [...eventFaults(event, `events[${i}]`)]);
  if (events.length === 0) faults.push({ path: 'events', message: 'names no event' });
  // Two requests cannot be refused as one.
  if (onError === 'REJECT_ALL' && events.length > SUBMISSION_PAGE) {
    const expected = `at most ${SUBMISSION_PAGE}, or DROP_INVALID`;
    faults.push({ path: 'events', message: 'are too many to be refused together', expected });
  }
  return faults;
}

/** An event on its way to the collector. */
export interface Prepared {
  readonly event: SubmittedEvent;
  /** Its place in the input. */
  readonly place: number;
  readonly uuid: string;
  /** The whole id, unless only Argus knows the customer's number. */
  readonly id: string | undefined;
  /** Milliseconds since the epoch. */
  readonly created: number;
  /** The time it was given had not come yet. */
  readonly early: boolean;
  readonly body: Body;
}

/** Digits are an id, anything else is a short name. */
const idOrName = (text: string): string | number => (/^\d{1,15}$/.test(text) ? Number(text) : text);

/** Members that were given; null would be another thing to say. */
const given = (members: Body): Body =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

const endpointBody = ({ address, host, port, user }: SubmittedEndpoint): Body => {
  const network = address === undefined ? null : parseNetwork(address);
  return given({ address: network === null ? address : networkText(network), host, port, user });
};

/** What is said of the event beside its identity: only what was given, since an update changes what it names. */
function contentOf(event: SubmittedEvent, early: boolean): Body {
  const { srcEndpoint, dstEndpoint, location, severity, properties, flags } = event;
  // Argus sets this when it cuts a time itself.
  const words = [...(flags ?? []).map(v1Flag), ...(early ? ['CLOCK_OUT_OF_SYNC'] : [])];
  return given({
    startTimestamp: event.startTime,
    endTimestamp: event.endTime,
    signature: event.signature,
    source: srcEndpoint === undefined ? undefined : endpointBody(srcEndpoint),
    destination: dstEndpoint === undefined ? undefined : endpointBody(dstEndpoint),
    domain: event.domain,
    uri: event.uri,
    protocol: event.protocol?.toLowerCase(),
    location: location === undefined ? undefined : idOrName(location),
    severity: severity === undefined ? undefined : severityWord(severity),
    count: event.count,
    properties:
      properties === undefined
        ? undefined
        : Object.fromEntries(properties.map(({ key, values }) => [key, values])),
    flags: words.length > 0 ? words : undefined,
    finalized: event.finalized,
  });
}

/**
 * The events with their identities: an update's own, else one made of what was minted, so that sending it again is an
 * update. A time that has not come yet is cut to the minted one, as Argus would cut it to its own now, and each time to
 * another one.
 */
export function prepare({ events, minted }: SubmitEvents): readonly Prepared[] {
  return events.map((event, place) => {
    const known = event.id === undefined ? null : parseEventId(event.id);
    if (known !== null) {
      const { text, uuid, created } = known;
      const body = { id: text, ...contentOf(event, false) };
      return { event, place, uuid: uuid.toLowerCase(), id: text, created, early: false, body };
    }
    const mint = minted[place];
    if (mint === undefined || mint === null) throw new TypeError(`nothing was minted for events[${place}]`);
    const { type = 'AGGREGATED', customer, time = mint.time } = event;
    const uuid = mint.uuid.toLowerCase();
    const early = time > mint.time;
    const created = early ? mint.time : time;
    const number = customer !== undefined && /^\d{1,15}$/.test(customer) ? Number(customer) : undefined;
    const code = type === 'RAW' ? RAW_CODE : AGGREGATE_CODE;
    const id = given({
      type: type.toLowerCase(),
      customer: number === undefined ? customer : undefined,
      customerID: number,
      timestamp: created,
      uuid,
    });
    const whole = number === undefined ? undefined : `${code}/${created}/${number}/${uuid}`;
    return { event, place, uuid, id: whole, created, early, body: { id, ...contentOf(event, early) } };
  });
}

/** Where a field of the request comes from: `events[2].id.customer` -> `events[1002].customer`. */
export function originsOf(page: readonly Prepared[], single: boolean): ReadonlyMap<string, string> {
  const origins = new Map<string, string>();
  for (const [i, { place, event }] of page.entries()) {
    const ours = `events[${place}]`;
    const theirs = single ? '' : `events[${i}].`;
    if (!single) origins.set(`events[${i}]`, ours);
    const put = (field: string, path: string) => origins.set(`${theirs}${field}`, `${ours}.${path}`);
    for (const field of ['id', 'signature', 'domain', 'uri', 'protocol', 'location', 'severity', 'count'])
      put(field, field);
    for (const field of ['properties', 'flags', 'finalized', 'customer']) put(field, field);
    for (const field of ['id.customer', 'id.customerID', 'customerID']) put(field, 'customer');
    put('id.timestamp', 'time');
    put('id.type', 'type');
    put('startTimestamp', 'startTime');
    put('endTimestamp', 'endTime');
    for (const [field, path] of [
      ['source', 'srcEndpoint'],
      ['destination', 'dstEndpoint'],
    ] as const) {
      put(field, path);
      for (const member of ['address', 'host', 'port', 'user'])
        put(`${field}.${member}`, `${path}.${member}`);
    }
    for (const i of (event.flags ?? []).keys()) put(`flags[${i}]`, `flags[${i}]`);
    for (const [i, { key }] of (event.properties ?? []).entries())
      put(`properties.${key}`, `properties[${i}]`);
  }
  if (!single) origins.set('events', 'events');
  return origins;
}
