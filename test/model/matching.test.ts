import { describe, expect, test } from 'vitest';
import type { AlertFilter, CaseFilter, EventFilter, ThreatDetectionFilter } from '../../src/model/filters.ts';
import { encodeGlobalId } from '../../src/model/ids.ts';
import {
  filterKeys,
  matchesAlert,
  matchesCase,
  matchesEvent,
  matchesThreatDetection,
} from '../../src/model/matching.ts';
import type { ArgusEventDetails } from '../../src/model/details.ts';
import { observableRef } from '../../src/model/observables.ts';
import type { Event } from '../../src/model/records.ts';
import type { ObservableType } from '../../src/model/values.ts';
import { alert, caseRecord, detection, event } from './support.ts';

const about = (type: ObservableType, value: string, role = 'source'): Event =>
  event({ observables: [observableRef(type, value, role)].filter((ref) => ref !== null) });

const argusEvent = (details: Partial<ArgusEventDetails>, parts: Partial<Event> = {}): Event =>
  event({ ...parts, details: { vendor: 'argus', type: 'AGGREGATED', flags: [], ...details } });

/** Cases: a filter, records it matches, records it does not. */
function table(
  cases: readonly (readonly [filter: EventFilter, yes: readonly Event[], no: readonly Event[]])[],
) {
  for (const [filter, yes, no] of cases) {
    test(JSON.stringify(filter), () => {
      expect(yes.map((one) => matchesEvent(filter, one))).toEqual(yes.map(() => true));
      expect(no.map((one) => matchesEvent(filter, one))).toEqual(no.map(() => false));
      // Whatever does not match is matched by the filter turned round, a record without the value included.
      expect([...yes, ...no].map((one) => matchesEvent({ not: filter }, one))).toEqual([
        ...yes.map(() => false),
        ...no.map(() => true),
      ]);
    });
  }
}

describe('keys together and alone', () => {
  const low = event({ severity: 'LOW', kind: 'DNS' });
  const high = event({ severity: 'HIGH', kind: 'HTTP' });
  const none = event({ kind: 'DNS' });
  table([
    [{}, [low, high, none], []],
    [{ and: null, or: null, not: null, kinds: null, time: null, text: null, ip: null }, [low, none], []],
    [{ and: [] }, [low, high, none], []],
    [{ or: [] }, [], [low, high, none]],
    [{ kinds: [] }, [], [low, high, none]],
    [{ not: {} }, [], [low, high, none]],
    [{ not: { kinds: [] } }, [low, high, none], []],
    [{ kinds: ['DNS', 'HTTP'] }, [low, high, none], []],
    [{ kinds: ['DNS'], severities: ['LOW'] }, [low], [high, none]],
    [{ and: [{ kinds: ['DNS'] }, { severities: ['LOW'] }] }, [low], [high, none]],
    [{ or: [{ kinds: ['HTTP'] }, { severities: ['LOW'] }] }, [low, high], [none]],
    [{ kinds: ['DNS'], or: [{ severities: ['HIGH'] }] }, [], [low, high, none]],
    [{ not: { minSeverity: 'LOW' } }, [none], [low, high]],
    [{ not: { not: { kinds: ['DNS'] } } }, [low, none], [high]],
    [{ not: { and: [{ kinds: ['DNS'] }, { severities: ['LOW'] }] } }, [high, none], [low]],
    [{ not: { or: [{ kinds: ['HTTP'] }, { severities: ['LOW'] }] } }, [none], [low, high]],
  ]);
});

describe('severity', () => {
  const [none, low, critical] = [event(), event({ severity: 'LOW' }), event({ severity: 'CRITICAL' })];
  table([
    [{ minSeverity: 'UNKNOWN' }, [none, low, critical], []],
    [{ minSeverity: 'LOW' }, [low, critical], [none]],
    [{ minSeverity: 'MEDIUM' }, [critical], [none, low]],
    [{ severities: ['UNKNOWN'] }, [none], [low, critical]],
    [{ severities: ['LOW', 'CRITICAL'] }, [low, critical], [none]],
  ]);
});

