import type { HttpClient, RequestScope, UpstreamRequest } from '../../http/types.ts';
import { paths } from './endpoints.ts';
import { openEnvelope, openList, refusalOf, type List } from './envelope.ts';
import type { Selection } from './event.ts';
import type { ArgusEventId } from './ids.ts';

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
  caseEvents(api: 'v1' | 'v2', caseId: number, query: Query, scope: RequestScope): Promise<List>;
  searchCases(body: Body, scope: RequestScope): Promise<List>;
  case(caseId: number, scope: RequestScope): Promise<unknown>;
  /** The old shape: keys and time frames. */
  statisticsV1(body: Body, scope: RequestScope): Promise<unknown>;
  /** The tree: branches by field, metrics in the leaves. */
  statisticsV2(body: Body, scope: RequestScope): Promise<unknown>;
}

/** Statuses that say "not for this key" of a single object. */
const unseen: readonly number[] = [403, 404];

export function createArgusClient(source: string, http: HttpClient): ArgusClient {
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
    openList(source, await ask(request, scope));

  const one = async (path: string, query: Query, scope: RequestScope): Promise<unknown> => {
    const body = await ask({ method: 'GET', path, query }, scope, unseen);
    return body === null ? null : openEnvelope(source, body).data;
  };

  const post = (path: string) => (json: Body, scope: RequestScope) =>
    list({ method: 'POST', path, json }, scope);
  const get = (path: string) => (query: Query, scope: RequestScope) =>
    list({ method: 'GET', path, query }, scope);
  const compute = (path: string) => async (json: Body, scope: RequestScope) =>
    openEnvelope(source, await ask({ method: 'POST', path, json }, scope)).data;

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
    caseEvents: (api, caseId, query, scope) =>
      list({ method: 'GET', path: paths[api].caseEvents(caseId), query }, scope),
    searchCases: post(paths.cases.search),
    case: (caseId, scope) => one(paths.cases.one(caseId), [], scope),
    statisticsV1: compute(paths.v1.statistics),
    statisticsV2: compute(paths.v2.statistics),
  };
}
