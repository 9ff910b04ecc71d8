import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ConflictError,
  InvalidInputError,
  OutcomeUnknownError,
  SourceError,
} from '../../src/model/errors.ts';
import type { Write } from '../../src/model/writes.ts';
import type { Order } from '../../src/writing.ts';
import { place } from '../audit/support.ts';
import { bench, callWith } from './support.ts';

const HOUR = 60 * 60 * 1_000;

const failure = (kind: SourceError['kind'], more: { status?: number; undelivered?: boolean } = {}) =>
  new SourceError({ source: 'gta', kind, ...more });

interface Ending {
  readonly name: string;
  /** Whether the key remembers it. */
  readonly remembered: boolean;
  /** What the request fails with; absent: it is done. */
  readonly error?: () => Error;
}
const done: Ending = { name: 'done', remembered: true };
const lost: Ending = { name: 'lost', remembered: true, error: () => failure('unavailable') };
const unreachable: Ending = {
  name: 'unreachable',
  remembered: false,
  error: () => failure('unavailable', { undelivered: true }),
};
const endings: readonly Ending[] = [
  done,
  lost,
  unreachable,
  { name: 'refused', remembered: true, error: () => failure('rejected', { status: 409 }) },
  { name: 'not found', remembered: true, error: () => failure('not-found', { status: 404 }) },
  { name: 'conflict', remembered: true, error: () => new ConflictError('Somebody else was faster.') },
  { name: 'slow down', remembered: false, error: () => failure('rate-limited', { status: 429 }) },
  { name: 'forbidden', remembered: false, error: () => failure('unauthorized', { status: 403 }) },
  {
    name: 'invalid',
    remembered: false,
    error: () => new InvalidInputError([{ path: 'input.id', message: 'is closed' }]),
  },
];

interface Input {
  readonly text: string;
}
interface Result {
  readonly number: number;
}

/** A source that ends as it is told, and counts what it is sent. Nobody can read it back. */
function createSource() {
  let sent = 0;
  let ending = done;
  let gate: Promise<void> = Promise.resolve();
  const write: Write<Input, Result> = {
    check: () => [],
    async send({ text }, call) {
      await call.once([text], async () => {
        sent += 1;
        await gate;
        if (ending.error !== undefined) throw ending.error();
      });
      return { number: sent };
    },
  };
  const order = (more: Partial<Order<Input, Result>> = {}): Order<Input, Result> => ({
    mutation: 'setAlertNote',
    actor: 'ana',
    source: { name: 'gta' },
    write,
    input: { text: 'a' },
    given: { text: 'a' },
    idempotencyKey: 'key',
    call: callWith(),
    ...more,
  });
  return {
    order,
    sent: () => sent,
    endWith: (how: Ending) => void (ending = how),
    /** Holds what is sent back until the returned function is called. */
    hold() {
      const held = Promise.withResolvers<void>();
      gate = held.promise;
      return held.resolve;
    },
  };
}

/** What a run came to, comparable. */
const outcome = (run: Promise<unknown>): Promise<string> =>
  run.then(
    (result) => `result ${JSON.stringify(result)}`,
    (error: unknown) => (error instanceof Error ? `${error.name} ${error.message}` : 'no error at all'),
  );
const conflict = /^ConflictError This idempotency key was used with another input/;

const step = fc.record({
  actor: fc.constantFrom('ana', 'ben'),
  source: fc.constantFrom('gta', 'gta', 'argus'),
  mutation: fc.constantFrom('setAlertNote', 'setAlertNote', 'setAlertStatus'),
  key: fc.constantFrom('k1', 'k2'),
  text: fc.constantFrom('a', 'b'),
  ending: fc.constantFrom(...endings),
  wait: fc.constantFrom(0, HOUR, 23 * HOUR, 24 * HOUR),
  restart: fc.boolean(),
});

