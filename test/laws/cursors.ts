import { describe, expect, test } from 'vitest';
import { InvalidCursorError } from '../../src/model/errors.ts';
import type { PageArguments } from '../../src/model/page.ts';
import { askPage, shownPage } from './graphql.ts';
import { browse, given, thrown, world, type Field, type Kind, type Vendor, type World } from './vendor.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The character two places further in the alphabet: it differs in a bit that counts, even where some are unused. */
const bent = (cursor: string, at: number): string => {
  const other = alphabet[(alphabet.indexOf(cursor.charAt(at)) + 2) % alphabet.length];
  return cursor.slice(0, at) + (other ?? '') + cursor.slice(at + 1);
};

/** A filter that leaves everything in. */
const everything = { not: { sources: ['nobody'] } };

/** The code a page is refused with; it is on the page's path, the source beside it stays, and nothing went upstream. */
async function refusal(held: World, field: Field, args: PageArguments, filter?: object): Promise<unknown> {
  held.sim.forget();
  const { data, errors } = await askPage(held, field, args, filter);
  expect(data).toEqual({ source: { name: held.vendor.name, page: null } });
  expect(errors.map(({ path }) => path)).toEqual([['source', 'page']]);
  expect(held.sim.requests).toHaveLength(0);
  return errors[0]?.extensions?.['code'];
}

async function cursorsOf(held: World, kind: Kind): Promise<readonly string[]> {
  const { edges } = await shownPage(held, kind.field, { first: 5 });
  return edges.map(({ cursor }) => cursor);
}

export function describeCursors(vendor: Vendor): void {
  for (const kind of vendor.kinds) {
    describe(`a cursor of the ${kind.field} of ${vendor.name}`, () => {
      test('is refused before anything is sent when one character differs, at any position', async () => {
        await using held = await world(vendor, 12);
        const cursors = await cursorsOf(held, kind);
        held.sim.forget();
        // The first and the last item of a page may have another kind of cursor than those between.
        for (const cursor of [cursors[0], cursors[2], cursors[4]].map(given)) {
          for (let at = 0; at < cursor.length; at += 1) {
            for (const args of [{ after: bent(cursor, at) }, { before: bent(cursor, at) }])
              expect(await thrown(() => browse(held, kind, args))).toBeInstanceOf(InvalidCursorError);
          }
        }
        expect(held.sim.requests).toHaveLength(0);
      });

      test('is INVALID_CURSOR to a client when it is bent, cut or made up', async () => {
        await using held = await world(vendor, 12);
        const cursor = given((await cursorsOf(held, kind))[2]);
        for (const wrong of [bent(cursor, 20), cursor.slice(0, -1), `${cursor}=`, '', '0', 'ev-1', '\u0000é'])
          expect(await refusal(held, kind.field, { after: wrong })).toBe('INVALID_CURSOR');
        expect(await refusal(held, kind.field, { last: 3, before: bent(cursor, 0) })).toBe('INVALID_CURSOR');
        expect(await refusal(held, kind.field, { first: 0, after: bent(cursor, 0) })).toBe('INVALID_CURSOR');
      });

      for (const other of vendor.kinds.filter(({ field }) => field !== kind.field)) {
        test(`is refused by ${other.field}`, async () => {
          await using held = await world(vendor, 12);
          const [cursor] = await cursorsOf(held, kind);
          expect(await refusal(held, other.field, { after: cursor })).toBe('INVALID_CURSOR');
          expect(await refusal(held, other.field, { last: 2, before: cursor })).toBe('INVALID_CURSOR');
        });
      }
    });
  }

  for (const kind of vendor.kinds.filter(({ field }) => field !== 'flows')) {
    test(`a cursor of the ${kind.field} of ${vendor.name} is refused with another filter, or with none where it had one`, async () => {
      await using held = await world(vendor, 12);
      const [plain] = await cursorsOf(held, kind);
      const [edge] = (await shownPage(held, kind.field, { first: 2 }, everything)).edges;
      const after = given(edge).cursor;
      expect(await refusal(held, kind.field, { after: plain }, everything)).toBe('INVALID_CURSOR');
      for (const filter of [undefined, { not: { sources: ['nobody', 'else'] } }, { sources: ['nobody'] }])
        expect(await refusal(held, kind.field, { after }, filter)).toBe('INVALID_CURSOR');
      const again = await shownPage(held, kind.field, { first: 1, after }, everything);
      expect(again.edges).toHaveLength(1);
    });
  }

  describe(`the page arguments of ${vendor.name}`, () => {
    for (const args of [
      { first: 1_001 },
      { first: -1 },
      { last: 1_001, before: 'x' },
      { last: -1, before: 'x' },
      { first: 5, last: 5 },
      { first: 5, before: 'x' },
      { after: 'x', last: 5 },
      { after: 'x', before: 'y' },
      { first: 2_147_483_647 },
    ]) {
      test(`${JSON.stringify(args)} are INVALID_INPUT, with no upstream call`, async () => {
        await using held = await world(vendor, 3);
        for (const { field } of vendor.kinds) expect(await refusal(held, field, args)).toBe('INVALID_INPUT');
      });
    }

    test('last without before begins at the end, or is refused with what would be right', async () => {
      await using held = await world(vendor, 12);
      for (const kind of vendor.kinds) {
        if (vendor.fromTheEnd) {
          const page = await shownPage(held, kind.field, { last: 2 });
          expect(page.edges.map(({ node }) => node.nativeId)).toEqual(
            kind
              .truth(held)
              .slice(-2)
              .map((id) => kind.nativeId?.(id) ?? id),
          );
        } else {
          expect(await refusal(held, kind.field, { last: 2 })).toBe('INVALID_INPUT');
        }
      }
    });
  });
}
