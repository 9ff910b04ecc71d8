/** The gateway on its simulators, as the program wires it: settings go through crosswatch.yaml's own reader. */
import { pino } from 'pino';
import { print } from 'graphql';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { parseConfig } from '../../src/config.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { listen, type ListenOptions } from '../../src/server/listen.ts';
import { describeError } from '../../src/server/log.ts';
import { createRoutes } from '../../src/server/routes.ts';
import {
  startAlphaSocSim,
  type AlphaSocSim,
  type AlphaSocSimOptions,
} from '../../src/simulators/alphasoc/index.ts';
import { startArgusSim, type ArgusSim, type ArgusSimOptions } from '../../src/simulators/argus/index.ts';
import {
  startCiscoGtaSim,
  type CiscoGtaSim,
  type CiscoGtaSimOptions,
} from '../../src/simulators/cisco-gta/index.ts';
import { createSimClock, type SimClock } from '../../src/simulators/clock.ts';
import { startKataSim, type KataSim, type KataSimOptions } from '../../src/simulators/kata/index.ts';

export interface RigOptions {
  /** False: no such source. */
  readonly argus?: ArgusSimOptions | false;
  readonly gta?: CiscoGtaSimOptions | false;
  /** No such source unless it is given. KATA has let Crosswatch in, and its windows are short. */
  readonly alpha?: AlphaSocSimOptions;
  readonly kata?: KataSimOptions;
  /** Whether feeds are followed into the journal; without it sources are only read live. */
  readonly follow?: boolean;
  /** A file, for gateways that come after each other. Default: none on disk. */
  readonly journal?: string;
  /** Sections of crosswatch.yaml. */
  readonly server?: Readonly<Record<string, unknown>>;
  readonly auth?: Readonly<Record<string, unknown>>;
  /** Settings of a source beside those that lead to its simulator: `timeout`, `maxConcurrent`, `api`. */
  readonly sources?: {
    readonly argus?: Readonly<Record<string, unknown>>;
    readonly gta?: Readonly<Record<string, unknown>>;
    readonly alpha?: Readonly<Record<string, unknown>>;
    readonly kata?: Readonly<Record<string, unknown>>;
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
  readonly alpha: AlphaSocSim;
  readonly kata: KataSim;
  readonly clock: SimClock;
  /** The one that answers now. */
  readonly gateway: Gateway;
  /** Closes the gateway and starts another one over the same simulators and journal. */
  restart(): Promise<void>;
  /** Settles once the condition holds; it is looked at now and again. */
  until(condition: () => boolean | Promise<boolean>): Promise<void>;
  /** Straight into the gateway, no port between. */
  readonly ask: Ask;
  /** The same with a key; undefined: with none. */
  as(key: string | undefined): Ask;
  /** Asks a second gateway over the same simulators; the rig closes it. */
  beside(options: Pick<RigOptions, 'compileAfter'>): Promise<Ask>;
  /** Opens a port on loopback, with the routes the program has; the rig closes it. `url` has no path. */
  listen(options?: Pick<ListenOptions, 'stallTimeout'>): Promise<{
    readonly url: string;
    readonly ask: Ask;
  }>;
  /** Everything logged so far, a JSON text a line. */
  readonly log: readonly string[];
}

interface Body<T> {
  readonly data?: T | null;
  readonly errors?: readonly ClientError[];
}

/** Asks over what `send` makes of a request. */
export function asking(send: (init: RequestInit) => Promise<Response>, key?: string): Ask {
  return async <T, V>(
    query: string | TypedDocumentNode<T, V>,
    variables?: V,
    { signal, operationName }: AskOptions = {},
  ): Promise<Answer<T>> => {
    const response = await send({
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      },
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

const externalSystemId = '6f1c2b52-9c1f-4c8a-9d0e-3f6f0f2f7a11';

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
  const alpha = options.alpha && started.use(await startAlphaSocSim({ clock, ...options.alpha }));
  const kata =
    options.kata &&
    started.use(
      await startKataSim({
        clock,
        ...options.kata,
        switches: { windowScale: 0.05, ...options.kata.switches },
      }),
    );
  kata?.registrations.accept(externalSystemId, kata.clientCertificate.fingerprint);
  const follow = { every: '50ms', from: '90d' };
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
    alpha && {
      name: 'alpha',
      vendor: 'alphasoc',
      url: alpha.url,
      apiKey: alpha.apiKey,
      follow,
      ...options.sources?.alpha,
    },
    kata && {
      name: 'kata',
      vendor: 'kata',
      url: kata.url,
      externalSystemId,
      tls: { cert: kata.clientCertificate.cert, key: kata.clientCertificate.key, ca: kata.ca },
      follow,
      ...options.sources?.kata,
    },
  ].filter((source) => source !== undefined);
  const config = parseConfig(
    JSON.stringify({
      server: options.server,
      auth: options.auth,
      journal: { path: options.journal ?? ':memory:', retention: '3650d' },
      sources,
    }),
    { env: {}, readFile: () => missing('files'), baseDir: '/' },
  );

  const { logger, lines } = captureLog();
  const gatewayWith = async ({ compileAfter }: Pick<RigOptions, 'compileAfter'>): Promise<Gateway> => {
    const gateway = createGateway({
      config,
      now: () => clock.now(),
      log: logger,
      ...(compileAfter === undefined ? {} : { compileAfter }),
    });
    if (options.follow === true) await gateway.start();
    return gateway;
  };
  let gateway = await gatewayWith(options);
  started.defer(() => gateway.close());

  const as = (key: string | undefined): Ask =>
    asking((init) => gateway.fetch(new Request('http://gateway.test/graphql', init)), key);

  const running = started.move();
  return {
    get argus() {
      return argus ?? missing('Argus');
    },
    get gta() {
      return gta ?? missing('Cisco GTA');
    },
    get alpha() {
      return alpha ?? missing('AlphaSOC');
    },
    get kata() {
      return kata ?? missing('KATA');
    },
    clock,
    get gateway() {
      return gateway;
    },
    ask: as(undefined),
    as,
    async restart() {
      await gateway.close();
      gateway = await gatewayWith(options);
    },
    async until(condition) {
      while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
    },
    async beside(other) {
      const second = await gatewayWith(other);
      running.defer(() => second.close());
      return askingOf(second);
    },
    async listen(more = {}) {
      const listening = await listen({
        host: '127.0.0.1',
        port: 0,
        fetch: createRoutes({ graphql: (request) => gateway.fetch(request), ready: () => true }),
        onError: (error) => logger.error({ err: error }, 'a request failed'),
        ...more,
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
