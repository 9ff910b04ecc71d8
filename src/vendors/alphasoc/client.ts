/** The vendor's endpoints, one method each (contract sheet alphasoc, sections 3 and 4). */
import type { Credentials, HttpClient, UpstreamRequest } from '../../http/types.ts';
import { SourceError } from '../../model/errors.ts';
import type { Call } from '../../model/source.ts';
import type { Raw } from './fields.ts';
import type { Throttle } from './throttle.ts';
import type { TelemetryKind } from './telemetry-grammar.ts';
import {
  accountStatus,
  readAlertPage,
  readInventory,
  readUpload,
  type AccountStatus,
  type AlertPage,
  type UploadAnswer,
} from './wire.ts';

/** All throw SourceError; a 400 is `rejected`, a 401 or 403 `unauthorized`. */
export interface AlphaSocClient {
  /** What comes after a bookmark, which is sent as it was given; undefined: from the start of the retained window. */
  alerts(follow: string | undefined, call: Call): Promise<AlertPage>;
  /** The whole dictionary, by id. */
  threats(call: Call): Promise<Raw>;
  flags(call: Call): Promise<Raw>;
  accountStatus(call: Call): Promise<AccountStatus>;
  /** Sends `events` events of one kind, as gzip, once. */
  upload(kind: TelemetryKind, gzip: Uint8Array, events: number, call: Call): Promise<UploadAnswer>;
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
  async function ask<T>(
    request: UpstreamRequest,
    read: (body: unknown) => T | undefined,
    call: Call,
  ): Promise<T> {
    throttle.check();
    const asked = { ...request, headers: { ...request.headers, 'accept-encoding': 'gzip' }, expect: [429] };
    const { body, status, headers } = await http.request(asked, call);
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

  const get = <T>(
    path: string,
    query: readonly (readonly [string, string])[],
    read: (body: unknown) => T | undefined,
    call: Call,
  ): Promise<T> => ask({ method: 'GET', path, query, read: true }, read, call);

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
    upload: async (kind, gzip, events, call) =>
      working(
        await ask(
          {
            method: 'POST',
            path: `/v1/events/${kind}`,
            bytes: gzip,
            // The vendor's word for a row of objects, too (section 1).
            headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
            read: false,
          },
          (body) => readUpload(body, events),
          call,
        ),
      ),
  };
}
