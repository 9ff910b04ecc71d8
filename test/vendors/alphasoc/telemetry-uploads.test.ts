import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTelemetry } from '../../../src/vendors/alphasoc/telemetry.ts';
import { bodyOf, cut } from '../../../src/vendors/alphasoc/telemetry-uploads.ts';
import { dns, http, rig, send, sized, submission } from './telemetry-rig.ts';

const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);

test('every list is cut without a gap and in its order, below the limit, and no stretch could be longer', () => {
  const lists = fc.tuple(fc.array(fc.integer({ min: 1, max: 12 })), fc.integer({ min: 1, max: 40 }));
  fc.assert(
    fc.property(lists, ([sizes, limit]) => {
      const stretches = [...cut(sizes, (size) => size, limit)];
      expect(stretches.flatMap(({ from, to }) => sizes.slice(from, to))).toEqual(sizes);
      for (const { from, to } of stretches) {
        const total = sum(sizes.slice(from, to));
        expect(to).toBeGreaterThan(from);
        expect(total < limit || to - from === 1).toBe(true);
        if (to < sizes.length) expect(total + (sizes[to] ?? 0)).toBeGreaterThanOrEqual(limit);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('equal events take as few uploads as the limit allows', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.nat(200),
      fc.integer({ min: 10, max: 50 }),
      (size, count, limit) => {
        const fewest = Math.ceil(count / Math.floor((limit - 1) / size));
        expect([
          ...cut(
            Array.from({ length: count }, () => size),
            (one) => one,
            limit,
          ),
        ]).toHaveLength(fewest);
      },
    ),
  );
});

test('sizes are asked for no further than one event beyond the stretch', () => {
  let asked = 0;
  const size = (): number => {
    asked += 1;
    return 1;
  };
  const stretches = cut(
    Array.from({ length: 100 }, () => 0),
    size,
    11,
  );
  expect(stretches.next().value).toEqual({ from: 0, to: 10 });
  expect(asked).toBe(11);
});

test('a body is the events of its stretch, one after another, whatever they say', async () => {
  const queries = fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 40_000, size: 'max' }), {
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(queries, fc.nat(6), fc.nat(6), async (list, a, b) => {
      const events = list.map((query, n) => dns(n, query));
      const stretch = { from: Math.min(a, b), to: Math.min(Math.max(a, b), events.length) };
      const body = await bodyOf(events, stretch, new AbortController().signal);
      const texts = events
        .slice(stretch.from, stretch.to)
        .map((event) => JSON.stringify({ ...event, ts: new Date(event.ts).toISOString() }));
      expect(gunzipSync(body).toString()).toBe(texts.join(''));
    }),
    { numRuns: 30 },
  );
});

for (const [name, sizes, uploads] of [
  ['one byte below the limit', [5_000_000, 4_999_999], [9_999_999]],
  ['at the limit', [5_000_000, 5_000_000], [5_000_000, 5_000_000]],
  ['eleven million', Array.from({ length: 11 }, () => 1_000_000), [9_000_000, 2_000_000]],
  ['a large one between small ones', [300, 9_999_999, 300], [300, 9_999_999, 300]],
] as const) {
  test(`events that come to ${name} arrive in uploads of ${uploads.join(' and ')} bytes`, async () => {
    await using harness = await rig();
    const { value } = await send(submission(harness), { dns: sizes.map(sized), http: [http(0)] });
    const events = sizes.length + 1;
    expect(value).toEqual({ received: events, accepted: events, rejected: 0, uploads: uploads.length + 1 });
    expect(harness.sim.telemetry.map(({ size }) => size).slice(0, -1)).toEqual(uploads);
    expect(harness.sim.violations).toEqual([]);
    expect(harness.sim.count()).toBe(uploads.length + 1);
  });
}

test('10 000 events are one upload, and what is held for them stays below 100 MB', async () => {
  const events = Array.from({ length: 10_000 }, (_, n) => dns(n, `${n}.${'q'.repeat(850)}.example`));
  let peak = 0;
  const look = (): void => {
    peak = Math.max(peak, process.memoryUsage().rss);
  };
  const before = process.memoryUsage().rss;
  const looking = setInterval(look, 1);
  let uploads = 0;
  const write = createTelemetry('alpha', {
    upload: async (_kind, gzip, count) => {
      look();
      uploads += 1;
      expect(gunzipSync(gzip).length).toBeLessThan(10_000_000);
      return { received: count, accepted: count, rejected: [] };
    },
  });
  try {
    const { value } = await send(write, { dns: events });
    expect(value).toEqual({ received: 10_000, accepted: 10_000, rejected: 0, uploads: 1 });
  } finally {
    clearInterval(looking);
  }
  expect(uploads).toBe(1);
  expect((peak - before) / 1_048_576).toBeLessThan(100);
});
