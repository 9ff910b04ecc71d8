import { expect, test } from 'vitest';
import { OutcomeUnknownError, SourceError } from '../../src/model/errors.ts';
import { canonicalJson } from '../../src/model/cursor.ts';
import type { Source } from '../../src/model/source.ts';
import { digestOf } from '../../src/writing/keys.ts';
import { place, withAudit, type Place } from '../audit/support.ts';
import { changeAt } from './client.ts';
import { bench, known, order, sourcesAt, until, type Bench } from './support.ts';
import { startVendor } from './vendor.ts';

/** What a process leaves that is killed after these requests of a change of two steps; each with what it recorded of it. */
function leave(
  at: Place,
  steps: readonly (readonly [step: string, outcome: 'DONE' | 'FAILED' | undefined])[],
): void {
  withAudit(at, (audit) => {
    const input = { id: 'al-1', steps: ['open', 'note'] };
    const start = {
      actor: 'ana',
      mutation: 'setAlertNote',
      source: 'gta',
      key: { key: 'k', digest: digestOf({ id: 'al-1' }) },
      input: canonicalJson(input),
    };
    let run: number | undefined;
    for (const [step, outcome] of steps) {
      const made = audit.intend(start, run, { ids: ['al-1'], step, at: Date.now() - 60_000 });
      run = made.run;
      if (outcome !== undefined) audit.settle([made.intent], outcome, Date.now());
    }
  });
}

/** What the key's next use comes to, once somebody can tell. */
const told = (desk: Bench, origin: string): Promise<unknown> =>
  known(() => desk.writing.run(order(origin, 'al-1', { idempotencyKey: 'k' }))).catch(
    (error: unknown) => error,
  );

test('a key of a process that was killed at the very end gives what the change came to', async () => {
  using at = place();
  await using vendor = await startVendor();
  leave(at, [
    ['open', 'DONE'],
    ['note', 'DONE'],
  ]);
  await using desk = bench(at.journal);
  desk.writing.recover(sourcesAt(vendor.origin));
  expect(await told(desk, vendor.origin)).toEqual({ id: 'al-1', steps: 2, warnings: [] });
  expect(vendor.ids()).toEqual([]);
});

test('a key of a process that was killed in the middle tells that the rest was not done, and does not do it', async () => {
  using at = place();
  await using vendor = await startVendor();
  leave(at, [['open', 'DONE']]);
  await using desk = bench(at.journal);
  desk.writing.recover(sourcesAt(vendor.origin));
  expect(await told(desk, vendor.origin)).toBeInstanceOf(SourceError);
  expect(vendor.ids()).toEqual([]);
});

test('steps of one change are told apart: the one that is not there is FAILED', async () => {
  using at = place();
  await using vendor = await startVendor();
  // The first step was applied before the kill, the second was not.
  await using earlier = bench();
  await earlier.writing.run(order(vendor.origin, 'al-1', { input: { id: 'al-1', steps: ['open'] } }));
  leave(at, [
    ['open', undefined],
    ['note', undefined],
  ]);
  await using desk = bench(at.journal);
  desk.writing.recover(sourcesAt(vendor.origin));
  expect(await told(desk, vendor.origin)).toBeInstanceOf(SourceError);
  expect(desk.entries().map(({ outcome }) => outcome)).toEqual(['DONE', 'FAILED']);
});

/** A change that sees that the alert is open already, and only writes the note. */
const noteOnly = (origin: string): ReadonlyMap<string, Pick<Source, 'writes'>> => {
  const write = changeAt(origin);
  const setAlertNote: typeof write = {
    ...write,
    send: ({ id }, call) => write.send({ id, steps: ['note'] }, call),
  };
  return new Map([['gta', { writes: { setAlertNote } }]]);
};

test('a step whose effect is seen need not be asked for again, but the last one tells the outcome', async () => {
  await using vendor = await startVendor();
  for (const [steps, expected] of [
    [['open', 'note'], 'result'],
    [['note', 'open'], 'unknown'],
  ] as const) {
    using at = place();
    leave(
      at,
      steps.map((step) => [step, 'DONE']),
    );
    await using desk = bench(at.journal);
    desk.writing.recover(noteOnly(vendor.origin));
    const [run = 0] = desk.audit.runs();
    await until(() => desk.audit.run(run)?.awaited === false);
    const use = desk.writing.run(order(vendor.origin, 'al-1', { idempotencyKey: 'k' }));
    const told = await use.then(
      () => 'result',
      (error: unknown) => (error instanceof OutcomeUnknownError ? 'unknown' : error),
    );
    expect(told).toBe(expected);
  }
  expect(vendor.ids()).toEqual([]);
});

test('a source that is down is asked again until it answers', async () => {
  using at = place();
  await using vendor = await startVendor();
  leave(at, [['note', undefined]]);
  vendor.behave('al-1', { commit: 'never', answer: 'ok', readsDown: 12 });
  await using desk = bench(at.journal);
  desk.writing.recover(sourcesAt(vendor.origin));
  expect(desk.outcomeOf('al-1')).toBe('UNKNOWN');
  await until(() => desk.outcomeOf('al-1') === 'FAILED');
});

test('what is left open of a source that is gone stays UNKNOWN, and is found out when the source is back', async () => {
  using at = place();
  await using vendor = await startVendor();
  leave(at, [['note', undefined]]);
  {
    await using desk = bench(at.journal);
    desk.writing.recover(new Map());
    for (let turns = 0; turns < 50; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(desk.outcomeOf('al-1')).toBe('UNKNOWN');
    const use = desk.writing.run(order(vendor.origin, 'al-1', { idempotencyKey: 'k' }));
    await expect(use).rejects.toThrow(OutcomeUnknownError);
  }
  await using desk = bench(at.journal);
  desk.writing.recover(sourcesAt(vendor.origin));
  await until(() => desk.outcomeOf('al-1') === 'FAILED');
});

test('once everything is known, nothing is left of what the client gave', async () => {
  using at = place();
  await using vendor = await startVendor();
  leave(at, [['note', undefined]]);
  await using desk = bench(at.journal);
  desk.writing.recover(sourcesAt(vendor.origin));
  await told(desk, vendor.origin);
  expect(desk.audit.runs().map((run) => desk.audit.run(run))).toMatchObject([{ input: null, requests: [] }]);
});
