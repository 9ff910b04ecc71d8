/** What is read again beside the feeds comes into the journal through the thread that follows. */
import { expect, test } from 'vitest';
import { FollowingError } from '../../src/following/error.ts';
import type { Alert, Case } from '../../src/model/records.ts';
import { follow, type Running } from './rig.ts';
import { startSims, type Sims } from './sims.ts';

const alert = (nativeId: string, sims: Sims): Alert => ({
  recordKind: 'ALERT',
  source: 'gta',
  vendor: 'cisco-gta',
  nativeId,
  time: sims.clock.now(),
  observables: [],
  attacks: [],
  labels: [],
  raw: {},
});

const caughtUp = ({ following }: Running) =>
  following.feedsOf('gta').every(({ state, lagMs }) => state === 'OK' && lagMs !== undefined);

test('a reading is in the journal when it settles, and is told of as any commit', async () => {
  await using sims = await startSims();
  await using running = await follow(sims);
  const { following } = running;
  await running.until(() => caughtUp(running));
  const told: number[] = [];
  following.onCommit((sequence) => void told.push(sequence));
  const since = following.reader.lastSequence();
  // Made on demand, as vendors make what is dear: that is no field of the copy that goes to the thread.
  const lazy: Alert = Object.setPrototypeOf(
    { ...alert('lazy', sims), title: undefined },
    {
      get note() {
        return 'made on demand';
      },
    },
  );
  await following.absorb('gta', { records: [alert('a', sims), lazy], removed: [] }, since);
  const found = following.reader.byIds('ALERT', 'gta', ['a', 'lazy']);
  expect(found.size).toBe(2);
  expect(found.get('lazy')?.note).toBe('made on demand');
  await running.until(() => told.length > 0);
  expect(told).toEqual([following.reader.lastSequence()]);
});

test('of a source or a kind that is not followed nothing is stored', async () => {
  await using sims = await startSims();
  await using running = await follow(sims);
  const { following } = running;
  await running.until(() => caughtUp(running));
  const stranger = { ...alert('a', sims), source: 'nobody' };
  await following.absorb('nobody', { records: [stranger], removed: [] }, 0);
  const kase: Case = {
    ...alert('c', sims),
    recordKind: 'CASE',
    severity: 'LOW',
    subject: 'A case',
    status: 'WORKING_SOC',
    priority: 'LOW',
  };
  await following.absorb('gta', { records: [kase], removed: [] }, following.reader.lastSequence());
  expect(following.reader.byIds('CASE', 'gta', ['c']).size).toBe(0);
  expect(following.reader.byIds('ALERT', 'nobody', ['a']).size).toBe(0);
});

test('whoever hands something over is told what became of it, however it ends', async () => {
  await using sims = await startSims();
  await using running = await follow(sims, ':memory:', {
    program: new URL('./absorbing-worker.ts', import.meta.url),
  });
  const { following } = running;
  await running.until(() => caughtUp(running));
  const absorb = (nativeId: string) =>
    following.absorb(
      'gta',
      { records: [alert(nativeId, sims)], removed: [] },
      following.reader.lastSequence(),
    );
  await expect(absorb('too much')).rejects.toMatchObject({ name: 'JournalError', kind: 'full' });
  await expect(absorb('a mistake')).rejects.toBeInstanceOf(FollowingError);
  await absorb('good');
  expect(following.reader.byIds('ALERT', 'gta', ['good', 'too much', 'a mistake']).size).toBe(1);
  const dead = absorb('death');
  await expect(dead).rejects.toBeInstanceOf(FollowingError);
  await expect(absorb('good')).rejects.toBeInstanceOf(FollowingError);
  await running.until(() => caughtUp(running));
  await absorb('again');
  expect(following.reader.byIds('ALERT', 'gta', ['again']).size).toBe(1);
  const since = following.reader.lastSequence();
  await following.close();
  const late = following.absorb('gta', { records: [alert('late', sims)], removed: [] }, since);
  await expect(late).rejects.toBeInstanceOf(FollowingError);
});
