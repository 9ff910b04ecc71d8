import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pageRequest } from '../../../src/model/page.ts';
import type { ArgusSim } from '../../../src/simulators/argus/index.ts';
import { bench, call, ids, listed, newestFirst } from './support.ts';

const NOON = Date.UTC(2026, 4, 4, 12);

/** What happens to the list between two pages; numbers pick rows and milliseconds. */
const move = fc.oneof(
  fc.record({
    kind: fc.constant('add' as const),
    ms: fc.integer({ min: -5, max: 45 }),
    rows: fc.integer({ min: 1, max: 6 }),
  }),
  fc.record({ kind: fc.constant('remove' as const), at: fc.nat(200), rows: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ kind: fc.constant('flag' as const), at: fc.nat(200) }),
);
const step = fc.record({
  forward: fc.boolean(),
  size: fc.integer({ min: 1, max: 12 }),
  moves: fc.array(move, { maxLength: 4 }),
});

function apply(
  sim: ArgusSim,
  moves: readonly (typeof move extends fc.Arbitrary<infer M> ? M : never)[],
): void {
  for (const one of moves) {
    if (one.kind === 'add') {
      for (let i = 0; i < one.rows; i += 1) {
        sim.addEvent({
          created: NOON - one.ms,
          type: i % 3 === 2 ? 'raw' : 'aggregated',
          flags: ['FOLLOWUP'],
        });
      }
      continue;
    }
    const rows = listed(sim);
    if (rows.length === 0) continue;
    if (one.kind === 'flag') sim.updateEvent(rows[one.at % rows.length]?.id ?? '', { flags: [] });
    else {
      const from = one.at % rows.length;
      for (const { id } of rows.slice(from, from + one.rows)) sim.removeEvent(id);
    }
  }
}

for (const api of ['v2', 'v1'] as const) {
  for (const filtered of [false, true]) {
    test(`each page through ${api}${filtered ? ', filtered,' : ''} is exactly what lies beside its cursor at that moment`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
          await using b = await bench({}, { api });
          for (let i = 0; i < 60; i += 1) {
            b.sim.addEvent({
              created: NOON - Math.floor((i * i) / 90),
              type: i % 4 === 3 ? 'raw' : 'aggregated',
              flags: i % 3 === 0 ? [] : ['FOLLOWUP'],
            });
          }
          const filter = filtered ? { not: { argus: { excludeFlags: ['followup'] } } } : {};
          let anchor: { readonly id: string; readonly created: number; readonly cursor: string } | undefined;
          for (const { forward, size, moves } of steps) {
            const cursor =
              anchor === undefined ? {} : forward ? { after: anchor.cursor } : { before: anchor.cursor };
            const page = await b.source.browse.events!(
              {
                page: pageRequest(forward ? { first: size, ...cursor } : { last: size, ...cursor }),
                filter,
                countTotal: false,
              },
              call(),
            );
            const truth = listed(b.sim, ({ flags }) => !filtered || flags.includes('FOLLOWUP'));
            const from = anchor;
            const [older, newer] =
              from === undefined
                ? [truth, truth]
                : [
                    truth.filter((row) => row.id !== from.id && newestFirst(row, from) > 0),
                    truth.filter((row) => row.id !== from.id && newestFirst(row, from) < 0),
                  ];
            const here = anchor === undefined ? [] : truth.filter((row) => row.id === anchor?.id);
            const expected = forward ? older.slice(0, size) : newer.slice(Math.max(0, newer.length - size));
            expect(page.items.map(({ nativeId }) => nativeId)).toEqual(ids(expected));
            const side =
              anchor === undefined ? 0 : forward ? newer.length + here.length : older.length + here.length;
            const rest = (forward ? older : newer).length > size;
            expect([page.hasNextPage, page.hasPreviousPage]).toEqual(
              forward ? [rest, side > 0] : [side > 0, rest],
            );
            const last = forward ? page.items.length - 1 : 0;
            const item = page.items[last];
            if (item !== undefined)
              anchor = { id: item.nativeId, created: item.time, cursor: page.cursorAt(last) };
            apply(b.sim, moves);
          }
        }),
        { numRuns: 25 },
      );
    });
  }
}
