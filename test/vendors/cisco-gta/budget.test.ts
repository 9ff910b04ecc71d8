/** What the vendor is asked, counted at the vendor (DESIGN section 3). */
import { describe, expect, test } from 'vitest';
import { InvalidCursorError, InvalidInputError } from '../../../src/model/errors.ts';
import { flowKey, readFlowKey } from '../../../src/vendors/cisco-gta/map-flow.ts';
import { apiCalls, idsOf, newCall, start, walkForward } from './harness.ts';

const forward = (limit: number, cursor?: string) => ({ direction: 'forward', limit, cursor }) as const;
const backward = (limit: number, cursor?: string) => ({ direction: 'backward', limit, cursor }) as const;

describe('a page', () => {
  test('of 1000 events is one call; their detections, alerts, threats and devices are four more', async () => {
    await using harness = await start();
    const { sim, source } = harness;
    sim.generate({
      events: 1_000,
      detections: 900,
      alerts: 300,
      assets: 500,
      records: 40,
      contextualEvery: 0,
    });
    const call = newCall();
    const page = await source.browse.events?.({ page: forward(1_000), countTotal: false }, call);
    expect(page?.items).toHaveLength(1_000);
    expect([apiCalls(sim), call.calls]).toEqual([1, 2]);
    const detectionIds = new Set(
      page?.items.flatMap((event) => event.threatDetections ?? []).map((ref) => ref.nativeId),
    );
    const detections = await source.lookup.threatDetections?.([...detectionIds], call);
    const values = [...(detections?.values() ?? [])];
    expect(values).toHaveLength(900);
    const unique = (ids: readonly (string | undefined)[]): string[] =>
      [...new Set(ids)].filter((id) => id !== undefined);
    const [alerts, threats, devices] = await Promise.all([
      source.lookup.alerts?.(
        unique(values.flatMap(({ alerts: refs }) => refs ?? []).map((ref) => ref.nativeId)),
        call,
      ),
      source.lookup.threats?.(unique(values.map(({ threat }) => threat.nativeId)), call),
      source.lookup.devices?.(unique(page?.items.map(({ device }) => device?.nativeId) ?? []), call),
    ]);
    expect([alerts?.size, threats?.size, devices?.size]).toEqual([300, 40, 500]);
    expect(apiCalls(sim)).toBe(5);
  });

  test('of none is no call', async () => {
    await using harness = await start();
    const { source, sim } = harness;
    sim.addEvent();
    const page = await source.browse.events?.({ page: forward(0), countTotal: false }, newCall());
    expect(page?.items).toEqual([]);
    expect(sim.requests).toEqual([]);
  });

  test('of detections is one call, and a second only when their alerts are selected', async () => {
    await using harness = await start();
    const { sim, source } = harness;
    sim.generate({ events: 10, detections: 120, alerts: 7 });
    const plain = await source.browse.threatDetections?.(
      { page: forward(100), countTotal: false },
      newCall(),
    );
    expect(apiCalls(sim)).toBe(1);
    expect(plain?.items.every(({ alerts }) => alerts === undefined)).toBe(true);
    const rich = await source.browse.threatDetections?.(
      { page: forward(100), countTotal: false },
      newCall(['alerts']),
    );
    expect(apiCalls(sim)).toBe(3);
    expect(rich?.items.map((one) => one.alerts?.map((ref) => ref.nativeId))).toEqual(
      rich?.items.map(({ nativeId }) => sim.threatDetections.get(nativeId)?.alertIds),
    );
  });

  test('from the end of the list is refused, naming `last`, without a call', async () => {
    await using harness = await start();
    const { source, sim } = harness;
    for (const browse of [source.browse.events, source.browse.alerts, source.browse.threatDetections]) {
      const asked = browse?.({ page: backward(10), countTotal: false }, newCall());
      await expect(asked).rejects.toThrow(InvalidInputError);
      await expect(asked).rejects.toMatchObject({ fields: [{ path: 'last' }] });
    }
    expect(sim.requests).toEqual([]);
  });
});

