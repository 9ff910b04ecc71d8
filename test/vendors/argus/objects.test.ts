import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { argusFault } from '../../../src/simulators/argus/index.ts';
import { bench, call, thrown } from './support.ts';

const NOON = Date.UTC(2026, 4, 4, 12);
const missing = `AGGR/${NOON}/42/3f0c0a1e-0000-4000-8000-0000000000aa`;
const malformed = [
  '',
  'AGGR',
  'AGGR/x/42/3f0c0a1e-0000-4000-8000-0000000000aa',
  'AGGR/1/42/not-a-uuid',
  `aggr/${NOON}/42/3f0c0a1e-0000-4000-8000-0000000000aa`,
  `${missing}/payload`,
  `../${missing}`,
  `AGGR/1/42?/3f0c0a1e-0000-4000-8000-0000000000aa`,
];

for (const api of ['v2', 'v1'] as const) {
  describe(`events by id through ${api}`, () => {
    test('are asked for together, matched by id, and absent when there is none', async () => {
      await using b = await bench({}, { api });
      const made = b.sim.generate(30, { cases: 3 });
      const wanted = [...made.map(({ id }) => id), missing, ...malformed];
      const found = await b.source.lookup.events!(wanted, call());
      expect([...found.keys()].toSorted()).toEqual(made.map(({ id }) => id).toSorted());
      for (const [id, event] of found) expect(event.nativeId).toBe(id);
      // v1 keeps aggregates and raw events in two places.
      expect(b.sim.requests.length).toBe(api === 'v2' ? 1 : 2);
    });

    test('cost one search a thousand', async () => {
      await using b = await bench({}, { api });
      const wanted = b.sim.generate(2_100, { type: 'aggregated', properties: false }).map(({ id }) => id);
      expect((await b.source.lookup.events!(wanted, call())).size).toBe(2_100);
      expect(b.sim.requests.length).toBe(3);
    });

    test('are asked for one by one, at most eight at a time, when Argus does not take the search', async () => {
      await using b = await bench(
        { switches: { eventIdentifierSupported: false } },
        { api, maxConcurrent: 50 },
      );
      const wanted = b.sim.generate(40, { type: 'aggregated' }).map(({ id }) => id);
      b.sim.fault({ kind: 'delay', ms: 20, match: { method: 'GET' } });
      let underWay = 0;
      let most = 0;
      const poll = setInterval(() => {
        underWay = b.sim.requests.filter(({ status, method }) => status === 0 && method === 'GET').length;
        most = Math.max(most, underWay);
      }, 1);
      const found = await b.source.lookup.events!([...wanted, missing], call());
      clearInterval(poll);
      expect([...found.keys()].toSorted()).toEqual(wanted.toSorted());
      expect(b.sim.count(/^\/events\/v/, 'GET')).toBe(41);
      expect(most).toBeGreaterThan(1);
      expect(most).toBeLessThanOrEqual(8);
    });

    test('that nobody could mean cost no call', async () => {
      await using b = await bench({}, { api });
      expect((await b.source.lookup.events!(malformed, call())).size).toBe(0);
      expect((await b.source.lookup.alerts!(malformed, call())).size).toBe(0);
      expect((await b.source.lookup.threatDetections!([missing, `${missing}#x`, '#1'], call())).size).toBe(0);
      expect((await b.source.lookup.cases!(['', '0', '1.5', '-3', 'x', '1e3'], call())).size).toBe(0);
      expect(await b.source.argus!.payload('x', call())).toBeNull();
      expect(await b.source.argus!.pcap('x', call())).toBeNull();
      expect(await b.source.argus!.lineage('x', call())).toEqual([]);
      expect(b.sim.requests).toEqual([]);
    });

    test('reach attacks on aggregates, which no list shows', async () => {
      await using b = await bench({}, { api });
      const attack = b.sim.addEvent({ type: 'attack', alarmID: 58_001 });
      const found = await b.source.lookup.events!([attack.id], call());
      expect(found.get(attack.id)).toMatchObject({ kind: 'INTRUSION', details: { type: 'AGGREGATED' } });
      const page = { direction: 'forward', limit: 5 } as const;
      expect((await b.source.browse.events!({ page, countTotal: false }, call())).items).toEqual([]);
    });

    test('are found however long before their creation they started', async () => {
      await using b = await bench({}, { api });
      const late = b.sim.addEvent({ created: NOON, firstEvent: NOON - 90 * 86_400_000 });
      expect((await b.source.lookup.events!([late.id], call())).has(late.id)).toBe(true);
    });

    test('that this key may not see are absent', async () => {
      await using b = await bench(
        { keys: [{ key: 'narrow', customers: [43] }], switches: { eventIdentifierSupported: false } },
        { api, apiKey: 'narrow' },
      );
      const foreign = b.sim.addEvent({ customerID: 42 });
      const own = b.sim.addEvent({ customerID: 43 });
      expect([...(await b.source.lookup.events!([foreign.id, own.id], call())).keys()]).toEqual([own.id]);
      expect(b.source.health().state).toBe('OK');
    });

    test('become alerts and detections only when they are such', async () => {
      await using b = await bench({}, { api });
      const plain = b.sim.addEvent();
      const alert = b.sim.addEvent({ alarmID: 58_002 });
      const threat = b.sim.addEvent({ alarmID: 58_002, flags: ['THREAT_CANDIDATE'] });
      const nameless = b.sim.addEvent({ flags: ['IDENTIFIED_THREAT'] });
      const refuted = b.sim.addEvent({ alarmID: 58_002, flags: ['IDENTIFIED_THREAT', 'NOT_A_THREAT'] });
      const all = [plain.id, alert.id, threat.id, nameless.id, refuted.id];
      const alerts = await b.source.lookup.alerts!(all, call());
      expect([...alerts.keys()].toSorted()).toEqual([alert.id, threat.id, refuted.id].toSorted());
      const detections = await b.source.lookup.threatDetections!(
        [`${threat.id}#58002`, `${threat.id}#58003`, `${nameless.id}#none`, `${refuted.id}#58002`],
        call(),
      );
      expect([...detections.values()].map(({ nativeId, confidence }) => [nativeId, confidence])).toEqual([
        [`${threat.id}#58002`, 'MEDIUM'],
        [`${nameless.id}#none`, 'HIGH'],
      ]);
    });

    test('show an alarm by its id', async () => {
      await using b = await bench({}, { api });
      b.sim.addEvent({ alarmID: 58_002 });
      const found = await b.source.lookup.threats!(['58002', '58003', 'none', '0'], call());
      expect([...found]).toMatchObject([
        ['58002', { title: 'Ransomware encrypts a share', category: 'Ransomware' }],
      ]);
    });

    test('bring their detail along when it is selected, in the same call', async () => {
      await using b = await bench({}, { api });
      const raw = b.sim.addEvent({ type: 'raw' });
      const event = b.sim.addEvent({
        alarmID: 58_001,
        subEvents: [raw.id],
        comments: [{ timestamp: NOON, user: 'ada', comment: 'seen' }],
        properties: [
          { key: 'a.b', type: 'long', values: ['1', '2'] },
          { key: 'dns.query', type: 'string', values: ['Q.example'] },
        ],
      });
      b.sim.switches.propertyJoiner = '\n';
      const page = { direction: 'forward', limit: 5 } as const;
      const browse = async (...fields: string[]) =>
        (await b.source.browse.alerts!({ page, countTotal: false }, call(...fields))).items[0];
      const alert = await browse('properties', 'comments', 'subEvents');
      const properties = [
        { key: 'a.b', type: api === 'v2' ? 'long' : 'string', values: ['1', '2'] },
        { key: 'dns.query', type: 'string', values: ['Q.example'] },
      ];
      expect(alert?.events?.[0]?.record?.details).toMatchObject({
        properties,
        comments: [{ at: NOON, user: 'ada', text: 'seen' }],
        subEvents: [raw.id],
      });
      expect((await browse('observables'))?.observables).toContainEqual({
        type: 'DOMAIN',
        value: 'q.example',
        role: 'query',
      });
      expect(b.sim.requests.length).toBe(2);
      b.sim.forget();
      const ids = [event.id, raw.id, missing];
      expect((await b.source.argus!.properties(ids, call())).get(event.id)).toEqual(properties);
      expect([...(await b.source.argus!.comments(ids, call()))].length).toBe(2);
      expect((await b.source.argus!.subEvents(ids, call())).get(event.id)).toEqual([raw.id]);
      expect(b.sim.requests.length).toBe(api === 'v2' ? 3 : 6);
    });

    test('have payloads of four types, captures and a lineage', async () => {
      await using b = await bench({}, { api });
      const bytes = createHash('sha512').update('payload').digest();
      for (const type of ['ethernet', 'binary', 'pcap'] as const) {
        const { id } = b.sim.addEvent({ payload: { type, bytes } });
        expect(await b.source.argus!.payload(id, call())).toEqual({
          type: type.toUpperCase(),
          base64: bytes.toString('base64'),
        });
        expect(await b.source.argus!.pcap(id, call())).toBe(
          type === 'binary' ? null : bytes.toString('base64'),
        );
      }
      const textual = b.sim.addEvent({ payload: { type: 'string', bytes: Buffer.from('GET / æ') } });
      expect(await b.source.argus!.payload(textual.id, call())).toEqual({ type: 'STRING', text: 'GET / æ' });
      const bare = b.sim.addEvent();
      for (const nullData of [false, true]) {
        b.sim.switches.nullData = nullData;
        for (const id of [bare.id, missing]) {
          expect(await b.source.argus!.payload(id, call())).toBeNull();
          expect(await b.source.argus!.pcap(id, call())).toBeNull();
        }
        expect(await b.source.argus!.lineage(missing, call())).toEqual([]);
      }
      b.sim.updateEvent(bare.id, { count: 3, lastUpdated: bare.created + 5 });
      const lineage = await b.source.argus!.lineage(bare.id, call());
      expect(lineage.map(({ type }) => type)).toContain('created');
      expect(lineage.at(-1)).toMatchObject({ type: 'updated', at: bare.created + 5, by: 'argus' });
    });
  });
}

