import { expect, test } from 'vitest';
import { createSimClock } from '../../src/simulators/clock.ts';
import { startCiscoGtaSim } from '../../src/simulators/cisco-gta/index.ts';
import { createCaller, idsOf, paths } from './cisco-gta-caller.ts';

const bySequence = 'sort=modificationSequenceNumber';
const everything = { filter: {} };

test('numbers order as numbers: 1000 comes after 999', async () => {
  await using sim = await startCiscoGtaSim({ firstSequence: 998 });
  for (const id of ['d', 'c', 'b', 'a']) sim.addEvent({ id });
  const caller = await createCaller(sim);
  const first = await caller.page(`${paths.eventSearch}?${bySequence}&size=2`, everything);
  expect([idsOf(first), first.pageInfo.endCursor]).toEqual([['d', 'c'], '999']);
  const second = await caller.page(`${paths.eventSearch}?${bySequence}&after=999`, everything);
  expect([idsOf(second), second.pageInfo.startCursor]).toEqual([['b', 'a'], '1000']);
  const back = await caller.page(`${paths.eventSearch}?${bySequence}&before=1000`, everything);
  expect(idsOf(back)).toEqual(['d', 'c']);
});

test('an item updated while a client pages appears twice, the later copy last, and none is missed', async () => {
  const clock = createSimClock();
  await using sim = await startCiscoGtaSim({ clock });
  for (const id of ['a', 'b', 'c', 'd']) sim.addEvent({ id, title: 'old' });
  const caller = await createCaller(sim);
  const path = `${paths.enrichedEvents}?${bySequence}`;
  const first = await caller.page(`${path}&size=2`);
  sim.updateEvent('a', { title: 'new' });
  sim.updateEvent('c', { title: 'new' });
  const rest = await caller.page(`${path}&after=${first.pageInfo.endCursor}`);
  expect(rest.items.map(({ id, title }) => [id, title])).toEqual([
    ['d', 'old'],
    ['a', 'new'],
    ['c', 'new'],
  ]);
  expect([...first.items, ...rest.items].map(({ id }) => id).toSorted()).toEqual(['a', 'a', 'b', 'c', 'd']);
});

test('a stored cursor brings exactly what is new or changed, and a removal leaves no trace', async () => {
  const clock = createSimClock();
  await using sim = await startCiscoGtaSim({ clock });
  for (const id of ['a', 'b', 'c']) sim.addEvent({ id });
  const caller = await createCaller(sim);
  const path = `${paths.enrichedEvents}?${bySequence}`;
  const stored = (await caller.page(path)).pageInfo.endCursor;
  clock.advance(24 * 3_600_000);
  sim.addEvent({ id: 'd' });
  sim.removeEvent('b');
  sim.updateEvent('a', { subtitle: 'again' });
  sim.expireTokens();
  const tomorrow = await createCaller(sim);
  expect(idsOf(await tomorrow.page(`${path}&after=${stored}`))).toEqual(['d', 'a']);
});

test('events, detections and flows draw from one row of numbers, and an update draws a new one', async () => {
  await using sim = await startCiscoGtaSim();
  sim.addEvent({ id: 'e' });
  sim.addThreatDetection({ id: 't' });
  sim.addFlow({ id: 'f' });
  expect(['e', 't', 'f'].map((id) => sim.sequenceOf(id))).toEqual([1, 2, 3]);
  sim.updateThreatDetection('t', { confidence: 'Low' });
  sim.updateEvent('e', {});
  expect(['e', 't', 'f'].map((id) => sim.sequenceOf(id))).toEqual([5, 4, 3]);
});

test('flows are sorted by their number and carry their event, which may be gone', async () => {
  await using sim = await startCiscoGtaSim();
  sim.addFlow({ id: 'b', networkSecurityEventId: 'gone' });
  sim.addFlow({ id: 'a', networkSecurityEventId: 'gone' });
  const page = await (await createCaller(sim)).page(`${paths.flowSearch}?${bySequence}`, everything);
  expect(page.items.map(({ id, networkSecurityEventId }) => [id, networkSecurityEventId])).toEqual([
    ['b', 'gone'],
    ['a', 'gone'],
  ]);
});

test('whether a new link alone renumbers an event is a switch', async () => {
  await using sim = await startCiscoGtaSim();
  const { modifiedAt } = sim.addEvent({ id: 'e', detectedAt: '2026-01-01T00:00:00.000Z' });
  sim.switches.linkRenumbers = false;
  expect(sim.updateEvent('e', { threatDetectionIds: ['t'] }).modifiedAt).toBe(modifiedAt);
  expect(sim.sequenceOf('e')).toBe(1);
  sim.switches.linkRenumbers = true;
  expect(sim.updateEvent('e', { threatDetectionIds: ['t', 'u'] }).modifiedAt).not.toBe(modifiedAt);
  expect(sim.sequenceOf('e')).toBe(2);
});

test('the sequence sort exists on three resources, and on detections by a switch', async () => {
  await using sim = await startCiscoGtaSim();
  sim.addThreatDetection({ id: 'b' });
  sim.addThreatDetection({ id: 'a' });
  const caller = await createCaller(sim);
  expect(await caller.status('GET', `${paths.events}?${bySequence}`)).toBe(400);
  expect(await caller.status('GET', `${paths.detections}?${bySequence}`)).toBe(400);
  expect(await caller.status('GET', `${paths.enrichedEvents}?${bySequence}:asc`)).toBe(400);
  expect(await caller.status('GET', `${paths.enrichedEvents}?${bySequence}&after=1x`)).toBe(400);
  sim.switches.detectionSequenceSort = true;
  expect(idsOf(await caller.page(`${paths.detections}?${bySequence}`))).toEqual(['b', 'a']);
});

test('detectedOrModifiedAfter asks for either time, strictly, and a switch takes it away', async () => {
  await using sim = await startCiscoGtaSim();
  const day = (n: number) => `2026-01-0${n}T00:00:00.000Z`;
  sim.addEvent({ id: 'a', detectedAt: day(1), modifiedAt: day(1) });
  sim.addEvent({ id: 'b', detectedAt: day(1), modifiedAt: day(3) });
  sim.addEvent({ id: 'c', detectedAt: day(3), modifiedAt: day(3) });
  const caller = await createCaller(sim);
  const since = (n: number) => `${paths.enrichedEvents}?detectedOrModifiedAfter=${day(n)}`;
  expect(idsOf(await caller.page(since(1)))).toEqual(['b', 'c']);
  expect(idsOf(await caller.page(since(3)))).toEqual([]);
  sim.switches.detectedOrModifiedAfter = false;
  expect(await caller.status('GET', since(1))).toBe(400);
});
