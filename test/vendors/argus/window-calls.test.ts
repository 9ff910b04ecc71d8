/** What a window costs, what it does at the edges of what Argus lists, and what comes of a source in trouble. */
import { describe, expect, test } from 'vitest';
import { UnsupportedError } from '../../../src/model/errors.ts';
import type { EventFilter } from '../../../src/model/filters.ts';
import { newestFirst, orderKeyOf, type OrderKey, type RecordOrder } from '../../../src/model/order.ts';
import type { AnyRecord } from '../../../src/model/records.ts';
import type { WindowQuery } from '../../../src/model/source.ts';
import { argusFault } from '../../../src/simulators/argus/index.ts';
import { bench, call, nativeIds, thrown, type Bench } from './support.ts';
import { everything, fields, orders, stretchOf, windowOf } from './window-support.ts';

const NOON = Date.UTC(2026, 4, 4, 12);
const MINUTE = 60_000;
const changedFirst: RecordOrder = { field: 'MODIFIED', direction: 'DESC' };
const gravestFirst: RecordOrder = { field: 'SEVERITY', direction: 'DESC' };
const severities = ['low', 'low', 'medium', 'high', 'critical'];

const query = (parts: Partial<WindowQuery<EventFilter>> = {}): WindowQuery<EventFilter> => ({
  order: newestFirst,
  limit: 50,
  countTotal: false,
  ...parts,
});

/** Events a minute apart, and as many cases; a tenth of each is critical. */
function fill({ sim }: Bench, count: number): void {
  for (let i = 0; i < count; i += 1) {
    const severity = severities[i % 5] ?? 'low';
    const created = NOON - i * MINUTE;
    const lastUpdated = NOON + ((i * 7) % count) * MINUTE;
    sim.addEvent({ created, lastUpdated, severity, customerID: 42 + (i % 2) });
    sim.addCase({ id: 1_000 + i, created, lastUpdated, priority: severity });
  }
}

/** All pages of a walk; `between` runs after each. */
async function walkPages(
  b: Bench,
  parts: Partial<WindowQuery<EventFilter>>,
  between: () => void = () => undefined,
): Promise<AnyRecord[]> {
  const found: AnyRecord[] = [];
  const { order = newestFirst } = parts;
  let after: OrderKey | undefined;
  for (let pages = 0; pages < 500; pages += 1) {
    const page = await windowOf(b, 'events', query({ ...parts, after }));
    found.push(...page.items);
    if (!page.more) return found;
    const last = page.items.at(-1);
    after = page.reached ?? (last === undefined ? undefined : orderKeyOf(last, order));
    between();
  }
  throw new Error('the walk never ends');
}

