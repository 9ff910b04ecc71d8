import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { encodeRecord } from '../../src/journal/codec.ts';
import { gramsOf } from '../../src/journal/id-grams.ts';
import { parseBody } from '../../src/journal/revive.ts';
import { termsOf } from '../../src/journal/terms.ts';
import type { AnyRecord, Case } from '../../src/model/records.ts';
import { dump } from './dump.ts';
import { alert, alerts, detection, event, journal, T0 } from './support.ts';

const words = (record: AnyRecord) =>
  termsOf(record)
    .map(({ type, value, role }) => (role === '' ? `${type} ${value}` : `${type} ${value} (${role})`))
    .toSorted();

const customer = { id: 'CU-7', shortName: 'Acme', name: 'Acme Ltd.' };
const richEvent = event('e', {
  title: 'Ein Fund',
  observables: [{ type: 'USER', value: 'ana', role: 'actor' }],
  attacks: [{ technique: 'T1059.001', tactics: ['ta0002', 'TA0003'] }, { tactics: ['TA0002'] }],
  customer,
  network: { protocol: 'TCP' },
  srcEndpoint: { flags: [], port: 40_000, country: 'no' },
  dstEndpoint: { flags: [], port: 443, country: 'US' },
  details: { vendor: 'argus', type: 'RAW', flags: [], signature: 'ET Trojan X' },
});
const someCase: Case = {
  recordKind: 'CASE',
  source: 'alpha',
  vendor: 'argus',
  nativeId: 'c',
  time: T0,
  severity: 'LOW',
  priority: 'LOW',
  status: 'CLOSED',
  subject: 'A Subject',
  observables: [],
  customer: { id: 'CU-7' },
  raw: null,
};

test('an event is found by its words, each in the spelling that is searched for', () => {
  expect(words(richEvent)).toEqual([
    'COUNTRY NO (source)',
    'COUNTRY US (destination)',
    'CUSTOMER acme (shortName)',
    'CUSTOMER cu-7 (id)',
    'PORT 40000 (source)',
    'PORT 443 (destination)',
    'PROTOCOL tcp',
    'SIGNATURE ET Trojan X',
    'TACTIC TA0002',
    'TACTIC TA0003',
    'TECHNIQUE t1059.001',
    'TITLE Ein Fund',
    'USER ana (actor)',
  ]);
});

test('alerts, cases and detections are found by those that they have', () => {
  expect(words(alert('a', { labels: ['Bot', 'bot'], customer }))).toEqual([
    'CUSTOMER acme (shortName)',
    'CUSTOMER cu-7 (id)',
    'LABEL bot',
  ]);
  expect(words(alert('a', { title: 'T' }))).toEqual(['TITLE T']);
  expect(words(someCase)).toEqual(['CUSTOMER cu-7 (id)', 'TITLE A Subject']);
  expect(words(detection('d', 't', { attacks: [{ technique: 'T1', tactics: [] }] }))).toEqual([
    'TECHNIQUE t1',
  ]);
});

test('a stored body tells the same words as its record', () => {
  for (const record of [
    richEvent,
    someCase,
    event('odd', { title: 'half \ud83d', dstEndpoint: { flags: [], port: Number.NaN } }),
  ])
    expect(termsOf(parseBody(encodeRecord(record).body))).toEqual(termsOf(record));
});

test('a customer is called what its latest record calls it, and one that says nothing changes nothing', () => {
  using j = journal();
  const label = () => dump(j.path).labels;
  j.put([event('one', { customer: { id: 'X', name: 'Long' } })]);
  expect(label()).toEqual([{ type: 16, value: 'x', label: 'Long' }]);
  j.put([event('two', { customer: { id: 'x', name: 'Long', shortName: 'S' } })]);
  j.put([event('three', { customer: { id: 'x' } })]);
  expect(label()).toContainEqual({ type: 16, value: 'x', label: 'S' });
});

test('every piece of an id of up to three characters is known, also after a batch that came to nothing', () => {
  using j = journal();
  expect([...gramsOf('aBc')]).toEqual(['a', 'ab', 'abc', 'b', 'bc', 'c']);
  const broken = {
    records: [event('Xy/12')],
    bookmark: 'b',
    more: false,
    get removed(): never {
      throw new TypeError('broken');
    },
  };
  expect(() => j.writer.ingest(alerts, broken, { at: T0 })).toThrow('broken');
  expect(dump(j.path).grams).toEqual([]);
  j.put([event('Xy/12')]);
  const database = new DatabaseSync(j.path);
  const known = database.prepare('SELECT count(*) AS count FROM id_gram WHERE gram = ?');
  for (const piece of ['x', 'y/', 'xy/', 'y/1', '/12', '2']) expect(known.get(piece)?.count).toBe(1);
  expect(known.get('x/')?.count).toBe(0);
  database.close();
});