describe('time', () => {
  const at = (time: number, modifiedAt?: number): Event => event({ time, modifiedAt });
  table([
    [{ time: { from: 10, to: 20 } }, [at(10), at(19)], [at(9), at(20)]],
    [{ time: { from: 10 } }, [at(10), at(1e15)], [at(9)]],
    [{ time: { to: 10 } }, [at(-5), at(9)], [at(10)]],
    [{ time: {} }, [at(0), at(-1)], []],
    [{ time: { from: null, to: null } }, [at(0)], []],
    [{ time: { from: 10, to: 10 } }, [], [at(9), at(10), at(11)]],
    [{ time: { from: 20, to: 10 } }, [], [at(15)]],
    [{ modified: { from: 10, to: 20 } }, [at(0, 10), at(99, 19)], [at(15, 9), at(15, 20), at(15)]],
    [{ modified: {} }, [at(0, 0)], [at(0)]],
  ]);
});

describe('hosts, users, names and hashes', () => {
  const bare = about('HOST', 'WS-7');
  const full = about('HOST', 'ws-7.acme.example');
  const ana = about('USER', 'ACME\\Ana');
  const domain = about('DOMAIN', 'Bücher.example.');
  const hash = about('FILE_HASH', 'A'.repeat(64));
  const none = event();
  table([
    [{ hosts: ['ws-7'] }, [bare, full], [none, ana]],
    [{ hosts: ['WS-7.Acme.Example.'] }, [bare, full], [none]],
    [{ hosts: ['ws-7.fjord.example'] }, [bare], [full]],
    [{ hosts: ['ws-70', 'ws'] }, [], [bare, full]],
    [{ hosts: [''] }, [], [bare, full, none]],
    [{ users: ['ana@fjord.example'] }, [ana], [none, bare]],
    [{ users: ['FJORD\\ANA'] }, [ana], [none]],
    [{ users: ['an'] }, [], [ana]],
    [{ domains: ['xn--bcher-kva.EXAMPLE'] }, [domain], [none]],
    [{ domains: ['bücher.example'] }, [domain], [none]],
    [{ domains: ['example'] }, [], [domain]],
    [{ hashes: ['a'.repeat(64)] }, [hash], [none]],
    [{ hashes: [`${'AA:'.repeat(31)}aa`] }, [hash], [none]],
    [{ hashes: ['no hash', ''] }, [], [hash, none]],
  ]);
});

describe('addresses', () => {
  const source = about('IP', '10.9.8.7');
  const target = about('IP', '10.9.8.7', 'destination');
  const other = about('IP', '::ffff:10.9.8.7', 'device');
  const six = about('IP', '2001:db8::1');
  const none = about('HOST', 'ws-7');
  table([
    [{ ip: ['10.9.8.7'] }, [source, target, other], [six, none]],
    [{ ip: ['::ffff:10.9.8.7'] }, [source, target, other], [six, none]],
    [{ ip: ['10.9.0.0/16', '2001:db8::/32'] }, [source, target, other, six], [none]],
    [{ ip: ['0.0.0.0/0'] }, [source, target, other], [six, none]],
    [{ srcIp: ['10.0.0.0/8'] }, [source], [target, other, six, none]],
    [{ dstIp: ['10.0.0.0/8'] }, [target], [source, other, six, none]],
    [{ srcIp: ['10.9.8.7'], dstIp: ['10.9.8.7'] }, [], [source, target]],
    [{ ip: ['10.9.8.8'] }, [], [source, target, other, six, none]],
    [{ ip: [] }, [], [source, none]],
  ]);
});

