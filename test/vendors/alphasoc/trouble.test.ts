/** Bad alerts, refusals, and accounts that need somebody to act. */
import { describe, expect, test } from 'vitest';
import { createSimClock } from '../../../src/simulators/clock.ts';
import type { AlphaSocSim } from '../../../src/simulators/alphasoc/index.ts';
import { alertsOf, createLedger, DAY, MINUTE, newCall, start, type Harness } from './harness.ts';

const T0 = Date.UTC(2031, 1, 3, 4, 5, 6);

describe('an alert that cannot be understood goes into quarantine, and the rest of its page does not', () => {
  const broken: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
    [{ event: { ts: 'yesterday' } }, 'event.ts: expected an RFC 3339 time'],
    [{ event: { ts: 1_700_000_000 } }, 'event.ts: expected an RFC 3339 time'],
    [{ event: 'none' }, 'event: expected an object'],
    [{ event: 7 }, 'event: expected an object'],
    [{ threats: [7] }, 'threats: expected a list of ids'],
    [{ threats: { c2: true } }, 'threats: expected a list of ids'],
    [{ eventType: 7 }, 'eventType: expected a text'],
    [{ eventType: null, threats: null, event: null }, 'expected the fields of an alert'],
  ];
  test.each(broken)('%j', async (fields, reason) => {
    await using harness = await start();
    const { sim } = harness;
    const [, bad] = sim.generate(3);
    sim.distort(bad?.id ?? '', fields);
    const ledger = createLedger();
    await harness.follow(ledger);
    expect(alertsOf(ledger)).toHaveLength(2);
    expect(ledger.quarantined).toEqual([{ text: expect.any(String), reason: `alerts[1]: ${reason}` }]);
    expect(JSON.parse(ledger.quarantined[0]?.text ?? '')).toMatchObject({ wisdom: { flags: ['c2'] } });
    await harness.follow(ledger);
    expect(ledger.quarantined).toHaveLength(1);
  });

  test('what is no object, and what is no list', async () => {
    await using harness = await start({ switches: { compress: false } });
    const { sim } = harness;
    sim.generate(2);
    let list = '[null,"text",42,';
    sim.fault({
      kind: 'rewrite',
      times: 1,
      rewrite: (body) => body.replace('"alerts":[', `"alerts":${list}`),
    });
    const ledger = createLedger();
    await harness.follow(ledger);
    expect(alertsOf(ledger)).toHaveLength(2);
    expect(ledger.quarantined.map(({ text }) => text)).toEqual(['null', '"text"', '42']);
    list = '"oops","was":[';
    sim.fault({
      kind: 'rewrite',
      times: 1,
      rewrite: (body) => body.replace('"alerts":[', `"alerts":${list}`),
    });
    await harness.follow(ledger);
    expect(ledger.quarantined.at(-1)).toEqual({ text: '"oops"', reason: 'alerts: expected a list' });
  });

  test('but fields that only describe may be anything', async () => {
    await using harness = await start();
    const { sim } = harness;
    const { id } = sim.addAlert({ eventType: 'http' });
    sim.distort(id, {
      wisdom: [1, 2],
      mitreAttack: 'T1071',
      event: {
        srcPort: 70_000,
        status: 'ok',
        srcIP: 'not an address',
        bytesIn: [],
        srcHost: 5,
        duration: 'long',
      },
    });
    const ledger = createLedger();
    await harness.follow(ledger);
    expect(ledger.quarantined).toEqual([]);
    expect([...ledger.records.values()][0]).toMatchObject({
      srcEndpoint: { host: '5', ip: undefined, port: undefined },
      http: { status: undefined, bytesIn: undefined },
      attacks: [{ technique: 'T1071', tactics: [] }],
    });
  });
});

describe('a 429', () => {
  const reads = (harness: Harness, ledger = createLedger()) => harness.feed.read(ledger.bookmark, newCall());

  test.each([
    ['none', 1_000],
    ['seconds', 7_000],
    ['date', 7_000],
  ] as const)(
    'with Retry-After: %s ends all requests of the source until it is over',
    async (retryAfter, wait) => {
      await using harness = await start({
        clock: createSimClock(T0),
        switches: { retryAfter, retryAfterSeconds: 7 },
      });
      const { sim, source } = harness;
      sim.clock.set(T0, true);
      sim.throttleNext(1);
      const error = await reads(harness).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ kind: 'rate-limited', status: 429, retryAt: sim.clock.now() + wait });
      expect(source.health()).toMatchObject({ state: 'RATE_LIMITED', lastFailure: { error } });
      await expect(reads(harness)).rejects.toMatchObject({
        kind: 'rate-limited',
        retryAt: expect.any(Number),
      });
      await expect(source.alphasoc?.account(newCall())).rejects.toMatchObject({ kind: 'rate-limited' });
      sim.clock.advance(wait - 1);
      await expect(reads(harness)).rejects.toMatchObject({ kind: 'rate-limited' });
      expect(sim.requests).toHaveLength(1);
      sim.clock.advance(1);
      await reads(harness);
      expect(source.health().state).toBe('OK');
      expect(sim.violations).toEqual([]);
    },
  );

  test('after another has longer pauses, a minute at most, and none once it is over', async () => {
    await using harness = await start();
    const { sim } = harness;
    const waits: number[] = [];
    sim.throttleNext(9);
    sim.clock.set(Date.now(), true);
    for (let n = 0; n < 9; n++) {
      const thrown = await reads(harness).then(
        () => ({}),
        (error: unknown) => error,
      );
      const retryAt = thrown instanceof Error && 'retryAt' in thrown ? Number(thrown.retryAt) : NaN;
      waits.push(retryAt - sim.clock.now());
      sim.clock.set(retryAt, true);
    }
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(1_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(60_000);
    await reads(harness);
    expect(sim.violations).toEqual([]);
  });
});

