/** The whole feed, against what the simulator holds. */
import { describe, expect, test } from 'vitest';
import { createSimClock } from '../../../src/simulators/clock.ts';
import type { AlphaSocSim, AlphaSocSimOptions } from '../../../src/simulators/alphasoc/index.ts';
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

const T0 = Date.UTC(2031, 1, 3, 4, 5, 6);

/** What the records say, in the words of the truth. */
const told = (ledger: Ledger): unknown[] =>
  alertsOf(ledger)
    .map((alert) => ({
      id: alert.nativeId,
      time: alert.time,
      threats: (alert.threatDetections ?? []).map(({ nativeId }) => nativeId.split('#')[1]),
      event: (alert.events ?? []).length,
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));

/** Those of each moment, one after another: what has left the window by now was in the feed all the same. */
const truth = (...moments: readonly AlphaSocSim['alerts'][]): unknown[] =>
  [...new Map(moments.flat().map((alert) => [alert.id, alert])).values()]
    .map(({ id, threats, event }) => ({
      id,
      time: Date.parse(String(event?.['ts']).replace(/(\.\d{3})\d*/, '$1')),
      threats: [...threats],
      event: event === null ? 0 : 1,
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));

type Switches = NonNullable<AlphaSocSimOptions['switches']>;

const worlds: readonly (readonly [string, Switches])[] = [
  ['pages of 100', {}],
  ['pages of one', { pageSize: 1 }],
  ['pages of seven, empty ones before each', { pageSize: 7, emptyPages: 5 }],
  ['pages of any size', { pageSize: 'random' }],
  ['all in one page', { pageSize: 1_000_000 }],
  ['full pages that say more', { pageSize: 10, moreAfterFullPage: true }],
  ['bookmarks in base64 that stand still', { bookmarkForm: 'base64', tailBookmark: 'stays' }],
  ['null for empty', { emptyCollections: 'null', emptyPages: 1 }],
  ['nothing for empty', { emptyCollections: 'missing', emptyPages: 1 }],
  ['strangers and zeros everywhere', { unknownFields: true, zeroValues: true }],
  ['duplicates', { duplicateEvery: 3, pageSize: 4 }],
  ['no dictionary', { dictionary: 'empty' }],
  ['no compression', { compress: false }],
];

describe('the whole feed is read, each alert once', () => {
  test.each(worlds)('%s', async (_name, switches) => {
    await using harness = await start({
      clock: createSimClock(T0),
      storyStart: T0,
      switches: { alertIds: 'full', ...switches },
    });
    const { sim } = harness;
    sim.clock.set(T0 + 1, true);
    sim.generate(60, { threatsPerAlert: 2, lateEvery: 5 });
    const ledger = createLedger();
    await harness.follow(ledger);
    expect(sim.alerts.length).toBeGreaterThan(60);
    const first = sim.alerts;
    expect(told(ledger)).toEqual(truth(first));
    expect(eventsOf(ledger)).toHaveLength(alertsOf(ledger).length);
    expect(detectionsOf(ledger)).toHaveLength(
      alertsOf(ledger).flatMap(({ threatDetections }) => threatDetections).length,
    );
    const named = new Set(sim.alerts.flatMap(({ threats }) => threats));
    for (const id of named) expect(ledger.threats.get(id)?.title).toBe(sim.threats.get(id)?.title);
    sim.addAlert();
    sim.clock.advance(HOUR);
    await harness.follow(ledger);
    expect(told(ledger)).toEqual(truth(first, sim.alerts));
    expect(ledger.quarantined).toEqual([]);
    expect(ledger.lost).toEqual([]);
    expect(sim.violations).toEqual([]);
  });
});

test('a bookmark may be read from again at any time, also by another process', async () => {
  await using harness = await start({ switches: { pageSize: 9 } });
  const { sim } = harness;
  sim.generate(40);
  const ledger = createLedger();
  const bookmarks = [null, ...(await harness.follow(ledger)).map(({ bookmark }) => bookmark)];
  const before = new Map(ledger.records);
  await harness.restart();
  for (const bookmark of bookmarks) {
    sim.clock.advance(2_000);
    ledger.bookmark = bookmark;
    await harness.follow(ledger);
  }
  expect(ledger.records).toEqual(before);
  expect(sim.violations).toEqual([]);
});

test('the first read begins at the start of the window, and the last bookmark is kept though its page is the last', async () => {
  await using harness = await start();
  const { sim } = harness;
  sim.generate(3);
  const ledger = createLedger();
  await harness.follow(ledger);
  await harness.follow(ledger);
  expect(sim.polls.map(({ follow }) => follow)).toEqual([null, sim.polls[0]?.given]);
  expect(sim.polls.map(({ alerts }) => alerts)).toEqual([3, 0]);
});

describe('a bookmark that is refused', () => {
  test('leads back to the start of the window, with nothing doubled and nothing lost', async () => {
    await using harness = await start();
    const { sim } = harness;
    sim.generate(20);
    const ledger = createLedger();
    await harness.follow(ledger);
    const before = new Map(ledger.records);
    sim.fault({ kind: 'status', status: 400, match: { when: ({ query }) => query.has('follow') }, times: 1 });
    sim.addAlert();
    sim.clock.advance(HOUR);
    await harness.follow(ledger);
    expect(alertsOf(ledger)).toHaveLength(21);
    for (const [key, record] of before) expect(ledger.records.get(key)).toEqual(record);
    expect(ledger.lost).toEqual([]);
    expect(sim.violations).toEqual([]);
  });

  test('after longer than the window tells what was lost', async () => {
    await using harness = await start({ clock: createSimClock(T0) });
    const { sim } = harness;
    sim.clock.set(T0, true);
    sim.generate(5);
    const ledger = createLedger();
    await harness.follow(ledger);
    const lastSuccess = sim.clock.now();
    sim.clock.advance(HOUR);
    sim.addAlert();
    sim.clock.advance(4 * DAY);
    sim.addAlert();
    await harness.follow(ledger);
    expect(alertsOf(ledger)).toHaveLength(6);
    expect(ledger.lost).toEqual([
      { from: lastSuccess, to: sim.clock.now() - 3 * DAY, reason: expect.stringContaining('three days') },
    ]);
    await harness.follow(ledger);
    expect(ledger.lost).toHaveLength(1);
    expect(sim.violations).toEqual([]);
  });

  test('in the midst of what was waiting tells of what was not read yet', async () => {
    await using harness = await start({ clock: createSimClock(T0), switches: { pageSize: 5 } });
    const { sim } = harness;
    sim.clock.set(T0, true);
    sim.generate(20, { start: T0 - 2 * DAY, spacing: HOUR });
    const ledger = createLedger();
    ledger.take(await harness.feed.read(null, newCall()));
    sim.clock.advance(2.5 * DAY);
    await harness.follow(ledger);
    expect(ledger.lost).toEqual([
      { from: T0 - 3 * DAY, to: sim.clock.now() - 3 * DAY, reason: expect.any(String) },
    ]);
  });

  test('where there was none is an error of its own', async () => {
    await using harness = await start();
    harness.sim.fault({ kind: 'status', status: 400 });
    await expect(harness.feed.read(null, newCall())).rejects.toMatchObject({ kind: 'rejected' });
    await expect(harness.feed.read('of another program', newCall())).rejects.toMatchObject({
      kind: 'rejected',
    });
    expect(harness.sim.requests).toHaveLength(2);
  });
});

describe('a feed that leads nowhere is left to rest', () => {
  const alertRequests = (sim: AlphaSocSim): number => sim.count('/v1/alerts');

  test('empty pages without end, whether their bookmarks stand or move', async () => {
    await using harness = await start({ switches: { pageSize: 0, compress: false, lenientBookmarks: true } });
    const { sim } = harness;
    sim.generate(10);
    const ledger = createLedger();
    await harness.follow(ledger);
    expect(alertRequests(sim)).toBe(2);
    let given = 0;
    const rewrite = (body: string): string =>
      body.replace(/"follow":"[^"]*"/, () => `"follow":"m-${given++}"`);
    sim.fault({ kind: 'rewrite', match: { path: '/v1/alerts' }, rewrite });
    sim.forget();
    await harness.follow(ledger);
    await harness.follow(ledger);
    expect(alertRequests(sim)).toBe(32);
    sim.heal();
    sim.switches.pageSize = 100;
    await harness.follow(ledger);
    expect(alertsOf(ledger)).toHaveLength(10);
  });

  test('a page that leads to itself, and pages that go round', async () => {
    await using harness = await start({ switches: { compress: false, pageSize: 2 } });
    const { sim } = harness;
    sim.generate(4);
    let given = 0;
    let length = 1;
    sim.fault({
      kind: 'rewrite',
      match: { path: '/v1/alerts' },
      rewrite: (body) =>
        body
          .replace(/"follow":"[^"]*"/, () => `"follow":"c-${given++ % length}"`)
          .replace('"more":false', '"more":true'),
    });
    sim.switches.lenientBookmarks = true;
    const ledger = createLedger();
    await harness.follow(ledger);
    expect(alertRequests(sim)).toBe(2);
    for (length = 2; length < 40; length += 5) {
      sim.forget();
      await harness.follow(ledger);
      expect(alertRequests(sim)).toBeLessThanOrEqual(4 * length + 2);
    }
  });

  test('an answer without a bookmark keeps the one that is there', async () => {
    await using harness = await start({ switches: { compress: false } });
    const { sim } = harness;
    sim.generate(4);
    const ledger = createLedger();
    await harness.follow(ledger);
    sim.addAlert();
    sim.fault({
      kind: 'rewrite',
      times: 1,
      rewrite: (body) => body.replace(/"follow":"[^"]*",/, '').replace('"more":false', '"more":true'),
    });
    expect(await harness.follow(ledger)).toHaveLength(1);
    expect(alertsOf(ledger)).toHaveLength(5);
    await harness.follow(ledger);
    expect(sim.polls.at(-1)?.follow).toBe(sim.polls.at(-2)?.follow);
  });
});
