import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder } from '../journal/support.ts';
import { recorded } from './recorded.ts';
import { differences, follow, followed, none } from './rig.ts';
import { startSims, type Sims } from './sims.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Outage {
  /** Milliseconds on the vendors' clock. */
  readonly length: number;
  /** Told when nothing is followed; the clock stands at the beginning of the outage. */
  during(sims: Sims): void;
}

/** Follows KATA, is away for a while, follows again until the end is reached; what came of it. */
async function awayFromKata({ length, during }: Outage) {
  using place = folder();
  const path = join(place.path, 'journal.db');
  await using sims = await startSims();
  sims.kata.generate(20, { prefix: 'before' });
  let lastSuccessAt = 0;
  {
    await using running = await follow(sims, path);
    const { following } = running;
    await running.until(() => following.reader.byIds('EVENT', 'kata', ['before-19']).size === 1);
    lastSuccessAt = following.reader.feedStates().find(({ source }) => source === 'kata')?.lastSuccessAt ?? 0;
  }
  during(sims);
  sims.clock.advance(length);
  sims.kata.addEvent({ Id: 'after' });
  const backAt = sims.clock.now();
  await using running = await follow(sims, path);
  const { following, logged } = running;
  await running.until(
    () =>
      following.reader.byIds('EVENT', 'kata', ['after']).size === 1 &&
      following.feedsOf('kata').every(({ lagMs = Infinity }) => lagMs < length),
  );
  const [feed] = following.feedsOf('kata');
  return {
    lastSuccessAt,
    backAt,
    state: feed?.state,
    present: recorded(following.reader).get('kata')?.present ?? new Set<string>(),
    faults: recorded(following.reader).get('kata')?.faults,
    missing: differences(sims, following, 'kata').missing,
    gaps: following.reader.gaps('kata'),
    logged: logged.filter(({ message }) => message === 'a stretch of a feed is lost'),
  };
}

test('KATA away from for an hour and 59 minutes: nothing is lost', async () => {
  const { present, faults, missing, gaps, state, logged } = await awayFromKata({
    length: HOUR + 59 * MINUTE,
    during: (sims) => {
      const now = sims.clock.now();
      sims.kata.generate(500, { prefix: 'away', start: now + MINUTE, rate: 500 / (100 * 60) });
    },
  });
  expect({ missing, faults, gaps, logged }).toEqual({ missing: [], faults: [], gaps: [], logged: [] });
  expect([...present].filter((key) => key.startsWith('EVENT away-'))).toHaveLength(500);
  expect(state).toBe('OK');
});

test('KATA away from for two hours and ten minutes: a gap from the last success to what it still has', async () => {
  const { lastSuccessAt, backAt, present, missing, gaps, state, logged } = await awayFromKata({
    length: 2 * HOUR + 10 * MINUTE,
    during: (sims) => {
      const now = sims.clock.now();
      // One a minute: the first ten are forgotten by the time.
      sims.kata.generate(130, { prefix: 'away', start: now + 30_000, rate: 1 / 60 });
    },
  });
  expect(missing).toEqual([]);
  expect(gaps).toHaveLength(1);
  const [gap] = gaps;
  expect(gap).toMatchObject({
    source: 'kata',
    feed: 'events',
    kinds: ['EVENT', 'ALERT', 'THREAT_DETECTION'],
  });
  // Between two stamps: the feed's own last answer, which was a little before it was stored.
  expect(gap?.from).toBeGreaterThan(lastSuccessAt - MINUTE);
  expect(gap?.from).toBeLessThanOrEqual(lastSuccessAt);
  expect(gap?.to).toBeGreaterThanOrEqual(backAt - 2 * HOUR);
  expect(gap?.to).toBeLessThan(backAt - 2 * HOUR + MINUTE);
  const away = [...present].filter((key) => key.startsWith('EVENT away-'));
  expect(away.length).toBeGreaterThanOrEqual(119);
  expect(away.length).toBeLessThanOrEqual(121);
  expect(state).toBe('GAP');
  expect(logged).toMatchObject([{ level: 'warn', details: { source: 'kata', feed: 'events' } }]);
});

test('a bookmark that AlphaSOC refuses: it begins anew, doubles nothing, and has a gap only when something is gone', async () => {
  using place = folder();
  const path = join(place.path, 'journal.db');
  await using sims = await startSims();
  const day = 24 * HOUR;
  sims.alpha.generate(250);
  {
    await using running = await follow(sims, path);
    await running.until(() => running.following.feedsOf('alpha').some(({ lagMs }) => lagMs !== undefined));
    expect(differences(sims, running.following, 'alpha')).toEqual(none);
  }
  for (const { away, gaps } of [
    { away: day, gaps: 0 },
    { away: 4 * day, gaps: 1 },
  ]) {
    sims.alpha.fault({
      kind: 'status',
      status: 400,
      times: 1,
      match: { path: '/v1/alerts', when: ({ query }) => query.has('follow') },
    });
    sims.clock.advance(away);
    const { id } = sims.alpha.addAlert();
    await using running = await follow(sims, path);
    const { following } = running;
    await running.until(() => following.reader.byIds('ALERT', 'alpha', [id]).size === 1);
    expect(recorded(following.reader).get('alpha')?.faults).toEqual([]);
    expect(differences(sims, following, 'alpha').missing).toEqual([]);
    expect(following.reader.gaps('alpha')).toHaveLength(gaps);
  }
});

test('a thread that dies is started again, and goes on from where its journal stands', async () => {
  await using sims = await startSims();
  await using running = await follow(sims, ':memory:', {
    program: new URL('./dying-worker.ts', import.meta.url),
  });
  const { following, logged } = running;
  const deaths = () => logged.filter(({ level }) => level === 'error').length;
  while (deaths() < 2) {
    const { id } = sims.alpha.addAlert();
    await running.until(() => following.reader.byIds('ALERT', 'alpha', [id]).size === 1);
  }
  sims.gta.generate({ events: 5 });
  await running.until(() => differences(sims, following, 'gta').missing.length === 0);
  for (const source of followed) expect(differences(sims, following, source)).toEqual(none);
  expect(logged.find(({ level }) => level === 'error')?.message).toMatch('is started again');
});
