import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Alias } from '../../src/model/feed.ts';
import { alert, alerts, event, journal, lines, T0, type Journal } from './support.ts';

const HOUR = 3_600_000;
const is = (nativeId: string, formerly: string, kind: Alias['kind'] = 'EVENT'): Alias => ({
  kind,
  nativeId,
  formerly,
});
/** Which record each id leads to. */
const leads = (j: Journal, ids: readonly string[], source = 'alpha') =>
  Object.fromEntries(
    [...j.reader.byIds('EVENT', source, ids)].map(([asked, { nativeId }]) => [asked, nativeId]),
  );

describe('a record that goes by another id', () => {
  test('is found by both, and the one it had is REMOVED once', () => {
    using j = journal();
    j.put([event('old'), event('other')]);
    const batch = { aliases: [is('new', 'old')] };
    expect(j.put([event('new')], batch)).toMatchObject({ created: 1, removed: 1 });
    expect(j.put([event('new')], batch)).toMatchObject({ unchanged: 1, removed: 0 });
    expect(leads(j, ['old', 'new', 'other', 'none'])).toEqual({ old: 'new', new: 'new', other: 'other' });
    expect(lines(j.reader, 2)).toEqual(['CREATED EVENT new', 'REMOVED EVENT old']);
    expect(j.reader.feedStates()[0]?.records.EVENT).toBe(2);
  });

  test('is so for its kind and its source alone', () => {
    using j = journal();
    const beta = { ...alerts, source: 'beta' };
    j.put([event('old'), alert('old')]);
    j.writer.ingest(beta, { records: [event('old'), event('new')], bookmark: 'b', more: false }, { at: T0 });
    j.put([event('new'), alert('new')], { aliases: [is('new', 'old')] });
    expect(leads(j, ['old'])).toEqual({ old: 'new' });
    expect(leads(j, ['old'], 'beta')).toEqual({ old: 'old' });
    expect(j.reader.byIds('ALERT', 'alpha', ['old']).get('old')?.nativeId).toBe('old');
  });

  test('leaves a record alone that stands under the former id in the same batch', () => {
    using j = journal();
    j.put([event('old')]);
    expect(j.put([event('new'), event('old')], { aliases: [is('new', 'old')] })).toMatchObject({
      removed: 0,
    });
    expect(leads(j, ['old', 'new'])).toEqual({ old: 'old', new: 'new' });
    j.put([], { removed: [{ kind: 'EVENT', nativeId: 'old' }] });
    expect(leads(j, ['old', 'new'])).toEqual({ old: 'new', new: 'new' });
  });

  test('is not removed for an alias that says nothing', () => {
    using j = journal();
    j.put([event('same')]);
    expect(j.put([], { aliases: [is('same', 'same')] })).toMatchObject({ removed: 0 });
    expect(leads(j, ['same'])).toEqual({ same: 'same' });
  });

  test.each([
    ['as it came about', [is('b', 'a'), is('c', 'b')]],
    ['the other way round', [is('c', 'b'), is('b', 'a')]],
  ])('twice in one batch is found by all three, told %s', (_, aliases) => {
    using j = journal();
    j.put([event('a'), event('b')]);
    j.put([event('c')], { aliases });
    expect(leads(j, ['a', 'b', 'c'])).toEqual({ a: 'c', b: 'c', c: 'c' });
  });

  test('is no longer found by the former one when it is gone for good', () => {
    using j = journal();
    j.put([event('old')], {}, T0);
    j.put([event('new')], { aliases: [is('new', 'old')] }, T0);
    j.put([event('other')], {}, T0 + 5 * HOUR);
    while (j.writer.retain(T0 + 6 * HOUR, { age: 2 * HOUR }).more);
    expect(leads(j, ['old', 'new'])).toEqual({});
    j.put([event('new')], {}, T0 + 6 * HOUR);
    expect(leads(j, ['old', 'new'])).toEqual({ new: 'new' });
  });
});

test('every id that a record ever had leads to it, whatever other records had it since', () => {
  const ids = ['a', 'b', 'c', 'd'];
  const step = fc.record({ formerly: fc.constantFrom(...ids), nativeId: fc.constantFrom(...ids) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      using j = journal();
      /** What each id leads to, kept by going through all of them. */
      const plain = new Map<string, string>();
      for (const { formerly, nativeId } of steps) {
        j.put([event(nativeId)], { aliases: [is(nativeId, formerly)] });
        plain.set(nativeId, nativeId).set(formerly, nativeId);
        for (const [id, leadsTo] of plain) if (leadsTo === formerly) plain.set(id, nativeId);
      }
      expect(leads(j, ids)).toEqual(
        Object.fromEntries(ids.flatMap((id) => (plain.has(id) ? [[id, plain.get(id)]] : []))),
      );
    }),
    { numRuns: 40 },
  );
});

test('flags are answered as they were last told, by source', () => {
  using j = journal();
  const flags = [{ id: 'f1', title: 'One', type: 'threat' }, { id: 'f2' }];
  j.put([], { flags });
  expect(j.reader.flags('alpha', ['f2', 'f1', 'none'])).toEqual(
    new Map([
      ['f2', { id: 'f2' }],
      ['f1', flags[0]],
    ]),
  );
  j.put([], { flags: [{ id: 'f1', title: 'Other' }] });
  expect(j.reader.flags('alpha', ['f1']).get('f1')).toEqual({ id: 'f1', title: 'Other' });
  expect(j.reader.flags('beta', ['f1']).size).toBe(0);
});
