import { expect, test } from 'vitest';
import { at, DAY_MS, NOW, openArgus, type Row } from './argus-caller.ts';

const geo = { countryCode: 'NO', countryName: null, locationName: '', latitude: 52.3, longitude: 4.9 };
const stored = {
  uuid: '3f0c0a1e-0000-4000-8000-0000000000aa',
  created: NOW,
  firstEvent: NOW - 10,
  lastEvent: NOW - 5,
  alarmID: 58_001,
  locationID: 11,
  source: { ...at('10.9.8.0/24', 0), geo: null },
  destination: { ...at('198.51.100.9', 443), host: 'c2.example', user: 'eve', geo },
  domain: 'c2.example',
  uri: '/x',
  count: 3,
  severity: 'high',
  caseIDs: [900, 901],
  subEvents: ['NIDS/1/42/3f0c0a1e-0000-4000-8000-0000000000bb'],
  properties: [
    { key: 'agents', type: 'string', values: ['a, b', 'c'] },
    { key: 'n', type: 'long', values: ['7'] },
  ],
  comments: [{ timestamp: NOW, user: 'ada', comment: 'hm' }],
  flags: ['NOT_A_THREAT', 'SOURCE_IS_CUSTOMERNET', 'CUSTOM_SOURCE_AGGREGATION', 'NOTIFIED_DELETED'],
} as const;

const v1Path = `/events/v1/AGGR/${NOW}/42/${stored.uuid}`;
const v2Path = `/events/v2/event/${NOW}/42/${stored.uuid}`;

test('one stored event wears the clothes of v1', async () => {
  await using argus = await openArgus();
  argus.sim.addCase({ id: 900, subject: 'S', status: 'workingSoc', priority: 'high' });
  argus.sim.addEvent(stored);
  expect((await argus.get(v1Path)).data).toEqual({
    id: `AGGR/${NOW}/42/${stored.uuid}`,
    customerInfo: {
      id: 42,
      shortName: 'acme',
      name: 'Acme Corporation',
      domain: { id: 1, name: 'mnemonic' },
    },
    properties: { agents: 'a, b,c', n: '7' },
    comments: stored.comments,
    associatedCase: {
      id: 900,
      subject: 'S',
      categoryID: 11,
      categoryName: 'Malware',
      service: 'ids',
      status: 'WORKING_SOC',
      priority: 'high',
    },
    location: { id: 11, shortName: 'oslo', name: 'Oslo office', timeZone: 'Europe/Oslo' },
    attackInfo: {
      alarmID: 58_001,
      alarmDescription: 'Talks to a control server',
      attackCategoryID: 301,
      attackCategoryName: 'Command and control',
      signature: 'STORY-C2',
    },
    domain: { fqdn: 'c2.example' },
    uri: '/x',
    count: 3,
    source: {
      port: 0,
      geoLocation: null,
      networkAddress: {
        address: '10.9.8.0',
        host: false,
        ipv6: false,
        maskBits: 24,
        multicast: false,
        public: false,
      },
    },
    destination: {
      port: 443,
      geoLocation: geo,
      networkAddress: {
        address: '198.51.100.9',
        host: true,
        ipv6: false,
        maskBits: 32,
        multicast: false,
        public: true,
      },
    },
    protocol: 'tcp',
    timestamp: NOW,
    startTimestamp: NOW - 10,
    endTimestamp: NOW - 5,
    lastUpdatedTimestamp: NOW,
    flags: [...stored.flags, 'COMMENTED', 'HAS_DETAILS'],
    severity: 'high',
    detailedEventIDS: stored.subEvents,
  });
});

