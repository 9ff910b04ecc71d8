import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../src/model/errors.ts';
import { DEFAULT_PAGE, emptyPage, MAX_PAGE, pageRequest, type PageArguments } from '../../src/model/page.ts';

function faultsOf(args: PageArguments): string[] {
  try {
    pageRequest(args);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.fields.map(({ path }) => path);
    throw error;
  }
  return [];
}

describe('the four page arguments', () => {
  test('come down to one direction, one limit and one place', () => {
    const table: readonly (readonly [PageArguments, ReturnType<typeof pageRequest>])[] = [
      [{}, { direction: 'forward', limit: DEFAULT_PAGE, cursor: undefined }],
      [
        { first: null, after: null, last: null, before: null },
        { direction: 'forward', limit: 50, cursor: undefined },
      ],
      [{ first: 0 }, { direction: 'forward', limit: 0, cursor: undefined }],
      [
        { first: 7, after: 'c' },
        { direction: 'forward', limit: 7, cursor: 'c' },
      ],
      [{ after: '' }, { direction: 'forward', limit: 50, cursor: '' }],
      [{ last: MAX_PAGE }, { direction: 'backward', limit: 1_000, cursor: undefined }],
      [{ before: 'c' }, { direction: 'backward', limit: 50, cursor: 'c' }],
      [
        { last: 0, before: 'c', first: null },
        { direction: 'backward', limit: 0, cursor: 'c' },
      ],
    ];
    for (const [args, request] of table) expect([args, pageRequest(args)]).toEqual([args, request]);
  });

  test('are refused by name when they cannot be served, all faults at once', () => {
    const table: readonly (readonly [PageArguments, readonly string[]])[] = [
      [{ first: -1 }, ['first']],
      [{ first: 1_001 }, ['first']],
      [{ last: -1 }, ['last']],
      [{ last: 1_001, before: 'c' }, ['last']],
      [{ first: 1, last: 1 }, ['last']],
      [{ first: 1, before: 'c' }, ['before']],
      [{ after: 'c', last: 1 }, ['last']],
      [{ after: 'c', before: 'd' }, ['before']],
      [{ first: 0, last: 0 }, ['last']],
      [{ first: -5, last: 5_000, before: 'c' }, ['first', 'last', 'last']],
    ];
    for (const [args, faults] of table) expect([args, faultsOf(args)]).toEqual([args, faults]);
  });

  test('either give a limit from 0 to 1000 or are refused', () => {
    const number = fc.option(fc.integer({ min: -2_000, max: 2_000 }));
    const cursor = fc.option(fc.string());
    fc.assert(
      fc.property(number, number, cursor, cursor, (first, last, after, before) => {
        const args = { first, last, after, before };
        const forward = first !== null || after !== null;
        const backward = last !== null || before !== null;
        const fits = [first, last].every((value) => value === null || (value >= 0 && value <= MAX_PAGE));
        if (!fits || (forward && backward)) {
          expect(faultsOf(args)).not.toEqual([]);
          return;
        }
        expect(pageRequest(args)).toEqual({
          direction: backward ? 'backward' : 'forward',
          limit: (backward ? last : first) ?? DEFAULT_PAGE,
          cursor: (backward ? before : after) ?? undefined,
        });
      }),
    );
  });
});

test('an empty page has no cursors', () => {
  expect(() => emptyPage.cursorAt(0)).toThrow(RangeError);
});
