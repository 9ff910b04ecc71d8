import { describe, expect, test } from 'vitest';
import type { EventFilter } from '../../../src/model/filters.ts';
import type { Assessment } from '../../../src/model/writes.ts';
import type { SimArgusEvent } from '../../../src/simulators/argus/types.ts';
import { bench, thrown, type Bench } from './support.ts';
import { ASSESSMENT, deskFor, pathsOf, type DeskOptions } from './writes-support.ts';

const desk = (b: Bench, options?: DeskOptions) => deskFor(b.source.writes?.assessMatchingEvents, options);
const seen: Assessment = { enableFlags: ['ACKNOWLEDGED'], comment: 'in bulk' };
const ever = {};
const DAY = 86_400_000;

/** What the simulator holds and a test holds for, oldest first. */
const heldBy = (b: Bench, test: (event: SimArgusEvent) => boolean): readonly string[] =>
  [...b.sim.events.values()]
    .filter(test)
    .toSorted((x, y) => x.created - y.created || (x.id < y.id ? -1 : 1))
    .map(({ id }) => id);

const comments = (b: Bench): readonly string[] =>
  heldBy(b, (event) => event.comments.some(({ comment }) => comment === seen.comment));

const searches = (b: Bench) =>
  b.sim.requests
    .filter(({ path }) => path.endsWith('/assessment/bulk'))
    .map(({ body }): { search: Record<string, unknown> } => JSON.parse(String(body)));

for (const api of ['v2', 'v1'] as const) {
  describe(`assessing what matches, through ${api}`, () => {
    const filters: readonly (readonly [string, EventFilter, (event: SimArgusEvent) => boolean])[] = [
      ['everything', {}, () => true],
      ['what Argus searches by', { severities: ['HIGH'] }, (event) => event.severity === 'high'],
      [
        'what the assessment itself changes',
        { argus: { excludeFlags: ['acknowledged'] } },
        (event) => !event.flags.includes('ACKNOWLEDGED'),
      ],
      [
        'what Argus does not search by',
        { not: { argus: { type: 'RAW' } }, or: [{ severities: ['LOW'] }, { text: 'zzz' }] },
        (event) => event.type !== 'raw' && event.severity === 'low',
      ],
    ];
    for (const [name, filter, holds] of filters) {
      test(`${name}: all of it and nothing else, once, though the vendor's default is today and 25`, async () => {
        await using b = await bench({}, { api });
        b.sim.generate(330, { from: b.sim.clock.now() - 40 * DAY });
        const expected = heldBy(b, holds);
        expect(expected.length).toBeGreaterThan(25);
        const { run, recorded } = desk(b);
        const told = await run({ filter, window: ever, assessment: seen });
        expect(told.map(({ eventId }) => eventId).toSorted()).toEqual([...expected].toSorted());
        expect(told.every(({ fault }) => fault === undefined)).toBe(true);
        expect(comments(b).toSorted()).toEqual([...expected].toSorted());
        expect(recorded.flatMap(({ ids }) => ids).toSorted()).toEqual([...expected].toSorted());
        expect(b.sim.count(ASSESSMENT)).toBe(Math.ceil(expected.length / 100));
        for (const { search } of searches(b)) {
          expect(search).toMatchObject({ offset: 0, sortBy: ['createdTimestamp'] });
          expect(Number(search['indexStartTimestamp'])).toBeLessThan(Number(search['indexEndTimestamp']));
          expect(search['limit']).toBeLessThanOrEqual(100);
        }
      });
    }

    test('takes the oldest of them up to the limit, and none from outside the window', async () => {
      await using b = await bench({}, { api });
      const now = b.sim.clock.now();
      const made = Array.from({ length: 40 }, (_, i) => b.sim.addEvent({ created: now - (40 - i) * 1_000 }));
      const [from, to] = [now - 30_000, now - 5_000];
      const told = await desk(b).run({ filter: {}, window: { from, to }, limit: 7, assessment: seen });
      expect(told.map(({ eventId }) => eventId)).toEqual(made.slice(10, 17).map(({ id }) => id));
      expect(await desk(b).run({ filter: {}, window: { from, to }, assessment: seen })).toHaveLength(25);
    });
  });
}

test('nothing that matches is no request to change anything', async () => {
  await using b = await bench();
  b.sim.addEvent();
  const filter = { severities: ['CRITICAL'] } as const;
  expect(await desk(b).run({ filter, window: ever, assessment: seen })).toEqual([]);
  expect(b.sim.count(ASSESSMENT)).toBe(0);
});

test('the failure of one event leaves the others done', async () => {
  await using b = await bench({ keys: [{ key: '7/32/part', cases: [10_000] }] }, { apiKey: '7/32/part' });
  const one = b.sim.addCase({ id: 10_000 });
  const events = [b.sim.addEvent(), b.sim.addEvent({ customerID: 43 }), b.sim.addEvent()];
  const assessment = { associateCases: [String(one.id)] };
  const told = await desk(b).run({ filter: {}, window: ever, assessment });
  const faults = new Map(told.map(({ eventId, fault }) => [eventId, fault?.kind]));
  expect(events.map(({ id }) => faults.get(id))).toEqual([undefined, 'invalid', undefined]);
  expect(heldBy(b, ({ caseIDs }) => caseIDs.length > 0).length).toBe(2);
});

