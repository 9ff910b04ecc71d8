import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SourceError, UnsupportedError } from '../../../src/model/errors.ts';
import { createSimClock } from '../../../src/simulators/clock.ts';
import { createAddressBook } from '../../../src/vendors/cisco-gta/feed-addresses.ts';
import type { CiscoGtaSim } from '../../../src/simulators/cisco-gta/index.ts';
import { createFollower, feedNamed } from '../../support/follower.ts';
import { newCall, start } from './harness.ts';

const NOW = Date.UTC(2026, 0, 15, 12);
const HOUR = 60 * 60_000;
const path = /ip-assignments$/;

const asked = (sim: CiscoGtaSim): string[] =>
  sim.requests.flatMap((request) => (path.test(request.path) ? [request.path.split('/').at(-2) ?? ''] : []));

async function follow(extra: Readonly<Record<string, unknown>> = {}) {
  const clock = createSimClock();
  clock.set(NOW, true);
  const harness = await start({ clock }, extra);
  const follower = createFollower(harness.source);
  return { ...harness, clock, follower, [Symbol.asyncDispose]: () => harness[Symbol.asyncDispose]() };
}

describe('events and detections that are followed', () => {
  test('mention the owner and the addresses of their asset, and carry them in its device', async () => {
    await using rig = await follow();
    rig.sim.addAsset({ id: 'as-1', assumedOwner: 'CORP\\Ana' }, ['10.0.0.9', '10.0.0.1', '2001:DB8::1']);
    rig.sim.addAsset({ id: 'as-2' }, []);
    rig.sim.addThreatDetection({ id: 'td-1', affectedAssetId: 'as-1' });
    rig.sim.addEvent({ id: 'ev-1', affectedAssetId: 'as-1', threatDetectionIds: ['td-1'] });
    rig.sim.addEvent({ id: 'ev-2', affectedAssetId: 'as-2' });
    rig.sim.addEvent({ id: 'ev-3', affectedAssetId: 'as-gone' });
    await rig.follower.drain('events');
    for (const key of ['EVENT ev-1', 'THREAT_DETECTION td-1'])
      expect(rig.follower.records.get(key)).toMatchObject({
        device: { record: { owner: 'CORP\\Ana', ips: ['10.0.0.1', '10.0.0.9', '2001:DB8::1'] } },
        observables: [
          { type: 'USER', value: 'ana', role: 'device' },
          { type: 'IP', value: '10.0.0.1', role: 'device' },
          { type: 'IP', value: '10.0.0.9', role: 'device' },
          { type: 'IP', value: '2001:db8::1', role: 'device' },
        ],
      });
    expect(rig.follower.records.get('EVENT ev-2')).toMatchObject({
      device: { record: { ips: [] } },
      observables: [],
    });
    const gone = rig.follower.records.get('EVENT ev-3');
    expect(gone).toMatchObject({ device: undefined, observables: [] });
    expect(asked(rig.sim).toSorted()).toEqual(['as-1', 'as-2']);
  });

  test('cost a call for each asset, once, however many records it has and however many reads that takes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          events: fc.integer({ min: 1, max: 1_500 }),
          detections: fc.integer({ min: 0, max: 60 }),
          assets: fc.integer({ min: 1, max: 300 }),
          maxConcurrent: fc.integer({ min: 1, max: 8 }),
        }),
        async ({ maxConcurrent, ...made }) => {
          await using rig = await follow({ maxConcurrent });
          rig.sim.generate({ alerts: 0, ...made });
          await rig.follower.drain('events');
          const used = new Set(
            [...rig.sim.events.values(), ...rig.sim.threatDetections.values()].map(
              ({ affectedAssetId }) => affectedAssetId,
            ),
          );
          expect(asked(rig.sim).toSorted()).toEqual([...used].toSorted());
          expect(rig.follower.of('EVENT').length).toBe(made.events);
          for (const { recordKind, nativeId, observables } of rig.follower.records.values()) {
            const table = recordKind === 'EVENT' ? rig.sim.events : rig.sim.threatDetections;
            const assetId = table.get(nativeId)?.affectedAssetId ?? '';
            const told = observables.flatMap(({ type, value }) => (type === 'IP' ? [value] : []));
            expect(told).toEqual(rig.sim.ipAssignments.get(assetId)?.map(({ ipAddress }) => ipAddress));
          }
        },
      ),
      { numRuns: 8 },
    );
  }, 120_000);

  test('are asked for in parts that one read has time for, and each part comes further', async () => {
    await using rig = await follow({ maxConcurrent: 2 });
    rig.sim.generate({ events: 100, detections: 0, alerts: 0, assets: 100 });
    const costs: number[] = [];
    let bookmark = (await rig.follower.step('events')).bookmark;
    for (let more = true; more;) {
      const before = asked(rig.sim).length;
      const batch = await rig.follower.step('events');
      costs.push(asked(rig.sim).length - before);
      expect(batch.bookmark).not.toBe(bookmark);
      expect(batch.records.length).toBe(batch.more ? 0 : 100);
      ({ bookmark, more } = batch);
    }
    expect(costs).toEqual([16, 16, 16, 16, 16, 16, 4]);
    // What was learned on the way does not stand in the bookmark of a page that is done.
    expect(bookmark).not.toContain('asking');
  });

  test('show other addresses and another owner when a record of the asset is read, after an hour at the latest', async () => {
    await using rig = await follow();
    rig.sim.addAsset({ id: 'as-1', assumedOwner: 'ana' }, ['10.0.0.1']);
    rig.sim.addThreatDetection({ id: 'td-1', affectedAssetId: 'as-1' });
    await rig.follower.drain('events');
    const values = (): unknown =>
      rig.follower.records.get('THREAT_DETECTION td-1')?.observables.map(({ value }) => value);
    rig.sim.updateAsset('as-1', { assumedOwner: 'ben' });
    rig.sim.assignAddresses('as-1', [{ ipAddress: '10.0.0.2' }]);
    rig.clock.advance(HOUR / 2);
    await rig.follower.drain('events');
    expect(values()).toEqual(['ben', '10.0.0.1']);
    rig.clock.advance(HOUR / 2);
    await rig.follower.drain('events');
    expect(values()).toEqual(['ben', '10.0.0.2']);
    expect(asked(rig.sim)).toEqual(['as-1', 'as-1']);
  });

  test('do not change when the vendor tells the same addresses in another order', async () => {
    await using rig = await follow();
    rig.sim.addAsset({ id: 'as-1' }, ['10.0.0.1', '10.0.0.2']);
    rig.sim.addThreatDetection({ id: 'td-1', affectedAssetId: 'as-1' });
    await rig.follower.drain('events');
    rig.sim.assignAddresses('as-1', [{ ipAddress: '10.0.0.2' }, { ipAddress: '10.0.0.1' }]);
    rig.clock.advance(HOUR);
    await rig.follower.drain('events');
    expect(asked(rig.sim).length).toBe(2);
    expect(rig.follower.changes).toEqual(['+ THREAT_DETECTION td-1']);
  });

  test('fail with the addresses, are stored whole later, and what was learned before is not asked again', async () => {
    await using rig = await follow({ maxConcurrent: 1 });
    for (const id of ['as-1', 'as-2', 'as-3']) {
      rig.sim.addAsset({ id }, [`10.0.0.${id.slice(-1)}`]);
      rig.sim.addEvent({ affectedAssetId: id });
    }
    await rig.follower.step('events');
    rig.sim.fault({ kind: 'status', status: 403, match: { path: /as-2\/ip-assignments$/ } });
    await expect(rig.follower.step('events')).rejects.toThrow(SourceError);
    expect(rig.follower.records.size).toBe(0);
    rig.sim.heal();
    await rig.follower.drain('events');
    expect(rig.follower.of('EVENT').length).toBe(3);
    expect(asked(rig.sim).filter((id) => id === 'as-1')).toEqual(['as-1']);
  });

  test('have no addresses where the source does not tell them, which is asked asset by asset, once', async () => {
    await using rig = await follow();
    rig.sim.switches.hEndpoints = false;
    rig.sim.generate({ events: 50, detections: 10, alerts: 0, assets: 5 });
    await rig.follower.drain('events');
    expect(rig.follower.of('EVENT').length).toBe(50);
    const devices = rig.follower
      .of('EVENT')
      .map((event) => ('device' in event ? event.device?.record : null));
    expect(devices.every((device) => device && device.ips === undefined)).toBe(true);
    expect(asked(rig.sim).length).toBe(5);
  });
});