describe('a window costs', () => {
  for (const limit of [50, 1_000, 1_001]) {
    test(`one call for the ${limit} newest before a time, and one for those after them`, async () => {
      await using b = await bench();
      fill(b, 2_300);
      const filter = { customers: ['acme'], minSeverity: 'LOW' } as const;
      const until = NOON - 2 * MINUTE;
      const first = await windowOf(b, 'events', query({ limit, filter, until }));
      expect([first.items.length, first.more]).toEqual([limit, true]);
      expect(b.sim.requests.length).toBe(1);
      const last = first.items.at(-1);
      expect(last).toBeDefined();
      const after = last && orderKeyOf(last, newestFirst);
      const second = await windowOf(b, 'events', query({ limit: 50, filter, until, after }));
      expect(b.sim.requests.length).toBe(2);
      const truth = stretchOf(await everything(b, 'events'), { order: newestFirst, until });
      const acme = truth.filter((record) => record.recordKind === 'EVENT' && record.customer?.id === '42');
      expect(nativeIds([...first.items, ...second.items])).toEqual(nativeIds(acme.slice(0, limit + 50)));
    });
  }

  test('three calls at most to find a time far back among evenly spread events, and one to go on there', async () => {
    await using b = await bench();
    b.sim.generate(20_000, { from: NOON - 1_000 * MINUTE, to: NOON, properties: false });
    const page = await windowOf(b, 'events', query({ until: NOON - 700 * MINUTE }));
    expect(page.items.length).toBe(50);
    expect(b.sim.requests.length).toBeLessThanOrEqual(3);
    b.sim.forget();
    const last = page.items.at(-1);
    await windowOf(b, 'events', query({ after: last && orderKeyOf(last, newestFirst) }));
    expect(b.sim.requests.length).toBe(1);
  });

  test('one call for the last changes, and for what changed from a time on', async () => {
    await using b = await bench();
    fill(b, 400);
    for (const field of ['events', 'cases'] as const) {
      b.sim.forget();
      const page = await windowOf(b, field, query({ order: changedFirst, until: NOON + 398 * MINUTE }));
      expect(page.items.length).toBe(50);
      expect(b.sim.requests.length).toBe(1);
      b.sim.forget();
      const rising = { field: 'MODIFIED', direction: 'ASC' } as const;
      const after = { severity: 0, at: NOON + 200 * MINUTE, fraction: 0, id: '' };
      expect((await windowOf(b, field, query({ order: rising, after }))).items.length).toBe(50);
      expect(b.sim.requests.length).toBe(1);
    }
  });

  test('a call for each severity that it takes to fill the page, and none for those that the filter leaves out', async () => {
    await using b = await bench();
    fill(b, 100);
    for (const [limit, calls] of [
      [10, 1],
      [19, 1],
      [30, 2],
      [50, 3],
    ] as const) {
      b.sim.forget();
      const page = await windowOf(b, 'events', query({ order: gravestFirst, limit }));
      expect([page.items.length, b.sim.requests.length]).toEqual([limit, calls]);
    }
    b.sim.forget();
    const filter = { severities: ['HIGH', 'LOW'] } as const;
    const page = await windowOf(b, 'events', query({ order: gravestFirst, filter, limit: 100 }));
    expect([page.items.length, page.more, b.sim.requests.length]).toEqual([60, false, 2]);
  });

  test('nothing where nothing can match', async () => {
    await using b = await bench();
    await using v1 = await bench({}, { api: 'v1' });
    fill(b, 3);
    const never: readonly EventFilter[] = [
      { sources: ['other'] },
      { vendors: ['kata'] },
      { kata: { expression: "HostName=='x'" } },
      { observable: { type: 'JA3', value: '0'.repeat(32) } },
      { ip: [] },
      { ip: ['nonsense'] },
      { techniques: ['T1059'] },
      { time: { from: NOON, to: NOON } },
      { modified: { from: 5, to: 5 } },
    ];
    const none = { items: [], more: false, totalCount: { value: 0, relation: 'EXACT' } };
    for (const order of orders)
      for (const filter of never)
        expect(await windowOf(b, 'events', query({ order, filter, countTotal: true }))).toEqual(none);
    expect(await windowOf(b, 'events', query({ until: 0, countTotal: true }))).toEqual(none);
    expect(
      await windowOf(b, 'events', query({ until: NOON, filter: { time: { from: NOON } }, countTotal: true })),
    ).toEqual(none);
    const host = { observable: { type: 'HOST', value: 'ws-1' } } as const;
    expect(await windowOf(b, 'cases', query({ filter: host, countTotal: true }))).toEqual(none);
    for (const filter of [host, { hosts: ['ws-1'] }, { users: ['ana'] }])
      expect(await windowOf(v1, 'events', query({ filter, countTotal: true }))).toEqual(none);
    expect([...b.sim.requests, ...v1.sim.requests]).toEqual([]);
  });
});

describe('the total', () => {
  for (const api of ['v2', 'v1'] as const) {
    test(`through ${api} is exact where Argus can count what matches, wherever the page stands`, async () => {
      await using b = await bench({}, { api });
      fill(b, 300);
      const records = await everything(b, 'events');
      const filter = { customers: ['acme'], time: { from: NOON - 250 * MINUTE } } as const;
      const acme = records.filter((record) => record.recordKind === 'EVENT' && record.customer?.id === '42');
      const inside = acme.filter(({ time }) => time >= NOON - 250 * MINUTE);
      for (const order of orders.filter((one) => one.field !== 'MODIFIED'))
        for (const until of [undefined, NOON - 100 * MINUTE])
          for (const after of [undefined, orderKeyOf(inside[120] ?? inside[0]!, order)]) {
            const page = await windowOf(
              b,
              'events',
              query({ order, filter, until, after, limit: 5, countTotal: true }),
            );
            const value = stretchOf(inside, { order, until }).length;
            expect(page.totalCount).toEqual({ value, relation: 'EXACT' });
          }
    });
  }

  for (const countMode of ['zero', 'minusOne'] as const) {
    test(`is what was seen at least when counting says ${countMode}`, async () => {
      await using b = await bench({ switches: { countMode } });
      fill(b, 60);
      for (const order of orders) {
        const page = await windowOf(b, 'events', query({ order, limit: 7, countTotal: true }));
        expect(page.totalCount).toEqual({ value: 8, relation: 'AT_LEAST' });
        const whole = await windowOf(b, 'events', query({ order, limit: 60, countTotal: true }));
        expect(whole.totalCount).toEqual({ value: 60, relation: 'EXACT' });
      }
    });
  }
});

describe('beyond the rows that Argus lets a search reach', () => {
  for (const order of orders) {
    for (const countMode of ['exact', 'minusOne'] as const) {
      test(`a window goes on by ${order.field} ${order.direction}, when counting is ${countMode}`, async () => {
        await using b = await bench({}, { timeout: 600_000 });
        for (let i = 0; i < 1_000; i += 1) {
          const created = NOON - Math.floor(i / 3) * 60 * MINUTE;
          const lastUpdated = NOON + ((i * 7) % 900) * 20 * MINUTE;
          b.sim.addEvent({ created, lastUpdated, severity: severities[i % 5] ?? 'low' });
        }
        const truth = nativeIds(stretchOf(await everything(b, 'events'), { order }));
        Object.assign(b.sim.switches, { backendWindow: 300, countMode });
        expect(nativeIds(await walkPages(b, { order, limit: 90 }))).toEqual(truth);
      });
    }
  }

  test('a day with more events than that is refused in so many words', async () => {
    await using b = await bench({ switches: { backendWindow: 300 } });
    b.sim.generate(1_000, { ties: 0 });
    const error = await thrown(() => walkPages(b, {}));
    expect(error).toBeInstanceOf(UnsupportedError);
    expect(String(error)).toContain('narrow the filter');
  });

  test('more events that changed in one millisecond are refused, too', async () => {
    await using b = await bench({ switches: { backendWindow: 300 } });
    for (let i = 0; i < 400; i += 1) b.sim.addEvent({ created: NOON - i, lastUpdated: NOON });
    expect(await thrown(() => walkPages(b, { order: changedFirst }))).toBeInstanceOf(UnsupportedError);
  });
});

