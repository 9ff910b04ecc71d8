import { describe, expect, it } from 'vitest';
import { bareCause } from '../../src/http/causes.ts';
import { cancelled, networkFailure } from '../../src/http/failures.ts';
import { SourceError } from '../../src/model/errors.ts';
import { deadline } from './support.ts';

describe('a network failure with code', () => {
  const cases = [
    ['ECONNREFUSED', 'unavailable'],
    ['UND_ERR_SOCKET', 'unavailable'],
    ['UND_ERR_CONNECT_TIMEOUT', 'unavailable'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'unavailable'],
    ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
    ['UND_ERR_BODY_TIMEOUT', 'timeout'],
    ['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'invalid-response'],
    ['UND_ERR_INVALID_ARG', 'rejected'],
    // As OpenSSL words the alerts of a server that does not take our certificate.
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'unauthorized'],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'unauthorized'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'unauthorized'],
  ] as const;
  for (const [code, kind] of cases) {
    it(`${code} is ${kind}, and keeps nothing but the code`, () => {
      const thrown = Object.assign(new Error('connect 192.0.2.1:443'), { code, address: '192.0.2.1' });
      const error = networkFailure('kata', thrown);
      const undelivered = kind === 'unauthorized';
      expect(error).toMatchObject({ source: 'kata', kind, status: undefined, undelivered });
      expect(error.cause).toEqual(bareCause(code));
    });
  }

  it('is not wrapped twice', () => {
    const error = new SourceError({ source: 'kata', kind: 'not-found' });
    expect(networkFailure('kata', error)).toBe(error);
  });
});

describe('a wait that was ended', () => {
  const reasons = [
    ['by a deadline', deadline(), 'timeout'],
    ['by a client that left', undefined, 'aborted'],
    ['for a reason of its own', new Error('shutting down'), 'aborted'],
    ['by something odd', 'TimeoutError', 'aborted'],
  ] as const;
  for (const [name, reason, kind] of reasons) {
    it(`${name} is ${kind}`, () => {
      expect(cancelled('kata', AbortSignal.abort(reason)).kind).toBe(kind);
    });
  }
});
