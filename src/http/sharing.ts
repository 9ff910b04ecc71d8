import type { SourceError } from '../model/errors.ts';
import type { RequestScope } from './types.ts';
import { waitFor } from './waiting.ts';

/** Work that one or more callers wait for. Its signal ends when the last of them has left. */
export interface Flight extends RequestScope {
  /** What the flight is pausing after; a caller whose deadline falls into the pause learns this instead of a bare timeout. */
  pausedBy: SourceError | undefined;
  /** Whether any of it may have reached the source. Until then its failure is `undelivered`. */
  begun: boolean;
}

interface Shared<T> {
  readonly flight: Flight;
  readonly result: Promise<T>;
  readonly leave: () => void;
  waiting: number;
}

export interface Sharing<T> {
  /**
   * Joins the work in flight under `key`, or starts it. An undefined key shares with nobody. Each caller leaves when its
   * own signal ends, with the error of `left`; the others are not touched.
   */
  join(key: string | undefined, scope: RequestScope, run: (flight: Flight) => Promise<T>): Promise<T>;
  /** Lets nobody else join what is in flight now. */
  forget(): void;
}

/**
 * One piece of work for all who ask the same at the same time. A key is free again as soon as its work has settled or
 * its last caller has left, so neither an answer nor a failure outlives its flight.
 */
export function createSharing<T>(left: (scope: RequestScope, flight?: Flight) => SourceError): Sharing<T> {
  const flights = new Map<string, Shared<T>>();

  function start(
    key: string | undefined,
    scope: RequestScope,
    run: (flight: Flight) => Promise<T>,
  ): Shared<T> {
    const controller = new AbortController();
    const flight: Flight = {
      signal: controller.signal,
      sent: () => scope.sent(),
      pausedBy: undefined,
      begun: false,
    };
    const release = (): void => {
      if (key !== undefined && flights.get(key) === shared) flights.delete(key);
    };
    const shared: Shared<T> = {
      flight,
      result: run(flight),
      waiting: 0,
      leave() {
        shared.waiting -= 1;
        if (shared.waiting > 0) return;
        release();
        controller.abort();
      },
    };
    if (key !== undefined) flights.set(key, shared);
    shared.result.then(release, release);
    return shared;
  }

  return {
    join(key, scope, run) {
      if (scope.signal.aborted) return Promise.reject(left(scope));
      const shared = (key === undefined ? undefined : flights.get(key)) ?? start(key, scope, run);
      shared.waiting += 1;
      return waitFor(shared.result, scope.signal, () => {
        const error = left(scope, shared.flight);
        shared.leave();
        return error;
      });
    },
    forget: () => flights.clear(),
  };
}
