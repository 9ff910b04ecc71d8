import type { Ref } from '../../model/records.ts';

/** A value that is made when it is first asked for, and once. */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/**
 * A reference that makes its record when it is followed. The record is not enumerable: an event leads to its alert and
 * that back to the event, and what copies or prints a record must not go round in circles.
 */
export function lazyRef<T>(nativeId: string, make: () => T): Ref<T> {
  const record = lazy(make);
  return Object.defineProperty({ nativeId }, 'record', { get: record });
}
