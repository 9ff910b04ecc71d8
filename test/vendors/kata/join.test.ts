/** A processing result and its detection, in whatever order and however often they come. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FeedBatch } from '../../../src/model/feed.ts';
import type { AnyRecord } from '../../../src/model/records.ts';
import {
  alertsIn,
  detectionsIn,
  eventsIn,
  feedOf,
  newCall,
  readAll,
  start,
  stored,
  START,
} from './harness.ts';

const MICROS = START * 1_000;

const finding = (id: string, second: number, more = {}) => ({
  Id: id,
  EventType: 'threatdetect',
  Timestamp: MICROS + second * 1_000_000,
  VerdictName: 'EICAR-Test-File',
  DetectedSha256: 'ab'.repeat(32),
  ...more,
});

const result = (id: string, second: number, status: string, more = {}) => ({
  ...finding(id, second, more),
  EventType: 'threatprocessingresult',
  ThreatStatus: status,
  UntreatedReason: 'None',
});

const keysOf = (records: Iterable<AnyRecord>): string[] =>
  [...records].map(({ recordKind, nativeId }) => `${recordKind} ${nativeId}`).sort();

const told = ['ALERT found', 'EVENT found', 'EVENT processed', 'THREAT_DETECTION found#av'];

describe('a processing result', () => {
  for (const [name, order] of [
    ['behind its detection', ['found', 'processed']],
    ['before its detection', ['processed', 'found']],
  ] as const) {
    for (const together of [true, false]) {
      test(`${name}, ${together ? 'in one answer' : 'in two'}, updates it and is none itself`, async () => {
        await using rig = await start();
        const events = { found: finding('found', 1), processed: result('processed', 2, 'Deleted') };
        const batches: FeedBatch[] = [];
        let bookmark: string | null = null;
        for (const id of order) {
          rig.sim.addEvent(events[id]);
          if (together && id === order[0]) continue;
          // A restart between the two changes nothing.
          const batch: FeedBatch = await feedOf(rig.restarted()).read(bookmark, newCall());
          batches.push(batch);
          bookmark = batch.bookmark;
        }
        const store = stored(batches);
        expect(keysOf(store.values())).toEqual(told);
        expect(store.get('THREAT_DETECTION found#av')).toMatchObject({
          severity: 'HIGH',
          threat: { nativeId: 'EICAR-Test-File', record: { title: 'EICAR-Test-File' } },
          events: [{ nativeId: 'found' }, { nativeId: 'processed' }],
          alerts: [{ nativeId: 'found' }],
        });
        expect(store.get('ALERT found')).toMatchObject({
          severity: 'HIGH',
          statusNative: 'Deleted',
          threatDetections: [{ nativeId: 'found#av' }],
        });
        expect(store.get('EVENT found')).toMatchObject({
          kind: 'MALWARE',
          severity: 'UNKNOWN',
          malware: { verdict: 'EICAR-Test-File', status: 'Deleted', reason: 'None' },
        });
        expect(store.get('EVENT processed')).toMatchObject({
          threatDetections: [{ nativeId: 'found#av' }],
          alerts: [{ nativeId: 'found' }],
        });
      });
    }
  }

  test('that came first was a detection and an alert of its own until its partner came', async () => {
    await using rig = await start();
    rig.sim.addEvent(result('processed', 2, 'NotProcessed'));
    const first = await rig.read();
    expect(keysOf(first.records)).toEqual([
      'ALERT processed',
      'EVENT processed',
      'THREAT_DETECTION processed#av',
    ]);
    expect(eventsIn(first.records)[0]?.severity).toBe('HIGH');
    rig.sim.addEvent(finding('found', 1));
    const second = await rig.read(first.bookmark);
    expect(second.removed).toEqual([
      { kind: 'THREAT_DETECTION', nativeId: 'processed#av' },
      { kind: 'ALERT', nativeId: 'processed' },
    ]);
  });

  test('with rules of its own keeps the alert for them', async () => {
    await using rig = await start();
    const rules = { Ioa: { Severity: 'Low', Rules: [{ Id: 'r1', Name: 'odd' }] } };
    rig.sim.addEvent(result('processed', 2, 'Deleted', rules));
    const first = await rig.read();
    expect(alertsIn(first.records)).toMatchObject([{ severity: 'HIGH', title: 'EICAR-Test-File, odd' }]);
    rig.sim.addEvent(finding('found', 1));
    const store = stored([first, await rig.read(first.bookmark)]);
    expect(keysOf(store.values())).toEqual([
      'ALERT found',
      'ALERT processed',
      'EVENT found',
      'EVENT processed',
      'THREAT_DETECTION found#av',
      'THREAT_DETECTION processed#r1',
    ]);
    expect(store.get('ALERT processed')).toMatchObject({ severity: 'LOW', title: 'odd' });
  });

  for (const [what, other] of [
    ['another host', { HostName: 'elsewhere.example' }],
    ['another verdict', { VerdictName: 'Other' }],
    ['another object', { DetectedSha256: 'cd'.repeat(32) }],
    ['a later time', { Timestamp: MICROS + 9_000_000 }],
  ] as const) {
    test(`does not belong to a detection with ${what}`, async () => {
      await using rig = await start();
      rig.sim.addEvent(finding('found', 1, other));
      rig.sim.addEvent(result('processed', 2, 'Deleted'));
      const { records } = await rig.read();
      expect(detectionsIn(records).map(({ nativeId }) => nativeId)).toEqual(['found#av', 'processed#av']);
      expect(alertsIn(records).map(({ nativeId }) => nativeId)).toEqual(['found', 'processed']);
    });
  }

  test('belongs to the latest of the earlier ones, the last result counts, and a late one takes its own back', async () => {
    await using rig = await start();
    rig.sim.addEvent(finding('one', 1));
    rig.sim.addEvent(result('to-be-moved', 6, 'Quarantined'));
    rig.sim.addEvent(result('last-of-one', 3, 'Deleted'));
    rig.sim.addEvent(result('first-of-one', 2, 'NotProcessed'));
    const first = await rig.read();
    expect(stored([first]).get('ALERT one')).toMatchObject({ statusNative: 'Quarantined' });
    rig.sim.addEvent(finding('two', 5));
    const store = stored([first, await rig.read(first.bookmark)]);
    expect(store.get('ALERT one')).toMatchObject({ statusNative: 'Deleted' });
    expect(store.get('ALERT two')).toMatchObject({ statusNative: 'Quarantined' });
    expect(store.get('EVENT to-be-moved')).toMatchObject({ alerts: [{ nativeId: 'two' }] });
  });

  test('without a host or anything to be recognised by stands alone', async () => {
    await using rig = await start();
    for (const missing of [
      { HostName: undefined, HostIp: undefined },
      { VerdictName: undefined, DetectedSha256: undefined },
    ]) {
      rig.sim.addEvent(finding(`f${Object.keys(missing)[0]}`, 1, missing));
      rig.sim.addEvent(result(`p${Object.keys(missing)[0]}`, 2, 'Deleted', missing));
    }
    expect(detectionsIn((await rig.read()).records)).toHaveLength(4);
  });
});

test('what is told in the end depends neither on order nor on slices, repetitions and restarts', async () => {
  const part = fc.record({
    at: fc.integer({ min: 0, max: 5 }),
    result: fc.boolean(),
    host: fc.constantFrom('a', 'b'),
    status: fc.constantFrom('Deleted', 'NotProcessed', 'Whatever'),
  });
  const events = fc
    .array(part, { minLength: 1, maxLength: 8 })
    .map((parts) =>
      parts.map(({ at, result: processed, host, status }, i) =>
        processed
          ? result(`p${i}`, at, status, { HostName: host })
          : finding(`f${i}`, at, { HostName: host }),
      ),
    );
  const shuffled = events.chain((list) =>
    fc.tuple(
      fc.constant(list),
      fc.shuffledSubarray(list, { minLength: list.length }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 3 }),
    ),
  );
  /** Without what is told of each delivery anew, and so differs with the order: when it came in. */
  const content = (batches: readonly FeedBatch[]) =>
    [...stored(batches)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, record]) => ({ ...record, raw: null, modifiedAt: null, details: null }));
  await fc.assert(
    fc.asyncProperty(shuffled, async ([list, mixed, slice, overlap]) => {
      await using plain = await start();
      for (const event of list) plain.sim.addEvent(event);
      const expected = content(await readAll(plain.feed));

      await using rig = await start({ switches: { overlap } }, { maxEvents: slice + overlap });
      for (const event of mixed) rig.sim.addEvent(event);
      const batches: FeedBatch[] = [];
      let bookmark: string | null = null;
      for (let more = true; more;) {
        const feed = feedOf(rig.restarted());
        // Killed before the first of the two was stored.
        await feed.read(bookmark, newCall());
        const batch: FeedBatch = await feedOf(rig.restarted()).read(bookmark, newCall());
        batches.push(batch);
        ({ bookmark, more } = batch);
      }
      expect(content(batches)).toEqual(expected);
      // A new stream gives everything once more, and nothing is other than it was.
      const again = JSON.stringify({ ...JSON.parse(bookmark ?? ''), token: undefined });
      expect(content([...batches, ...(await readAll(rig.feed, again))])).toEqual(expected);
    }),
    { numRuns: 25 },
  );
});

