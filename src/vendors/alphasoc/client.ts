/** The vendor's endpoints, one method each (contract sheet alphasoc, sections 3 and 4). */
import type { Credentials, HttpClient } from '../../http/types.ts';
import { SourceError } from '../../model/errors.ts';
import type { Call } from '../../model/source.ts';
import type { Raw } from './fields.ts';
import type { Throttle } from './throttle.ts';
import { accountStatus, readAlertPage, readInventory, type AccountStatus, type AlertPage } from './wire.ts';

/** All throw SourceError; a 400 is `rejected`, a 401 or 403 `unauthorized`. */
export interface AlphaSocClient {
  /** What comes after a bookmark, which is sent as it was given; undefined: from the start of the retained window. */
  alerts(follow: string | undefined, call: Call): Promise<AlertPage>;
  /** The whole dictionary, by id. */
  threats(call: Call): Promise<Raw>;
  flags(call: Call): Promise<Raw>;
  accountStatus(call: Call): Promise<AccountStatus>;
}

/** HTTP Basic: the key is the user, the password is empty (section 1). */
export function basicCredentials(apiKey: string): Credentials {
  const headers = { authorization: `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}` };
  return { headers: () => headers };
}

export interface ClientOptions {
  readonly source: string;
  readonly http: HttpClient;
  readonly throttle: Throttle;
  /** Told of answers that say that the source works, and of 429; the HTTP client tells of all other failures. */
  readonly health: { succeeded(): void; failed(error: SourceError): void };
}

export function createClient({ source, http, throttle, health }: ClientOptions): AlphaSocClient {
  async function get<T>(
    path: string,
    query: readonly (readonly [string, string])[],
    read: (body: unknown) => T | undefined,
    call: Call,
  ): Promise<T> {
    throttle.check();
    const { body, status, headers } = await http.request(
      { method: 'GET', path, query, headers: { 'accept-encoding': 'gzip' }, read: true, expect: [429] },
      call,
    );
    if (status === 429) {
      const error = throttle.refused({ headers });
      health.failed(error);
      throw error;
    }
    throttle.passed();
    const answer = read(body);
    if (answer !== undefined) return answer;
    const error = new SourceError({ source, kind: 'invalid-response', status });
    health.failed(error);
    throw error;
  }

  const working = <T>(answer: T): T => {
    health.succeeded();
    return answer;
  };

  return {
    alerts: async (follow, call) =>
      working(await get('/v1/alerts', follow === undefined ? [] : [['follow', follow]], readAlertPage, call)),
    threats: async (call) =>
      working(await get('/v1/ae/inventory/threats', [], (body) => readInventory(body, 'threats'), call)),
    flags: async (call) =>
      working(await get('/v1/ae/inventory/flags', [], (body) => readInventory(body, 'flags'), call)),
    // It is answered for an expired key, too, and so says nothing about the rest.
    accountStatus: (call) =>
      get('/v1/account/status', [], (body) => accountStatus.safeParse(body).data, call),
  };
}
