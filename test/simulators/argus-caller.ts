/** Asks the Argus simulator as a plain HTTP client would, and checks the envelope of every answer it gets. */
import { z } from 'zod';
import { startArgusSim, type ArgusSim, type ArgusSimOptions } from '../../src/simulators/argus/index.ts';
import { createSimClock } from '../../src/simulators/clock.ts';

const messageShape = z.strictObject({
  message: z.string().nullable(),
  messageTemplate: z.string().nullable(),
  type: z.enum(['FIELD_ERROR', 'ACTION_ERROR']),
  field: z.string().nullable(),
  parameter: z.unknown(),
  timestamp: z.number(),
});

const envelopeShape = z.object({
  responseCode: z.number(),
  limit: z.number(),
  offset: z.number(),
  count: z.number(),
  size: z.number(),
  metaData: z.record(z.string(), z.unknown()),
  messages: z.array(messageShape),
  data: z.unknown(),
});

export type Row = Record<string, unknown>;

export interface Answer extends z.infer<typeof envelopeShape> {
  readonly status: number;
  /** `data` as rows; fails when it is no list. */
  readonly rows: readonly Row[];
  /** `data` as one object; fails when it is none. */
  readonly one: Row;
  readonly text: string;
}

export interface Ask {
  readonly body?: unknown;
  readonly key?: string;
  readonly headers?: Record<string, string>;
}

export interface Caller {
  readonly sim: ArgusSim;
  call(method: string, path: string, ask?: Ask): Promise<Answer>;
  get(path: string, key?: string): Promise<Answer>;
  post(path: string, body: unknown, key?: string): Promise<Answer>;
  put(path: string, body: unknown, key?: string): Promise<Answer>;
  /** The ids a v1 aggregated search finds, from the beginning of time. */
  found(body?: Row, path?: string): Promise<string[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

const rowShape = z.record(z.string(), z.unknown());

/** The time at which test simulators stand still unless they are told otherwise. */
export const NOW = Date.UTC(2026, 0, 15, 12, 0, 0);
export const DAY_MS = 86_400_000;

export async function openArgus(options: ArgusSimOptions = {}): Promise<Caller> {
  const clock = createSimClock();
  clock.set(NOW, true);
  const sim = await startArgusSim({ clock, ...options });

  async function call(method: string, path: string, ask: Ask = {}): Promise<Answer> {
    const { body, key = sim.apiKey, headers } = ask;
    const response = await fetch(`${sim.url}${path}`, {
      method,
      headers: {
        'argus-api-key': key,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const envelope = envelopeShape.parse(JSON.parse(text));
    return {
      ...envelope,
      status: response.status,
      text,
      get rows() {
        return z.array(rowShape).parse(envelope.data);
      },
      get one() {
        return rowShape.parse(envelope.data);
      },
    };
  }

  return {
    sim,
    call,
    get: async (path, key) => call('GET', path, key === undefined ? {} : { key }),
    post: async (path, body, key) => call('POST', path, key === undefined ? { body } : { body, key }),
    put: async (path, body, key) => call('PUT', path, key === undefined ? { body } : { body, key }),
    async found(body = {}, path = '/events/v1/aggregated/search') {
      const answer = await call('POST', path, { body: { startTimestamp: 0, limit: 0, ...body } });
      if (answer.status !== 200) throw new Error(`search answered ${answer.status}: ${answer.text}`);
      return answer.rows.map(({ id }) => String(id));
    },
    [Symbol.asyncDispose]: async () => sim.close(),
  };
}

/** An endpoint of which only the address matters. */
export const at = (address: string, port: number | null = null) => ({
  address,
  host: null,
  port,
  user: null,
  geo: null,
});

/** Field paths and templates of a refusal. */
export const faults = ({ messages }: Answer): string[] =>
  messages.map(({ field, messageTemplate }) => `${field} ${messageTemplate}`);
