import { describe, expect, test } from 'vitest';
import type { Source } from '../../../src/model/source.ts';
import type { EventParts } from '../../../src/simulators/argus/make.ts';
import { eventFlagsOfEndpoint, searchFlag, v1Flag, v2Flag } from '../../../src/vendors/argus/flags.ts';
import { v1Flags, v2Flags } from '../../../src/simulators/argus/flags.ts';
import { argus } from '../../../src/vendors/argus/index.ts';
import { bench, call, ids, listed, nativeIds, walkAll } from './support.ts';

const NOON = Date.UTC(2026, 4, 4, 12);
const page = { direction: 'forward', limit: 100 } as const;

const events = async (source: Source, ...fields: string[]) =>
  (await source.browse.events!({ page, countTotal: false }, call(...fields))).items;

const whole: EventParts = {
  created: NOON,
  firstEvent: NOON - 60_000,
  lastEvent: NOON - 30_000,
  lastUpdated: NOON + 5_000,
  alarmID: 58_001,
  locationID: 11,
  severity: 'critical',
  count: 12,
  protocol: 'tcp',
  domain: 'C2.BadBeacon.example',
  uri: 'http://C2.badbeacon.example/gate.php?id=1',
  source: {
    address: '10.9.8.0/24',
    host: 'WS-001.corp.example',
    port: 50_123,
    user: 'CORP\\A.Smith',
    geo: null,
  },
  destination: {
    address: '192.0.2.17',
    host: null,
    port: 443,
    user: null,
    geo: {
      countryCode: 'NL',
      countryName: 'Netherlands',
      locationName: 'Amsterdam',
      latitude: 52.37,
      longitude: 4.9,
    },
  },
  flags: ['IDENTIFIED_THREAT', 'ACKNOWLEDGED', 'NOT_A_THREAT', 'SOURCE_IS_PARTIAL_CUSTOMERNET', 'BLOCKED'],
  properties: [
    { key: 'file.sha256', type: 'string', values: ['AB'.repeat(32)] },
    { key: 'file.md5', type: 'string', values: ['CD'.repeat(16)] },
    { key: 'dns.query', type: 'string', values: ['Long.Tunnel.example.'] },
    { key: 'http.hostname', type: 'string', values: ['192.0.2.99'] },
  ],
};

