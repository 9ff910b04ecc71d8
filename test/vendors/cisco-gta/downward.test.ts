/** What lies beneath a record, with the listings of older material and without them. */
import { describe, expect, test } from 'vitest';
import { UnsupportedError } from '../../../src/model/errors.ts';
import type { Call, Related } from '../../../src/model/source.ts';
import { newCall, start, type Harness } from './harness.ts';

async function world(hEndpoints: boolean): Promise<Harness> {
  const harness = await start({ switches: { hEndpoints } });
  const { sim } = harness;
  sim.addAsset({ id: 'as-1', assumedOwner: 'a.smith' }, ['10.0.0.1', '10.0.0.2', '10.0.0.1']);
  sim.addAlert({ id: 'al-1' });
  sim.addAlert({ id: 'al-2' });
  sim.addThreatDetection({ id: 'td-1', alertIds: ['al-1'] });
  sim.addThreatDetection({ id: 'td-2', alertIds: ['al-1', 'al-2'] });
  sim.addThreatDetection({ id: 'td-3', alertIds: [] });
  sim.addEvent({ id: 'ev-1', threatDetectionIds: ['td-1'] });
  sim.addEvent({ id: 'ev-2', threatDetectionIds: ['td-1', 'td-2'] });
  sim.addEvent({ id: 'ev-3', threatDetectionIds: [] });
  sim.addFlow({ id: 'fl-1', networkSecurityEventId: 'ev-1' });
  return harness;
}

const ids = (refs: readonly { readonly nativeId: string }[] | undefined) =>
  refs?.map(({ nativeId }) => nativeId).toSorted();

/** What belongs to one parent. */
async function one<T>(related: Related<T> | undefined, parent: string, call: Call) {
  return (await related?.([parent], call))?.get(parent);
}

test('many parents cost as few calls as the shorter way takes', async () => {
  await using harness = await start();
  const { sim, source } = harness;
  sim.generate({ events: 200, detections: 100, alerts: 50, records: 5, prefix: 'x' });
  const alerts = [...sim.alerts.keys()];
  await source.lookup.alerts?.(alerts.slice(0, 1), newCall());
  sim.forget();
  const found = await source.related.threatDetectionsOfAlert?.(alerts, newCall());
  // All detections, and their alerts.
  expect(sim.requests).toHaveLength(2);
  for (const alert of alerts) {
    const own = [...sim.threatDetections.values()].filter(({ alertIds }) => alertIds.includes(alert));
    expect(ids(found?.get(alert))).toEqual(own.map(({ id }) => id).toSorted());
  }
});

for (const listed of [true, false]) {
  describe(listed ? 'with the listings beneath a parent' : 'without the listings beneath a parent', () => {
    test('an alert leads to its detections, a detection to its convicting events', async () => {
      await using harness = await world(listed);
      const { related } = harness.source;
      const call = newCall();
      expect(ids(await one(related.threatDetectionsOfAlert, 'al-1', call))).toEqual(['td-1', 'td-2']);
      expect(ids(await one(related.threatDetectionsOfAlert, 'al-2', call))).toEqual(['td-2']);
      expect(ids(await one(related.eventsOfThreatDetection, 'td-1', call))).toEqual(['ev-1', 'ev-2']);
      expect(ids(await one(related.eventsOfThreatDetection, 'td-3', call))).toEqual([]);
    });

    test('what does not exist has nothing beneath it', async () => {
      await using harness = await world(listed);
      const { related } = harness.source;
      for (const id of ['nobody', '..', '.', '']) {
        expect(await one(related.threatDetectionsOfAlert, id, newCall())).toEqual([]);
        expect(await one(related.eventsOfThreatDetection, id, newCall())).toEqual([]);
        expect(await related.addressesOfDevice?.(id, newCall())).toEqual([]);
      }
    });
  });
}

test('a listing is one call; its references carry no half-filled records', async () => {
  await using harness = await world(true);
  const { sim, source } = harness;
  await source.lookup.alerts?.(['al-1'], newCall());
  sim.forget();
  const refs = await one(source.related.threatDetectionsOfAlert, 'al-1', newCall());
  expect(sim.requests).toHaveLength(1);
  expect(refs?.every(({ record }) => record === undefined)).toBe(true);
});

test('absent listings are found out once, and the lists read instead once an operation', async () => {
  await using harness = await world(false);
  const { sim, source } = harness;
  const call = newCall();
  await one(source.related.threatDetectionsOfAlert, 'al-1', call);
  // The listing, the alert by id, then all detections and their alerts.
  expect(sim.requests.map(({ path }) => path.split('/').at(-1))).toEqual([
    'token',
    'threat-detections',
    'search',
    'threat-detections',
    'search',
  ]);
  sim.forget();
  const again = await one(source.related.threatDetectionsOfAlert, 'al-2', call);
  expect(again?.map(({ record }) => record?.alerts?.length)).toEqual([2]);
  expect(sim.requests).toEqual([]);
});

test('more than may be looked through is unsupported, never a part of it', async () => {
  await using harness = await start({ switches: { hEndpoints: false } });
  const { sim, source } = harness;
  sim.generate({ events: 1, detections: 20_001, alerts: 1, records: 1, prefix: 'x' });
  const asked = one(source.related.threatDetectionsOfAlert, 'x-al-000000', newCall());
  await expect(asked).rejects.toThrow(UnsupportedError);
});

test('an endpoint that proved absent is tried again some time later', async () => {
  await using harness = await world(false);
  const { sim, source } = harness;
  const ask = async () => one(source.related.threatDetectionsOfAlert, 'al-1', newCall());
  const listing = /alerts\/al-1\/threat-detections$/;
  await ask();
  await ask();
  expect(sim.count(listing)).toBe(1);
  sim.switches.hEndpoints = true;
  sim.clock.advance(600_000);
  expect(ids(await ask())).toEqual(['td-1', 'td-2']);
  expect(sim.count(listing)).toBe(2);
});

test('addresses are listed once each; without that listing they are unsupported, never none', async () => {
  await using listed = await world(true);
  expect(await listed.source.related.addressesOfDevice?.('as-1', newCall())).toEqual([
    '10.0.0.1',
    '10.0.0.2',
  ]);
  await using absent = await world(false);
  await expect(absent.source.related.addressesOfDevice?.('as-1', newCall())).rejects.toThrow(
    UnsupportedError,
  );
});

test('without the search by id, events and flows are still found or refused, never silently missing', async () => {
  await using harness = await world(false);
  const { source } = harness;
  const events = await source.lookup.events?.(['ev-2', 'nobody'], newCall());
  expect([...(events?.keys() ?? [])]).toEqual(['ev-2']);
  expect(events?.get('ev-2')?.threatDetections).toHaveLength(2);
  await expect(source.lookup.flows?.(['ev-1/fl-1'], newCall())).rejects.toThrow(UnsupportedError);
});
