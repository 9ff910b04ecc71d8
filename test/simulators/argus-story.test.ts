import { expect, test } from 'vitest';
import { createSimClock } from '../../src/simulators/clock.ts';
import { BEAT_MS, HISTORY_MS, incidentsBetween } from '../../src/simulators/story.ts';
import { NOW, openArgus } from './argus-caller.ts';

const aggregates = async () => {
  const argus = await openArgus({ storyStart: NOW });
  return { argus, events: [...argus.sim.events.values()].filter(({ type }) => type === 'aggregated') };
};

test('each incident is one aggregate over one to three raw events that exist', async () => {
  const { argus, events } = await aggregates();
  await using _ = argus;
  const incidents = incidentsBetween(NOW - HISTORY_MS, NOW, NOW);
  expect(events.map(({ created }) => created)).toEqual(incidents.map(({ time }) => time));
  for (const event of events) {
    const raw = event.subEvents.map((id) => argus.sim.events.get(id)?.type);
    expect([1, 2, 3]).toContain(raw.length);
    expect(new Set(raw)).toEqual(new Set(['raw']));
  }
});

test('severity, verdicts, alarms and cases follow the plot', async () => {
  const { argus, events } = await aggregates();
  await using _ = argus;
  const incidents = new Map(incidentsBetween(NOW - HISTORY_MS, NOW, NOW).map((one) => [one.time, one]));
  for (const event of events) {
    const severity = incidents.get(event.created)?.plot.severity ?? 0;
    expect(event.severity).toBe(['', 'low', 'low', 'medium', 'high', 'critical'][severity]);
    expect(event.alarmID !== null).toBe(severity >= 2);
    expect(event.flags.includes('IDENTIFIED_THREAT')).toBe(severity >= 4);
    expect(event.flags.includes('THREAT_CANDIDATE')).toBe(severity === 3);
    expect(event.caseIDs.map((id) => argus.sim.cases.get(id)?.customerID)).toEqual(
      severity >= 4 ? [event.customerID] : [],
    );
  }
});

test('the story holds networks, IPv6, payloads, odd properties and every verdict', async () => {
  const { argus, events } = await aggregates();
  await using _ = argus;
  const raw = [...argus.sim.events.values()].filter(({ type }) => type === 'raw');
  const flags = new Set(events.flatMap((event) => event.flags));
  for (const flag of [
    'FALSE_POSITIVE',
    'NOT_A_THREAT',
    'ACKNOWLEDGED',
    'FOLLOWUP',
    'FINALIZED',
    'NOTIFIED',
  ]) {
    expect(flags).toContain(flag);
  }
  const kinds = new Set(raw.flatMap(({ payload }) => payload?.type ?? []));
  expect(kinds).toEqual(new Set(['pcap', 'string', 'binary']));
  expect(events.some(({ source }) => source?.address.endsWith('.0/24'))).toBe(true);
  expect(events.some(({ destination }) => destination?.address.includes(':'))).toBe(true);
  const keys = new Set(events.flatMap(({ properties }) => properties.map(({ key }) => key)));
  for (const key of ['file.sha256', 'file.md5', 'dns.query', 'http.hostname', 'Ünïcode key / with slash']) {
    expect(keys).toContain(key);
  }
});

test('the story goes on as the clock moves, and only then', async () => {
  await using argus = await openArgus({ storyStart: NOW });
  const before = await argus.post('/events/v1/aggregated/search', { startTimestamp: 0, limit: 1 });
  const again = await argus.post('/events/v1/aggregated/search', { startTimestamp: 0, limit: 1 });
  argus.sim.clock.advance(20 * BEAT_MS);
  const after = await argus.post('/events/v1/aggregated/search', { startTimestamp: 0, limit: 1 });
  expect(again.count).toBe(before.count);
  expect(after.count).toBe(before.count + incidentsBetween(NOW, NOW + 20 * BEAT_MS, NOW).length);
  expect(after.count).toBeGreaterThan(before.count + 10);
});

test('aggregates grow and become final later, each time with a newer stamp that is never ahead of the clock', async () => {
  await using argus = await openArgus({ storyStart: NOW });
  const told = [...argus.sim.events.values()].filter(
    ({ created, type }) => type === 'aggregated' && created > NOW - 60_000,
  );
  const before = told.map((event) => ({ ...event }));
  argus.sim.clock.advance(11 * 60_000);
  const after = before.map(({ id }) => argus.sim.events.get(id));
  expect(after.some((event, i) => (event?.count ?? 0) > (before[i]?.count ?? 0))).toBe(true);
  expect(after.filter((event) => event?.flags.includes('FINALIZED')).length).toBeGreaterThan(0);
  for (const event of argus.sim.events.values())
    expect(event.lastUpdated).toBeLessThanOrEqual(NOW + 11 * 60_000);
});

test('two simulators that start at the same time tell the same, however often they are asked', async () => {
  const clock = createSimClock();
  clock.set(NOW, true);
  await using one = await openArgus({ storyStart: NOW, clock });
  await using other = await openArgus({ storyStart: NOW, clock });
  for (let i = 0; i < 20; i++) {
    clock.advance(60_000);
    expect(one.sim.events.size).toBeGreaterThan(0);
  }
  expect(new Map(one.sim.events)).toEqual(new Map(other.sim.events));
  expect(new Map(one.sim.cases)).toEqual(new Map(other.sim.cases));
});

test('a clock that goes back and comes again tells nothing twice', async () => {
  await using argus = await openArgus({ storyStart: NOW });
  const { size } = argus.sim.events;
  argus.sim.clock.advance(-3_600_000);
  expect(argus.sim.events.size).toBe(size);
  argus.sim.clock.advance(3_600_000);
  expect(argus.sim.events.size).toBe(size);
});
