import { errors } from 'undici';
import { SourceError, type SourceErrorKind } from '../model/errors.ts';
import { bareCause, causeCode } from './causes.ts';
import { parseRetryAfter } from './retry.ts';
import type { UpstreamAnswer } from './types.ts';

const kindOfStatus: ReadonlyMap<number, SourceErrorKind> = new Map([
  [400, 'rejected'],
  [401, 'unauthorized'],
  [402, 'rate-limited'],
  [403, 'unauthorized'],
  [404, 'not-found'],
  [405, 'rejected'],
  [409, 'rejected'],
  [412, 'rejected'],
  [413, 'rejected'],
  [415, 'rejected'],
  [422, 'rejected'],
  [429, 'rate-limited'],
]);

/** The error for a status that the caller did not expect; every status without a meaning of its own is an outage. */
export function statusFailure(
  source: string,
  { status, headers }: Pick<UpstreamAnswer, 'status' | 'headers'>,
  now: number,
): SourceError {
  const kind = kindOfStatus.get(status) ?? 'unavailable';
  const retryAt = parseRetryAfter(headers['retry-after'], now);
  return new SourceError({ source, kind, status, ...(retryAt === undefined ? {} : { retryAt }) });
}

const kindOfCode: ReadonlyMap<string, SourceErrorKind> = new Map([
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
  ['UND_ERR_BODY_TIMEOUT', 'timeout'],
  ['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'invalid-response'],
  ['UND_ERR_HEADERS_OVERFLOW', 'invalid-response'],
  ['NOT_HTTP', 'invalid-response'],
  ['UND_ERR_INVALID_ARG', 'rejected'],
]);

/** TLS alerts by which a server says that it wants another client certificate. */
const certificateAlert = /^ERR_SSL_.*ALERT_.*(CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/;

function codeOf(thrown: unknown): string {
  // Its own code is an llhttp number or missing.
  if (thrown instanceof errors.HTTPParserError) return 'NOT_HTTP';
  return causeCode(thrown) ?? (thrown instanceof Error ? thrown.name : 'UNKNOWN');
}

/** The error for a request that got no whole answer. */
export function networkFailure(source: string, thrown: unknown): SourceError {
  if (thrown instanceof SourceError) return thrown;
  const code = codeOf(thrown);
  const refused = certificateAlert.test(code);
  const kind = kindOfCode.get(code) ?? (refused ? 'unauthorized' : 'unavailable');
  // TLS 1.3 lets a client write before it hears that it was refused, but nobody reads that.
  return new SourceError({ source, kind, undelivered: refused, cause: bareCause(code) });
}

/** The same failure, of a request of which nothing can have reached the source. */
export function undelivered(error: SourceError): SourceError {
  const { source, kind, status, retryAt, cause } = error;
  return new SourceError({
    source,
    kind,
    undelivered: true,
    cause,
    ...(status === undefined ? {} : { status }),
    ...(retryAt === undefined ? {} : { retryAt }),
  });
}

/** The error for a wait that `signal` ended: its deadline, or the client that went away. */
export function cancelled(source: string, signal: AbortSignal): SourceError {
  const late = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
  return new SourceError({
    source,
    kind: late ? 'timeout' : 'aborted',
    cause: bareCause(late ? 'DEADLINE' : 'ABORTED'),
  });
}
