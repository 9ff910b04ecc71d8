/** What is wrong with an input is told by its place there, and nothing is done. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idOf } from '../support/incident.ts';
import { mutation, open, recorded, writesAt, type Input } from '../support/mutations.ts';
import type { Rig } from '../support/rig.ts';
import { dns, matching, seen, submitting, wrongs } from '../support/wrong-inputs.ts';

const invalid = (paths: readonly string[]) => ({
  __typename: 'InvalidInputError',
  code: 'INVALID_INPUT',
  message: expect.any(String),
  fields: paths.map((path) => ({ path })),
});
const eventId = (nativeId: string): string => idOf('Event', 'argus', nativeId);

describe('what is wrong is told by its place in the input, without a call and without a record:', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await open();
  });
  afterAll(() => rig[Symbol.asyncDispose]());

  for (const { name, mutation: which, input, paths } of wrongs)
    test(name, async () => {
      const given = typeof input === 'function' ? input(rig) : input;
      for (const sim of [rig.argus, rig.gta, rig.alpha]) sim.forget();
      const { data } = await mutation(rig, which, given, '__typename');
      expect(data).toEqual({ [which]: invalid(paths) });
      expect(writesAt(rig)).toBe(0);
      expect(await recorded(rig)).toEqual([]);
    });

  test('more than ten thousand events', async () => {
    rig.argus.forget();
    const events = Array.from({ length: 10_001 }, () => ({ signature: 'x' }));
    const { data } = await mutation(rig, 'submitEvents', submitting(...events), '__typename');
    expect(data).toEqual({ submitEvents: invalid(['input.events']) });
    expect(writesAt(rig)).toBe(0);
  });
});

describe('what the source alone can tell:', () => {
  test('a case of another customer: nothing is sent for that event', async () => {
    await using rig = await open();
    rig.argus.addCase({ id: 5001, customerID: 43 });
    const [own, other] = [rig.argus.addEvent({ customerID: 42 }), rig.argus.addEvent({ customerID: 43 })];
    const asked = (ids: readonly string[]) => ({
      ids: ids.map(eventId),
      assessment: { associateCases: [idOf('Case', 'argus', '5001')] },
    });
    const outcomes = 'outcomes { id error { __typename ... on InvalidInputError { fields { path } } } }';
    const refused = await mutation(rig, 'assessEvents', asked([own.id]), outcomes);
    expect(refused.data).toEqual({ assessEvents: invalid(['input.assessment.associateCases[0]']) });
    expect(rig.argus.count(undefined, 'PUT')).toBe(0);
    const mixed = await mutation(rig, 'assessEvents', asked([own.id, other.id]), outcomes);
    expect(mixed.data).toEqual({
      assessEvents: {
        __typename: 'AssessEventsPayload',
        outcomes: [
          {
            id: eventId(own.id),
            error: {
              __typename: 'InvalidInputError',
              fields: [{ path: 'input.assessment.associateCases[0]' }],
            },
          },
          { id: eventId(other.id), error: null },
        ],
      },
    });
    expect(rig.argus.count(undefined, 'PUT')).toBe(1);
  });

  test('what a submission is refused for, all of it', async () => {
    await using rig = await open();
    const bad = { signature: 'x', customer: 'nobody' };
    const good = { signature: 'x' };
    const { data } = await mutation(rig, 'submitEvents', submitting(good, bad), '__typename');
    expect(data).toEqual({ submitEvents: invalid(['input.events[1].customer']) });
    expect(rig.argus.events.size).toBe(0);
    const some = await mutation<{ submitEvents: { outcomes: { status: string }[] } }>(
      rig,
      'submitEvents',
      { ...submitting(good, bad), onError: 'DROP_INVALID' },
      'accepted rejected outcomes { status }',
    );
    expect(some.data?.submitEvents).toMatchObject({
      accepted: 1,
      rejected: 1,
      outcomes: [{ status: 'ACCEPTED' }, { status: 'REJECTED' }],
    });
    expect(rig.argus.events.size).toBe(1);
  });

  test('an operation that the vendor does not have: told before anything is sent', async () => {
    await using rig = await open();
    const calls: readonly (readonly [string, Input])[] = [
      ['assessEvents', { ids: [idOf('Event', 'gta', 'ev-1')], assessment: seen() }],
      ['assessMatchingEvents', matching({ source: 'gta' })],
      ['submitEvents', { ...submitting({ signature: 'x' }), source: 'gta' }],
      ['submitTelemetry', { source: 'argus', dns: [dns(1)] }],
      ['setAlertStatus', { id: idOf('Alert', 'alpha', 'x'), status: 'OPEN' }],
      ['setAlertNote', { id: idOf('Alert', 'argus', 'x'), note: 'x' }],
    ];
    for (const [which, input] of calls) {
      const { data } = await mutation(rig, which, input, '__typename');
      expect(data).toMatchObject({ [which]: { __typename: 'UnsupportedError', code: 'UNSUPPORTED' } });
    }
    expect(writesAt(rig)).toBe(0);
    expect(await recorded(rig)).toEqual([]);
  });

  test('a source that nobody knows', async () => {
    await using rig = await open();
    for (const [which, input] of [
      ['assessMatchingEvents', matching({ source: 'nobody' })],
      ['submitEvents', { ...submitting({ signature: 'x' }), source: 'nobody' }],
      ['submitTelemetry', { source: 'nobody', dns: [dns(1)] }],
    ] as const) {
      const { data } = await mutation(rig, which, input, '__typename');
      expect(data).toMatchObject({ [which]: { __typename: 'NotFoundError', code: 'NOT_FOUND' } });
    }
  });
});
