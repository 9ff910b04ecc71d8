import { describe, expect, test } from 'vitest';
import type { AlertFilter, EventFilter } from '../../../src/model/filters.ts';
import { encodeGlobalId } from '../../../src/model/ids.ts';
import type { ArgusSim } from '../../../src/simulators/argus/index.ts';
import type { SimArgusEvent } from '../../../src/simulators/argus/types.ts';
import { bench, call, ids, isAlert, isDetection, listed, nativeIds, walkAll } from './support.ts';

const DAY = Date.UTC(2026, 4, 4, 9);
const addresses = [
  '10.9.8.33',
  '10.9.8.40/29',
  '10.9.8.0/24',
  '10.9.0.0/16',
  '0.0.0.0/0',
  '192.0.2.17',
  '2001:db8::7',
  '2001:db8::/32',
];
const severities = ['low', 'medium', 'high', 'critical'];
const flags = `IDENTIFIED_THREAT THREAT_CANDIDATE FALSE_POSITIVE NOT_A_THREAT ACKNOWLEDGED FOLLOWUP BLOCKED
   SOURCE_IS_CUSTOMERNET HAS_PCAP PARTIALLY_ACKNOWLEDGED HANDLED_BY_ANALYST`.split(/\s+/);

/** Many events in which everything that a filter may ask for occurs, in combinations that do not repeat soon. */
function fill(sim: ArgusSim): void {
  sim.addCase({ id: 501 });
  sim.addCase({ id: 502 });
  for (let i = 0; i < 420; i += 1) {
    const pick = <T>(list: readonly T[], factor: number): T => list[(i * factor + (i >> 3)) % list.length]!;
    const endpoint = (factor: number): SimArgusEvent['source'] => ({
      address: pick(addresses, factor),
      host: i % 4 === 0 ? `WS-${i % 6}.corp.example` : null,
      port: pick([443, 53, 8080, null], factor),
      user: i % 5 === 0 ? `CORP\\User${i % 7}` : null,
      geo:
        i % 3 === 0
          ? {
              countryCode: pick(['NL', 'BR', 'SG'], factor),
              countryName: null,
              locationName: 'x',
              latitude: 1,
              longitude: 2,
            }
          : null,
    });
    sim.addEvent({
      created: DAY - i * 61_000 * 20,
      firstEvent: DAY - i * 61_000 * 20 - (i % 9) * 3_600_000 * 10,
      lastUpdated: DAY + ((i * 37) % 400) * 1_000,
      type: i % 4 === 3 ? 'raw' : 'aggregated',
      customerID: pick([42, 43, 44], 5),
      source: i % 11 === 0 ? null : endpoint(3),
      destination: endpoint(5),
      alarmID: i % 5 === 0 ? null : 58_001 + (i % 6),
      ...(i % 13 === 0 ? { attackCategoryID: 303 } : {}),
      locationID: pick([0, 11, 12], 7),
      severity: pick(severities, 3),
      count: i % 4 === 3 ? 0 : 1 + (i % 12),
      protocol: pick(['tcp', 'udp', 'icmp'], 1),
      domain: i % 6 === 0 ? `C2-${i % 3}.BadBeacon.example` : null,
      uri: i % 7 === 0 ? 'http://update-cdn.example/a?b=1' : null,
      caseIDs: i % 4 !== 3 && i % 6 === 1 ? [i % 12 === 1 ? 501 : 502] : [],
      flags: [...new Set([pick(flags, 1), pick(flags, 4), ...(i % 2 === 0 ? [] : [pick(flags, 7)])])],
      properties:
        i % 3 === 0
          ? [
              { key: 'file.sha256', type: 'string', values: [String(i % 5).repeat(64)] },
              { key: 'dns.query', type: 'string', values: [`q${i % 4}.tunnel.example`] },
              { key: 'mail.subject', type: 'string', values: [`Offer ${i % 4}`, 'Re: you, me'] },
            ]
          : [],
    });
  }
}

const upper = (event: SimArgusEvent, flag: string): boolean => event.flags.includes(flag);
const touches = (event: SimArgusEvent, address: string): boolean =>
  event.source?.address === address || event.destination?.address === address;
const caseId = (id: string): string => encodeGlobalId('Case', 'argus', id);
const threatId = (id: string): string => encodeGlobalId('Threat', 'argus', id);
const at = (index: number): number => DAY - index * 61_000 * 20;