for (const api of ['v2', 'v1'] as const) {
  describe(`a record through ${api}`, () => {
    test('tells everything that Argus tells', async () => {
      await using b = await bench({}, { api });
      b.sim.addCase({ id: 501 });
      const { id } = b.sim.addEvent({ ...whole, caseIDs: [501] });
      const [event] = await events(b.source, 'observables', 'properties');
      const endpoints = api === 'v2' ? { host: 'WS-001.corp.example', user: 'CORP\\A.Smith' } : {};
      expect(event).toMatchObject({
        recordKind: 'EVENT',
        vendor: 'argus',
        source: 'argus',
        nativeId: id,
        kind: 'INTRUSION',
        title: 'Talks to a control server',
        time: NOON,
        startTime: NOON - 60_000,
        endTime: NOON - 30_000,
        modifiedAt: NOON + 5_000,
        severity: 'CRITICAL',
        severityNative: 'critical',
        count: 12,
        srcEndpoint: { network: '10.9.8.0/24', port: 50_123, flags: ['isPartialCustomerNet'], ...endpoints },
        dstEndpoint: {
          ip: '192.0.2.17',
          port: 443,
          country: 'NL',
          city: 'Amsterdam',
          latitude: 52.37,
          longitude: 4.9,
          flags: [],
        },
        network: { protocol: 'tcp', action: 'blocked' },
        http: { url: 'http://C2.badbeacon.example/gate.php?id=1' },
        attacks: [],
        customer: { id: '42', name: 'Acme Corporation', shortName: 'acme' },
        threatDetections: [],
        cases: [{ nativeId: '501' }],
        details: {
          vendor: 'argus',
          type: 'AGGREGATED',
          signature: 'STORY-C2',
          alarm: {
            id: 58_001,
            description: 'Talks to a control server',
            categoryName: 'Command and control',
          },
          location: { id: 11, shortName: 'oslo', name: 'Oslo office', timeZone: 'Europe/Oslo' },
          domain: 'C2.BadBeacon.example',
          protocol: 'tcp',
        },
        raw: { id, severity: 'critical' },
      });
      expect(event?.srcEndpoint?.ip).toBeUndefined();
      expect(event?.details).toMatchObject({
        flags: expect.arrayContaining(['notAThreat', 'sourceIsPartialCustomernet']),
      });
      const hosts = [
        { type: 'HOST', value: 'ws-001.corp.example', role: 'source' },
        { type: 'USER', value: 'a.smith', role: 'source' },
      ];
      expect(event?.observables).toEqual([
        { type: 'IP', value: '10.9.8.0/24', role: 'source' },
        ...(api === 'v2' ? hosts : []),
        { type: 'IP', value: '192.0.2.17', role: 'destination' },
        { type: 'DOMAIN', value: 'c2.badbeacon.example', role: 'request' },
        { type: 'URL', value: 'http://c2.badbeacon.example/gate.php?id=1', role: 'request' },
        { type: 'FILE_HASH', value: 'ab'.repeat(32), role: 'file' },
        { type: 'FILE_HASH', value: 'cd'.repeat(16), role: 'file' },
        { type: 'DOMAIN', value: 'long.tunnel.example', role: 'query' },
        { type: 'IP', value: '192.0.2.99', role: 'request' },
      ]);
      expect(event?.alerts?.[0]?.record).toMatchObject({
        recordKind: 'ALERT',
        nativeId: id,
        title: 'Talks to a control server',
        status: 'CLOSED',
        statusNative: 'acknowledged',
        verdict: 'NOT_A_THREAT',
        closingReasons: ['notAThreat'],
        cases: [{ nativeId: '501' }],
        threatDetections: [],
      });
    });

    test('that is raw is one observation, neither alert nor detection', async () => {
      await using b = await bench({}, { api });
      b.sim.addEvent({ type: 'raw', alarmID: 58_001, flags: ['IDENTIFIED_THREAT'] });
      expect(await events(b.source)).toMatchObject([
        {
          count: 1,
          alerts: [],
          threatDetections: [],
          details: { type: 'RAW', sensor: { id: 901, hostName: 'sensor-oslo-1' } },
        },
      ]);
    });

    test('can be copied although it leads to itself: what it makes on demand stays behind', async () => {
      await using b = await bench({}, { api });
      b.sim.addEvent(whole);
      const [event] = await events(b.source);
      expect(event?.alerts?.[0]?.record?.events?.[0]?.record).toBe(event);
      const { nativeId, title, raw } = event!;
      for (const copy of [JSON.parse(JSON.stringify(event)), structuredClone(event)]) {
        expect(copy).toMatchObject({ nativeId, title, raw });
        expect(copy).not.toHaveProperty('alerts');
      }
    });

    for (const [flags, status] of [
      [[], 'NEW'],
      [['IDENTIFIED_THREAT'], 'NEW'],
      [['FOLLOWUP'], 'OPEN'],
      [['PARTIALLY_ACKNOWLEDGED'], 'OPEN'],
      [['HANDLED_BY_ANALYST'], 'OPEN'],
      [['FOLLOWUP', 'ACKNOWLEDGED'], 'CLOSED'],
    ] as const) {
      test(`with ${JSON.stringify(flags)} is ${status}`, async () => {
        await using b = await bench({}, { api });
        const { id } = b.sim.addEvent({ alarmID: 58_001, flags });
        expect((await b.source.lookup.alerts!([id], call())).get(id)?.status).toBe(status);
      });
    }

    test('survives whatever Argus does to it', async () => {
      await using b = await bench(
        {
          switches: {
            extraFields: true,
            unknownWords: true,
            sparse: true,
            protocolAsNumber: true,
            flagsAsBitmask: true,
            duplicateKeys: true,
            domainForm: 'object',
            unrequested: 'null',
            networkAddressForm: 'cidr',
            snapshotsInSearch: true,
            countMode: 'minusOne',
          },
        },
        { api },
      );
      for (let i = 0; i < 40; i += 1) b.sim.addEvent({ ...whole, created: NOON + i, caseIDs: [] });
      b.sim.addEvent({ ...whole, created: NOON + 50, flags: ['SNAPSHOT'] });
      const found = await walkAll(
        (request) => b.source.browse.events!({ page: request, countTotal: true }, call('observables')),
        'forward',
        7,
      );
      expect(nativeIds(found)).toEqual(ids(listed(b.sim)));
      expect(new Set(found.map(({ severity }) => severity))).toEqual(new Set(['CRITICAL', 'UNKNOWN']));
      expect(
        found.some(({ details }) => details.vendor === 'argus' && details.flags.includes('brandNewFlag')),
      ).toBe(true);
      expect(found.every(({ dstEndpoint }) => dstEndpoint?.ip === '192.0.2.17')).toBe(true);
      const one = found[0]?.nativeId ?? '';
      b.sim.switches.eventIdentifierSupported = false;
      const single = (await b.source.lookup.events!([one], call())).get(one);
      expect(single?.details).toMatchObject({ flags: expect.arrayContaining(['identifiedThreat']) });
      expect(b.source.health().state).toBe('OK');
    });

    test('that cannot be read costs its page nothing, and shows in the health', async () => {
      await using b = await bench({}, { api });
      for (let i = 0; i < 9; i += 1)
        b.sim.addEvent({ created: NOON + Math.floor(i / 2), type: 'aggregated' });
      const truth = ids(listed(b.sim));
      const broken = truth[4] ?? '';
      b.sim.fault({
        kind: 'rewrite',
        rewrite: (body) => {
          const answer = JSON.parse(body);
          for (const row of answer.data) {
            if (row.id === broken) row.id = { no: 'id' };
            // Wrong types of everything else cost nothing.
            if (row.id === truth[5])
              Object.assign(row, { severity: 7, source: 'x', flags: 3, alarm: [], count: '9' });
          }
          return JSON.stringify(answer);
        },
      });
      const found = await walkAll(
        (request) => b.source.browse.events!({ page: request, countTotal: false }, call()),
        'forward',
        4,
      );
      expect(nativeIds(found)).toEqual(truth.filter((id) => id !== broken));
      expect(found.find(({ nativeId }) => nativeId === truth[5])).toMatchObject({ severity: 'UNKNOWN' });
      expect(b.source.health().lastFailure?.error.kind).toBe('invalid-response');
    });
  });
}

