import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { SubmitEvents, SubmittedEvent } from '../../../src/model/writes.ts';
import { argusFault } from '../../../src/simulators/argus/index.ts';
import { bench, thrown, type Bench } from './support.ts';
import { deskFor, pathsOf, SUBMISSION, type DeskOptions } from './writes-support.ts';

const desk = (b: Bench, options?: DeskOptions) => deskFor(b.source.writes?.submitEvents, options);

/** A submission with what the caller of a write has to mint. */
const submission = (
  b: Bench,
  events: readonly SubmittedEvent[],
  onError: SubmitEvents['onError'] = 'REJECT_ALL',
): SubmitEvents => ({
  events,
  onError,
  minted: events.map(({ id }) =>
    id === undefined ? { uuid: randomUUID(), time: b.sim.clock.now() - 1_000 } : null,
  ),
});

const idsOf = (told: { readonly outcomes: readonly { readonly nativeId: string | null }[] }): string[] =>
  told.outcomes.map(({ nativeId }) => nativeId ?? '');

const submit = async (b: Bench, ...events: readonly SubmittedEvent[]) => desk(b).run(submission(b, events));

const whole: SubmittedEvent = {
  type: 'RAW',
  customer: 'acme-dc',
  signature: 'MySignature',
  srcEndpoint: { address: '10.0.0.1', port: 4_711, host: 'pc', user: 'ana' },
  dstEndpoint: { address: '10.9.8.0/24' },
  domain: 'example.org',
  uri: '/x',
  protocol: 'TCP',
  severity: 'HIGH',
  count: 3,
  properties: [
    { key: 'a', values: ['1', '2'] },
    { key: 'dotted.key', values: ['x, y'] },
  ],
  flags: ['blocked', 'SOURCE_IS_CUSTOMERNET'],
};

