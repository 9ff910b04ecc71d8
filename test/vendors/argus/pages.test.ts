import { describe, expect, test } from 'vitest';
import { InvalidCursorError, UnsupportedError } from '../../../src/model/errors.ts';
import type { Page, PageRequest } from '../../../src/model/page.ts';
import type { Event } from '../../../src/model/records.ts';
import { bench, call, ids, isAlert, listed, nativeIds, thrown, walkAll, type Bench } from './support.ts';

const NOON = Date.UTC(2026, 4, 4, 12);
const forward = (limit: number, cursor?: string): PageRequest => ({ direction: 'forward', limit, cursor });
const backward = (limit: number, cursor?: string): PageRequest => ({ direction: 'backward', limit, cursor });

const events = (b: Bench, page: PageRequest, countTotal = false): Promise<Page<Event>> =>
  b.source.browse.events!({ page, countTotal }, call());

async function withEvents(count: number, api: 'v1' | 'v2' = 'v2'): Promise<Bench> {
  const b = await bench({}, { api });
  for (let i = 0; i < count; i += 1) b.sim.addEvent({ created: NOON - i * 1_000 });
  return b;
}

describe('a page', () => {
  test('says truthfully whether there is more on either side', async () => {
    await using b = await withEvents(30);
    const first = await events(b, forward(10));
    expect([first.hasPreviousPage, first.hasNextPage]).toEqual([false, true]);
    const second = await events(b, forward(10, first.cursorAt(9)));
    expect([second.hasPreviousPage, second.hasNextPage]).toEqual([true, true]);
    const third = await events(b, forward(10, second.cursorAt(9)));
    expect([third.hasPreviousPage, third.hasNextPage]).toEqual([true, false]);
    const beyond = await events(b, forward(10, third.cursorAt(9)));
    expect([beyond.items, beyond.hasPreviousPage, beyond.hasNextPage]).toEqual([[], true, false]);
    const back = await events(b, backward(10, second.cursorAt(0)));
    expect(nativeIds(back.items)).toEqual(nativeIds(first.items));
    expect([back.hasPreviousPage, back.hasNextPage]).toEqual([false, true]);
    const last = await events(b, backward(10));
    expect(nativeIds(last.items)).toEqual(nativeIds(third.items));
    expect([last.hasPreviousPage, last.hasNextPage]).toEqual([true, false]);
  });

  test('of none costs no call, unless the whole is to be counted', async () => {
    await using b = await withEvents(3);
    expect(await events(b, forward(0))).toMatchObject({ items: [] });
    expect(b.sim.requests.length).toBe(0);
    expect(await events(b, forward(0), true)).toMatchObject({
      items: [],
      hasNextPage: true,
      totalCount: { value: 3, relation: 'EXACT' },
    });
    expect(b.sim.requests.length).toBe(1);
  });

  test('knows nothing behind it once everything behind it is gone', async () => {
    await using b = await withEvents(5);
    const first = await events(b, forward(2));
    const cursor = first.cursorAt(1);
    for (const { nativeId } of first.items) b.sim.removeEvent(nativeId);
    expect(await events(b, forward(2, cursor))).toMatchObject({ hasPreviousPage: false, hasNextPage: true });
  });

  test('goes on behind an item that no longer matches', async () => {
    await using b = await withEvents(0);
    for (let i = 0; i < 9; i += 1) b.sim.addEvent({ created: NOON - i, flags: ['IDENTIFIED_THREAT'] });
    const ask = (page: PageRequest) => b.source.browse.threatDetections!({ page, countTotal: false }, call());
    const first = await ask(forward(3));
    const truth = ids(listed(b.sim));
    b.sim.updateEvent(truth[2] ?? '', { flags: ['IDENTIFIED_THREAT', 'FALSE_POSITIVE'] });
    const second = await ask(forward(3, first.cursorAt(2)));
    expect(second.items.map(({ nativeId }) => nativeId.split('#')[0])).toEqual(truth.slice(3, 6));
    expect(second.hasPreviousPage).toBe(true);
  });

  test('has a cursor for each item, and each goes on behind that item', async () => {
    await using b = await withEvents(12);
    const truth = ids(listed(b.sim));
    const page = await events(b, forward(12));
    for (const index of truth.keys()) {
      expect(nativeIds((await events(b, forward(2, page.cursorAt(index)))).items)).toEqual(
        truth.slice(index + 1, index + 3),
      );
      expect(nativeIds((await events(b, backward(2, page.cursorAt(index)))).items)).toEqual(
        truth.slice(Math.max(0, index - 2), index),
      );
    }
  });

  for (const mode of ['zero', 'minusOne'] as const) {
    test(`never relies on a count that says ${mode}`, async () => {
      await using b = await withEvents(25);
      b.sim.switches.countMode = mode;
      const ask = (page: PageRequest) => events(b, page, true);
      expect((await ask(forward(10))).totalCount).toBeUndefined();
      expect((await ask(forward(25))).totalCount).toEqual({ value: 25, relation: 'EXACT' });
      expect(nativeIds(await walkAll(ask, 'forward', 10))).toEqual(ids(listed(b.sim)));
      expect(nativeIds(await walkAll(ask, 'backward', 10))).toEqual(ids(listed(b.sim)));
    });
  }

  test('counts without another call when Argus counts, and says nothing of what is only counted here', async () => {
    await using b = await withEvents(25, 'v1');
    for (let i = 0; i < 10; i += 1) b.sim.addEvent({ type: 'raw', created: NOON - i });
    expect((await events(b, forward(5), true)).totalCount).toEqual({ value: 35, relation: 'EXACT' });
    expect(b.sim.requests.length).toBe(2);
    expect((await events(b, forward(5), false)).totalCount).toBeUndefined();
    const filter = { text: 'nothing has this' };
    const found = await b.source.browse.events!({ page: forward(5), filter, countTotal: true }, call());
    expect(found).toMatchObject({ items: [], totalCount: { value: 0, relation: 'EXACT' } });
  });
});

