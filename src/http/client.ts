import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { bulkhead, isBulkheadRejectedError } from 'cockatiel';
import { SourceError } from '../model/errors.ts';
import { bareCause } from './causes.ts';
import { encodeRequest, sharingKey, type EncodedRequest } from './encode.ts';
import { createExchange, type ClientTls } from './exchange.ts';
import { cancelled, networkFailure, undelivered } from './failures.ts';
import { isRepeatable, retryDelay } from './retry.ts';
import { createSharing, type Flight } from './sharing.ts';
import type { Credentials, HttpClient, UpstreamAnswer, UpstreamRequest } from './types.ts';
import { waitFor } from './waiting.ts';

export interface HttpClientOptions {
  /** The source's name, for errors. */
  readonly source: string;
  /** Scheme, host, port and optionally a base path that goes before every request's path. */
  readonly origin: string;
  readonly credentials?: Credentials | undefined;
  /** Requests that may be under way at once, and connections held. Default 8. */
  readonly maxConcurrent?: number | undefined;
  /** Requests that may wait for their turn; beyond it they fail at once (kind unavailable). Default 1000. */
  readonly maxQueued?: number | undefined;
  /** An answer larger than this is an invalid response. Default 64 MiB. */
  readonly maxResponseBytes?: number | undefined;
  /** Milliseconds one request may take before a read is repeated. Default: as long as the scope's signal allows. */
  readonly attemptTimeout?: number | undefined;
  /**
   * Milliseconds the caller's signal usually allows (the source's `timeout`): a back-off that would end after it is not
   * begun, so that the caller learns the reason and when to return, and not a timeout. Default: unknown.
   */
  readonly timeout?: number | undefined;
  readonly tls?: ClientTls | undefined;
  /** Milliseconds since the epoch; dates of Retry-After are compared with it. */
  readonly now?: (() => number) | undefined;
  /** At least 0, less than 1. */
  readonly random?: (() => number) | undefined;
  /** Waits between repeats; rejects when the signal ends. */
  readonly sleep?: ((ms: number, signal: AbortSignal) => Promise<unknown>) | undefined;
  /** Told of every 2xx answer that could be read. */
  readonly onSuccess?: (() => void) | undefined;
  /** Told of a request's final failure that says something about the source: not of aborted, not-found and rejected. */
  readonly onFailure?: ((error: SourceError) => void) | undefined;
}

const silent: ReadonlySet<string> = new Set(['aborted', 'not-found', 'rejected']);

