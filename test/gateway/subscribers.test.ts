/** Subscribers that do not read harm neither the process nor those that do. */
import { expect, onTestFinished, test } from 'vitest';
import { startRig, type Rig } from '../support/rig.ts';
import { subscribe } from '../support/sse.ts';
import { megabytesUsed, stall } from '../support/stalled.ts';

interface Told {
  readonly data?: { readonly changes: { readonly node?: { readonly nativeId: string } | null } };
}

const whole = 'subscription { changes { ... on ChangeEdge { cursor node { nativeId raw } } } }';

const start = (): Promise<Rig> =>
  startRig({ argus: false, gta: false, alpha: { switches: { alertIds: 'full' } }, follow: true });

/** An event of some 20 KB. */
const heavy = { event: { query: `${'a'.repeat(20_000)}.example` } };

async function stalled(url: string, count: number) {
  const sockets = await Promise.all(Array.from({ length: count }, () => stall(url, whole)));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  return sockets;
}

test('ten that read nothing cost next to nothing, and the healthy one is told of everything', async () => {
  await using rig = await start();
  const { url } = await rig.listen();
  await using healthy = await subscribe<Told>(url, whole);
  await stalled(url, 10);
  const seen: string[] = [];
  const round = async (alerts: number): Promise<void> => {
    for (let i = 0; i < alerts; i += 1) rig.alpha.addAlert(heavy);
    while (seen.length < 3 * rig.alpha.alerts.length) {
      const told = await healthy.next();
      seen.push(told?.data?.changes.node?.nativeId ?? '');
    }
  };
  // By now every socket of theirs is full.
  await round(150);
  const before = megabytesUsed();
  await round(300);
  const grown = megabytesUsed() - before;
  expect(seen).toHaveLength(1_350);
  expect(new Set(seen).size).toBe(900);
  // What they were not sent is 10 times 900 records of 20 KB, 180 MB; the simulator's own 300 alerts are among what is used.
  expect(grown).toBeLessThan(60);
  expect((await rig.ask('{ sources { name } }')).errors).toEqual([]);
}, 60_000);