test('a new event says all it was given, under the id that was minted', async () => {
  await using b = await bench();
  const now = b.sim.clock.now();
  const times = { time: now - 60_000, startTime: now - 90_000, endTime: now - 30_000 };
  const input = submission(b, [{ ...whole, ...times }]);
  const { outcomes, warnings } = await desk(b).run(input);
  const id = `NIDS/${times.time}/43/${input.minted[0]?.uuid}`;
  expect([outcomes, warnings]).toEqual([[{ nativeId: id, status: 'ACCEPTED' }], []]);
  const event = b.sim.events.get(id);
  expect(event).toMatchObject({
    type: 'raw',
    customerID: 43,
    created: times.time,
    firstEvent: times.startTime,
    lastEvent: times.endTime,
    signature: 'MySignature',
    source: { address: '10.0.0.1', host: 'pc', port: 4_711, user: 'ana' },
    destination: { address: '10.9.8.0/24' },
    domain: 'example.org',
    uri: '/x',
    protocol: 'tcp',
    severity: 'high',
    count: 3,
    flags: ['BLOCKED', 'SOURCE_IS_CUSTOMERNET'],
  });
  expect(event?.properties).toContainEqual({ key: 'a', type: 'string', values: ['1', '2'] });
  expect(b.sim.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /events/v2/event']);
});

test('the same submission sent again is an update, and no second event', async () => {
  await using b = await bench();
  const input = submission(b, [{ signature: 'a' }, { customer: '44' }]);
  const first = await desk(b).run(input);
  expect(await desk(b).run(input)).toEqual(first);
  expect([...b.sim.events.keys()].toSorted()).toEqual(idsOf(first).toSorted());
});

test('a time that has not come yet is cut to the minted one, flagged and told, each time alike', async () => {
  await using b = await bench();
  const input = submission(b, [{ time: b.sim.clock.now() + 3_600_000, flags: ['followup'] }]);
  const first = await desk(b).run(input);
  b.sim.clock.advance(10_000);
  expect(await desk(b).run(input)).toEqual(first);
  expect([...b.sim.events.values()]).toMatchObject([
    { created: input.minted[0]?.time, flags: ['FOLLOWUP', 'CLOCK_OUT_OF_SYNC'] },
  ]);
  expect(first.warnings).toHaveLength(1);
});

describe('the rules of the collector:', () => {
  test('an update changes only what it says: no default is applied again', async () => {
    await using b = await bench();
    const [id = ''] = idsOf(await submit(b, { severity: 'HIGH', count: 5, domain: 'a.example' }));
    await submit(b, { id, uri: '/y' });
    expect(b.sim.events.get(id)).toMatchObject({
      severity: 'high',
      count: 5,
      domain: 'a.example',
      uri: '/y',
    });
    const [, last] = b.sim.requests.filter(({ method, path }) => method === 'POST' && SUBMISSION.test(path));
    expect(JSON.parse(String(last?.body))).toEqual({ id, uri: '/y' });
  });

  test('properties accumulate, a key replaced whole; flags accumulate', async () => {
    await using b = await bench();
    const properties = (...given: readonly (readonly [string, ...string[]])[]) =>
      given.map(([key, ...values]) => ({ key, values }));
    const [id = ''] = idsOf(
      await submit(b, { properties: properties(['a', '1', '2'], ['b', '3']), flags: ['established'] }),
    );
    await submit(b, { id, properties: properties(['b', '4', '5'], ['c', '6']), flags: ['FOLLOWUP'] });
    const event = b.sim.events.get(id);
    expect(event?.flags).toEqual(['ESTABLISHED', 'FOLLOWUP']);
    expect(
      event?.properties.filter(({ key }) => key.length === 1).map(({ key, values }) => [key, values]),
    ).toEqual([
      ['a', ['1', '2']],
      ['b', ['4', '5']],
      ['c', ['6']],
    ]);
  });

  test('a flag that comes with an update is partial first, and whole when it comes again', async () => {
    await using b = await bench();
    const [id = ''] = idsOf(await submit(b, {}));
    const flags = ['SOURCE_IS_CUSTOMERNET', 'blocked'];
    const seen = async () => {
      await submit(b, { id, flags });
      return b.sim.events.get(id)?.flags.toSorted();
    };
    expect(await seen()).toEqual(['PARTIALLY_BLOCKED', 'SOURCE_IS_PARTIAL_CUSTOMERNET']);
    expect(await seen()).toEqual(['BLOCKED', 'SOURCE_IS_CUSTOMERNET']);
    await submit(b, { id, uri: '/z' });
    expect(b.sim.events.get(id)?.flags.toSorted()).toEqual(['BLOCKED', 'SOURCE_IS_CUSTOMERNET']);
  });

  for (const [how, final] of [
    ['finalized', { finalized: true }],
    ['the flag', { flags: ['finalized'] }],
  ] as const) {
    test(`what follows the final word (${how}) is accepted, dropped and warned of`, async () => {
      await using b = await bench();
      const [id = ''] = idsOf(await submit(b, { count: 2 }));
      await submit(b, { id, ...final });
      b.sim.forget();
      const open = b.sim.addEvent();
      const told = await submit(b, { id: open.id, count: 3 }, { id, count: 9 }, { id, uri: '/' });
      expect(told.outcomes.map(({ status }) => status)).toEqual(['ACCEPTED', 'ACCEPTED', 'ACCEPTED']);
      expect(told.warnings.map((warning) => warning.slice(0, 9))).toEqual(['events[1]', 'events[2]']);
      expect(b.sim.events.get(id)).toMatchObject({ count: 2, uri: null });
      expect(b.sim.requests.map(({ path }) => path)).toEqual([
        '/events/v2/event/search',
        '/events/v2/event/bulk',
      ]);
    });
  }

  test('a submission that finalizes itself is warned of in what follows', async () => {
    await using b = await bench();
    const { id } = b.sim.addEvent();
    const told = await submit(b, { id, count: 5 }, { id, finalized: true }, { id, count: 7 });
    expect(told.warnings).toHaveLength(1);
    expect(told.warnings[0]).toMatch(/^events\[2\]: events\[1\] finalizes/);
    expect(b.sim.events.get(id)?.count).toBe(5);
  });

  test('a final word that is dropped finalizes nothing', async () => {
    await using b = await bench();
    const { id } = b.sim.addEvent();
    const events = [
      { id, finalized: true, location: 'xyz' },
      { id, count: 7 },
    ];
    const told = await desk(b).run(submission(b, events, 'DROP_INVALID'));
    expect([told.outcomes.map(({ status }) => status), told.warnings]).toEqual([
      ['REJECTED', 'ACCEPTED'],
      [],
    ]);
    expect(b.sim.events.get(id)?.count).toBe(7);
  });

  test('an update of what is not there makes it, and says so', async () => {
    await using b = await bench();
    const id = `AGGR/${b.sim.clock.now() - 5_000}/42/${randomUUID()}`;
    const told = await submit(b, { id, count: 1 }, { id, count: 2 });
    expect(told.warnings).toHaveLength(1);
    expect(b.sim.events.get(id)?.count).toBe(2);
  });

  test('a read that fails costs the warning, not the submission', async () => {
    await using b = await bench();
    const { id } = b.sim.addEvent();
    b.sim.fault(argusFault(402, { match: { path: '/events/v2/event/search' } }));
    const told = await submit(b, { id, count: 4 });
    expect(told.warnings).toHaveLength(1);
    expect(b.sim.events.get(id)?.count).toBe(4);
  });
});

describe('events that refer to nothing', () => {
  const mixed = [{ signature: 'a' }, { location: 'xyz' }, { customer: 'nobody' }, { signature: 'b' }];

  test('are all refused with the others by default, each by its path', async () => {
    await using b = await bench();
    expect(pathsOf(await thrown(() => submit(b, ...mixed)))).toEqual([
      'events[1].location',
      'events[2].customer',
    ]);
    expect(pathsOf(await thrown(() => submit(b, { location: 'xyz' })))).toEqual(['events[0].location']);
    expect(b.sim.events.size).toBe(0);
  });

  test('are dropped alone when asked for, outcomes in the order of the input, nothing in the vendor’s words', async () => {
    await using b = await bench();
    const told = await desk(b).run(submission(b, mixed, 'DROP_INVALID'));
    expect(told.outcomes.map(({ status }) => status)).toEqual([
      'ACCEPTED',
      'REJECTED',
      'REJECTED',
      'ACCEPTED',
    ]);
    expect(idsOf(told).map((id) => b.sim.events.get(id)?.signature)).toEqual([
      'a',
      undefined,
      undefined,
      'b',
    ]);
    expect(JSON.stringify(told)).not.toContain('xyz');
    expect(b.sim.events.size).toBe(2);
  });

  test('a customer of others is not permitted', async () => {
    await using b = await bench({ keys: [{ key: '7/32/part', customers: [42] }] }, { apiKey: '7/32/part' });
    const error = await thrown(() => submit(b, { customer: 'acme-dc' }));
    expect(error).toMatchObject({ name: 'SourceError', kind: 'unauthorized', status: 403 });
    const told = await desk(b).run(submission(b, [{ customer: '43' }, {}], 'DROP_INVALID'));
    expect(told.outcomes.map(({ status }) => status)).toEqual(['REJECTED', 'ACCEPTED']);
  });
});

describe('many events', () => {
  const many = (count: number): SubmittedEvent[] =>
    Array.from({ length: count }, (_, i) => ({ signature: `s${i}` }));

  test('go in pages of a thousand, one after another, outcomes in order', async () => {
    await using b = await bench();
    const told = await desk(b).run(submission(b, many(2_100), 'DROP_INVALID'));
    expect(idsOf(told).map((id) => b.sim.events.get(id)?.signature)).toEqual(
      many(2_100).map(({ signature }) => signature),
    );
    expect(b.sim.count(SUBMISSION)).toBe(3);
  });

  test('cannot be refused together when they are more than that', async () => {
    await using b = await bench();
    expect(pathsOf(await thrown(() => submit(b, ...many(1_001))))).toEqual(['events']);
    expect(b.sim.requests).toEqual([]);
  });

  test('that Argus takes fewer of are refused by name', async () => {
    await using b = await bench({ switches: { bulkCap: 5 } });
    expect(pathsOf(await thrown(() => submit(b, ...many(6))))).toEqual(['events']);
  });

  test('a later page that fails leaves the earlier ones accepted, and is not pressed', async () => {
    await using b = await bench();
    b.sim.fault({ kind: 'delay', ms: 0, times: 1 });
    b.sim.fault(argusFault(402));
    const told = await desk(b).run(submission(b, many(2_500), 'DROP_INVALID'));
    const accepted = told.outcomes.filter(({ status }) => status === 'ACCEPTED').length;
    expect([accepted, told.outcomes.length, b.sim.count(SUBMISSION)]).toEqual([1_000, 2_500, 2]);
    expect(told.outcomes[1_000]?.message).toMatch(/^It was not submitted/);
    expect(b.sim.events.size).toBe(1_000);
  });

  test('a first page that fails is the failure of all', async () => {
    await using b = await bench();
    b.sim.fault(argusFault(402));
    const error = await thrown(() => desk(b).run(submission(b, many(1_500), 'DROP_INVALID')));
    expect(error).toMatchObject({ name: 'SourceError', kind: 'rate-limited' });
    expect(b.sim.count(SUBMISSION)).toBe(1);
  });
});

describe('what the collector is known to refuse is named without a call:', () => {
  const id = `AGGR/1700000000123/42/3f0c0a1e-0000-4000-8000-0000000000aa`;
  for (const [name, event, paths] of [
    ['an id that is none', { id: 'AGGR/1/2' }, ['id']],
    ['an attack', { id: id.replace('AGGR', 'AGGRATTACK') }, ['id']],
    ['another identity', { id, type: 'RAW', customer: '43', time: 5 }, ['type', 'customer', 'time']],
    ['a severity', { severity: 'INFORMATIONAL' }, ['severity']],
    ['flags', { flags: ['blocked', 'nope', 'FOLLOWUP', 'NOTIFIED_DELETED', 'x'] }, ['flags[1]', 'flags[4]']],
    ['a contradiction', { flags: ['FINALIZED'], finalized: false }, ['finalized']],
    ['a protocol', { protocol: 'gopher' }, ['protocol']],
    ['a count', { count: -1 }, ['count']],
    ['half an event', { count: 1.5 }, ['count']],
    ['an end without address', { srcEndpoint: { host: 'pc' } }, ['srcEndpoint.address']],
    [
      'an end that is nowhere',
      { dstEndpoint: { address: '10.0.0.300', port: 70_000 } },
      ['dstEndpoint.address', 'dstEndpoint.port'],
    ],
    [
      'properties',
      {
        properties: [
          { key: 'a', values: ['1'] },
          { key: 'a', values: [] },
          { key: '', values: ['2'] },
        ],
      },
      ['properties[1].key', 'properties[1].values', 'properties[2].key'],
    ],
  ] satisfies readonly (readonly [string, SubmittedEvent, readonly string[]])[]) {
    test(name, async () => {
      await using b = await bench();
      const error = await thrown(() => submit(b, { signature: 'fine' }, event));
      expect(pathsOf(error)).toEqual(paths.map((path) => `events[1].${path}`));
      expect(b.sim.requests).toEqual([]);
    });
  }

  test('no events', async () => {
    await using b = await bench();
    expect(pathsOf(await thrown(() => submit(b)))).toEqual(['events']);
  });
});

describe('a submission whose answer was lost', () => {
  const cases: readonly (readonly [string, (id: string) => readonly SubmittedEvent[]])[] = [
    ['of one new event', () => [{ customer: '43', signature: 'a' }]],
    ['of a customer whose number only Argus knows', () => [{ customer: 'acme-dc' }, {}]],
    ['of an update', (id) => [{ ...whole, type: 'AGGREGATED', customer: '42', id, flags: ['FOLLOWUP'] }]],
    ['of a flag that is partial first', (id) => [{ id, flags: ['blocked'] }]],
    [
      'of several about one event',
      (id) => [{ id, count: 5 }, { id, count: 6, finalized: true }, { signature: 'c' }],
    ],
  ];
  for (const [name, eventsOf] of cases) {
    for (const kind of ['reset', 'resetAfter', 'truncate'] as const) {
      test(`${name}, by ${kind}, is ${kind === 'reset' ? 'unknown' : 'done'}, sent once`, async () => {
        await using b = await bench();
        const { id } = b.sim.addEvent({ created: b.sim.clock.now() - 5_000 });
        b.sim.fault({ kind, match: { path: SUBMISSION } });
        const { run, recorded } = desk(b, { meanwhile: () => b.sim.events });
        const told = await run(submission(b, eventsOf(id))).catch((error: unknown) => error);
        expect(b.sim.count(SUBMISSION)).toBe(1);
        if (kind === 'reset') {
          // It may be waiting in the queue, for all we know.
          expect(recorded.map(({ outcome }) => outcome)).toEqual(['unknown']);
          expect(told).toMatchObject({ name: 'OutcomeUnknownError' });
          return;
        }
        expect(recorded.map(({ outcome }) => outcome)).toEqual(['settled-done']);
        const { length } = eventsOf(id);
        expect(told).toMatchObject({ outcomes: Array.from({ length }, () => ({ status: 'ACCEPTED' })) });
        for (const one of recorded) expect(one.ids).toHaveLength(length);
        const stored = [...b.sim.events.keys()];
        expect(told).toMatchObject({
          outcomes: Array.from({ length }, () => ({ nativeId: expect.toBeOneOf(stored) })),
        });
      });
    }
  }

  test('is unknown while it waits in the queue, and done when it is stored', async () => {
    await using b = await bench({ switches: { submitDelayMs: 30_000 } });
    b.sim.fault({ kind: 'resetAfter', match: { path: SUBMISSION } });
    const input = submission(b, [{}, { customer: '43' }]);
    expect(await thrown(() => desk(b).run(input))).toMatchObject({ name: 'OutcomeUnknownError' });
    const { recorded, run } = desk(b, { meanwhile: () => b.sim.clock.advance(30_000) });
    expect((await run(input)).outcomes.map(({ status }) => status)).toEqual(['ACCEPTED', 'ACCEPTED']);
    expect(recorded.map(({ outcome }) => outcome)).toEqual(['settled-done']);
    expect(b.sim.events.size).toBe(2);
  });

  test('of a flag that was partial before is not told by the flag', async () => {
    await using b = await bench();
    const { id } = b.sim.addEvent({ created: b.sim.clock.now() - 5_000, flags: ['PARTIALLY_BLOCKED'] });
    b.sim.fault({ kind: 'reset', match: { path: SUBMISSION } });
    const { recorded, run } = desk(b);
    await run(submission(b, [{ id, flags: ['BLOCKED'] }])).catch(() => undefined);
    expect(recorded.map(({ outcome }) => outcome)).toEqual(['unknown']);
  });

  test('in its second page is told by the second page', async () => {
    for (const kind of ['reset', 'resetAfter'] as const) {
      await using b = await bench();
      const events = Array.from({ length: 1_001 }, () => ({ customer: '42' }));
      b.sim.fault({ kind: 'delay', ms: 0, times: 1, match: { path: SUBMISSION } });
      b.sim.fault({ kind, match: { path: SUBMISSION } });
      const { recorded, run } = desk(b);
      await run(submission(b, events, 'DROP_INVALID')).catch(() => undefined);
      const lost = kind === 'reset' ? 'unknown' : 'settled-done';
      expect(recorded.map(({ ids, outcome }) => [ids.length, outcome])).toEqual([
        [1_000, 'done'],
        [1, lost],
      ]);
    }
  });

  test('of an update that is not to be seen on its event is unknown', async () => {
    await using b = await bench();
    const { id } = b.sim.addEvent({ flags: ['FINALIZED'], properties: [] });
    for (const event of [
      { id, count: 7 },
      { id, properties: [{ key: 'a', values: ['1'] }] },
      { id, srcEndpoint: { address: '10.0.0.1' } },
      { id, location: 'oslo' },
      { id, flags: ['FOLLOWUP'] },
    ]) {
      b.sim.heal();
      b.sim.fault({ kind: 'resetAfter', match: { path: SUBMISSION } });
      const { recorded, run } = desk(b);
      await run(submission(b, [event])).catch(() => undefined);
      expect(recorded.map(({ outcome }) => outcome)).not.toContain('settled-done');
    }
  });

  test('whose receipts are about other events has none', async () => {
    await using b = await bench();
    b.sim.fault({
      kind: 'rewrite',
      rewrite: (body) => body.replaceAll(/[0-9a-f]{12}"/g, '000000000000"'),
      match: { path: SUBMISSION },
    });
    const { recorded, run } = desk(b);
    const input = submission(b, [{ customer: '42' }, { customer: '42' }]);
    const told = await run(input);
    expect(recorded.map(({ outcome }) => outcome)).toEqual(['settled-done']);
    expect(idsOf(told).every((id) => b.sim.events.has(id))).toBe(true);
  });
});

test('an Argus that finds no uuids leaves the outcome unknown, and finds whole ids one by one', async () => {
  await using b = await bench({ switches: { eventIdentifierSupported: false } });
  for (const [customer, outcome] of [
    ['42', 'settled-done'],
    ['acme', 'unknown'],
  ] as const) {
    b.sim.heal();
    b.sim.fault({ kind: 'resetAfter', match: { path: SUBMISSION } });
    const { recorded, run } = desk(b);
    await run(submission(b, [{ customer }])).catch(() => undefined);
    expect(recorded.map((one) => one.outcome)).toEqual([outcome]);
  }
});