test('the same event wears the clothes of v2, without what was not asked for', async () => {
  await using argus = await openArgus();
  argus.sim.addCase({ id: 900, subject: 'S' });
  argus.sim.addCase({ id: 901, subject: 'T' });
  argus.sim.addEvent(stored);
  const { one } = await argus.get(v2Path);
  expect(one).toEqual({
    id: `AGGR/${NOW}/42/${stored.uuid}`,
    eventID: stored.uuid,
    type: 'aggregated',
    source: {
      address: '10.9.8.0/24',
      host: null,
      port: 0,
      user: null,
      geoInfo: null,
      flags: ['isCustomerNet', 'customAggregation'],
    },
    destination: {
      address: '198.51.100.9',
      host: 'c2.example',
      port: 443,
      user: 'eve',
      geoInfo: geo,
      flags: [],
    },
    customer: { id: 42, shortName: 'acme', name: 'Acme Corporation', domain: { id: 1, name: 'mnemonic' } },
    location: { id: 11, shortName: 'oslo', name: 'Oslo office', timeZone: 'Europe/Oslo' },
    signature: 'STORY-C2',
    alarm: { id: 58_001, name: 'Talks to a control server', description: 'Talks to a control server' },
    attackCategory: { id: 301, shortName: 'command-and-control', name: 'Command and control' },
    domain: 'c2.example',
    uri: '/x',
    count: 3,
    severity: 'high',
    timestamps: {
      created: NOW,
      lastUpdated: NOW,
      firstEvent: NOW - 10,
      lastEvent: NOW - 5,
      enginePersisted: NOW,
      firstAssessed: null,
      firstNotified: null,
    },
    sensor: null,
    protocol: 'tcp',
    associatedCases: ['S', 'T'].map((subject, i) => ({
      id: 900 + i,
      subject,
      categoryID: 11,
      categoryName: 'Malware',
      serviceID: 5,
      serviceName: 'Network monitoring',
      status: 'workingSoc',
      priority: 'medium',
    })),
    flags: ['notAThreat', 'commented', 'hasDetails'],
  });
});

test('a raw event has a sensor and no times of an aggregate, in both models', async () => {
  await using argus = await openArgus();
  const { id, uuid } = argus.sim.addEvent({ type: 'raw', protocol: 'udp', created: NOW });
  const { one: v1 } = await argus.get(`/events/v1/${id}`);
  expect(id.startsWith('NIDS/')).toBe(true);
  expect(v1).toMatchObject({ engineTimestamp: NOW, protocolID: 17, count: 1, sensor: { sensorID: 901 } });
  for (const key of [
    'associatedCase',
    'startTimestamp',
    'lastUpdatedTimestamp',
    'detailedEventIDS',
    'protocol',
  ]) {
    expect(v1).not.toHaveProperty(key);
  }
  const { one: v2 } = await argus.get(`/events/v2/event/${NOW}/42/${uuid}`);
  expect(v2).toMatchObject({ type: 'raw', count: 0, protocol: 'udp', sensor: { hostName: 'sensor-oslo-1' } });
  expect(v2['timestamps']).not.toHaveProperty('firstEvent');
});

test('v2 shows properties, comments and sub events when they are asked for, one by one or all', async () => {
  await using argus = await openArgus();
  argus.sim.addEvent(stored);
  const pick = ({ properties, comments, subEvents }: Row) => ({ properties, comments, subEvents });
  expect(pick((await argus.get(`${v2Path}?includeProperties=n&includeProperties=nothing`)).one)).toEqual({
    properties: [{ type: 'long', key: 'n', values: ['7'] }],
  });
  const all = {
    includeAllProperties: true,
    includeProperties: ['n'],
    includeComments: true,
    includeSubEvents: true,
  };
  const found = await argus.post('/events/v2/event/search', all);
  expect(pick(found.rows[0] ?? {})).toEqual({
    properties: stored.properties.map(({ type, key, values }) => ({ type, key, values })),
    comments: stored.comments,
    subEvents: stored.subEvents,
  });
  argus.sim.switches.unrequested = 'null';
  expect(pick((await argus.get(v2Path)).one)).toEqual({ properties: null, comments: null, subEvents: null });
});

test('a v2 path may carry a type that nobody looks at; another timestamp or customer names another event', async () => {
  await using argus = await openArgus();
  argus.sim.addEvent(stored);
  const status = async (path: string) => (await argus.get(path)).status;
  expect(await status(`/events/v2/event/WHATEVER/${NOW}/42/${stored.uuid}`)).toBe(200);
  expect(await status(`/events/v2/event/${NOW + 1}/42/${stored.uuid}`)).toBe(404);
  expect(await status(`/events/v2/event/${NOW}/43/${stored.uuid}`)).toBe(404);
  expect(await status(`/events/v1/NIDS/${NOW}/42/${stored.uuid}`)).toBe(404);
});

test('an attack is reachable by id and listed nowhere', async () => {
  await using argus = await openArgus();
  const { id } = argus.sim.addEvent({ type: 'attack' });
  expect(id.startsWith('AGGRATTACK/')).toBe(true);
  expect((await argus.get(`/events/v1/${id}`)).status).toBe(200);
  expect([...(await argus.found()), ...(await argus.found({}, '/events/v2/event/search'))]).toEqual([]);
});

