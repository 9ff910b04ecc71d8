import { describe, expect, test } from 'vitest';
import { AuditError } from '../../../src/model/errors.ts';
import type { Assessment } from '../../../src/model/writes.ts';
import { argusFault } from '../../../src/simulators/argus/index.ts';
import { bench, ids, thrown, type Bench } from './support.ts';
import { ASSESSMENT, deskFor, pathsOf, type DeskOptions } from './writes-support.ts';

const desk = (b: Bench, options?: DeskOptions) => deskFor(b.source.writes?.assessEvents, options);
const missing = `AGGR/${Date.UTC(2026, 4, 4)}/42/3f0c0a1e-0000-4000-8000-0000000000aa`;
const seen: Assessment = { enableFlags: ['ACKNOWLEDGED'] };

for (const api of ['v2', 'v1'] as const) {
  describe(`assessing by ids through ${api}`, () => {
    test('does everything that is asked, in one request an event', async () => {
      await using b = await bench({}, { api });
      const kept = b.sim.addCase();
      const left = b.sim.addCase();
      const event = b.sim.addEvent({ flags: ['FOLLOWUP'], caseIDs: [left.id] });
      const { run, recorded } = desk(b);
      const assessment: Assessment = {
        enableFlags: ['NOT_A_THREAT', 'PARTIALLY_ACKNOWLEDGED'],
        disableFlags: ['FOLLOWUP'],
        severity: 'CRITICAL',
        comment: 'seen before',
        handledByAnalyst: true,
        associateCases: [String(kept.id)],
        disassociateCases: [String(left.id)],
        triggers: ['SLA_VIOLATION', 'INTERNAL_SLA_VIOLATION'],
      };
      expect(await run({ ids: [event.id], assessment })).toEqual([{ eventId: event.id }]);
      const after = b.sim.events.get(event.id);
      expect(after).toMatchObject({ severity: 'critical', caseIDs: [kept.id] });
      expect(after?.comments.map(({ comment }) => comment)).toEqual(['seen before']);
      expect(after?.flags).toEqual(
        expect.arrayContaining(['NOT_A_THREAT', 'PARTIALLY_ACKNOWLEDGED', 'HANDLED_BY_ANALYST']),
      );
      expect(after?.flags).not.toContain('FOLLOWUP');
      const sent = b.sim.requests.filter(({ method }) => method === 'PUT');
      const path = api === 'v1' ? event.id : event.id.replace(/^AGGR\//, '');
      expect(sent.map((one) => one.path)).toEqual([`/events/v2/event/${path}/assessment`]);
      expect(JSON.parse(String(sent[0]?.body))).toMatchObject({
        trigger: ['slaViolation', 'internalSlaViolation'],
      });
      expect(recorded).toEqual([{ ids: [event.id], outcome: 'done' }]);
    });
  });
}

test('outcomes come in the order of the ids, a repeated one done once, each told apart', async () => {
  await using b = await bench({ keys: [{ key: '7/32/part', customers: [42] }] }, { apiKey: '7/32/part' });
  const [one, two] = [b.sim.addEvent(), b.sim.addEvent({ type: 'raw' })];
  const foreign = b.sim.addEvent({ customerID: 43 });
  b.sim.fault({ ...argusFault(503, { times: 1, match: { path: new RegExp(`${two.uuid}/assessment$`) } }) });
  const { run } = desk(b);
  const asked = [missing, two.id, foreign.id, one.id, 'nonsense', one.id];
  const told = await run({ ids: asked, assessment: { comment: 'x' } });
  expect(told.map(({ eventId }) => eventId)).toEqual(asked);
  expect(told.map(({ fault }) => fault?.kind)).toEqual([
    'not-found',
    'unavailable',
    'not-permitted',
    undefined,
    'not-found',
    undefined,
  ]);
  expect(b.sim.events.get(one.id)?.comments.length).toBe(1);
  expect(b.sim.count(ASSESSMENT)).toBe(4);
});

test('no more requests than configured are under way at once', async () => {
  await using b = await bench({}, { maxConcurrent: 3 });
  const events = b.sim.generate(12, { type: 'aggregated' });
  let [now, most] = [0, 0];
  const { writes } = b.source;
  await writes?.assessEvents?.send(
    { ids: ids(events), assessment: seen },
    {
      signal: AbortSignal.timeout(20_000),
      selects: () => false,
      sent: () => undefined,
      async once(_ids, request) {
        now += 1;
        most = Math.max(most, now);
        const answer = await request();
        now -= 1;
        return answer;
      },
    },
  );
  expect(most).toBe(3);
  expect(events.every(({ id }) => b.sim.events.get(id)?.flags.includes('ACKNOWLEDGED'))).toBe(true);
});

describe('what Argus is known to refuse is named without a call:', () => {
  for (const [name, assessment, paths] of [
    ['nothing at all', {}, ['assessment']],
    ['empty lists', { enableFlags: [], triggers: [], handledByAnalyst: false }, ['assessment']],
    [
      'a flag on and off',
      { enableFlags: ['FOLLOWUP', 'NOT_A_THREAT'], disableFlags: ['NOT_A_THREAT'] },
      ['assessment.enableFlags[1]'],
    ],
    [
      'a case to join and to leave',
      { associateCases: ['7', '8'], disassociateCases: ['8', '9'] },
      ['assessment.associateCases[1]'],
    ],
    [
      'a case that is none',
      { associateCases: ['x'], disassociateCases: ['0'] },
      ['assessment.associateCases[0]', 'assessment.disassociateCases[0]'],
    ],
    ['a severity without a word', { severity: 'UNKNOWN' }, ['assessment.severity']],
    ['another one', { severity: 'INFORMATIONAL' }, ['assessment.severity']],
    ['an empty comment', { comment: ' \n' }, ['assessment.comment']],
  ] satisfies readonly (readonly [string, Assessment, readonly string[]])[]) {
    test(name, async () => {
      await using b = await bench();
      const error = await thrown(() => desk(b).run({ ids: [b.sim.addEvent().id], assessment }));
      expect(pathsOf(error)).toEqual(paths);
      expect(b.sim.requests).toEqual([]);
    });
  }

  test('no events', async () => {
    await using b = await bench();
    expect(pathsOf(await thrown(() => desk(b).run({ ids: [], assessment: seen })))).toEqual(['ids']);
  });
});

describe('a case', () => {
  test('of another customer is that event’s fault, and the event is left alone', async () => {
    await using b = await bench();
    const one = b.sim.addCase({ customerID: 43 });
    const [own, foreign] = [b.sim.addEvent({ customerID: 43 }), b.sim.addEvent()];
    const assessment = { associateCases: [String(one.id)] };
    const told = await desk(b).run({ ids: [foreign.id, own.id], assessment });
    expect(told.map(({ fault }) => fault?.kind)).toEqual(['invalid', undefined]);
    expect(told[0]?.fault?.message).toContain('assessment.associateCases[0]');
    expect(b.sim.count(ASSESSMENT)).toBe(1);
    const error = await thrown(() => desk(b).run({ ids: [foreign.id], assessment }));
    expect(pathsOf(error)).toEqual(['assessment.associateCases[0]']);
    expect(b.sim.count(ASSESSMENT)).toBe(1);
  });

  test('that this key does not see is no case, and nothing is sent', async () => {
    await using b = await bench({ keys: [{ key: '7/32/none', cases: [] }] }, { apiKey: '7/32/none' });
    const [hidden, event] = [b.sim.addCase(), b.sim.addEvent()];
    for (const id of [String(hidden.id), '77777']) {
      const assessment = { associateCases: [id] };
      const error = await thrown(() => desk(b).run({ ids: [event.id], assessment }));
      expect(pathsOf(error)).toEqual(['assessment.associateCases[0]']);
    }
    expect(b.sim.count(ASSESSMENT)).toBe(0);
  });

  test('that Argus refuses all the same is said in our words', async () => {
    await using b = await bench();
    const [one, event, other] = [b.sim.addCase(), b.sim.addEvent(), b.sim.addEvent()];
    const secret = 'upstream-secret';
    const message = { message: secret, type: 'FIELD_ERROR', field: 'associateCase[0]', parameter: secret };
    b.sim.fault({
      kind: 'status',
      status: 412,
      times: 1,
      body: JSON.stringify({ messages: [message] }),
      match: { path: ASSESSMENT },
    });
    const assessment = { associateCases: [String(one.id)] };
    const told = await deskFor(b.source.writes?.assessEvents).run({ ids: [event.id, other.id], assessment });
    const faults = told.flatMap(({ fault }) => fault ?? []);
    expect(faults.map(({ kind }) => kind)).toEqual(['invalid']);
    expect(faults[0]?.message).toContain('assessment.associateCases[0]');
    expect(JSON.stringify(told)).not.toContain(secret);
  });
});

describe('what is the source’s own fault, and of all events, is thrown, and the source not pressed:', () => {
  const many = async (b: Bench, options?: DeskOptions) => {
    const events = b.sim.generate(20, { type: 'aggregated' });
    return thrown(() => desk(b, options).run({ ids: ids(events), assessment: seen }));
  };

  for (const [name, status, kind] of [
    ['refused credentials', 401, 'unauthorized'],
    ['a used-up quota', 402, 'rate-limited'],
  ] as const) {
    test(name, async () => {
      await using b = await bench({}, { maxConcurrent: 2 });
      b.sim.fault(argusFault(status, { match: { path: ASSESSMENT } }));
      expect(await many(b)).toMatchObject({ name: 'SourceError', kind, status });
      expect(b.sim.count(ASSESSMENT)).toBe(2);
    });
  }

  test('a throttle says when to come back, and what was done before it is done', async () => {
    await using b = await bench({}, { maxConcurrent: 1 });
    const events = b.sim.generate(4, { type: 'aggregated' });
    b.sim.fault({ kind: 'delay', ms: 0, times: 2 });
    b.sim.fault({ kind: 'status', status: 429, headers: { 'retry-after': '30' } });
    const told = await desk(b).run({ ids: ids(events), assessment: seen });
    expect(told.map(({ fault }) => fault?.kind)).toEqual([
      undefined,
      undefined,
      'rate-limited',
      'rate-limited',
    ]);
    expect(told[3]?.fault?.retryAt).toBeGreaterThan(Date.now());
    expect(b.sim.count(ASSESSMENT)).toBe(3);
  });

  test('a disk that cannot record', async () => {
    await using b = await bench();
    expect(await many(b, { room: 0 })).toBeInstanceOf(AuditError);
    expect(b.sim.requests).toEqual([]);
  });

  test('a deadline that is over', async () => {
    await using b = await bench();
    const error = await many(b, { signal: AbortSignal.abort() });
    expect(error).toMatchObject({ name: 'SourceError', kind: 'timeout', undelivered: true });
    expect(b.sim.requests).toEqual([]);
  });
});

test('a key that may only read is told so, event by event, and the source stays in order', async () => {
  await using b = await bench({ keys: [{ key: '7/32/read', readOnly: true }] }, { apiKey: '7/32/read' });
  const event = b.sim.addEvent();
  const told = await desk(b).run({ ids: [event.id], assessment: seen });
  expect(told.map(({ fault }) => fault?.kind)).toEqual(['not-permitted']);
  expect(b.source.health().state).not.toBe('UNAUTHORIZED');
});

test('an event that is not there is not found, in both of Argus’ ways to say so', async () => {
  for (const nullData of [false, true]) {
    await using b = await bench({ switches: { nullData } });
    const told = await desk(b).run({ ids: [missing], assessment: seen });
    expect(told).toMatchObject([{ eventId: missing, fault: { kind: 'not-found' } }]);
  }
});

test('a finalized event can be assessed', async () => {
  await using b = await bench();
  const event = b.sim.addEvent({ flags: ['FINALIZED'] });
  expect(await desk(b).run({ ids: [event.id], assessment: seen })).toEqual([{ eventId: event.id }]);
  expect(b.sim.events.get(event.id)?.flags).toContain('ACKNOWLEDGED');
});
