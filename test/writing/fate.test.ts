import { expect, test } from 'vitest';
import type { Audit } from '../../src/audit/audit.ts';
import { AuditError, InvalidInputError, OutcomeUnknownError, SourceError } from '../../src/model/errors.ts';
import { place } from '../audit/support.ts';
import { bench, callWith, order, timeIsUp, until } from './support.ts';
import { startVendor } from './vendor.ts';

test('the intent is on record before the request is sent, and the outcome when it is told', async () => {
  await using vendor = await startVendor();
  await using desk = bench();
  let meanwhile: unknown;
  vendor.behave('al-1', {
    commit: 'first',
    answer: 'ok',
    arrived: () => void (meanwhile = desk.outcomeOf('al-1')),
  });
  expect(await desk.writing.run(order(vendor.origin, 'al-1'))).toMatchObject({ id: 'al-1', steps: 1 });
  expect(meanwhile).toBe('PENDING');
  expect(desk.outcomeOf('al-1')).toBe('DONE');
  expect(desk.audit.runs()).toEqual([]);
});

test('what the source refuses is FAILED at once, without a look', async () => {
  await using vendor = await startVendor();
  await using desk = bench();
  vendor.behave('al-1', { commit: 'never', answer: 'refuse' });
  const before = desk.time.now();
  await expect(desk.writing.run(order(vendor.origin, 'al-1'))).rejects.toMatchObject({ status: 409 });
  expect(desk.outcomeOf('al-1')).toBe('FAILED');
  expect(desk.time.now()).toBe(before);
});

test('a source that cannot be reached at all has done nothing', async () => {
  await using desk = bench();
  const refused = desk.writing.run(order('http://127.0.0.1:1', 'al-1', { idempotencyKey: 'k' }));
  await expect(refused).rejects.toMatchObject({ undelivered: true });
  expect(desk.outcomeOf('al-1')).toBe('FAILED');
  expect(desk.audit.runs()).toEqual([]);
});

test('an input that is refused beforehand is neither sent nor recorded', async () => {
  await using vendor = await startVendor();
  await using desk = bench();
  await expect(desk.writing.run(order(vendor.origin, ''))).rejects.toThrow(InvalidInputError);
  expect([vendor.ids(), desk.entries()]).toEqual([[], []]);
});

test('a lost change that comes late is DONE, one that never comes is FAILED with what the source failed with', async () => {
  await using vendor = await startVendor();
  await using desk = bench();
  vendor.now = () => desk.time.now();
  vendor.behave('late', { commit: 3_400, answer: 'cut' });
  expect(await desk.writing.run(order(vendor.origin, 'late'))).toMatchObject({ id: 'late', steps: 1 });
  vendor.behave('never', { commit: 'never', answer: 'outage' });
  await expect(desk.writing.run(order(vendor.origin, 'never'))).rejects.toMatchObject({ status: 503 });
  expect([desk.outcomeOf('late'), desk.outcomeOf('never')]).toEqual(['DONE', 'FAILED']);
});

test('each step of a change is looked for by itself', async () => {
  await using vendor = await startVendor();
  await using desk = bench();
  vendor.behave('al-1', { commit: 'first', answer: 'cut' });
  const steps = ['open', 'note'];
  const both = desk.writing.run(order(vendor.origin, 'al-1', { input: { id: 'al-1', steps } }));
  expect(await both).toMatchObject({ steps: 2 });
  expect(desk.entries().map(({ outcome }) => outcome)).toEqual(['DONE', 'DONE']);
  expect(steps.map((step) => vendor.applied('al-1', step))).toEqual([1, 1]);
});

test('an open change that turns out not to be done is not told as a change', async () => {
  await using vendor = await startVendor();
  await using desk = bench();
  const told: string[] = [];
  vendor.behave('al-1', { commit: 'never', answer: 'cut', readsDown: 5 });
  const lost = desk.writing.run(
    order(vendor.origin, 'al-1', { changed: async (ids) => void told.push(...ids) }),
  );
  await expect(lost).rejects.toThrow(OutcomeUnknownError);
  await until(() => desk.audit.runs().length === 0);
  expect([desk.outcomeOf('al-1'), told]).toEqual(['FAILED', ['al-1']]);
});

test('when nobody can see it in time the answer is unknown, and it is found out later', async () => {
  await using vendor = await startVendor();
  await using desk = bench();
  const told: string[] = [];
  vendor.behave('al-1', { commit: 'first', answer: 'cut', readsDown: 5 });
  const lost = desk.writing.run(
    order(vendor.origin, 'al-1', { changed: async (ids) => void told.push(...ids) }),
  );
  await expect(lost).rejects.toThrow(OutcomeUnknownError);
  expect(desk.outcomeOf('al-1')).toBe('UNKNOWN');
  expect(told).toEqual(['al-1']);
  await until(() => told.length === 2);
  expect(desk.outcomeOf('al-1')).toBe('DONE');
  await until(() => desk.audit.runs().length === 0);
});

test('at the deadline the answer is unknown; the request is followed, and its end is on record', async () => {
  await using vendor = await startVendor();
  await using desk = bench();
  const client = new AbortController();
  vendor.behave('al-1', { commit: 'first', answer: 'hold', arrived: () => client.abort(timeIsUp()) });
  // A second step is not begun any more.
  const late = desk.writing.run(
    order(vendor.origin, 'al-1', {
      input: { id: 'al-1', steps: ['open', 'note'] },
      call: callWith(client.signal),
    }),
  );
  await expect(late).rejects.toThrow(OutcomeUnknownError);
  expect(desk.outcomeOf('al-1')).toBe('UNKNOWN');
  vendor.release('al-1');
  await until(() => desk.outcomeOf('al-1') === 'DONE');
  expect([vendor.requests('al-1', 'open'), vendor.requests('al-1', 'note')]).toEqual([1, 0]);
});

