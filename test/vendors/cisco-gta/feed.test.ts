import { describe, expect, test } from 'vitest';
import { SourceError } from '../../../src/model/errors.ts';
import { createSimClock } from '../../../src/simulators/clock.ts';
import type { CiscoGtaSimOptions } from '../../../src/simulators/cisco-gta/index.ts';
import { createFollower, feedNamed } from '../../support/follower.ts';
import { newCall, start } from './harness.ts';

const NOW = Date.UTC(2026, 0, 15, 12);
const MINUTE = 60_000;

/** On a clock that stands still until a test moves it. */
async function follow(options: CiscoGtaSimOptions = {}, extra: Readonly<Record<string, unknown>> = {}) {
  const clock = createSimClock();
  clock.set(NOW, true);
  const harness = await start({ clock, ...options }, extra);
  const follower = createFollower(harness.source);
  return { ...harness, clock, follower, [Symbol.asyncDispose]: () => harness[Symbol.asyncDispose]() };
}

describe('what is followed', () => {
  test('is events with their detections, and alerts; not flows', async () => {
    await using rig = await follow({}, { follow: { every: 3_000, from: 1 } });
    expect(rig.source.feeds?.map(({ name, kinds, every }) => ({ name, kinds, every }))).toEqual([
      { name: 'events', kinds: ['EVENT', 'THREAT_DETECTION'], every: 3_000 },
      { name: 'alerts', kinds: ['ALERT'], every: 3_000 },
    ]);
    expect(rig.source.capabilities).toContain('FOLLOW_EVENTS');
    expect(rig.source.capabilities).toContain('FOLLOW_ALERTS');
    expect(rig.source.capabilities).toContain('FOLLOW_THREAT_DETECTIONS');
  });

  test('is whole: devices with owners, threats, alerts with their detections, ratings left to the threats', async () => {
    await using rig = await follow();
    rig.sim.addAsset({ id: 'as-1', assumedOwner: 'CORP\\Ana' });
    rig.sim.addRecord({ id: 'ti-1', title: 'Beacon', severity: 'High' });
    rig.sim.addAlert({ id: 'al-1', risk: 'Critical' });
    rig.sim.addThreatDetection({ id: 'td-1', alertIds: ['al-1'] });
    rig.sim.addThreatDetection({ id: 'td-2', alertIds: ['al-1'] });
    rig.sim.addEvent({ id: 'ev-1', threatDetectionIds: ['td-1', 'td-gone'] });
    await rig.follower.drain('events');
    await rig.follower.drain('alerts');
    const owner = { type: 'USER', value: 'ana', role: 'device' };
    const device = { nativeId: 'as-1', record: { id: 'as-1', owner: 'CORP\\Ana' } };
    expect(rig.follower.records.get('EVENT ev-1')).toMatchObject({
      device,
      observables: [owner],
      threatDetections: [{ nativeId: 'td-1' }, { nativeId: 'td-gone' }],
      raw: { id: 'ev-1' },
    });
    expect(rig.follower.records.get('EVENT ev-1')?.severity).toBeUndefined();
    expect(rig.follower.records.get('THREAT_DETECTION td-2')).toMatchObject({
      device,
      observables: [owner],
      threat: { nativeId: 'ti-1' },
      alerts: [{ nativeId: 'al-1' }],
    });
    expect(rig.follower.records.get('THREAT_DETECTION td-2')?.severity).toBeUndefined();
    expect(rig.follower.records.get('ALERT al-1')).toMatchObject({
      severity: 'CRITICAL',
      threatDetections: [{ nativeId: 'td-1' }, { nativeId: 'td-2' }],
    });
    expect(rig.follower.threats.get('ti-1')).toMatchObject({ title: 'Beacon', severity: 'HIGH' });
    expect(rig.follower.records.has('THREAT_DETECTION td-gone')).toBe(false);
  });

  test('begins with what the settings say, for alerts', async () => {
    await using rig = await follow({}, { follow: { from: 10 * MINUTE } });
    for (const [id, ago] of [
      ['old', 11],
      ['young', 9],
    ] as const)
      rig.sim.addAlert({ id, triggeredAt: new Date(NOW - ago * MINUTE).toISOString() });
    await rig.follower.drain('alerts');
    rig.clock.advance(20 * MINUTE);
    await rig.follower.drain('alerts');
    expect(rig.follower.of('ALERT').map(({ nativeId }) => nativeId)).toEqual(['young']);
    rig.sim.updateAlert('old', { note: 'changed' });
    await rig.follower.drain('alerts');
    expect(rig.follower.of('ALERT').map(({ nativeId }) => nativeId)).toEqual(['young', 'old']);
  });
});

