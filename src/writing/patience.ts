/** How long one waits for a mutation, and how long the mutation itself may take. */

/** Milliseconds for which requests that were sent are followed after nobody waits for them any more. */
export const LINGER = 45_000;

export interface Patience {
  /**
   * Ends at the operation's deadline. A client that goes away does not end it: what was begun is brought to its end, as far
   * as LINGER allows, for that client may come back and ask with its key.
   */
  readonly answer: AbortSignal;
  /** For the work itself. Ends with `answer`, or later: when the requests that are under way then have ended. */
  readonly work: AbortSignal;
  /** Runs a request that `work` has to outlive. */
  during<T>(request: () => Promise<T>): Promise<T>;
  /** Says that no other request will be made. */
  done(): void;
}

const isDeadline = (signal: AbortSignal): boolean =>
  signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
const deadline = (): DOMException => new DOMException('The time is up.', 'TimeoutError');

export function createPatience(
  operation: AbortSignal,
  closing: AbortSignal,
  sleep: (ms: number, signal: AbortSignal) => Promise<unknown>,
): Patience {
  const answer = new AbortController();
  const work = new AbortController();
  const over = new AbortController();
  let requests = 0;
  let last = false;

  const later = (act: () => void): void => void sleep(LINGER, over.signal).then(act, () => undefined);
  const stop = (reason: unknown): void => {
    answer.abort(reason);
    work.abort(reason);
    over.abort();
  };
  const onClosing = (): void => stop(closing.reason);
  const onOperation = (): void => {
    if (!isDeadline(operation)) return later(() => stop(deadline()));
    answer.abort(operation.reason);
    if (requests === 0) stop(operation.reason);
    else later(() => stop(operation.reason));
  };
  closing.addEventListener('abort', onClosing, { once: true });
  operation.addEventListener('abort', onOperation, { once: true });
  if (closing.aborted) onClosing();
  else if (operation.aborted) stop(operation.reason);

  function settle(): void {
    if (requests > 0) return;
    if (answer.signal.aborted) stop(answer.signal.reason);
    if (!last) return;
    over.abort();
    closing.removeEventListener('abort', onClosing);
    operation.removeEventListener('abort', onOperation);
  }

  return {
    answer: answer.signal,
    work: work.signal,
    async during(request) {
      requests += 1;
      try {
        return await request();
      } finally {
        requests -= 1;
        settle();
      }
    },
    done() {
      last = true;
      settle();
    },
  };
}
