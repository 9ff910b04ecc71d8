import { describe, expect, test } from 'vitest';
import type { EventFilter } from '../../../src/model/filters.ts';
import type { Alert, Case, Event, ThreatDetection } from '../../../src/model/records.ts';
import type { Source } from '../../../src/model/source.ts';
import type { ArgusSim } from '../../../src/simulators/argus/index.ts';
import { bench, call, ids, isAlert, isDetection, listed, nativeIds, walkAll, type Ask } from './support.ts';

const DAY = Date.UTC(2026, 4, 4, 9);
const HOUR = 3_600_000;

/** Events a few seconds apart, every tenth millisecond shared by many, raw ones among them. */
function fill(sim: ArgusSim, count: number): void {
  for (let i = 0; i < count; i += 1) {
    const inTie = i % 10 >= 7;
    sim.addEvent({
      created: DAY - Math.floor(i / 10) * 10_000 - (inTie ? 9_000 : (i % 10) * 1_000),
      type: i % 4 === 3 ? 'raw' : 'aggregated',
      alarmID: i % 3 === 0 ? null : 58_001 + (i % 10),
      flags: [
        ...(i % 5 === 0 ? ['IDENTIFIED_THREAT'] : []),
        ...(i % 7 === 0 ? ['THREAT_CANDIDATE'] : []),
        ...(i % 35 === 0 ? ['FALSE_POSITIVE'] : []),
        ...(i % 29 === 0 ? ['SNAPSHOT'] : []),
      ],
    });
  }
}

type Listed = Event | Alert | ThreatDetection;

const asks = {
  events:
    (source: Source, filter?: EventFilter): Ask<Event> =>
    (page) =>
      source.browse.events!({ page, filter, countTotal: false }, call()),
  alerts:
    (source: Source): Ask<Alert> =>
    (page) =>
      source.browse.alerts!({ page, countTotal: false }, call()),
  threatDetections:
    (source: Source): Ask<ThreatDetection> =>
    (page) =>
      source.browse.threatDetections!({ page, countTotal: false }, call()),
  cases:
    (source: Source): Ask<Case> =>
    (page) =>
      source.browse.cases!({ page, countTotal: false }, call()),
};

const walkIds = async (
  ask: Ask<Listed>,
  direction: 'forward' | 'backward',
  size: number,
): Promise<string[]> => nativeIds(await walkAll(ask, direction, size));

const truths = {
  events: (sim: ArgusSim) => ids(listed(sim)),
  alerts: (sim: ArgusSim) => ids(listed(sim, isAlert)),
  threatDetections: (sim: ArgusSim) =>
    listed(sim, isDetection).map(({ id, alarmID }) => `${id}#${alarmID ?? 'none'}`),
};

