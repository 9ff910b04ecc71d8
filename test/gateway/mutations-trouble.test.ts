/** What mutations come to when sources refuse, are gone or fall silent, and when somebody asks the same again. */
import { describe, expect, test } from 'vitest';
import { argusFault } from '../../src/simulators/argus/index.ts';
import type { Fault } from '../../src/simulators/kit.ts';
import { idOf } from '../support/incident.ts';
import { mutation, open, recorded, writesAt, type Input } from '../support/mutations.ts';
import type { Rig } from '../support/rig.ts';

interface Told {
  readonly __typename: string;
  readonly code?: string;
  readonly retryAt?: string | null;
}

/** One of each mutation, and where its request goes. */
interface Kind {
  readonly mutation: string;
  readonly vendor: 'argus' | 'gta' | 'alpha';
  readonly path: RegExp;
  readonly selection: string;
  /** Another input of the same kind for another `n`. */
  readonly input: (rig: Rig, n: number) => Input;
}

const dns = (n: number) => ({ ts: '2026-03-01T11:00:00Z', srcIP: '10.0.0.1', query: `h${n}.example` });
const alert = (rig: Rig): string => {
  if (!rig.gta.alerts.has('al-1')) rig.gta.addAlert({ id: 'al-1', status: { value: 'Open' } });
  return idOf('Alert', 'gta', 'al-1');
};
const event = (rig: Rig): string =>
  idOf('Event', 'argus', [...rig.argus.events.keys()][0] ?? rig.argus.addEvent().id);
const argusAlert = (rig: Rig): string => {
  const [known] = [...rig.argus.events.keys()];
  const id = known ?? rig.argus.addEvent({ alarmID: 58_001, flags: ['IDENTIFIED_THREAT'] }).id;
  return idOf('Alert', 'argus', id);
};

const kinds: readonly Kind[] = [
  {
    mutation: 'assessEvents',
    vendor: 'argus',
    path: /\/assessment$/,
    selection: 'outcomes { id error { code } }',
    input: (rig, n) => ({ ids: [event(rig)], assessment: { comment: `round ${n}` } }),
  },
  {
    mutation: 'assessMatchingEvents',
    vendor: 'argus',
    path: /\/assessment\/bulk$/,
    selection: 'outcomes { id error { code } }',
    input(rig, n) {
      event(rig);
      const at = (ms: number): string => new Date(rig.clock.now() + ms).toISOString();
      return {
        source: 'argus',
        filter: {},
        window: { from: at(-3_600_000), to: at(3_600_000) },
        assessment: { comment: `round ${n}` },
      };
    },
  },
  {
    mutation: 'submitEvents',
    vendor: 'argus',
    path: /^\/events\/v2\/event(\/bulk)?$/,
    selection: 'outcomes { id status }',
    input: (_rig, n) => ({ source: 'argus', events: [{ signature: `test/${n}` }] }),
  },
  {
    mutation: 'setAlertStatus',
    vendor: 'gta',
    path: /\/status$/,
    selection: 'alert { status }',
    input: (rig, n) => ({ id: alert(rig), status: n % 2 === 0 ? 'CLOSED' : 'NEW' }),
  },
  {
    mutation: 'setAlertStatus',
    vendor: 'argus',
    path: /\/assessment$/,
    selection: 'alert { status }',
    input: (rig, n) => ({ id: argusAlert(rig), status: n % 2 === 0 ? 'CLOSED' : 'OPEN' }),
  },
  {
    mutation: 'setAlertNote',
    vendor: 'gta',
    path: /\/note$/,
    selection: 'alert { note } warnings',
    input: (rig, n) => ({ id: alert(rig), note: `round ${n}` }),
  },
  {
    mutation: 'submitTelemetry',
    vendor: 'alpha',
    path: /^\/v1\/events\/dns$/,
    selection: 'received accepted rejected uploads',
    input: (_rig, n) => ({ source: 'alpha', dns: [dns(n)] }),
  },
];

const run = (rig: Rig, kind: Kind, input: Input) =>
  mutation<Record<string, Told>>(rig, kind.mutation, input, kind.selection);
const toldOf = async (rig: Rig, kind: Kind, input: Input): Promise<Told | undefined> =>
  (await run(rig, kind, input)).data?.[kind.mutation];
const named = ({ mutation: name, vendor }: Kind): string => `${name} at ${vendor}`;
/** What is struck: only what changes something. */
const strike = (rig: Rig, { vendor, path }: Kind, fault: Omit<Fault, 'match'>): void =>
  rig[vendor].fault({ ...fault, match: { path } });

describe('a key that is used again:', () => {
  for (const kind of kinds)
    test(`${named(kind)}: the same input is one call and equal answers, another one is refused`, async () => {
      await using rig = await open();
      const input = { ...kind.input(rig, 2), idempotencyKey: 'once' };
      const [first, second] = await Promise.all([run(rig, kind, input), run(rig, kind, input)]);
      expect(first.data?.[kind.mutation]?.__typename).toMatch(/Payload$/);
      expect(second.data).toEqual(first.data);
      expect((await run(rig, kind, input)).data).toEqual(first.data);
      expect(writesAt(rig)).toBe(1);
      expect(await recorded(rig)).toMatchObject([{ mutation: kind.mutation, outcome: 'DONE' }]);
      const other = await toldOf(rig, kind, { ...kind.input(rig, 3), idempotencyKey: 'once' });
      expect(other).toMatchObject({ __typename: 'ConflictError', code: 'CONFLICT' });
      expect(writesAt(rig)).toBe(1);
    });
});

