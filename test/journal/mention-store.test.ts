import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMentionStore } from '../../src/journal/mention-store.ts';

function openTable() {
  const database = new DatabaseSync(':memory:');
  database.exec(`CREATE TABLE mention (term INTEGER, kind INTEGER, time INTEGER, record INTEGER, role INTEGER,
    PRIMARY KEY (term, kind, time, record, role)) STRICT, WITHOUT ROWID`);
  return {
    database,
    stored: () => database.prepare('SELECT * FROM mention').all().map(keyOf).toSorted(),
  };
}

const keyOf = (mention: object): string => JSON.stringify(Object.entries(mention).toSorted());
const few = fc.integer({ min: 1, max: 3 });
const mention = fc.record({
  term: fc.oneof(few, fc.integer({ min: 1, max: 2 ** 31 })),
  kind: fc.integer({ min: 1, max: 4 }),
  time: few,
  record: few,
  role: few,
});
const step = fc.record({ action: fc.constantFrom('add', 'add', 'add', 'remove', 'flush'), mention });

test('the table holds what was added and not removed since, in whatever order it came', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const { database, stored } = openTable();
      using _ = database;
      const mentions = createMentionStore(database);
      const wanted = new Set<string>();
      for (const { action, mention: one } of steps) {
        if (action === 'flush') mentions.flush();
        else if (action === 'add') {
          mentions.add(one);
          wanted.add(keyOf(one));
        } else {
          mentions.remove(one);
          wanted.delete(keyOf(one));
        }
      }
      mentions.flush();
      expect(stored()).toEqual([...wanted].toSorted());
    }),
    { numRuns: 300 },
  );
});

test('nothing is lost of more than are held', () => {
  const { database, stored } = openTable();
  using _ = database;
  const mentions = createMentionStore(database);
  const many = Array.from({ length: 40_007 }, (_one, at) => ({
    term: 1 + (at % 7),
    kind: 1 + (at % 4),
    time: at,
    record: at,
    role: 1,
  }));
  for (const one of many) mentions.add(one);
  mentions.flush();
  expect(stored()).toEqual(many.map(keyOf).toSorted());
});
