import { describe, expect, test } from 'vitest';
import { SourceError } from '../../../src/model/errors.ts';
import { feedNamed } from '../../support/follower.ts';
import { DAY, follow, held, MINUTE, NOW, truth } from './feed-support.ts';
import { call } from './support.ts';

describe('what is followed', () => {
  test('is events as all that they are, and cases', async () => {
    await using rig = await follow({}, { follow: { every: 3_000 } });
    expect(rig.source.feeds?.map(({ name, kinds, every }) => ({ name, kinds, every }))).toEqual([
      { name: 'events', kinds: ['EVENT', 'ALERT', 'THREAT_DETECTION'], every: 3_000 },
      { name: 'cases', kinds: ['CASE'], every: 3_000 },
    ]);
    expect([...rig.source.capabilities].filter((one) => one.startsWith('FOLLOW'))).toHaveLength(4);
  });

  test('is narrowed by the settings, and to aggregates by v1', async () => {
    await using raw = await follow({}, { follow: { types: ['RAW'] } });
    raw.sim.generate(40, { to: NOW });
    await raw.follower.drain('events');
    expect(raw.follower.of('EVENT').every(({ nativeId }) => nativeId.startsWith('NIDS/'))).toBe(true);
    expect(raw.follower.of('EVENT').length).toBe(10);
    expect(raw.source.capabilities.has('FOLLOW_ALERTS')).toBe(false);
    await using old = await follow({}, { api: 'v1' });
    old.sim.generate(40, { to: NOW });
    await old.follower.drain('events');
    expect(held(old.follower)).toEqual(truth(old.sim).filter(([key]) => !key.includes(' NIDS/')));
    expect(old.follower.of('EVENT').length).toBe(30);
    await using none = await follow({}, { api: 'v1', follow: { types: ['RAW'] } });
    expect(none.source.feeds?.map(({ name }) => name)).toEqual(['cases']);
  });

  test('is what a lookup gives, with the observables of the properties, as plain objects', async () => {
    await using rig = await follow();
    rig.sim.generate(300, { cases: 3, to: NOW });
    await rig.follower.drain('events');
    expect(held(rig.follower)).toEqual(truth(rig.sim));
    const ids = rig.follower.of('ALERT').map(({ nativeId }) => nativeId);
    const live = await rig.source.lookup.alerts?.(ids, call('observables'));
    const same = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    for (const record of rig.follower.of('ALERT')) {
      const other = live?.get(record.nativeId);
      expect(same(record)).toEqual(
        same({
          ...other,
          observables: other?.observables,
          events: other?.events,
          threatDetections: other?.threatDetections,
        }),
      );
    }
    expect(
      rig.follower
        .of('EVENT')
        .some(({ observables }) => observables.some(({ type }) => type === 'FILE_HASH')),
    ).toBe(true);
    for (const record of rig.follower.records.values()) expect(Object.keys(record)).toContain('observables');
    for (const record of rig.follower.records.values())
      expect(same(structuredClone(record))).toEqual(same(record));
  });

  test('says the same of a threat whichever event names it', async () => {
    await using rig = await follow();
    for (const severity of ['low', 'critical'] as const)
      for (const alarmID of [null, 58_001])
        rig.sim.addEvent({ severity, alarmID, flags: ['IDENTIFIED_THREAT'] });
    await rig.follower.drain('events');
    const threats = new Map<string, Set<string>>();
    for (const record of rig.follower.of('THREAT_DETECTION')) {
      const threat = record.recordKind === 'THREAT_DETECTION' ? record.threat : undefined;
      const told = threats.get(threat?.nativeId ?? '') ?? new Set();
      threats.set(threat?.nativeId ?? '', told.add(JSON.stringify(threat?.record)));
    }
    expect([...threats.values()].map(({ size }) => size)).toEqual([1, 1]);
  });

  test('begins as far back as the settings say, a day where they say nothing, and keeps that bound', async () => {
    await using day = await follow();
    await using hour = await follow({}, { follow: { from: 60 * MINUTE } });
    for (const { sim } of [day, hour]) {
      sim.addEvent({ created: NOW - 2 * DAY });
      sim.addEvent({ created: NOW - 2 * 60 * MINUTE });
      // Started long before it was made.
      sim.addEvent({ created: NOW - MINUTE, firstEvent: NOW - 6 * DAY });
      sim.addCase({ id: 1, created: NOW - 2 * DAY });
      sim.addCase({ id: 2, created: NOW - MINUTE });
    }
    for (const [rig, events] of [
      [day, 2],
      [hour, 1],
    ] as const) {
      await rig.follower.drain('events');
      await rig.follower.drain('cases');
      rig.sim.clock.advance(3 * DAY);
      await rig.follower.drain('events');
      expect(rig.follower.of('EVENT').length).toBe(events);
      expect(rig.follower.of('CASE').map(({ nativeId }) => nativeId)).toEqual(['2']);
    }
  });
});

