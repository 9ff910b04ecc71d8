import { expect, test } from 'vitest';
import { followed } from '../following/rig.ts';
import { crash } from './rounds.ts';

test('eight kills of the gateway while all vendors produce: every record is in the journal exactly once', async () => {
  const { faults, killedFollowing, compared } = await crash({
    rounds: 8,
    child: 'program',
    sources: followed,
  });
  expect(faults).toEqual([]);
  expect(killedFollowing).toBeGreaterThan(4);
  expect(compared).toBeGreaterThan(3_000);
}, 120_000);

test('a bookmark that is committed before its records is noticed', async () => {
  const { faults } = await crash({ rounds: 12, child: 'wrong', sources: followed });
  expect(faults.some((fault) => fault.includes('missing'))).toBe(true);
}, 120_000);
