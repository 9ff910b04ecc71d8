/** Assessments whose answer was lost: cut before the simulator did it, after it, and in the middle of the answer. */
import { describe, expect, test } from 'vitest';
import type { Assessment } from '../../../src/model/writes.ts';
import { bench, call, ids, type Bench } from './support.ts';
import { ASSESSMENT, deskFor, type DeskOptions } from './writes-support.ts';

const desk = (b: Bench, options?: DeskOptions) => deskFor(b.source.writes?.assessEvents, options);

/** How answers get lost, and whether it was done. */
const losses = [
  ['reset', false],
  ['status', false],
  ['resetAfter', true],
  ['truncate', true],
  ['truncateJson', true],
] as const;

const kinds: readonly (readonly [string, Assessment])[] = [
  ['a state', { enableFlags: ['ACKNOWLEDGED'], disableFlags: ['FOLLOWUP'], severity: 'HIGH' }],
  ['a comment', { comment: 'closed as  agreed' }],
  ['a comment with markup', { comment: '<b>closed</b> & done', handledByAnalyst: true }],
  ['a trigger', { triggers: ['SLA_VIOLATION'] }],
  ['a trigger and a state', { triggers: ['INTERNAL_SLA_VIOLATION'], enableFlags: ['NOT_A_THREAT'] }],
];

for (const [kind, done] of losses) {
  for (const [name, assessment] of kinds) {
    test(`${name}, lost by ${kind}, ends as ${done ? 'done' : 'not done'}, and is sent once`, async () => {
      await using b = await bench();
      const hourAgo = b.sim.clock.now() - 3_600_000;
      const event = b.sim.addEvent({ created: hourAgo, flags: ['FOLLOWUP'] });
      b.sim.fault({ kind, status: 503, match: { path: ASSESSMENT } });
      const { run, recorded } = desk(b);
      const told = await run({ ids: [event.id], assessment }).catch((error: unknown) => error);
      if (done) expect(told).toEqual([{ eventId: event.id }]);
      else expect(told).toMatchObject({ name: 'SourceError', kind: 'unavailable' });
      expect(recorded).toEqual([{ ids: [event.id], outcome: done ? 'settled-done' : 'settled-not-done' }]);
      expect(b.sim.count(ASSESSMENT)).toBe(1);
      expect(b.sim.events.get(event.id)?.changes.length).toBe(done ? 1 : 0);
    });
  }
}

describe('what was there before is not taken for what was asked:', () => {
  for (const [name, assessment, comment] of [
    ['the same comment', { comment: 'same' }, 'same'],
    ['an assessment, for a trigger', { triggers: ['SLA_VIOLATION'] }, null],
  ] as const) {
    for (const [when, ago, outcome] of [
      ['long ago', 3_600_000, 'settled-not-done'],
      ['just now', 5_000, 'unknown'],
    ] as const) {
      test(`${name}, ${when}: ${outcome}`, async () => {
        await using b = await bench();
        const event = b.sim.addEvent({ created: b.sim.clock.now() - 7_200_000 });
        b.sim.clock.advance(-ago);
        await desk(b).run({ ids: [event.id], assessment });
        b.sim.clock.advance(ago);
        b.sim.fault({ kind: 'reset', match: { path: ASSESSMENT } });
        const { run, recorded } = desk(b);
        await run({ ids: [event.id], assessment }).catch(() => undefined);
        expect(recorded.map((one) => one.outcome)).toEqual([outcome]);
        expect(b.sim.events.get(event.id)?.comments.map((one) => one.comment)).toEqual(
          comment === null ? [] : [comment],
        );
      });
    }
  }

  test('a state that somebody else brought about meanwhile leaves nothing to do', async () => {
    await using b = await bench();
    const event = b.sim.addEvent();
    b.sim.fault({ kind: 'reset', match: { path: ASSESSMENT } });
    const { run, recorded } = desk(b, {
      meanwhile: () => b.sim.updateEvent(event.id, { flags: ['ACKNOWLEDGED'] }),
    });
    await run({ ids: [event.id], assessment: { enableFlags: ['ACKNOWLEDGED'] } });
    expect(recorded.map((one) => one.outcome)).toEqual(['settled-done']);
  });

  test('a state that somebody undid meanwhile is unknown: it may have been done first', async () => {
    await using b = await bench();
    const event = b.sim.addEvent();
    b.sim.fault({ kind: 'resetAfter', match: { path: ASSESSMENT } });
    const { run } = desk(b, { meanwhile: () => b.sim.updateEvent(event.id, { flags: [] }) });
    const told = await run({ ids: [event.id], assessment: { enableFlags: ['ACKNOWLEDGED'] } });
    expect(told.map(({ fault }) => fault?.kind)).toEqual(['outcome-unknown']);
  });
});