describe('what it costs', () => {
  test('is one call a feed when nothing has happened, and nothing is told again', async () => {
    await using rig = await follow();
    rig.sim.generate(500, { to: NOW, cases: 5 });
    await rig.follower.drain('events');
    await rig.follower.drain('cases');
    const told = rig.follower.changes.length;
    expect(await rig.follower.drain('events')).toBe(1);
    expect(await rig.follower.drain('cases')).toBe(1);
    expect(rig.follower.changes.length).toBe(told);
    const { bookmark } = await rig.follower.step('events');
    expect((await rig.follower.step('events')).bookmark).toBe(bookmark);
  });

  test('is two calls for a page that brings news, another for deleted ones', async () => {
    await using rig = await follow();
    await rig.follower.drain('events');
    const { id } = rig.sim.addEvent();
    expect(await rig.follower.drain('events')).toBe(2);
    rig.sim.clock.advance(1_000);
    rig.sim.removeEvent(id);
    expect(await rig.follower.drain('events')).toBe(3);
    await using full = await follow();
    full.sim.generate(2_500, { to: NOW, from: NOW - 60 * MINUTE, ties: 0 });
    expect(await full.follower.drain('events')).toBe(6);
  });
});

describe('an event that is no more what it was', () => {
  test('is removed as that, and comes back', async () => {
    await using rig = await follow();
    const { id } = rig.sim.addEvent({ alarmID: 58_001, flags: ['IDENTIFIED_THREAT'] });
    await rig.follower.drain('events');
    const detection = `${id}#58001`;
    const change = async (flags: readonly string[]): Promise<readonly string[]> => {
      const before = rig.follower.changes.length;
      rig.sim.clock.advance(1_000);
      rig.sim.updateEvent(id, { flags });
      await rig.follower.drain('events');
      return rig.follower.changes.slice(before).filter((one) => !one.startsWith(`+ EVENT`));
    };
    expect(await change(['IDENTIFIED_THREAT', 'FALSE_POSITIVE'])).toEqual([
      `+ ALERT ${id}`,
      `- THREAT_DETECTION ${detection}`,
    ]);
    expect(await change(['THREAT_CANDIDATE'])).toEqual([`+ ALERT ${id}`, `+ THREAT_DETECTION ${detection}`]);
    rig.sim.switches.snapshotsInSearch = true;
    rig.sim.clock.advance(1_000);
    rig.sim.updateEvent(id, { flags: ['SNAPSHOT'] });
    await rig.follower.drain('events');
    expect(rig.follower.records.size).toBe(0);
  });

  test('and is deleted leaves no record, whatever the vendor says of ids', async () => {
    for (const eventIdentifierSupported of [true, false]) {
      await using rig = await follow({ switches: { eventIdentifierSupported } });
      const kept = rig.sim.addEvent({ alarmID: 58_001 });
      const { id } = rig.sim.addEvent({ alarmID: 58_001, flags: ['IDENTIFIED_THREAT'] });
      await rig.follower.drain('events');
      rig.sim.clock.advance(1_000);
      rig.sim.removeEvent(id);
      await rig.follower.drain('events');
      expect([...rig.follower.records.keys()]).toEqual([`EVENT ${kept.id}`, `ALERT ${kept.id}`]);
    }
  });

  test('a case that is deleted leaves no record', async () => {
    await using rig = await follow();
    rig.sim.addCase({ id: 7, description: '<p>All of it</p>' });
    await rig.follower.drain('cases');
    expect(rig.follower.records.get('CASE 7')).toMatchObject({ description: '<p>All of it</p>' });
    rig.sim.clock.advance(1_000);
    rig.sim.updateCase(7, { flags: ['DELETED'] });
    await rig.follower.drain('cases');
    expect(rig.follower.changes).toEqual(['+ CASE 7', '- CASE 7']);
  });
});