for (const api of ['v2', 'v1'] as const) {
  describe(`through ${api}`, () => {
    for (const kind of ['events', 'alerts', 'threatDetections'] as const) {
      for (const size of [1, 7, 100, 1_000]) {
        test(`${kind} in pages of ${size} are all there, once, in order, both ways`, async () => {
          await using b = await bench({}, { api });
          fill(b.sim, size === 1 ? 60 : 1_300);
          const truth = truths[kind](b.sim);
          expect(truth.length).toBeGreaterThan(10);
          expect(await walkIds(asks[kind](b.source), 'forward', size)).toEqual(truth);
          expect(await walkIds(asks[kind](b.source), 'backward', size)).toEqual(truth);
        });
      }
    }

    for (const direction of ['forward', 'backward'] as const) {
      test(`a walk ${direction} shows what stays, once, while events come, change and go`, async () => {
        await using b = await bench({}, { api });
        fill(b.sim, 300);
        const before = ids(listed(b.sim));
        const gone = new Set<string>();
        const found = nativeIds(
          await walkAll(asks.events(b.source), direction, 7, (pages) => {
            for (let i = 0; i < pages % 4; i += 1) {
              b.sim.addEvent({ created: DAY + pages * 1_000 + i });
              b.sim.addEvent({ created: DAY - 40 * HOUR - pages });
            }
            const victims = listed(b.sim);
            for (const at of [0, 11, 23, victims.length - 5]) {
              const victim = victims[(at * pages) % victims.length];
              if (victim === undefined) continue;
              b.sim.removeEvent(victim.id);
              gone.add(victim.id);
            }
            const changed = listed(b.sim)[pages];
            if (changed !== undefined) b.sim.updateEvent(changed.id, { count: pages + 1 });
          }),
        );
        expect(new Set(found).size).toBe(found.length);
        const stayed = before.filter((id) => !gone.has(id));
        expect(found.filter((id) => stayed.includes(id))).toEqual(stayed);
      });
    }

    for (const direction of ['forward', 'backward'] as const) {
      test(`a page ${direction} that takes several reads shows what stays, once, while events come and go between them`, async () => {
        await using b = await bench({}, { api });
        fill(b.sim, 4_400);
        const before = ids(listed(b.sim));
        const gone = new Set<string>();
        let reads = 0;
        b.sim.fault({
          kind: 'delay',
          match: {
            when: () => {
              reads += 1;
              for (let i = 0; i < 3; i += 1) b.sim.addEvent({ created: DAY + reads * 100 + i });
              for (let i = 0; i < 3; i += 1) b.sim.addEvent({ created: DAY - 40 * HOUR - reads * 10 - i });
              const victims = listed(b.sim);
              for (const { id } of [victims[0], victims[990 + reads], victims.at(-1)].filter(
                (one) => one !== undefined,
              )) {
                b.sim.removeEvent(id);
                gone.add(id);
              }
              return false;
            },
          },
        });
        // Argus cannot search ids for a text, so a page reads on until it is full.
        const aggregates = { text: 'AGGR/' };
        const found = await walkIds(asks.events(b.source, aggregates), direction, 1_000);
        expect(reads).toBeGreaterThan(3);
        expect(new Set(found).size).toBe(found.length);
        const stayed = new Set(before.filter((id) => !gone.has(id) && id.startsWith('AGGR/')));
        expect(found.filter((id) => stayed.has(id))).toEqual([...stayed]);
      });
    }

    test('a millisecond shared by more events than a page holds is walked through whole', async () => {
      await using b = await bench({}, { api });
      b.sim.generate(2_500, { ties: 1, properties: false });
      b.sim.addEvent({ created: b.sim.clock.now() + 60_000 });
      const truth = truths.events(b.sim);
      expect(nativeIds(await walkAll(asks.events(b.source), 'forward', 1_000))).toEqual(truth);
      expect(nativeIds(await walkAll(asks.events(b.source), 'backward', 1_000))).toEqual(truth);
    });

    test('events dated in the future are walked like any other', async () => {
      await using b = await bench({}, { api });
      const future = b.sim.addEvent({ created: Date.now() + 400 * 24 * HOUR });
      const past = b.sim.addEvent({ created: Date.now() - 400 * 24 * HOUR });
      expect(nativeIds(await walkAll(asks.events(b.source), 'forward', 1))).toEqual([future.id, past.id]);
    });
  });
}

describe('cases', () => {
  for (const size of [1, 7, 100, 1_000]) {
    test(`in pages of ${size} are all there, once, in order, both ways`, async () => {
      await using b = await bench();
      for (let i = 0; i < (size === 1 ? 40 : 1_200); i += 1) {
        b.sim.addCase({
          id: 5_000 + i,
          created: DAY - Math.floor(i / 3) * 1_000,
          flags: i % 17 === 0 ? ['DELETED'] : [],
        });
      }
      const truth = [...b.sim.cases.values()]
        .filter(({ flags }) => !flags.includes('DELETED'))
        .toSorted((x, y) => y.created - x.created || (String(x.id) < String(y.id) ? -1 : 1))
        .map(({ id }) => String(id));
      expect(nativeIds(await walkAll(asks.cases(b.source), 'forward', size))).toEqual(truth);
      expect(nativeIds(await walkAll(asks.cases(b.source), 'backward', size))).toEqual(truth);
    });
  }
});

for (const api of ['v2', 'v1'] as const) {
  test(`the events of a case through ${api}, those of merged cases among them, are walked both ways`, async () => {
    await using b = await bench({}, { api });
    const main = b.sim.addCase({ id: 77 });
    const merged = b.sim.addCase({ id: 78, mergedInto: 77 });
    for (let i = 0; i < 150; i += 1) {
      b.sim.addEvent({
        created: DAY - Math.floor(i / 4) * 1_000,
        firstEvent: DAY - ((i * 7_919) % 100_000),
        alarmID: i % 2 === 0 ? 58_001 : null,
        caseIDs: [i % 3 === 0 ? merged.id : main.id],
      });
    }
    b.sim.addEvent({ created: DAY });
    const truth = listed(b.sim, ({ caseIDs }) => caseIDs.length > 0);
    const events: Ask<Event> = (page) => b.source.related.eventsOfCase!('77', page, call());
    const alerts: Ask<Alert> = (page) => b.source.related.alertsOfCase!('77', page, call());
    for (const size of [1, 7, 100, 1_000]) {
      expect(nativeIds(await walkAll(events, 'forward', size))).toEqual(ids(truth));
      expect(nativeIds(await walkAll(events, 'backward', size))).toEqual(ids(truth));
      expect(nativeIds(await walkAll(alerts, 'forward', size))).toEqual(ids(truth.filter(isAlert)));
    }
  });
}
