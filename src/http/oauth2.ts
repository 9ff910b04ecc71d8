import { z } from 'zod';
import { SourceError } from '../model/errors.ts';
import { bareCause } from './causes.ts';
import { createHttpClient, type HttpClientOptions } from './client.ts';
import { cancelled } from './failures.ts';
import { createSharing } from './sharing.ts';
import type { Credentials, RequestScope, UpstreamAnswer } from './types.ts';

export interface ClientCredentialsOptions extends Pick<
  HttpClientOptions,
  'attemptTimeout' | 'timeout' | 'tls' | 'random' | 'sleep'
> {
  /** The source's name, for errors. */
  readonly source: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Sent as `scope` when given: a space-separated list. */
  readonly scope?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now?: (() => number) | undefined;
  /** Milliseconds before its expiry at which a token is no longer used; at most half its life. Default 30 000. */
  readonly margin?: number | undefined;
  /**
   * Milliseconds for which the token host is left alone after refusing the client twice or more in a row; requests in
   * that time fail as the last did. The first refusal has no such effect: it may have been a hiccup. Default 1 000.
   */
  readonly coolDown?: number | undefined;
}

export interface ClientCredentials extends Credentials {
  close(): Promise<void>;
}

const tokenAnswer = z.object({
  // Anything else could not be sent in a header.
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z.coerce.number().positive().optional(),
});

/** Seconds; RFC 6749 section 5.1 lets a server keep the lifetime to itself. */
const unstatedLifetime = 60;

/** What the token host answers to credentials it does not accept (contract sheet cisco-gta, section 2). */
const refusals = [400, 401, 403];

interface Token {
  readonly headers: Readonly<{ Authorization: string }>;
  /** Milliseconds since the epoch; used before this moment only. */
  readonly until: number;
}

/**
 * OAuth2 client credentials (RFC 6749 section 4.4, contract sheet cisco-gta section 2). One token serves all requests,
 * and one token request serves all who wait for it; a caller that leaves does not cancel it for the others. The token's
 * clock starts when its request is sent, so its end is never judged too late. Failures are not kept: the next operation
 * asks again.
 *
 * `headers` throws SourceError: `unauthorized` for refused credentials, `invalid-response` for an answer without a usable
 * token, and the client's kinds otherwise. Throws TypeError for a token URL that is no http(s) URL.
 */
export function createClientCredentials(options: ClientCredentialsOptions): ClientCredentials {
  const { source, clientId, clientSecret, scope, attemptTimeout, timeout, tls, random, sleep } = options;
  const { now = Date.now, margin = 30_000, coolDown = 1_000 } = options;
  const url = new URL(options.tokenUrl);
  const client = createHttpClient({
    source,
    origin: url.origin,
    maxConcurrent: 1,
    maxResponseBytes: 1_048_576,
    attemptTimeout,
    timeout,
    tls,
    now,
    random,
    sleep,
  });
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  const sharing = createSharing<Token>((waiter) => cancelled(source, waiter.signal));
  let current: Token | undefined;
  let refusalsInARow = 0;
  let closedUntil = Number.NEGATIVE_INFINITY;

  async function ask(flight: RequestScope): Promise<UpstreamAnswer> {
    try {
      return await client.request(
        {
          method: 'POST',
          path: url.pathname,
          query: [...url.searchParams],
          headers: { authorization: basic },
          form: { grant_type: 'client_credentials', ...(scope === undefined ? {} : { scope }) },
          // A new token leaves the earlier ones valid, so asking twice does no harm.
          read: true,
          expect: refusals,
        },
        flight,
      );
    } catch (error) {
      if (!(error instanceof SourceError) || (error.kind !== 'not-found' && error.kind !== 'rejected'))
        throw error;
      // A token host without this path says nothing about the object that somebody asked for.
      const { status, cause } = error;
      throw new SourceError({
        source,
        kind: 'unavailable',
        cause,
        ...(status === undefined ? {} : { status }),
      });
    }
  }

  function refusal(status?: number): SourceError {
    return new SourceError({ source, kind: 'unauthorized', ...(status === undefined ? {} : { status }) });
  }

  async function fetchToken(flight: RequestScope): Promise<Token> {
    const asked = now();
    const { status, body } = await ask(flight);
    if (refusals.includes(status)) {
      refusalsInARow += 1;
      if (refusalsInARow > 1) closedUntil = now() + coolDown;
      throw refusal(status);
    }
    refusalsInARow = 0;
    const parsed = tokenAnswer.safeParse(body);
    if (!parsed.success) {
      throw new SourceError({ source, kind: 'invalid-response', status, cause: bareCause('NO_TOKEN') });
    }
    const { access_token, expires_in = unstatedLifetime } = parsed.data;
    const life = expires_in * 1_000;
    current = {
      // The vendor's own token_type is lower-case, which its API refuses.
      headers: { Authorization: `Bearer ${access_token}` },
      until: asked + life - Math.min(margin, life / 2),
    };
    return current;
  }

  return {
    headers(waiter) {
      if (current !== undefined && now() < current.until) return current.headers;
      if (now() < closedUntil) throw refusal();
      return sharing.join('token', waiter, fetchToken).then((token) => token.headers);
    },
    refused(headers) {
      const refused = headers['Authorization'];
      // Of many requests refused with one token the first drops it; the others find it gone or already replaced.
      if (current?.headers.Authorization === refused) current = undefined;
      return refused !== undefined;
    },
    close: () => client.close(),
  };
}