test('a payload is base64 unless it is a string; a capture comes as its own bytes', async () => {
  await using argus = await openArgus();
  const bytes = Buffer.from([0xd4, 0xc3, 0xb2, 0xa1, 0x00, 0xff, 0x80]);
  const capture = argus.sim.addEvent({ type: 'raw', payload: { type: 'pcap', bytes } });
  const words = argus.sim.addEvent({
    type: 'raw',
    payload: { type: 'string', bytes: Buffer.from('GET /ø') },
  });
  const none = argus.sim.addEvent({ type: 'raw' });
  expect((await argus.get(`/events/v1/${capture.id}/payload`)).data).toEqual({
    id: capture.id,
    type: 'pcap',
    payload: bytes.toString('base64'),
  });
  expect((await argus.get(`/events/v2/event/${words.id}/payload`)).data).toEqual({
    id: words.id,
    type: 'string',
    payload: 'GET /ø',
  });
  expect(capture.flags).toEqual(['HAS_PAYLOAD', 'HAS_PCAP']);
  expect(words.flags).toEqual(['HAS_PAYLOAD', 'HAS_STRING_PAYLOAD']);
  const headers = { 'argus-api-key': argus.sim.apiKey };
  for (const path of [`/events/v1/${capture.id}/pcap`, `/events/v2/event/${capture.id}/pcap`]) {
    const response = await fetch(argus.sim.url + path, { headers });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
  }
  expect((await argus.get(`/events/v1/${none.id}/payload`)).status).toBe(404);
  expect((await argus.get(`/events/v2/event/${words.id}/pcap`)).status).toBe(404);
});

test('the lineage of an event ascends from its creation', async () => {
  await using argus = await openArgus();
  const { id } = argus.sim.addEvent({ enginePersisted: NOW + 2 });
  argus.sim.clock.advance(5);
  argus.sim.updateEvent(id, { count: 2 });
  const { rows } = await argus.get(`/events/v2/event/${id}/lineage`);
  expect(rows.map(({ type, timestamp }) => [type, timestamp])).toEqual([
    ['created', NOW],
    ['indexedElasticSearch', NOW + 2],
    ['indexedOpenSearch', NOW + 2],
    ['updated', NOW + 5],
  ]);
});

test('statistics are a tree whose leaves carry the metrics', async () => {
  await using argus = await openArgus();
  argus.sim.addEvent({ alarmID: 58_001 });
  argus.sim.addEvent({ alarmID: 58_001, firstEvent: NOW - 2 * DAY_MS });
  argus.sim.addEvent({ alarmID: 58_002 });
  argus.sim.addEvent({ customerID: 43, alarmID: 58_001 });
  const { data } = await argus.post('/events/v2/event/statistics', {
    startTimestamp: '-7days',
    endTimestamp: 'now',
    customerID: 42,
    fieldAggregation: [{ field: 'customer', limit: 10 }, { field: 'attackCategory' }],
    rangeMetrics: [{ name: 'lastDay', startTimestamp: '-1day', endTimestamp: 'now' }],
  });
  const branch = (identifier: string, shortName: string, name: string, type: string) => ({
    metadata: { identifier, shortName, name, type },
  });
  expect(data).toEqual({
    count: 3,
    buckets: [
      {
        count: 3,
        ...branch('42', 'acme', 'Acme Corporation', 'customer'),
        buckets: [
          {
            count: 2,
            ...branch('301', 'command-and-control', 'Command and control', 'attackCategory'),
            metrics: { lastDay: { count: 1 } },
          },
          {
            count: 1,
            ...branch('302', 'ransomware', 'Ransomware', 'attackCategory'),
            metrics: { lastDay: { count: 1 } },
          },
        ],
      },
    ],
  });
  const refused = await argus.post('/events/v2/event/statistics', { fieldAggregation: [{ field: 'mood' }] });
  expect([refused.status, refused.messages[0]?.field]).toEqual([412, 'fieldAggregation[0].field']);
});

