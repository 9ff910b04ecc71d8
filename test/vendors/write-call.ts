/** What a vendor's writes are given: requests made once, with lost answers read back at once, and all of it on a list. */
import { OutcomeUnknownError, SourceError } from '../../src/model/errors.ts';
import type { Call } from '../../src/model/source.ts';
import type { Write, WriteCall } from '../../src/model/writes.ts';

export interface Requested {
  readonly ids: readonly string[];
  readonly step: string;
  outcome: 'pending' | 'done' | 'failed' | 'unknown';
}

export interface Writing extends WriteCall {
  /** In the order in which they were made. */
  readonly requested: readonly Requested[];
}

const certainly = ({ undelivered, status }: SourceError): boolean =>
  undelivered || (status !== undefined && status >= 400 && status < 500);

/** `now`: milliseconds since the epoch, on the clock that `settle` compares with. */
export function newWriting<I extends object, R>(
  write: Write<I, R>,
  input: I,
  call: Call,
  now: () => number,
): Writing {
  const requested: Requested[] = [];

  async function outcomeOf(error: unknown, entry: Requested, since: number): Promise<Requested['outcome']> {
    if (!(error instanceof SourceError)) throw error;
    if (certainly(error)) return 'failed';
    const settled = await write.settle?.(input, entry.ids, since, call, entry.step);
    return settled === 'done' ? 'done' : settled === 'not-done' ? 'failed' : 'unknown';
  }

  return {
    ...call,
    requested,
    async once(ids, request, step = '') {
      const since = now();
      const entry: Requested = { ids, step, outcome: 'pending' };
      requested.push(entry);
      try {
        const answer = await request();
        entry.outcome = 'done';
        return answer;
      } catch (error) {
        entry.outcome = await outcomeOf(error, entry, since);
        if (entry.outcome === 'done') return undefined;
        throw entry.outcome === 'failed' ? error : new OutcomeUnknownError('somewhere');
      }
    },
  };
}
