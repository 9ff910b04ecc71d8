/** Asks the AlphaSOC simulator as a plain HTTP client would, and checks the shape of every page it gets. */
import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { request } from 'undici';
import { z } from 'zod';
import type { AlphaSocSim } from '../../src/simulators/alphasoc/index.ts';

const alertShape = z.looseObject({
  id: z.string().optional(),
  eventType: z.string(),
  threats: z.array(z.string()).min(1),
  wisdom: z.looseObject({
    flags: z.array(z.string()).nullish(),
    labels: z.array(z.string()).nullish(),
    domain: z.string().optional(),
  }),
  event: z.looseObject({ ts: z.string() }).optional(),
});
const threatShape = z.looseObject({ title: z.string(), severity: z.int(), policy: z.boolean().optional() });
const pageShape = z.looseObject({
  follow: z.string().min(1),
  more: z.boolean(),
  alerts: z.array(alertShape).nullish(),
  threats: z.record(z.string(), threatShape).nullish(),
});

export type Page = z.infer<typeof pageShape>;
export type WireAlert = z.infer<typeof alertShape>;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body as JSON; undefined when it is something else. */
  readonly body: unknown;
}

export interface CallOptions {
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** Null: none. Default: the simulator's key with an empty password. */
  readonly authorization?: string | null;
}

export const basic = (key: string, password = ''): string =>
  `Basic ${Buffer.from(`${key}:${password}`).toString('base64')}`;

const decoders = { gzip: gunzipSync, deflate: inflateSync, raw: inflateRawSync };

export function createCaller(sim: AlphaSocSim) {
  async function call(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    options: CallOptions = {},
  ): Promise<Answer> {
    const { authorization = basic(sim.apiKey) } = options;
    const answer = await request(`${sim.url}${path}`, {
      method,
      headers: { ...(authorization === null ? {} : { authorization }), ...options.headers },
      ...(options.body === undefined ? {} : { body: options.body }),
    });
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    const encoding = answer.headers['content-encoding'];
    const decode =
      encoding === 'gzip' ? decoders.gzip : decoders[sim.switches.deflate === 'raw' ? 'raw' : 'deflate'];
    const text = (encoding === undefined ? bytes : decode(bytes)).toString();
    const isJson = answer.headers['content-type'] === 'application/json';
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text,
      body: isJson ? (JSON.parse(text) as unknown) : undefined,
    };
  }

  async function page(follow?: string, extra = ''): Promise<Page> {
    const query = follow === undefined ? '' : `follow=${encodeURIComponent(follow)}`;
    const answer = await call('GET', `/v1/alerts?${query}${extra}`);
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
    return pageShape.parse(answer.body);
  }

  return {
    call,
    page,
    get: (path: string, options?: CallOptions) => call('GET', path, options),
    async status(path: string, options?: CallOptions): Promise<number> {
      return (await call('GET', path, options)).status;
    },
    upload: (type: string, body: string | Buffer, headers: Readonly<Record<string, string>> = {}) =>
      call('POST', `/v1/events/${type}`, {
        body,
        headers: { 'content-type': 'application/json', ...headers },
      }),
    /** Follows the feed from a bookmark until `more` is false. */
    async walk(from?: string): Promise<{ alerts: WireAlert[]; follow: string; pages: Page[] }> {
      const pages: Page[] = [];
      let follow = from;
      for (;;) {
        const next = await page(follow);
        pages.push(next);
        follow = next.follow;
        if (!next.more) return { alerts: pages.flatMap(({ alerts }) => alerts ?? []), follow, pages };
      }
    },
  };
}

/** The queries of the alerts' events: with `addAlert`, what tells one alert from the next. */
export const queriesOf = (alerts: readonly WireAlert[]): unknown[] =>
  alerts.map(({ event }) => event?.['query']);
export const kindsOf = ({ violations }: AlphaSocSim): string[] => violations.map(({ kind }) => kind);
