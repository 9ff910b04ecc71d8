/** The long poll: an answer holds what came up to the end of its collection window (contract sheet kata, section 5). */
import type { Socket } from 'node:net';
import type { Filter } from './filter.ts';
import type { Store } from './store.ts';
import type { KataSwitches } from './switches.ts';
import type { KataArrival } from './types.ts';

interface Wanted {
  /** The sequence number to begin with. */
  readonly from: number;
  readonly filter: Filter | undefined;
  readonly maxEvents: number;
  /** Seconds, before they are scaled. 0: takes what is there. */
  readonly window: number;
  /** Closes when the caller gives up; the request is forgotten then. */
  readonly socket: Socket;
}

interface Collected {
  readonly events: readonly KataArrival[];
  /** The sequence number to go on with. */
  readonly next: number;
}

export interface Windows {
  /** How many requests are waiting right now. */
  readonly waiting: number;
  /** Rejects when the caller goes away. */
  collect(wanted: Wanted): Promise<Collected>;
  /** Answers every waiting request at once with what it has, as if its window had ended. */
  end(): void;
}

/** How often a waiting request looks at the clock, which a test may have moved. */
const TICK_MS = 50;

export function createWindows(store: Store, switches: KataSwitches): Windows {
  const waiting = new Set<() => void>();

  /** Takes what is there now; `look` goes on from where it stood. */
  function createBasket({ from, filter, maxEvents }: Wanted) {
    const events: KataArrival[] = [];
    let next = from;
    return {
      events,
      next: () => next,
      look(): void {
        store.refresh();
        next = Math.max(next, store.oldest());
        for (; events.length < maxEvents && next < store.next(); next++) {
          const arrival = store.at(next);
          if (arrival !== undefined && filter?.passes(arrival.event) !== false) events.push(arrival);
        }
      },
    };
  }

  return {
    get waiting() {
      return waiting.size;
    },
    end() {
      for (const finish of waiting) finish();
    },
    collect(wanted) {
      const basket = createBasket(wanted);
      const done = (): boolean =>
        (switches.earlyReturn === 'full' && basket.events.length >= wanted.maxEvents) ||
        (switches.earlyReturn === 'first' && basket.events.length > 0);
      const ms = wanted.window * switches.windowScale * 1_000;
      basket.look();
      if (ms <= 0 || done()) return Promise.resolve({ events: basket.events, next: basket.next() });

      return new Promise((resolve, reject) => {
        const look = (): void => {
          basket.look();
          if (done()) finish();
        };
        const release = (): void => {
          clearInterval(ticker);
          clearTimeout(deadline);
          unwatch();
          wanted.socket.off('close', gone);
          waiting.delete(finish);
        };
        const finish = (): void => {
          release();
          basket.look();
          resolve({ events: basket.events, next: basket.next() });
        };
        const gone = (): void => {
          release();
          reject(new Error('the caller went away'));
        };
        const ticker = setInterval(look, TICK_MS);
        const deadline = setTimeout(finish, ms);
        const unwatch = store.watch(look);
        wanted.socket.once('close', gone);
        waiting.add(finish);
      });
    },
  };
}