describe('a cursor', () => {
  test('is refused when bent, and at another list, filter, source or customer', async () => {
    await using harness = await start();
    await using other = await start({}, { name: 'other' });
    await using foreign = await start({ customerId: 'CTA7' });
    const { sim, source } = harness;
    sim.generate({ events: 20 });
    const page = await source.browse.events?.({ page: forward(10), countTotal: false }, newCall());
    sim.forget();
    const [edge = '', inner = ''] = [page?.cursorAt(9), page?.cursorAt(4)];
    for (const cursor of [edge, inner]) {
      const attempts = [
        source.browse.events?.({ page: forward(5, `${cursor}A`), countTotal: false }, newCall()),
        source.browse.events?.({ page: forward(5, cursor.slice(0, -2)), countTotal: false }, newCall()),
        source.browse.events?.(
          { page: backward(5, `${cursor.startsWith('A') ? 'B' : 'A'}${cursor.slice(1)}`), countTotal: false },
          newCall(),
        ),
        source.browse.events?.({ page: forward(5, ''), countTotal: false }, newCall()),
        source.browse.alerts?.({ page: forward(5, cursor), countTotal: false }, newCall()),
        source.browse.flows?.({ page: forward(5, cursor), countTotal: false }, newCall()),
        source.browse.events?.(
          { page: forward(5, cursor), filter: { text: 'x' }, countTotal: false },
          newCall(),
        ),
        source.browse.events?.(
          { page: forward(5, cursor), filter: { sources: ['nobody'] }, countTotal: false },
          newCall(),
        ),
        other.source.browse.events?.({ page: forward(5, cursor), countTotal: false }, newCall()),
        foreign.source.browse.events?.({ page: forward(5, cursor), countTotal: false }, newCall()),
      ];
      for (const attempt of attempts) await expect(attempt).rejects.toThrow(InvalidCursorError);
    }
    expect([...sim.requests, ...other.sim.requests, ...foreign.sim.requests]).toEqual([]);
  });
});

test('a cursor that the vendor itself refuses is an invalid cursor, and only a cursor is', async () => {
  await using harness = await start();
  const { sim, source } = harness;
  sim.generate({ events: 20 });
  const page = await source.browse.events?.({ page: forward(10), countTotal: false }, newCall());
  sim.fault({ kind: 'status', status: 400, match: { path: /enriched-events/ } });
  const cursor = page?.cursorAt(9);
  const [onwards, anew] = [forward(5, cursor), forward(5)].map(async (asked) =>
    source.browse.events?.({ page: asked, countTotal: false }, newCall()),
  );
  await expect(onwards).rejects.toMatchObject({ name: 'InvalidCursorError', path: 'after' });
  await expect(anew).rejects.toMatchObject({ name: 'SourceError', kind: 'rejected' });
});

describe('a lookup', () => {
  test('of n ids is as many calls as there are thousands; repeats and unknown ids cost nothing', async () => {
    await using harness = await start();
    const { sim, source } = harness;
    const made = sim.generate({
      events: 2_001,
      detections: 1_001,
      alerts: 1_000,
      assets: 1_500,
      records: 1_001,
    });
    const cases = [
      [source.lookup.events, made.events, 3],
      [source.lookup.threatDetections, made.threatDetections, 2],
      [source.lookup.alerts, made.alerts, 1],
      [source.lookup.devices, made.assets, 2],
      [source.lookup.threats, made.records, 2],
    ] as const;
    await source.lookup.alerts?.(['al-0'], newCall());
    for (const [lookup, ids, calls] of cases) {
      sim.forget();
      const found = await lookup?.([...ids, ...ids.slice(0, 50)], newCall());
      expect([...(found?.keys() ?? [])].toSorted()).toEqual([...ids].toSorted());
      expect(sim.requests).toHaveLength(calls);
    }
    sim.forget();
    const some = await source.lookup.events?.(
      [made.events[7] ?? '', 'nobody', made.events[3] ?? ''],
      newCall(),
    );
    expect([...(some?.keys() ?? [])].toSorted()).toEqual([made.events[3], made.events[7]]);
    expect(sim.requests).toHaveLength(1);
  });

  test('of nothing is no call', async () => {
    await using harness = await start();
    const { sim, source } = harness;
    for (const lookup of Object.values(source.lookup)) {
      expect((await lookup([], newCall())).size).toBe(0);
      expect((await lookup(['', 'line\nbreak', 'x'.repeat(513)], newCall())).size).toBe(0);
    }
    expect(sim.requests).toEqual([]);
  });

  test('of flows asks once for each of their events', async () => {
    await using harness = await start();
    const { sim, source } = harness;
    sim.generate({ events: 3, flowsPerEvent: 4 });
    const page = await source.browse.flows?.({ page: forward(12), countTotal: false }, newCall());
    const keys = page?.items.map(({ lookupKey }) => lookupKey) ?? [];
    sim.forget();
    const found = await source.lookup.flows?.(
      [...keys, 'nonsense', 'a/b/c', '%/x', '../x', flowKey('nobody', 'x')],
      newCall(),
    );
    expect([...(found?.keys() ?? [])].toSorted()).toEqual(keys.toSorted());
    expect(sim.count(/\/flows$/)).toBe(4);
    expect(found?.get(keys[0] ?? '')?.raw).toEqual(page?.items[0]?.raw);
  });

  test('key of a flow keeps its two ids apart, whatever they hold', () => {
    for (const [event, flow] of [
      ['ev-1', 'fl-1'],
      ['ev/1', 'fl/1'],
      ['a%2Fb', '..'],
    ] as const) {
      expect(readFlowKey(flowKey(event, flow))).toEqual({ eventId: event, flowId: flow });
    }
    expect(flowKey('ev-1', 'fl-1')).toBe('ev-1/fl-1');
  });
});

