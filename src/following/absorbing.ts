/** Hands readings to the thread that follows, and waits until they are stored. */
import { JournalError } from '../journal/errors.ts';
import type { Reading } from '../model/feed.ts';
import { whole } from '../model/whole.ts';
import { FollowingError } from './error.ts';
import type { Absorbed, ToWorker } from './messages.ts';

export interface Absorbing {
  /** Settles once the thread has told what became of it. Rejects with JournalError, FollowingError. */
  send(post: (message: ToWorker) => void, source: string, reading: Reading, since: number): Promise<void>;
  settled(told: Absorbed): void;
  /** The thread is gone, with everything that it has not told of. */
  lost(): void;
}

export function createAbsorbing(path: string): Absorbing {
  const waiting = new Map<number, PromiseWithResolvers<void>>();
  let last = 0;
  return {
    send(post, source, { records, removed }, since) {
      const id = (last += 1);
      const stored = Promise.withResolvers<void>();
      waiting.set(id, stored);
      // Copies on the way hold nothing that a record makes on demand.
      post({ type: 'absorb', id, source, reading: { records: records.map(whole), removed }, since });
      return stored.promise;
    },
    settled({ id, failure }) {
      const stored = waiting.get(id);
      waiting.delete(id);
      if (failure === undefined) stored?.resolve();
      else stored?.reject(failure === 'other' ? new FollowingError() : new JournalError(failure, path));
    },
    lost() {
      for (const stored of waiting.values()) stored.reject(new FollowingError());
      waiting.clear();
    },
  };
}
