import type { FromWorker, PlainFeed } from './messages.ts';

/** Milliseconds in which commits are told of once. */
const TOGETHER = 20;

export interface Telling {
  committed(sequence: number): void;
  /** How the feeds do is told if it differs from what was told last. */
  changed(): void;
  /** Tells what is still to be told. */
  end(): void;
}

/** Tells the other thread of commits and states: the first at once, what follows on its heels together. */
export function createTelling(
  tell: (message: FromWorker) => void,
  feeds: () => readonly PlainFeed[],
): Telling {
  let sequence: number | undefined;
  let told = '';
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    const current = feeds();
    const text = JSON.stringify(current);
    // States first: whoever is told of a commit finds the feed's last success as it is after it.
    if (text !== told) tell({ type: 'feeds', feeds: current });
    told = text;
    if (sequence !== undefined) tell({ type: 'commit', sequence });
    sequence = undefined;
  }

  function soon(): void {
    if (timer !== undefined) return;
    // The state after a batch is told by the follower right after the batch: both go in one.
    queueMicrotask(flush);
    timer = setTimeout(() => {
      timer = undefined;
      flush();
    }, TOGETHER);
  }

  return {
    committed(latest) {
      sequence = latest;
      soon();
    },
    changed: soon,
    end() {
      clearTimeout(timer);
      flush();
    },
  };
}
