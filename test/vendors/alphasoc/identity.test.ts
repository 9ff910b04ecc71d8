/** Ids where the vendor gives none, and what is remembered of an alert. */
import { expect, test } from 'vitest';
import { createSimClock } from '../../../src/simulators/clock.ts';
import {
  alertsOf,
  createLedger,
  DAY,
  detectionsOf,
  eventsOf,
  HOUR,
  newCall,
  start,
  type Ledger,
} from './harness.ts';

const idsOf = (ledger: Ledger): string[] => [...ledger.records.keys()].toSorted();

/** Everything from the start of the window anew, as after a bookmark that was refused. */
const restarted = (ledger: Ledger): void => {
  ledger.bookmark = ledger.bookmark?.replace(/"follow":"[^"]*",/, '') ?? null;
};

test('an id is a version 5 UUID that drift of every kind leaves alone', async () => {
  await using harness = await start();
  const { sim } = harness;
  sim.generate(40, { threatsPerAlert: 3 });
  sim.addAlert({ event: { query: 'A.Example.', srcIP: '2001:DB8::0:1', ts: '2031-02-03T04:05:06.250Z' } });
  const ledger = createLedger();
  await harness.follow(ledger);
  const before = idsOf(ledger);
  expect(alertsOf(ledger)).toHaveLength(41);
  for (const { nativeId } of alertsOf(ledger))
    expect(nativeId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);

  Object.assign(sim.switches, { unknownFields: true, zeroValues: true, pageSize: 3 });
  for (const { id, threats, event } of sim.alerts)
    sim.distort(id, {
      threats: threats.toReversed(),
      wisdom: { flags: ['other'], domain: 'other.example' },
      event: {
        srcHost: 'renamed',
        srcUser: 'nobody',
        bytesIn: 7,
        ts: String(event?.['ts']).replace('Z', '+00:00'),
      },
    });
  const last = sim.alerts.at(-1)?.id ?? '';
  sim.distort(last, { event: { query: 'a.example', srcIP: '2001:db8::1', ts: '2031-02-03T04:05:06.25Z' } });
  restarted(ledger);
  await harness.follow(ledger);
  expect(idsOf(ledger)).toEqual(before);
  expect(eventsOf(ledger).filter(({ srcEndpoint }) => srcEndpoint?.host === 'renamed')).toHaveLength(40);

  const another = createLedger();
  await harness.restart();
  await harness.follow(another);
  expect(idsOf(another)).toEqual(before);
});

test.each([
  ['the time, to the nanosecond', { ts: '2031-02-03T04:05:06.000000001Z' }],
  ['the source address', { srcIP: '10.9.9.9' }],
  ['the source port', { srcPort: 1 }],
  ['what was asked for', { query: 'b.example' }],
])('alerts that differ in %s are two', async (_name, event) => {
  await using harness = await start();
  const same = { ts: '2031-02-03T04:05:06Z', srcIP: '10.1.1.1', srcPort: 2, query: 'a.example' };
  harness.sim.addAlert({ event: same });
  harness.sim.addAlert({ event: { ...same, ...event } });
  const ledger = createLedger();
  await harness.follow(ledger);
  expect(alertsOf(ledger)).toHaveLength(2);
});

test('two sources with the same feed have ids of their own', async () => {
  await using one = await start();
  one.sim.generate(1);
  const [first, second] = [createLedger(), createLedger()];
  await one.follow(first);
  await using other = await start({}, { name: 'beta', url: one.sim.url });
  second.take(await other.feed.read(null, newCall()));
  expect(alertsOf(first)[0]?.raw).toEqual(alertsOf(second)[0]?.raw);
  expect(alertsOf(first)[0]?.nativeId).not.toBe(alertsOf(second)[0]?.nativeId);
});

test('alerts that look alike are one, which occurred as often as one page held it; no replay adds to it or takes from it', async () => {
  await using harness = await start();
  const { sim } = harness;
  const alike = { event: { ts: '2031-02-03T04:05:06Z', query: 'a.example', srcPort: 2, srcIP: '10.1.1.1' } };
  for (let n = 0; n < 3; n++) sim.addAlert(alike);
  const ledger = createLedger();
  await harness.follow(ledger);
  expect(eventsOf(ledger).map(({ count }) => count)).toEqual([3]);
  for (const pageSize of [1, 2, 100]) {
    sim.switches.pageSize = pageSize;
    restarted(ledger);
    await harness.restart();
    await harness.follow(ledger);
    expect(eventsOf(ledger).map(({ count }) => count)).toEqual([3]);
  }
});