test('the story of the simulator leaves no result with a detection beside that of its partner', async () => {
  await using rig = await start({ storyStart: START }, { maxEvents: 50 });
  const store = stored(await readAll(rig.feed));
  expect(eventsIn(store.values())).toHaveLength(rig.sim.arrivals.length);
  const processed = eventsIn(store.values()).filter(
    ({ details }) => details.vendor === 'kata' && details.eventType === 'threatprocessingresult',
  );
  const own = processed.filter(({ nativeId }) => store.has(`THREAT_DETECTION ${nativeId}#av`));
  expect(processed.length).toBeGreaterThan(own.length);
  expect(own.length).toBeGreaterThan(0);
  for (const { alerts, threatDetections } of processed) {
    expect(threatDetections?.filter(({ nativeId }) => !store.has(`THREAT_DETECTION ${nativeId}`))).toEqual(
      [],
    );
    expect(alerts?.filter(({ nativeId }) => !store.has(`ALERT ${nativeId}`))).toEqual([]);
  }
});

test('what is remembered for joining is bounded, and the oldest goes first', async () => {
  await using rig = await start();
  for (let i = 0; i < 2_100; i++) {
    rig.sim.addEvent(finding(`f${i}`, 1, { HostName: `host-${i}` }));
  }
  const batches = await readAll(rig.feed);
  const bookmark = batches.at(-1)?.bookmark ?? '';
  expect(bookmark.length).toBeLessThan(300_000);
  rig.sim.addEvent(result('p0', 2, 'Deleted', { HostName: 'host-0' }));
  rig.sim.addEvent(result('p2099', 2, 'Deleted', { HostName: 'host-2099' }));
  const { records } = await rig.read(bookmark);
  expect(detectionsIn(records).map(({ nativeId }) => nativeId)).toEqual(['p0#av', 'f2099#av']);
});
