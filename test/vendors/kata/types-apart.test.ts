/** Servers that take one event type a request. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileKataFilter } from '../../../src/model/kata-filter-match.ts';
import { parseKataFilter } from '../../../src/model/kata-filter-parse.ts';
import { printKataFilter } from '../../../src/model/kata-filter-print.ts';
import { compileFilter } from '../../../src/simulators/kata/filter.ts';
import { typesApart } from '../../../src/vendors/kata/types-apart.ts';
import { anyEvent, anyFilter } from '../../model/kata-filter-arbitrary.ts';
import { alertsIn, eventsIn, feedOf, newCall, readAll, start, stored } from './harness.ts';

const HOUR = 3_600_000;
const verdicts = "EventType=='threatdetect' OR EventType=='threatprocessingresult'";

describe('a filter over several types', () => {
  test.each([
    [verdicts, ["EventType == 'threatdetect'", "EventType == 'threatprocessingresult'"]],
    [
      "(EventType=='process' OR EventType=='module' AND FileSize>7) AND HostName=='a*'",
      [
        "EventType == 'process' AND HostName == 'a*'",
        "EventType == 'module' AND FileSize > 7 AND HostName == 'a*'",
      ],
    ],
    ["EventType in ('driver', 'module') AND NOT EventType=='module'", ["EventType == 'driver'"]],
    ["EventType=='process'", []],
    ["HostName=='a'", []],
    ["EventType=='process' OR EventType!='module'", []],
    ["EventType=='process' OR EventType=='module' OR HostName=='a'", []],
    ["EventType=='process' OR EventType=='module*'", []],
  ])('%s', (filter, apart) => {
    expect(typesApart(filter)).toEqual(apart);
  });

  test('lets through what its parts do, each of which names one type', () => {
    const types = ['process', 'module', 'registry', 'newer'] as const;
    const type = fc.constantFrom(...types);
    const ofType = type.map((name) => parseKataFilter(`EventType == '${name}'`));
    const kind = fc.constantFrom('and' as const, 'or' as const);
    const pair = fc.record({ kind: fc.constant('and' as const), parts: fc.tuple(ofType, anyFilter) });
    const negated = ofType.map((part) => ({ kind: 'not' as const, part }));
    const some = fc.oneof(ofType, pair, negated, anyFilter);
    const mixed = fc.record({
      kind,
      parts: fc.array(fc.oneof(ofType, pair), { minLength: 2, maxLength: 4 }),
    });
    const wild = fc.record({ kind, parts: fc.tuple(mixed, some) });
    let split = 0;
    fc.assert(
      fc.property(
        fc.oneof(mixed, wild),
        fc.array(anyEvent, { minLength: 5 }),
        type,
        (filter, events, name) => {
          const text = printKataFilter(filter);
          const parts = typesApart(text);
          if (parts.length === 0) return;
          split += 1;
          for (const part of parts) expect(compileFilter(part).types.length).toBeLessThan(2);
          const tests = parts.map((part) => compileKataFilter(parseKataFilter(part)));
          const whole = compileKataFilter(parseKataFilter(text));
          for (const event of events.flatMap((one) => [one, { ...one, EventType: name }]))
            expect(tests.some((passes) => passes(event))).toBe(whole(event));
        },
      ),
      { numRuns: 500 },
    );
    expect(split).toBeGreaterThan(100);
  });
});

describe('a server that takes one type a request', () => {
  const switches = { singleTypePerRequest: true };
  const filter = "EventType=='process' OR EventType=='registry' AND HostName=='a'";

  test('is asked type by type, each with a token of its own, and nothing is lost or doubled', async () => {
    await using rig = await start({ switches }, { filter });
    const add = (Id: string, EventType: string, HostName = 'a') =>
      rig.sim.addEvent({ Id, EventType, HostName });
    add('p1', 'process', 'b');
    add('r1', 'registry');
    add('r2', 'registry', 'b');
    add('m1', 'module');
    const first = await rig.read();
    expect(first.records.map(({ nativeId }) => nativeId).toSorted()).toEqual(['p1', 'r1']);
    expect(rig.sim.requests.map(({ status }) => status).toSorted()).toEqual([200, 200, 400]);
    add('r3', 'registry');
    add('p2', 'process');
    const second = await feedOf(rig.restarted()).read(first.bookmark, newCall());
    expect(second.records.map(({ nativeId }) => nativeId).toSorted()).toEqual(['p2', 'r3']);
    const again = rig.sim.requests.slice(3);
    expect(again.map(({ status }) => status)).toEqual([200, 200]);
    const tokens = again.map(({ query }) => query.get('continuation_token'));
    expect(new Set(tokens).size).toBe(2);
    expect(tokens).not.toContain(null);
    expect(rig.source.health().state).toBe('OK');
  });

  test('has a backlog of one type read at once, while another has none', async () => {
    await using rig = await start({ switches }, { filter, maxEvents: 10 });
    const ids = rig.sim.generate(45, { types: ['process'], ioaEvery: 0 });
    const batches = await readAll(rig.feed);
    expect(eventsIn(stored(batches).values()).map(({ nativeId }) => nativeId)).toEqual(ids);
    expect(batches.map(({ more }) => more)).toEqual([true, true, true, true, false]);
    const windows = rig.sim.requests.map(({ query }) => query.get('max_timeout'));
    // The whole, both types with a window of their own, and from then on in a hurry.
    expect(windows).toEqual(['PT10S', 'PT10S', 'PT10S', ...Array.from({ length: 8 }, () => 'PT1S')]);
  });

  test('has its verdicts and their results joined, though they come in streams of their own', async () => {
    await using rig = await start({ switches }, { filter: verdicts });
    const about = { HostName: 'a', VerdictName: 'EICAR', DetectedSha256: '00ab' };
    rig.sim.addEvent({
      Id: 'result',
      EventType: 'threatprocessingresult',
      ThreatStatus: 'Deleted',
      ...about,
    });
    rig.sim.addEvent({ Id: 'verdict', EventType: 'threatdetect', ...about, Timestamp: 1 });
    const batches = await readAll(rig.feed);
    expect(alertsIn(stored(batches).values()).map(({ nativeId }) => nativeId)).toEqual(['verdict']);
  });

  test('that refuses one token of several has only that stream begun anew', async () => {
    await using rig = await start({ switches }, { filter });
    for (const EventType of ['process', 'registry'])
      rig.sim.addEvent({ Id: EventType, EventType, HostName: 'a' });
    const first = await rig.read();
    const { apart, ...rest } = JSON.parse(first.bookmark);
    const bookmark = JSON.stringify({
      ...rest,
      apart: { ...apart, "EventType == 'process'": 'of another server' },
    });
    const second = await rig.read(bookmark);
    expect(second.records.map(({ nativeId }) => nativeId)).toEqual(['process']);
    expect(second.lost).toBeUndefined();
  });

  test('and fails for one type gives nothing of the others, so that no place is passed over', async () => {
    await using rig = await start({ switches }, { filter });
    const first = await rig.read();
    rig.sim.addEvent({ Id: 'p', EventType: 'process' });
    rig.sim.addEvent({ Id: 'r', EventType: 'registry', HostName: 'a' });
    const { apart } = JSON.parse(first.bookmark);
    const isOfProcesses = ({ query }: { readonly query: URLSearchParams }) =>
      query.get('continuation_token') === apart["EventType == 'process'"];
    rig.sim.fault({ kind: 'status', status: 429, match: { when: isOfProcesses } });
    await expect(rig.read(first.bookmark)).rejects.toMatchObject({ kind: 'rate-limited' });
    rig.sim.heal();
    const second = await rig.read(first.bookmark);
    expect(second.records.map(({ nativeId }) => nativeId).toSorted()).toEqual(['p', 'r']);
  });

  test('tells how far the one that is behind was read, when the rest was forgotten', async () => {
    await using rig = await start({ switches }, { filter, maxEvents: 10 });
    const begin = rig.sim.clock.now();
    rig.sim.generate(30, { types: ['process'], ioaEvery: 0, start: begin, rate: 1 / 60 });
    rig.sim.clock.set(begin + 1.9 * HOUR, true);
    const first = await rig.read();
    const back = begin + 2.5 * HOUR;
    rig.sim.clock.set(back, true);
    const second = await feedOf(rig.restarted()).read(first.bookmark, newCall());
    expect(second.lost).toMatchObject([{ from: begin + 9 * 60_000, to: back - 2 * HOUR }]);
  });

  test('is told of as one that refuses when the filter cannot be taken apart', async () => {
    await using rig = await start({ switches }, { filter: "EventType!='process' AND EventType!='module'" });
    await expect(rig.read()).rejects.toMatchObject({ kind: 'rejected', status: 400 });
    expect(rig.sim.requests).toHaveLength(1);
    expect(rig.source.health().state).toBe('DEGRADED');
  });

  test('has other types than before begun anew when the filter changes', async () => {
    await using rig = await start({ switches }, { filter: verdicts });
    const first = await rig.read();
    rig.sim.addEvent({ Id: 'p', EventType: 'process' });
    const other = feedOf(rig.restarted({ filter: "EventType=='process'" }));
    const second = await other.read(first.bookmark, newCall());
    expect(second.records.map(({ nativeId }) => nativeId)).toEqual(['p']);
    const third = await other.read(second.bookmark, newCall());
    expect(third.records).toEqual([]);
  });
});

test('more streams than connections share the window', async () => {
  const types = ['process', 'module', 'driver', 'registry', 'applock'];
  const filter = types.map((type) => `EventType=='${type}'`).join(' OR ');
  await using rig = await start({ switches: { singleTypePerRequest: true } }, { filter, maxConcurrent: 2 });
  for (const EventType of types) rig.sim.addEvent({ Id: EventType, EventType });
  const { records } = await rig.read();
  expect(records.filter(({ recordKind }) => recordKind === 'EVENT')).toHaveLength(types.length);
  expect(rig.sim.requests.slice(1).map(({ query }) => query.get('max_timeout'))).toEqual(
    types.map(() => 'PT3S'),
  );
});
