/** Who may ask: HTTP Basic with the key as user name, the key's state, and how often (contract sheet alphasoc, sections 1 and 2). */
import type { SimClock } from '../clock.ts';
import type { RecordedRequest } from '../kit.ts';
import { ApiProblem } from './problems.ts';
import type { AlphaSocSwitches } from './switches.ts';
import type { AlphaSocAccount } from './types.ts';
import type { Watch } from './watch.ts';

export type KeyState = 'ok' | 'unregistered' | 'expired' | 'revoked';

export interface Access {
  /** What holds now: a key whose time is over is expired, whatever it was set to. */
  readonly state: KeyState;
  setState(state: KeyState): void;
  /** All keys of the account see the same feed. */
  readonly keys: Set<string>;
  /** Throws `ApiProblem` when the request may not be answered. */
  check(request: RecordedRequest): void;
  /** The next `count` requests with a good key are a 429. */
  throttleNext(count: number): void;
}

export interface AccessParts {
  readonly clock: SimClock;
  readonly switches: AlphaSocSwitches;
  readonly account: AlphaSocAccount;
  readonly watch: Watch;
  readonly apiKey: string;
}

const MINUTE_MS = 60_000;
export const STATUS_PATH = '/v1/account/status';

function credentials(header: string | undefined): { key: string; password: string } | undefined {
  const encoded = /^basic +([a-z0-9+/]+={0,2})$/i.exec(header ?? '');
  if (encoded === null) return undefined;
  const text = Buffer.from(encoded[1]!, 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 1 ? undefined : { key: text.slice(0, colon), password: text.slice(colon + 1) };
}

export function createAccess({ clock, switches, account, watch, apiKey }: AccessParts): Access {
  const keys = new Set([apiKey]);
  /** The times of the last minute's requests, by key. */
  const recent = new Map<string, number[]>();
  let wanted: KeyState = 'ok';
  let throttles = 0;

  const state = (): KeyState =>
    (wanted === 'ok' || wanted === 'unregistered') && clock.now() >= account.expiresAt ? 'expired' : wanted;

  function tooMany(waitMs: number): ApiProblem {
    const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
    // A date has whole seconds: rounded up, so that waiting until it is waiting long enough.
    const date = new Date(Math.ceil(clock.now() / 1_000) * 1_000 + seconds * 1_000).toUTCString();
    const headers = {
      none: {},
      seconds: { 'retry-after': String(seconds) },
      date: { 'retry-after': date },
    }[switches.retryAfter];
    return new ApiProblem(429, 'too many requests for this key', headers);
  }

  function checkRate(key: string): void {
    if (throttles > 0) {
      throttles -= 1;
      throw tooMany(switches.retryAfterSeconds * 1_000);
    }
    if (switches.rateLimit === null) return;
    const now = clock.now();
    const times = (recent.get(key) ?? []).filter((at) => at > now - MINUTE_MS);
    if (times.length >= switches.rateLimit) throw tooMany((times[0] ?? now) + MINUTE_MS - now);
    recent.set(key, [...times, now]);
  }

  return {
    get state() {
      return state();
    },
    setState(next) {
      wanted = next;
    },
    keys,
    check(request) {
      const given = credentials(request.headers.authorization);
      if (given === undefined) throw new ApiProblem(switches.missingKeyStatus, 'credentials are missing');
      if (given.password !== '') watch.note('password', `${request.method} ${request.path}`);
      const known = keys.has(given.key) && (given.password === '' || !switches.passwordRefused);
      if (!known || state() === 'revoked')
        throw new ApiProblem(switches.wrongKeyStatus, 'the key is not valid');
      checkRate(given.key);
      const expired = state() === 'expired' && switches.expiredKeyStatus !== 200;
      if (expired && request.path !== STATUS_PATH) {
        throw new ApiProblem(switches.expiredKeyStatus, 'the key has expired');
      }
    },
    throttleNext(count) {
      throttles = count;
    },
  };
}
