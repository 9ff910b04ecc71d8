/*
 * Kills the gateway at random moments while all four vendors keep producing, and then lays what they offered beside what
 * the journal holds. The vendors are simulated in this process and know nothing of the kills.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startFollowing, type Following } from '../../src/following.ts';
import { recorded } from '../following/recorded.ts';
import { comparedKinds, offered, startSims, type Follows, type Sims } from '../following/sims.ts';

export interface CrashOptions {
  readonly rounds: number;
  /** `program`: the real one. `wrong`: one that commits each bookmark before its records. */
  readonly child: 'program' | 'wrong';
  readonly sources: readonly Follows[];
  tell?(line: string): void;
}

export interface CrashResult {
  /** Children that were killed while they followed, and before. */
  readonly killedFollowing: number;
  readonly killedStarting: number;
  /** How many records were compared. */
  readonly compared: number;
  /** Everything that is not as it must be; empty when all is well. */
  readonly faults: readonly string[];
}

const children = {
  program: fileURLToPath(new URL('../../src/main.ts', import.meta.url)),
  wrong: fileURLToPath(new URL('./wrong-child.ts', import.meta.url)),
};

/** Milliseconds: how often every vendor gets something new, and how long a child lives at most once it follows. */
const PRODUCE_EVERY = 15;
const LONGEST_LIFE = { program: 500, wrong: 3_000 };

function produce(sims: Sims): NodeJS.Timeout {
  const flagged = { alarmID: 58_001 };
  const events: string[] = [];
  let turn = 0;
  return setInterval(() => {
    turn += 1;
    events.push(sims.argus.addEvent(turn % 3 === 0 ? flagged : {}).id);
    const again = events[Math.floor(Math.random() * events.length)];
    if (turn % 5 === 0 && again !== undefined) sims.argus.updateEvent(again, { count: turn });
    sims.alpha.addAlert();
    sims.kata.addEvent();
    sims.gta.generate({ events: 1, records: 1, assets: 1, detections: 1, alerts: turn % 4 === 0 ? 1 : 0 });
  }, PRODUCE_EVERY);
}

/** Runs a child and kills it; whether it was following by then. */
async function killOne(child: ChildProcess, impatient: boolean, longestLife: number): Promise<boolean> {
  const exited = once(child, 'exit');
  let ready = false;
  const started = new Promise<void>((resolve) => {
    child.stdout?.once('data', () => {
      ready = true;
      resolve();
    });
  });
  if (impatient) await sleep(Math.random() * 1_000);
  else {
    await Promise.race([started, exited]);
    await sleep(Math.random() * longestLife);
  }
  child.kill('SIGKILL');
  const [code, signal] = await exited;
  if (signal !== 'SIGKILL') throw new Error(`the child ended by itself with ${String(code ?? signal)}`);
  return ready;
}

/** Follows until every feed has caught up with a moment after which nothing was produced. */
async function finish(following: Following, sources: readonly Follows[]): Promise<void> {
  const stopped = Date.now();
  const past = (source: string): boolean => {
    const feeds = following.feedsOf(source);
    return feeds.length > 0 && feeds.every(({ lagMs = Infinity }) => Date.now() - lagMs > stopped + 2_000);
  };
  while (!sources.every(past)) await sleep(50);
}

function integrityOf(path: string): string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = database.prepare('PRAGMA integrity_check').all();
    const foreign = database.prepare('PRAGMA foreign_key_check').all();
    const text = rows.map((row) => String(Object.values(row)[0]));
    return [...text.filter((line) => line !== 'ok'), ...foreign.map((row) => JSON.stringify(row))];
  } finally {
    database.close();
  }
}

/** Throws when a child ends by itself. */
export async function crash({ rounds, child, sources, tell }: CrashOptions): Promise<CrashResult> {
  const folder = mkdtempSync(join(tmpdir(), 'crosswatch-crash-'));
  await using resources = new AsyncDisposableStack();
  resources.defer(() => rmSync(folder, { recursive: true, force: true }));
  const sims = resources.use(await startSims({ story: true }));
  const journal = join(folder, 'journal.db');
  const file = join(folder, 'crosswatch.yaml');
  writeFileSync(file, sims.yaml(journal), { mode: 0o600 });
  // What was ever offered: records may be gone from a vendor by the end, and still be in the journal.
  const ever = new Map(sources.map((source) => [source, new Set<string>()]));
  const note = (): void => {
    for (const [source, keys] of ever) for (const key of offered(sims, source)) keys.add(key);
  };
  note();
  const producing = produce(sims);
  resources.defer(() => clearInterval(producing));

  const longestLife = LONGEST_LIFE[child];
  let killedFollowing = 0;
  for (let round = 0; round < rounds; round += 1) {
    const args = ['--config', file, '--port', '0'];
    const running = spawn(process.execPath, [children[child], ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    if (await killOne(running, round % 5 === 4, longestLife)) killedFollowing += 1;
    if (round % 20 === 19) tell?.(`${round + 1} of ${rounds} kills`);
  }
  clearInterval(producing);
  // The story would go on between the last read and the comparison.
  sims.clock.set(sims.clock.now(), true);

  const following = await startFollowing({
    config: sims.config(journal),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  const faults: string[] = [];
  let compared = 0;
  try {
    await finish(following, sources);
    note();
    const stored = recorded(following.reader);
    for (const source of sources) {
      const { present, faults: own } = stored.get(source) ?? { present: new Set<string>(), faults: [] };
      const known = ever.get(source) ?? new Set<string>();
      const wanted = offered(sims, source);
      compared += wanted.size;
      faults.push(...own.map((fault) => `${source}: ${fault}`));
      for (const key of wanted) if (!present.has(key)) faults.push(`${source}: missing ${key}`);
      for (const key of present) {
        const kind = key.split(' ')[0] ?? '';
        if (comparedKinds[source].includes(kind) && !known.has(key)) faults.push(`${source}: strange ${key}`);
      }
      for (const gap of following.reader.gaps(source)) faults.push(`${source}: gap ${gap.reason}`);
    }
    for (const { source, feed, quarantined } of following.reader.feedStates())
      if (quarantined > 0) faults.push(`${source}: ${quarantined} of ${feed} in quarantine`);
  } finally {
    await following.close();
  }
  faults.push(...integrityOf(journal).map((fault) => `integrity: ${fault}`));
  return { killedFollowing, killedStarting: rounds - killedFollowing, compared, faults };
}
