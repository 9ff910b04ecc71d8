/** What an alert becomes, field by field. */
import { expect, test } from 'vitest';
import { createSimClock } from '../../../src/simulators/clock.ts';
import type { AlertDraft } from '../../../src/simulators/alphasoc/make.ts';
import { alertsOf, createLedger, detectionsOf, eventsOf, start } from './harness.ts';

const T0 = Date.UTC(2031, 1, 3, 5);

const header = {
  ts: '2031-02-03T04:05:06.123456789Z',
  srcIP: '10.1.2.3',
  srcPort: 40_123,
  srcHost: 'lab-7',
  srcMac: '02:00:5E:10:00:01',
  srcUser: 'CORP\\ana',
  srcID: 'sensor-x/991',
};
const wisdom = { flags: ['c2', 'young_domain'], labels: ['c2:Cobalt Strike'], domain: 'evil.example' };

async function recordsOf(draft: AlertDraft) {
  await using harness = await start({ clock: createSimClock(T0), switches: { alertIds: 'full' } });
  harness.sim.clock.set(T0, true);
  harness.sim.addAlert({ wisdom, ...draft });
  const ledger = createLedger();
  await harness.follow(ledger);
  const [event, alert, detection] = [eventsOf(ledger)[0], alertsOf(ledger)[0], detectionsOf(ledger)[0]];
  return { event, alert, detection, seen: harness.sim.clock.now() };
}

test('the parts that all have in common', async () => {
  const { event, alert, detection } = await recordsOf({
    event: header,
    id: 'a-1',
    mitreAttack: ['T1071.001', 'TA0011', 'x'],
  });
  const common = {
    source: 'alpha',
    vendor: 'alphasoc',
    time: Date.parse('2031-02-03T04:05:06.123Z'),
    timeFraction: 456_789,
    attacks: [{ technique: 'T1071.001', tactics: [] }, { tactics: ['TA0011'] }],
    raw: expect.objectContaining({ id: 'a-1', wisdom }),
  };
  expect(event).toMatchObject({
    ...common,
    nativeId: 'a-1',
    count: 1,
    srcEndpoint: {
      ip: '10.1.2.3',
      port: 40_123,
      host: 'lab-7',
      user: 'CORP\\ana',
      mac: header.srcMac,
      flags: [],
    },
    device: { nativeId: 'lab-7', record: { name: 'lab-7', ips: ['10.1.2.3'] } },
    actor: { user: 'CORP\\ana' },
    alerts: [{ nativeId: 'a-1' }],
    details: {
      vendor: 'alphasoc',
      eventType: 'dns',
      wisdomFlags: wisdom.flags,
      wisdomLabels: wisdom.labels,
      wisdomDomain: 'evil.example',
      srcId: 'sensor-x/991',
    },
  });
  expect(alert).toMatchObject({
    ...common,
    nativeId: 'a-1',
    labels: ['c2:Cobalt Strike', 'c2', 'young_domain'],
    events: [{ nativeId: 'a-1' }],
    threatDetections: [{ nativeId: 'a-1#c2_communication' }],
  });
  expect(alert?.status).toBeUndefined();
  expect(detection).toMatchObject({ ...common, nativeId: 'a-1#c2_communication', confidence: 'UNKNOWN' });
  expect(alert?.observables).toEqual(event?.observables);
  expect(detection?.observables).toEqual(event?.observables);
});

test('a DNS event', async () => {
  const { event } = await recordsOf({ event: { ...header, query: 'A.Evil.example.', qtype: 'TXT' } });
  expect(event).toMatchObject({
    kind: 'DNS',
    title: 'DNS query A.Evil.example. TXT',
    dns: { query: 'A.Evil.example.', type: 'TXT' },
    dstEndpoint: undefined,
    http: undefined,
    tls: undefined,
    network: undefined,
  });
  expect(event?.observables).toEqual([
    { type: 'IP', value: '10.1.2.3', role: 'source' },
    { type: 'HOST', value: 'lab-7', role: 'source' },
    { type: 'MAC', value: '02:00:5e:10:00:01', role: 'source' },
    { type: 'USER', value: 'ana', role: 'actor' },
    { type: 'DOMAIN', value: 'a.evil.example', role: 'query' },
    { type: 'DOMAIN', value: 'evil.example', role: 'destination' },
  ]);
});

