/** mnemonic Argus before the laws. */
import type { SimArgusEvent } from '../../src/simulators/argus/types.ts';
import { startRig } from '../support/rig.ts';
import { uncompiled, type Kind, type Vendor, type World } from './vendor.ts';

const nobody = '00000000-0000-4000-8000-000000000000';
const unknown = `AGGR/1700000000000/42/${nobody}`;
/** None of these is an event id, so none may become a path. */
const malformed = [
  '',
  'ev-1',
  `AGGR/1700000000000/42/${nobody}/payload`,
  `AGGR/../42/${nobody}`,
  `AGGR/1700000000000/42`,
  `aggr/1700000000000/42/${nobody}`,
  `AGGR/1700000000000/42/${nobody}?x=1`,
  `AGGR/17000000000000000/42/${nobody}`,
];

const listed = ({ rig: { argus } }: World, test: (event: SimArgusEvent) => boolean = () => true) =>
  [...argus.events.values()]
    .filter((event) => event.type !== 'attack' && !event.flags.includes('SNAPSHOT') && test(event))
    .toSorted((a, b) => b.created - a.created || (a.id < b.id ? -1 : 1));

const isDetection = ({ type, flags }: SimArgusEvent): boolean =>
  type === 'aggregated' &&
  ['IDENTIFIED_THREAT', 'THREAT_CANDIDATE'].some((flag) => flags.includes(flag)) &&
  !['FALSE_POSITIVE', 'NOT_A_THREAT'].some((flag) => flags.includes(flag));

export const kinds: readonly Kind[] = [
  { field: 'events', type: 'Event', unknown, malformed, truth: (held) => listed(held).map(({ id }) => id) },
  {
    field: 'alerts',
    type: 'Alert',
    unknown,
    malformed,
    truth: (held) =>
      listed(held, ({ type, alarmID }) => type === 'aggregated' && alarmID !== null).map(({ id }) => id),
  },
  {
    field: 'threatDetections',
    type: 'ThreatDetection',
    unknown: `${unknown}#58001`,
    malformed: [
      ...malformed.map((id) => `${id}#58001`),
      unknown,
      `${unknown}#`,
      `${unknown}#58001#58001`,
      '#58001',
    ],
    truth: (held) => listed(held, isDetection).map(({ id, alarmID }) => `${id}#${alarmID ?? 'none'}`),
  },
  {
    field: 'cases',
    type: 'Case',
    unknown: '4999999',
    malformed: ['', '0', '-1', '1.5', '5e3', '0x10', ' 5000', '5000/comments', '9'.repeat(40)],
    truth: ({ rig: { argus } }) =>
      [...argus.cases.values()]
        .filter(({ flags }) => !flags.includes('DELETED'))
        .toSorted((a, b) => b.created - a.created || (String(a.id) < String(b.id) ? -1 : 1))
        .map(({ id }) => String(id)),
  },
];

interface Envelope {
  readonly data: readonly unknown[];
}

const parsed = (body: string): Envelope => {
  const envelope: Envelope = JSON.parse(body);
  return envelope;
};

const START = Date.UTC(2026, 4, 4, 9);

export const argus: Vendor = {
  name: 'argus',
  start: (sources) => startRig({ gta: false, ...uncompiled, ...(sources && { sources }) }),
  sim: (rig) => rig.argus,
  fill({ argus: sim }, count) {
    for (let i = 0; i < count; i += 1) {
      // Three moments shared by many, one after the other, so that ties fall across the edges of pages.
      const created = START + (i % 5 < 3 ? Math.floor(i / 25) * 25_000 : i * 1_000);
      // Everything carries an alarm and a threat, but for the raw ones that come on top.
      sim.addEvent({ created, alarmID: 58_001 + (i % 10), flags: ['IDENTIFIED_THREAT'] });
      if (i % 10 === 0) sim.addEvent({ created, type: 'raw' });
      if (i % 10 === 1) sim.addEvent({ created, flags: ['THREAT_CANDIDATE', 'FALSE_POSITIVE'] });
      if (i % 20 === 2) sim.addEvent({ created, alarmID: 58_001, flags: ['SNAPSHOT', 'IDENTIFIED_THREAT'] });
      sim.addCase({ id: 5_000 + i, created, flags: i % 17 === 5 ? ['DELETED'] : [] });
    }
    const [first, second] = sim.events.keys();
    if (first !== undefined) sim.removeEvent(first);
    // What is changed stays where it is.
    if (second !== undefined) sim.updateEvent(second, { severity: 'critical', lastUpdated: START + 1 });
  },
  enrich({ argus: sim }) {
    sim.generate(200, { from: START, to: START + 3_600_000, cases: 5, ties: 0.3 });
    const geo = {
      countryCode: 'NO',
      countryName: null,
      locationName: 'Oslo',
      latitude: 59.9,
      longitude: 10.7,
    };
    const at = (address: string, host: string | null = null, user: string | null = null) =>
      ({ address, host, port: 51_000, user, geo }) as const;
    const ranges = ['10.77.1.1', '10.77.1.0/28', '10.77.1.0/24', '10.77.0.0/20', '10.77.0.0/19', '0.0.0.0/0'];
    for (const [i, range] of ranges.entries())
      sim.addEvent({
        created: START + i * 1_000,
        source: at(range),
        alarmID: 58_002,
        flags: ['IDENTIFIED_THREAT'],
      });
    for (const [i, address] of ['2001:db8::1', '2001:db8::/48', '::/0'].entries())
      sim.addEvent({ created: START + i * 2_000, destination: at(address), protocol: 'udp' });
    sim.addEvent({
      created: START + 7,
      flags: ['FOLLOWUP', 'NOT_A_THREAT'],
      alarmID: 58_003,
      locationID: 11,
    });
    sim.addEvent({ created: START + 8, type: 'raw', sensorID: 902, locationID: 12, protocol: 'icmp' });
    sim.addEvent({
      created: START + 9,
      alarmID: 58_001,
      source: at('10.9.8.7', 'ws-7', 'ACME\\ana'),
      destination: at('198.51.100.7', 'C2.Example.', 'root'),
      uri: 'http://c2.example/x',
      domain: 'B\u00fccher.example',
      comments: [{ timestamp: START + 10, user: 'ana', comment: 'seen' }],
      properties: [{ key: 'file.md5', type: 'string', values: ['D41D8CD98F00B204E9800998ECF8427E'] }],
    });
    const statuses = ['pendingCustomer', 'pendingClose', 'workingSoc', 'closed', 'somethingNew'];
    for (const [i, status] of statuses.entries())
      sim.addCase({
        id: 6_000 + i,
        created: START + i,
        lastUpdated: START + 90_000 * i,
        status,
        customerID: 42 + (i % 3),
        priority: 'high',
      });
  },
  kinds,
  fromTheEnd: true,
  itemsOf: (body) => parsed(body).data,
  withItems: (body, change) => JSON.stringify({ ...parsed(body), data: change(parsed(body).data) }),
  secrets: ({ argus: sim }) => [sim.apiKey, `:${sim.port}`, '/events/v', '/cases/v'],
  isData: () => true,
};