describe('ranges (contract sheet argus, section 10)', () => {
  const range = (value: string, role = 'source'): Event => about('IP', value, role);
  const asked = ['10.9.8.32/28'];
  const inside = ['10.9.8.32/28', '10.9.8.33', '10.9.8.40/29'].map((value) => range(value));
  const wider = ['10.9.8.0/24', '10.9.0.0/20', '10.9.0.0/19', '0.0.0.0/0'].map((value) => range(value));
  const outside = ['10.9.8.48', '10.9.9.0/24', '::/0'].map((value) => range(value));
  const [w24, w20, w19, w0] = ['10.9.8.0/24', '10.9.0.0/20', '10.9.0.0/19', '0.0.0.0/0'].map((value) =>
    argusEvent({}, range(value)),
  );
  const argusOnly = (...list: (Event | undefined)[]): Event[] => list.filter((one) => one !== undefined);
  const withDetails = (list: readonly Event[]): Event[] =>
    list.map((one) => ({ ...one, ...argusEvent({}, one) }));
  table([
    [{ ip: asked }, inside, [...wider, ...outside]],
    [{ ip: asked, coveringNetworks: false }, inside, [...wider, ...outside]],
    [{ ip: asked, coveringNetworks: true }, [...inside, ...wider], outside],
    [
      { srcIp: asked, coveringNetworks: true },
      [...inside, ...wider],
      [...outside, range('10.9.8.0/24', 'destination')],
    ],
    [
      { ip: asked, coveringNetworks: true, argus: { srcMinBits: 20 } },
      [...withDetails(inside), ...argusOnly(w24, w20)],
      [...argusOnly(w19, w0), ...withDetails(outside)],
    ],
    [
      { ip: asked, coveringNetworks: true, argus: { dstMinBits: 20 } },
      [...argusOnly(w24, w20, w19, w0)],
      withDetails([range('10.9.0.0/19', 'destination')]),
    ],
    // A range equal to what was asked matches even when it is wider than the bits asked for.
    [
      { ip: ['10.9.0.0/19'], coveringNetworks: true, argus: { srcMinBits: 24 } },
      argusOnly(w19, w20, w24),
      argusOnly(w0),
    ],
  ]);
});

describe('techniques', () => {
  const parent = event({ attacks: [{ technique: 'T1059', tactics: [] }] });
  const sub = event({ attacks: [{ tactics: ['TA0002'] }, { technique: 'T1059.001', tactics: [] }] });
  const near = event({ attacks: [{ technique: 'T10590', tactics: [] }] });
  const none = event({ attacks: [{ tactics: ['TA0002'] }] });
  table([
    [{ techniques: ['T1059'] }, [parent, sub], [near, none]],
    [{ techniques: ['t1059.001'] }, [sub], [parent, near, none]],
    [{ techniques: ['T1059.'] }, [], [parent, sub, near, none]],
    [{ techniques: [] }, [], [parent, none]],
  ]);
});

describe('ends, protocols, text', () => {
  const ends = event({
    srcEndpoint: { port: 50_123, flags: [] },
    dstEndpoint: { port: 443, flags: [], country: 'NO' },
    network: { protocol: 'TCP' },
    title: 'Beaconing to Rare Host',
    nativeId: 'EV-7',
    observables: [{ type: 'DOMAIN', value: 'c2.example' }],
  });
  const none = event({ title: '', nativeId: 'x' });
  table([
    [{ ports: [443] }, [ends], [none]],
    [{ ports: [50_123, 1] }, [ends], [none]],
    [{ ports: [44] }, [], [ends, none]],
    [{ protocols: ['tcp'] }, [ends], [none]],
    [{ text: 'rare h' }, [ends], [none]],
    [{ text: 'ev-7' }, [ends], [none]],
    [{ text: 'C2.EX' }, [ends], [none]],
    [{ text: '' }, [ends, none], []],
    [{ text: '.*' }, [], [ends, none]],
    [{ sources: ['a'] }, [ends], [event({ source: 'A' })]],
    [{ vendors: ['argus'] }, [ends], [event({ vendor: 'kata' })]],
  ]);
});

