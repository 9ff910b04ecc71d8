import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidInputError, OutcomeUnknownError, SourceError } from '../../../src/model/errors.ts';
import type { Write, Writes } from '../../../src/model/writes.ts';
import type { Fault } from '../../../src/simulators/kit.ts';
import { newWriting, type Requested } from '../write-call.ts';
import { newCall, start, type Harness } from './harness.ts';

const writesOf = ({ source }: Harness): Required<Pick<Writes, 'setAlertStatus' | 'setAlertNote'>> => {
  const { setAlertStatus, setAlertNote } = source.writes ?? {};
  if (setAlertStatus === undefined || setAlertNote === undefined) throw new Error('Cisco can write both');
  return { setAlertStatus, setAlertNote };
};

interface Outcome<R> {
  readonly value?: R;
  readonly error?: unknown;
  readonly requested: readonly Requested[];
}

async function run<I extends object, R>({ sim }: Harness, write: Write<I, R>, input: I): Promise<Outcome<R>> {
  const call = newWriting(write, input, newCall(), () => sim.clock.now());
  try {
    return { value: await write.send(input, call), requested: call.requested };
  } catch (error) {
    return { error, requested: call.requested };
  }
}

/** Where a write's connection is cut, and by what. */
const cuts: readonly (readonly [string, Fault])[] = [
  ['before', { kind: 'reset', times: 1, match: { when: ({ method }) => method !== 'POST' } }],
  ['while it answers', { kind: 'truncate', times: 1, match: { when: ({ method }) => method !== 'POST' } }],
  ['after', { kind: 'resetAfter', times: 1, match: { when: ({ method }) => method !== 'POST' } }],
  ['by a page', { kind: 'html', times: 1, match: { when: ({ method }) => method !== 'POST' } }],
  ['by a 503', { kind: 'status', status: 503, times: 1, match: { when: ({ method }) => method !== 'POST' } }],
];
const commits = new Set(['while it answers', 'after']);

const written = (harness: Harness): string[] =>
  harness.sim.requests
    .filter(({ method }) => method === 'PATCH' || method === 'DELETE')
    .map(({ method, path }) => `${method} ${path.split('/').at(-1)}`);

test('the source says that it can set the status and the note of an alert', async () => {
  await using harness = await start();
  expect([...harness.source.capabilities]).toEqual(expect.arrayContaining(['SET_STATUS', 'SET_NOTE']));
  expect(Object.keys(harness.source.writes ?? {})).toEqual(['setAlertStatus', 'setAlertNote']);
});