test('the old statistics count by key and time frame', async () => {
  await using argus = await openArgus();
  argus.sim.addEvent({ created: NOW - 3_000 });
  argus.sim.addEvent({ created: NOW - 500 });
  argus.sim.addEvent({ customerID: 43, created: NOW - 400 });
  const { data } = await argus.post('/events/v1/aggregated/stats', {
    startTimestamp: NOW - 4_000,
    groupBy: ['CUSTOMER'],
    resolution: 2_000,
  });
  expect(data).toEqual({
    keys: [
      { id: 1, customer: 'acme' },
      { id: 2, customer: 'acme-dc' },
    ],
    timeFrames: [
      { timeFrame: { startTime: NOW - 4_000 }, records: [{ keyID: 1, value: { count: 1 } }] },
      {
        timeFrame: { startTime: NOW - 2_000 },
        records: [
          { keyID: 1, value: { count: 1 } },
          { keyID: 2, value: { count: 1 } },
        ],
      },
    ],
  });
});

test('the oddities of the checklist are a switch away', async () => {
  await using argus = await openArgus();
  argus.sim.addCase({ id: 900 });
  argus.sim.addEvent(stored);
  const odd = { ...stored, uuid: '3f0c0a1e-0000-4000-8000-0000000000ab' };
  argus.sim.addEvent(odd);
  const oddPath = v1Path.replace(stored.uuid, odd.uuid);
  const { switches } = argus.sim;

  switches.propertyJoiner = '\n';
  expect((await argus.get(v1Path)).one['properties']).toEqual({ agents: 'a, b\nc', n: '7' });

  switches.protocolAsNumber = true;
  expect((await argus.get(v1Path)).one['protocol']).toBe('6');

  switches.flagsAsBitmask = true;
  const { one: base } = await argus.get(v1Path);
  expect(Number.isInteger(base['flags'])).toBe(true);
  expect(base).toMatchObject({ customerID: 42, aggregated: true });
  expect(base['encodedFlags']).toContain('NOT_A_THREAT');
  switches.flagsAsBitmask = false;

  switches.networkAddressForm = 'cidr';
  expect((await argus.get(v1Path)).one['source']).toMatchObject({
    networkAddress: { address: '10.9.8.0/24' },
  });

  switches.domainForm = 'object';
  expect((await argus.get(v2Path)).one['domain']).toEqual({ fqdn: 'c2.example' });

  switches.sparse = true;
  expect((await argus.get(v1Path)).one).toMatchObject({ domain: null, source: null, associatedCase: null });
  for (const key of ['domain', 'source', 'associatedCase', 'comments']) {
    expect((await argus.get(oddPath)).one).not.toHaveProperty(key);
  }
  switches.sparse = false;

  switches.unknownWords = true;
  expect((await argus.get(oddPath)).one).toMatchObject({ severity: 'apocalyptic', protocol: 'quic' });
  expect((await argus.get(oddPath)).one['flags']).toContain('BRAND_NEW_FLAG');
  expect((await argus.get(v1Path)).one['severity']).toBe('high');
  switches.unknownWords = false;

  switches.extraFields = true;
  expect((await argus.get(v2Path)).one).toHaveProperty('xFutureField');

  switches.nullFilledMessages = true;
  const refused = await argus.get('/nowhere');
  expect(refused.messages.map(({ messageTemplate }) => messageTemplate)).toEqual([null, 'url.not.exist']);

  switches.duplicateKeys = true;
  const doubled = await argus.get(v1Path);
  expect(doubled.text.match(/"severity":/g)).toHaveLength(2);
  expect(doubled.one['severity']).toBe('high');

  switches.snapshotsInSearch = true;
  const { id } = argus.sim.addEvent({ flags: ['SNAPSHOT'], created: NOW + 1 });
  expect(await argus.found({ includeFlags: 'SNAPSHOT' })).toEqual([id]);

  expect(
    (await argus.post('/events/v1/aggregated/search', { startTimestamp: 0, customer: 'nobody' })).size,
  ).toBe(0);
  switches.unknownCustomer = 'refused';
  expect(
    (await argus.post('/events/v1/aggregated/search', { startTimestamp: 0, customer: 'nobody' })).status,
  ).toBe(412);
});

test('the old bulk update comments on events and joins them to a case', async () => {
  await using argus = await openArgus();
  argus.sim.addCase({ id: 900 });
  const { id } = argus.sim.addEvent();
  const update = { comment: 'seen', associateToCase: 900 };
  const { rows } = await argus.put('/events/v1/aggregated', { eventIdentifiers: [id], update });
  expect(rows[0]).toMatchObject({
    comments: [{ timestamp: NOW, user: 'crosswatch', comment: 'seen' }],
    associatedCase: { id: 900 },
    flags: ['COMMENTED', 'NOTIFIED'],
  });
});
