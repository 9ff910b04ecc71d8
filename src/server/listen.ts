import { createServer, type ServerResponse } from 'node:http';
import { isIPv6, type Socket } from 'node:net';
import { createServerAdapter } from '@whatwg-node/server';
import { errorAnswer, type Fetch } from './answer.ts';

export interface ListenOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /**
   * Answers every request. Its request's signal is aborted when the client goes away before the answer is complete. What
   * it throws becomes a 500 without a word of it, and goes to `onError`.
   */
  readonly fetch: Fetch;
  onError(error: unknown): void;
  /** Milliseconds that a client may take for its headers, and for its whole request. Default 10 s and 15 s. */
  readonly headersTimeout?: number;
  readonly requestTimeout?: number;
  /** Milliseconds after which a client that takes nothing of its answer is cut off. Default 30 s. */
  readonly stallTimeout?: number;
  /** How often connections are checked for it, in milliseconds. Default 1 s. */
  readonly checkInterval?: number;
}

export interface Listening {
  /** `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly port: number;
  /**
   * Takes no more connections, closes those that wait for nothing, and lets requests in flight finish for `graceMs`
   * milliseconds; then their connections are cut. Event streams, which have no end of their own, are cut at once: their
   * clients come back with the last cursor.
   */
  close(graceMs: number): Promise<void>;
}

/** The address cannot be listened on; `code` is the system's, such as EADDRINUSE. The message names host and port. */
export class ListenError extends Error {
  readonly code: string;

  constructor(host: string, port: number, code: string, cause: unknown) {
    const reason: Readonly<Record<string, string>> = {
      EADDRINUSE: 'the port is in use by another program',
      EACCES: 'this user may not use the port',
      EADDRNOTAVAIL: 'this machine has no such address',
      ENOTFOUND: 'there is no such host',
    };
    super(`cannot listen on ${host} port ${port}: ${reason[code] ?? code}`, { cause });
    this.name = 'ListenError';
    this.code = code;
  }
}

const STALL_MS = 30_000;
const CHECK_MS = 1_000;

/** Opens the port. Throws ListenError. */
export async function listen(options: ListenOptions): Promise<Listening> {
  const { host, port, fetch, onError, stallTimeout = STALL_MS } = options;
  /** Open connections, and how many answers each still owes. */
  const owed = new Map<Socket, number>();
  const unanswered = new Set<ServerResponse>();
  let closing = false;

  /** Answers that have no end of their own. */
  const streams = new Set<ServerResponse>();

  const answer: Fetch = async (request) => {
    try {
      return await fetch(request);
    } catch (error) {
      // Whoever goes away ends their request, which is no failure of ours.
      if (!request.signal.aborted) onError(error);
      return errorAnswer(500, 'INTERNAL', 'Something went wrong here.');
    }
  };
  const adapter = createServerAdapter<{ readonly res?: ServerResponse }>(
    async (request, { res }) => {
      const answered = await answer(request);
      if (res !== undefined && answered.headers.get('content-type')?.startsWith('text/event-stream') === true)
        streams.add(res);
      return answered;
    },
    // The adapter's own kind of signal is no AbortSignal to Node: AbortSignal.any throws on it.
    { __useCustomAbortCtrl: false },
  );
  const server = createServer({
    // Node's own values keep slow clients for minutes.
    headersTimeout: options.headersTimeout ?? 10_000,
    requestTimeout: options.requestTimeout ?? 15_000,
    connectionsCheckingInterval: options.checkInterval ?? CHECK_MS,
    keepAliveTimeout: 65_000,
  });
  server.on('connection', (socket) => {
    owed.set(socket, 0);
    socket.once('close', () => owed.delete(socket));
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    owed.set(socket, (owed.get(socket) ?? 0) + 1);
    unanswered.add(response);
    response.once('close', () => {
      unanswered.delete(response);
      streams.delete(response);
      const left = (owed.get(socket) ?? 1) - 1;
      if (owed.has(socket)) owed.set(socket, left);
      if (closing && left === 0) socket.destroySoon();
    });
    response.on('timeout', () => {
      // An answer that is only slow in coming has nothing to send yet.
      if (socket.writableLength > 0) socket.destroy();
    });
    if (closing) response.setHeader('connection', 'close');
    adapter.requestListener(request, response);
  });

  // Node tells when nothing has moved on a connection; the adapter switches that off as it begins to answer.
  const watch = setInterval(() => {
    for (const { socket } of unanswered) {
      if (socket !== null && socket.timeout !== stallTimeout) socket.setTimeout(stallTimeout);
    }
  }, options.checkInterval ?? CHECK_MS).unref();
  server.once('close', () => clearInterval(watch));

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new ListenError(host, port, error.code ?? 'unknown', error));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;

  return {
    url: `http://${isIPv6(host) ? `[${host}]` : host}:${bound}`,
    port: bound,
    async close(graceMs) {
      closing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const response of unanswered) if (!response.headersSent) response.setHeader('connection', 'close');
      for (const stream of streams) stream.socket?.destroySoon();
      for (const [socket, left] of owed) if (left === 0) socket.destroySoon();
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}
