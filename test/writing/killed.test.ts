import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { place } from '../audit/support.ts';
import { bench, known, order, sourcesAt, until } from './support.ts';
import { startVendor, type Behaviour, type Vendor } from './vendor.ts';

const ROUNDS = 12;
const child = fileURLToPath(new URL('./killed-child.ts', import.meta.url));

/** Where the kill strikes: before the change is made, after it, or while it is still to come. */
const last: readonly Behaviour[] = [
  { commit: 'never', answer: 'hold' },
  { commit: 'first', answer: 'hold' },
  { commit: 5_000, answer: 'hold' },
  { commit: 'first', answer: 'ok' },
];

/** Lets the child make changes, and kills it when a random one of them arrives. */
async function runAndKill(vendor: Vendor, journal: string, round: number): Promise<void> {
  const running = spawn(process.execPath, [child, journal, vendor.origin, `${round}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(running, 'exit');
  let left = 1 + Math.floor(Math.random() * 20);
  const arrived = (): void => {
    left -= 1;
    if (left > 0) return;
    running.kill('SIGKILL');
    // What else comes before the signal does.
    vendor.usually = last[(round + 1) % last.length] ?? vendor.usually;
  };
  vendor.now = Date.now;
  // The one at which it is killed is dealt with after `arrived`, and some before it are lost, too.
  vendor.usually = { commit: 'first', answer: round % 3 === 0 ? 'cut' : 'ok', arrived };
  const killer = `${round}-${left}`;
  vendor.behave(killer, { ...(last[round % last.length] ?? vendor.usually), arrived });
  const [, signal] = await exited;
  expect(signal).toBe('SIGKILL');
}

test(`after each of ${ROUNDS} kills every request is on record, open ones are UNKNOWN, and all end as they were`, async () => {
  using at = place();
  await using vendor = await startVendor();
  for (let round = 0; round < ROUNDS; round += 1) {
    await runAndKill(vendor, at.journal, round);
    await using desk = bench(at.journal);
    vendor.now = () => desk.time.now();
    const came = vendor.ids().filter((id) => id.startsWith(`${round}-`));
    expect(came.length).toBeGreaterThan(0);

    const found = new Map(desk.entries().map((entry) => [entry.ids[0] ?? '', entry.outcome]));
    const missing = came.filter((id) => !found.has(id));
    const wrong = came.filter((id) => found.get(id) === 'DONE' && vendor.applied(id) !== 1);
    expect({ round, missing, wrong }).toEqual({ round, missing: [], wrong: [] });
    const open = [...found].filter(([, outcome]) => outcome === 'PENDING').map(([id]) => id);

    desk.writing.recover(sourcesAt(vendor.origin));
    expect(open.map((id) => desk.outcomeOf(id))).toEqual(open.map(() => 'UNKNOWN'));
    await until(() => desk.entries().every(({ outcome }) => outcome === 'DONE' || outcome === 'FAILED'));

    vendor.flush();
    for (const { ids, outcome } of desk.entries()) {
      const [id = ''] = ids;
      expect({ id, outcome }).toEqual({ id, outcome: vendor.applied(id) === 1 ? 'DONE' : 'FAILED' });
      expect(vendor.requests(id)).toBeLessThanOrEqual(1);
    }
    // Their keys know, without a call.
    for (const id of open) {
      const before = vendor.requests(id);
      const use = () => desk.writing.run(order(vendor.origin, id, { idempotencyKey: id }));
      const told = await known(use).then(
        () => 'DONE',
        () => 'FAILED',
      );
      expect({ id, told, requests: vendor.requests(id) }).toEqual({
        id,
        told: desk.outcomeOf(id),
        requests: before,
      });
    }
    expect(await desk.writing.verify()).toMatchObject({ intact: true });
  }
}, 120_000);
