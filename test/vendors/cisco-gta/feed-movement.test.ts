/**
 * Following while the vendor's data moves: between two reads items are added, changed and removed, reads are done twice
 * and thrown away, and the gateway starts again. In the end the store holds the vendor's truth.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSimClock } from '../../../src/simulators/clock.ts';
import type { CiscoGtaSim } from '../../../src/simulators/cisco-gta/index.ts';
import { createFollower, type Follower } from '../../support/follower.ts';
import { start } from './harness.ts';

const NOW = Date.UTC(2026, 0, 15, 12);
const MINUTE = 60_000;

const moves = [
  'addEvent',
  'updateEvent',
  'linkEvent',
  'addDetection',
  'moveDetection',
  'removeDetection',
  'addAlert',
  'lateAlert',
  'updateAlert',
  'removeAlert',
  'updateRecord',
  'recalculate',
] as const;

type Step =
  | { readonly what: 'move'; readonly move: (typeof moves)[number]; readonly at: number }
  | { readonly what: 'wait'; readonly ms: number }
  | { readonly what: 'read'; readonly feed: 'events' | 'alerts'; readonly lost: boolean };

const stepOf: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant('move' as const),
      move: fc.constantFrom(...moves),
      at: fc.nat(1_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('wait' as const),
      ms: fc.constantFrom(1_000, 40_000, 6 * MINUTE, 11 * MINUTE),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant('read' as const),
      feed: fc.constantFrom('events' as const, 'alerts' as const),
      lost: fc.boolean(),
    }),
  },
);

const timestamp = (ms: number): string => new Date(ms).toISOString();

function pick(ids: ReadonlyMap<string, unknown>, at: number): string | undefined {
  const list = [...ids.keys()];
  return list[at % Math.max(1, list.length)];
}

function move(sim: CiscoGtaSim, what: (typeof moves)[number], at: number): void {
  const { events, threatDetections, alerts, records } = sim;
  const detection = pick(threatDetections, at);
  const event = pick(events, at);
  const alert = pick(alerts, at);
  const record = pick(records, at);
  const some = (id: string | undefined): string[] => (id === undefined ? [] : [id]);
  switch (what) {
    case 'addEvent':
      return void sim.addEvent({ threatDetectionIds: at % 3 === 0 ? [] : [...some(detection), 'td-gone'] });
    case 'updateEvent':
      return void (event && sim.updateEvent(event, { subtitle: `seen ${at}` }));
    case 'linkEvent':
      return void (event && sim.updateEvent(event, { threatDetectionIds: some(detection) }));
    case 'addDetection':
      return void sim.addThreatDetection({
        alertIds: some(alert),
        ...(record ? { threatIntelRecordId: record } : {}),
      });
    case 'moveDetection':
      return void (detection && sim.updateThreatDetection(detection, { alertIds: some(alert) }));
    case 'removeDetection':
      return detection === undefined ? undefined : sim.removeThreatDetection(detection);
    case 'addAlert':
      return void sim.addAlert();
    case 'lateAlert':
      return void sim.addAlert({ triggeredAt: timestamp(sim.clock.now() - 3 * MINUTE) });
    case 'updateAlert':
      return void (alert && sim.updateAlert(alert, { risk: 'Low', note: `note ${at}` }));
    case 'removeAlert':
      return alert === undefined ? undefined : sim.removeAlert(alert);
    case 'updateRecord':
      return void (record && sim.updateRecord(record, { severity: at % 2 === 0 ? 'Critical' : 'Low' }));
    case 'recalculate':
      return sim.recalculate();
  }
}

const sorted = (ids: Iterable<string>): string[] => [...ids].toSorted();

function expectTruth(sim: CiscoGtaSim, follower: Follower): void {
  const held = (kind: 'EVENT' | 'ALERT' | 'THREAT_DETECTION') =>
    new Map(follower.of(kind).map((record) => [record.nativeId, record]));
  for (const [kind, truth] of [
    ['EVENT', sim.events],
    ['ALERT', sim.alerts],
    ['THREAT_DETECTION', sim.threatDetections],
  ] as const) {
    const found = held(kind);
    expect(sorted(found.keys())).toEqual(sorted(truth.keys()));
    for (const [id, value] of truth) expect(found.get(id)?.raw).toEqual(value);
  }
  for (const record of follower.of('ALERT')) {
    const members = [...sim.threatDetections.values()].filter(({ alertIds }) =>
      alertIds.includes(record.nativeId),
    );
    const refs = record.recordKind === 'ALERT' ? record.threatDetections : undefined;
    expect(refs).toEqual(sorted(members.map(({ id }) => id)).map((nativeId) => ({ nativeId })));
  }
  for (const { threatIntelRecordId } of sim.threatDetections.values())
    expect(follower.threats.get(threatIntelRecordId)?.severityNative).toBe(
      sim.records.get(threatIntelRecordId)?.severity,
    );
}

interface Base {
  readonly events: number;
  readonly detections: number;
  readonly alerts: number;
}

async function law(base: Base, switches: Record<string, unknown>, script: readonly Step[]): Promise<void> {
  const clock = createSimClock();
  clock.set(NOW, true);
  // The first numbers cross from three digits to four.
  await using rig = await start({ clock, firstSequence: 990, switches });
  rig.sim.generate({ ...base, records: 5 });
  rig.sim.addRecord({ id: 'ti-1' });
  const follower = createFollower(rig.source);
  for (const step of script) {
    clock.advance(1);
    if (step.what === 'move') move(rig.sim, step.move, step.at);
    else if (step.what === 'wait') clock.advance(step.ms);
    else await follower.step(step.feed, step.lost);
  }
  // A listing that was under way shows who was there when their page was read; the next one shows who has gone since.
  for (const feed of ['events', 'alerts', 'events', 'alerts']) {
    clock.advance(11 * MINUTE);
    await follower.drain(feed);
  }
  expectTruth(rig.sim, follower);
}

describe('whatever moves between two reads, and wherever the follower dies', () => {
  test('the store ends with the truth', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          linkRenumbers: fc.constant(true),
          edgeCursors: fc.boolean(),
          hEndpoints: fc.boolean(),
          defaultAlertOrder: fc.constantFrom('risk', 'id'),
        }),
        fc.array(stepOf, { minLength: 20, maxLength: 80 }),
        (switches, script) => law({ events: 30, detections: 12, alerts: 8 }, switches, script),
      ),
      { numRuns: 40 },
    );
  }, 120_000);

  test('over many pages, too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(stepOf, { minLength: 40, maxLength: 80 }), (script) =>
        law({ events: 3_300, detections: 2_300, alerts: 2_100 }, {}, script),
      ),
      { numRuns: 4, endOnFailure: true },
    );
  }, 120_000);
});

describe('time', () => {
  test('of a thousand alerts in one millisecond, and more, loses none', async () => {
    const clock = createSimClock();
    clock.set(NOW, true);
    await using rig = await start({ clock });
    const follower = createFollower(rig.source);
    rig.sim.addAlert();
    await follower.drain('alerts');
    rig.sim.generate({ events: 0, detections: 0, alerts: 2_500, spacing: 0, start: NOW });
    await follower.step('alerts');
    rig.sim.addAlert();
    await follower.drain('alerts');
    await follower.drain('alerts');
    expect(follower.of('ALERT').length).toBe(2_502);
    expectTruth(rig.sim, follower);
  });

  test('takes detections and alerts away, and the store follows', async () => {
    const clock = createSimClock();
    clock.set(NOW, true);
    await using rig = await start({ clock });
    rig.sim.generate({ events: 50, detections: 20, alerts: 5 });
    const follower = createFollower(rig.source);
    for (const feed of ['events', 'alerts']) await follower.drain(feed);
    clock.advance(46 * 24 * 60 * MINUTE);
    for (const feed of ['events', 'alerts']) await follower.drain(feed);
    expect(rig.sim.threatDetections.size).toBe(0);
    expect(follower.of('THREAT_DETECTION')).toEqual([]);
    expect(follower.of('ALERT').map(({ nativeId }) => nativeId)).toEqual([...rig.sim.alerts.keys()]);
    expect(follower.of('EVENT').length).toBe(50);
  });
});