describe('time', () => {
  for (const lastUpdatedBound of ['inclusive', 'exclusive'] as const) {
    test(`shared by more events than a page has loses none (bound ${lastUpdatedBound})`, async () => {
      await using rig = await follow({ switches: { lastUpdatedBound } });
      for (let i = 0; i < 1_700; i++) rig.sim.addEvent();
      rig.sim.clock.advance(1);
      rig.sim.addEvent();
      await rig.follower.drain('events');
      expect(held(rig.follower)).toEqual(truth(rig.sim));
      expect(await rig.follower.drain('events')).toBeLessThan(5);
    });
  }

  test('shared by more than one answer may hold is paged through, and what is out of reach is a loss', async () => {
    await using rig = await follow({ switches: { backendWindow: 3_000 } });
    for (let i = 0; i < 3_500; i++) rig.sim.addEvent();
    rig.sim.clock.advance(5);
    const after = rig.sim.addEvent();
    await rig.follower.drain('events');
    await rig.follower.drain('events');
    expect(rig.follower.lost).toMatchObject([{ from: NOW, to: NOW }]);
    expect(rig.follower.records.has(`EVENT ${after.id}`)).toBe(true);
    expect(rig.follower.of('EVENT').length).toBeGreaterThan(2_500);
    expect(rig.follower.of('EVENT').length).toBeLessThan(3_501);
  });

  test('in the future does not carry the feed away', async () => {
    await using rig = await follow();
    rig.sim.addEvent({ created: NOW + 30 * DAY });
    await rig.follower.drain('events');
    rig.sim.clock.advance(MINUTE);
    rig.sim.addEvent();
    await rig.follower.drain('events');
    rig.sim.clock.advance(60 * MINUTE);
    rig.sim.addEvent();
    await rig.follower.drain('events');
    expect(held(rig.follower)).toEqual(truth(rig.sim));
    expect(await rig.follower.drain('events')).toBe(1);
  });

  test('that shows late is waited for: four minutes, not six', async () => {
    await using rig = await follow();
    rig.sim.addEvent();
    await rig.follower.drain('events');
    rig.sim.addEvent({ created: NOW - 6 * MINUTE });
    const late = rig.sim.addEvent({ created: NOW - 4 * MINUTE });
    await rig.follower.drain('events');
    expect(rig.follower.changes.slice(1)).toEqual([`+ EVENT ${late.id}`]);
  });

  test('and count never decide where a list ends', async () => {
    for (const countMode of ['zero', 'minusOne'] as const) {
      await using rig = await follow({ switches: { countMode } });
      rig.sim.generate(2_300, { to: NOW });
      await rig.follower.drain('events');
      expect(held(rig.follower)).toEqual(truth(rig.sim));
    }
  });
});

describe('what cannot be read', () => {
  test('is kept with its text once, and the others of its page are read', async () => {
    await using rig = await follow();
    const [first, second] = [rig.sim.addEvent(), rig.sim.addEvent()];
    rig.sim.addCase({ id: 5 });
    rig.sim.addCase({ id: 6 });
    rig.sim.fault({
      kind: 'rewrite',
      rewrite: (body) =>
        body.replaceAll(`"id":"${first.id}"`, '"id":"none"').replaceAll('"id":5,', '"id":null,'),
    });
    for (const feed of ['events', 'cases', 'events', 'cases']) await rig.follower.drain(feed);
    expect([...rig.follower.records.keys()]).toEqual([`EVENT ${second.id}`, 'CASE 6']);
    expect(rig.follower.quarantined.map(({ reason }) => reason)).toEqual([
      'data[].id: expected the id of an event',
      'data[].id: expected the id of a case',
    ]);
    expect(rig.follower.quarantined[0]?.text).toContain('"id":"none"');
  });

  test('fails as a whole when it is no list, and leaves the bookmark where it was', async () => {
    await using rig = await follow();
    rig.sim.addEvent();
    rig.sim.fault({ kind: 'truncateJson' });
    await expect(rig.follower.step('events')).rejects.toThrow(SourceError);
    rig.sim.heal();
    await rig.follower.drain('events');
    expect(held(rig.follower)).toEqual(truth(rig.sim));
  });
});

describe('the bookmark', () => {
  test('may be asked for again: the same answer comes', async () => {
    await using rig = await follow({ switches: { shuffleTies: false } });
    rig.sim.generate(1_300, { to: NOW, cases: 4 });
    for (const name of ['events', 'cases']) {
      const feed = feedNamed(rig.source, name);
      let bookmark: string | null = null;
      for (let more = true; more;) {
        const first = await feed.read(bookmark, call());
        expect(JSON.stringify(await feed.read(bookmark, call()))).toBe(JSON.stringify(first));
        ({ bookmark, more } = first);
      }
    }
  });

  test('that is none of ours begins anew', async () => {
    await using rig = await follow();
    rig.sim.addEvent();
    const batch = await feedNamed(rig.source, 'events').read('nonsense', call());
    expect(batch.records.length).toBe(1);
  });
});