describe('a page costs', () => {
  for (const limit of [50, 999, 1_000]) {
    test(`one call for ${limit} events, first or resumed`, async () => {
      await using b = await withEvents(2_300);
      const first = await events(b, forward(limit));
      expect(b.sim.requests.length).toBe(1);
      expect(b.sim.requests.every(({ body }) => JSON.parse(body.toString()).limit <= 1_024)).toBe(true);
      b.sim.forget();
      b.sim.addEvent({ created: NOON + 1 });
      await events(b, forward(limit, first.cursorAt(limit - 1)));
      expect(b.sim.requests.length).toBe(1);
    });
  }

  test('1 call for alerts, and 1 more for all their cases', async () => {
    await using b = await bench();
    b.sim.generate(400, { cases: 40 });
    const alerts = await b.source.browse.alerts!({ page: forward(100), countTotal: false }, call());
    const cases = [...new Set(alerts.items.flatMap((alert) => nativeIds(alert.cases ?? [])))];
    expect(alerts.items.length).toBe(100);
    expect(cases.length).toBeGreaterThan(3);
    expect((await b.source.lookup.cases!(cases, call())).size).toBe(cases.length);
    expect(b.sim.requests.map(({ path }) => path)).toEqual([
      '/events/v2/event/search',
      '/cases/v2/case/search',
    ]);
  });

  test('nothing more for an alert, its events and its detections', async () => {
    await using b = await bench();
    b.sim.addEvent({ alarmID: 58_001, flags: ['IDENTIFIED_THREAT'] });
    const { items } = await events(b, forward(1));
    const alert = items[0]?.alerts?.[0]?.record;
    const detection = alert?.threatDetections?.[0]?.record;
    expect(detection?.events?.[0]?.record).toBe(items[0]);
    expect(detection?.alerts?.[0]?.record).toBe(alert);
    expect(detection?.threat.record?.title).toBe('Talks to a control server');
    expect(b.sim.requests.length).toBe(1);
  });
});

describe('a filter that Argus does not know', () => {
  test('is read on for within a budget, and the scan goes on where it stopped', async () => {
    await using b = await bench();
    b.sim.generate(11_000, { properties: false });
    const needle = b.sim.addEvent({ created: b.sim.clock.now() - 90_000_000, domain: 'needle.example' });
    const filter = { domains: ['needle.example'] };
    const ask = (page: PageRequest) => b.source.browse.events!({ page, filter, countTotal: false }, call());
    const first = await ask(forward(5));
    expect(first).toMatchObject({ items: [], partial: true, hasNextPage: true });
    expect(b.sim.requests.length).toBeLessThanOrEqual(10);
    expect(nativeIds(await walkAll(ask, 'forward', 5))).toEqual([needle.id]);
    expect(nativeIds(await walkAll(ask, 'backward', 5))).toEqual([needle.id]);
  });

  test('is not read on for when the time of the operation is nearly over', async () => {
    await using b = await bench({}, { timeout: 1 });
    b.sim.generate(5_000, { properties: false });
    const filter = { text: 'nothing has this' };
    const page = await b.source.browse.events!({ page: forward(5), filter, countTotal: false }, call());
    expect(page).toMatchObject({ items: [], partial: true });
    expect(page.resumeCursor).toBeTypeOf('string');
    expect(b.sim.requests.length).toBeLessThan(3);
  });
});

