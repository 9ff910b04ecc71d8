/** Pages, counts and pivots over all sources, against plain lists. `npm run walks` does the same for much longer. */
import fc from 'fast-check';
import { isInputObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { filterKeys } from '../../src/model/matching.ts';
import { recordKinds, type RecordKind } from '../../src/model/records.ts';
import { schema } from '../../src/schema/index.ts';
import { filtersOver } from './filters.ts';
import { movingRound, nothing, stillRound } from './rounds.ts';
import { truthOf } from './truth.ts';
import { startWorld } from './world.ts';

const inputs: { readonly [K in RecordKind]: readonly string[] } = {
  EVENT: ['EventFilter', 'ArgusEventFilter', 'KataEventFilter'],
  ALERT: ['AlertFilter'],
  THREAT_DETECTION: ['ThreatDetectionFilter'],
  CASE: ['CaseFilter'],
};

const keysOf = (name: string): string[] => {
  const type = schema.getType(name);
  if (!isInputObjectType(type)) throw new Error(`the schema has no input ${name}`);
  return Object.keys(type.getFields());
};

describe('what is asked of all sources', () => {
  for (const followed of ['part', 'all'] as const)
    test(`is what plain lists give, page by page and counted, with Argus followed in ${followed}`, async () => {
      const done = nothing();
      await stillRound({ seed: 42, followed, walks: 60, countings: 60, pivots: 15 }, done);
      expect(done).toMatchObject({ walks: 60, countings: 60, pivots: 15 });
      expect([done.live > 10, done.whole > 20]).toEqual([true, true]);
    }, 120_000);

  test('keeps what does not move in its place while records come and change and the gateway is started anew', async () => {
    const done = nothing();
    await movingRound({ seed: 4, followed: 'part', goes: 1, aGo: 30 }, done);
    expect(done).toMatchObject({ walks: 30, moving: 30 });
  }, 120_000);

  test('is not counted by what the journal does not hold: the source says that it was left out', async () => {
    await using rig = await startWorld({ followed: 'all' });
    const { data, errors } = await rig.ask(
      `{ eventStatistics(
        groupBy: [SOURCE], windows: [{}]
        filter: { vendors: [ARGUS], not: { argus: { properties: [{ key: "dns.query", value: "h1.bulk.example" }] } } }
      ) {
        total sourceResults { source { name } outcome servedFrom error { code } }
      } }`,
    );
    expect(errors).toEqual([]);
    const skipped = { outcome: 'SKIPPED', servedFrom: 'NOTHING', error: null };
    expect(data).toEqual({
      eventStatistics: {
        total: 0,
        sourceResults: [
          {
            source: { name: 'argus' },
            outcome: 'UNSUPPORTED',
            servedFrom: 'NOTHING',
            error: { code: 'UNSUPPORTED' },
          },
          ...['gta', 'alpha', 'kata'].map((name) => ({ source: { name }, ...skipped })),
        ],
      },
    });
  });

  test('is asked with every key that a filter has', async () => {
    await using rig = await startWorld({ followed: 'all' });
    const filters = filtersOver(await truthOf(rig));
    for (const kind of recordKinds) {
      const used = new Set<string>();
      for (const filter of fc.sample<object | undefined>(filters[kind], { numRuns: 2_000, seed: 1 }))
        for (const key of filterKeys(filter)) used.add(key);
      expect(inputs[kind].flatMap(keysOf).filter((key) => !used.has(key))).toEqual([]);
    }
  }, 60_000);
});
