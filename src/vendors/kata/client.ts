/** The vendor's only endpoint (contract sheet kata, sections 1 and 3). */
import type { HttpClient } from '../../http/types.ts';
import { SourceError } from '../../model/errors.ts';
import type { Call } from '../../model/source.ts';
import { readPage, type Page } from './wire.ts';

export interface EventsRequest {
  /** Seconds for which the server may hold the request, 1 to 60. */
  readonly window: number;
  /** At most so many events. Undefined: as many as the server likes. */
  readonly maxEvents?: number | undefined;
  /** Undefined: a new stream. */
  readonly token?: string | undefined;
  /** Given once, it travels with the stream; on a later call it replaces what does. */
  readonly filter?: string | undefined;
}

export interface KataClient {
  /** Throws SourceError; a 400 is `rejected`, a 401 `unauthorized`. */
  events(request: EventsRequest, call: Call): Promise<Page>;
}

export function createClient(options: {
  readonly source: string;
  readonly http: HttpClient;
  readonly externalSystemId: string;
}): KataClient {
  const { source, http, externalSystemId } = options;
  const path = `/kata/events_api/v1/${encodeURIComponent(externalSystemId)}/events`;

  return {
    async events({ window, maxEvents, token, filter }, call) {
      const query: (readonly [string, string])[] = [['max_timeout', `PT${window}S`]];
      if (maxEvents !== undefined) query.push(['max_events', String(maxEvents)]);
      if (token !== undefined) query.push(['continuation_token', token]);
      if (filter !== undefined) query.push(['filter', filter]);
      const { body, status } = await http.request(
        { method: 'GET', path, query, read: true, as: 'bytes' },
        call,
      );
      const page = Buffer.isBuffer(body) ? readPage(body) : undefined;
      if (page === undefined) throw new SourceError({ source, kind: 'invalid-response', status });
      return page;
    },
  };
}
