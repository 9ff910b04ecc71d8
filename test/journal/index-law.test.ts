import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnyRecord } from '../../src/model/records.ts';
import { anyRecord } from './arbitraries.ts';
import { dump, withoutPast } from './dump.ts';
import { journal, T0 } from './support.ts';

const HOUR = 3_600_000;
const ids = ['a', 'B/1', 'c'];

/** Put a record, remove one by its place among the ids, or let the oldest be forgotten. */
const step = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...ids).chain(anyRecord) },
  { weight: 2, arbitrary: fc.constantFrom(...ids).map((nativeId) => ({ removed: nativeId })) },
  { weight: 1, arbitrary: fc.constant({ forget: true }) },
);

test('what records are found by is that of the records that are there, whatever was there before', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
      using j = journal();
      const there = new Map<string, { readonly record: AnyRecord; readonly hour: number }>();
      const lastTold = new Map<string, number>();
      for (const [hour, one] of steps.entries()) {
        const at = T0 + hour * HOUR;
        if ('recordKind' in one) {
          const { updated, created } = j.put([one], {}, at);
          const key = `${one.recordKind} ${one.nativeId}`;
          there.set(key, { record: one, hour });
          if (updated + created > 0) lastTold.set(key, hour);
        } else if ('removed' in one) {
          const removed = (['EVENT', 'ALERT', 'THREAT_DETECTION', 'CASE'] as const).map((kind) => ({
            kind,
            nativeId: one.removed,
          }));
          j.put([], { removed }, at);
          for (const { kind, nativeId } of removed) there.delete(`${kind} ${nativeId}`);
        } else {
          while (j.writer.retain(at, { age: 3.5 * HOUR }).more);
          for (const [key, told] of lastTold) if (told < hour - 3.5) there.delete(key);
        }
      }
      using plain = journal();
      plain.put([...there.values()].map(({ record }) => record));
      expect(withoutPast(dump(j.path))).toEqual(withoutPast(dump(plain.path)));
    }),
    { numRuns: 25 },
  );
});