test('a key gives its first outcome for a day, to its own actor, for the same input, over restarts, without a call', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
      using at = place();
      const source = createSource();
      const remembered: {
        scope: string;
        source: string;
        text: string;
        at: number;
        outcome: string;
      }[] = [];
      let desk = bench(at.journal);
      let now = 1_000_000 * HOUR;
      try {
        for (const { actor, source: name, mutation, key, text, ending, wait, restart } of steps) {
          now += wait;
          if (restart) {
            await desk.writing.close();
            desk = bench(at.journal);
          }
          desk.time.now = () => now;
          source.endWith(ending);
          const before = source.sent();
          const came = await outcome(
            desk.writing.run(
              source.order({
                actor,
                source: { name },
                mutation: mutation === 'setAlertNote' ? mutation : 'setAlertStatus',
                idempotencyKey: key,
                input: { text },
                given: { text },
              }),
            ),
          );
          const scope = `${actor} ${mutation} ${key}`;
          const known = remembered.filter((one) => one.scope === scope && now - one.at < 24 * HOUR);
          const first = known.find((one) => one.source === name);
          if (known.some((one) => one.text !== text)) expect(came).toMatch(conflict);
          else if (first !== undefined) expect(came).toBe(first.outcome);
          else {
            expect(source.sent()).toBe(before + 1);
            if (ending.remembered) remembered.push({ scope, source: name, text, at: now, outcome: came });
            continue;
          }
          expect(source.sent()).toBe(before);
        }
      } finally {
        await desk.writing.close();
      }
    }),
    { numRuns: 50 },
  );
}, 120_000);

test('all who use a key at the same time get one outcome of one call', async () => {
  await using desk = bench();
  const source = createSource();
  for (const [index, ending] of endings.entries()) {
    const release = source.hold();
    source.endWith(ending);
    const before = source.sent();
    const runs = Array.from({ length: 10 }, () =>
      outcome(desk.writing.run(source.order({ idempotencyKey: `${index}` }))),
    );
    const other = outcome(
      desk.writing.run(source.order({ idempotencyKey: `${index}`, given: { id: 'other' } })),
    );
    expect(await other).toMatch(conflict);
    release();
    expect(new Set(await Promise.all(runs)).size).toBe(1);
    expect(source.sent()).toBe(before + 1);
  }
});

test('one who waits for another’s call and leaves learns that the outcome is unknown; the call goes on', async () => {
  await using desk = bench();
  const source = createSource();
  const release = source.hold();
  const first = desk.writing.run(source.order());
  const impatient = new AbortController();
  const second = desk.writing.run(source.order({ call: callWith(impatient.signal) }));
  impatient.abort();
  await expect(second).rejects.toThrow(OutcomeUnknownError);
  release();
  expect(await first).toEqual({ number: 1 });
  expect(await desk.writing.run(source.order())).toEqual({ number: 1 });
});

test('the order of keys and what is null make no other input', async () => {
  await using desk = bench();
  const source = createSource();
  await desk.writing.run(source.order({ given: { id: 'a', note: null, flags: ['x', 'y'] } }));
  await desk.writing.run(source.order({ given: { flags: ['x', 'y'], id: 'a' } }));
  expect(source.sent()).toBe(1);
  const swapped = desk.writing.run(source.order({ given: { flags: ['y', 'x'], id: 'a' } }));
  await expect(swapped).rejects.toThrow(ConflictError);
});

test('a write that sent nothing is remembered when it succeeded, and is tried again when it failed', async () => {
  await using desk = bench();
  let tries = 0;
  const write: Write<object, number> = {
    check: () => [],
    async send() {
      tries += 1;
      if (tries === 1) throw failure('not-found', { status: 404 });
      return tries;
    },
  };
  const run = () =>
    desk.writing.run({
      ...createSource().order(),
      write,
      input: {},
      given: { id: 1 },
      mutation: 'setAlertStatus',
    });
  await expect(run()).rejects.toThrow('does not know this object');
  expect([await run(), await run(), tries]).toEqual([2, 2, 2]);
  expect(desk.entries()).toEqual([]);
});

test('what the write refuses beforehand is not on record and takes no key', async () => {
  await using desk = bench();
  const source = createSource();
  const { write } = source.order();
  const refusing = { ...write, check: () => [{ path: 'input.id', message: 'is empty' }] };
  await expect(desk.writing.run(source.order({ write: refusing }))).rejects.toThrow(InvalidInputError);
  expect(desk.entries()).toEqual([]);
  expect(await desk.writing.run(source.order({ given: { id: 'something else' } }))).toEqual({ number: 1 });
});
