import { expect, test } from 'vitest';
import { storm } from '../writes/storm.ts';

test('of 500 writes of every kind, cut at random, none is done twice, and everybody is told what is true', async () => {
  const { faults, cut, told } = await storm({ writes: 500, seed: 7 });
  expect(faults).toEqual([]);
  for (const times of Object.values(cut)) expect(times).toBeGreaterThan(10);
  for (const times of Object.values(told)) expect(times).toBeGreaterThan(5);
}, 120_000);
