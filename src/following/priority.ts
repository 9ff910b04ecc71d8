import { stat } from 'node:fs/promises';
import { getPriority, setPriority } from 'node:os';

/** Steps on the scale from -20 to 19 of which each is worth about a quarter of a thread's share. */
const STEPS = 10;
const LOWEST = 19;

/**
 * Has the calling thread go behind the others when there are not processors enough for all: whoever asks waits less, and
 * what is read comes in a little later. Only Linux keeps a priority for each thread; elsewhere it would be the whole
 * process's, and nothing is done. Neither is it where the system does not let us: it is a courtesy.
 */
export async function goBehind(): Promise<void> {
  if (process.platform !== 'linux') return;
  try {
    // The threads that do file and name look-ups for all begin with the first of these, and inherit its caller's priority.
    await stat('/');
    setPriority(0, Math.min(LOWEST, getPriority(0) + STEPS));
  } catch {
    // The thread does its work all the same.
  }
}
