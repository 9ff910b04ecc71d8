import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  confidenceOfWord,
  confidenceRank,
  highestSeverity,
  severities,
  severityOfWord,
  severityRank,
} from '../../src/model/severity.ts';

test("a vendor's word is a severity in any letter case, and every other word is UNKNOWN", () => {
  for (const word of ['low', 'Low', 'LOW']) expect(severityOfWord(word)).toBe('LOW');
  for (const word of ['critical', 'Critical']) expect(severityOfWord(word)).toBe('CRITICAL');
  for (const word of ['', ' high', 'severe', 'highest', 'constructor', null, undefined])
    expect(severityOfWord(word)).toBe('UNKNOWN');
  expect(['High', 'medium', 'certain', null].map(confidenceOfWord)).toEqual([
    'HIGH',
    'MEDIUM',
    'UNKNOWN',
    'UNKNOWN',
  ]);
});

test('severities rise from UNKNOWN to CRITICAL', () => {
  const order = ['UNKNOWN', 'INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
  expect(order.map(severityRank)).toEqual([0, 1, 2, 3, 4, 5]);
  expect((['UNKNOWN', 'LOW', 'MEDIUM', 'HIGH'] as const).map(confidenceRank)).toEqual([0, 1, 2, 3]);
});

test('the highest of a list is one of it and none is above it; of nothing it is UNKNOWN', () => {
  expect(highestSeverity([])).toBe('UNKNOWN');
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...severities), { minLength: 1 }), (list) => {
      const highest = highestSeverity(list);
      expect(list).toContain(highest);
      expect(Math.max(...list.map(severityRank))).toBe(severityRank(highest));
    }),
  );
});