describe('a severity that nobody knows', () => {
  for (const [order, reverse] of orders
    .filter(({ field }) => field === 'SEVERITY')
    .flatMap((order) => [[order, false] as const, [order, true] as const])) {
    test(`stands below all others by severity ${order.direction}${reverse ? ', reversed' : ''}`, async () => {
      await using b = await bench({ switches: { unknownWords: true } });
      fill(b, 60);
      for (const field of ['events', 'cases'] as const) {
        const truth = stretchOf(await everything(b, field), { order, reverse });
        expect(truth.some(({ severity }) => severity === 'UNKNOWN')).toBe(true);
        const page = await windowOf(b, field, query({ order, reverse, limit: 60 }));
        expect(nativeIds(page.items)).toEqual(nativeIds(truth));
      }
    });
  }
});

describe('a filter that Argus does not know', () => {
  test('is read on for within a budget, and the window says how far it got', async () => {
    await using b = await bench();
    b.sim.generate(10_500, { properties: false });
    const needle = b.sim.addEvent({ created: b.sim.clock.now() - 90_000_000, domain: 'needle.example' });
    const filter = { domains: ['needle.example'] };
    const first = await windowOf(b, 'events', query({ filter }));
    expect(first).toMatchObject({ items: [], more: true });
    expect(first.reached?.at).toBeLessThan(b.sim.clock.now());
    expect(b.sim.requests.length).toBeLessThanOrEqual(10);
    for (const order of [newestFirst, gravestFirst])
      expect(nativeIds(await walkPages(b, { order, filter }))).toEqual([needle.id]);
  });

  test('and values that Argus refuses are looked for here', async () => {
    await using b = await bench({ switches: { unknownCustomer: 'refused' } });
    fill(b, 20);
    const filter = { customers: ['acme', 'nobody'], argus: { alarmIds: [1.5] } };
    expect(
      (await windowOf(b, 'events', query({ filter: { customers: filter.customers } }))).items.length,
    ).toBe(10);
    expect(await windowOf(b, 'events', query({ filter }))).toMatchObject({ items: [], more: false });
  });
});

describe('a source in trouble', () => {
  for (const [kind, fault] of [
    ['unauthorized', argusFault(401)],
    ['unauthorized', argusFault(403)],
    ['rate-limited', argusFault(402)],
    ['unavailable', argusFault(503)],
    ['unavailable', { kind: 'reset' }],
    ['invalid-response', { kind: 'html' }],
    ['invalid-response', { kind: 'truncateJson' }],
    ['rejected', { kind: 'status', status: 412, body: '{"messages":[{"field":"sortBy[0]"}]}' }],
  ] as const) {
    test(`that ${JSON.stringify(fault).slice(0, 60)} is a SourceError of kind ${kind}, in any order`, async () => {
      await using b = await bench({}, { timeout: 2_000 });
      fill(b, 5);
      b.sim.fault(fault);
      for (const field of fields)
        for (const order of [newestFirst, changedFirst, gravestFirst])
          expect(await thrown(() => windowOf(b, field, query({ order })))).toMatchObject({
            name: 'SourceError',
            kind,
            source: 'argus',
          });
    });
  }

  test('that does not answer is a SourceError of kind timeout once the time is over', async () => {
    await using b = await bench();
    b.sim.fault({ kind: 'hang' });
    const inTime = { ...call(), signal: AbortSignal.timeout(50) };
    for (const order of orders)
      expect(await thrown(async () => b.source.window?.events?.(query({ order }), inTime))).toMatchObject({
        name: 'SourceError',
        kind: 'timeout',
      });
  });
});

test('a walk by severity that may read no more goes on behind the severities that are done', async () => {
  await using b = await bench({}, { timeout: 1 });
  fill(b, 40);
  const seen: AnyRecord[] = [];
  const filter = { severities: ['MEDIUM', 'LOW'] } as const;
  for (const reverse of [false, true]) {
    const truth = stretchOf(await everything(b, 'events'), { order: gravestFirst, reverse });
    const found = await walkPages(b, { order: gravestFirst, reverse, limit: 5, filter });
    expect(nativeIds(found)).toEqual(
      nativeIds(truth.filter(({ severity }) => severity === 'MEDIUM' || severity === 'LOW')),
    );
    seen.push(...found);
  }
  expect(seen.length).toBe(48);
});