test('an alert with an id of its own that comes twice occurred once', async () => {
  await using harness = await start({ switches: { alertIds: 'id', duplicateEvery: 1 } });
  harness.sim.addAlert();
  const ledger = createLedger();
  await harness.follow(ledger);
  expect(harness.sim.alerts).toHaveLength(2);
  expect(eventsOf(ledger).map(({ count }) => count)).toEqual([1]);
});

test('an alert without a time has that of its first reading, however often it is read', async () => {
  await using harness = await start({ clock: createSimClock(Date.UTC(2031, 1, 1)) });
  const { sim } = harness;
  sim.clock.set(Date.UTC(2031, 1, 1), true);
  sim.addAlert({ event: null, wisdom: { domain: 'a.example' } });
  sim.addAlert({ event: null, wisdom: { domain: 'b.example' } });
  sim.addAlert({ event: { ts: '0001-01-01T00:00:00Z' } });
  const ledger = createLedger();
  await harness.follow(ledger);
  const firstSeen = sim.clock.now();
  const before = new Map(ledger.records);
  expect(alertsOf(ledger).map(({ time }) => time)).toEqual([firstSeen, firstSeen, firstSeen]);
  expect(eventsOf(ledger)).toHaveLength(1);
  expect(detectionsOf(ledger)).toHaveLength(3);
  for (const pause of [HOUR, DAY, 1.5 * DAY]) {
    sim.clock.advance(pause);
    restarted(ledger);
    await harness.restart();
    await harness.follow(ledger);
    expect(ledger.records).toEqual(before);
  }
  // What can come no more is forgotten.
  sim.clock.advance(7 * DAY);
  await harness.follow(ledger);
  expect(ledger.bookmark).toContain('"kept":{}');
});

test('once the vendor sends ids, what is offered again goes over to them, and its old ids lead there', async () => {
  await using harness = await start();
  const { sim } = harness;
  sim.generate(10, { threatsPerAlert: 2 });
  sim.addAlert({ event: null, wisdom: { domain: 'a.example' } });
  const ledger = createLedger();
  await harness.follow(ledger);
  const before = new Map(ledger.records);
  sim.switches.alertIds = 'id';
  restarted(ledger);
  const batches = await harness.follow(ledger);
  expect(ledger.records.size).toBe(before.size);
  expect(
    alertsOf(ledger)
      .map(({ nativeId }) => nativeId)
      .toSorted(),
  ).toEqual(sim.alerts.map(({ id }) => id).toSorted());
  expect([...ledger.aliases.keys()].toSorted()).toEqual([...before.keys()].toSorted());
  for (const [key, { time, observables }] of before)
    expect(ledger.records.get(ledger.aliases.get(key) ?? '')).toMatchObject({ time, observables });
  for (const { records, aliases = [] } of batches) {
    const held = new Set(records.map(({ recordKind, nativeId }) => `${recordKind} ${nativeId}`));
    for (const { kind, nativeId } of aliases) expect(held).toContain(`${kind} ${nativeId}`);
  }

  const size = ledger.aliases.size;
  sim.clock.advance(7 * DAY);
  sim.addAlert();
  await harness.follow(ledger);
  expect(ledger.aliases.size).toBe(size);
});

test('the id of alerts that were one leads to the first of them, and goes to none while another still has it', async () => {
  await using harness = await start();
  const { sim } = harness;
  const alike = { event: { ts: '2031-02-03T04:05:06Z', query: 'a.example', srcPort: 2, srcIP: '10.1.1.1' } };
  for (let n = 0; n < 3; n++) sim.addAlert(alike);
  const ledger = createLedger();
  await harness.follow(ledger);
  const [derived] = alertsOf(ledger);
  const [first, second] = sim.alerts;
  for (const alert of [first, second]) sim.distort(alert?.id ?? '', { id: alert?.id });
  restarted(ledger);
  await harness.follow(ledger);
  expect(alertsOf(ledger)).toHaveLength(3);
  expect(ledger.aliases.size).toBe(0);
  sim.switches.alertIds = 'id';
  restarted(ledger);
  await harness.follow(ledger);
  expect(alertsOf(ledger)).toHaveLength(3);
  expect(ledger.aliases.get(`ALERT ${derived?.nativeId}`)).toBe(`ALERT ${first?.id}`);
});

test('some alerts with ids among others without are each there once', async () => {
  await using harness = await start({ switches: { alertIds: 'some', pageSize: 7 } });
  harness.sim.generate(50);
  const ledger = createLedger();
  await harness.follow(ledger);
  restarted(ledger);
  await harness.follow(ledger);
  expect(alertsOf(ledger)).toHaveLength(50);
  expect(eventsOf(ledger)).toHaveLength(50);
});
