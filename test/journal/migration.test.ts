import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openReader } from '../../src/journal/reader.ts';
import { openWriter } from '../../src/journal/writer.ts';
import { anyRecord } from './arbitraries.ts';
import { dump, withoutPast } from './dump.ts';
import { alerts, event, folder, journal, T0 } from './support.ts';
import { makeVersion1File } from './version-1.ts';

const kinds = ['EVENT', 'ALERT', 'THREAT_DETECTION', 'CASE'] as const;

function someRecords(count: number) {
  const [sample = []] = fc.sample(
    fc.tuple(...Array.from({ length: count }, (_, index) => anyRecord(`Record/${index.toString(36)}`))),
    { numRuns: 1, seed: 26 },
  );
  return sample;
}

test('a file of version 1 is, once brought up to date, as if it had been written today', () => {
  using place = folder();
  using fresh = journal();
  const path = join(place.path, 'journal.db');
  const records = someRecords(3_000);
  const ids = records.map(({ nativeId }) => nativeId);
  makeVersion1File(path, records, 'Gone!');
  fresh.put([...records, event('Gone!')]);
  fresh.put([], { removed: [{ kind: 'EVENT', nativeId: 'Gone!' }] });

  openWriter(path, { temporary: true }).close();
  expect(dump(path)).toEqual(dump(fresh.path));
  const reader = openReader(path);
  for (const kind of kinds) {
    const found = reader.byIds(kind, 'alpha', [...ids, 'Gone!']);
    expect(found).toEqual(fresh.reader.byIds(kind, 'alpha', [...ids, 'Gone!']));
    expect(reader.page(kind, 'alpha', { direction: 'forward', limit: 9 })).toEqual(
      fresh.reader.page(kind, 'alpha', { direction: 'forward', limit: 9 }),
    );
  }
  expect(reader.changes({ limit: 10_000 })).toEqual(fresh.reader.changes({ limit: 10_000 }));
  expect(reader.feedStates()[0]?.records).toEqual(fresh.reader.feedStates()[0]?.records);
  reader.close();
}, 60_000);

test('a migrated file is gone on with: nothing is news that was there, and what changes leaves no trace', () => {
  using place = folder();
  using fresh = journal();
  const path = join(place.path, 'journal.db');
  const records = someRecords(200);
  const [kept, other] = [records.slice(0, 100), records.slice(100)];
  makeVersion1File(path, records, 'Gone!');
  const writer = openWriter(path, { temporary: true });
  const batch = { records, bookmark: 'b', more: false };
  expect(writer.ingest(alerts, batch, { at: T0 })).toMatchObject({ created: 0, updated: 0, unchanged: 200 });
  const removed = other.map(({ recordKind: kind, nativeId }) => ({ kind, nativeId }));
  writer.ingest(alerts, { ...batch, records: [], removed }, { at: T0 });
  writer.close();
  fresh.put(kept);
  expect(withoutPast(dump(path))).toEqual(withoutPast(dump(fresh.path)));
});

test('text is found by any part of it, in any letter case', () => {
  using j = journal();
  j.put([
    event('one', {
      title: 'Ölfilter: Zugriff VERWEIGERT',
      observables: [{ type: 'URL', value: 'http://a.b/%7Ex' }],
    }),
    event('two', { title: 'another' }),
  ]);
  const database = new DatabaseSync(j.path);
  const found = (text: string) =>
    database
      .prepare('SELECT value FROM term_text WHERE term_text MATCH ?')
      .all(`"${text}"`)
      .map(({ value }) => value);
  expect(found('ölf')).toEqual(['ölfilter: zugriff verweigert']);
  expect(found('griff verw')).toEqual(['ölfilter: zugriff verweigert']);
  expect(found('/%7e')).toEqual(['http://a.b/%7ex']);
  expect(found('othe')).toEqual(['another']);
  expect(found('nowhere')).toEqual([]);
  database.close();
});
