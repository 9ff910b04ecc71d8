import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ArrivalPage } from '../../src/journal/read-pages.ts';
import type { Event } from '../../src/model/records.ts';
import { alert, event, journal, T0, type Journal } from './support.ts';

type Matcher = (record: Event) => boolean;

/** All pages in one direction, each checked for what it says about its neighbours. */
function walk(j: Journal, direction: 'forward' | 'backward', limit: number, matches?: Matcher): string[] {
  const pages: ArrivalPage<Event>[] = [];
  let position: number | undefined;
  for (;;) {
    const page = j.reader.page('EVENT', 'alpha', { direction, limit, position }, matches);
    const forward = direction === 'forward';
    if (forward) pages.push(page);
    else pages.unshift(page);
    expect(forward ? page.hasPreviousPage : page.hasNextPage).toBe(pages.length > 1);
    const edge = forward ? page.items.at(-1) : page.items[0];
    if (!(forward ? page.hasNextPage : page.hasPreviousPage) || edge === undefined) break;
    ({ position } = edge);
  }
  return pages.flatMap(({ items }) => items.map(({ record }) => record.nativeId));
}

describe('pages in arrival order', () => {
  test('walked backwards are the same as forwards, with a filter or without', () => {
    using j = journal();
    const ids = Array.from({ length: 23 }, (_, index) => `e${index}`);
    for (const [index, id] of ids.entries())
      j.put([event(id, { time: T0 - index, count: index }), alert(`a${index}`)]);
    // Later changes and removals do not move anything.
    j.put([event('e3', { title: 'changed', count: 3 })], { removed: [{ kind: 'EVENT', nativeId: 'e5' }] });
    const left = ids.filter((id) => id !== 'e5');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 6 }), (limit, modulus) => {
        const matches: Matcher = (record) => record.count % modulus === 0;
        const wanted = left.filter((id) => Number(id.slice(1)) % modulus === 0);
        expect(walk(j, 'forward', limit, matches)).toEqual(wanted);
        expect(walk(j, 'backward', limit, matches)).toEqual(wanted);
        expect(walk(j, 'forward', limit)).toEqual(left);
        expect(walk(j, 'backward', limit)).toEqual(left);
      }),
      { numRuns: 40 },
    );
  });

  test('go on after a position whose record is gone, and show what has come since', () => {
    using j = journal();
    j.put([event('e1'), event('e2'), event('e3')]);
    const first = j.reader.page('EVENT', 'alpha', { direction: 'forward', limit: 2 });
    const position = first.items[1]?.position;
    j.put([event('e4')], { removed: [{ kind: 'EVENT', nativeId: 'e2' }] });
    expect(j.reader.page('EVENT', 'alpha', { direction: 'forward', limit: 9, position })).toMatchObject({
      items: [{ record: { nativeId: 'e3' } }, { record: { nativeId: 'e4' } }],
      hasNextPage: false,
      hasPreviousPage: true,
    });
  });

  test('of a limit of nothing still tell what is there', () => {
    using j = journal();
    j.put([event('e1')]);
    expect(j.reader.page('EVENT', 'alpha', { direction: 'forward', limit: 0 })).toEqual({
      items: [],
      hasNextPage: true,
      hasPreviousPage: false,
      partial: false,
      resumePosition: undefined,
    });
    expect(j.reader.page('CASE', 'alpha', { direction: 'forward', limit: 5 }).hasNextPage).toBe(false);
    expect(j.reader.page('EVENT', 'nobody', { direction: 'forward', limit: 5 }).items).toEqual([]);
  });

  test('that look at too much end early and say where to go on', () => {
    using j = journal();
    for (let round = 0; round < 4; round += 1)
      j.put(Array.from({ length: 700 }, (_, index) => event(`${round}-${index}`, { count: round })));
    const matches: Matcher = ({ count }) => count === 3;
    const query = { direction: 'forward', limit: 3 } as const;
    const early = j.reader.page('EVENT', 'alpha', query, matches);
    expect(early).toMatchObject({ items: [], partial: true, hasNextPage: true, resumePosition: 2_000 });
    const position = early.resumePosition;
    expect(j.reader.page('EVENT', 'alpha', { ...query, position }, matches)).toMatchObject({
      items: [{ record: { nativeId: '3-0' } }, {}, {}],
      partial: false,
      hasNextPage: true,
    });
  });
});
