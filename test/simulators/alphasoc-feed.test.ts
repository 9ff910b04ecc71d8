import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSimClock } from '../../src/simulators/clock.ts';
import { startAlphaSocSim, type AlphaSocSim } from '../../src/simulators/alphasoc/index.ts';
import { createCaller, kindsOf, queriesOf } from './alphasoc-caller.ts';

const start = Date.UTC(2026, 0, 10, 12);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function frozen() {
  const clock = createSimClock();
  clock.set(start, true);
  return clock;
}

function add(sim: AlphaSocSim, ...queries: readonly string[]): void {
  for (const query of queries) sim.addAlert({ event: { query } });
}

test('the first call begins at the oldest retained alert, and its bookmark gives only what is newer', async () => {
  await using sim = await startAlphaSocSim({ clock: frozen() });
  const { page } = createCaller(sim);
  add(sim, 'a', 'b');
  const first = await page();
  expect(queriesOf(first.alerts ?? [])).toEqual(['a', 'b']);
  expect(first.more).toBe(false);
  expect(first.threats).toEqual({ c2_communication: sim.threats.get('c2_communication') });
  expect(await page(first.follow)).toMatchObject({ more: false, alerts: [], threats: {} });
  add(sim, 'c');
  expect(queriesOf((await page(first.follow)).alerts ?? [])).toEqual(['c']);
  expect(sim.polls.map(({ alerts }) => alerts)).toEqual([2, 0, 1]);
});

test('an alert that comes in the very millisecond of the last answer is not lost', async () => {
  await using sim = await startAlphaSocSim({ clock: frozen() });
  const { page } = createCaller(sim);
  const empty = await page();
  add(sim, 'a');
  const one = await page(empty.follow);
  add(sim, 'b');
  expect(queriesOf([...(one.alerts ?? []), ...((await page(one.follow)).alerts ?? [])])).toEqual(['a', 'b']);
});

for (const bookmarkForm of ['short', 'base64'] as const) {
  test(`a ${bookmarkForm} bookmark may be read again, survives a restart, and is refused when altered`, async () => {
    const clock = frozen();
    await using sim = await startAlphaSocSim({ clock, switches: { bookmarkForm, pageSize: 2 } });
    const { page, status } = createCaller(sim);
    sim.generate(5, { start: start - HOUR_MS, spacing: 1_000 });
    const first = await page();
    const second = await page(first.follow);
    expect((await page(first.follow)).alerts).toEqual(second.alerts);
    expect(first.follow).toMatch(bookmarkForm === 'short' ? /^\d-[0-9a-f]+$/ : /^[A-Za-z0-9+/]+=+$/);
    expect(kindsOf(sim)).toEqual([]);

    await using again = await startAlphaSocSim({ clock, switches: { pageSize: 2 } });
    again.generate(5, { start: start - HOUR_MS, spacing: 1_000 });
    expect((await createCaller(again).page(first.follow)).alerts).toEqual(second.alerts);

    await using other = await startAlphaSocSim({ clock, accountName: 'other' });
    expect(await createCaller(other).status(`/v1/alerts?follow=${encodeURIComponent(first.follow)}`)).toBe(
      400,
    );

    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: first.follow.length - 1 }),
        fc.constantFrom('0', 'f', 'Q'),
        async (at, char) => {
          fc.pre(first.follow[at] !== char);
          const altered = `${first.follow.slice(0, at)}${char}${first.follow.slice(at + 1)}`;
          sim.forget();
          expect(await status(`/v1/alerts?follow=${encodeURIComponent(altered)}`)).toBe(400);
          expect(kindsOf(sim)).toEqual(['altered-bookmark']);
        },
      ),
      { numRuns: 30, seed: 7 },
    );
  });
}

