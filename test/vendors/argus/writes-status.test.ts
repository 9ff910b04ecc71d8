import { describe, expect, test } from 'vitest';
import type { AlertStatus } from '../../../src/model/records.ts';
import { bench, call, thrown, type Bench } from './support.ts';
import { ASSESSMENT, deskFor, pathsOf } from './writes-support.ts';

const desk = (b: Bench) => deskFor(b.source.writes?.setAlertStatus);
const alarm = { alarmID: 58_001 };

const alertOf = async (b: Bench, id: string) => (await b.source.lookup.alerts?.([id], call()))?.get(id);

const marks = [[], ['ACKNOWLEDGED'], ['PARTIALLY_ACKNOWLEDGED'], ['FOLLOWUP'], ['ACKNOWLEDGED', 'FOLLOWUP']];

for (const api of ['v2', 'v1'] as const) {
  describe(`through ${api}`, () => {
    for (const status of ['NEW', 'OPEN', 'CLOSED'] as const) {
      for (const flags of marks) {
        test(`an alert that is ${flags.join(' and ') || 'untouched'} becomes ${status} in one write`, async () => {
          await using b = await bench({}, { api });
          const { id } = b.sim.addEvent({ ...alarm, flags });
          await desk(b).run({ id, status });
          expect(await alertOf(b, id)).toMatchObject({ status });
          expect(b.sim.count(ASSESSMENT)).toBe(1);
        });
      }
    }
  });
}

for (const [reasons, verdict] of [
  [['falsePositive'], 'FALSE_POSITIVE'],
  [['NOT_A_THREAT', 'notAThreat'], 'NOT_A_THREAT'],
  [[], undefined],
] as const) {
  test(`closed for the reasons ${JSON.stringify(reasons)}, an alert has the verdict ${verdict}`, async () => {
    await using b = await bench();
    const { id } = b.sim.addEvent(alarm);
    await desk(b).run({ id, status: 'CLOSED', closingReasons: reasons });
    expect((await alertOf(b, id))?.verdict).toBe(verdict);
  });
}

describe('what Argus cannot keep is refused without a write:', () => {
  for (const [name, status, closingReasons, paths] of [
    ['a status nobody knows', 'UNKNOWN', undefined, ['status']],
    ['reasons for what is not closed', 'OPEN', ['falsePositive'], ['closingReasons']],
    ['a reason without a flag', 'CLOSED', ['falsePositive', 'bored'], ['closingReasons[1]']],
  ] satisfies readonly (readonly [string, AlertStatus, readonly string[] | undefined, readonly string[]])[]) {
    test(name, async () => {
      await using b = await bench();
      const { id } = b.sim.addEvent(alarm);
      const error = await thrown(() => desk(b).run({ id, status, closingReasons }));
      expect(pathsOf(error)).toEqual(paths);
      expect(b.sim.requests).toEqual([]);
    });
  }

  for (const [name, parts] of [
    ['that an analyst handles', { flags: ['HANDLED_BY_ANALYST'] }],
    ['of a case', { caseIDs: [10_000] }],
  ] as const) {
    test(`an alert ${name} as new`, async () => {
      await using b = await bench();
      b.sim.addCase({ id: 10_000 });
      const { id } = b.sim.addEvent({ ...alarm, ...parts });
      expect(pathsOf(await thrown(() => desk(b).run({ id, status: 'NEW' })))).toEqual(['status']);
      await desk(b).run({ id, status: 'OPEN' });
      expect(b.sim.count(ASSESSMENT)).toBe(1);
    });
  }
});

test('an event that is no alert, or none at all, is not found and not written to', async () => {
  await using b = await bench();
  const others = [b.sim.addEvent(), b.sim.addEvent({ ...alarm, type: 'raw' })].map(({ id }) => id);
  for (const id of [...others, 'nonsense', `AGGR/1/42/3f0c0a1e-0000-4000-8000-0000000000aa`]) {
    const error = await thrown(() => desk(b).run({ id, status: 'CLOSED' }));
    expect(error).toMatchObject({ name: 'SourceError', kind: 'not-found' });
  }
  expect(b.sim.count(ASSESSMENT)).toBe(0);
});

for (const [kind, done] of [
  ['reset', false],
  ['resetAfter', true],
  ['truncate', true],
] as const) {
  test(`lost by ${kind}, it ends as ${done ? 'done' : 'not done'}`, async () => {
    await using b = await bench();
    const { id } = b.sim.addEvent(alarm);
    b.sim.fault({ kind, match: { path: ASSESSMENT } });
    const run = desk(b).run({ id, status: 'CLOSED', closingReasons: ['falsePositive'] });
    if (done) await run;
    else expect(await thrown(() => run)).toMatchObject({ name: 'SourceError', kind: 'unavailable' });
    expect(b.sim.count(ASSESSMENT)).toBe(1);
    expect((await alertOf(b, id))?.status).toBe(done ? 'CLOSED' : 'NEW');
  });
}
