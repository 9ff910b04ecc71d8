/** The gateway on its simulators, as the program wires it: settings go through crosswatch.yaml's own reader. */
import { pino } from 'pino';
import { print } from 'graphql';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { parseConfig } from '../../src/config.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { listen } from '../../src/server/listen.ts';
import { describeError } from '../../src/server/log.ts';
import { createRoutes } from '../../src/server/routes.ts';
import { startArgusSim, type ArgusSim, type ArgusSimOptions } from '../../src/simulators/argus/index.ts';
import {
  startCiscoGtaSim,
  type CiscoGtaSim,
  type CiscoGtaSimOptions,
} from '../../src/simulators/cisco-gta/index.ts';
import { createSimClock, type SimClock } from '../../src/simulators/clock.ts';

export interface RigOptions {
  /** False: no such source. */
  readonly argus?: ArgusSimOptions | false;
  readonly gta?: CiscoGtaSimOptions | false;
  /** Settings of a source beside those that lead to its simulator: `timeout`, `maxConcurrent`, `api`. */
  readonly sources?: {
    readonly argus?: Readonly<Record<string, unknown>>;
    readonly gta?: Readonly<Record<string, unknown>>;
  };
  /** 0: every operation runs compiled. Infinity: none does. */
  readonly compileAfter?: number;
  /** Of the gateway and of both simulators. */
  readonly clock?: SimClock;
}

export interface ClientError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface Answer<T = unknown> {
  readonly status: number;
  readonly data: T | null | undefined;
  /** Empty when the answer has none. */
  readonly errors: readonly ClientError[];
  /** The body as it came. */
  readonly text: string;
}

export interface AskOptions {
  readonly signal?: AbortSignal;
  readonly operationName?: string;
}

/** Asks one operation; `T` is what its `data` looks like. */
export type Ask = <T = unknown, V = Readonly<Record<string, unknown>>>(
  query: string | TypedDocumentNode<T, V>,
  variables?: V,
  options?: AskOptions,
) => Promise<Answer<T>>;

export interface Rig extends AsyncDisposable {
  /** The simulators; throws when the rig has none of this kind. */
  readonly argus: ArgusSim;
  readonly gta: CiscoGtaSim;
  readonly clock: SimClock;
  readonly gateway: Gateway;
  /** Straight into the gateway, no port between. */
  readonly ask: Ask;
  /** Asks a second gateway over the same simulators; the rig closes it. */
  beside(options: Pick<RigOptions, 'compileAfter'>): Promise<Ask>;
  /** Opens a port on loopback, with the routes the program has; the rig closes it. `url` has no path. */
  listen(): Promise<{ readonly url: string; readonly ask: Ask }>;
  /** Everything logged so far, a JSON text a line. */
  readonly log: readonly string[];
}

interface Body<T> {
  readonly data?: T | null;
  readonly errors?: readonly ClientError[];
}

function asking(send: (init: RequestInit) => Promise<Response>): Ask {
  return async <T, V>(
    query: string | TypedDocumentNode<T, V>,
    variables?: V,
    { signal, operationName }: AskOptions = {},
  ): Promise<Answer<T>> => {
    const response = await send({
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: JSON.stringify({
        query: typeof query === 'string' ? query : print(query),
        variables,
        operationName,
      }),
      ...(signal === undefined ? {} : { signal }),
    });
    const text = await response.text();
    const body: Body<T> = JSON.parse(text);
    return { status: response.status, data: body.data, errors: body.errors ?? [], text };
  };
}

const askingOf = (gateway: Gateway): Ask =>
  asking((init) => gateway.fetch(new Request('http://gateway.test/graphql', init)));

const missing = (what: string): never => {
  throw new Error(`this rig was started without ${what}`);
};

/** The program's log, into memory. */
export function captureLog() {
  const lines: string[] = [];
  const logger = pino(
    { base: null, serializers: { err: (error) => describeError(error) } },
    { write: (line) => void lines.push(line) },
  );
  return { logger, lines };
}

/** Starts what is asked for: both simulators without data, unless `storyStart` or `generate` brings some. */
export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const clock = options.clock ?? createSimClock();
  await using started = new AsyncDisposableStack();
  const argus =
    options.argus === false ? undefined : started.use(await startArgusSim({ clock, ...options.argus }));
  const gta =
    options.gta === false ? undefined : started.use(await startCiscoGtaSim({ clock, ...options.gta }));
  const sources = [
    argus && {
      name: 'argus',
      vendor: 'argus',
      url: argus.url,
      apiKey: argus.apiKey,
      ...options.sources?.argus,
    },
    gta && {
      name: 'gta',
      vendor: 'cisco-gta',
      url: gta.url,
      tokenUrl: gta.tokenUrl,
      clientId: gta.clientId,
      clientSecret: gta.clientSecret,
      customerId: gta.customerId,
      ...options.sources?.gta,
    },
  ].filter((source) => source !== undefined);
  const config = parseConfig(JSON.stringify({ journal: { path: ':memory:' }, sources }), {
    env: {},
    readFile: () => missing('files'),
    baseDir: '/',
  });

  const { logger, lines } = captureLog();
  const gatewayWith = async ({ compileAfter }: Pick<RigOptions, 'compileAfter'>): Promise<Gateway> => {
    const gateway = createGateway({
      config,
      now: () => clock.now(),
      log: logger,
      ...(compileAfter === undefined ? {} : { compileAfter }),
    });
    await gateway.start();
    return gateway;
  };
  const gateway = await gatewayWith(options);
  started.defer(() => gateway.close());

  const running = started.move();
  return {
    get argus() {
      return argus ?? missing('Argus');
    },
    get gta() {
      return gta ?? missing('Cisco GTA');
    },
    clock,
    gateway,
    ask: askingOf(gateway),
    async beside(other) {
      const second = await gatewayWith(other);
      running.defer(() => second.close());
      return askingOf(second);
    },
    async listen() {
      const listening = await listen({
        host: '127.0.0.1',
        port: 0,
        fetch: createRoutes({ graphql: (request) => gateway.fetch(request), ready: () => true }),
        onError: (error) => logger.error({ err: error }, 'a request failed'),
      });
      running.defer(() => listening.close(0));
      return {
        url: listening.url,
        ask: asking((init) => fetch(`${listening.url}/graphql`, init)),
      };
    },
    log: lines,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