/**
 * HTTP with one source and one credential: capped connections, bounded answers, repeated and shared reads, errors as
 * fields. Throws TypeError for an origin that is no http(s) URL.
 *
 * Cockatiel keeps the queue; its retry policy is not used, for its pauses cannot be ended. There is no circuit breaker:
 * deadline, bulkhead and the cap on attempts bound what a dead source costs, and a circuit that is still open would keep
 * answering "down" for a source that has just come back.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { source, credentials, attemptTimeout, timeout = Number.POSITIVE_INFINITY } = options;
  const { maxConcurrent = 8, now = Date.now, random = Math.random } = options;
  const sleep = options.sleep ?? ((ms, signal) => delay(ms, undefined, { signal }));
  const base = new URL(options.origin);
  if (!/^https?:$/.test(base.protocol))
    throw new TypeError(`Source "${source}": the URL has to be http or https.`);
  const basePath = base.pathname.replace(/\/+$/, '');
  const slots = bulkhead(maxConcurrent, options.maxQueued ?? 1_000);
  const exchange = createExchange({
    source,
    origin: base.origin,
    connections: maxConcurrent,
    maxResponseBytes: options.maxResponseBytes ?? 64 * 1_024 * 1_024,
    tls: options.tls,
    now,
  });
  let closing: Promise<void> | undefined;

  function report(error: SourceError): SourceError {
    if (!silent.has(error.kind)) options.onFailure?.(error);
    return error;
  }

  const sharing = createSharing<UpstreamAnswer>((scope, flight) => {
    const ended = cancelled(source, scope.signal);
    const error = flight?.begun === true ? ended : undelivered(ended);
    return report(error.kind === 'timeout' ? (flight?.pausedBy ?? error) : error);
  });

  /** Waits for a slot and sends once. The wait ends with the signal even while undici is still connecting. */
  async function attempt(
    encoded: EncodedRequest,
    request: UpstreamRequest,
    headers: Readonly<Record<string, string>>,
    flight: Flight,
  ): Promise<UpstreamAnswer> {
    try {
      return await slots.execute(() => {
        const signal =
          attemptTimeout === undefined
            ? flight.signal
            : AbortSignal.any([flight.signal, AbortSignal.timeout(attemptTimeout)]);
        flight.sent();
        const answer = exchange.send(encoded, request, headers, signal, () => {
          flight.begun = true;
        });
        return waitFor(answer, signal, () => cancelled(source, signal));
      }, flight.signal);
    } catch (error) {
      if (isBulkheadRejectedError(error)) {
        throw new SourceError({ source, kind: 'unavailable', cause: bareCause('QUEUE_FULL') });
      }
      throw networkFailure(source, error);
    }
  }

  /** Sends, renews the credential once after a 401, and repeats a read while that is worth it. */
  async function persist(
    encoded: EncodedRequest,
    request: UpstreamRequest,
    flight: Flight,
  ): Promise<UpstreamAnswer> {
    const started = performance.now();
    let renewed = false;
    for (let repeats = 0; ;) {
      flight.pausedBy = undefined;
      // Outside the try: a token request has had its own repeats.
      const credential = (await credentials?.headers(flight)) ?? {};
      flight.signal.throwIfAborted();
      try {
        return await attempt(encoded, request, credential, flight);
      } catch (thrown) {
        const error = networkFailure(source, thrown);
        if (flight.signal.aborted) throw error;
        if (error.status === 401 && !renewed && credentials?.refused?.(credential) === true) {
          renewed = true;
          // A write is sent once, and this was refused before anybody looked at it.
          if (!request.read) flight.begun = false;
          continue;
        }
        const wait =
          request.read && isRepeatable(error, repeats)
            ? retryDelay({
                repeats,
                retryAt: error.retryAt,
                now: now(),
                remaining: timeout - (performance.now() - started),
                random: random(),
              })
            : undefined;
        if (wait === undefined) throw error;
        flight.pausedBy = error;
        await sleep(wait, flight.signal);
        repeats += 1;
      }
    }
  }

  async function perform(
    encoded: EncodedRequest,
    request: UpstreamRequest,
    flight: Flight,
  ): Promise<UpstreamAnswer> {
    try {
      const answer = await persist(encoded, request, flight);
      if (answer.status < 300) options.onSuccess?.();
      return answer;
    } catch (thrown) {
      // An abandoned flight has no reader, and its callers have reported for themselves.
      if (flight.signal.aborted) throw cancelled(source, flight.signal);
      const error = networkFailure(source, thrown);
      throw report(flight.begun ? error : undelivered(error));
    } finally {
      // A read that began before this write ended may not show it, so nobody joins such a read from here on.
      if (!request.read) sharing.forget();
    }
  }

  return {
    async request(request, scope) {
      if (closing !== undefined) {
        throw new SourceError({
          source,
          kind: 'unavailable',
          undelivered: true,
          cause: bareCause('CLOSED'),
        });
      }
      let encoded: EncodedRequest;
      try {
        encoded = encodeRequest(request, basePath);
      } catch (cause) {
        throw new SourceError({ source, kind: 'rejected', undelivered: true, cause });
      }
      const key = request.read ? sharingKey(request, encoded) : undefined;
      return sharing.join(key, scope, (flight) => perform(encoded, request, flight));
    },
    close: () => (closing ??= exchange.close()),
  };
}