test('what Argus says of single events is told apart, by uuid or whole id, and never in its words', async () => {
  await using b = await bench();
  const now = b.sim.clock.now();
  const [done, refused, changed] = [1, 2, 3].map((i) => b.sim.addEvent({ created: now - i * 1_000 }));
  if (!done || !refused || !changed) throw new Error('three were made');
  const data = {
    successes: [done.uuid.toUpperCase()],
    failures: [{ eventID: refused.id, reason: 'upstream-secret' }],
  };
  b.sim.fault({
    kind: 'rewrite',
    rewrite: () => JSON.stringify({ responseCode: 200, data }),
    match: { path: ASSESSMENT },
  });
  const told = await desk(b).run({ filter: {}, window: ever, assessment: seen });
  expect(told.map(({ eventId, fault }) => [eventId, fault?.kind])).toEqual([
    [changed.id, 'conflict'],
    [refused.id, 'invalid'],
    [done.id, undefined],
  ]);
  expect(JSON.stringify(told)).not.toContain('upstream-secret');
});

test('an answer about other events is none: what was done is read back', async () => {
  await using b = await bench();
  b.sim.addEvent();
  b.sim.fault({
    kind: 'rewrite',
    rewrite: () => JSON.stringify({ responseCode: 200, data: { successes: ['another'], failures: [] } }),
    match: { path: ASSESSMENT },
  });
  const { run, recorded } = desk(b);
  expect(await run({ filter: {}, window: ever, assessment: seen })).toMatchObject([{}]);
  expect(recorded.map(({ outcome }) => outcome)).toEqual(['settled-done']);
});

test('an event that stopped matching before its turn is left as it is', async () => {
  await using b = await bench();
  const [stays, changes] = [b.sim.addEvent(), b.sim.addEvent()];
  const write = b.source.writes?.assessMatchingEvents;
  const told = await write?.send(
    { filter: { argus: { excludeFlags: ['followup'] } }, window: ever, assessment: seen },
    {
      signal: AbortSignal.timeout(20_000),
      selects: () => false,
      sent: () => undefined,
      once(_ids, request) {
        b.sim.updateEvent(changes.id, { flags: ['FOLLOWUP'] });
        return request();
      },
    },
  );
  expect(told?.find(({ eventId }) => eventId === changes.id)?.fault?.kind).toBe('conflict');
  expect(comments(b)).toEqual([stays.id]);
});

test('an Argus that does not take ids there is asked event by event', async () => {
  await using b = await bench({ switches: { eventIdentifierSupported: false } });
  b.sim.generate(30, { type: 'aggregated' });
  const told = await desk(b).run({ filter: {}, window: ever, assessment: seen });
  expect(told).toHaveLength(30);
  expect(told.every(({ fault }) => fault === undefined)).toBe(true);
  expect(comments(b)).toHaveLength(30);
  expect(b.sim.count(/assessment\/bulk$/)).toBe(1);
});

for (const [kind, done] of [
  ['reset', false],
  ['resetAfter', true],
  ['truncate', true],
] as const) {
  test(`pages lost by ${kind} end as ${done ? 'done' : 'not done'}, each sent once`, async () => {
    await using b = await bench();
    b.sim.generate(150, { type: 'aggregated' });
    b.sim.fault({ kind, match: { path: ASSESSMENT } });
    const { run, recorded } = desk(b);
    const told = await run({ filter: {}, window: ever, assessment: seen }).catch((error: unknown) => error);
    if (done) expect(told).toHaveLength(150);
    else expect(told).toMatchObject({ name: 'SourceError' });
    expect(recorded.map(({ outcome }) => outcome)).toEqual(
      Array.from({ length: 2 }, () => (done ? 'settled-done' : 'settled-not-done')),
    );
    expect(comments(b)).toHaveLength(done ? 150 : 0);
    expect(b.sim.count(ASSESSMENT)).toBe(2);
  });
}

test('a page that Argus gave up in the middle is unknown, and the other pages are told as they are', async () => {
  await using b = await bench({}, { maxConcurrent: 1 });
  b.sim.generate(120, { type: 'aggregated' });
  b.sim.switches.bulkAssessmentStopsAfter = 50;
  const told = await desk(b).run({ filter: {}, window: ever, assessment: seen });
  const kinds = told.map(({ fault }) => fault?.kind);
  expect(kinds.filter((kind) => kind === 'outcome-unknown')).toHaveLength(100);
  expect(kinds.filter((kind) => kind === undefined)).toHaveLength(20);
  expect(comments(b)).toHaveLength(70);
});

test('a filter that Argus refuses is named, and nothing is changed', async () => {
  await using b = await bench({ switches: { unknownCustomer: 'refused' } });
  b.sim.addEvent();
  const filter: EventFilter = { and: [{}, { customers: ['nobody'] }] };
  const error = await thrown(() => desk(b).run({ filter, window: ever, assessment: seen }));
  expect(pathsOf(error)).toEqual(['filter.and[1].customers[0]']);
  expect(b.sim.count(ASSESSMENT)).toBe(0);
});

test('a filter that holds for no event changes nothing', async () => {
  await using b = await bench();
  b.sim.addEvent();
  const filter: EventFilter = { srcIp: ['nonsense'] };
  expect(await desk(b).run({ filter, window: ever, assessment: seen })).toEqual([]);
  expect(b.sim.count(ASSESSMENT)).toBe(0);
});

test('what makes no sense is refused without a call', async () => {
  await using b = await bench();
  const input = { filter: {}, window: { from: 5, to: 5 }, limit: 0, assessment: {} };
  const error = await thrown(() => desk(b).run(input));
  expect(pathsOf(error)).toEqual(['window', 'limit', 'assessment']);
  expect(b.sim.requests).toEqual([]);
});
