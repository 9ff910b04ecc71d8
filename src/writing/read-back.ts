/** Asks the source itself what became of a request whose answer was lost, while the client still waits. */
import type { Settled } from '../model/writes.ts';
import type { Desk } from './types.ts';

/** Milliseconds before each look. What is not there at the first may come yet: only the last one believes that. */
const looks = [100, 400, 1_000, 2_000] as const;

/** Never rejects. */
export async function readBack(
  { sleep }: Pick<Desk, 'sleep'>,
  signal: AbortSignal,
  settle: () => Promise<Settled>,
): Promise<Settled> {
  let seen: Settled = 'unknown';
  for (const pause of looks) {
    try {
      await sleep(pause, signal);
    } catch {
      // The client's time is up before the last look: whoever looks later will know.
      return 'unknown';
    }
    try {
      seen = await settle();
    } catch {
      // A source that loses an answer may well lose the next one.
      seen = 'unknown';
    }
    if (seen === 'done') return seen;
  }
  return seen;
}
