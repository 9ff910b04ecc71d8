import { statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { alert, alerts, detection, event, journal, lines, matching, T0, threat } from './support.ts';

describe('a batch', () => {
  test('makes one CREATED per record, in its order, and comes back as it was', () => {
    using j = journal();
    const records = [event('e1', { severity: 'LOW' }), alert('a1', { severity: 'HIGH', title: 'x' })];
    expect(j.put(records)).toEqual({
      created: 2,
      updated: 0,
      removed: 0,
      unchanged: 0,
      quarantined: 0,
      lastSequence: 2,
    });
    expect(lines(j.reader)).toEqual(['CREATED EVENT e1', 'CREATED ALERT a1']);
    expect(j.reader.byIds('EVENT', 'alpha', ['e1', 'none'])).toEqual(
      new Map([['e1', { ...records[0], seenAt: T0 }]]),
    );
  });

  test('that is read again changes nothing but the bookmark and the last success', () => {
    using j = journal();
    const records = [event('e1'), alert('a1', { events: [{ nativeId: 'e1' }] })];
    j.put(records, { bookmark: 'one' }, T0);
    const again = j.put(records.toReversed(), { bookmark: 'two' }, T0 + 60_000);
    expect(again).toMatchObject({ created: 0, updated: 0, unchanged: 2, lastSequence: 2 });
    expect(j.writer.bookmark('alpha', 'alerts')).toBe('two');
    expect(j.reader.feedStates()[0]).toMatchObject({ bookmark: 'two', lastSuccessAt: T0 + 60_000 });
    expect(j.reader.byIds('EVENT', 'alpha', ['e1']).get('e1')?.seenAt).toBe(T0);
  });

  test('with the same content in another order of keys is the same', () => {
    using j = journal();
    j.put([event('e1', { raw: { a: 1, b: { c: 2, d: 3 } } })]);
    expect(j.put([event('e1', { raw: { b: { d: 3, c: 2 }, a: 1 } })])).toMatchObject({ unchanged: 1 });
  });

  test('with another body or another raw record is UPDATED, and keeps its place and its first sight', () => {
    using j = journal();
    j.put([event('e1'), event('e2')]);
    expect(j.put([event('e1', { title: 'other' })], {}, T0 + 5)).toMatchObject({ updated: 1 });
    expect(j.put([event('e2', { raw: { id: 'e2', b: null } })], {}, T0 + 5)).toMatchObject({ updated: 1 });
    const page = j.reader.page('EVENT', 'alpha', { direction: 'forward', limit: 10 });
    expect(page.items).toEqual([
      { position: 1, record: { ...event('e1', { title: 'other' }), seenAt: T0 } },
      { position: 2, record: { ...event('e2', { raw: { id: 'e2', b: null } }), seenAt: T0 } },
    ]);
  });

  test('may hold a record twice: the later one stands', () => {
    using j = journal();
    const raw = { id: 'e1' };
    j.put([event('e1', { raw }), event('e1', { raw: { v: 2 } }), event('e1', { raw, title: 'third' })]);
    expect(lines(j.reader)).toEqual(['CREATED EVENT e1', 'UPDATED EVENT e1', 'UPDATED EVENT e1']);
    expect(j.reader.byIds('EVENT', 'alpha', ['e1']).get('e1')).toMatchObject({ title: 'third', raw });
  });

  test('of one source does not touch the same id of another source or kind', () => {
    using j = journal();
    j.put([event('x'), alert('x')]);
    const other = { ...alerts, source: 'beta' };
    j.writer.ingest(other, { records: [event('x')], bookmark: 'b', more: false }, { at: T0 });
    expect(lines(j.reader)).toEqual(['CREATED EVENT x', 'CREATED ALERT x', 'CREATED EVENT x']);
    expect(j.reader.feedStates().map(({ source, records }) => [source, records])).toEqual([
      ['alpha', { EVENT: 1, ALERT: 1, THREAT_DETECTION: 0, CASE: 0 }],
      ['beta', { EVENT: 1, ALERT: 0, THREAT_DETECTION: 0, CASE: 0 }],
    ]);
  });

  test('keeps coverage of the first success, and gaps in their place', () => {
    using j = journal();
    const from = (coverageFrom: number) => ({ at: T0, coverageFrom });
    j.writer.ingest(alerts, { records: [event('e1')], bookmark: '1', more: false }, from(T0 - 9));
    j.writer.ingest(
      alerts,
      {
        records: [event('e2')],
        bookmark: '2',
        more: false,
        lost: [{ from: T0 - 5, to: T0 - 1, reason: 'away' }],
      },
      from(T0 - 1),
    );
    expect(j.reader.feedStates()[0]?.coverageFrom).toBe(T0 - 9);
    expect(lines(j.reader)).toEqual(['CREATED EVENT e1', 'GAP away', 'CREATED EVENT e2']);
    expect(j.reader.gaps('alpha')).toEqual([
      {
        type: 'gap',
        sequence: 2,
        source: 'alpha',
        feed: 'alerts',
        kinds: ['EVENT', 'ALERT', 'THREAT_DETECTION'],
        from: T0 - 5,
        to: T0 - 1,
        reason: 'away',
      },
    ]);
  });
});

describe('a removed record', () => {
  test('is REMOVED once and is nowhere any more; unknown ones are passed over', async () => {
    using j = journal();
    j.put([event('e1', { observables: [{ type: 'USER', value: 'ana' }] }), event('e2')]);
    const removed = [
      { kind: 'EVENT', nativeId: 'e1' },
      { kind: 'EVENT', nativeId: 'unknown' },
      { kind: 'ALERT', nativeId: 'e2' },
    ] as const;
    expect(j.put([], { removed })).toMatchObject({ removed: 1 });
    expect(j.put([], { removed })).toMatchObject({ removed: 0 });
    const change = j.reader.changes({ after: 2, limit: 10 });
    expect(change.items).toMatchObject([{ operation: 'REMOVED', nativeId: 'e1', record: null }]);
    expect(j.reader.byIds('EVENT', 'alpha', ['e1']).size).toBe(0);
    expect(await matching(j, 'EVENT', { users: ['ana'] })).toEqual([]);
    expect(j.reader.page('EVENT', 'alpha', { direction: 'forward', limit: 10 }).items).toHaveLength(1);
    expect(j.reader.feedStates()[0]?.records.EVENT).toBe(1);
  });

  test('that comes back is UPDATED, as CREATED comes once', () => {
    using j = journal();
    j.put([event('e1')]);
    j.put([], { removed: [{ kind: 'EVENT', nativeId: 'e1' }] });
    j.put([event('e1')], {}, T0 + 5);
    expect(lines(j.reader)).toEqual(['CREATED EVENT e1', 'REMOVED EVENT e1', 'UPDATED EVENT e1']);
    expect(j.reader.byIds('EVENT', 'alpha', ['e1']).get('e1')).toEqual({ ...event('e1'), seenAt: T0 });
    expect(j.reader.feedStates()[0]?.records.EVENT).toBe(1);
  });
});

describe('what cannot be read', () => {
  test('is kept with its bytes and counted once, however often its page is read', () => {
    using j = journal();
    const quarantined = [
      { text: '{"ts":12', reason: 'ts: a string' },
      { text: '{}', reason: 'threats: missing' },
    ];
    expect(j.put([event('e1')], { quarantined })).toMatchObject({ created: 1, quarantined: 2 });
    expect(j.put([event('e1')], { quarantined })).toMatchObject({ quarantined: 0 });
    expect(j.reader.feedStates()[0]?.quarantined).toBe(2);
    expect(j.reader.quarantined('alpha', 'alerts', 10)).toEqual(
      quarantined.map((entry) => ({ ...entry, at: T0 })),
    );
  });

  test('a record that no column takes does not stop its batch', () => {
    using j = journal();
    const circular: { self?: unknown } = {};
    circular.self = circular;
    const result = j.put([
      event('e1', { time: Number.NaN }),
      event('e2'),
      event('e3', { raw: circular }),
      event('e4', { modifiedAt: 2 ** 60 }),
    ]);
    expect(result).toMatchObject({ created: 1, quarantined: 3 });
    expect(j.reader.quarantined('alpha', 'alerts', 10).map(({ reason }) => reason)).toEqual([
      'time: a whole number of milliseconds',
      'the record cannot be written as JSON',
      'modifiedAt: a whole number of milliseconds',
    ]);
  });
});

describe('the raw record', () => {
  test('keeps the digits of integers past 2^53, as text', () => {
    using j = journal();
    const raw = { Id: '9223372036854775807', small: 1, deep: [{ n: '18446744073709551615' }] };
    j.put([event('e1', { raw })]);
    expect(j.reader.byIds('EVENT', 'alpha', ['e1']).get('e1')?.raw).toEqual(raw);
  });

  test('is stored once for all the records that one object makes', () => {
    using j = journal();
    for (let index = 0; index < 20; index += 1) {
      const raw = { id: `r${index}`, text: 'x'.repeat(50_000) };
      j.put([
        event(`e${index}`, { raw }),
        alert(`a${index}`, { raw }),
        detection(`d${index}`, 't', { raw: { ...raw } }),
      ]);
    }
    j.reader.close();
    j.writer.close();
    expect(statSync(j.path).size).toBeLessThan(20 * 50_000 * 2);
  });

  test('of one record may change without the others that shared it', () => {
    using j = journal();
    const raw = { v: 1 };
    j.put([event('e', { raw }), alert('a', { raw })]);
    j.put([event('e', { raw: { v: 2 } })]);
    expect(j.reader.byIds('EVENT', 'alpha', ['e']).get('e')?.raw).toEqual({ v: 2 });
    expect(j.reader.byIds('ALERT', 'alpha', ['a']).get('a')?.raw).toEqual({ v: 1 });
  });

  test('outlives the reader that answered it', () => {
    using j = journal();
    j.put([event('e1', { raw: { kept: true } })]);
    const found = j.reader.byIds('EVENT', 'alpha', ['e1']).get('e1');
    j.reader.close();
    expect(found?.raw).toEqual({ kept: true });
  });

  test('that KATA details repeat is stored once', () => {
    using j = journal();
    const raw = { Id: '1', CommandLine: 'y'.repeat(1_000_000) };
    const details = { vendor: 'kata', eventType: 'process', ioaRules: [], fields: raw } as const;
    j.put([event('e1', { raw, details }), event('e2', { raw, details: { ...details, fields: { own: 1 } } })]);
    const found = j.reader.byIds('EVENT', 'alpha', ['e1', 'e2']);
    expect(found.get('e1')?.details).toEqual(details);
    expect(found.get('e2')?.details).toEqual({ ...details, fields: { own: 1 } });
    j.reader.close();
    j.writer.close();
    expect(statSync(j.path).size).toBeLessThan(2_000_000);
  });
});

test('threats carried along by a record are catalogue entries, but the catalogue itself has the last word', () => {
  using j = journal();
  const carried = { nativeId: 't', record: threat('t', 'LOW') };
  j.put([detection('d1', 't', { threat: carried })]);
  expect(j.reader.threats('alpha', ['t', 'u'])).toEqual(new Map([['t', threat('t', 'LOW')]]));
  j.put([detection('d2', 't', { threat: carried })], { threats: [threat('t', 'HIGH')] });
  expect(j.reader.threats('alpha', ['t']).get('t')?.severity).toBe('HIGH');
});
