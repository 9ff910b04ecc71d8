import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRetryAfter, retryDelay, retryRules, type RetryMoment } from '../../src/http/retry.ts';

const now = Date.UTC(2026, 2, 1, 12, 0, 0);
const day = retryRules.longestRetryAfter;

describe('Retry-After', () => {
  const cases: readonly (readonly [header: string | string[] | undefined, at: number | undefined])[] = [
    [undefined, undefined],
    ['', undefined],
    ['soon', undefined],
    ['-5', undefined],
    // To Date.parse these are dates.
    ['1.5', undefined],
    ['2026-03-01', undefined],
    ['Sun, whenever', undefined],
    ['0', now],
    ['7', now + 7_000],
    [' 7 ', now + 7_000],
    [['7', '9'], now + 7_000],
    ['99999999999999999999', now + day],
    ['Sun, 01 Mar 2026 12:00:09 GMT', now + 9_000],
    ['Sunday, 01-Mar-26 12:00:09 GMT', now + 9_000],
    ['Sun Mar  1 12:00:09 2026', now + 9_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', now],
    ['Mon, 01 Mar 2027 12:00:00 GMT', now + day],
  ];
  for (const [header, at] of cases) {
    it(`${JSON.stringify(header)} means ${at === undefined ? 'nothing' : `${at - now} ms from now`}`, () => {
      expect(parseRetryAfter(header, now)).toBe(at);
    });
  }
});

describe('the pause before a repeat', () => {
  const base: RetryMoment = {
    repeats: 0,
    retryAt: undefined,
    now,
    remaining: Number.POSITIVE_INFINITY,
    random: 0.5,
  };
  const cases: readonly (readonly [string, Partial<RetryMoment>, number | undefined])[] = [
    ['is drawn from the whole range', {}, 125],
    ['may be none', { random: 0 }, 0],
    ['doubles its range', { repeats: 1 }, 250],
    ['has a longest range', { repeats: 20 }, 1_000],
    ['follows Retry-After, with jitter on top', { retryAt: now + 4_000 }, 4_125],
    ['follows a Retry-After that is over', { retryAt: now - 4_000 }, 125],
    ['may be just as long as the cap', { retryAt: now + 10_000, random: 0 }, 10_000],
    ['is not made for more than the cap', { retryAt: now + 10_001, random: 0 }, undefined],
    ['is not made when it would outlast the deadline', { remaining: 125 }, undefined],
    ['is made when it ends before the deadline', { remaining: 126 }, 125],
  ];
  for (const [name, moment, wait] of cases) {
    it(name, () => {
      expect(retryDelay({ ...base, ...moment })).toBe(wait);
    });
  }

  it('is never shorter than asked, nor longer than cap and jitter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5 }),
        fc.option(fc.integer({ min: -20_000, max: 20_000 }), { nil: undefined }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (repeats, offset, random) => {
          const retryAt = offset === undefined ? undefined : now + offset;
          const wait = retryDelay({ ...base, repeats, retryAt, random });
          if (wait === undefined) return (offset ?? 0) > retryRules.longestWait;
          return wait >= (offset ?? 0) && wait >= 0 && wait <= retryRules.longestWait + retryRules.base;
        },
      ),
    );
  });
});
