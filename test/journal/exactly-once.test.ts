import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnyRecord } from '../../src/model/records.ts';
import { alert, event, journal, lines, T0 } from './support.ts';

type Step =
  | { readonly put: { readonly kind: 'EVENT' | 'ALERT'; readonly id: string; readonly version: number } }
  | { readonly remove: { readonly kind: 'EVENT' | 'ALERT'; readonly id: string } };

const key = {
  kind: fc.constantFrom('EVENT' as const, 'ALERT' as const),
  id: fc.constantFrom('a', 'b', 'c', 'd'),
};
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ put: fc.record({ ...key, version: fc.nat(2) }) }) },
  { weight: 1, arbitrary: fc.record({ remove: fc.record(key) }) },
);
const batch = fc.array(step, { maxLength: 6 });
/** Batches as a feed offers them; after each, how many of the last ones are read again, and whether backwards. */
const history = fc.array(fc.record({ batch, again: fc.nat(3), reversed: fc.boolean() }), { maxLength: 8 });

const recordOf = ({ kind, id, version }: Extract<Step, { put: unknown }>['put']): AnyRecord =>
  kind === 'EVENT'
    ? event(id, { title: `v${version}`, raw: { version } })
    : alert(id, { title: `v${version}`, raw: { version } });

/** The journal as it ought to be, in a few lines. */
function createModel() {
  const present = new Map<string, number>();
  const everCreated = new Set<string>();
  const log: string[] = [];
  return {
    log,
    present,
    apply(steps: readonly Step[]) {
      for (const one of steps) {
        if (!('put' in one)) continue;
        const { kind, id, version } = one.put;
        const name = `${kind} ${id}`;
        if (present.get(name) === version) continue;
        log.push(`${everCreated.has(name) ? 'UPDATED' : 'CREATED'} ${name}`);
        everCreated.add(name);
        present.set(name, version);
      }
      // A batch's removals count after its records.
      for (const one of steps) {
        if (!('remove' in one)) continue;
        const name = `${one.remove.kind} ${one.remove.id}`;
        if (present.delete(name)) log.push(`REMOVED ${name}`);
      }
    },
  };
}

test('however batches are repeated and turned around, the log is that of a plain model, CREATED once', () => {
  fc.assert(
    fc.property(history, (offered) => {
      using j = journal();
      const model = createModel();
      const read = (steps: readonly Step[], bookmark: string) => {
        model.apply(steps);
        j.put(
          steps.flatMap((one) => ('put' in one ? [recordOf(one.put)] : [])),
          {
            removed: steps.flatMap((one) =>
              'remove' in one ? [{ kind: one.remove.kind, nativeId: one.remove.id }] : [],
            ),
            bookmark,
          },
        );
        expect(j.writer.bookmark('alpha', 'alerts')).toBe(bookmark);
      };
      for (const [index, { batch: steps, again, reversed }] of offered.entries()) {
        read(steps, `${index}`);
        const repeated = offered.slice(Math.max(0, index - again), index + 1);
        for (const { batch: old } of reversed ? repeated.toReversed() : repeated) {
          read(reversed ? old.toReversed() : old, `${index} again`);
        }
      }
      expect(lines(j.reader)).toEqual(model.log);
      for (const kind of ['EVENT', 'ALERT'] as const) {
        const { items } = j.reader.page(kind, 'alpha', { direction: 'forward', limit: 100 });
        const wanted = [...model.present].filter(([name]) => name.startsWith(kind));
        expect(new Map(items.map(({ record }) => [`${kind} ${record.nativeId}`, record.raw]))).toEqual(
          new Map(wanted.map(([name, version]) => [name, { version }])),
        );
        const counted = j.reader.feedStates()[0]?.records[kind] ?? 0;
        expect(counted).toBe(wanted.length);
        expect(items.every(({ record }) => record.seenAt === T0)).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});
