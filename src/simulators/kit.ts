/**
 * What every simulator shares: a real HTTP(S) server on loopback, a log of what was asked, faults on request, and an
 * exchange object to answer with. It shares no code with the clients under test.
 */
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSimClock, type SimClock } from './clock.ts';

export interface RecordedRequest {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** On the simulator's clock. */
  readonly at: number;
  /** The status that was sent; 0 while unanswered, and for a cut connection. */
  status: number;
}

/** Something that goes wrong on purpose. Faults are tried in order; the first that matches is used. */
export interface Fault {
  /**
   * - `hang`: never answers. `reset`: cuts the connection before answering. `resetAfter`: does the work, then cuts.
   * - `status`: answers `status` with `body` (default empty) and `headers`.
   * - `truncate`: answers properly, but cuts the body in half and the connection with it.
   * - `truncateJson`: a complete 200 response whose JSON body stops half-way.
   * - `html`: a 200 with an HTML page. `delay`: answers properly after `ms`.
   * - `rewrite`: answers properly, with the body passed through `rewrite` first.
   */
  readonly kind:
    'hang' | 'reset' | 'resetAfter' | 'status' | 'truncate' | 'truncateJson' | 'html' | 'delay' | 'rewrite';
  /** Which requests it strikes: a method, a path (exact text or pattern), a predicate. Default: all. */
  readonly match?: {
    readonly method?: string;
    readonly path?: string | RegExp;
    readonly when?: (request: RecordedRequest) => boolean;
  };
  /** How many requests it strikes before it is spent. Default: no limit. */
  readonly times?: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly ms?: number;
  readonly rewrite?: (body: string) => string;
}

export interface SimAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is; use `json()` for JSON. */
  readonly body?: string | Buffer;
}

/** A complete JSON answer. */
export function json(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): SimAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

export interface SimServer {
  readonly url: string;
  readonly port: number;
  readonly clock: SimClock;
  /** Every request since the start or the last `forget()`, in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** How many requests there were to paths that match. */
  count(path?: string | RegExp, method?: string): number;
  forget(): void;
  fault(fault: Fault): void;
  heal(): void;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface SimServerOptions {
  readonly port?: number;
  readonly clock?: SimClock;
  readonly tls?: ServerOptions;
  /** Answers a request; what it throws becomes a 500 with the error's text, so that a broken simulator shows. */
  readonly handle: (request: RecordedRequest, incoming: IncomingMessage) => SimAnswer | Promise<SimAnswer>;
}

function matches(fault: Fault, request: RecordedRequest): boolean {
  const { method, path, when } = fault.match ?? {};
  if (method !== undefined && method !== request.method) return false;
  if (typeof path === 'string' && path !== request.path) return false;
  if (path instanceof RegExp && !path.test(request.path)) return false;
  return when === undefined || when(request);
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, answer: SimAnswer): void {
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : (answer.body ?? Buffer.alloc(0));
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(body.length) });
  response.end(body);
}

/** Starts a server on 127.0.0.1; port 0 (the default) takes a free one. */
export async function startSimServer(options: SimServerOptions): Promise<SimServer> {
  const clock = options.clock ?? createSimClock();
  const requests: RecordedRequest[] = [];
  let faults: { readonly fault: Fault; left: number }[] = [];

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = clock.now();
    const body = await readBody(incoming);
    const raw = incoming.url ?? '/';
    const mark = raw.indexOf('?');
    const request: RecordedRequest = {
      method: incoming.method ?? 'GET',
      path: mark < 0 ? raw : raw.slice(0, mark),
      query: new URLSearchParams(mark < 0 ? '' : raw.slice(mark + 1)),
      headers: incoming.headers,
      body,
      at,
      status: 0,
    };
    requests.push(request);
    const struck = faults.find((entry) => entry.left > 0 && matches(entry.fault, request));
    if (struck !== undefined) struck.left -= 1;
    const fault = struck?.fault;
    const respond = (value: SimAnswer): void => {
      request.status = value.status;
      send(response, value);
    };
    switch (fault?.kind) {
      case 'hang':
        return;
      case 'reset':
        incoming.socket.destroy();
        return;
      case 'status':
        respond({ status: fault.status ?? 500, headers: fault.headers ?? {}, body: fault.body ?? '' });
        return;
      case 'html':
        respond({
          status: 200,
          headers: { 'content-type': 'text/html' },
          body: fault.body ?? '<html><body>Gateway</body></html>',
        });
        return;
      case 'delay':
        await sleep(fault.ms ?? 1_000);
        break;
      default:
        break;
    }
    const proper = await options.handle(request, incoming);
    const text = (): string => (proper.body ?? '').toString();
    switch (fault?.kind) {
      case 'resetAfter':
        incoming.socket.destroy();
        return;
      case 'truncate': {
        request.status = proper.status;
        response.writeHead(proper.status, {
          ...proper.headers,
          'content-length': String(Buffer.byteLength(text())),
        });
        response.write(text().slice(0, text().length / 2), () => incoming.socket.destroy());
        return;
      }
      case 'truncateJson':
        respond({ ...proper, body: text().slice(0, text().length / 2) });
        return;
      case 'rewrite':
        respond({ ...proper, body: fault.rewrite?.(text()) ?? text() });
        return;
      default:
        respond(proper);
    }
  }

  const listener = (incoming: IncomingMessage, response: ServerResponse): void => {
    answer(incoming, response).catch((error: unknown) => {
      if (incoming.socket.destroyed) return;
      if (!response.headersSent) send(response, { status: 500, body: `simulator fault: ${String(error)}` });
      else response.destroy();
    });
  };
  const server =
    options.tls === undefined ? createHttpServer(listener) : createHttpsServer(options.tls, listener);
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  const close = async (): Promise<void> => {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  };
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    clock,
    requests,
    count: (path, method) =>
      requests.filter((request) => {
        if (method !== undefined && request.method !== method) return false;
        if (path === undefined) return true;
        return typeof path === 'string' ? request.path === path : path.test(request.path);
      }).length,
    forget: () => void requests.splice(0),
    fault: (fault) => void faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }),
    heal: () => {
      faults = [];
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