describe('what a source says is told as what it is:', () => {
  for (const kind of kinds) {
    test(`${named(kind)}: a 429 with the time to come back, and a failed entry`, async () => {
      await using rig = await open();
      const input = kind.input(rig, 2);
      const before = rig.clock.now();
      strike(rig, kind, { kind: 'status', status: 429, headers: { 'retry-after': '30' } });
      const told = await toldOf(rig, kind, input);
      expect(told).toMatchObject({ __typename: 'RateLimitedError', code: 'RATE_LIMITED' });
      const wait = Date.parse(told?.retryAt ?? '') - before;
      expect(wait).toBeGreaterThanOrEqual(29_000);
      expect(wait).toBeLessThan(60_000);
      expect(writesAt(rig)).toBe(1);
      expect(await recorded(rig)).toMatchObject([{ mutation: kind.mutation, outcome: 'FAILED' }]);
    });

    test(`${named(kind)}: a key of ours that may not`, async () => {
      await using rig = await open();
      const input = kind.input(rig, 2);
      if (kind.vendor === 'argus') rig.argus.fault(argusFault(403, { match: { path: kind.path } }));
      else strike(rig, kind, { kind: 'status', status: 403 });
      const { text } = await run(rig, kind, input);
      expect(text).toContain('NOT_PERMITTED');
      expect(writesAt(rig)).toBe(1);
      expect(await recorded(rig)).toMatchObject([{ outcome: 'FAILED' }]);
    });
  }

  test('a source that is down: nothing was done, at once and for certain', async () => {
    await using rig = await open();
    const inputs = kinds.map((kind) => kind.input(rig, 2));
    const noCalls = Promise.all([rig.argus.close(), rig.gta.close(), rig.alpha.close()]);
    await noCalls;
    for (const [i, kind] of kinds.entries()) {
      const told = await toldOf(rig, kind, inputs[i] ?? {});
      expect({ kind: named(kind), told }).toMatchObject({
        kind: named(kind),
        told: { __typename: 'SourceUnavailableError', code: 'SOURCE_UNAVAILABLE' },
      });
    }
    for (const { outcome } of await recorded(rig)) expect(outcome).toBe('FAILED');
  });
});

describe('an answer that was lost is read back before one is told:', () => {
  for (const kind of kinds.filter(({ mutation: name }) => name !== 'submitTelemetry'))
    test(`${named(kind)}: it was done, and is told as done`, async () => {
      await using rig = await open();
      const input = kind.input(rig, 2);
      strike(rig, kind, { kind: 'resetAfter' });
      const told = await toldOf(rig, kind, input);
      expect(told?.__typename).toMatch(/Payload$/);
      expect(writesAt(rig)).toBe(1);
      expect(await recorded(rig)).toMatchObject([{ mutation: kind.mutation, outcome: 'DONE' }]);
    });

  test('telemetry cannot be read back: nobody can tell', async () => {
    await using rig = await open();
    rig.alpha.fault({ kind: 'resetAfter', match: { method: 'POST' } });
    const { data } = await mutation<Record<string, Told>>(
      rig,
      'submitTelemetry',
      { source: 'alpha', dns: [dns(1)] },
      'received',
    );
    expect(data?.['submitTelemetry']).toMatchObject({ __typename: 'OutcomeUnknownError' });
    expect(writesAt(rig)).toBe(1);
    expect(await recorded(rig)).toMatchObject([{ outcome: 'UNKNOWN' }]);
  });

  for (const [when, fault, outcome, status] of [
    ['after it was done', 'resetAfter', 'DONE', 'Closed'],
    ['before it was done', 'reset', 'FAILED', 'Open'],
  ] as const)
    test(`cut off from reading, too, ${when}: nobody can tell, until somebody can`, async () => {
      await using rig = await open();
      const id = alert(rig);
      rig.gta.fault({ kind: fault, match: { path: /\/status$/ }, times: 1 });
      rig.gta.fault({ kind: 'reset', match: { path: /\/alerts\b/ } });
      const input = { id, status: 'CLOSED', idempotencyKey: 'lost' };
      const told = await mutation<Record<string, Told>>(rig, 'setAlertStatus', input, 'alert { id }');
      expect(told.data?.['setAlertStatus']).toMatchObject({
        __typename: 'OutcomeUnknownError',
        code: 'OUTCOME_UNKNOWN',
      });
      expect(await recorded(rig)).toMatchObject([{ ids: ['al-1'], outcome: 'UNKNOWN' }]);
      rig.gta.heal();
      // What is not there counts as not done only some time after it was asked.
      rig.clock.advance(15_000);
      await rig.until(async () => (await recorded(rig))[0]?.outcome === outcome);
      expect(rig.gta.alerts.get('al-1')?.status).toMatchObject({ value: status });
      const again = async (): Promise<string | undefined> => {
        const { data } = await mutation<Record<string, Told>>(rig, 'setAlertStatus', input, 'alert { id }');
        return data?.['setAlertStatus']?.__typename;
      };
      // The key has it once what was changed is shown, too.
      await rig.until(async () => (await again()) !== 'OutcomeUnknownError');
      expect(await again()).toBe(outcome === 'DONE' ? 'SetAlertStatusPayload' : 'SourceUnavailableError');
      expect(rig.gta.count(/\/status$/)).toBe(1);
    });
});
