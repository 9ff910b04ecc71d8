/** Many events at once, the same for the same options: for large tests and benchmarks. */
import { hosts, remotes, type StoryRemote } from '../story.ts';
import { alarms } from './catalogue.ts';
import { makeCase, makeEvent } from './make.ts';
import { randomStream } from './ordering.ts';
import type { ArgusStore } from './store.ts';
import type { SimArgusEndpoint, SimArgusEvent, SimArgusProperty } from './types.ts';

export interface GenerateOptions {
  /** Default 1; another seed gives other events (and ids). */
  readonly seed?: number;
  /** The created stamps are spread over `from` (default: a day before `to`) to `to` (default: now), ms. */
  readonly from?: number;
  readonly to?: number;
  /** Default `both`: every fourth is raw. */
  readonly type?: 'aggregated' | 'raw' | 'both';
  /** Share of the events that have created and lastUpdated stamp of the one before; default 0.1. */
  readonly ties?: number;
  /** How many cases are made and shared by a tenth of the aggregates; default 0. */
  readonly cases?: number;
  /** Default true: two to four properties each. */
  readonly properties?: boolean;
  /** Ids the events are spread over; default 42 and 43. */
  readonly customers?: readonly number[];
}

const severities = ['low', 'low', 'low', 'medium', 'medium', 'high', 'critical'];

function propertiesFor(remote: StoryRemote, serial: number): SimArgusProperty[] {
  const text = (key: string, ...values: string[]): SimArgusProperty => ({ key, type: 'string', values });
  const found = [
    text('dns.query', `h${serial % 997}.${remote.domain}`),
    text('http.hostname', remote.domain),
  ];
  if (serial % 2 === 0) found.push(text('file.sha256', serial.toString(16).padStart(64, '0')));
  if (serial % 5 === 0) found.push({ key: 'bytes', type: 'long', values: [String(serial * 17)] });
  return found;
}

/** Adds `count` events to the store and returns them in order of creation. */
export function generateEvents(
  store: ArgusStore,
  now: number,
  count: number,
  options: GenerateOptions,
): SimArgusEvent[] {
  const { seed = 1, to = now, type = 'both', ties = 0.1, cases = 0 } = options;
  const { from = to - 86_400_000, properties = true, customers = [42, 43] } = options;
  const random = randomStream(seed);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const caseIDs = Array.from({ length: cases }, (_, i) => 5_000_000 + seed * 10_000 + i);
  for (const [i, id] of caseIDs.entries()) {
    const customerID = customers[i % customers.length] ?? 42;
    store.cases.set(
      id,
      makeCase({ id, customerID, subject: `Generated case ${i}`, created: from }, from, id),
    );
  }
  const casesOf = customers.map((_, own) => caseIDs.filter((__, at) => at % customers.length === own));
  const internal = hosts.map((host): SimArgusEndpoint => {
    return { address: host.ip, host: host.fqdn, port: 50_123, user: host.owner.name, geo: null };
  });
  const external = remotes.map((remote): SimArgusEndpoint => {
    const { code, name, city, latitude, longitude } = remote.country;
    const geo = { countryCode: code, countryName: name, locationName: city, latitude, longitude };
    return { address: remote.ip, host: remote.domain, port: remote.port, user: null, geo };
  });
  const events: SimArgusEvent[] = [];
  let created = from;
  let updated = from;
  for (let i = 0; i < count; i++) {
    if (i === 0 || random() >= ties) {
      created = Math.round(from + ((to - from) * i) / Math.max(1, count));
      updated = Math.min(to, created + Math.floor(random() * 5_000));
    }
    const raw = type === 'raw' || (type === 'both' && i % 4 === 3);
    const remoteAt = Math.floor(random() * remotes.length);
    const remote = remotes[remoteAt];
    const alarm = raw || random() < 0.3 ? undefined : pick(alarms);
    const customerID = customers[i % customers.length] ?? 42;
    const caseID = !raw && random() < 0.1 ? pick(casesOf[i % customers.length] ?? []) : undefined;
    events.push(
      makeEvent(
        {
          type: raw ? 'raw' : 'aggregated',
          customerID,
          created,
          lastUpdated: updated,
          firstEvent: created,
          alarmID: alarm?.id ?? null,
          source: pick(internal) ?? null,
          destination: external[remoteAt] ?? null,
          severity: pick(severities) ?? 'low',
          count: raw ? 0 : 1 + Math.floor(random() * 9),
          caseIDs: caseID === undefined ? [] : [caseID],
          domain: remote?.domain ?? null,
          flags: flagsFor(random(), raw),
          properties: properties && remote !== undefined ? propertiesFor(remote, i) : [],
        },
        created,
        seed * 10_000_000 + i,
      ),
    );
  }
  store.add(events);
  return events;
}

function flagsFor(share: number, raw: boolean): string[] {
  if (raw) return ['SOURCE_IS_CUSTOMERNET'];
  if (share < 0.05) return ['SOURCE_IS_CUSTOMERNET', 'IDENTIFIED_THREAT'];
  if (share < 0.15) return ['SOURCE_IS_CUSTOMERNET', 'THREAT_CANDIDATE'];
  if (share < 0.25) return ['SOURCE_IS_CUSTOMERNET', 'ACKNOWLEDGED', 'FINALIZED'];
  return share < 0.3
    ? ['SOURCE_IS_CUSTOMERNET', 'FALSE_POSITIVE', 'ACKNOWLEDGED']
    : ['SOURCE_IS_CUSTOMERNET'];
}
