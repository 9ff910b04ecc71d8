/** A process whose second thread goes behind. It writes the priorities of its threads, where the system keeps any. */
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { isMainThread, Worker } from 'node:worker_threads';
import { goBehind } from '../../src/following/priority.ts';

/** The 19th field of `stat`; the second one is a name in parentheses, which may hold anything. */
const priorityOf = (thread: string): number => {
  const text = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
  return Number(text.slice(text.lastIndexOf(')')).split(' ')[17]);
};

if (isMainThread) await once(new Worker(new URL(import.meta.url)), 'exit');
else {
  await goBehind();
  // Something for the threads that work for all.
  await stat('.');
  const threads = process.platform === 'linux' ? readdirSync('/proc/self/task').map(priorityOf) : [];
  process.stdout.write(JSON.stringify([getPriority(process.pid), ...threads]));
}
