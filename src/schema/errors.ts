import { GraphQLError } from 'graphql';
import {
  InvalidCursorError,
  InvalidInputError,
  NotPermittedError,
  SourceError,
  UnsupportedError,
  type SourceErrorKind,
} from '../model/errors.ts';
import type { ResponsePath } from './context.ts';

/** The codes of `extensions.code`; DESIGN section 7. */
export type ErrorCode =
  | 'INVALID_INPUT'
  | 'INVALID_CURSOR'
  | 'NOT_FOUND'
  | 'UNAUTHENTICATED'
  | 'NOT_PERMITTED'
  | 'CONFLICT'
  | 'SOURCE_UNAUTHORIZED'
  | 'RATE_LIMITED'
  | 'SOURCE_TIMEOUT'
  | 'SOURCE_UNAVAILABLE'
  | 'SOURCE_INVALID_RESPONSE'
  | 'UNSUPPORTED'
  | 'OUTCOME_UNKNOWN'
  | 'INTERNAL';

const codeOfKind: { readonly [K in SourceErrorKind]: ErrorCode } = {
  timeout: 'SOURCE_TIMEOUT',
  unavailable: 'SOURCE_UNAVAILABLE',
  unauthorized: 'SOURCE_UNAUTHORIZED',
  'rate-limited': 'RATE_LIMITED',
  'invalid-response': 'SOURCE_INVALID_RESPONSE',
  // The source calls our request wrong: either it or we broke the contract, and the client can do nothing about it.
  rejected: 'SOURCE_INVALID_RESPONSE',
  'not-found': 'NOT_FOUND',
  aborted: 'SOURCE_UNAVAILABLE',
};

export const codeOfSourceError = (error: SourceError): ErrorCode => codeOfKind[error.kind];

interface Described {
  readonly message: string;
  readonly extensions: Readonly<Record<string, unknown>> & { readonly code: ErrorCode };
}

function describe(error: unknown): Described | null {
  if (error instanceof SourceError) {
    const retryAt = error.retryAt === undefined ? {} : { retryAt: new Date(error.retryAt).toISOString() };
    return {
      message: error.message,
      extensions: { code: codeOfSourceError(error), source: error.source, ...retryAt },
    };
  }
  if (error instanceof InvalidInputError) {
    return { message: error.message, extensions: { code: 'INVALID_INPUT', fields: error.fields } };
  }
  if (error instanceof InvalidCursorError) {
    return { message: error.message, extensions: { code: 'INVALID_CURSOR', argument: error.path } };
  }
  if (error instanceof NotPermittedError) {
    return { message: error.message, extensions: { code: 'NOT_PERMITTED' } };
  }
  if (error instanceof UnsupportedError) {
    return { message: error.message, extensions: { code: 'UNSUPPORTED', source: error.source } };
  }
  return null;
}

const masked: Described = {
  message: 'Something went wrong inside Crosswatch.',
  extensions: { code: 'INTERNAL' },
};

function flatten(path: ResponsePath | undefined): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at = path; at !== undefined; at = at.prev) keys.unshift(at.key);
  return keys;
}

/** An error to be added to a response at a path; what is not meant for clients is masked, and `onMasked` told of it. */
export function errorAt(
  error: unknown,
  path: ResponsePath,
  onMasked: (error: unknown) => void,
): GraphQLError {
  const described = describe(error);
  if (described === null) onMasked(error);
  const { message, extensions } = described ?? masked;
  return new GraphQLError(message, { path: flatten(path), extensions });
}

const innermost = (error: GraphQLError): unknown => {
  let inner: unknown = error;
  while (inner instanceof GraphQLError && inner.originalError !== undefined) inner = inner.originalError;
  return inner;
};

/**
 * The error as a client may see it. Ours keep their message and get a code; those that GraphQL itself raised about the
 * request stay as they are, with a code; anything else (a bug, a library's message) is masked. `onMasked` is told of
 * every error whose text was withheld, for the log.
 */
export function toClientError(error: unknown, onMasked: (error: unknown) => void): Error {
  if (!(error instanceof GraphQLError)) {
    const described = describe(error);
    if (described === null) onMasked(error);
    const { message, extensions } = described ?? masked;
    return new GraphQLError(message, { extensions });
  }
  const inner = innermost(error);
  const described = describe(inner);
  // `source` of a SourceError is the name of one, which graphql takes for a document: nodes know their own.
  const place = {
    ...(error.nodes === undefined ? {} : { nodes: error.nodes }),
    ...(error.nodes !== undefined || error.source === undefined ? {} : { source: error.source }),
    ...(error.nodes !== undefined || error.positions === undefined ? {} : { positions: error.positions }),
    ...(error.path === undefined ? {} : { path: error.path }),
  };
  if (described !== null)
    return new GraphQLError(described.message, { ...place, extensions: described.extensions });
  if (inner instanceof GraphQLError) {
    // No path: the request itself is wrong (a syntax, validation or variable error), and the text is GraphQL's own.
    const code = error.extensions['code'] ?? (error.path === undefined ? 'INVALID_INPUT' : 'INTERNAL');
    return new GraphQLError(error.message, { ...place, extensions: { ...error.extensions, code } });
  }
  onMasked(inner);
  return new GraphQLError(masked.message, { ...place, extensions: masked.extensions });
}

/** Raised by scalars for a value they cannot take; the message says what was expected. */
export const invalidScalar = (scalar: string, expected: string): GraphQLError =>
  new GraphQLError(`${scalar} must be ${expected}`, { extensions: { code: 'INVALID_INPUT' } });
