import { expect, test } from 'vitest';
import { createForgetting } from '../../src/following/forgetting.ts';
import { JournalError } from '../../src/journal/errors.ts';
import { event, journal, T0 } from '../journal/support.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

test('what is too old goes in small steps, with room for others between them', async () => {
  using j = journal();
  j.put(Array.from({ length: 1_600 }, (_, i) => event(`old-${i}`)));
  j.put([event('new')], {}, T0 + 10_000);
  const left: number[] = [];
  const stop = new AbortController();
  await createForgetting({
    writer: {
      ...j.writer,
      retain(...parameters) {
        const result = j.writer.retain(...parameters);
        left.push(j.reader.feedStates()[0]?.records.EVENT ?? 0);
        if (!result.more) stop.abort();
        return result;
      },
    },
    age: 5_000,
    now: () => T0 + 12_000,
    log: quiet,
  }).run(stop.signal);
  expect(left).toEqual([1_101, 601, 101, 1]);
});

test('a journal that cannot forget now is tried again with the next round, and the log says so', async () => {
  using j = journal();
  j.put([event('old')]);
  const logged: string[] = [];
  const stop = new AbortController();
  let attempts = 0;
  await createForgetting({
    writer: {
      ...j.writer,
      retain(...parameters) {
        attempts += 1;
        if (attempts === 1) throw new JournalError('io', j.path);
        stop.abort();
        return j.writer.retain(...parameters);
      },
    },
    age: 5_000,
    now: () => T0 + 12_000,
    log: { ...quiet, warn: (_details, message) => void logged.push(message) },
  }).run(stop.signal);
  expect(logged).toEqual(['the journal could not forget what is too old']);
  expect(j.reader.feedStates()[0]?.records.EVENT).toBe(0);
});

test('a journal larger than it may be gives up what is oldest, however young it is', async () => {
  using j = journal();
  for (let batch = 0; batch < 10; batch += 1) {
    const text = 'x'.repeat(2_000);
    const events = Array.from({ length: 200 }, (_, i) => event(`${batch}-${i}`, { raw: { text, batch, i } }));
    j.put(events, {}, T0 + batch);
  }
  const stop = new AbortController();
  await createForgetting({
    writer: {
      ...j.writer,
      retain(...parameters) {
        const result = j.writer.retain(...parameters);
        if (!result.more) stop.abort();
        return result;
      },
    },
    age: 86_400_000,
    maxBytes: 3_000_000,
    now: () => T0 + 100,
    log: quiet,
  }).run(stop.signal);
  const left = j.reader.feedStates()[0]?.records.EVENT ?? 0;
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(2_000);
  expect([...j.reader.byIds('EVENT', 'alpha', ['0-0', '9-199']).keys()]).toEqual(['9-199']);
});