describe('the address book', () => {
  test('holds many assets, and all that one read wants however many they are', async () => {
    let calls = 0;
    const book = createAddressBook({
      atOnce: 200_000,
      now: () => NOW,
      downwards: {
        addressesOfDevice: async (id) => {
          calls += 1;
          if (id === 'x-7') throw new UnsupportedError('gta', 'no');
          return [id];
        },
      },
    });
    const ids = (prefix: string, count: number): string[] =>
      Array.from({ length: count }, (_, i) => `${prefix}-${i}`);
    const wanted = ids('x', 60_000);
    const found = await book.of(wanted, newCall());
    expect([found?.size, found?.get('x-59999'), found?.get('x-7')]).toEqual([60_000, ['x-59999'], undefined]);
    expect(await book.of(wanted, newCall())).toEqual(found);
    expect(calls).toBe(60_000);
    await book.of(ids('y', 1), newCall());
    // Those that were wanted first have gone for it.
    await book.of(ids('x', 10_001), newCall());
    expect(calls).toBe(60_000 + 1 + 10_001);
  });

  test('leaves nobody waiting behind the first that fails', async () => {
    await using rig = await follow({ maxConcurrent: 1 });
    rig.sim.generate({ events: 8, detections: 0, alerts: 0, assets: 8 });
    const feed = feedNamed(rig.source, 'events');
    const { bookmark } = await feed.read(null, newCall());
    rig.sim.fault({ kind: 'status', status: 403, match: { path } });
    await expect(feed.read(bookmark, newCall())).rejects.toThrow(SourceError);
    expect(asked(rig.sim).length).toBe(1);
  });
});
