import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OutcomeUnknownError } from '../../src/model/errors.ts';
import { changeAt } from './client.ts';
import { bench, callWith, known, order, timeIsUp, until } from './support.ts';
import { startVendor, type Behaviour } from './vendor.ts';

const WRITES = 500;

/** The connection is cut before, during and after the change is made (up to some seconds after); what is refused is not. */
const lost = fc.record({
  commit: fc.oneof(fc.constantFrom('first', 'never'), fc.integer({ min: 1, max: 3_400 })),
  answer: fc.constantFrom('cut', 'half', 'garbage', 'outage'),
  readsDown: fc.integer({ min: 0, max: 3 }),
}) satisfies fc.Arbitrary<Behaviour>;
const refused = fc.record({
  commit: fc.constant('never'),
  answer: fc.constantFrom('refuse', 'limit'),
}) satisfies fc.Arbitrary<Behaviour>;
const answered = fc.constant({ commit: 'first', answer: 'ok' }) satisfies fc.Arbitrary<Behaviour>;
const behaviour: fc.Arbitrary<Behaviour> = fc.oneof(
  { arbitrary: lost, weight: 6 },
  { arbitrary: refused, weight: 1 },
  { arbitrary: answered, weight: 1 },
);

const scenario = fc.record({
  behaviour,
  readable: fc.boolean(),
  keyed: fc.boolean(),
  leave: fc.constantFrom('never', 'never', 'client', 'deadline'),
});

test(`of ${WRITES} writes whose answers are lost in every way, none is made twice and none misreported`, async () => {
  await using vendor = await startVendor();
  const seen = { done: 0, failed: 0, unknown: 0 };
  let number = 0;
  await fc.assert(
    fc.asyncProperty(scenario, async ({ behaviour: how, readable, keyed, leave }) => {
      await using desk = bench();
      vendor.now = () => desk.time.now();
      const id = `al-${(number += 1)}`;
      const client = new AbortController();
      const arrived = (): void => {
        if (leave !== 'never') client.abort(leave === 'deadline' ? timeIsUp() : undefined);
      };
      vendor.behave(id, { ...how, arrived });
      const told: string[] = [];
      const ordered = order(vendor.origin, id, {
        write: changeAt(vendor.origin, readable),
        call: callWith(client.signal),
        idempotencyKey: keyed ? id : undefined,
        changed: async (ids) => void told.push(...ids),
      });
      const first = await desk.writing.run(ordered).then(
        () => 'done' as const,
        (error: unknown) => (error instanceof OutcomeUnknownError ? 'unknown' : 'failed'),
      );
      seen[first] += 1;
      const before = vendor.applied(id);
      if (first === 'done') expect(before).toBe(1);
      // Everything that is still on its way arrives, and what can be read back is.
      const settled = (): boolean => ['DONE', 'FAILED'].includes(desk.outcomeOf(id) ?? '');
      if (readable) await until(settled);
      else await until(() => desk.outcomeOf(id) !== 'PENDING');

      vendor.flush();
      expect(vendor.requests(id)).toBe(1);
      expect(vendor.applied(id)).toBeLessThanOrEqual(1);
      if (first === 'failed') expect(vendor.applied(id)).toBe(0);
      if (settled()) expect(desk.outcomeOf(id)).toBe(vendor.applied(id) === 1 ? 'DONE' : 'FAILED');
      else expect({ readable, first }).toEqual({ readable: false, first: 'unknown' });
      if (vendor.applied(id) === 1 && settled()) await until(() => told.includes(id));

      if (keyed && how.answer !== 'limit') {
        const use = () => desk.writing.run({ ...ordered, call: callWith() });
        const second = await (readable ? known(use) : use()).then(
          () => 'done',
          (error: unknown) => (error instanceof OutcomeUnknownError ? 'unknown' : 'failed'),
        );
        if (readable) expect(second).toBe(vendor.applied(id) === 1 ? 'done' : 'failed');
        else if (first !== 'unknown') expect(second).toBe(first);
        expect(vendor.requests(id)).toBe(1);
      }
    }),
    { numRuns: WRITES, seed: 5 },
  );
  expect(number).toBe(WRITES);
  // All three happened often enough to mean something.
  expect(Math.min(seen.done, seen.failed, seen.unknown)).toBeGreaterThan(40);
}, 120_000);