test('a comment that Argus cleaned is not known again: that it is not there says nothing', async () => {
  await using b = await bench();
  const event = b.sim.addEvent();
  b.sim.fault({ kind: 'resetAfter', match: { path: ASSESSMENT } });
  const cleaned = (): void => {
    const [one] = b.sim.events.get(event.id)?.comments ?? [];
    if (one !== undefined) b.sim.updateEvent(event.id, { comments: [{ ...one, comment: 'agreed' }] });
  };
  const { run, recorded } = desk(b, { meanwhile: cleaned });
  await run({ ids: [event.id], assessment: { comment: '<i>agreed</i>' } });
  expect(recorded.map((one) => one.outcome)).toEqual(['unknown']);
});

test('a hundred repeated assessments of a few events, each answer lost or not, are told rightly', async () => {
  await using b = await bench();
  const events = b.sim.generate(5, { type: 'aggregated' });
  const { run, recorded } = desk(b);
  for (let i = 0; i < 100; i += 1) {
    const [kind] = losses[i % losses.length] ?? ['reset'];
    b.sim.heal();
    if (i % 3 !== 0) b.sim.fault({ kind, status: 503, match: { path: ASSESSMENT } });
    const event = events[i % events.length];
    if (event === undefined) throw new Error('there is such an event');
    const comment = `round ${i}`;
    const told = await run({ ids: [event.id], assessment: { comment, enableFlags: ['FOLLOWUP'] } }).catch(
      () => undefined,
    );
    const done = b.sim.events.get(event.id)?.comments.filter((one) => one.comment === comment).length;
    expect(done).toBe(told === undefined ? 0 : 1);
    expect(told?.[0]?.fault).toBeUndefined();
  }
  expect(recorded.some(({ outcome }) => outcome === 'unknown')).toBe(false);
  expect(new Set(recorded.map(({ outcome }) => outcome)).size).toBe(3);
  expect(b.sim.count(ASSESSMENT)).toBe(100);
});

test('an event that is gone, or never was, was not assessed', async () => {
  await using b = await bench();
  const event = b.sim.addEvent();
  b.sim.removeEvent(event.id);
  const input = { ids: [event.id], assessment: { comment: 'x' } };
  for (const id of [event.id, 'nonsense']) {
    expect(await b.source.writes?.assessEvents?.settle?.(input, [id], Date.now(), call(), '')).toBe(
      'not-done',
    );
  }
});

test('a request about several is done when each was, not done when none was, else unknown', async () => {
  await using b = await bench();
  const events = b.sim.generate(3, { type: 'aggregated' });
  const input = { ids: ids(events), assessment: { comment: 'all of them' } };
  const settle = () =>
    b.source.writes?.assessEvents?.settle?.(input, input.ids, b.sim.clock.now() - 1_000, call(), '');
  expect(await settle()).toBe('not-done');
  const { run } = desk(b);
  await run({ ...input, ids: ids(events.slice(0, 2)) });
  expect(await settle()).toBe('unknown');
  await run({ ...input, ids: ids(events.slice(2)) });
  expect(await settle()).toBe('done');
});
