/** The token host: OAuth2 client credentials, opaque tokens of 600 seconds (contract sheet cisco-gta, section 2). */
import { randomBytes } from 'node:crypto';
import type { SimClock } from '../clock.ts';
import { json, type RecordedRequest, type SimAnswer } from '../kit.ts';
import { ApiProblem } from './problems.ts';
import { createQuota } from './quota.ts';
import type { CiscoGtaSwitches } from './switches.ts';

export const TOKEN_PATH = '/iroh/oauth2/token';
const LIFETIME_S = 600;
const HOUR_MS = 3_600_000;

export interface Tokens {
  /** Requests to the token endpoint, refused ones included. */
  readonly requests: number;
  /** Answers a request to the token endpoint. */
  answer(request: RecordedRequest): SimAnswer;
  /** Throws the 401 or 403 of the API for a request without a good token. */
  check(request: RecordedRequest): void;
  /** Makes every token that was given out worthless. */
  expire(): void;
}

export interface TokensOptions {
  readonly clock: SimClock;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly switches: CiscoGtaSwitches;
}

function refusal(status: number, error: string, description: string): SimAnswer {
  return json(status, {
    error,
    error_description: description,
    error_uri: 'https://tools.ietf.org/html/rfc6749#section-5.2',
  });
}

function basicOf(header: string | undefined): { readonly id: string; readonly secret: string } | undefined {
  const match = /^basic ([A-Za-z0-9+/]+=*)$/i.exec(header ?? '');
  const text = Buffer.from(match?.[1] ?? '', 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { id: text.slice(0, colon), secret: text.slice(colon + 1) };
}

const mediaType = (request: RecordedRequest): string =>
  (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();

export function createTokens({ clock, clientId, clientSecret, switches }: TokensOptions): Tokens {
  /** Which tokens are out, until when, and for what. A new one does not revoke the earlier ones. */
  const issued = new Map<string, { readonly until: number; readonly scope: string }>();
  const quota = createQuota(HOUR_MS);
  let requests = 0;

  function grant(request: RecordedRequest): SimAnswer {
    if (request.method !== 'POST') return { status: 405, headers: { allow: 'POST' } };
    const client = basicOf(request.headers.authorization);
    if (client === undefined) return refusal(400, 'invalid_client', 'no client credentials');
    if (client.id !== clientId) return refusal(400, 'invalid_client', 'unknown client');
    if (client.secret !== clientSecret) {
      return refusal(switches.wrongPasswordStatus, 'invalid_client', 'wrong client password');
    }
    if (mediaType(request) !== 'application/x-www-form-urlencoded') {
      return refusal(400, 'invalid_request', 'the body is not a form');
    }
    const type = new URLSearchParams(request.body.toString()).get('grant_type');
    if (type === null || type === '') return refusal(400, 'invalid_request', 'grant_type is missing');
    if (type !== 'client_credentials') return refusal(400, 'unsupported_grant_type', `no grant ${type}`);
    const token = `tok-${randomBytes(18).toString('base64url')}`;
    const now = clock.now();
    for (const [old, { until }] of issued) if (until <= now) issued.delete(old);
    issued.set(token, { until: now + LIFETIME_S * 1_000, scope: switches.scope });
    return json(200, {
      access_token: token,
      token_type: 'bearer',
      expires_in: LIFETIME_S,
      scope: switches.scope,
    });
  }

  return {
    get requests() {
      return requests;
    },
    answer(request) {
      requests += 1;
      const limit = switches.tokenQuota;
      if (limit === null) return grant(request);
      const wait = quota.take(clock.now(), limit);
      const headers = { 'x-ratelimit-org-limit': String(limit) };
      if (wait > 0)
        return json(429, { error: 'too_many_requests' }, { ...headers, 'retry-after': String(wait) });
      const answer = grant(request);
      return { ...answer, headers: { ...answer.headers, ...headers } };
    },
    check(request) {
      const match = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '');
      const token = match === null ? undefined : issued.get(match[1]!);
      if (token === undefined || token.until <= clock.now()) {
        throw new ApiProblem(401, 'the token is missing, malformed or expired');
      }
      const { requiredScope } = switches;
      if (requiredScope !== null && !token.scope.split(' ').includes(requiredScope)) {
        throw new ApiProblem(403, `the token lacks the scope ${requiredScope}`);
      }
    },
    expire: () => issued.clear(),
  };
}