test('after the deadline, and when the client went away before, nothing is sent or recorded', async () => {
  await using vendor = await startVendor();
  await using desk = bench();
  for (const signal of [AbortSignal.abort(timeIsUp()), AbortSignal.abort()]) {
    const late = desk.writing.run(order(vendor.origin, 'al-1', { call: callWith(signal) }));
    await expect(late).rejects.toMatchObject({ undelivered: true });
  }
  expect([vendor.ids(), desk.entries()]).toEqual([[], []]);
});

test('a client that goes away does not end what it began, all of it, and its key knows', async () => {
  await using vendor = await startVendor();
  await using desk = bench();
  const client = new AbortController();
  vendor.behave('al-1', { commit: 'first', answer: 'hold', arrived: () => client.abort() });
  const ordered = order(vendor.origin, 'al-1', {
    input: { id: 'al-1', steps: ['open', 'note'] },
    idempotencyKey: 'k',
    call: callWith(client.signal),
  });
  const left = desk.writing.run(ordered);
  for (const step of ['open', 'note']) {
    await until(() => vendor.requests('al-1', step) === 1);
    vendor.release('al-1');
  }
  expect(await left).toMatchObject({ id: 'al-1', steps: 2 });
  expect(await desk.writing.run({ ...ordered, call: callWith() })).toMatchObject({ id: 'al-1', steps: 2 });
  expect(desk.entries().map(({ outcome }) => outcome)).toEqual(['DONE', 'DONE']);
});

/** An audit journal whose disk takes so many facts, and no more until it is mended. */
function limited(room: number): { wrap: (audit: Audit) => Audit; mend: () => void } {
  let left = room;
  const counted = (): void => {
    if (left === 0) throw new AuditError(new Error('full'));
    left -= 1;
  };
  return {
    mend: () => void (left = Number.POSITIVE_INFINITY),
    wrap: (audit) => ({
      ...audit,
      intend(...rest) {
        counted();
        return audit.intend(...rest);
      },
      settle(...rest) {
        counted();
        audit.settle(...rest);
      },
    }),
  };
}

test('what cannot be recorded is not sent, and may be tried again with its key', async () => {
  await using vendor = await startVendor();
  const disk = limited(0);
  await using desk = bench(':memory:', disk.wrap);
  const ordered = order(vendor.origin, 'al-1', { idempotencyKey: 'k' });
  await expect(desk.writing.run(ordered)).rejects.toThrow(AuditError);
  expect([vendor.ids(), desk.entries()]).toEqual([[], []]);
  disk.mend();
  expect(await desk.writing.run(ordered)).toMatchObject({ id: 'al-1', steps: 1 });
});

test('an outcome that the disk does not take is told truly, and recorded as soon as it does', async () => {
  await using vendor = await startVendor();
  const disk = limited(1);
  await using desk = bench(':memory:', disk.wrap);
  expect(await desk.writing.run(order(vendor.origin, 'al-1'))).toMatchObject({ id: 'al-1', steps: 1 });
  expect(desk.outcomeOf('al-1')).toBe('PENDING');
  disk.mend();
  await until(() => desk.outcomeOf('al-1') === 'DONE');
});

test('a second request that cannot be recorded is not sent, and the key remembers how far it came', async () => {
  await using vendor = await startVendor();
  const disk = limited(2);
  await using desk = bench(':memory:', disk.wrap);
  const ordered = order(vendor.origin, 'al-1', {
    input: { id: 'al-1', steps: ['open', 'note'] },
    idempotencyKey: 'k',
  });
  for (let use = 0; use < 2; use += 1) await expect(desk.writing.run(ordered)).rejects.toThrow(AuditError);
  expect([vendor.requests('al-1', 'open'), vendor.requests('al-1', 'note')]).toEqual([1, 0]);
});

test('closing ends what is under way, and leaves it UNKNOWN', async () => {
  using at = place();
  await using vendor = await startVendor();
  {
    await using desk = bench(at.journal);
    const arrived = Promise.withResolvers<void>();
    vendor.behave('al-1', { commit: 'first', answer: 'hold', arrived: arrived.resolve });
    const cut = desk.writing.run(order(vendor.origin, 'al-1'));
    cut.catch(() => undefined);
    await arrived.promise;
    await desk.writing.close();
    await expect(cut).rejects.toThrow(OutcomeUnknownError);
  }
  await using next = bench(at.journal);
  expect(next.outcomeOf('al-1')).toBe('UNKNOWN');
});

test('a change that is told about and fails to be read again changes no outcome', async () => {
  await using vendor = await startVendor();
  await using desk = bench();
  const ordered = order(vendor.origin, 'al-1', {
    changed: () => Promise.reject(new SourceError({ source: 'gta', kind: 'timeout' })),
  });
  expect(await desk.writing.run(ordered)).toMatchObject({ id: 'al-1', steps: 1 });
});

test('what was not permitted is on record', async () => {
  await using desk = bench();
  desk.writing.refused({ mutation: 'setAlertNote', actor: 'eve', source: 'gta', ids: ['al-1'] });
  expect(desk.entries()).toMatchObject([{ actor: 'eve', mutation: 'setAlertNote', outcome: 'REFUSED' }]);
});
