import { Pool } from 'undici';
import { SourceError } from '../model/errors.ts';
import { beginning } from './beginning.ts';
import { bareCause } from './causes.ts';
import { decoded } from './decoding.ts';
import type { EncodedRequest } from './encode.ts';
import { networkFailure, statusFailure } from './failures.ts';
import { parseJson } from './json.ts';
import type { UpstreamAnswer, UpstreamRequest } from './types.ts';

/** A client certificate and the authority to trust, PEM. */
export interface ClientTls {
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  /** Trusted instead of the system's authorities. */
  readonly ca?: string | Buffer;
}

export interface ExchangeOptions {
  readonly source: string;
  /** Scheme, host and port. */
  readonly origin: string;
  readonly connections: number;
  readonly maxResponseBytes: number;
  readonly tls?: ClientTls | undefined;
  readonly now: () => number;
}

/** One request, one answer: no repeats, no redirects, no cache. */
export interface Exchange {
  /**
   * Throws SourceError. `signal` ends it at any point. `begins` is called before the first byte is written to a
   * connection: an exchange that failed without it never reached the source.
   */
  send(
    encoded: EncodedRequest,
    request: UpstreamRequest,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
    begins: () => void,
  ): Promise<UpstreamAnswer>;
  close(): Promise<void>;
}

/** Backstop for answers that stall where no deadline was given; a KATA long poll may last a minute. */
const stall = 120_000;

type Response = Pick<Awaited<ReturnType<Pool['request']>>, 'body' | 'headers' | 'statusCode'>;

async function readBody(
  source: string,
  { body, headers, statusCode: status }: Response,
  as: UpstreamRequest['as'],
  limit: number,
): Promise<unknown> {
  if (as === 'nothing') {
    await body.dump();
    return undefined;
  }
  const encoding = headers['content-encoding'];
  const read =
    encoding === undefined ? undefined : await decoded(source, await body.bytes(), encoding, limit);
  if (as === 'bytes') return read ?? Buffer.from(await body.arrayBuffer());
  // A decoder of its own, so that a byte order mark is dropped either way.
  const text = read === undefined ? await body.text() : new TextDecoder().decode(read);
  if (text === '' && (status === 204 || status === 205)) return undefined;
  try {
    return parseJson(text);
  } catch {
    throw new SourceError({ source, kind: 'invalid-response', status, cause: bareCause('NOT_JSON') });
  }
}

/**
 * A pool of connections to one source. HTTP/1.1 only: over HTTP/2 all requests would share one connection, and the cap
 * on connections would cap nothing.
 */
export function createExchange(options: ExchangeOptions): Exchange {
  const { source, origin, connections, maxResponseBytes, tls, now } = options;
  const pool = new Pool(origin, {
    connections,
    pipelining: 1,
    allowH2: false,
    maxResponseSize: maxResponseBytes,
    headersTimeout: stall,
    bodyTimeout: stall,
    connect: { timeout: 5_000, ...tls },
  });

  async function exchange(
    encoded: EncodedRequest,
    { as, expect }: UpstreamRequest,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
    begins: () => void,
  ): Promise<UpstreamAnswer> {
    const response = await pool.compose(beginning(begins)).request({
      method: encoded.method,
      path: encoded.path,
      headers: { ...encoded.headers, ...headers },
      body: encoded.body ?? null,
      signal,
    });
    const { statusCode: status, headers: received, body } = response;
    if (status >= 200 && status < 300) {
      return { status, headers: received, body: await readBody(source, response, as, maxResponseBytes) };
    }
    if (expect?.includes(status) === true) {
      const read = await readBody(source, response, as, maxResponseBytes).catch((error: unknown) => {
        if (error instanceof SourceError) return undefined;
        throw error;
      });
      return { status, headers: received, body: read };
    }
    // What the answer says is of no use here, but reading it keeps the connection. A body that fails changes nothing.
    await body.dump({ limit: 65_536, signal }).catch(() => undefined);
    throw statusFailure(source, { status, headers: received }, now());
  }

  return {
    async send(encoded, request, headers, signal, begins) {
      try {
        return await exchange(encoded, request, headers, signal, begins);
      } catch (error) {
        throw networkFailure(source, error);
      }
    },
    close: () => pool.close(),
  };
}
