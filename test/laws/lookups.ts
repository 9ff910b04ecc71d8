import { describe, expect, test } from 'vitest';
import { encodeGlobalId } from '../../src/model/ids.ts';
import {
  browse,
  expected,
  given,
  lookup,
  nativeIdOf,
  newCall,
  world,
  type Kind,
  type Vendor,
  type World,
} from './vendor.ts';

/** JSON without losing a digit: whole numbers past 2^53 are text, as DESIGN section 10 wants them in `raw`. */
const exact = (text: string): unknown =>
  JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
      ? context?.source
      : value,
  );

/** Keeps what the simulator sends, and puts numbers into it that no double can hold. */
function tapped(held: World): readonly string[] {
  const bodies: string[] = [];
  held.sim.fault({
    kind: 'rewrite',
    match: { when: ({ path }) => held.vendor.isData(path) },
    rewrite(body) {
      const marked = held.vendor.withItems(body, (items) =>
        items.map((item) => ({ ...(typeof item === 'object' ? item : {}), newField: '@' })),
      );
      const sent = marked.replaceAll('"@"', '[9007199254740993,-18014398509481985,1.5]');
      bodies.push(sent);
      return sent;
    },
  });
  return bodies;
}

const idsFrom = (held: World, kind: Kind, count: number): string[] => {
  const truth = kind.truth(held);
  const step = Math.max(1, Math.floor(truth.length / count));
  return truth.filter((_, i) => i % step === 0).slice(0, count);
};

export function describeLookups(vendor: Vendor): void {
  for (const kind of vendor.kinds) {
    describe(`a lookup of ${kind.field} of ${vendor.name}`, () => {
      test('gives each id its own object, whatever order the source answers in and whatever it leaves out', async () => {
        await using held = await world(vendor, 40);
        const ids = idsFrom(held, kind, 12).toReversed();
        held.sim.fault({
          kind: 'rewrite',
          match: { when: ({ path }) => vendor.isData(path) },
          rewrite: (body) =>
            vendor.withItems(body, (items) => {
              // The one in the middle is missing, the others come backwards, one of them twice.
              const rest = items.toReversed().filter((_, i) => i !== 4);
              return [...rest, ...rest.slice(0, 1)];
            }),
        });
        const found = await lookup(held, kind, ids);
        for (const [id, record] of found) expect(record.nativeId).toBe(nativeIdOf(kind, id));
        const missing = ids.filter((id) => !found.has(id));
        // Flows come one event at a time: there is no middle in an answer of one.
        expect([found.size, missing.length]).toEqual(kind.field === 'flows' ? [12, 0] : [11, 1]);
      });

      test('leaves out what nobody knows, and costs nothing for what is no id', async () => {
        await using held = await world(vendor, 12);
        const [known = ''] = kind.truth(held);
        const found = await lookup(held, kind, [kind.unknown, known, ...kind.malformed]);
        expect([...found.keys()]).toEqual([known]);
        held.sim.forget();
        expect((await lookup(held, kind, [])).size).toBe(0);
        expect((await lookup(held, kind, kind.malformed)).size).toBe(0);
        expect(held.sim.requests).toHaveLength(0);
      });

      test('finds what the connection shows, and neither what has gone nor what came too late', async () => {
        await using held = await world(vendor, 30);
        const ids = kind.truth(held);
        const [listed, found] = [await browse(held, kind, { first: 1_000 }), await lookup(held, kind, ids)];
        expect(listed.items.map(({ nativeId }) => nativeId)).toEqual(expected(held, kind));
        expect([...found.keys()].toSorted()).toEqual(ids.toSorted());
        for (const [i, id] of ids.entries())
          expect(found.get(id)?.nativeId).toBe(given(listed.items[i]).nativeId);
      });

      test('counts what it sends', async () => {
        await using held = await world(vendor, 12);
        const call = newCall();
        await lookup(held, kind, kind.truth(held), call);
        expect(call.sentRequests).toBe(held.sim.requests.length);
      });

      test('and the connection keep the whole record as it was sent, no digit lost', async () => {
        await using held = await world(vendor, 20);
        const ids = kind.truth(held).slice(0, 6);
        const bodies = tapped(held);
        const sent = (): unknown[] =>
          bodies.flatMap((body) => {
            const whole = exact(body);
            const items =
              typeof whole === 'object' && whole !== null ? Object.values(whole).filter(Array.isArray) : [];
            return items.flat();
          });
        const page = await browse(held, kind, { first: 6 });
        for (const item of page.items) expect(sent()).toContainEqual(item.raw);
        const found = await lookup(held, kind, ids);
        expect(found.size).toBe(6);
        for (const item of found.values()) expect(sent()).toContainEqual(item.raw);
        expect(JSON.stringify(page.items[0]?.raw)).toContain('["9007199254740993","-18014398509481985",1.5]');
      });
    });
  }

  test(`nodes of ${vendor.name}: unknown and malformed ids are null in their places, the others whole`, async () => {
    await using held = await world(vendor, 12);
    for (const kind of vendor.kinds) {
      const [a = '', b = ''] = kind.truth(held);
      const id = (native: string): string => encodeGlobalId(kind.type, vendor.name, native);
      // An empty vendor id makes no global id; every other text does.
      const malformed = kind.malformed.filter((text) => text !== '');
      const ids = [id(a), id(kind.unknown), ...malformed.map(id), id(b), id(a)];
      const { data, errors } = await held.rig.ask<{ readonly nodes: readonly unknown[] }>(
        'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }',
        { ids },
      );
      const shown = (native: string) => ({ __typename: kind.type, id: id(native) });
      expect(errors).toEqual([]);
      expect(data?.nodes).toEqual([shown(a), null, ...malformed.map(() => null), shown(b), shown(a)]);
    }
  });
}
