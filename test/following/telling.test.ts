import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { FromWorker, PlainFeed } from '../../src/following/messages.ts';
import { createTelling } from '../../src/following/telling.ts';

const feed = (lastSuccessAt: number): PlainFeed => ({
  source: 'alpha',
  feed: 'alerts',
  kinds: ['ALERT'],
  state: 'OK',
  lastSuccessAt,
  caughtUpAt: undefined,
  failure: undefined,
});

function tell() {
  const told: FromWorker[] = [];
  const feeds = [feed(0)];
  const telling = createTelling(
    (message) => void told.push(message),
    () => [...feeds],
  );
  return { told, telling, succeed: (at: number) => void feeds.splice(0, 1, feed(at)) };
}

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

test('a first commit is told at once, with the state after it before it', async () => {
  const { told, telling, succeed } = tell();
  telling.committed(3);
  succeed(7);
  telling.changed();
  await Promise.resolve();
  expect(told).toEqual([
    { type: 'feeds', feeds: [feed(7)] },
    { type: 'commit', sequence: 3 },
  ]);
});

test('a burst of commits is a message every twenty milliseconds, the last of them included', async () => {
  const { told, telling } = tell();
  for (let sequence = 1; sequence <= 1_000; sequence += 1) {
    telling.committed(sequence);
    await vi.advanceTimersByTimeAsync(1);
  }
  await vi.advanceTimersByTimeAsync(100);
  const sequences = told.flatMap((message) => (message.type === 'commit' ? [message.sequence] : []));
  expect(sequences.length).toBeLessThan(110);
  expect(sequences.at(0)).toBe(1);
  expect(sequences.at(-1)).toBe(1_000);
  expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
});

test('a state that is as it was is not told again', async () => {
  const { told, telling, succeed } = tell();
  for (let look = 0; look < 10; look += 1) {
    telling.changed();
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(told).toHaveLength(1);
  succeed(1);
  telling.end();
  expect(told).toEqual([
    { type: 'feeds', feeds: [feed(0)] },
    { type: 'feeds', feeds: [feed(1)] },
  ]);
});
