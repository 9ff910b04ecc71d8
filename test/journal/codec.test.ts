import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnyRecord } from '../../src/model/records.ts';
import { anyRecord } from './arbitraries.ts';
import { journal, lines, T0 } from './support.ts';

const find = (reader: ReturnType<typeof journal>['reader'], { recordKind, source, nativeId }: AnyRecord) =>
  reader.byIds(recordKind, source, [nativeId]).get(nativeId);

test('every record comes back as it was, and read again it makes no change', () => {
  using j = journal();
  let count = 0;
  fc.assert(
    fc.property(
      fc.nat().chain(() => anyRecord(`id-${(count += 1)}`)),
      (record) => {
        j.put([record]);
        expect(find(j.reader, record)).toEqual({ ...record, seenAt: T0 });
        // A copy has its keys in their own order, but shares no object with the first.
        expect(j.put([structuredClone(record)])).toMatchObject({ created: 0, updated: 0 });
        // What came back may be stored again: it is the same record.
        const revived = find(j.reader, record);
        if (revived !== undefined) expect(j.put([revived])).toMatchObject({ updated: 0 });
      },
    ),
    { numRuns: 300 },
  );
});

test('any text is a native id', () => {
  using j = journal();
  const ids = [
    '',
    ' ',
    'a:b',
    "'; DROP TABLE record; --",
    '\0nul',
    'ünïcödé',
    '😀',
    '9'.repeat(400),
    '__proto__',
  ];
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.oneof(fc.constantFrom(...ids), fc.string({ unit: 'grapheme' }))),
      (list) => {
        const records = list.map((nativeId): AnyRecord => ({
          recordKind: 'CASE',
          source: 'alpha',
          vendor: 'alphasoc',
          nativeId,
          time: T0,
          severity: 'LOW',
          subject: 's',
          status: 'UNKNOWN',
          priority: 'LOW',
          observables: [],
          raw: null,
        }));
        j.put(records);
        expect([...j.reader.byIds('CASE', 'alpha', list).keys()]).toEqual(list);
      },
    ),
    { numRuns: 50 },
  );
  const created = lines(j.reader).filter((line) => line.startsWith('CREATED'));
  expect(new Set(created).size).toBe(created.length);
});
