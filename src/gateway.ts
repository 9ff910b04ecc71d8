import type { Config } from './config.ts';
import { createContext } from './context.ts';
import { createChanges, type Changes } from './federation/changes.ts';
import { createFederated, type Federated } from './federation/federated.ts';
import { followedSource } from './federation/followed-source.ts';
import { journalFirst } from './federation/journal-first.ts';
import { progressOf } from './federation/progress.ts';
import { startFollowing, type Following, type FollowingLog } from './following.ts';
import type { Viewer } from './model/access.ts';
import { UnsupportedError } from './model/errors.ts';
import type { Source } from './model/source.ts';
import { errorAt, toClientError } from './schema/errors.ts';
import { schema } from './schema/index.ts';
import { readOperations } from './schema/operations.ts';
import { createAuthenticator } from './server/access.ts';
import { createGraphQLHandler } from './server/yoga.ts';
import { noWriteBack, openWriteBack, type WriteBack } from './write-back.ts';

export interface GatewayOptions {
  readonly config: Pick<Config, 'sources' | 'auth' | 'journal' | 'server'>;
  /** Milliseconds since the epoch. Default Date.now. */
  readonly now?: () => number;
  readonly log: GatewayLog;
  /** Executions after which an operation is compiled; for tests that want one executor or the other. */
  readonly compileAfter?: number;
}

export type GatewayLog = FollowingLog;

export interface Gateway {
  /** Answers a request to /graphql. */
  fetch(request: Request): Promise<Response>;
  /**
   * Opens the journal and begins to follow, and opens the audit journal and takes up what it left open. Until then sources
   * are read live only, and nothing is written. Throws JournalError and AuditFileError when one of the two cannot be used.
   */
  start(): Promise<void>;
  /** Ends subscriptions, writes, following and the connections to sources. No other request may be in flight. */
  close(): Promise<void>;
  /** As they answer now: with the journal behind them once it is open. */
  readonly sources: ReadonlyMap<string, Source>;
  /** What clients ask of all sources at once. */
  readonly federated: Federated;
}

/** Wires sources, loaders and schema into one handler. It opens no port and reads no environment. */
export function createGateway({ config, now = Date.now, log, compileAfter }: GatewayOptions): Gateway {
  const live: ReadonlyMap<string, Source> = new Map(
    config.sources.map((settings) => [settings.name, settings.create({ now })]),
  );
  const closing = new AbortController();
  let sources = live;
  let journalled = live;
  let following: Following | undefined;
  let changes: Changes = unfollowed;
  let writeBack: WriteBack = noWriteBack;
  const federated = createFederated(() => following);
  const feedsOf = (source: string) => (following === undefined ? [] : progressOf(source, following));
  const onMasked = (cause: unknown): void => log.error({ err: cause }, 'an operation failed');
  const handle = createGraphQLHandler({
    face: {
      schema,
      createContext: ({ viewer, ...options }) =>
        createContext({
          ...options,
          viewer,
          writeBack,
          sources: visible(sources, viewer),
          journalFirst: visible(journalled, viewer),
          now,
          changes,
          federated,
          feedsOf,
        }),
      toClientError: (error) => toClientError(error, onMasked),
      errorAt: (error, path) => errorAt(error, path, onMasked),
    },
    closing: closing.signal,
    preparedQueries: readOperations(),
    authenticate: createAuthenticator(config.auth.keys),
    ...(compileAfter === undefined ? {} : { compileAfter }),
  });
  return {
    fetch: handle,
    async start() {
      const started = await startFollowing({ config, log, now });
      try {
        // After it: the journal's lock keeps others away from the audit journal, too.
        writeBack = openWriteBack({
          journal: config.journal.path,
          following: started,
          sources: live,
          now,
          log,
        });
      } catch (error) {
        await started.close();
        throw error;
      }
      following = started;
      sources = new Map([...live].map(([name, source]) => [name, followedSource(source, started)]));
      journalled = new Map([...sources].map(([name, source]) => [name, journalFirst(source, started)]));
      changes = createChanges({ followed: started, heartbeat: config.server.heartbeat, now });
    },
    close: async () => {
      closing.abort();
      await writeBack.close();
      await following?.close();
      await Promise.all([...live.values()].map((source) => source.close()));
    },
    get sources() {
      return sources;
    },
    federated,
  };
}

const notFollowing = (): never => {
  throw new UnsupportedError('journal', 'Nothing is followed: the gateway was not started.');
};
const unfollowed: Changes = { page: notFollowing, subscribe: notFollowing, gapsOf: () => [] };

/** The sources that a viewer may see: to others it is as if they did not exist. */
function visible(sources: ReadonlyMap<string, Source>, viewer: Viewer): ReadonlyMap<string, Source> {
  return viewer.name === undefined ? sources : new Map([...sources].filter(([name]) => viewer.maySee(name)));
}