describe('cases by id', () => {
  test('are asked for together; those that are gone or hidden are absent', async () => {
    await using b = await bench({ keys: [{ key: 'narrow', cases: [7, 8] }] }, { apiKey: 'narrow' });
    for (const id of [7, 8, 9]) b.sim.addCase({ id, flags: id === 8 ? ['DELETED'] : [] });
    const found = await b.source.lookup.cases!(['9', '7', '8', '10'], call());
    expect([...found.keys()]).toEqual(['7']);
    expect(b.sim.requests.length).toBe(1);
  });

  test('carry the whole model', async () => {
    await using b = await bench();
    b.sim.addCase({
      id: 7,
      subject: 'Beacon',
      status: 'pendingCustomer',
      priority: 'critical',
      created: NOON,
      lastUpdated: NOON + 5,
      closed: NOON + 9,
      assignedTechID: 1_002,
    });
    const found = (await b.source.lookup.cases!(['7'], call())).get('7');
    expect(found).toMatchObject({
      recordKind: 'CASE',
      vendor: 'argus',
      source: 'argus',
      nativeId: '7',
      time: NOON,
      createdAt: NOON,
      modifiedAt: NOON + 5,
      closedAt: NOON + 9,
      severity: 'CRITICAL',
      priority: 'CRITICAL',
      subject: 'Beacon',
      status: 'PENDING_CUSTOMER',
      statusNative: 'pendingCustomer',
      category: 'malware',
      service: 'ids',
      type: 'securityIncident',
      customer: { id: '42', name: 'Acme Corporation', shortName: 'acme' },
      assignee: { id: '1002', name: 'Bo Berg', userName: 'soc.bo' },
      raw: { originEmailAddress: null },
    });
  });

  test('hidden from this key have no events', async () => {
    await using b = await bench({ keys: [{ key: 'narrow', cases: [7] }] }, { apiKey: 'narrow' });
    b.sim.addCase({ id: 8 });
    const page = { direction: 'forward', limit: 5 } as const;
    for (const hidden of [403, 404] as const) {
      b.sim.switches.hiddenCase = hidden;
      const error = await thrown(() => b.source.related.eventsOfCase!('8', page, call()));
      expect(error).toMatchObject({ name: 'SourceError', kind: 'not-found' });
      // One case out of reach says nothing of the source.
      expect(b.source.health().state).not.toBe('UNAUTHORIZED');
    }
    expect((await b.source.related.eventsOfCase!('none', page, call())).items).toEqual([]);
  });
});

