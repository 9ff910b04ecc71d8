import type { Config } from './config.ts';
import { createContext } from './context.ts';
import type { Source } from './model/source.ts';
import { errorAt, toClientError } from './schema/errors.ts';
import { schema } from './schema/index.ts';
import { readOperations } from './schema/operations.ts';
import { createAuthenticator, type Viewer } from './server/access.ts';
import { createGraphQLHandler } from './server/yoga.ts';

export interface GatewayOptions {
  readonly config: Pick<Config, 'sources' | 'auth'>;
  /** Milliseconds since the epoch. Default Date.now. */
  readonly now?: () => number;
  readonly log: GatewayLog;
  /** Executions after which an operation is compiled; for tests that want one executor or the other. */
  readonly compileAfter?: number;
}

export interface GatewayLog {
  error(details: object, message: string): void;
}

export interface Gateway {
  /** Answers a request to /graphql. */
  fetch(request: Request): Promise<Response>;
  /** Makes ready what must run before the first answer. */
  start(): Promise<void>;
  /** Ends connections to sources. No request may be in flight. */
  close(): Promise<void>;
  readonly sources: ReadonlyMap<string, Source>;
}

/** Wires sources, loaders and schema into one handler. It opens no port and reads no environment. */
export function createGateway({ config, now = Date.now, log, compileAfter }: GatewayOptions): Gateway {
  const sources: ReadonlyMap<string, Source> = new Map(
    config.sources.map((settings) => [settings.name, settings.create({ now })]),
  );
  const onMasked = (cause: unknown): void => log.error({ err: cause }, 'an operation failed');
  const handle = createGraphQLHandler({
    face: {
      schema,
      createContext: ({ viewer, ...options }) =>
        createContext({ ...options, sources: visible(sources, viewer), now }),
      toClientError: (error) => toClientError(error, onMasked),
      errorAt: (error, path) => errorAt(error, path, onMasked),
    },
    preparedQueries: readOperations(),
    authenticate: createAuthenticator(config.auth.keys),
    ...(compileAfter === undefined ? {} : { compileAfter }),
  });
  return {
    fetch: handle,
    start: () => Promise.resolve(),
    close: async () => {
      await Promise.all([...sources.values()].map((source) => source.close()));
    },
    sources,
  };
}

/** The sources that a viewer may see: to others it is as if they did not exist. */
function visible(sources: ReadonlyMap<string, Source>, viewer: Viewer): ReadonlyMap<string, Source> {
  return viewer.name === undefined ? sources : new Map([...sources].filter(([name]) => viewer.maySee(name)));
}
