import { inspect } from 'node:util';
import { SourceError } from '../../src/model/errors.ts';
import type { RequestScope, UpstreamRequest } from '../../src/http/types.ts';

export interface CountingScope extends RequestScope {
  readonly count: number;
}

/** A caller, and how many requests went out on its account. */
export function createScope(signal: AbortSignal = AbortSignal.timeout(20_000)): CountingScope {
  let count = 0;
  return {
    signal,
    sent() {
      count += 1;
    },
    get count() {
      return count;
    },
  };
}

export function get(path: string, more: Partial<UpstreamRequest> = {}): UpstreamRequest {
  return { method: 'GET', path, read: true, ...more };
}

export function post(path: string, json: unknown, more: Partial<UpstreamRequest> = {}): UpstreamRequest {
  return { method: 'POST', path, json, read: false, ...more };
}

/** The SourceError a promise ends in; anything else fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<SourceError> {
  const outcome: unknown = await promise.then(
    (value) => new Error(`succeeded with ${inspect(value)}`),
    (error: unknown) => error,
  );
  if (outcome instanceof SourceError) return outcome;
  throw new Error('expected a SourceError', { cause: outcome });
}

/** Resolves once `condition` holds; for what happens in the server's own time. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