test('an unknown bookmark is a 400, or with the switch the start of the window; an empty one counts as absent', async () => {
  await using sim = await startAlphaSocSim({ clock: frozen() });
  const { page, status } = createCaller(sim);
  add(sim, 'a');
  expect(await status('/v1/alerts?follow=undefined')).toBe(400);
  sim.switches.lenientBookmarks = true;
  expect(queriesOf((await page('undefined')).alerts ?? [])).toEqual(['a']);
  sim.switches.lenientBookmarks = false;
  expect(queriesOf((await page('')).alerts ?? [])).toEqual(['a']);
});

test('the retained window moves with the clock; a bookmark that has missed something is refused, one that has not is good', async () => {
  const clock = frozen();
  await using sim = await startAlphaSocSim({ clock });
  const { page, status } = createCaller(sim);
  const early = await page();
  clock.advance(1_000);
  add(sim, 'a');
  const afterA = await page();
  clock.advance(2 * DAY_MS);
  add(sim, 'b');
  expect(queriesOf((await page(early.follow)).alerts ?? [])).toEqual(['a', 'b']);
  clock.advance(DAY_MS);
  expect(queriesOf((await page()).alerts ?? [])).toEqual(['b']);
  expect(sim.alerts.map(({ event }) => event?.['query'])).toEqual(['b']);
  expect(await status(`/v1/alerts?follow=${early.follow}`)).toBe(400);
  expect(queriesOf((await page(afterA.follow)).alerts ?? [])).toEqual(['b']);
  expect(kindsOf(sim)).toEqual([]);
});

test('any page size, fixed or random, with empty pages between or not, gives every alert once and in order', async () => {
  await using sim = await startAlphaSocSim({ clock: frozen() });
  const { walk } = createCaller(sim);
  sim.generate(120, { eventTypes: ['dns'] });
  const expected = sim.alerts.map(({ event }) => event?.['query']);
  for (const pageSize of [1, 7, 60, 120, 121, 'random'] as const) {
    for (const emptyPages of [0, 2]) {
      for (const moreAfterFullPage of [false, true]) {
        Object.assign(sim.switches, { pageSize, emptyPages, moreAfterFullPage });
        const { alerts, pages } = await walk();
        expect(queriesOf(alerts)).toEqual(expected);
        for (const { more, alerts: own } of pages.slice(0, -1))
          expect([more, own?.length]).not.toEqual([false, 0]);
        if (pageSize === 7) expect(pages.length).toBe(18 * (1 + emptyPages));
        if (pageSize === 120 && emptyPages === 0) expect(pages.length).toBe(moreAfterFullPage ? 2 : 1);
      }
    }
  }
});

test('page size 0 is an empty page with more, for ever', async () => {
  await using sim = await startAlphaSocSim({ clock: frozen(), switches: { pageSize: 0 } });
  const { page } = createCaller(sim);
  add(sim, 'a');
  const first = await page();
  expect(first).toMatchObject({ more: true, alerts: [] });
  expect(await page(first.follow)).toMatchObject({ more: true, alerts: [] });
});

test('empty pages hold up a client that keeps its old bookmark', async () => {
  await using sim = await startAlphaSocSim({ clock: frozen(), switches: { emptyPages: 1 } });
  const { page } = createCaller(sim);
  add(sim, 'a');
  const first = await page();
  expect(first).toMatchObject({ more: true, alerts: [] });
  expect(await page()).toEqual(first);
  expect(queriesOf((await page(first.follow)).alerts ?? [])).toEqual(['a']);
});

test('the bookmark at the end of the feed moves with the clock, or with the switch stays', async () => {
  const clock = frozen();
  await using sim = await startAlphaSocSim({ clock });
  const { page } = createCaller(sim);
  add(sim, 'a');
  const first = await page();
  clock.advance(5_000);
  expect((await page(first.follow)).follow).not.toBe(first.follow);
  sim.switches.tailBookmark = 'stays';
  const second = await page(first.follow);
  clock.advance(5_000);
  expect((await page(second.follow)).follow).toBe(second.follow);
});

