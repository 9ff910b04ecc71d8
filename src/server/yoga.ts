import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  createSourceEventStream,
  execute,
  getOperationAST,
  parse,
} from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { Viewer } from '../model/access.ts';
import { errorAnswer } from './answer.ts';
import { limitBody } from './body-limit.ts';
import { createExecutor, withErrors } from './execution.ts';

/** A place in the response, the last part first. */
export interface ResponsePath {
  readonly prev: ResponsePath | undefined;
  readonly key: string | number;
}

/** What the server needs of the gateway: how to execute, and what a client may be told. */
export interface GraphQLFace {
  readonly schema: GraphQLSchema;
  /** The context of one operation; `report` adds an error to its response. */
  createContext(options: {
    readonly operation: {
      readonly document: DocumentNode;
      readonly operationName?: string | null | undefined;
    };
    readonly signal: AbortSignal;
    readonly viewer: Viewer;
    report(error: unknown, path: ResponsePath): void;
  }): object;
  toClientError(error: unknown): Error;
  errorAt(error: unknown, path: ResponsePath): GraphQLError;
}

export interface PreparedQuery {
  readonly query: string;
  readonly variables?: string;
}

export interface YogaOptions {
  readonly face: GraphQLFace;
  /** What GraphiQL opens with, a tab each. */
  readonly preparedQueries: readonly PreparedQuery[];
  readonly compileAfter?: number;
  /** Who asks; null refuses the request. */
  readonly authenticate: (request: Request) => Viewer | null;
  /** Ends every subscription. */
  readonly closing: AbortSignal;
}

/** Tokens one document may have: the largest of our own operations has a few hundred. */
const MAX_TOKENS = 5_000;
/** Characters of one: a body may be larger, for its variables; documents are kept once they were understood. */
const MAX_DOCUMENT = 1_048_576;

interface ServerContext {
  readonly viewer: Viewer;
}

/** Refuses a document that only a machine could want to be so long, before it is read to its end. */
const useTokenLimit = (maxTokens: number): Plugin => ({
  onParse: ({ setParseFn }) =>
    setParseFn((source: string, options?: object) => parse(source, { ...options, maxTokens })),
});

/** Refuses a document that would fill the memory with its like. */
const useDocumentLimit = (most: number): Plugin => ({
  onParams({ params, setResult }) {
    if ((params.query?.length ?? 0) <= most) return;
    const extensions = { code: 'INVALID_INPUT', http: { status: 413 } };
    setResult({
      errors: [new GraphQLError(`The document is longer than ${most} characters.`, { extensions })],
    });
  },
});

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

/**
 * An answer for each event, made when the client is ready for it. Each has a context of its own: loaders that lived as
 * long as a subscription would show old records and grow without end.
 */
async function* answers(
  stream: AsyncIterable<unknown>,
  execution: ExecutionArgs,
  context: (reported: GraphQLError[]) => object,
  onError: (error: unknown) => GraphQLError,
): AsyncGenerator<ExecutionResult> {
  try {
    for await (const rootValue of stream) {
      const reported: GraphQLError[] = [];
      yield withErrors(await execute({ ...execution, rootValue, contextValue: context(reported) }), reported);
    }
  } catch (error) {
    // Thrown on, it would cut the connection without a word to the client or the log.
    yield { errors: [onError(error)] };
  }
}

type OperationsOptions = Pick<YogaOptions, 'face' | 'closing'> & {
  readonly compileAfter: number | undefined;
};

/** The name under which the answer to a subscription stands. */
const rootKey = ({ document, operationName }: ExecutionArgs): string => {
  const [first] = getOperationAST(document, operationName)?.selectionSet.selections ?? [];
  return first?.kind === Kind.FIELD ? (first.alias ?? first.name).value : '';
};