describe('tokens and the own customer id', () => {
  test('a walk outlives its token with one token request more', async () => {
    await using harness = await start();
    const { sim, source } = harness;
    const made = sim.generate({ events: 40 });
    const read = async (page: {
      direction: 'forward' | 'backward';
      limit: number;
      cursor?: string | undefined;
    }) => {
      const found = await source.browse.events?.({ page, countTotal: false }, newCall());
      if (found === undefined) throw new Error('no events');
      return found;
    };
    let pages = 0;
    const ids = await walkForward(read, 10, () => {
      pages += 1;
      if (pages === 2) sim.expireTokens();
    });
    expect(ids).toEqual(made.events);
    expect(sim.tokenRequests).toBe(2);
    expect(sim.requests.filter(({ status }) => status === 401)).toHaveLength(1);
    sim.clock.advance(600_000);
    expect(idsOf(await read(forward(10)))).toEqual(made.events.slice(0, 10));
    expect(sim.tokenRequests).toBe(3);
  });

  test('the customer id is asked for once, however many ask at the same time', async () => {
    await using harness = await start();
    const { sim } = harness;
    sim.addAlert({ id: 'al-1' });
    const { ciscoGta } = await import('../../../src/vendors/cisco-gta/index.ts');
    const source = ciscoGta.create(
      ciscoGta.settings.parse({
        name: 'gta',
        url: sim.url,
        appUrl: sim.appUrl,
        tokenUrl: sim.tokenUrl,
        clientId: sim.clientId,
        clientSecret: sim.clientSecret,
      }),
      { now: () => sim.clock.now() },
    );
    sim.fault({ kind: 'status', status: 403, match: { path: '/auth/api-clients/me' }, times: 1 });
    const ask = async () => source.lookup.alerts?.(['al-1'], newCall());
    await expect(ask()).rejects.toMatchObject({ kind: 'unauthorized' });
    const answers = await Promise.all(Array.from({ length: 30 }, ask));
    expect(answers.every((found) => found?.has('al-1') === true)).toBe(true);
    await ask();
    expect(sim.count('/auth/api-clients/me')).toBe(2);
    expect(sim.tokenRequests).toBe(1);
    await source.close();
  });

  test('settings without a customer id and without an app host are refused, with their path', async () => {
    const { settings } = await import('../../../src/vendors/cisco-gta/config.ts');
    const basis = {
      name: 'gta',
      url: 'https://api.example',
      tokenUrl: 'https://token.example/iroh/oauth2/token',
      clientId: 'a',
      clientSecret: 'b',
    };
    const faults = (more: object) =>
      settings.safeParse({ ...basis, ...more }).error?.issues.map(({ path }) => path.join('.'));
    expect(faults({})).toEqual(['customerId']);
    expect(faults({ customerId: 'CTA1' })).toBeUndefined();
    expect(faults({ appUrl: 'https://app.example' })).toBeUndefined();
    expect(faults({ customerId: 'CTA1', url: 'ftp://api.example' })).toEqual(['url']);
    expect(faults({ customerId: 'CTA1', url: 'https://api.example/path' })).toEqual(['url']);
  });
});