describe('what it costs', () => {
  test('is one call a feed when nothing has happened, and nothing is told again', async () => {
    await using rig = await follow();
    rig.sim.generate({ events: 500, detections: 50, alerts: 30 });
    await rig.follower.drain('events');
    await rig.follower.drain('alerts');
    rig.clock.advance(10_000);
    const told = rig.follower.changes.length;
    expect(await rig.follower.drain('events')).toBe(1);
    expect(await rig.follower.drain('alerts')).toBe(1);
    expect(rig.follower.changes.length).toBe(told);
  });

  test('is four calls for a thousand events, four for a thousand detections listed, and one for an asset', async () => {
    await using rig = await follow();
    rig.sim.generate({ events: 2_000, detections: 900, alerts: 0 });
    // The token (1), the listing (4), then two pages of events (4 each), and 200 assets, 64 of them a read.
    expect(await rig.follower.drain('events')).toBe(1 + 4 + 2 * 4 + 200 + 3 * 4);
    rig.clock.advance(10 * MINUTE);
    // The token once more, the listing, an empty page.
    expect(await rig.follower.drain('events')).toBe(6);
  });

  test('is two calls for one alert that changed, twice: its detections may show later than its change', async () => {
    await using rig = await follow();
    rig.sim.generate({ events: 0, detections: 50, alerts: 30 });
    await rig.follower.drain('alerts');
    rig.clock.advance(MINUTE);
    await rig.follower.drain('alerts');
    rig.clock.advance(5 * MINUTE);
    rig.sim.updateAlert('g1-al-000003', { note: 'seen' });
    const costs: number[] = [];
    for (let polls = 0; polls < 3; polls++) {
      rig.clock.advance(1_000);
      costs.push(await rig.follower.drain('alerts'));
    }
    expect(costs).toEqual([2, 2, 1]);
    expect(rig.follower.changes.at(-1)).toBe('+ ALERT g1-al-000003');
  });
});

describe('what every ten minutes brings', () => {
  test('detections that no event names, their changes and the catalogue, and who is gone', async () => {
    await using rig = await follow();
    rig.sim.addRecord({ id: 'ti-1', severity: 'Low' });
    rig.sim.addThreatDetection({ id: 'td-1' });
    rig.sim.addThreatDetection({ id: 'td-2', confidence: 'Low' });
    await rig.follower.drain('events');
    rig.clock.advance(1_000);
    rig.sim.addThreatDetection({ id: 'td-3' });
    rig.sim.updateThreatDetection('td-2', { confidence: 'High' });
    rig.sim.updateRecord('ti-1', { severity: 'Critical' });
    rig.sim.removeThreatDetection('td-1');
    await rig.follower.drain('events');
    expect(rig.follower.changes).toEqual(['+ THREAT_DETECTION td-1', '+ THREAT_DETECTION td-2']);
    rig.clock.advance(10 * MINUTE);
    await rig.follower.drain('events');
    expect(rig.follower.changes.slice(2).toSorted()).toEqual([
      '+ THREAT_DETECTION td-2',
      '+ THREAT_DETECTION td-3',
      '- THREAT_DETECTION td-1',
    ]);
    expect(rig.follower.threats.get('ti-1')?.severity).toBe('CRITICAL');
  });

  test('the removal of a detection that only an event told of', async () => {
    await using rig = await follow();
    await rig.follower.drain('events');
    rig.sim.addThreatDetection({ id: 'td-1' });
    rig.sim.addEvent({ threatDetectionIds: ['td-1'] });
    await rig.follower.drain('events');
    rig.sim.removeThreatDetection('td-1');
    rig.clock.advance(10 * MINUTE);
    await rig.follower.drain('events');
    expect(rig.follower.changes).toEqual([
      '+ EVENT ev-1',
      '+ THREAT_DETECTION td-1',
      '- THREAT_DETECTION td-1',
    ]);
  });

  test('no removal of what a list forgot to show but a search by id knows', async () => {
    await using rig = await follow();
    rig.sim.addThreatDetection({ id: 'td-1' });
    rig.sim.addAlert({ id: 'al-1' });
    await rig.follower.drain('events');
    await rig.follower.drain('alerts');
    rig.clock.advance(10 * MINUTE);
    rig.sim.fault({
      kind: 'rewrite',
      match: { method: 'GET', path: /(alerts|threat-detections)$/ },
      rewrite: (body) => body.replace(/"items":\[.*?\],"pageInfo"/s, '"items":[],"pageInfo"'),
    });
    await rig.follower.drain('events');
    await rig.follower.drain('alerts');
    expect(rig.follower.changes.filter((change) => change.startsWith('-'))).toEqual([]);
    rig.sim.removeAlert('al-1');
    rig.clock.advance(10 * MINUTE);
    await rig.follower.drain('alerts');
    expect(rig.follower.changes.at(-1)).toBe('- ALERT al-1');
  });

  test('a change that showed later than its time', async () => {
    await using rig = await follow();
    rig.sim.addAlert({ id: 'al-1' });
    await rig.follower.drain('alerts');
    rig.sim.addAlert({ id: 'late', triggeredAt: new Date(NOW - 4 * MINUTE).toISOString() });
    rig.sim.addAlert({ id: 'later', triggeredAt: new Date(NOW - 60 * MINUTE).toISOString() });
    await rig.follower.drain('alerts');
    expect(rig.follower.changes).toEqual(['+ ALERT al-1', '+ ALERT late']);
    rig.clock.advance(10 * MINUTE);
    await rig.follower.drain('alerts');
    expect(rig.follower.changes.at(-1)).toBe('+ ALERT later');
  });
});