interface Example {
  readonly name: string;
  readonly filter: EventFilter;
  readonly holds: (event: SimArgusEvent, api: 'v1' | 'v2') => boolean;
}

const inNet24 = (address: string | undefined): boolean =>
  address !== undefined && ['10.9.8.33', '10.9.8.40/29', '10.9.8.0/24'].includes(address);
const covering33 = (address: string | undefined, bits: number): boolean => {
  const widths = new Map([
    ['10.9.8.33', 32],
    ['10.9.8.0/24', 24],
    ['10.9.0.0/16', 16],
    ['0.0.0.0/0', 0],
  ]);
  const width = address === undefined ? undefined : widths.get(address);
  return width !== undefined && width >= bits;
};

const examples: readonly Example[] = [
  { name: 'type', filter: { argus: { type: 'RAW' } }, holds: ({ type }) => type === 'raw' },
  {
    name: 'customers by name and id',
    filter: { customers: ['Acme', '44', 'nobody'] },
    holds: ({ customerID }) => customerID === 42 || customerID === 44,
  },
  {
    name: 'signatures',
    filter: { argus: { signatures: ['STORY-C2', 'STORY-SCAN'] } },
    holds: ({ signature }) => signature === 'STORY-C2' || signature === 'STORY-SCAN',
  },
  { name: 'alarms', filter: { argus: { alarmIds: [58_002] } }, holds: ({ alarmID }) => alarmID === 58_002 },
  {
    name: 'attack categories',
    filter: { argus: { attackCategoryIds: [303, 301] } },
    holds: ({ attackCategoryID }) => attackCategoryID === 303 || attackCategoryID === 301,
  },
  {
    name: 'locations',
    filter: { argus: { locationIds: [11] } },
    holds: ({ locationID }) => locationID === 11,
  },
  {
    name: 'sensors',
    filter: { argus: { sensorIds: [901] } },
    holds: ({ sensorID }) => sensorID === 901,
  },
  {
    name: 'severities',
    filter: { severities: ['LOW', 'HIGH'] },
    holds: ({ severity }) => severity === 'low' || severity === 'high',
  },
  {
    name: 'minSeverity',
    filter: { minSeverity: 'HIGH' },
    holds: ({ severity }) => severity === 'high' || severity === 'critical',
  },
  {
    name: 'ports',
    filter: { ports: [53] },
    holds: ({ source, destination }) => source?.port === 53 || destination?.port === 53,
  },
  {
    name: 'countries',
    filter: { argus: { countries: ['br'] } },
    holds: ({ source, destination }) =>
      source?.geo?.countryCode === 'BR' || destination?.geo?.countryCode === 'BR',
  },
  {
    name: 'minCount',
    filter: { argus: { minCount: 7 } },
    holds: ({ count }) => count >= 7,
  },
  { name: 'minCount of one', filter: { argus: { minCount: 1 } }, holds: () => true },
  {
    name: 'flags that are set, in either spelling',
    filter: { argus: { includeFlags: ['FALSE_POSITIVE', 'blocked'] } },
    holds: (event) => upper(event, 'FALSE_POSITIVE') && upper(event, 'BLOCKED'),
  },
  {
    name: 'flags that are not set',
    filter: { argus: { excludeFlags: ['notAThreat', 'HAS_PCAP'] } },
    holds: (event) => !upper(event, 'NOT_A_THREAT') && !upper(event, 'HAS_PCAP'),
  },
  {
    name: "a flag that v2's search does not know",
    filter: { argus: { includeFlags: ['SOURCE_IS_CUSTOMERNET'] } },
    // v2 shows it at the source, so without a source it is not there.
    holds: (event, api) => upper(event, 'SOURCE_IS_CUSTOMERNET') && (api === 'v1' || event.source !== null),
  },
  {
    name: 'cases',
    filter: { caseIds: [caseId('501'), encodeGlobalId('Case', 'elsewhere', '502')] },
    holds: ({ caseIDs }) => caseIDs.includes(501),
  },
  {
    name: 'threats',
    filter: { threatIds: [threatId('58001'), threatId('58003')] },
    holds: (event) => isDetection(event) && (event.alarmID === 58_001 || event.alarmID === 58_003),
  },
  {
    name: 'properties',
    filter: { argus: { properties: [{ key: 'mail.subject', value: 'Re: you, me' }] } },
    holds: ({ properties }) => properties.some(({ key }) => key === 'mail.subject'),
  },
  {
    name: 'properties inside and',
    filter: { and: [{ argus: { properties: [{ key: 'mail.subject', value: 'Re: you, me' }] } }] },
    holds: ({ properties }) => properties.some(({ key }) => key === 'mail.subject'),
  },
  {
    name: 'an address, wherever it stands',
    filter: { observable: { type: 'IP', value: '192.0.2.17' } },
    holds: (event) => touches(event, '192.0.2.17'),
  },
  {
    name: 'one of several properties',
    filter: {
      argus: {
        properties: [
          { key: 'dns.query', value: 'q1.tunnel.example' },
          { key: 'mail.subject', value: 'Offer 2' },
        ],
      },
    },
    holds: ({ properties }) =>
      properties.some(({ values }) => values.includes('q1.tunnel.example') || values.includes('Offer 2')),
  },
  {
    name: 'a network, which covers no wider one',
    filter: { ip: ['10.9.8.0/24'] },
    holds: ({ source, destination }) => inNet24(source?.address) || inNet24(destination?.address),
  },
  {
    name: 'the source',
    filter: { srcIp: ['10.9.8.0/24', '192.0.2.17'] },
    holds: ({ source }) => inNet24(source?.address) || source?.address === '192.0.2.17',
  },
  {
    name: 'the destination, IPv6',
    filter: { dstIp: ['2001:db8::7'] },
    holds: ({ destination }) => destination?.address === '2001:db8::7',
  },
  {
    name: 'both families',
    filter: { ip: ['2001:db8::/32', '192.0.2.17'] },
    holds: (event) =>
      touches(event, '2001:db8::7') || touches(event, '2001:db8::/32') || touches(event, '192.0.2.17'),
  },
  {
    name: 'covering networks',
    filter: { ip: ['10.9.8.33'], coveringNetworks: true },
    holds: ({ source, destination }) => covering33(source?.address, 0) || covering33(destination?.address, 0),
  },
  {
    name: 'covering networks up to a width',
    filter: { ip: ['10.9.8.33'], coveringNetworks: true, argus: { srcMinBits: 20, dstMinBits: 16 } },
    holds: ({ source, destination }) =>
      covering33(source?.address, 20) || covering33(destination?.address, 16),
  },
  {
    name: 'a time window, whatever the events start at',
    filter: { time: { from: at(300), to: at(100) } },
    holds: ({ created }) => created >= at(300) && created < at(100),
  },
  {
    name: 'changes',
    filter: { modified: { from: DAY + 100_000, to: DAY + 200_000 } },
    holds: ({ lastUpdated, type }, api) =>
      lastUpdated >= DAY + 100_000 && lastUpdated < DAY + 200_000 && (api === 'v2' || type !== 'raw'),
  },
  {
    name: 'domains, those in properties too',
    filter: { domains: ['c2-0.badbeacon.example.', 'Q1.tunnel.example'] },
    holds: ({ domain, properties }) =>
      domain === 'C2-0.BadBeacon.example' ||
      properties.some(({ values }) => values.includes('q1.tunnel.example')),
  },
  {
    name: 'hashes',
    filter: { hashes: ['3'.repeat(64)] },
    holds: ({ properties }) => properties.some(({ values }) => values.includes('3'.repeat(64))),
  },
  {
    name: 'hosts',
    filter: { hosts: ['ws-2'] },
    holds: ({ source, destination }, api) =>
      api === 'v2' &&
      [source?.host, destination?.host].some((host) => host?.toLowerCase().startsWith('ws-2.') === true),
  },
  {
    name: 'users',
    filter: { users: ['user5'] },
    holds: ({ source, destination }, api) =>
      api === 'v2' && (source?.user === 'CORP\\User5' || destination?.user === 'CORP\\User5'),
  },
  { name: 'protocols', filter: { protocols: ['ICMP'] }, holds: ({ protocol }) => protocol === 'icmp' },
  {
    name: 'kinds',
    filter: { kinds: ['INTRUSION', 'DNS'] },
    holds: ({ alarmID }) => alarmID !== null,
  },
  {
    name: 'text',
    filter: { text: 'TALKS to a' },
    holds: ({ alarmID }) => alarmID === 58_001,
  },
  {
    name: 'not',
    filter: { not: { severities: ['LOW'] } },
    holds: ({ severity }) => severity !== 'low',
  },
  {
    name: 'or',
    filter: { or: [{ severities: ['CRITICAL'] }, { argus: { alarmIds: [58_004] } }] },
    holds: ({ severity, alarmID }) => severity === 'critical' || alarmID === 58_004,
  },
  {
    name: 'and, with the same key on both sides',
    filter: {
      and: [{ severities: ['LOW', 'HIGH'] }, { severities: ['HIGH', 'CRITICAL'] }, { ports: [443] }],
      ports: [443, 53],
    },
    holds: ({ source, destination, severity }) =>
      severity === 'high' && (source?.port === 443 || destination?.port === 443),
  },
  {
    name: 'sources and vendors that are this one',
    filter: { sources: ['argus', 'x'], vendors: ['argus'], severities: ['LOW'] },
    holds: ({ severity }) => severity === 'low',
  },
];

