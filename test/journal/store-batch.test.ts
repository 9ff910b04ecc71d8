import { expect, test } from 'vitest';
import { storeBatch } from '../../src/journal/store-batch.ts';
import { alerts, event, journal, T0 } from './support.ts';

test('of a batch that is taken apart, flags and former ids are stored too', () => {
  using j = journal();
  j.put([event('old'), event('left')]);
  const writer = {
    ...j.writer,
    ingest(...[identity, batch, options]: Parameters<typeof j.writer.ingest>) {
      if (batch.records.some(({ nativeId }) => nativeId === 'bad')) throw new TypeError('a bug');
      return j.writer.ingest(identity, batch, options);
    },
  };
  const told: unknown[] = [];
  const result = storeBatch(writer, {
    identity: alerts,
    batch: {
      records: ['new', 'bad', 'left', 'next'].map((id) => event(id)),
      flags: [{ id: 'f', title: 'Flag' }],
      aliases: [
        { kind: 'EVENT', nativeId: 'new', formerly: 'old' },
        { kind: 'EVENT', nativeId: 'next', formerly: 'left' },
      ],
      bookmark: 'b',
      more: false,
    },
    options: { at: T0 },
    onPoison: (error) => told.push(error),
  });
  expect(result).toMatchObject({ created: 2, removed: 1, unchanged: 1, quarantined: 1 });
  const found = j.reader.byIds('EVENT', 'alpha', ['old', 'new', 'left', 'next']);
  expect([...found].map(([asked, { nativeId }]) => [asked, nativeId])).toEqual([
    ['old', 'new'],
    ['new', 'new'],
    ['left', 'left'],
    ['next', 'next'],
  ]);
  expect(j.reader.flags('alpha', ['f']).get('f')).toEqual({ id: 'f', title: 'Flag' });
  expect(told).toHaveLength(1);
});
