import { describe, expect, test, vi } from 'vitest';
import { createSimClock } from '../../src/simulators/clock.ts';
import { startKataSim, type KataSim, type KataSimOptions } from '../../src/simulators/kata/index.ts';
import { createAccepted, idsOf, otherId, type Caller } from './kata-caller.ts';

const start = Date.UTC(2026, 0, 10, 12);
const HOUR_MS = 3_600_000;

function frozen() {
  const clock = createSimClock();
  clock.set(start, true);
  return clock;
}

async function begin(options: KataSimOptions = {}) {
  const clock = frozen();
  const sim = await startKataSim({ clock, ...options, switches: { windowScale: 0, ...options.switches } });
  return { clock, sim, caller: createAccepted(sim) };
}

/** Every id of the stream from a token on, until an answer is empty. */
async function drain(caller: Caller, parameters: Readonly<Record<string, string>>, token?: string) {
  const ids: unknown[] = [];
  let calls = 0;
  for (let last = token; ; calls++) {
    const page = await caller.page({
      ...parameters,
      ...(last === undefined ? {} : { continuation_token: last }),
    });
    if (page.events.length === 0) return { ids, calls, token: page.continuationToken };
    ids.push(...idsOf(page));
    last = page.continuationToken;
  }
}

const truthIds = (sim: KataSim): unknown[] => sim.arrivals.map(({ event }) => event['Id']);

test('a stream gives each event once, in order of arrival, in slices of max_events', async () => {
  const { sim, caller } = await begin();
  await using _ = sim;
  await using _caller = caller;
  const made = sim.generate(105);
  const walked = await drain(caller, { max_events: '10' });
  expect(walked).toMatchObject({ ids: made, calls: 11 });
  expect(truthIds(sim)).toEqual(made);
  const more = sim.generate(3);
  expect((await drain(caller, {}, walked.token)).ids).toEqual(more);
});

test('the same token again is the same place again, unless tokens are for one answer', async () => {
  const { sim, caller } = await begin();
  await using _ = sim;
  await using _caller = caller;
  sim.generate(5);
  const { continuationToken } = await caller.page({ max_events: '2' });
  const again = { continuation_token: continuationToken };
  const once = idsOf(await caller.page(again));
  expect(once).toEqual(['g1-2', 'g1-3', 'g1-4']);
  expect(idsOf(await caller.page(again))).toEqual(once);
  sim.switches.oneShotTokens = true;
  expect(idsOf(await caller.page(again))).toEqual(once);
  await caller.refusal(400, again);
});

test('a token outlives neither an answer nor a refusal when it is for one answer', async () => {
  const { sim, caller } = await begin({ switches: { oneShotTokens: true } });
  await using _ = sim;
  await using _caller = caller;
  const { continuationToken } = await caller.page();
  const again = { continuation_token: continuationToken };
  await caller.refusal(400, { ...again, max_events: '0' });
  sim.fault({ kind: 'resetAfter', times: 1 });
  await expect(caller.ask(again)).rejects.toThrow(/closed|ECONNRESET/);
  await caller.refusal(400, again);
});

test('without a token a stream begins anew with what there is', async () => {
  const { sim, caller } = await begin();
  await using _ = sim;
  await using _caller = caller;
  const made = sim.generate(5);
  await caller.page();
  expect(idsOf(await caller.page())).toEqual(made);
});

describe('a filter', () => {
  const modules = { filter: "EventType=='module'" };

  test('picks what it says, and travels with the token', async () => {
    const { sim, caller } = await begin();
    await using _ = sim;
    await using _caller = caller;
    sim.generate(6, { types: ['process', 'module'] });
    const first = await caller.page({ ...modules, max_events: '2' });
    expect(idsOf(first)).toEqual(['g1-1', 'g1-3']);
    const second = await caller.page({ continuation_token: first.continuationToken, filter: '' });
    expect(idsOf(second)).toEqual(['g1-5']);
    sim.generate(2, { types: ['module', 'process'] });
    expect(idsOf(await caller.page({ continuation_token: second.continuationToken }))).toEqual(['g2-0']);
  });

  test('is replaced by a new one on a later call, for that token only', async () => {
    const { sim, caller } = await begin();
    await using _ = sim;
    await using _caller = caller;
    sim.generate(6, { types: ['process', 'module'] });
    const { continuationToken } = await caller.page({ ...modules, max_events: '1' });
    const changed = await caller.page({
      continuation_token: continuationToken,
      filter: "EventType=='process'",
      max_events: '1',
    });
    expect(idsOf(changed)).toEqual(['g1-2']);
    expect(idsOf(await caller.page({ continuation_token: changed.continuationToken }))).toEqual(['g1-4']);
    expect(idsOf(await caller.page({ continuation_token: continuationToken }))).toEqual(['g1-3', 'g1-5']);
  });

  test('that is refused leaves the token as it was', async () => {
    const { sim, caller } = await begin();
    await using _ = sim;
    await using _caller = caller;
    sim.generate(4, { types: ['process', 'module'] });
    const { continuationToken } = await caller.page({ ...modules, max_events: '1' });
    await caller.refusal(400, { continuation_token: continuationToken, filter: 'nonsense' });
    expect(idsOf(await caller.page({ continuation_token: continuationToken }))).toEqual(['g1-3']);
  });

  test('may be as long as the request line allows and still travel', async () => {
    const { sim, caller } = await begin();
    await using _ = sim;
    await using _caller = caller;
    const [first] = sim.generate(4, { types: ['module', 'process'] });
    const filter = `${Array.from({ length: 300 }, (_unused, i) => `LocalPort==${i}`).join(' OR ')} OR ${modules.filter}`;
    const page = await caller.page({ filter, max_events: '1' });
    expect(idsOf(page)).toEqual([first]);
    expect(idsOf(await caller.page({ continuation_token: page.continuationToken }))).toEqual(['g1-2']);
  });
});

