/** Several lanes as one list. */
import type { Lane } from './lane.ts';
import type { Placed } from './rows.ts';

export interface MergeOptions<T> {
  readonly lanes: readonly Lane<T>[];
  readonly compare: (a: Placed<T>, b: Placed<T>) => number;
  /** Whether another read may be made. */
  readonly mayRead: () => boolean;
  /** Reads on in these lanes, whose next row is not known. */
  readonly readOn: (lanes: readonly Lane<T>[]) => Promise<void>;
}

/** Gives the next row with each call; undefined at the end of all lanes, null when no more may be read. */
export function createMerge<T>({
  lanes,
  compare,
  mayRead,
  readOn,
}: MergeOptions<T>): () => Promise<Placed<T> | undefined | null> {
  function take(): Placed<T> | undefined {
    let first: Lane<T> | undefined;
    for (const lane of lanes) {
      const [head] = lane.queue;
      const [best] = first?.queue ?? [];
      if (head !== undefined && (best === undefined || compare(head, best) < 0)) first = lane;
    }
    return first?.queue.shift();
  }

  return async () => {
    for (;;) {
      const waiting = lanes.filter((lane) => lane.queue.length === 0 && !lane.done);
      if (waiting.length === 0) return take();
      if (!mayRead()) return null;
      await readOn(waiting);
    }
  };
}
