import { execFile } from 'node:child_process';
import { getPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';

const program = fileURLToPath(new URL('./behind.ts', import.meta.url));

test('the thread that follows goes behind alone, and not with those that work for all', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [program]);
  const priorities = z.array(z.number()).parse(JSON.parse(stdout));
  const usual = getPriority();
  const others = priorities.filter((priority) => priority !== usual);
  expect(others).toEqual(process.platform === 'linux' ? [Math.min(19, usual + 10)] : []);
  expect(priorities.length).toBeGreaterThan(others.length);
});