describe('a status', () => {
  for (const patchAnswer of ['alert', 'empty'] as const) {
    test(`is set by one request, from any to any, whether the answer is the alert or nothing: ${patchAnswer}`, async () => {
      await using harness = await start({ switches: { patchAnswer } });
      const { setAlertStatus } = writesOf(harness);
      harness.sim.addAlert({ id: 'a', status: { value: 'New' } });
      harness.sim.addAlert({ id: 'b', status: { value: 'New' } });
      const untouched = harness.sim.alerts.get('b');
      const order = ['CLOSED', 'NEW', 'OPEN', 'NEW', 'CLOSED', 'OPEN', 'OPEN'] as const;
      const seen: unknown[] = [];
      for (const status of order) {
        expect(await run(harness, setAlertStatus, { id: 'a', status })).toMatchObject({
          value: undefined,
          requested: [{ ids: ['a'], outcome: 'done' }],
        });
        seen.push(harness.sim.alerts.get('a')?.status.value.toUpperCase());
      }
      expect(seen).toEqual(order);
      expect(written(harness)).toEqual(order.map(() => 'PATCH status'));
      expect(harness.sim.alerts.get('b')).toEqual(untouched);
    });
  }

  test('may be closed with reasons, which go out as they are', async () => {
    await using harness = await start();
    const { setAlertStatus } = writesOf(harness);
    harness.sim.addAlert({ id: 'a' });
    const closingReasons = ['FalsePositive', 'Ümlaut "x"'];
    await run(harness, setAlertStatus, { id: 'a', status: 'CLOSED', closingReasons });
    expect(harness.sim.alerts.get('a')?.status).toEqual({ value: 'Closed', closingReasons });
    await run(harness, setAlertStatus, { id: 'a', status: 'CLOSED' });
    expect(harness.sim.alerts.get('a')?.status.closingReasons ?? null).toBeNull();
  });

  test('with reasons that the source does not take is the caller’s fault, in the caller’s terms', async () => {
    await using harness = await start({ switches: { closingReasons: ['Remediated'] } });
    const { setAlertStatus } = writesOf(harness);
    harness.sim.addAlert({ id: 'a' });
    const { error } = await run(harness, setAlertStatus, {
      id: 'a',
      status: 'CLOSED',
      closingReasons: ['Bored'],
    });
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toMatchObject({ fields: [{ path: 'closingReasons' }] });
    expect(harness.sim.alerts.get('a')?.status.value).toBe('New');
  });

  const faults: readonly (readonly [
    string,
    Parameters<NonNullable<Writes['setAlertStatus']>['check']>[0],
    string[],
  ])[] = [
    ['a status that cannot be set', { id: 'a', status: 'UNKNOWN' }, ['status']],
    ['reasons for opening', { id: 'a', status: 'OPEN', closingReasons: ['x'] }, ['closingReasons']],
    ['no reason in the list', { id: 'a', status: 'CLOSED', closingReasons: [] }, ['closingReasons']],
    [
      'eleven reasons',
      { id: 'a', status: 'CLOSED', closingReasons: Array.from({ length: 11 }, (_, n) => `${n}`) },
      ['closingReasons'],
    ],
    ['an empty reason', { id: 'a', status: 'CLOSED', closingReasons: ['x', ''] }, ['closingReasons[1]']],
    ['ten reasons', { id: 'a', status: 'CLOSED', closingReasons: Array(10).fill('x') }, []],
    ['no list', { id: 'a', status: 'CLOSED' }, []],
  ];
  for (const [name, input, paths] of faults) {
    test(`with ${name} is ${paths.length === 0 ? 'right' : 'refused at its field, without a call'}`, async () => {
      await using harness = await start();
      const fields = writesOf(harness).setAlertStatus.check(input);
      expect(fields.map(({ path }) => path)).toEqual(paths);
      expect(harness.sim.requests).toEqual([]);
    });
  }

  for (const [where, fault] of cuts) {
    test(`whose answer was lost (${where}) ends as what it is, after one request and one look`, async () => {
      await using harness = await start();
      const { setAlertStatus } = writesOf(harness);
      harness.sim.addAlert({ id: 'a' });
      harness.sim.fault(fault);
      const input = { id: 'a', status: 'CLOSED', closingReasons: ['FalsePositive'] } as const;
      const { error, requested } = await run(harness, setAlertStatus, input);
      const done = commits.has(where);
      expect(harness.sim.alerts.get('a')?.status.value).toBe(done ? 'Closed' : 'New');
      expect(requested).toMatchObject([{ outcome: done ? 'done' : 'failed' }]);
      expect(error).toEqual(done ? undefined : expect.any(SourceError));
      expect([written(harness).length, harness.sim.count(/search$/)]).toEqual([1, 1]);
    });
  }
});