describe('an account', () => {
  test('tells its state and its messages', async () => {
    await using harness = await start();
    const { sim, source } = harness;
    sim.account.messages.push({ level: 0, body: 'd' }, { level: 2, body: 'w' }, { level: 3, body: 'e' });
    expect(await source.alphasoc?.account(newCall())).toEqual({
      registered: true,
      expired: false,
      expiresAt: sim.account.expiresAt,
      endpointsSeenToday: 0,
      messages: [
        { level: 'INFO', body: expect.any(String) },
        { level: 'INFO', body: 'd' },
        { level: 'WARN', body: 'w' },
        { level: 'ERROR', body: 'e' },
      ],
    });
    expect(sim.requests).toHaveLength(1);
    expect(source.health().state).toBe('STARTING');
  });

  test('that is not registered is waited for, and the source says why its feed is empty', async () => {
    await using harness = await start({ switches: { withheld: 'appear' } });
    const { sim, source } = harness;
    sim.setKeyState('unregistered');
    sim.addAlert();
    const ledger = createLedger();
    await harness.follow(ledger);
    expect(alertsOf(ledger)).toEqual([]);
    expect(source.health()).toMatchObject({
      state: 'PENDING_APPROVAL',
      lastFailure: { error: { kind: 'unauthorized', message: expect.stringContaining('not registered') } },
    });
    sim.setKeyState('ok');
    sim.clock.advance(MINUTE);
    await harness.follow(ledger);
    expect(alertsOf(ledger)).toHaveLength(1);
    expect(source.health().state).toBe('OK');
    expect(source.health().lastFailure?.error.message).toContain('not registered');
    expect(sim.violations).toEqual([]);
  });

  test.each([
    [403, 'UNAUTHORIZED'],
    [401, 'UNAUTHORIZED'],
    [200, 'DEGRADED'],
  ] as const)('that has expired and is answered %i is said to have', async (expiredKeyStatus, state) => {
    await using harness = await start({ switches: { expiredKeyStatus } });
    const { sim, source } = harness;
    const ledger = createLedger();
    await harness.follow(ledger);
    sim.clock.advance(91 * DAY);
    const outcome = await harness.follow(ledger).catch((error: unknown) => error);
    if (expiredKeyStatus !== 200)
      expect(outcome).toMatchObject({ kind: 'unauthorized', status: expiredKeyStatus });
    expect(source.health()).toMatchObject({
      state,
      lastFailure: { error: { message: expect.stringContaining('time is over') } },
    });
  });

  test('a key that is wrong is refused, and its owner is not told a reason that nobody knows', async () => {
    await using harness = await start();
    const { sim, source } = harness;
    sim.setKeyState('revoked');
    const thrown = await harness.feed.read(null, newCall()).catch((error: unknown) => error);
    expect(thrown).toMatchObject({
      kind: 'unauthorized',
      status: 403,
      message: 'Source "alpha" refuses the configured credentials.',
    });
    expect(source.health().state).toBe('UNAUTHORIZED');
    sim.setKeyState('ok');
    sim.clock.advance(MINUTE);
    await harness.feed.read(null, newCall());
    expect(source.health().state).toBe('OK');
  });
});

describe('on the wire', () => {
  const authorisations = (sim: AlphaSocSim) =>
    new Set(sim.requests.map(({ headers }) => headers.authorization));

  test('the key is the user of HTTP Basic, the password empty, the answer in gzip', async () => {
    await using harness = await start();
    const { sim } = harness;
    sim.generate(100);
    await harness.follow(createLedger());
    await harness.source.alphasoc?.flags(['c2'], newCall());
    expect(authorisations(sim)).toEqual(
      new Set([`Basic ${Buffer.from(`${sim.apiKey}:`).toString('base64')}`]),
    );
    expect(new Set(sim.requests.map(({ headers }) => headers['accept-encoding']))).toEqual(new Set(['gzip']));
    expect(sim.violations).toEqual([]);
  });

  test.each(['html', 'truncate', 'status'] as const)(
    'an answer that fails once (%s) is asked for again',
    async (kind) => {
      await using harness = await start({ switches: { compress: false } });
      const { sim } = harness;
      sim.generate(5);
      sim.fault({ kind, times: 1, status: 503 });
      const ledger = createLedger();
      await harness.follow(ledger);
      expect(alertsOf(ledger)).toHaveLength(5);
    },
  );

  test('a page of megabytes is read', async () => {
    await using harness = await start({ switches: { pageSize: 100_000 } });
    const { sim } = harness;
    sim.generate(30, { eventTypes: ['http'] });
    for (const { id } of sim.alerts) sim.distort(id, { event: { referrer: 'x'.repeat(1_000_000) } });
    const ledger = createLedger();
    await harness.follow(ledger);
    expect(alertsOf(ledger)).toHaveLength(30);
  });
});
