/** Asks the Cisco simulator as a plain HTTP client would, and checks the shape of every collection it gets. */
import { z } from 'zod';
import type { CiscoGtaSim } from '../../src/simulators/cisco-gta/index.ts';

const collectionShape = z.strictObject({
  items: z.array(z.looseObject({ id: z.string() })),
  pageInfo: z.strictObject({
    previous: z.string().nullable(),
    next: z.string().nullable(),
    hasNextPage: z.boolean(),
    hasPreviousPage: z.boolean(),
    startCursor: z.string().nullable(),
    endCursor: z.string().nullable(),
  }),
});
const tokenShape = z.object({ access_token: z.string() });

export type Collection = z.infer<typeof collectionShape>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined when it is empty. */
  readonly body: unknown;
}

export interface Caller {
  call(
    method: string,
    path: string,
    options?: { body?: unknown; headers?: Record<string, string> },
  ): Promise<Answer>;
  status(method: string, path: string, body?: unknown): Promise<number>;
  /** A collection by GET, or by POST when there is a body; fails on any other status than 200. */
  page(path: string, body?: unknown): Promise<Collection>;
  /** The ids of a whole collection, page by page along endCursor. */
  walk(path: string, body?: unknown): Promise<string[]>;
}

export const basic = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

export async function fetchToken(sim: CiscoGtaSim): Promise<string> {
  const response = await fetch(sim.tokenUrl, {
    method: 'POST',
    headers: {
      authorization: basic(sim.clientId, sim.clientSecret),
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body: 'grant_type=client_credentials',
  });
  return tokenShape.parse(await response.json()).access_token;
}

export const idsOf = ({ items }: Collection): string[] => items.map(({ id }) => id);

/** Fetches one token, and uses it for every call. */
export async function createCaller(sim: CiscoGtaSim): Promise<Caller> {
  const token = await fetchToken(sim);

  const call: Caller['call'] = async (method, path, { body, headers = {} } = {}) => {
    const response = await fetch(`${sim.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type') === 'application/json';
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: json ? (JSON.parse(text) as unknown) : undefined,
    };
  };
  const page: Caller['page'] = async (path, body) => {
    const answer = await call(body === undefined ? 'GET' : 'POST', path, { body });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return collectionShape.parse(answer.body);
  };
  return {
    call,
    page,
    status: async (method, path, body) => (await call(method, path, { body })).status,
    async walk(path, body) {
      const ids: string[] = [];
      let cursor = '';
      for (;;) {
        const { items, pageInfo } = await page(
          `${path}${path.includes('?') ? '&' : '?'}after=${cursor}`,
          body,
        );
        ids.push(...items.map(({ id }) => id));
        if (!pageInfo.hasNextPage) return ids;
        cursor = pageInfo.endCursor ?? '';
      }
    },
  };
}

const roots = (customer: string) => ({
  alerts: `/alert-management/customer/${customer}/alerts`,
  alertSearch: `/alert-management/customer/${customer}/alerts/search`,
  enrichedDetections: `/alert-management/customer/${customer}/enriched-threat-detections-with-alert-ids/search`,
  detections: `/threat-detection/customer/${customer}/threat-detections`,
  enrichedEvents: `/threat-detection/customer/${customer}/enriched-events-with-threat-detection-ids`,
  events: `/event-detection/customer/${customer}/events`,
  eventSearch: `/event-detection/customer/${customer}/events/search`,
  flowSearch: `/event-detection/customer/${customer}/flows/search`,
  assets: `/asset-management/customer/${customer}/assets`,
  assetSearch: `/asset-management/customer/${customer}/assets/search`,
  recordSearch: '/threat-catalog/records/search',
});

/** The paths of the simulator's own customer. */
export const paths = roots('CTA123456789');
/** The same for somebody else. */
export const foreignPaths = roots('CTA999');
