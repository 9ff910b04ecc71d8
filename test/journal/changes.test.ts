import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JournalReader } from '../../src/journal/reader.ts';
import type { ChangesQuery } from '../../src/journal/read-changes.ts';
import { severityRank } from '../../src/model/severity.ts';
import { alert, alerts, event, journal, lines, T0 } from './support.ts';

const sequences = (reader: JournalReader, query: ChangesQuery) =>
  reader.changes(query).items.map(({ sequence }) => sequence);

describe('changes', () => {
  test('of an empty journal are none', () => {
    using j = journal();
    expect(j.reader.changes({ limit: 10 })).toEqual({ items: [], last: 0, more: false });
    expect(j.reader.changes({ after: 0, limit: 10 })).toEqual({ items: [], last: 0, more: false });
  });

  test('show each record as it is now, in the order of what happened', () => {
    using j = journal();
    j.put([event('e', { title: 'old' })], {}, T0);
    j.put([event('e', { title: 'new' })], {}, T0 + 1);
    const record = { ...event('e', { title: 'new' }), seenAt: T0 };
    const change = { type: 'change', kind: 'EVENT', source: 'alpha', nativeId: 'e', record };
    expect(j.reader.changes({ limit: 10 }).items).toEqual([
      { ...change, sequence: 1, operation: 'CREATED', at: T0 },
      { ...change, sequence: 2, operation: 'UPDATED', at: T0 + 1 },
    ]);
  });

  test('are the same whatever the pages they are read in', () => {
    using j = journal();
    const lost = [{ reason: 'away' }];
    for (let round = 0; round < 8; round += 1) {
      j.put(
        [event(`e${round}`), event('again', { count: round }), alert(`a${round}`)],
        round % 3 === 0 ? { lost } : {},
      );
    }
    const all = lines(j.reader);
    expect(all).toHaveLength(8 * 3 + 3);
    fc.assert(
      fc.property(fc.infiniteStream(fc.integer({ min: 1, max: 7 })), (limits) => {
        const told: string[] = [];
        let after: number | undefined;
        for (const limit of limits) {
          const page = j.reader.changes({ after, limit });
          expect(page.items.filter(({ type }) => type === 'change').length).toBeLessThanOrEqual(limit);
          for (const item of page.items)
            told.push(
              item.type === 'gap' ? `GAP ${item.reason}` : `${item.operation} ${item.kind} ${item.nativeId}`,
            );
          after = page.last;
          if (!page.more) break;
        }
        expect(told).toEqual(all);
      }),
      { numRuns: 50 },
    );
  });

  test('are narrowed by kind, source and least severity, and still come to their end', () => {
    using j = journal();
    const beta = { ...alerts, source: 'beta', kinds: ['EVENT'] as const };
    j.put([event('e1', { severity: 'LOW' }), alert('a1', { severity: 'HIGH' }), event('e2')]);
    j.writer.ingest(
      beta,
      {
        records: [event('b', { severity: 'CRITICAL' })],
        bookmark: '1',
        more: false,
        lost: [{ reason: 'away' }],
      },
      { at: T0 },
    );
    const narrowed = (query: Omit<ChangesQuery, 'limit'>) => sequences(j.reader, { ...query, limit: 10 });
    expect(narrowed({ kinds: ['EVENT'] })).toEqual([1, 3, 4, 5]);
    expect(narrowed({ kinds: ['ALERT'] })).toEqual([2]);
    expect(narrowed({ kinds: [] })).toEqual([]);
    expect(narrowed({ sources: ['alpha'] })).toEqual([1, 2, 3]);
    expect(narrowed({ sources: ['beta', 'nobody'] })).toEqual([4, 5]);
    // A gap is told of whatever the severity: nobody knows how severe the lost were.
    expect(narrowed({ minSeverityRank: severityRank('HIGH') })).toEqual([2, 4, 5]);
    expect(j.reader.changes({ kinds: ['CASE'], limit: 1 })).toEqual({ items: [], last: 5, more: false });
  });

  test('that match nothing are looked through in stretches', () => {
    using j = journal();
    for (let round = 0; round < 6; round += 1)
      j.put(Array.from({ length: 2_000 }, (_, index) => event(`${round}-${index}`, { severity: 'LOW' })));
    j.put([event('last', { severity: 'HIGH' })]);
    const query = { limit: 10, minSeverityRank: severityRank('HIGH') };
    expect(j.reader.changes(query)).toEqual({ items: [], last: 10_000, more: true });
    expect(j.reader.changes({ ...query, after: 10_000 })).toMatchObject({
      items: [{ nativeId: 'last' }],
      last: 12_001,
      more: false,
    });
  });

  test('after a place that the journal does not reach are a gap: it is an older copy', () => {
    using j = journal();
    j.put([event('e')]);
    expect(j.reader.changes({ after: 7, limit: 10 })).toEqual({
      items: [
        {
          type: 'gap',
          sequence: 1,
          source: 'alpha',
          feed: 'alerts',
          kinds: alerts.kinds,
          reason: 'the journal ends before this place',
        },
      ],
      last: 1,
      more: false,
    });
  });
});

test('a reader sees what was stored before its call, and no batch in part', () => {
  using j = journal();
  for (let round = 1; round <= 20; round += 1) {
    j.put(Array.from({ length: round }, (_, index) => event(`${round}-${index}`)));
    expect(j.reader.lastSequence()).toBe((round * (round + 1)) / 2);
  }
});
