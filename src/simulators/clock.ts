/** Time as a simulator sees it: real time plus an offset that a test may move, so that tokens expire and data ages at will. */
export interface SimClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Moves the clock by `ms` (negative: back). Timers do not fire early: simulators compute everything from `now()`. */
  advance(ms: number): void;
  /** Puts the clock at `at` (milliseconds since the epoch) and, with `frozen`, keeps it there until the next call. */
  set(at: number, frozen?: boolean): void;
}

export function createSimClock(start?: number): SimClock {
  let offset = start === undefined ? 0 : start - Date.now();
  let frozenAt: number | undefined;
  return {
    now: () => frozenAt ?? Date.now() + offset,
    advance(ms) {
      if (frozenAt === undefined) offset += ms;
      else frozenAt += ms;
    },
    set(at, frozen = false) {
      offset = at - Date.now();
      frozenAt = frozen ? at : undefined;
    },
  };
}