describe('references', () => {
  const threat = encodeGlobalId('Threat', 'a', 't');
  const known = event({ threatDetections: [{ nativeId: 'd', record: detection() }] });
  const inCase = event({
    cases: [{ nativeId: '7' }],
    customer: { id: '42', shortName: 'acme', name: 'Acme AS' },
  });
  table([
    [{ threatIds: [threat] }, [known], [event(), inCase]],
    [{ threatIds: [encodeGlobalId('Threat', 'b', 't'), 'nonsense', ''] }, [], [known, event()]],
    [{ caseIds: [encodeGlobalId('Case', 'a', '7')] }, [inCase], [event()]],
    [{ caseIds: [encodeGlobalId('Case', 'b', '7'), '7'] }, [], [inCase]],
    [{ customers: ['ACME'] }, [inCase], [event()]],
    [{ customers: ['42'] }, [inCase], [event()]],
    [{ customers: ['Acme AS', '4'] }, [], [inCase]],
  ]);
});

describe("Argus' own keys", () => {
  const full = argusEvent(
    {
      type: 'RAW',
      signature: 'Sig A',
      alarm: { id: 5, categoryId: 7 },
      location: { id: 3 },
      sensor: { id: 901 },
      flags: ['identifiedThreat', 'SOURCE_IS_CUSTOMERNET'],
      properties: [{ key: 'dns.query', type: 'string', values: ['a', 'b'] }],
    },
    { count: 9, srcEndpoint: { flags: [], country: 'NO' } },
  );
  const bare = argusEvent({});
  const cisco = event();
  table([
    [{ argus: {} }, [full, bare], [cisco]],
    [{ argus: null }, [full, bare, cisco], []],
    [{ argus: { type: 'RAW' } }, [full], [bare, cisco]],
    [{ argus: { signatures: ['Sig A'] } }, [full], [bare, cisco]],
    [{ argus: { signatures: ['sig a'] } }, [], [full, bare, cisco]],
    [{ argus: { alarmIds: [5, 6] } }, [full], [bare, cisco]],
    [{ argus: { attackCategoryIds: [7] } }, [full], [bare, cisco]],
    [{ argus: { locationIds: [3] } }, [full], [bare, cisco]],
    [{ argus: { sensorIds: [901] } }, [full], [bare, cisco]],
    [{ argus: { includeFlags: ['IDENTIFIED_THREAT', 'sourceIsCustomernet'] } }, [full], [bare, cisco]],
    [{ argus: { includeFlags: ['identifiedThreat', 'finalized'] } }, [], [full, bare, cisco]],
    [{ argus: { includeFlags: [] } }, [full, bare], [cisco]],
    [{ argus: { excludeFlags: ['IDENTIFIED_THREAT'] } }, [bare], [full, cisco]],
    [{ argus: { excludeFlags: [] } }, [full, bare], [cisco]],
    [{ argus: { minCount: 9 } }, [full], [bare, cisco]],
    [{ argus: { minCount: 0 } }, [full, bare], [cisco]],
    [{ argus: { countries: ['no', 'se'] } }, [full], [bare, cisco]],
    [{ argus: { properties: [{ key: 'dns.query', value: 'b' }] } }, [full], [bare, cisco]],
    [
      {
        argus: {
          properties: [
            { key: 'dns.query', value: 'B' },
            { key: 'b', value: 'dns.query' },
          ],
        },
      },
      [],
      [full, bare, cisco],
    ],
    [{ argus: { properties: [] } }, [], [full, bare, cisco]],
  ]);
});