for (const api of ['v2', 'v1'] as const) {
  describe(`events through ${api} filtered by`, () => {
    for (const { name, filter, holds } of examples) {
      test(name, async () => {
        await using b = await bench({}, { api });
        fill(b.sim);
        const truth = ids(listed(b.sim, (event) => holds(event, api)));
        const ask = (direction: 'forward' | 'backward', size: number): Promise<string[]> =>
          walkAll(
            (page) => b.source.browse.events!({ page, filter, countTotal: false }, call()),
            direction,
            size,
          ).then(nativeIds);
        // v1 knows neither hosts nor users of an endpoint.
        const empty = api === 'v1' && (name === 'hosts' || name === 'users');
        expect(truth.length > 0).toBe(!empty);
        expect(await ask('forward', 1_000)).toEqual(truth);
        expect(await ask('forward', 40)).toEqual(truth);
        expect(await ask('backward', 40)).toEqual(truth);
      });
    }
  });

  const statusOf = (event: SimArgusEvent): string =>
    upper(event, 'ACKNOWLEDGED')
      ? 'CLOSED'
      : ['PARTIALLY_ACKNOWLEDGED', 'FOLLOWUP', 'HANDLED_BY_ANALYST'].some((flag) => upper(event, flag)) ||
          event.caseIDs.length > 0
        ? 'OPEN'
        : 'NEW';
  const verdictOf = (event: SimArgusEvent): string | undefined =>
    (
      [
        ['FALSE_POSITIVE', 'FALSE_POSITIVE'],
        ['NOT_A_THREAT', 'NOT_A_THREAT'],
        ['IDENTIFIED_THREAT', 'THREAT'],
        ['THREAT_CANDIDATE', 'SUSPECTED'],
      ] as const
    ).find(([flag]) => upper(event, flag))?.[1];

  const alertExamples: readonly (readonly [AlertFilter, (event: SimArgusEvent) => boolean])[] = [
    [{ statuses: ['NEW'] }, (event) => statusOf(event) === 'NEW'],
    [{ statuses: ['OPEN'] }, (event) => statusOf(event) === 'OPEN'],
    [{ statuses: ['CLOSED'] }, (event) => statusOf(event) === 'CLOSED'],
    [{ statuses: ['CLOSED', 'NEW'] }, (event) => statusOf(event) !== 'OPEN'],
    [{ verdicts: ['THREAT'] }, (event) => verdictOf(event) === 'THREAT'],
    [{ verdicts: ['SUSPECTED'] }, (event) => verdictOf(event) === 'SUSPECTED'],
    [{ verdicts: ['NOT_A_THREAT'] }, (event) => verdictOf(event) === 'NOT_A_THREAT'],
    [
      { verdicts: ['FALSE_POSITIVE', 'THREAT'] },
      (event) => ['FALSE_POSITIVE', 'THREAT'].includes(verdictOf(event) ?? ''),
    ],
    [{ labels: ['hasPcap'] }, (event) => upper(event, 'HAS_PCAP')],
  ];
  for (const [filter, holds] of alertExamples) {
    test(`alerts through ${api} filtered by ${JSON.stringify(filter)}`, async () => {
      await using b = await bench({}, { api });
      fill(b.sim);
      const truth = ids(listed(b.sim, (event) => isAlert(event) && holds(event)));
      expect(truth.length).toBeGreaterThan(0);
      const found = await walkAll(
        (page) => b.source.browse.alerts!({ page, filter, countTotal: false }, call()),
        'forward',
        30,
      );
      expect(nativeIds(found)).toEqual(truth);
    });
  }

  test(`detections through ${api} filtered by confidence`, async () => {
    await using b = await bench({}, { api });
    fill(b.sim);
    for (const minConfidence of ['HIGH', 'MEDIUM'] as const) {
      const truth = ids(
        listed(
          b.sim,
          (event) => isDetection(event) && (minConfidence === 'MEDIUM' || upper(event, 'IDENTIFIED_THREAT')),
        ),
      );
      const found = await walkAll(
        (page) =>
          b.source.browse.threatDetections!({ page, filter: { minConfidence }, countTotal: false }, call()),
        'forward',
        30,
      );
      expect(found.map(({ nativeId }) => nativeId.split('#')[0])).toEqual(truth);
    }
  });
}