describe('a failure', () => {
  for (const [status, kind] of [
    [401, 'unauthorized'],
    [402, 'rate-limited'],
    [500, 'unavailable'],
    [503, 'unavailable'],
  ] as const) {
    test(`with ${status} is ${kind}`, async () => {
      await using b = await bench({}, { timeout: 300 });
      b.sim.fault(argusFault(status));
      const page = { direction: 'forward', limit: 5 } as const;
      const error = await thrown(() => b.source.browse.events!({ page, countTotal: false }, call()));
      expect(error).toMatchObject({ name: 'SourceError', source: 'argus', kind, status });
      expect(b.source.health().lastFailure?.error.kind).toBe(kind);
    });
  }

  for (const [name, fault] of [
    ['an overload', argusFault(503, { times: 2 })],
    ['an answer that stops half-way', { kind: 'truncateJson', times: 1 }],
    ['a cut connection', { kind: 'truncate', times: 1 }],
  ] as const) {
    test(`that passes (${name}) is got over`, async () => {
      await using b = await bench();
      b.sim.addEvent();
      b.sim.fault(fault);
      const page = { direction: 'forward', limit: 5 } as const;
      expect((await b.source.browse.events!({ page, countTotal: false }, call())).items.length).toBe(1);
      expect(b.source.health().state).toBe('OK');
    });
  }

  for (const body of [
    '{}',
    '[]',
    '"x"',
    '{"data":null}',
    '{"responseCode":500,"data":[]}',
    '{"data":{},"count":1}',
  ]) {
    test(`of the envelope (${body}) is an invalid answer`, async () => {
      await using b = await bench();
      b.sim.fault({ kind: 'status', status: 200, body });
      const page = { direction: 'forward', limit: 5 } as const;
      const error = await thrown(() => b.source.browse.events!({ page, countTotal: false }, call()));
      expect(error).toMatchObject({ name: 'SourceError', kind: 'invalid-response' });
      expect(b.source.health().state).toBe('DEGRADED');
    });
  }
});