test('where nothing can be read again, a bookmark asked twice gives nothing twice', async () => {
  await using sim = await startAlphaSocSim({ clock: frozen(), switches: { rereadable: false } });
  const { page } = createCaller(sim);
  add(sim, 'a');
  expect((await page()).alerts).toHaveLength(1);
  expect((await page()).alerts).toEqual([]);
});

test('an alert may enter the feed twice, at once or again later, and late ones are older than what came before', async () => {
  const clock = frozen();
  await using sim = await startAlphaSocSim({ clock, switches: { duplicateEvery: 2, alertIds: 'id' } });
  const { walk } = createCaller(sim);
  add(sim, 'a', 'b', 'c');
  const first = await walk();
  expect(queriesOf(first.alerts)).toEqual(['a', 'b', 'b', 'c']);
  sim.switches.duplicateEvery = 0;
  sim.repeatAlert(first.alerts[0]?.id ?? '');
  const second = await walk(first.follow);
  expect(second.alerts).toEqual([first.alerts[0]]);
  const late = sim.generate(4, { lateEvery: 2, start: start + 1, spacing: 1 });
  clock.advance(10);
  expect((await walk(second.follow)).alerts.map(({ id }) => id)).toEqual(late.map(({ id }) => id));
  expect(late.map(({ event }) => Date.parse(String(event?.['ts'])) < start - 5 * HOUR_MS)).toEqual([
    false,
    true,
    false,
    true,
  ]);
});

test('an alert dated ahead enters the feed when its time comes', async () => {
  const clock = frozen();
  await using sim = await startAlphaSocSim({ clock });
  const { walk } = createCaller(sim);
  sim.addAlert({ createdAt: start + 60_000, event: { query: 'later' } });
  add(sim, 'now');
  const first = await walk();
  expect(queriesOf(first.alerts)).toEqual(['now']);
  clock.advance(60_000);
  expect(queriesOf((await walk(first.follow)).alerts)).toEqual(['later']);
});

test('an unregistered account has an empty feed; what was raised meanwhile is lost, or with the switch comes later', async () => {
  for (const withheld of ['lost', 'appear'] as const) {
    await using sim = await startAlphaSocSim({ clock: frozen(), switches: { withheld } });
    const { walk, get } = createCaller(sim);
    add(sim, 'before');
    sim.setKeyState('unregistered');
    add(sim, 'during');
    const first = await walk();
    expect(first.alerts).toEqual([]);
    expect((await get('/v1/account/status')).body).toMatchObject({
      registered: false,
      expired: false,
      messages: [{ level: 2 }],
    });
    sim.setKeyState('ok');
    add(sim, 'after');
    const expected = withheld === 'lost' ? ['before', 'after'] : ['before', 'during', 'after'];
    expect(queriesOf((await walk(first.follow)).alerts)).toEqual(expected);
  }
});

test('findings are 404 unless switched on; then the same feed as OCSF, one raw record an alert and one a threat', async () => {
  await using sim = await startAlphaSocSim({ clock: frozen() });
  const { get, status } = createCaller(sim);
  const { id } = sim.addAlert({ threats: ['c2_communication', 'beaconing'] });
  expect(await status('/v1/findings?format=ocsf')).toBe(404);
  sim.switches.findings = true;
  expect(await status('/v1/findings')).toBe(400);
  const record = { class_uid: 2004, type_uid: 200_401 };
  expect((await get('/v1/findings?format=ocsf')).body).toMatchObject({
    more: false,
    follow: expect.stringMatching(/=$/),
    findings: [
      {
        ...record,
        severity_id: 5,
        metadata: { event_code: 'finding-raw', correlation_uid: id },
        finding_info: { uid: id, related_events: [{ type: 'c2_communication' }, { type: 'beaconing' }] },
      },
      { ...record, severity_id: 5, metadata: { correlation_uid: id } },
      { ...record, severity_id: 3, metadata: { correlation_uid: id } },
    ],
  });
});