test('alerts have keys of their own', () => {
  const one = alert({
    status: 'OPEN',
    verdict: 'SUSPECTED',
    labels: ['EtaBasedDetection'],
    title: 'Rare beacon',
    severity: 'HIGH',
    observables: [{ type: 'IP', value: '10.9.8.0/24', role: 'source' }],
    threatDetections: [{ nativeId: 'd', record: detection({ threat: { nativeId: 't' } }) }],
  });
  const yes: readonly AlertFilter[] = [
    { statuses: ['OPEN', 'NEW'] },
    { verdicts: ['SUSPECTED'] },
    { labels: ['etabaseddetection'] },
    { text: 'RARE' },
    { ip: ['10.9.0.0/16'] },
    { threatIds: [encodeGlobalId('Threat', 'a', 't')] },
    { not: { statuses: ['CLOSED'] } },
  ];
  const no: readonly AlertFilter[] = [
    { statuses: ['CLOSED'] },
    { statuses: [] },
    { verdicts: ['THREAT'] },
    { labels: ['eta'] },
    // A range is found by what holds it, not by what it holds.
    { ip: ['10.9.8.7'] },
  ];
  expect(yes.filter((filter) => !matchesAlert(filter, one))).toEqual([]);
  expect(no.filter((filter) => matchesAlert(filter, one))).toEqual([]);
  const bare = alert();
  expect(matchesAlert({ statuses: ['NEW', 'OPEN', 'CLOSED', 'UNKNOWN'] }, bare)).toBe(false);
  expect(matchesAlert({ not: { statuses: ['CLOSED'], verdicts: ['THREAT'] } }, bare)).toBe(true);
});

test('threat detections have keys of their own', () => {
  const one = detection({
    confidence: 'MEDIUM',
    threat: { nativeId: 't', record: { source: 'a', nativeId: 't', title: 'Worm', severity: 'HIGH' } },
  });
  const yes: readonly ThreatDetectionFilter[] = [
    { minConfidence: 'UNKNOWN' },
    { minConfidence: 'MEDIUM' },
    { text: 'worm' },
    { threatIds: [encodeGlobalId('Threat', 'a', 't')] },
  ];
  const no: readonly ThreatDetectionFilter[] = [
    { minConfidence: 'HIGH' },
    { text: 'virus' },
    { threatIds: [] },
  ];
  expect(yes.filter((filter) => !matchesThreatDetection(filter, one))).toEqual([]);
  expect(no.filter((filter) => matchesThreatDetection(filter, one))).toEqual([]);
});

test('cases have keys of their own', () => {
  const one = caseRecord({
    priority: 'HIGH',
    status: 'PENDING_SOC',
    category: 'Malware',
    subject: 'Worm seen',
    customer: { id: '42', shortName: 'acme' },
  });
  const yes: readonly CaseFilter[] = [
    { minPriority: 'MEDIUM' },
    { statuses: ['PENDING_SOC'] },
    { categories: ['malware'] },
    { customers: ['acme'] },
    { text: 'worm' },
    { and: [{ statuses: ['PENDING_SOC'] }, { not: { statuses: ['CLOSED'] } }] },
  ];
  const no: readonly CaseFilter[] = [
    { minPriority: 'CRITICAL' },
    { statuses: ['CLOSED'] },
    { categories: ['mal'] },
    { customers: ['42x'] },
    { or: [] },
  ];
  expect(yes.filter((filter) => !matchesCase(filter, one))).toEqual([]);
  expect(no.filter((filter) => matchesCase(filter, one))).toEqual([]);
  expect(matchesCase({ not: { categories: ['malware'] } }, caseRecord())).toBe(true);
});

test('the keys of a filter are those at every depth, without the null ones', () => {
  const filter: EventFilter = {
    and: [
      { minSeverity: 'LOW', text: null },
      { or: [{ argus: { properties: [{ key: 'k', value: 'v' }] } }] },
    ],
    not: { ip: [] },
    hosts: null,
  };
  expect([...filterKeys(filter)].toSorted()).toEqual(
    ['and', 'argus', 'ip', 'key', 'minSeverity', 'not', 'or', 'properties', 'value'].toSorted(),
  );
  expect(filterKeys(null).size).toBe(0);
});
