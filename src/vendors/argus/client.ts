import type { HttpClient, RequestScope, UpstreamRequest } from '../../http/types.ts';
import { SourceError } from '../../model/errors.ts';
import { paths } from './endpoints.ts';
import { openEnvelope, openList, refusalOf, type List } from './envelope.ts';
import type { Selection } from './event.ts';
import type { ArgusEventId } from './ids.ts';
import { readTimeFrames, readTree, type Branch, type TimeFrames } from './statistics.ts';

type Query = NonNullable<UpstreamRequest['query']>;
export type Body = Readonly<Record<string, unknown>>;

/** What v2 takes beside the criteria; a switch that is off is not sent. */
export const selectionBody = ({ allProperties, properties, comments, subEvents }: Selection): Body => ({
  ...(allProperties ? { includeAllProperties: true } : {}),
  ...(!allProperties && properties.length > 0 ? { includeProperties: properties } : {}),
  ...(comments ? { includeComments: true } : {}),
  ...(subEvents ? { includeSubEvents: true } : {}),
});

/** The same as query parameters: a list is a repeated name. */
export const selectionQuery = (selection: Selection): Query =>
  Object.entries(selectionBody(selection)).flatMap(([name, value]) =>
    Array.isArray(value)
      ? value.map((one): readonly [string, string] => [name, String(one)])
      : [[name, String(value)] as const],
  );

/**
 * One method an endpoint. Lists come as `List`, single objects as received or null (404, 403 and `data: null` all mean
 * that this key does not see it). Throws SourceError, and ArgusRefusal for a 412.
 */
export interface ArgusClient {
  /** v1 advanced search of aggregates. */
  searchAggregated(body: Body, scope: RequestScope): Promise<List>;
  /** v1 advanced search of raw events. */
  searchNids(body: Body, scope: RequestScope): Promise<List>;
  /** v2 advanced search. */
  searchEvents(body: Body, scope: RequestScope): Promise<List>;
  /** v1 simple search: a repeated parameter is ORed; without times, the last 24 hours. */
  listAggregated(query: Query, scope: RequestScope): Promise<List>;
  listNids(query: Query, scope: RequestScope): Promise<List>;
  /** v2 simple search. */
  listEvents(query: Query, scope: RequestScope): Promise<List>;
  eventV1(id: ArgusEventId, scope: RequestScope): Promise<unknown>;
  eventV2(id: ArgusEventId, selection: Selection, scope: RequestScope): Promise<unknown>;
  payload(api: 'v1' | 'v2', id: ArgusEventId, scope: RequestScope): Promise<unknown>;
  /** The bytes of a capture, which come without an envelope; null when there is none. */
  pcap(api: 'v1' | 'v2', id: ArgusEventId, scope: RequestScope): Promise<Buffer | null>;
  /** v2 only. */
  lineage(id: ArgusEventId, scope: RequestScope): Promise<unknown>;
  /** Throws SourceError (not-found) for a case that this key may not read. */
  caseEvents(api: 'v1' | 'v2', caseId: number, query: Query, scope: RequestScope): Promise<List>;
  searchCases(body: Body, scope: RequestScope): Promise<List>;
  case(caseId: number, scope: RequestScope): Promise<unknown>;
  /** The old shape: keys and time frames. */
  statisticsV1(body: Body, scope: RequestScope): Promise<TimeFrames>;
  /** The tree: branches by field, metrics in the leaves. */
  statisticsV2(body: Body, scope: RequestScope): Promise<Branch>;
}

/** Statuses that say "not for this key" of a single object. */
const unseen: readonly number[] = [403, 404];

/** `onInvalid` is told of answers that came through as HTTP and are none of Argus'. */
export function createArgusClient(
  source: string,
  http: HttpClient,
  onInvalid: (error: SourceError) => void = () => undefined,
): ArgusClient {
  function open<T>(read: (source: string, body: unknown) => T, body: unknown): T {
    try {
      return read(source, body);
    } catch (error) {
      if (error instanceof SourceError) onInvalid(error);
      throw error;
    }
  }

  async function ask(
    request: Omit<UpstreamRequest, 'read'>,
    scope: RequestScope,
    expect: readonly number[] = [],
  ): Promise<unknown> {
    const answer = await http.request({ ...request, read: true, expect: [412, ...expect] }, scope);
    if (answer.status === 412) throw refusalOf(answer.body);
    return answer.status < 300 ? answer.body : null;
  }

  const list = async (request: Omit<UpstreamRequest, 'read'>, scope: RequestScope): Promise<List> =>
    open(openList, await ask(request, scope));

  const one = async (path: string, query: Query, scope: RequestScope): Promise<unknown> => {
    const body = await ask({ method: 'GET', path, query }, scope, unseen);
    return body === null ? null : open(openEnvelope, body).data;
  };

  const post = (path: string) => (json: Body, scope: RequestScope) =>
    list({ method: 'POST', path, json }, scope);
  const get = (path: string) => (query: Query, scope: RequestScope) =>
    list({ method: 'GET', path, query }, scope);
  const compute =
    <T>(path: string, read: (source: string, data: unknown) => T) =>
    async (json: Body, scope: RequestScope) => {
      const { data } = open(openEnvelope, await ask({ method: 'POST', path, json }, scope));
      return open(read, data);
    };

  return {
    searchAggregated: post(paths.v1.aggregatedSearch),
    searchNids: post(paths.v1.nidsSearch),
    searchEvents: post(paths.v2.search),
    listAggregated: get(paths.v1.aggregated),
    listNids: get(paths.v1.nids),
    listEvents: get(paths.v2.simpleSearch),
    eventV1: (id, scope) => one(paths.v1.event(id), [], scope),
    eventV2: (id, selection, scope) => one(paths.v2.event(id), selectionQuery(selection), scope),
    payload: (api, id, scope) => one(paths[api].payload(id), [], scope),
    async pcap(api, id, scope) {
      const path = paths[api].pcap(id);
      const body = await ask({ method: 'GET', path, as: 'bytes' }, scope, unseen);
      return Buffer.isBuffer(body) ? body : null;
    },
    lineage: (id, scope) => one(paths.v2.lineage(id), [], scope),
    async caseEvents(api, caseId, query, scope) {
      const path = paths[api].caseEvents(caseId);
      const body = await ask({ method: 'GET', path, query }, scope, unseen);
      if (body === null) throw new SourceError({ source, kind: 'not-found' });
      return open(openList, body);
    },
    searchCases: post(paths.cases.search),
    case: (caseId, scope) => one(paths.cases.one(caseId), [], scope),
    statisticsV1: compute(paths.v1.statistics, readTimeFrames),
    statisticsV2: compute(paths.v2.statistics, readTree),
  };
}
