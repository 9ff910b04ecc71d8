import { setTimeout as sleep } from 'node:timers/promises';
import type { FollowerLog } from '../journal/follower.ts';
import type { JournalWriter } from '../journal/writer.ts';

/** Milliseconds between two rounds, and between two steps of one: what comes in goes first. */
const ROUND_EVERY = 60_000;
const STEP_EVERY = 25;
/** Changes that one step takes away: some milliseconds. */
const STEP = 500;

export interface ForgettingOptions {
  readonly writer: JournalWriter;
  /** Milliseconds that a change is kept. */
  readonly age: number;
  /** Bytes that the file shall stay below: what is oldest goes, however young. */
  readonly maxBytes?: number | undefined;
  now(): number;
  readonly log: FollowerLog;
}

/** Takes away what is too old, in steps so small that no feed waits for them. */
export function createForgetting({ writer, age, maxBytes, now, log }: ForgettingOptions) {
  /** Whether there is more to take away. */
  function step(): boolean {
    try {
      return writer.retain(now(), { age, maxBytes, step: STEP }).more;
    } catch (error) {
      // It is tried again with the next round.
      log.warn({ err: error }, 'the journal could not forget what is too old');
      return false;
    }
  }
  return {
    async run(signal: AbortSignal): Promise<void> {
      const every = Math.min(ROUND_EVERY, Math.max(1_000, age / 10));
      while (!signal.aborted) {
        const pause = step() ? STEP_EVERY : every;
        await sleep(pause, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}
