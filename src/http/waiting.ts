/**
 * Settles as `promise` does, or rejects with what `ended` makes as soon as `signal` ends the wait. The work behind the
 * promise is not stopped by it, and its late failure is no unhandled rejection.
 */
export function waitFor<T>(promise: Promise<T>, signal: AbortSignal, ended: () => unknown): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const leave = (): void => reject(ended());
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    promise.then(
      (value) => {
        signal.removeEventListener('abort', leave);
        resolve(value);
      },
      (error: unknown) => {
        signal.removeEventListener('abort', leave);
        reject(error);
      },
    );
  });
}
