/** The change sequence as clients are given it: cursors, gaps, filters. Over a journal that the test writes by itself. */
import { describe, expect, test } from 'vitest';
import { createChanges, type Changes, type ChangeFilter } from '../../src/federation/changes.ts';
import { sealCursor } from '../../src/model/cursor.ts';
import { InvalidCursorError } from '../../src/model/errors.ts';
import { alert, event, journal, T0, type Journal } from '../journal/support.ts';

const all: ChangeFilter = { visible: ['alpha'] };

function rig({ heartbeat = 60_000 } = {}) {
  const held = journal();
  const listeners = new Set<(sequence: number) => void>();
  const changes = createChanges({
    followed: {
      reader: held.reader,
      feedsOf: () => [],
      onCommit(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    heartbeat,
    now: () => T0,
  });
  return {
    ...held,
    changes,
    listeners,
    commit(...args: Parameters<Journal['put']>) {
      const { lastSequence } = held.put(...args);
      for (const listener of listeners) listener(lastSequence);
    },
    [Symbol.dispose]: () => held[Symbol.dispose](),
  };
}

type Items = readonly Awaited<ReturnType<Changes['page']>>['items'][number][];
const shown = (items: Items): string[] =>
  items.map((item) =>
    item.type === 'gap'
      ? `gap ${item.kind} ${item.reason}`
      : `${item.operation} ${item.kind} ${item.record?.nativeId ?? 'null'}`,
  );

async function take(stream: ReturnType<Changes['subscribe']>, count: number) {
  const items = [];
  for (let i = 0; i < count; i += 1) {
    const { value } = await stream.next();
    if (value === undefined) throw new Error('the stream has ended');
    items.push(value);
  }
  return items;
}

const gaps = ['EVENT', 'ALERT', 'THREAT_DETECTION'].map((kind) => `gap ${kind} window`);

describe('a page of changes', () => {
  test('goes on from every cursor right behind its item, with gaps in their places', async () => {
    using held = rig();
    held.put([event('1'), alert('1')]);
    held.put([event('2')], { lost: [{ from: T0, to: T0 + 1, reason: 'window' }] });
    held.put([], { removed: [{ kind: 'EVENT', nativeId: '1' }] });
    const page = await held.changes.page(100, undefined, all);
    const whole = shown(page.items);
    expect(whole).toEqual([
      'CREATED EVENT null',
      'CREATED ALERT 1',
      ...gaps,
      'CREATED EVENT 2',
      'REMOVED EVENT null',
    ]);
    expect([page.hasNextPage, page.hasPreviousPage]).toEqual([false, false]);
    for (const [i, { cursor }] of page.items.entries()) {
      const rest = await held.changes.page(100, cursor, all);
      expect([i, shown(rest.items)]).toEqual([i, whole.slice(i + 1)]);
      expect(rest.hasPreviousPage).toBe(true);
      const stop = new AbortController();
      const stream = held.changes.subscribe(cursor, all, stop.signal);
      const live = await take(stream, whole.length - i - 1);
      stop.abort();
      expect(shown(live.filter((item) => item.type !== 'heartbeat'))).toEqual(whole.slice(i + 1));
    }
    expect((await held.changes.page(100, page.endCursor, all)).items).toEqual([]);
  });

  test('says whether there is more that matches, not whether there is more', async () => {
    using held = rig();
    held.put([alert('1'), event('1'), event('2')]);
    const filter: ChangeFilter = { ...all, kinds: ['ALERT'] };
    expect(await held.changes.page(1, undefined, filter)).toMatchObject({ hasNextPage: false });
    expect(await held.changes.page(1, undefined, all)).toMatchObject({ hasNextPage: true });
  });

  test('of none keeps the place and says whether there is more', async () => {
    using held = rig();
    const empty = await held.changes.page(0, undefined, all);
    expect(empty).toMatchObject({ items: [], hasNextPage: false, hasPreviousPage: false });
    held.put([event('1')]);
    const none = await held.changes.page(0, empty.endCursor, all);
    expect(none).toMatchObject({ items: [], endCursor: empty.endCursor, hasNextPage: true });
    expect(shown((await held.changes.page(5, none.endCursor, all)).items)).toEqual(['CREATED EVENT 1']);
  });

  test('moves on though nothing of a long stretch matches', async () => {
    using held = rig();
    held.put(Array.from({ length: 1_000 }, (_, i) => event(`${i}`)));
    held.put([alert('last')]);
    const filter: ChangeFilter = { ...all, kinds: ['ALERT'] };
    const page = await held.changes.page(10, undefined, filter);
    expect([shown(page.items), page.hasNextPage]).toEqual([['CREATED ALERT last'], false]);
    const cases = await held.changes.page(10, undefined, { ...all, kinds: ['CASE'] });
    expect([cases.items, cases.hasNextPage]).toEqual([[], false]);
    held.put([event('new')]);
    const next = await held.changes.page(10, cases.endCursor, { ...all, kinds: ['CASE'] });
    expect([next.items, next.hasPreviousPage]).toEqual([[], true]);
  });
});

describe('a subscription', () => {
  test('begins now without a cursor, and waits without reading again and again', async () => {
    using held = rig();
    held.put([event('before')]);
    const stop = new AbortController();
    const stream = held.changes.subscribe(undefined, all, stop.signal);
    const first = stream.next();
    await turn();
    held.commit([event('after')]);
    expect((await first).value).toMatchObject({ record: { nativeId: 'after' } });
    const second = stream.next();
    await turn();
    expect(held.listeners.size).toBe(1);
    stop.abort();
    expect(await second).toEqual({ done: true, value: undefined });
    expect(held.listeners.size).toBe(0);
  });

  test('says that it is alive, with the place up to which all was told', async () => {
    using held = rig({ heartbeat: 20 });
    held.put([event('1')]);
    const stop = new AbortController();
    const stream = held.changes.subscribe(undefined, { ...all, kinds: ['CASE'] }, stop.signal);
    const [beat, again] = await take(stream, 2);
    stop.abort();
    expect([beat, again]).toMatchObject([{ type: 'heartbeat', at: T0 }, { type: 'heartbeat' }]);
    const filter: ChangeFilter = { ...all, kinds: ['CASE'] };
    expect(await held.changes.page(5, beat?.cursor, filter)).toMatchObject({ items: [], hasNextPage: false });
  });

  test('refuses a cursor at once, before anybody has to ask for an item', () => {
    using held = rig();
    expect(() => held.changes.subscribe('x', all, AbortSignal.abort())).toThrow(InvalidCursorError);
  });

  test('whose client does not come for its items reads no further', async () => {
    using held = rig();
    held.put(Array.from({ length: 500 }, (_, i) => event(`${i}`)));
    const stop = new AbortController();
    const stream = held.changes.subscribe(
      (await held.changes.page(0, undefined, all)).endCursor,
      all,
      stop.signal,
    );
    await take(stream, 1);
    // What was not read yet is gone: a client that comes back is told so.
    while (held.writer.retain(T0 + 10, { age: 1 }).more);
    const seen = shown((await take(stream, 20)).filter((item) => item.type !== 'heartbeat'));
    stop.abort();
    expect(seen.at(-1)).toBe('gap EVENT older than the journal keeps');
    expect(seen.filter((line) => line.startsWith('CREATED')).length).toBeLessThan(100);
  });
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('what cannot be had any more', () => {
  test('since the cursor is told as a gap of each kind, and what is left follows', async () => {
    using held = rig();
    held.put([event('1'), event('2')]);
    const [first] = (await held.changes.page(1, undefined, all)).items;
    while (held.writer.retain(T0 + 10, { age: 1 }).more);
    held.put([event('3')]);
    const page = await held.changes.page(10, first?.cursor, all);
    const kinds = ['EVENT', 'ALERT', 'THREAT_DETECTION'];
    const lost = kinds.map((kind) => `gap ${kind} older than the journal keeps`);
    expect(shown(page.items)).toEqual([...lost, 'CREATED EVENT 3']);
    expect(shown((await held.changes.page(10, page.items[0]?.cursor, all)).items)).toEqual([
      ...lost.slice(1),
      'CREATED EVENT 3',
    ]);
    // Who has no cursor has lost nothing.
    expect(shown((await held.changes.page(10, undefined, all)).items)).toEqual(['CREATED EVENT 3']);
  });

  test('of another journal is told as a gap of each kind before the first change here', async () => {
    using other = rig();
    other.put([event('x'), event('y')]);
    const cursor = (await other.changes.page(10, undefined, all)).endCursor;
    using held = rig();
    held.put([event('1')]);
    const page = await held.changes.page(10, cursor, all);
    expect(page.items.map(({ type }) => type)).toEqual(['gap', 'gap', 'gap', 'change']);
    const stop = new AbortController();
    const live = await take(held.changes.subscribe(cursor, all, stop.signal), 4);
    stop.abort();
    expect(live).toEqual(page.items);
    for (const [i, item] of page.items.entries())
      expect((await held.changes.page(10, item.cursor, all)).items).toEqual(page.items.slice(i + 1));
    expect(await held.changes.page(0, cursor, all)).toMatchObject({ endCursor: cursor, hasNextPage: true });
  });

  test('of a journal that was put back to an older copy is told as a gap', async () => {
    using held = rig();
    held.put([event('1')]);
    const { endCursor } = await held.changes.page(10, undefined, all);
    const [payload] = [Buffer.from(endCursor, 'base64url').subarray(9).toString()];
    const ahead = sealCursor('changes {}', JSON.parse(payload.replace(',1]', ',9]')));
    expect(shown((await held.changes.page(10, ahead, all)).items)).toEqual(
      ['EVENT', 'ALERT', 'THREAT_DETECTION'].map((kind) => `gap ${kind} the journal ends before this place`),
    );
  });
});

describe('a filter', () => {
  const records = [
    event('low', { severity: 'LOW' }),
    event('high', { severity: 'HIGH' }),
    alert('critical', { severity: 'CRITICAL' }),
    alert('unrated'),
  ];

  test('leaves out other kinds, sources and lesser severities', async () => {
    using held = rig();
    held.put(records, { lost: [{ reason: 'window' }] });
    const of = async (filter: Partial<ChangeFilter>) =>
      shown((await held.changes.page(100, undefined, { ...all, ...filter })).items);
    const [eventGap = '', alertGap = '', detectionGap = ''] = gaps;
    expect(await of({ kinds: ['ALERT'] })).toEqual([
      alertGap,
      'CREATED ALERT critical',
      'CREATED ALERT unrated',
    ]);
    expect(await of({ sources: ['beta'], visible: ['alpha', 'beta'] })).toEqual([]);
    expect(await of({ sources: ['alpha'], visible: ['beta'] })).toEqual([]);
    expect(await of({ sources: [] })).toEqual([]);
    expect(await of({ minSeverity: 'HIGH' })).toEqual([
      eventGap,
      alertGap,
      detectionGap,
      'CREATED EVENT high',
      'CREATED ALERT critical',
    ]);
  });

  test('of severity tells of what has gone, if it was severe enough at the end', async () => {
    using held = rig();
    held.put(records);
    const removed = ['high', 'low'].map((nativeId) => ({ kind: 'EVENT' as const, nativeId }));
    held.put([], { removed });
    const page = await held.changes.page(100, undefined, { ...all, minSeverity: 'HIGH' });
    expect(shown(page.items).filter((line) => line.startsWith('REMOVED'))).toEqual(['REMOVED EVENT null']);
  });

  test('is what a cursor is bound to, in whatever order it was written', async () => {
    using held = rig();
    held.put(records);
    const filter: ChangeFilter = { ...all, kinds: ['EVENT', 'ALERT'], minSeverity: 'LOW' };
    const { endCursor } = await held.changes.page(1, undefined, filter);
    const same = await held.changes.page(9, endCursor, { ...filter, kinds: ['ALERT', 'EVENT'] });
    expect(shown(same.items)).toEqual(['CREATED EVENT high', 'CREATED ALERT critical']);
    const others: readonly Partial<ChangeFilter>[] = [
      { kinds: undefined },
      { kinds: ['EVENT'] },
      { minSeverity: 'HIGH' },
      { minSeverity: undefined },
      { sources: ['alpha'] },
    ];
    for (const other of others)
      await expect(held.changes.page(9, endCursor, { ...filter, ...other })).rejects.toThrow(
        InvalidCursorError,
      );
  });

  test('without sources keeps its cursors when a source is added or taken away', async () => {
    using held = rig();
    held.put(records);
    const { endCursor } = await held.changes.page(3, undefined, all);
    const page = await held.changes.page(9, endCursor, { visible: ['alpha', 'beta'] });
    expect(shown(page.items)).toEqual(['CREATED ALERT unrated']);
  });
});

test('a cursor is refused when one character of it differs', async () => {
  using held = rig();
  held.put([event('1')]);
  const { endCursor } = await held.changes.page(1, undefined, all);
  for (let i = 0; i < endCursor.length; i += 1) {
    const bent = endCursor.slice(0, i) + (endCursor[i] === 'A' ? 'B' : 'A') + endCursor.slice(i + 1);
    await expect(held.changes.page(1, bent, all)).rejects.toThrow(InvalidCursorError);
  }
  for (const nonsense of ['', '0', `${endCursor}=`, ` ${endCursor}`])
    await expect(held.changes.page(1, nonsense, all)).rejects.toThrow(InvalidCursorError);
});

test('the gaps of a source are told beside it, with their places among its changes', async () => {
  using held = rig();
  held.put([event('1')], { lost: [{ from: T0, reason: 'window' }] });
  held.put([event('2')]);
  const [gap] = held.changes.gapsOf('alpha');
  expect(held.changes.gapsOf('alpha').map(({ kind }) => kind)).toEqual([
    'EVENT',
    'ALERT',
    'THREAT_DETECTION',
  ]);
  const page = await held.changes.page(9, gap?.cursor, { ...all, sources: ['alpha'] });
  expect(shown(page.items)).toEqual(['CREATED EVENT 1', 'CREATED EVENT 2']);
  expect(held.changes.gapsOf('beta')).toEqual([]);
});
