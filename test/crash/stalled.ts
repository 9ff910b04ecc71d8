/*
 * Subscribers that read nothing, for a minute under load: `node test/crash/stalled.ts [--stalled 50] [--seconds 60]`.
 * Exit code 0: memory stayed flat, and the healthy subscriber was told of everything.
 */
import { parseArgs } from 'node:util';
import { startRig } from '../support/rig.ts';
import { subscribe } from '../support/sse.ts';
import { megabytesUsed, stall } from '../support/stalled.ts';

interface Told {
  readonly data?: { readonly changes: { readonly node?: { readonly nativeId: string } | null } };
}

const { values } = parseArgs({
  options: {
    stalled: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '60' },
    /** Milliseconds after which a stalled one is cut off; by default never, so that all of them stay. */
    cut: { type: 'string', default: '3600000' },
  },
});
const seconds = Number(values.seconds);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const query = 'subscription { changes { ... on ChangeEdge { cursor node { nativeId raw } } } }';

// A vendor that forgets soon, so that what grows is ours.
await using rig = await startRig({
  argus: false,
  gta: false,
  alpha: { switches: { alertIds: 'full', retainedMs: 5_000 } },
  follow: true,
});
const { url } = await rig.listen({ stallTimeout: Number(values.cut) });
await using healthy = await subscribe<Told>(url, query);
const sockets = await Promise.all(Array.from({ length: Number(values.stalled) }, () => stall(url, query)));

let heard = { told: 0, bytes: 0 };
const reading = (async () => {
  try {
    for (;;) {
      const next = await healthy.next();
      if (next === undefined) return;
      heard = { told: heard.told + 1, bytes: heard.bytes + JSON.stringify(next).length };
    }
  } catch {
    // It was ended.
  }
})();

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const heavy = { event: { query: `${'a'.repeat(4_000)}.example` } };
const samples: number[] = [];
const begun = performance.now();
let made = 0;
let slowest = 0;
while (performance.now() - begun < seconds * 1_000) {
  for (let i = 0; i < 10; i += 1) rig.alpha.addAlert(heavy);
  made += 10;
  await wait(50);
  if (samples.length < Math.floor((performance.now() - begun) / (seconds * 50))) {
    const asked = performance.now();
    await rig.ask('{ sources { name state } }');
    slowest = Math.max(slowest, performance.now() - asked);
    rig.alpha.forget();
    samples.push(megabytesUsed());
  }
}
const complete = (): boolean => heard.told >= 3 * made || performance.now() - begun > seconds * 2_000;
while (!complete()) await wait(20);
healthy.leave();
await reading;
for (const socket of sockets) socket.destroy();

const early = Math.max(...samples.slice(2, 7));
const late = Math.max(...samples.slice(-5));
const rss = process.memoryUsage().rss / 1_048_576;
say(
  `${sockets.length} stalled for ${seconds} s: ${made} alerts, ${heard.told} of ${3 * made} changes told to the healthy one ` +
    `(${Math.round(heard.bytes / 1_048_576)} MB); ${early.toFixed(0)} MB in use early, ${late.toFixed(0)} MB late, ` +
    `${rss.toFixed(0)} MB resident; slowest answer ${slowest.toFixed(0)} ms`,
);
say(`  in use, MB: ${samples.map((sample) => sample.toFixed(0)).join(' ')}`);
process.exitCode = heard.told === 3 * made && late < early + 40 ? 0 : 1;