describe('cases filtered by', () => {
  const statuses = ['pendingCustomer', 'pendingSoc', 'workingSoc', 'closed'] as const;
  for (const [name, filter, holds] of [
    ['statuses', { statuses: ['PENDING_SOC', 'CLOSED'] as const }, (i: number) => i % 4 === 1 || i % 4 === 3],
    ['minPriority', { minPriority: 'HIGH' as const }, (i: number) => i % 5 >= 2 && i % 5 !== 4],
    ['customers', { customers: ['ACME', '44'] }, (i: number) => i % 3 !== 1],
    ['categories', { categories: ['Malware'] }, (i: number) => i % 2 === 0],
    ['time', { time: { from: DAY - 60_000, to: DAY - 20_000 } }, (i: number) => i > 20 && i <= 60],
    ['changes', { modified: { from: DAY + 10_000 } }, (i: number) => i >= 10],
    ['text', { text: 'subject 1' }, (i: number) => String(i).startsWith('1')],
    ['not', { not: { statuses: ['CLOSED' as const] } }, (i: number) => i % 4 !== 3],
  ] as const) {
    test(name, async () => {
      await using b = await bench();
      for (let i = 0; i < 120; i += 1) {
        b.sim.addCase({
          id: 1_000 + i,
          subject: `Subject ${i}`,
          created: DAY - i * 1_000,
          lastUpdated: DAY + i * 1_000,
          status: statuses[i % 4] ?? 'closed',
          priority: ['low', 'medium', 'high', 'critical', 'low'][i % 5] ?? 'low',
          customerID: [42, 43, 44][i % 3] ?? 42,
          categoryID: i % 2 === 0 ? 11 : 12,
        });
      }
      const truth = Array.from({ length: 120 }, (_, i) => i)
        .filter(holds)
        .map((i) => String(1_000 + i));
      const found = await walkAll(
        (page) => b.source.browse.cases!({ page, filter, countTotal: false }, call()),
        'forward',
        50,
      );
      expect(nativeIds(found)).toEqual(truth);
    });
  }
});

test('a filter that excludes this source, or can match nothing, costs no call', async () => {
  await using b = await bench();
  fill(b.sim);
  const never: EventFilter[] = [
    { sources: ['other'] },
    { vendors: ['kata'] },
    { sources: [] },
    { and: [{ vendors: ['alphasoc'] }] },
    { or: [] },
    { techniques: ['T1059'] },
    { severities: [] },
    { caseIds: [encodeGlobalId('Case', 'elsewhere', '1')] },
    { time: { from: 5, to: 5 } },
    { kinds: ['DHCP'] },
    { kata: { expression: "HostName=='x'" } },
    { observable: { type: 'MAC', value: '02:00:00:00:00:01' } },
    { ip: ['nonsense'] },
    { argus: { type: 'RAW' }, and: [{ argus: { type: 'AGGREGATED' } }] },
  ];
  for (const filter of never) {
    const page = { direction: 'forward', limit: 10 } as const;
    expect(await b.source.browse.events!({ page, filter, countTotal: true }, call())).toMatchObject({
      items: [],
      hasNextPage: false,
      hasPreviousPage: false,
      totalCount: { value: 0, relation: 'EXACT' },
    });
  }
  expect(b.sim.requests).toEqual([]);
});
