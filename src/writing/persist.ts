import type { Desk } from './types.ts';

const FIRST = 1_000;
const LONGEST = 60_000;

/**
 * Records what has happened already: at once, or, when the disk does not take it, again and again until it does or the
 * gateway closes. What is lost then is found out by the next process: the intent is on the disk.
 */
export function createPersist({
  sleep,
  closing,
  track,
  log,
}: Pick<Desk, 'sleep' | 'closing' | 'track' | 'log'>): Desk['persist'] {
  async function again(record: () => void): Promise<void> {
    for (let pause = FIRST; ; pause = Math.min(LONGEST, pause * 2)) {
      try {
        await sleep(pause, closing);
      } catch {
        return;
      }
      try {
        record();
        return;
      } catch (error) {
        log?.warn({ err: error }, 'what became of a write cannot be recorded yet');
      }
    }
  }
  return (record) => {
    try {
      record();
    } catch (error) {
      log?.error({ err: error }, 'what became of a write cannot be recorded now');
      track(again(record));
    }
  };
}
