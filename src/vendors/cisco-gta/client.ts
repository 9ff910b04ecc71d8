/** The vendor's endpoints, one method each, and nothing beyond them (contract sheet cisco-gta, section 4). */
import type { HttpClient, UpstreamRequest } from '../../http/types.ts';
import { SourceError } from '../../model/errors.ts';
import type { Call } from '../../model/source.ts';
import { collection } from './wire.ts';

/** What no public source settles; each choice is argued in the contract sheet. */
export const assumed = {
  /** Ids that one search takes (section 9: the chunk size of Cisco's own scripts). */
  idsPerSearch: 1_000,
  /** Items of one page (section 5: stated, with no word on what happens above). */
  maxSize: 1_000,
} as const;

/** Which part of a collection; `after` and `before` exclude each other. */
export interface Window {
  readonly size: number;
  readonly after?: string | undefined;
  readonly before?: string | undefined;
}

/** A page as the vendor gave it, in the collection's order whichever way it was read. */
export interface UpstreamPage {
  readonly items: readonly unknown[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** Null on an empty page, and perhaps where there is no neighbour (section 5, contradiction inside the seed). */
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

type Parameters = readonly (readonly [string, string])[];

export interface AlertBounds {
  /** Strictly later than; RFC 3339. */
  readonly triggeredAfter?: string | undefined;
  readonly modifiedAfter?: string | undefined;
  /** An order in which nothing moves. Default: by risk. */
  readonly sort?: 'triggeredAt:asc' | undefined;
}

export type IdKind = 'threatDetections' | 'alerts' | 'assets' | 'records';

export interface CiscoGtaClient {
  alerts(window: Window, bounds: AlertBounds, call: Call): Promise<UpstreamPage>;
  threatDetections(window: Window, call: Call): Promise<UpstreamPage>;
  /** By modification sequence number. */
  enrichedEvents(
    window: Window,
    detectedOrModifiedAfter: string | undefined,
    call: Call,
  ): Promise<UpstreamPage>;
  /** By modification sequence number. */
  flows(window: Window, call: Call): Promise<UpstreamPage>;
  /** At most 1000 ids, never none. */
  search(kind: IdKind, ids: readonly string[], window: Window, call: Call): Promise<UpstreamPage>;
  /** The rest is known from older material only: null is a 404, for an unknown parent or an absent endpoint. */
  searchEvents(ids: readonly string[], window: Window, call: Call): Promise<UpstreamPage | null>;
  threatDetectionsOfAlert(id: string, window: Window, call: Call): Promise<UpstreamPage | null>;
  convictingEvents(id: string, window: Window, call: Call): Promise<UpstreamPage | null>;
  flowsOfEvent(id: string, window: Window, call: Call): Promise<UpstreamPage | null>;
  addresses(assetId: string, window: Window, call: Call): Promise<UpstreamPage | null>;
}

const alertRoot = (customer: string): string => `/alert-management/customer/${customer}`;
const detectionRoot = (customer: string): string => `/threat-detection/customer/${customer}`;
const eventRoot = (customer: string): string => `/event-detection/customer/${customer}`;
const assetRoot = (customer: string): string => `/asset-management/customer/${customer}/assets`;

/** The filter keys are not uniform: singular ones take a list all the same (section 4, the trap). */
const searches: {
  readonly [K in IdKind]: { readonly key: string; readonly path: (customer: string) => string };
} = {
  alerts: { key: 'alertIds', path: (c) => `${alertRoot(c)}/alerts/search` },
  threatDetections: {
    key: 'threatDetectionIds',
    path: (c) => `${alertRoot(c)}/enriched-threat-detections-with-alert-ids/search`,
  },
  assets: { key: 'assetId', path: (c) => `${assetRoot(c)}/search` },
  records: { key: 'threatIntelRecordId', path: () => '/threat-catalog/records/search' },
};

const sequence: Parameters = [['sort', 'modificationSequenceNumber']];

/** `customerId` is asked before each request, so that it may come from the vendor itself. */
export function createClient(options: {
  readonly source: string;
  readonly http: HttpClient;
  readonly customerId: (call: Call) => Promise<string>;
  /** Told of an answer that cannot be understood, which HTTP alone found nothing wrong with. */
  readonly onFailure: (error: SourceError) => void;
}): CiscoGtaClient {
  const { source, http, customerId, onFailure } = options;

  function invalid(cause?: unknown): SourceError {
    const error = new SourceError({ source, kind: 'invalid-response', cause });
    onFailure(error);
    return error;
  }

  function pageOf(body: unknown, window: Window): UpstreamPage {
    const { data, error } = collection.safeParse(body);
    if (data === undefined) throw invalid(error);
    const { hasNextPage, hasPreviousPage, startCursor = null, endCursor = null } = data.pageInfo;
    // A neighbour without a cursor to reach it, or one that leads back here, would send a reader round for ever.
    const onward = window.before === undefined ? hasNextPage : hasPreviousPage;
    const cursor = window.before === undefined ? endCursor : startCursor;
    if (onward && (cursor === null || cursor === (window.before ?? window.after))) throw invalid();
    return { items: data.items, hasNextPage, hasPreviousPage, startCursor, endCursor };
  }

  async function ask(
    request: Pick<UpstreamRequest, 'method' | 'json' | 'expect'> & { path(customer: string): string },
    window: Window,
    parameters: Parameters,
    call: Call,
  ): Promise<UpstreamPage | null> {
    const query: (readonly [string, string])[] = [['size', String(window.size)], ...parameters];
    if (window.after !== undefined) query.push(['after', window.after]);
    if (window.before !== undefined) query.push(['before', window.before]);
    const path = request.path(encodeURIComponent(await customerId(call)));
    const answer = await http.request({ ...request, path, query, read: true }, call);
    return answer.status === 404 ? null : pageOf(answer.body, window);
  }

  type Path = (customer: string) => string;
  const gone = (page: UpstreamPage | null): UpstreamPage => {
    if (page === null) throw new SourceError({ source, kind: 'not-found', status: 404 });
    return page;
  };
  const get = async (path: Path, window: Window, parameters: Parameters, call: Call): Promise<UpstreamPage> =>
    gone(await ask({ method: 'GET', path }, window, parameters, call));
  const post = async (
    path: Path,
    filter: object,
    window: Window,
    parameters: Parameters,
    call: Call,
  ): Promise<UpstreamPage> =>
    gone(await ask({ method: 'POST', path, json: { filter } }, window, parameters, call));

  /** A listing beneath one parent. An id of dots alone would climb the path, and names nothing anyway. */
  const beneath = async (
    id: string,
    path: Path,
    window: Window,
    parameters: Parameters,
    call: Call,
  ): Promise<UpstreamPage | null> =>
    /^\.{0,2}$/.test(id) ? null : ask({ method: 'GET', path, expect: [404] }, window, parameters, call);

  const optional = (name: string, value: string | undefined): Parameters =>
    value === undefined ? [] : [[name, value]];

  return {
    alerts: (window, { triggeredAfter, modifiedAfter, sort }, call) =>
      get(
        (c) => `${alertRoot(c)}/alerts`,
        window,
        [
          ...optional('sort', sort),
          ...optional('triggeredAfter', triggeredAfter),
          ...optional('modifiedAfter', modifiedAfter),
        ],
        call,
      ),
    threatDetections: (window, call) => get((c) => `${detectionRoot(c)}/threat-detections`, window, [], call),
    enrichedEvents: (window, detectedOrModifiedAfter, call) =>
      get(
        (c) => `${detectionRoot(c)}/enriched-events-with-threat-detection-ids`,
        window,
        [...sequence, ...optional('detectedOrModifiedAfter', detectedOrModifiedAfter)],
        call,
      ),
    flows: (window, call) => post((c) => `${eventRoot(c)}/flows/search`, {}, window, sequence, call),
    search: (kind, ids, window, call) =>
      post(searches[kind].path, { [searches[kind].key]: ids }, window, [], call),
    searchEvents: (ids, window, call) =>
      ask(
        {
          method: 'POST',
          path: (c) => `${detectionRoot(c)}/enriched-events-with-threat-detection-ids/search`,
          json: { filter: { securityEventIds: ids } },
          expect: [404],
        },
        window,
        [],
        call,
      ),
    threatDetectionsOfAlert: (id, window, call) =>
      beneath(
        id,
        (c) => `${alertRoot(c)}/alerts/${encodeURIComponent(id)}/threat-detections`,
        window,
        [],
        call,
      ),
    convictingEvents: (id, window, call) =>
      beneath(
        id,
        (c) => `${detectionRoot(c)}/threat-detections/${encodeURIComponent(id)}/events/convicting`,
        window,
        [],
        call,
      ),
    flowsOfEvent: (id, window, call) =>
      beneath(id, (c) => `${eventRoot(c)}/events/${encodeURIComponent(id)}/flows`, window, [], call),
    addresses: (id, window, call) =>
      beneath(
        id,
        (c) => `${assetRoot(c)}/${encodeURIComponent(id)}/ip-assignments`,
        window,
        [['distinctIPAddresses', 'true']],
        call,
      ),
  };
}