describe('a note', () => {
  for (const answers of ['alert', 'empty'] as const) {
    test(`is written, and removed by null or nothing, whatever the answers are: ${answers}`, async () => {
      await using harness = await start({ switches: { patchAnswer: answers, deleteNoteAnswer: answers } });
      const { setAlertNote } = writesOf(harness);
      harness.sim.addAlert({ id: 'a', status: { value: 'Open' } });
      for (const note of ['ticket 88', ' Ümlaut\n"x" ', '', 'again', null, null]) {
        const { value, requested } = await run(harness, setAlertNote, { id: 'a', note, openFirst: false });
        expect([value, requested]).toMatchObject([
          { warnings: [] },
          [{ ids: ['a'], step: 'note', outcome: 'done' }],
        ]);
        expect(harness.sim.alerts.get('a')?.note).toBe(note === '' ? null : note);
      }
      expect(written(harness)).toEqual([
        'PATCH note',
        'PATCH note',
        'DELETE note',
        'PATCH note',
        'DELETE note',
        'DELETE note',
      ]);
    });
  }

  test('on a new alert comes with a warning, and a recalculation takes it away', async () => {
    await using harness = await start();
    const { setAlertNote } = writesOf(harness);
    harness.sim.addAlert({ id: 'a', status: { value: 'New' } });
    const { value } = await run(harness, setAlertNote, { id: 'a', note: 'mine', openFirst: false });
    expect(value?.warnings).toEqual([expect.stringContaining('new')]);
    expect(harness.sim.alerts.get('a')).toMatchObject({ note: 'mine', status: { value: 'New' } });
    harness.sim.recalculate();
    expect(harness.sim.alerts.get('a')?.note).toBeNull();
  });

  test('on a new alert that is opened first outlives a recalculation, and is not warned of', async () => {
    await using harness = await start();
    const { setAlertNote } = writesOf(harness);
    harness.sim.addAlert({ id: 'a', status: { value: 'New' } });
    const { value, requested } = await run(harness, setAlertNote, { id: 'a', note: 'mine', openFirst: true });
    expect(value).toEqual({ warnings: [] });
    expect(requested.map(({ step }) => step)).toEqual(['open', 'note']);
    expect([written(harness), harness.sim.count(/search$/)]).toEqual([['PATCH status', 'PATCH note'], 1]);
    harness.sim.recalculate();
    expect(harness.sim.alerts.get('a')).toMatchObject({ note: 'mine', status: { value: 'Open' } });
  });

  for (const value of ['Open', 'Closed']) {
    test(`on an alert that is ${value} changes no status, asked to open it first or not`, async () => {
      await using harness = await start();
      const { setAlertNote } = writesOf(harness);
      harness.sim.addAlert({ id: 'a', status: { value } });
      for (const openFirst of [true, false]) {
        const note = `n ${String(openFirst)}`;
        const outcome = await run(harness, setAlertNote, { id: 'a', note, openFirst });
        expect(outcome.value).toEqual({ warnings: [] });
        expect(harness.sim.alerts.get('a')).toMatchObject({ note, status: { value } });
      }
      expect(written(harness)).toEqual(['PATCH note', 'PATCH note']);
    });
  }

  for (const [where, fault] of cuts) {
    test(`whose answer was lost (${where}) ends as what it is, after one request`, async () => {
      await using harness = await start();
      const { setAlertNote } = writesOf(harness);
      harness.sim.addAlert({ id: 'a', status: { value: 'Open' }, note: 'old' });
      for (const note of ['new', null]) {
        const before = harness.sim.alerts.get('a')?.note;
        harness.sim.forget();
        // A 204 has no body that could be cut.
        harness.sim.switches.deleteNoteAnswer = 'alert';
        harness.sim.fault(fault);
        const { requested } = await run(harness, setAlertNote, { id: 'a', note, openFirst: false });
        const done = commits.has(where);
        expect(harness.sim.alerts.get('a')?.note).toBe(done ? note : before);
        expect(requested).toMatchObject([{ step: 'note', outcome: done ? 'done' : 'failed' }]);
        expect(written(harness)).toHaveLength(1);
      }
    });

    test(`is not written where the opening before it was lost (${where}) and not done`, async () => {
      await using harness = await start();
      const { setAlertNote } = writesOf(harness);
      harness.sim.addAlert({ id: 'a', status: { value: 'New' } });
      harness.sim.fault(fault);
      const { requested } = await run(harness, setAlertNote, { id: 'a', note: 'mine', openFirst: true });
      const done = commits.has(where);
      expect(requested.map(({ step, outcome }) => [step, outcome])).toEqual(
        done
          ? [
              ['open', 'done'],
              ['note', 'done'],
            ]
          : [['open', 'failed']],
      );
      expect(harness.sim.alerts.get('a')).toMatchObject({
        note: done ? 'mine' : null,
        status: { value: done ? 'Open' : 'New' },
      });
    });
  }
});

describe('an alert that is not there', () => {
  for (const id of ['missing', '..', '.', '', 'a/b', 'a?b=c', '\u0000', '\ud800', 'x'.repeat(513)]) {
    test(`is not found, and nothing changes: ${JSON.stringify(id).slice(0, 20)}`, async () => {
      await using harness = await start();
      const { setAlertStatus, setAlertNote } = writesOf(harness);
      harness.sim.addAlert({ id: 'a' });
      const before = harness.sim.alerts.get('a');
      const outcomes = [
        await run(harness, setAlertStatus, { id, status: 'OPEN' }),
        await run(harness, setAlertNote, { id, note: 'x', openFirst: true }),
        await run(harness, setAlertNote, { id, note: null, openFirst: false }),
      ];
      for (const { error, requested } of outcomes) {
        expect(error).toMatchObject({ name: 'SourceError', kind: 'not-found' });
        for (const { outcome } of requested) expect(outcome).toBe('failed');
      }
      expect(harness.sim.alerts.get('a')).toEqual(before);
    });
  }
});

