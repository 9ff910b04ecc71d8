import { setImmediate } from 'node:timers/promises';

export interface TurnsOptions {
  /** Milliseconds after which the work is to end, whatever is left. */
  readonly budget: number;
  readonly signal?: AbortSignal | undefined;
}

/** Keeps long work from holding its thread, and ends it when its time is over. */
export interface Turns {
  /**
   * To be asked before each piece of work of a few milliseconds: lets others have their turn if the thread has been held
   * for a while. False when the time is over, or nobody wants the answer any more.
   */
  goesOn(): Promise<boolean>;
}

/** Milliseconds that a thread is held before others get their turn. */
const HELD = 15;

export function createTurns({ budget, signal }: TurnsOptions): Turns {
  const start = performance.now();
  let breathedAt = start;
  return {
    async goesOn() {
      if (performance.now() - breathedAt >= HELD) {
        await setImmediate();
        breathedAt = performance.now();
      }
      return signal?.aborted !== true && performance.now() - start < budget;
    },
  };
}