describe('what cannot be read', () => {
  test('is kept with its text and its place, and the others of its page are read', async () => {
    await using rig = await follow();
    for (const id of ['1', '2', '3']) {
      rig.sim.addEvent({ id: `ev-${id}` });
      rig.sim.addAlert({ id: `al-${id}` });
      rig.sim.addThreatDetection({ id: `td-${id}` });
    }
    for (const id of ['ev-2', 'al-2', 'td-2']) rig.sim.distort(id, { id: 7 });
    await rig.follower.drain('events');
    await rig.follower.drain('alerts');
    expect([...rig.follower.records.keys()].toSorted()).toEqual([
      'ALERT al-1',
      'ALERT al-3',
      'EVENT ev-1',
      'EVENT ev-3',
      'THREAT_DETECTION td-1',
      'THREAT_DETECTION td-3',
    ]);
    expect(rig.follower.quarantined.map(({ reason }) => reason)).toEqual(
      Array.from({ length: 3 }, () => 'items[1].id: expected a text'),
    );
    expect(rig.follower.quarantined.every(({ text }) => text.includes('"id":7'))).toBe(true);
  });

  test('fails as a whole when it is no page, and leaves the bookmark where it was', async () => {
    await using rig = await follow();
    rig.sim.addEvent({ id: 'ev-1' });
    await rig.follower.step('events');
    rig.sim.fault({ kind: 'truncateJson', match: { path: /enriched-events/ } });
    await expect(rig.follower.step('events')).rejects.toThrow(SourceError);
    rig.sim.heal();
    await rig.follower.drain('events');
    expect(rig.follower.changes).toEqual(['+ EVENT ev-1']);
  });
});

describe('the bookmark', () => {
  test('may be asked for again: the same answer comes', async () => {
    await using rig = await follow();
    rig.sim.generate({ events: 30, detections: 10, alerts: 5 });
    for (const name of ['events', 'alerts']) {
      const feed = feedNamed(rig.source, name);
      let bookmark: string | null = null;
      for (let more = true; more;) {
        const first = await feed.read(bookmark, newCall());
        expect(await feed.read(bookmark, newCall())).toEqual(first);
        ({ bookmark, more } = first);
      }
    }
  });

  test('that is none of ours begins anew', async () => {
    await using rig = await follow();
    rig.sim.addEvent({ id: 'ev-1' });
    const feed = feedNamed(rig.source, 'events');
    const listed = await feed.read('nonsense', newCall());
    const batch = await feed.read(listed.bookmark, newCall());
    expect(batch.records.map(({ nativeId }) => nativeId)).toEqual(['ev-1']);
  });

  test('that the vendor refuses begins anew once, and is an error when that does not help', async () => {
    await using rig = await follow();
    rig.sim.addEvent({ id: 'ev-1' });
    await rig.follower.drain('events');
    const refuse = (): void =>
      rig.sim.fault({
        kind: 'status',
        status: 400,
        match: { when: ({ path, query }) => path.includes('enriched-events') && query.has('after') },
      });
    refuse();
    const refused = await rig.follower.step('events');
    expect(refused).toMatchObject({ records: [], more: true });
    expect(await rig.follower.step('events')).toMatchObject({ records: [{ nativeId: 'ev-1' }], more: false });
    await expect(rig.follower.step('events')).rejects.toMatchObject({ status: 400 });
  });

  test('stays small: a poll that brings nothing writes what it read', async () => {
    await using rig = await follow();
    rig.sim.generate({ events: 3_000, detections: 1_000, alerts: 500 });
    await rig.follower.drain('events');
    await rig.follower.drain('alerts');
    const events = await rig.follower.step('events');
    const again = await rig.follower.step('events');
    expect(again.bookmark).toBe(events.bookmark);
    // A thousand ids; five hundred ids with what the alerts were like.
    expect(events.bookmark.length).toBeLessThan(20_000);
    expect((await rig.follower.step('alerts')).bookmark.length).toBeLessThan(20_000);
  });

  test('goes on where a last page has no cursor, without filling in the same page each time', async () => {
    await using rig = await follow({ switches: { edgeCursors: false } });
    rig.sim.generate({ events: 1_200, detections: 100, alerts: 5 });
    await rig.follower.drain('events');
    expect(rig.follower.of('EVENT').length).toBe(1_200);
    expect(await rig.follower.drain('events')).toBe(1);
    rig.sim.addEvent({ id: 'ev-new' });
    expect(await rig.follower.drain('events')).toBeGreaterThan(1);
    expect(rig.follower.changes.at(-1)).toBe('+ EVENT ev-new');
  });
});