describe('reading back', () => {
  const since = Date.UTC(2031, 0, 1);
  const settled = async (
    status: 'New' | 'Open' | 'Closed',
    modifiedAt: number,
    closingReasons?: readonly string[],
  ): Promise<unknown> => {
    await using harness = await start();
    harness.sim.addAlert({ id: 'a', status: { value: status } });
    harness.sim.distort('a', { modifiedAt: new Date(modifiedAt).toISOString() });
    const { setAlertStatus } = writesOf(harness);
    const input = { id: 'a', status: 'CLOSED', closingReasons } as const;
    return await setAlertStatus.settle?.(input, ['a'], since, newCall(), '');
  };

  test('what shows is done, whenever it was changed', async () => {
    expect(await settled('Closed', since - 1)).toBe('done');
    expect(await settled('Closed', since + 1)).toBe('done');
  });

  test('what does not show was not done if nothing changed since, and else nobody knows', async () => {
    expect(await settled('Open', since)).toBe('not-done');
    expect(await settled('Open', since + 1)).toBe('unknown');
    expect(await settled('Closed', since, ['Remediated'])).toBe('not-done');
    expect(await settled('Closed', since + 1, ['Remediated'])).toBe('unknown');
  });

  test('a note that was written and then lost to a recalculation is not called undone', async () => {
    await using harness = await start();
    const { setAlertNote } = writesOf(harness);
    harness.sim.addAlert({ id: 'a', status: { value: 'New' } });
    const began = harness.sim.clock.now();
    harness.sim.clock.advance(10);
    harness.sim.updateAlert('a', { note: 'mine' });
    harness.sim.clock.advance(10);
    harness.sim.recalculate();
    const input = { id: 'a', note: 'mine', openFirst: false };
    expect(await setAlertNote.settle?.(input, ['a'], began, newCall(), 'note')).toBe('unknown');
  });

  test('an alert that is gone tells nothing', async () => {
    await using harness = await start();
    const input = { id: 'a', status: 'OPEN' } as const;
    const settling = writesOf(harness).setAlertStatus.settle?.(input, ['a'], since, newCall(), '');
    expect(await settling).toBe('unknown');
  });

  test('a lost answer that cannot be read back is unknown, or the failure to read', async () => {
    await using harness = await start();
    harness.sim.addAlert({ id: 'a' });
    harness.sim.fault({ kind: 'resetAfter', match: { method: 'PATCH' } });
    harness.sim.fault({ kind: 'status', status: 400, match: { path: /search$/ } });
    const input = { id: 'a', status: 'OPEN' } as const;
    const { error } = await run(harness, writesOf(harness).setAlertStatus, input);
    expect(error).toMatchObject({ name: 'SourceError', kind: 'rejected' });
  });
});

test('an expired token is renewed, and the write happens once', async () => {
  await using harness = await start();
  const { setAlertStatus } = writesOf(harness);
  harness.sim.addAlert({ id: 'a' });
  await run(harness, setAlertStatus, { id: 'a', status: 'OPEN' });
  harness.sim.expireTokens();
  harness.sim.forget();
  const { requested } = await run(harness, setAlertStatus, { id: 'a', status: 'CLOSED' });
  expect(requested).toMatchObject([{ outcome: 'done' }]);
  expect(harness.sim.requests.filter(({ method }) => method === 'PATCH').map(({ status }) => status)).toEqual(
    [401, 200],
  );
});

test('a write that never left, for the customer’s id was not to be had, is certainly not done', async () => {
  await using harness = await start();
  await using other = await start({}, { customerId: undefined, appUrl: harness.sim.url });
  other.sim.addAlert({ id: 'a' });
  harness.sim.fault({ kind: 'status', status: 500, match: { path: /me$/ } });
  const { error } = await run(other, writesOf(other).setAlertStatus, { id: 'a', status: 'OPEN' });
  expect(error).toMatchObject({ undelivered: true });
  expect(written(other)).toEqual([]);
});

test('whatever is written with the connection cut anywhere, outcome and truth agree, and nothing is sent twice', async () => {
  await using harness = await start();
  const { setAlertStatus, setAlertNote } = writesOf(harness);
  const { sim } = harness;
  let alerts = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('New', 'Open', 'Closed'),
      fc.constantFrom(undefined, ...cuts.map(([, fault]) => fault)),
      fc.oneof(
        fc.record({ status: fc.constantFrom('NEW', 'OPEN', 'CLOSED') }),
        fc.record({ note: fc.option(fc.constantFrom('x', 'y')), openFirst: fc.boolean() }),
      ),
      async (value, fault, wish) => {
        const id = `al-${alerts++}`;
        sim.addAlert({ id, status: { value }, note: 'x' });
        sim.heal();
        sim.forget();
        if (fault !== undefined) sim.fault(fault);
        const outcome =
          'status' in wish
            ? await run<{ id: string; status: (typeof wish)['status'] }, void>(harness, setAlertStatus, {
                id,
                ...wish,
              })
            : await run(harness, setAlertNote, { id, ...wish });
        expect(outcome.error).not.toBeInstanceOf(OutcomeUnknownError);
        const truth = sim.alerts.get(id);
        const wanted = 'status' in wish ? wish.status : wish.note;
        const shown = 'status' in wish ? truth?.status.value.toUpperCase() : truth?.note;
        if (outcome.error === undefined) expect(shown).toBe(wanted);
        else expect(shown).toBe('status' in wish ? value.toUpperCase() : 'x');
        const sent = written(harness);
        expect(sent).toEqual([...new Set(sent)]);
        expect(sent).toHaveLength(outcome.requested.length);
      },
    ),
    { numRuns: 250 },
  );
}, 120_000);
