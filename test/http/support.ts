import { inspect } from 'node:util';
import { onTestFinished } from 'vitest';
import { createHttpClient, type HttpClientOptions } from '../../src/http/client.ts';
import type { HttpClient, RequestScope, UpstreamRequest } from '../../src/http/types.ts';
import { SourceError } from '../../src/model/errors.ts';
import { json, startSimServer, type SimServer, type SimServerOptions } from '../../src/simulators/kit.ts';

export interface Rig {
  readonly server: SimServer;
  readonly client: HttpClient;
  /** The pauses before repeats, in milliseconds; none of them is waited for. */
  readonly pauses: number[];
  /** What the client reported: `ok`, or the kind of a failure. */
  readonly reports: string[];
}

/** A server on loopback and a client for it; both are closed when the test ends. */
export async function createRig(
  handle: SimServerOptions['handle'] = () => json(200, { ok: true }),
  options: Partial<HttpClientOptions> = {},
): Promise<Rig> {
  const server = await startSimServer({ handle });
  const pauses: number[] = [];
  const reports: string[] = [];
  const client = createHttpClient({
    source: 'argus',
    origin: server.url,
    random: () => 0.5,
    sleep: (ms) => {
      pauses.push(ms);
      return Promise.resolve();
    },
    onSuccess: () => void reports.push('ok'),
    onFailure: (error) => void reports.push(error.kind),
    ...options,
  });
  onTestFinished(async () => {
    await server.close();
    await client.close();
  });
  return { server, client, pauses, reports };
}

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

/** What AbortSignal.timeout gives as its reason, for deadlines that strike when the test says so. */
export function deadline(): DOMException {
  return new DOMException('The operation was aborted due to timeout', 'TimeoutError');
}

export function get(path: string, more: Partial<UpstreamRequest> = {}): UpstreamRequest {
  return { method: 'GET', path, read: true, ...more };
}

export function post(path: string, body: unknown, more: Partial<UpstreamRequest> = {}): UpstreamRequest {
  return { method: 'POST', path, json: body, read: false, ...more };
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
