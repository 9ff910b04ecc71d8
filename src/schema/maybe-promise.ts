export type MaybePromise<T> = T | Promise<T>;

/**
 * Goes on with a value now if it is at hand, later if it is promised. A page of 1000 events has thousands of values that
 * are at hand; a promise for each would cost more than all the rest.
 */
export function chain<T, R>(value: MaybePromise<T>, next: (value: T) => MaybePromise<R>): MaybePromise<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** All of them: a promise only when one of them is. */
export function all<T>(values: readonly MaybePromise<T>[]): MaybePromise<readonly T[]> {
  return values.every((value): value is T => !(value instanceof Promise)) ? values : Promise.all(values);
}