/** Runs each operation in a context of its own, and puts what the context reported into the answer. */
function useOperations({ face, compileAfter, closing }: OperationsOptions): Plugin<ServerContext> {
  const run = createExecutor({
    schema: face.schema,
    ...(compileAfter === undefined ? {} : { compileAfter }),
  });
  return {
    onExecute({ args, setExecuteFn }) {
      const { request, viewer } = args.contextValue;
      setExecuteFn(async (execution: ExecutionArgs) => {
        const reported: GraphQLError[] = [];
        const contextValue = face.createContext({
          operation: execution,
          signal: request.signal,
          viewer,
          report: (error, path) => void reported.push(face.errorAt(error, path)),
        });
        return withErrors(await run({ ...execution, contextValue }), reported);
      });
    },
    onSubscribe({ args, setSubscribeFn }) {
      const { request, viewer } = args.contextValue;
      setSubscribeFn(async (execution: ExecutionArgs) => {
        const signal = AbortSignal.any([request.signal, closing]);
        const context = (reported: GraphQLError[]) =>
          face.createContext({
            operation: execution,
            signal,
            viewer,
            report: (error, path) => void reported.push(face.errorAt(error, path)),
          });
        const stream = await createSourceEventStream({ ...execution, contextValue: context([]) });
        return isAsyncIterable(stream)
          ? answers(stream, execution, context, (error) =>
              face.errorAt(error, { prev: undefined, key: rootKey(execution) }),
            )
          : stream;
      });
    },
  };
}

/** GraphQL over HTTP at /graphql, GraphiQL included; no asset comes from elsewhere. */
export function createGraphQLHandler({
  face,
  preparedQueries,
  compileAfter,
  authenticate,
  closing,
}: YogaOptions): (request: Request) => Promise<Response> {
  const yoga = createYoga<ServerContext>({
    schema: face.schema,
    graphqlEndpoint: '/graphql',
    landingPage: false,
    logging: false,
    batching: false,
    multipart: false,
    cors: false,
    parserAndValidationCache: true,
    plugins: [
      useDocumentLimit(MAX_DOCUMENT),
      useTokenLimit(MAX_TOKENS),
      useOperations({ face, compileAfter, closing }),
    ],
    maskedErrors: { isDev: false, maskError: (error) => face.toClientError(error) },
    // Loaded with the first page: its assets take 50 MB that most gateways never need.
    renderGraphiQL: async (page) => (await import('@graphql-yoga/render-graphiql')).renderGraphiQL(page),
    graphiql: {
      title: 'Crosswatch',
      defaultTabs: preparedQueries.map(({ query, variables }) => ({
        query,
        variables: variables ?? null,
        headers: null,
      })),
      shouldPersistHeaders: false,
    },
  });
  return async (request) => {
    const viewer = authenticate(request);
    // The page of GraphiQL tells nothing; what it asks needs the key.
    if (viewer === null && !asksForPage(request)) {
      return errorAnswer(401, 'UNAUTHENTICATED', 'A key is needed: Authorization: Bearer <key>.', {
        'www-authenticate': 'Bearer',
      });
    }
    if (request.method === 'POST' && !bringsJson(request)) {
      return errorAnswer(415, 'INVALID_INPUT', 'The body has to be application/json.', {
        accept: 'application/json',
      });
    }
    // Nobody without a key makes us read what they send.
    return limitBody((limited) => yoga.fetch(limited, { viewer: viewer ?? nobody }))(request);
  };
}

const nobody: Viewer = { roles: [], maySee: () => false };

/** Forms and plain text are what any site can make a browser send here unasked; JSON it cannot. */
const bringsJson = (request: Request): boolean =>
  /^application\/json *(;|$)/i.test(request.headers.get('content-type') ?? '');

function asksForPage(request: Request): boolean {
  const accepts = request.headers.get('accept') ?? '';
  return (
    request.method === 'GET' &&
    accepts.includes('text/html') &&
    !new URL(request.url).searchParams.has('query')
  );
}