describe('after two hours', () => {
  test('an event is gone, counted from its arrival and to the millisecond', async () => {
    const { clock, sim, caller } = await begin();
    await using _ = sim;
    await using _caller = caller;
    sim.addEvent({ Id: 'old', Timestamp: (start - 20 * 24 * HOUR_MS) * 1_000 });
    clock.advance(1);
    sim.addEvent({ Id: 'new', Timestamp: (start + 24 * HOUR_MS) * 1_000 });
    clock.advance(2 * HOUR_MS - 1);
    expect(idsOf(await caller.page())).toEqual(['old', 'new']);
    clock.advance(1);
    expect(idsOf(await caller.page())).toEqual(['new']);
    clock.advance(1);
    expect(idsOf(await caller.page())).toEqual([]);
    expect(truthIds(sim)).toEqual(['old', 'new']);
    expect(sim.fetchable).toEqual([]);
  });

  test('a token goes on with the oldest event there is, without a word', async () => {
    const { clock, sim, caller } = await begin();
    await using _ = sim;
    await using _caller = caller;
    const { continuationToken } = await caller.page();
    sim.addEvent({ Id: 'lost' });
    clock.advance(HOUR_MS);
    sim.addEvent({ Id: 'kept' });
    clock.advance(1.5 * HOUR_MS);
    expect(idsOf(await caller.page({ continuation_token: continuationToken }))).toEqual(['kept']);
  });

  test('a token is a 400 when so switched', async () => {
    const { clock, sim, caller } = await begin({ switches: { expiredToken: 400 } });
    await using _ = sim;
    await using _caller = caller;
    const again = { continuation_token: (await caller.page()).continuationToken };
    clock.advance(2 * HOUR_MS);
    expect((await caller.ask(again)).status).toBe(200);
    clock.advance(1);
    expect(await caller.refusal(400, again)).toBe('continuation_token has expired');
  });

  test('the truth forgets, too, but only when it is told to', async () => {
    const { clock, sim, caller } = await begin({ switches: { rememberMs: 3 * HOUR_MS } });
    await using _ = sim;
    await using _caller = caller;
    sim.generate(10);
    clock.advance(3 * HOUR_MS);
    expect(sim.arrivals).toHaveLength(10);
    clock.advance(1);
    expect(sim.arrivals).toHaveLength(0);
    const token = (await caller.page()).continuationToken;
    sim.addEvent({ Id: 'next' });
    expect(sim.arrivals).toMatchObject([{ sequence: 10 }]);
    expect(idsOf(await caller.page({ continuation_token: token }))).toEqual(['next']);
  });
});

