/**
 * Following while the vendor's data moves: between two reads events and cases are made, changed and deleted, rows show
 * late and share their time, reads are thrown away. In the end the store holds the vendor's truth.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ArgusSim } from '../../../src/simulators/argus/index.ts';
import { DAY, follow, held, MINUTE, truth } from './feed-support.ts';

const flagSets: readonly (readonly string[])[] = [
  [],
  ['IDENTIFIED_THREAT'],
  ['THREAT_CANDIDATE', 'ACKNOWLEDGED'],
  ['IDENTIFIED_THREAT', 'NOT_A_THREAT'],
  ['FOLLOWUP'],
];
const severities = ['low', 'medium', 'high', 'critical'] as const;
const moves = [
  'add',
  'addRaw',
  'addLate',
  'tie',
  'update',
  'remove',
  'addCase',
  'updateCase',
  'removeCase',
] as const;

type Step =
  | { readonly what: (typeof moves)[number]; readonly at: number }
  | { readonly what: 'wait'; readonly at: number }
  | { readonly what: 'read' | 'lose'; readonly at: number };

const stepOf: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(
    ...moves,
    'update' as const,
    'wait' as const,
    'read' as const,
    'read' as const,
    'lose' as const,
  ),
  at: fc.nat(1_000),
});

const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(1, list.length)];

function move(sim: ArgusSim, what: (typeof moves)[number], at: number): void {
  const parts = {
    alarmID: at % 2 === 0 ? 58_001 : null,
    flags: pick(flagSets, at) ?? [],
    severity: pick(severities, at) ?? 'low',
  };
  const event = pick([...sim.events.keys()], at);
  const one = pick(
    [...sim.cases.values()].filter(({ flags }) => flags.length === 0),
    at,
  );
  switch (what) {
    case 'add':
      return void sim.addEvent(parts);
    case 'addRaw':
      return void sim.addEvent({ type: 'raw' });
    case 'addLate':
      return void sim.addEvent({ ...parts, firstEvent: sim.clock.now() - 5 * DAY });
    case 'tie':
      for (let i = 0; i < 5; i++) sim.addEvent(parts);
      return;
    case 'update':
      if (event !== undefined) sim.updateEvent(event, { flags: parts.flags, severity: parts.severity });
      return;
    case 'remove':
      return event === undefined ? undefined : sim.removeEvent(event);
    case 'addCase':
      return void sim.addCase({ priority: parts.severity });
    case 'updateCase':
      return void (one && sim.updateCase(one.id, { priority: parts.severity }));
    case 'removeCase':
      return void (one && sim.updateCase(one.id, { flags: ['DELETED'] }));
  }
}

async function law(switches: Record<string, unknown>, base: number, script: readonly Step[]): Promise<void> {
  await using rig = await follow({ switches });
  const { sim, follower } = rig;
  sim.generate(base, { to: sim.clock.now(), from: sim.clock.now() - 60 * MINUTE });
  for (const { what, at } of script) {
    sim.clock.advance(1);
    if (what === 'wait') sim.clock.advance(pick([50, 5_000, 90_000, 30 * MINUTE], at) ?? 0);
    else if (what === 'read' || what === 'lose')
      await follower.step(at % 4 === 0 ? 'cases' : 'events', what === 'lose');
    else move(sim, what, at);
  }
  sim.clock.advance(3 * MINUTE);
  for (const feed of ['events', 'cases']) await follower.drain(feed);
  expect(held(follower)).toEqual(truth(sim));
  const cases = [...sim.cases.values()].filter(({ flags }) => !flags.includes('DELETED'));
  expect(
    follower
      .of('CASE')
      .map(({ nativeId, modifiedAt, severityNative }) => [Number(nativeId), modifiedAt, severityNative])
      .toSorted(([a], [b]) => Number(a) - Number(b)),
  ).toEqual(
    cases
      .map(({ id, lastUpdated, priority }) => [id, lastUpdated, priority])
      .toSorted(([a], [b]) => Number(a) - Number(b)),
  );
}

const switchesOf = fc.record({
  lastUpdatedBound: fc.constantFrom('inclusive', 'exclusive'),
  countMode: fc.constantFrom('exact', 'zero', 'minusOne'),
  lateVisibilityMs: fc.constantFrom(0, 2 * MINUTE),
  eventIdentifierSupported: fc.boolean(),
  shuffleTies: fc.boolean(),
});

test('whatever moves between two reads and wherever the follower dies, the store ends with the truth', async () => {
  await fc.assert(
    fc.asyncProperty(switchesOf, fc.array(stepOf, { minLength: 20, maxLength: 100 }), (switches, script) =>
      law(switches, 20, script),
    ),
    { numRuns: 60 },
  );
}, 120_000);

test('and so it does over many pages', async () => {
  await fc.assert(
    fc.asyncProperty(switchesOf, fc.array(stepOf, { minLength: 40, maxLength: 100 }), (switches, script) =>
      law(switches, 4_200, script),
    ),
    { numRuns: 5, endOnFailure: true },
  );
}, 120_000);
