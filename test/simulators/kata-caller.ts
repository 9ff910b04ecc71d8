/** Asks the KATA simulator as an external system would: mutual TLS, and tokens carried from answer to answer. */
import { Agent, request } from 'undici';
import { z } from 'zod';
import type { KataSim } from '../../src/simulators/kata/index.ts';

const eventShape = z.looseObject({ Id: z.unknown().optional() });
const pageShape = z.strictObject({ events: z.array(eventShape), continuationToken: z.string() });
const problemShape = z.strictObject({ error: z.string() });

export type Page = z.infer<typeof pageShape>;

interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

interface CallOptions {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly signal?: AbortSignal;
}

export interface Caller {
  readonly id: string;
  /** Any path, as it is. */
  call(path: string, options?: CallOptions): Promise<Answer>;
  /** The events endpoint with these parameters, percent-encoded. */
  ask(parameters?: Readonly<Record<string, string>>, options?: CallOptions): Promise<Answer>;
  /** The same; fails on any other status than 200. */
  page(parameters?: Readonly<Record<string, string>>): Promise<Page>;
  /** The error text of an answer that has this status; fails on any other. */
  refusal(status: number, parameters?: Readonly<Record<string, string>>): Promise<string>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface CallerOptions {
  /** Default: the simulator's own client certificate; null: none. */
  readonly certificate?: { readonly cert: string; readonly key: string } | null;
  readonly id?: string;
}

export const systemId = '6f1c2b52-9c1f-4c8a-9d0e-3f6f0f2f7a11';
export const otherId = '0b6f4b0a-5f0e-11f0-8de9-0242ac120002';

export const pathOf = (id: string): string => `/kata/events_api/v1/${id}/events`;

export const idsOf = ({ events }: Page): unknown[] => events.map(({ Id }) => Id);

export function createCaller(sim: KataSim, options: CallerOptions = {}): Caller {
  const { certificate = sim.clientCertificate, id = systemId } = options;
  const agent = new Agent({
    connect: {
      ca: sim.ca,
      ...(certificate === null ? {} : { cert: certificate.cert, key: certificate.key }),
    },
  });
  const call: Caller['call'] = async (path, { method = 'GET', signal } = {}) => {
    const { statusCode, headers, body } = await request(`${sim.url}${path}`, {
      dispatcher: agent,
      method,
      ...(signal === undefined ? {} : { signal }),
    });
    const type = headers['content-type'];
    return {
      status: statusCode,
      type: typeof type === 'string' ? type : undefined,
      headers,
      text: await body.text(),
    };
  };
  const ask: Caller['ask'] = (parameters = {}, settings) => {
    const query = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    return call(`${pathOf(id)}${query.length === 0 ? '' : '?'}${query.join('&')}`, settings);
  };
  return {
    id,
    call,
    ask,
    async page(parameters) {
      const { status, text } = await ask(parameters);
      if (status !== 200) throw new Error(`${status} ${text}`);
      return pageShape.parse(JSON.parse(text));
    },
    async refusal(expected, parameters) {
      const { status, text, type } = await ask(parameters);
      if (status !== expected || type !== 'application/json') throw new Error(`${status} ${type} ${text}`);
      return problemShape.parse(JSON.parse(text)).error;
    },
    close: () => agent.close(),
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

/** A caller whom the administrator has accepted already. */
export function createAccepted(sim: KataSim, options: CallerOptions = {}): Caller {
  const certificate = sim.clientCertificate;
  sim.registrations.accept(options.id ?? systemId, certificate.fingerprint);
  return createCaller(sim, options);
}
