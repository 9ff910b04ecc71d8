import { describe, expect, test } from 'vitest';
import { openReadable } from '../../src/journal/open.ts';
import { createScope, usualLimits } from '../../src/journal/predicate-part.ts';
import { planOf, reachOf } from '../../src/journal/read-window-plan.ts';
import { createWalk } from '../../src/journal/read-window-rows.ts';
import { placesOf, turnOf, type Position } from '../../src/journal/read-window-turn.ts';
import type { EventFilter } from '../../src/model/filters.ts';
import type { RecordOrder } from '../../src/model/order.ts';
import { event, journal, type Journal } from './support.ts';

const RECORDS = 1_000;
const SIZE = 20;
/** Less than any of the filters below finds: they are walked and not sorted. */
const SMALL = 10;

/** Each at a time of its own, so that a turn is as large as it is meant to be. */
function fill(j: Journal): void {
  const at = (time: number) =>
    event(`e${time}`, {
      time,
      severity: time % 4 === 0 ? 'HIGH' : 'LOW',
      kind: time % 5 === 0 ? 'HTTP' : 'DNS',
      observables: [{ type: 'IP', value: `10.0.0.${time % 8}`, role: 'source' }],
    });
  j.put(Array.from({ length: RECORDS }, (_, time) => at(time)));
}

const cases: readonly { readonly field: RecordOrder['field']; readonly filter: EventFilter }[] = [
  { field: 'TIME', filter: {} },
  { field: 'MODIFIED', filter: {} },
  { field: 'SEVERITY', filter: {} },
  { field: 'SEVERITY', filter: { minSeverity: 'HIGH' } },
  { field: 'TIME', filter: { minSeverity: 'HIGH' } },
  { field: 'TIME', filter: { kinds: ['HTTP'] } },
  { field: 'TIME', filter: { kinds: ['HTTP', 'DNS'] } },
  { field: 'TIME', filter: { ip: ['10.0.0.3'] } },
  { field: 'TIME', filter: { ip: ['10.0.0.0/30'] } },
];

describe.each(cases)('a page by $field of $filter', ({ field, filter }) => {
  test.each(['ASC', 'DESC'] as const)(
    'looks at no more than one turn, found by an index alone (%s)',
    (direction) => {
      using j = journal();
      fill(j);
      const database = openReadable(j.path);
      try {
        const scope = createScope(database, usualLimits);
        const walk = createWalk({ field, direction }, false);
        const plan = planOf('EVENT', { sources: ['alpha'], filter }, walk, undefined, scope, SMALL);
        expect(plan).toMatchObject({ mode: 'lanes', exact: true });
        // A severity that nothing has costs a turn that looks at nothing.
        let found = 0;
        let position: Position | undefined = {};
        while (found === 0 && position !== undefined) {
          const turn = turnOf(plan, walk, position, SIZE, scope);
          if (turn === undefined) break;
          const { sql, params } = placesOf(plan, turn);
          found = scope.all(sql, ...params).length;
          const looked = `SELECT count(*) FROM (${turn.candidates.sql})`;
          expect(scope.ids(looked, ...turn.candidates.params)).toEqual([found]);
          position = turn.next;
        }
        expect(found).toBe(SIZE);

        const stretch = { from: plan.from, to: plan.to, down: walk.down };
        for (const { arms } of plan.lanes) {
          const { sql: statement, params: values } = reachOf(arms, stretch, SIZE);
          const steps = scope
            .all(`EXPLAIN QUERY PLAN ${statement}`, ...values)
            .map(({ detail }) => String(detail));
          expect(steps.filter((step) => /SCAN (record|mention)|TEMP B-TREE/.test(step))).toEqual([]);
          expect(steps.filter((step) => /SEARCH/.test(step)).length).toBeGreaterThan(0);
        }
      } finally {
        database.close();
      }
    },
  );
});
