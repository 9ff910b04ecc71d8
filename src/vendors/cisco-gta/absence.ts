/** How long an endpoint that proved absent is not asked for again: it may have been a proxy's mistake. */
const REMEMBERED_MS = 600_000;

/** Whether an endpoint is known to be absent. */
export interface Absence {
  known(): boolean;
  note(): void;
}

/** `now` gives milliseconds since the epoch. */
export function createAbsence(now: () => number): Absence {
  let until = Number.NEGATIVE_INFINITY;
  return {
    known: () => now() < until,
    note() {
      until = now() + REMEMBERED_MS;
    },
  };
}