describe('the collection window', () => {
  const waiting = (sim: KataSim, count: number) => vi.waitFor(() => expect(sim.waiting).toBe(count));

  test('gathers what arrives until it ends', async () => {
    const { sim, caller } = await begin({ switches: { windowScale: 1 } });
    await using _ = sim;
    await using _caller = caller;
    sim.addEvent({ Id: 'before' });
    const page = caller.page({ max_timeout: 'PT60S' });
    await waiting(sim, 1);
    sim.addEvent({ Id: 'within' });
    expect(sim.waiting).toBe(1);
    sim.endWindows();
    expect(idsOf(await page)).toEqual(['before', 'within']);
    expect(sim.waiting).toBe(0);
  });

  test('lasts as long as max_timeout says, five minutes when it says nothing, scaled', async () => {
    const { sim, caller } = await begin({ switches: { windowScale: 1 } });
    await using _ = sim;
    await using _caller = caller;
    expect((await caller.page({ max_timeout: 'PT0S' })).events).toEqual([]);
    sim.switches.windowScale = 0.001;
    const lasted = async (parameters: Readonly<Record<string, string>>): Promise<number> => {
      const began = performance.now();
      await caller.page(parameters);
      return performance.now() - began;
    };
    expect(await lasted({})).toBeGreaterThanOrEqual(299);
    expect(await lasted({ max_timeout: 'PT100S' })).toBeGreaterThanOrEqual(99);
  });

  test('ends once max_events are there, unless it never ends early', async () => {
    const { sim, caller } = await begin({ switches: { windowScale: 1 } });
    await using _ = sim;
    await using _caller = caller;
    sim.generate(3);
    expect(idsOf(await caller.page({ max_events: '3' }))).toHaveLength(3);
    const page = caller.page({ max_events: '5' });
    await waiting(sim, 1);
    sim.generate(3);
    expect(idsOf(await page)).toHaveLength(5);
    sim.switches.earlyReturn = 'never';
    const patient = caller.page({ max_events: '3' });
    await waiting(sim, 1);
    sim.endWindows();
    expect(idsOf(await patient)).toHaveLength(3);
  });

  test('ends at the first event when so switched', async () => {
    const { sim, caller } = await begin({ switches: { windowScale: 1, earlyReturn: 'first' } });
    await using _ = sim;
    await using _caller = caller;
    const page = caller.page({ filter: "EventType=='module'" });
    await waiting(sim, 1);
    sim.addEvent({ EventType: 'process' });
    expect(sim.waiting).toBe(1);
    sim.addEvent({ Id: 'it', EventType: 'module' });
    expect(idsOf(await page)).toEqual(['it']);
  });

  test('sees events that arrive because the clock moved', async () => {
    const { clock, sim, caller } = await begin({ switches: { windowScale: 1 } });
    await using _ = sim;
    await using _caller = caller;
    sim.addEvent({ Id: 'ahead' }, start + 60_000);
    const page = caller.page({ max_events: '1' });
    await waiting(sim, 1);
    clock.advance(60_000);
    expect(idsOf(await page)).toEqual(['ahead']);
  });

  test('is skipped by a first call when so switched', async () => {
    const { sim, caller } = await begin({ switches: { windowScale: 1, firstCallWaits: false } });
    await using _ = sim;
    await using _caller = caller;
    const { continuationToken } = await caller.page();
    const page = caller.page({ continuation_token: continuationToken });
    await waiting(sim, 1);
    sim.endWindows();
    expect(idsOf(await page)).toEqual([]);
  });

  test('of a caller who went away is forgotten, and his token still good', async () => {
    const { sim, caller } = await begin({ switches: { windowScale: 1, oneShotTokens: true } });
    await using _ = sim;
    await using _caller = caller;
    sim.switches.windowScale = 0;
    const again = { continuation_token: (await caller.page()).continuationToken };
    sim.switches.windowScale = 1;
    const giveUp = new AbortController();
    const page = caller.ask(again, { signal: giveUp.signal });
    await waiting(sim, 1);
    giveUp.abort();
    await expect(page).rejects.toThrow('aborted');
    await waiting(sim, 0);
    expect(sim.requests.at(-1)?.status).toBe(0);
    sim.switches.windowScale = 0;
    expect((await caller.ask(again)).status).toBe(200);
  });

  test('ends in a 401 for one whose right was taken away meanwhile', async () => {
    const { sim, caller } = await begin({ switches: { windowScale: 1 } });
    await using _ = sim;
    await using _caller = caller;
    const answer = caller.ask();
    await waiting(sim, 1);
    sim.registrations.revoke(caller.id);
    sim.endWindows();
    expect((await answer).status).toBe(401);
  });

  test('is each request its own, and closing the simulator ends them all', async () => {
    const { sim, caller } = await begin({ switches: { windowScale: 1 } });
    await using other = createAccepted(sim, { id: otherId });
    await using _caller = caller;
    const both = Promise.allSettled([caller.ask({ max_events: '2' }), other.ask()]);
    await waiting(sim, 2);
    sim.addEvent();
    expect(sim.waiting).toBe(2);
    await sim.close();
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await waiting(sim, 0);
  });
});

test('an overlap sends events again, and still gets on', async () => {
  const { sim, caller } = await begin({ switches: { overlap: 3 } });
  await using _ = sim;
  await using _caller = caller;
  sim.generate(12, { types: ['process', 'module'] });
  const first = await caller.page({ filter: "EventType=='module'", max_events: '4' });
  expect(idsOf(first)).toEqual(['g1-1', 'g1-3', 'g1-5', 'g1-7']);
  const second = await caller.page({ continuation_token: first.continuationToken });
  expect(idsOf(second)).toEqual(['g1-3', 'g1-5', 'g1-7', 'g1-9', 'g1-11']);
  const narrow = await caller.page({ continuation_token: first.continuationToken, max_events: '2' });
  expect(idsOf(narrow)).toEqual(['g1-7', 'g1-9']);
});

test('an answer may be in another order than that of arrival', async () => {
  const { sim, caller } = await begin({ switches: { order: 'reversed' } });
  await using _ = sim;
  await using _caller = caller;
  sim.generate(4);
  expect(idsOf(await caller.page())).toEqual(['g1-3', 'g1-2', 'g1-1', 'g1-0']);
  sim.switches.order = 'shuffled';
  expect(idsOf(await caller.page())).toEqual(['g1-1', 'g1-3', 'g1-0', 'g1-2']);
});