test('an IP event', async () => {
  const { event } = await recordsOf({
    eventType: 'ip',
    event: {
      ...header,
      destIP: '2001:DB8::0:5',
      destPort: 4_443,
      proto: 'tcp',
      bytesIn: 10,
      bytesOut: 20,
      app: 'ssl3',
      action: 'denied',
      duration: 5.4,
      ja3: 'A'.repeat(32),
    },
  });
  expect(event).toMatchObject({
    kind: 'NETWORK',
    title: 'TCP connection to [2001:db8::5]:4443',
    dstEndpoint: { ip: '2001:db8::5', port: 4_443 },
    network: {
      protocol: 'tcp',
      bytesIn: 10,
      bytesOut: 20,
      application: 'ssl3',
      action: 'denied',
      duration: 5_400,
    },
    tls: { ja3: 'A'.repeat(32) },
  });
  expect(event?.observables).toContainEqual({ type: 'JA3', value: 'a'.repeat(32), role: 'source' });
  expect(event?.observables).toContainEqual({ type: 'IP', value: '2001:db8::5', role: 'destination' });
});

test('an HTTP event', async () => {
  const { event } = await recordsOf({
    eventType: 'http',
    event: {
      ...header,
      url: 'http://Bad.example:8080/x',
      method: 'POST',
      status: 404,
      referrer: 'r',
      userAgent: 'u',
      bytesIn: 9,
    },
  });
  expect(event).toMatchObject({
    kind: 'HTTP',
    title: 'HTTP POST http://Bad.example:8080/x',
    dstEndpoint: { host: 'bad.example', port: 8_080 },
    http: {
      url: 'http://Bad.example:8080/x',
      method: 'POST',
      status: 404,
      referrer: 'r',
      userAgent: 'u',
      bytesIn: 9,
    },
  });
  expect(event?.observables).toContainEqual({
    type: 'URL',
    value: 'http://bad.example:8080/x',
    role: 'destination',
  });
  expect(event?.observables).toContainEqual({ type: 'DOMAIN', value: 'bad.example', role: 'destination' });
});

test('a URL with an address in the place of a host', async () => {
  const { event } = await recordsOf({
    eventType: 'http',
    event: { ...header, url: 'https://[2001:db8::7]/x' },
  });
  expect(event?.dstEndpoint).toEqual({ ip: '2001:db8::7', port: undefined, host: undefined, flags: [] });
  expect(event?.observables).toContainEqual({ type: 'IP', value: '2001:db8::7', role: 'destination' });
});

test('a TLS event', async () => {
  const certHash = '00FF'.repeat(10);
  const { event } = await recordsOf({
    eventType: 'tls',
    event: {
      ...header,
      destIP: '198.51.100.7',
      destPort: 443,
      certHash,
      issuer: 'i',
      subject: 's',
      validFrom: '0001-01-01T00:00:00Z',
      validTo: '2031-06-01T00:00:00Z',
    },
  });
  expect(event).toMatchObject({
    kind: 'TLS',
    title: 'TLS connection to 198.51.100.7:443',
    tls: { certHash, issuer: 'i', subject: 's', validFrom: undefined, validTo: Date.UTC(2031, 5, 1) },
  });
  expect(event?.observables).toContainEqual({
    type: 'CERT_HASH',
    value: certHash.toLowerCase(),
    role: 'destination',
  });
});

test('an event of a type that is not known yet', async () => {
  const { event } = await recordsOf({ eventType: 'cloud', event: header });
  expect(event).toMatchObject({ kind: 'OTHER', title: 'cloud event about evil.example' });
});

test('zero values are absent', async () => {
  const zeros = {
    srcIP: '',
    srcPort: 0,
    srcHost: '',
    srcMac: '',
    srcUser: '',
    srcID: '',
    query: '',
    qtype: '',
  };
  const { event } = await recordsOf({ event: { ...header, ...zeros }, wisdom: {} });
  expect(event).toMatchObject({
    title: 'DNS query',
    srcEndpoint: undefined,
    device: undefined,
    actor: undefined,
    dns: undefined,
  });
  expect(event?.observables).toEqual([]);
});

test('an alert without event has no Event; one without threats has unknown severity and a title of its own', async () => {
  const bare = await recordsOf({ event: null });
  expect(bare.event).toBeUndefined();
  expect(bare.alert).toMatchObject({ events: [], time: bare.seen });
  expect(bare.detection?.events).toEqual([]);
  const innocent = await recordsOf({ threats: [] });
  expect(innocent.detection).toBeUndefined();
  expect(innocent.alert).toMatchObject({ severity: 'UNKNOWN', title: 'dns alert' });
  expect(innocent.event?.severity).toBe('UNKNOWN');
});
