import { describe, expect, test } from 'vitest';
import { SourceError, type SourceErrorKind } from '../../src/model/errors.ts';
import type { Fault } from '../../src/simulators/kit.ts';
import { askPage, shownPage } from './graphql.ts';
import { browse, given, lookup, thrown, world, type Vendor, type World } from './vendor.ts';

const PLANTED = 'Planted-5ecret';

interface Trouble {
  readonly what: string;
  readonly fault: Omit<Fault, 'match'>;
  readonly kind: SourceErrorKind;
  readonly code: string;
  readonly retryAt?: number;
}

const answer = (status: number, headers: Readonly<Record<string, string>> = {}) => ({
  kind: 'status' as const,
  status,
  body: `{"message":"${PLANTED}"}`,
  headers: { 'x-secret': PLANTED, ...headers },
});

const troubles: readonly Trouble[] = [
  { what: 'cuts the connection', fault: { kind: 'reset' }, kind: 'unavailable', code: 'SOURCE_UNAVAILABLE' },
  { what: 'cuts its answer', fault: { kind: 'truncate' }, kind: 'unavailable', code: 'SOURCE_UNAVAILABLE' },
  { what: 'never answers', fault: { kind: 'hang' }, kind: 'timeout', code: 'SOURCE_TIMEOUT' },
  { what: 'answers 500', fault: answer(500), kind: 'unavailable', code: 'SOURCE_UNAVAILABLE' },
  { what: 'answers 503', fault: answer(503), kind: 'unavailable', code: 'SOURCE_UNAVAILABLE' },
  { what: 'answers 403', fault: answer(403), kind: 'unauthorized', code: 'SOURCE_UNAUTHORIZED' },
  { what: 'answers 401', fault: answer(401), kind: 'unauthorized', code: 'SOURCE_UNAUTHORIZED' },
  {
    what: 'answers 429',
    fault: answer(429, { 'retry-after': '3600' }),
    kind: 'rate-limited',
    code: 'RATE_LIMITED',
  },
  {
    what: 'sends a web page',
    fault: { kind: 'html', body: `<p>${PLANTED}</p>` },
    kind: 'invalid-response',
    code: 'SOURCE_INVALID_RESPONSE',
  },
  {
    what: 'sends half of its JSON',
    fault: { kind: 'truncateJson' },
    kind: 'invalid-response',
    code: 'SOURCE_INVALID_RESPONSE',
  },
  {
    what: 'sends JSON of another shape',
    fault: { kind: 'rewrite', rewrite: () => `{"${PLANTED}":[]}` },
    kind: 'invalid-response',
    code: 'SOURCE_INVALID_RESPONSE',
  },
];

/** What is asked for succeeds once, so that tokens are held and nobody waits for them. */
async function troubled(vendor: Vendor, fault: Omit<Fault, 'match'>): Promise<World> {
  const held = await world(vendor, 12, { [vendor.name]: { timeout: '900ms' } });
  await browse(held, given(vendor.kinds[0]), { first: 1 });
  held.sim.fault({ ...fault, match: { when: ({ path }) => vendor.isData(path) } });
  return held;
}

export function describeFailures(vendor: Vendor): void {
  describe(`${vendor.name}, when it`, () => {
    for (const { what, fault, kind, code } of troubles) {
      test(`${what}: its connections and lookups fail with ${kind} and its name`, async () => {
        await using held = await troubled(vendor, fault);
        const failures = await Promise.all(
          vendor.kinds.flatMap((one) => [
            thrown(() => browse(held, one, { first: 5 })),
            thrown(() => lookup(held, one, one.truth(held).slice(0, 1))),
          ]),
        );
        for (const error of failures) {
          expect(error).toBeInstanceOf(SourceError);
          expect(error).toMatchObject({ source: vendor.name, kind });
        }
      });

      test(`${what}: a client gets null, ${code} on the path, and nothing that is not its own`, async () => {
        await using held = await troubled(vendor, fault);
        const answers = await Promise.all(
          vendor.kinds.map(({ field }) => askPage(held, field, { first: 5 })),
        );
        for (const { data, errors, text } of answers) {
          expect(data).toEqual({ source: { name: vendor.name, page: null } });
          expect(errors).toHaveLength(1);
          expect(errors[0]).toMatchObject({
            path: ['source', 'page'],
            extensions: { code, source: vendor.name },
          });
          for (const secret of [PLANTED, 'x-secret', '127.0.0.1', ...vendor.secrets(held.rig)])
            expect(text).not.toContain(secret);
        }
      });
    }

    test('is not there any more: every page is an error, the next one as well as the first', async () => {
      await using held = await world(vendor, 12);
      const cursors = new Map<string, string>();
      for (const { field } of vendor.kinds)
        cursors.set(field, given((await shownPage(held, field, { first: 2 })).pageInfo.endCursor));
      await held.sim.close();
      const failures = await Promise.all(
        vendor.kinds.flatMap((kind) => {
          const after = given(cursors.get(kind.field));
          return [{ first: 2 }, { first: 2, after }, { last: 1, before: after }].map((args) =>
            thrown(() => browse(held, kind, args)),
          );
        }),
      );
      for (const error of failures) {
        expect(error).toBeInstanceOf(SourceError);
        expect(error).toMatchObject({ source: vendor.name, kind: 'unavailable' });
      }
      expect(held.source.health().state).toBe('UNAVAILABLE');
    });

    test('comes back: the same cursor goes on where it stood', async () => {
      await using held = await world(vendor, 12);
      for (const kind of vendor.kinds) {
        const page = await browse(held, kind, { first: 3 });
        const after = page.cursorAt(2);
        held.sim.fault({ kind: 'reset' });
        expect(await thrown(() => browse(held, kind, { first: 3, after }))).toBeInstanceOf(SourceError);
        held.sim.heal();
        const next = await browse(held, kind, { first: 3, after });
        expect(next.items.map(({ nativeId }) => nativeId)).toEqual(
          kind
            .truth(held)
            .slice(3, 6)
            .map((id) => kind.nativeId?.(id) ?? id),
        );
      }
    });
  });
}