describe('beyond the rows that Argus lets a search reach', () => {
  test('a walk goes on in a list cut off at where it stands, both ways', async () => {
    await using b = await bench({ switches: { backendWindow: 300 } });
    for (let i = 0; i < 1_000; i += 1) {
      b.sim.addEvent({ created: NOON - Math.floor(i / 3) * 3_600_000 });
    }
    const truth = ids(listed(b.sim));
    const ask = (page: PageRequest) => events(b, page);
    expect(nativeIds(await walkAll(ask, 'forward', 50))).toEqual(truth);
    expect(nativeIds(await walkAll(ask, 'backward', 50))).toEqual(truth);
    const down: string[] = [];
    let page = await events(b, forward(90));
    for (let i = 0; i < 6; i += 1) {
      down.push(page.cursorAt(page.items.length - 1));
      page = await events(b, forward(90, down.at(-1)));
    }
    for (const [i, cursor] of down.entries()) {
      const end = (i + 1) * 90 - 1;
      expect(nativeIds((await events(b, backward(40, cursor))).items)).toEqual(truth.slice(end - 40, end));
    }
  });

  test('a day with more events than that is refused in so many words', async () => {
    await using b = await bench({ switches: { backendWindow: 300 } });
    b.sim.generate(1_000, { ties: 0 });
    const error = await thrown(() => walkAll((page) => events(b, page), 'forward', 50));
    expect(error).toBeInstanceOf(UnsupportedError);
    expect(String(error)).toContain('narrow the filter');
  });
});

describe('a cursor', () => {
  test('fits one connection of one source in one order under one filter', async () => {
    await using b = await withEvents(5);
    b.sim.addEvent({ created: NOON, alarmID: 58_001 });
    const cursor = (await events(b, forward(2))).cursorAt(1);
    const page = forward(2, cursor);
    const uses = [
      () => b.source.browse.alerts!({ page, countTotal: false }, call()),
      () => b.source.browse.threatDetections!({ page, countTotal: false }, call()),
      () => b.source.browse.cases!({ page, countTotal: false }, call()),
      () => b.source.related.eventsOfCase!('1', page, call()),
      () => b.source.browse.events!({ page, filter: { ports: [1] }, countTotal: false }, call()),
    ];
    b.sim.forget();
    for (const use of uses) {
      expect(await thrown(use)).toMatchObject({ name: 'InvalidCursorError', path: 'after' });
    }
    expect(await thrown(() => events(b, backward(2, `${cursor}A`)))).toMatchObject({ path: 'before' });
    expect(b.sim.requests).toEqual([]);
    await using other = await bench({}, { name: 'other' });
    expect(await thrown(() => events(other, page))).toBeInstanceOf(InvalidCursorError);
  });

  test('with a single character changed is refused before anything is asked', async () => {
    await using b = await withEvents(3);
    const cursor = (await events(b, forward(1))).cursorAt(0);
    b.sim.forget();
    for (let i = 0; i < cursor.length; i += 1) {
      const bent = `${cursor.slice(0, i)}${cursor[i] === 'A' ? 'B' : 'A'}${cursor.slice(i + 1)}`;
      expect(await thrown(() => events(b, forward(1, bent)))).toBeInstanceOf(InvalidCursorError);
    }
    expect(b.sim.requests).toEqual([]);
  });
});

test('alerts are found among many aggregates without an alarm', async () => {
  await using b = await bench();
  for (let i = 0; i < 3_000; i += 1) {
    b.sim.addEvent({ created: NOON - i, alarmID: i % 100 === 99 ? 58_001 : null });
  }
  const found = await walkAll(
    (page) => b.source.browse.alerts!({ page, countTotal: false }, call()),
    'forward',
    7,
  );
  expect(nativeIds(found)).toEqual(ids(listed(b.sim, isAlert)));
});
