import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openReader } from '../../src/journal/reader.ts';
import { openWriter } from '../../src/journal/writer.ts';
import { BATCH } from './crash-story.ts';
import { folder } from './support.ts';

const child = fileURLToPath(new URL('./crash-child.ts', import.meta.url));
const ROUNDS = 15;

/** Lets the child store batches and kills it at a random moment after a few; the last batch it said was stored. */
async function runAndKill(path: string, ...mode: string[]): Promise<number> {
  const running = spawn(process.execPath, [child, path, ...mode], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(running, 'exit');
  let acknowledged = 0;
  const patience = 1 + Math.floor(Math.random() * 8);
  for await (const line of createInterface({ input: running.stdout })) {
    const first = acknowledged === 0 ? Number(line) : undefined;
    acknowledged = Number(line);
    // Somewhere within a later batch: transactions take a few milliseconds.
    if (first !== undefined)
      setTimeout(() => running.kill('SIGKILL'), patience * 4 + Math.random() * 4).unref();
  }
  const [, signal] = await exited;
  expect(signal).toBe('SIGKILL');
  return acknowledged;
}

interface Findings {
  readonly bookmark: number;
  /** Batches that are there whole. */
  readonly batches: number;
  readonly changes: number;
  readonly twice: number;
}

function inspect(path: string): Findings {
  // The writer recovers what the killed one left, as a restart would.
  const writer = openWriter(path);
  const reader = openReader(path);
  try {
    const seen = new Set<string>();
    let told = 0;
    let after = 0;
    for (let page = reader.changes({ limit: 1_000 }); ; page = reader.changes({ limit: 1_000, after })) {
      for (const item of page.items) {
        if (item.type !== 'change' || item.record === null) throw new Error('a change without its record');
        told += 1;
        seen.add(`${item.operation} ${item.kind} ${item.nativeId}`);
        if (item.record.raw === null) throw new Error('a record without its raw record');
      }
      after = page.last;
      if (!page.more) break;
    }
    const batches = new Set([...seen].map((line) => line.split(' ')[2]?.split('-')[0]));
    return {
      bookmark: Number(writer.bookmark('alpha', 'alerts') ?? 0),
      batches: batches.size,
      changes: seen.size,
      twice: told - seen.size,
    };
  } finally {
    reader.close();
    writer.close();
  }
}

/** What must hold after any kill. */
function faults({ bookmark, batches, changes }: Findings, acknowledged: number): string[] {
  const found: string[] = [];
  if (bookmark < acknowledged) found.push('an acknowledged batch is missing');
  if (bookmark > batches) found.push('the bookmark is ahead of the records');
  if (bookmark < batches) found.push('the records are ahead of the bookmark');
  if (changes !== batches * BATCH) found.push('a batch is there in part');
  return found;
}

test(`${ROUNDS} kills at random moments lose nothing that was acknowledged and leave no half batch`, async () => {
  using place = folder();
  const path = join(place.path, 'journal.db');
  for (let round = 0; round < ROUNDS; round += 1) {
    const acknowledged = await runAndKill(path);
    const findings = inspect(path);
    expect({ round, faults: faults(findings, acknowledged) }).toEqual({ round, faults: [] });
    expect(findings.twice).toBe(0);
  }
}, 120_000);

test('the check notices a bookmark that is stored before its records', async () => {
  const found = new Set<string>();
  for (let round = 0; round < 40 && found.size === 0; round += 1) {
    using place = folder();
    const path = join(place.path, 'journal.db');
    const acknowledged = await runAndKill(path, '--bookmark-first');
    for (const fault of faults(inspect(path), acknowledged)) found.add(fault);
  }
  expect([...found]).toContain('the bookmark is ahead of the records');
}, 120_000);
