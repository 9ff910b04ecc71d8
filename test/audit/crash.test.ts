import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openAudit } from '../../src/audit/audit.ts';
import { place } from './support.ts';

const child = fileURLToPath(new URL('./crash-child.ts', import.meta.url));
const ROUNDS = 10;

/** Kills the child after it has said a random number of things. What it said, the latest by id. */
async function runAndKill(journal: string, round: number): Promise<Map<string, string>> {
  const running = spawn(process.execPath, [child, journal, `${round}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(running, 'exit');
  const said = new Map<string, string>();
  const last = 1 + Math.floor(Math.random() * 30);
  let lines = 0;
  for await (const line of createInterface({ input: running.stdout })) {
    const [outcome = '', id = ''] = line.split(' ');
    said.set(id, outcome);
    lines += 1;
    if (lines === last) running.kill('SIGKILL');
  }
  const [, signal] = await exited;
  expect(signal).toBe('SIGKILL');
  return said;
}

test(`${ROUNDS} kills lose no fact that was acknowledged, and break no chain`, async () => {
  using at = place();
  const said = new Map<string, string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [id, outcome] of await runAndKill(at.journal, round)) said.set(id, outcome);
    const audit = openAudit({ journal: at.journal });
    try {
      expect(await audit.verifyChain()).toMatchObject({ intact: true });
      const found = new Map<string, string>();
      for (let after: string | undefined; ;) {
        const { edges, hasNextPage } = audit.entries(1_000, after);
        for (const { node } of edges) found.set(node.ids[0] ?? '', node.outcome);
        if (!hasNextPage) break;
        after = edges.at(-1)?.cursor;
      }
      // What was on the disk but not yet said may be there too.
      const lost = [...said].filter(([id, outcome]) => found.get(id) !== outcome && found.get(id) !== 'DONE');
      expect({ round, lost }).toEqual({ round, lost: [] });
    } finally {
      audit.close();
    }
  }
}, 120_000);
