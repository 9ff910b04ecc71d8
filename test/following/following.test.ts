import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { JournalError } from '../../src/journal/errors.ts';
import { createSimClock } from '../../src/simulators/clock.ts';
import { folder } from '../journal/support.ts';
import { differences, follow, followed, none } from './rig.ts';
import { idOf, offered, startSims } from './sims.ts';

const caughtUp = (feeds: readonly { readonly state: string; readonly lagMs?: number }[]): boolean =>
  feeds.length > 0 && feeds.every(({ state, lagMs }) => state === 'OK' && lagMs !== undefined);

test('everything that the four vendors have arrives exactly once', async () => {
  const clock = createSimClock();
  // Standing still, so that nothing is offered and nothing grows too old in between.
  clock.set(clock.now(), true);
  await using sims = await startSims({ story: true, clock });
  await using running = await follow(sims);
  const { following } = running;
  await running.until(() => followed.every((source) => caughtUp(following.feedsOf(source))));
  for (const source of followed) {
    expect(offered(sims, source).size).toBeGreaterThan(300);
    expect({ source, ...differences(sims, following, source) }).toEqual({ source, ...none });
  }
});

test('what comes later is told of with its commit, and can be read by then', async () => {
  await using sims = await startSims();
  await using running = await follow(sims);
  const { following } = running;
  const told: number[] = [];
  let behind = 0;
  following.onCommit((sequence) => {
    told.push(sequence);
    if (following.reader.lastSequence() < sequence) behind += 1;
  });
  await running.until(() => followed.every((source) => caughtUp(following.feedsOf(source))));
  expect(told).toEqual([]);
  const { id } = sims.alpha.addAlert();
  const kataId = idOf(sims.kata.addEvent());
  const [event = ''] = sims.gta.generate({ events: 1 }).events;
  await running.until(
    () =>
      following.reader.byIds('ALERT', 'alpha', [id]).size === 1 &&
      following.reader.byIds('EVENT', 'kata', [kataId]).size === 1 &&
      following.reader.byIds('EVENT', 'gta', [event]).size === 1,
  );
  await running.until(() => told.at(-1) === following.reader.lastSequence());
  expect(behind).toBe(0);
  expect(told).toEqual([...new Set(told)].sort((a, b) => a - b));
  for (const source of followed) expect(differences(sims, following, source)).toEqual(none);
});

test('a listener that has left is told nothing more', async () => {
  await using sims = await startSims();
  await using running = await follow(sims);
  const { following } = running;
  const told: string[] = [];
  const leave = following.onCommit(() => void told.push('left'));
  following.onCommit(() => void told.push('stays'));
  leave();
  sims.alpha.addAlert();
  await running.until(() => told.length > 0);
  expect(told).not.toContain('left');
});

test('a source that cannot be followed says why, and the others go on', async () => {
  await using sims = await startSims();
  sims.gta.fault({ kind: 'status', status: 503 });
  await using running = await follow(sims);
  const { following } = running;
  await running.until(() => following.feedsOf('gta').some(({ state }) => state === 'UNAVAILABLE'));
  const [feed] = following.feedsOf('gta');
  expect(feed?.failure?.error).toMatchObject({ source: 'gta', kind: 'unavailable' });
  expect(feed?.lastSuccessAt).toBeUndefined();
  sims.alpha.addAlert();
  await running.until(() => following.reader.lastSequence() > 0);
  sims.gta.heal();
  sims.gta.generate({ events: 3 });
  await running.until(() => caughtUp(following.feedsOf('gta')));
  expect(differences(sims, following, 'gta')).toEqual(none);
  expect(following.feedsOf('nobody')).toEqual([]);
});

test('a second process, or a second time, on the same file is refused', async () => {
  using place = folder();
  const path = join(place.path, 'journal.db');
  await using sims = await startSims();
  await using first = await follow(sims, path);
  await expect(follow(sims, path)).rejects.toEqual(new JournalError('locked', path));
  await first.following.close();
  await using again = await follow(sims, path);
  expect(again.following.reader.lastSequence()).toBe(0);
});

test('closing ends a read that waits, and takes a journal with it that was only for the time', async () => {
  using place = folder();
  vi.stubEnv('TMPDIR', place.path);
  onTestFinished(() => void vi.unstubAllEnvs());
  await using sims = await startSims();
  sims.kata.switches.windowScale = 600;
  const running = await follow(sims);
  const { following } = running;
  await running.until(() => sims.kata.waiting > 0 && caughtUp(following.feedsOf('gta')));
  expect(readdirSync(place.path)).toHaveLength(1);
  await following.close();
  await following.close();
  expect(readdirSync(place.path)).toEqual([]);
});

test('what goes wrong is logged by name and kind, without an address or a word of the vendor', async () => {
  await using sims = await startSims();
  const secret = 'S3CRET-BODY';
  sims.alpha.fault({ kind: 'status', status: 500, body: secret });
  sims.gta.fault({ kind: 'reset' });
  sims.kata.fault({ kind: 'html', body: `<p>${secret}</p>` });
  await using running = await follow(sims);
  const { following, logged } = running;
  const failing = (source: string) => following.feedsOf(source).every(({ failure }) => failure !== undefined);
  await running.until(() => ['alpha', 'gta', 'kata'].every(failing));
  const kinds = ['alpha', 'gta', 'kata'].map((source) =>
    following.feedsOf(source).map(({ state, failure }) => `${state} ${failure?.error.kind}`),
  );
  expect(kinds.map((some) => new Set(some))).toEqual([
    new Set(['UNAVAILABLE unavailable']),
    new Set(['UNAVAILABLE unavailable']),
    new Set(['DEGRADED invalid-response']),
  ]);
  const text = JSON.stringify([logged, ['alpha', 'gta', 'kata'].map((name) => following.feedsOf(name))]);
  expect(text).toContain('a feed cannot be followed');
  for (const hidden of [secret, '127.0.0.1', String(sims.gta.port), sims.alpha.apiKey, sims.gta.clientSecret])
    expect(text).not.toContain(hidden);
});