describe('flags', () => {
  test('of both models are the same words, both ways', () => {
    for (const flag of v2Flags) {
      expect(v1Flags).toContain(v1Flag(flag));
      expect(v2Flag(v1Flag(flag))).toBe(flag);
      for (const spelling of [flag, v1Flag(flag), flag.toLowerCase()]) {
        expect([searchFlag('v2', spelling), searchFlag('v1', spelling)]).toEqual([flag, v1Flag(flag)]);
      }
    }
    expect(v1Flag('notAThreat')).toBe('NOT_A_THREAT');
    const only = v1Flags.filter((flag) => searchFlag('v2', flag) === undefined);
    expect(only.length).toBe(v1Flags.length - v2Flags.length);
    for (const flag of only) {
      expect(v1Flag(v2Flag(flag))).toBe(flag);
      expect(searchFlag('v1', v2Flag(flag))).toBe(flag);
    }
    expect([searchFlag('v1', 'brandNew'), searchFlag('v2', 'brandNew')]).toEqual([undefined, undefined]);
  });

  test('of an endpoint are those that v1 sets on the event', () => {
    expect(eventFlagsOfEndpoint('destination', ['isCustomerNet', 'isManagedBySoc', 'new'])).toEqual([
      'destinationIsCustomernet',
      'destinationIsManagedBySoc',
    ]);
  });
});

describe('settings', () => {
  const least = { name: 'argus', url: 'https://api.mnemonic.no/', apiKey: '7/31/s3cret' };

  test('take what a client ships, and say what they default to', () => {
    expect(argus.settings.parse(least)).toMatchObject({
      url: 'https://api.mnemonic.no',
      api: 'v2',
      timeout: 5_000,
      maxConcurrent: 8,
    });
  });

  for (const [name, change] of [
    ['no URL', { url: 'api.mnemonic.no' }],
    ['another scheme', { url: 'ftp://api.mnemonic.no' }],
    ['a URL with credentials', { url: 'https://a:b@api.mnemonic.no' }],
    ['a URL with a query', { url: 'https://api.mnemonic.no?x=1' }],
    ['a key that no header can hold', { apiKey: 'a\nb' }],
    ['an empty key', { apiKey: '' }],
    ['a third api', { api: 'v3' }],
    ['an unknown word', { apikey: 'x' }],
    ['no time', { timeout: 0 }],
  ] as const) {
    test(`refuse ${name}`, () => {
      expect(argus.settings.safeParse({ ...least, ...change }).success).toBe(false);
    });
  }
});

test('the key goes into its header as it is, and a base path before every request', async () => {
  await using b = await bench();
  const keyed = argus.create(
    argus.settings.parse({ name: 'argus', url: `${b.sim.url}/`, apiKey: b.sim.apiKey }),
    { now: () => Date.now() },
  );
  await events(keyed);
  expect(b.sim.requests[0]?.headers['argus-api-key']).toBe('7/31/s3cret');
  expect(b.sim.requests[0]?.headers['content-type']).toBe('application/json');
  expect(b.sim.requests[0]?.path).toBe('/events/v2/event/search');
  await keyed.close();
});
