/** What a mutation comes to: its payload, or one typed error. */
import {
  AuditError,
  ConflictError,
  InvalidInputError,
  NotFoundError,
  NotPermittedError,
  OutcomeUnknownError,
  SourceError,
  UnsupportedError,
  type InvalidField as InvalidFieldValue,
} from '../../model/errors.ts';
import type { WriteFault } from '../../model/writes.ts';
import { builder } from '../builder.ts';
import { codeOfSourceError, type ErrorCode } from '../errors.ts';

const errorTypes = [
  'InvalidInputError',
  'NotFoundError',
  'NotPermittedError',
  'ConflictError',
  'RateLimitedError',
  'SourceUnavailableError',
  'UnsupportedError',
  'OutcomeUnknownError',
] as const;
type ErrorType = (typeof errorTypes)[number];

export interface ErrorValue {
  readonly errorType: ErrorType;
  readonly message: string;
  readonly code: ErrorCode;
  readonly fields?: readonly InvalidFieldValue[];
  /** Milliseconds since the epoch. */
  readonly retryAt?: number | undefined;
}

const isError = (value: object): value is ErrorValue => 'errorType' in value;

/** What is missing and what the key may not see: in the same words, so that nobody can tell which it is. */
export const missing: ErrorValue = {
  errorType: 'NotFoundError',
  message: 'There is no such object.',
  code: 'NOT_FOUND',
};

function valueOfSourceError(error: SourceError): ErrorValue {
  const { message, retryAt, kind, status } = error;
  const code = codeOfSourceError(error);
  if (kind === 'not-found') return missing;
  if (kind === 'rate-limited') return { errorType: 'RateLimitedError', message, code, retryAt };
  // 403: our key is known, and may not do this.
  if (kind === 'unauthorized' && status === 403)
    return { errorType: 'NotPermittedError', message, code: 'NOT_PERMITTED' };
  return { errorType: 'SourceUnavailableError', message, code, retryAt };
}

/** Rethrows what no client can do anything about: a mistake of ours. */
export function errorValue(error: unknown): ErrorValue {
  if (error instanceof SourceError) return valueOfSourceError(error);
  if (error instanceof InvalidInputError)
    return {
      errorType: 'InvalidInputError',
      message: error.message,
      code: 'INVALID_INPUT',
      fields: error.fields,
    };
  if (error instanceof NotFoundError)
    return { errorType: 'NotFoundError', message: error.message, code: 'NOT_FOUND' };
  if (error instanceof NotPermittedError)
    return { errorType: 'NotPermittedError', message: error.message, code: 'NOT_PERMITTED' };
  if (error instanceof ConflictError)
    return { errorType: 'ConflictError', message: error.message, code: 'CONFLICT' };
  if (error instanceof UnsupportedError)
    return { errorType: 'UnsupportedError', message: error.message, code: 'UNSUPPORTED' };
  if (error instanceof OutcomeUnknownError)
    return { errorType: 'OutcomeUnknownError', message: error.message, code: 'OUTCOME_UNKNOWN' };
  if (error instanceof AuditError)
    return { errorType: 'SourceUnavailableError', message: error.message, code: 'SOURCE_UNAVAILABLE' };
  throw error;
}

const faultTypes: {
  readonly [K in WriteFault['kind']]: { readonly errorType: ErrorType; readonly code: ErrorCode };
} = {
  'not-found': { errorType: 'NotFoundError', code: 'NOT_FOUND' },
  'not-permitted': { errorType: 'NotPermittedError', code: 'NOT_PERMITTED' },
  invalid: { errorType: 'InvalidInputError', code: 'INVALID_INPUT' },
  conflict: { errorType: 'ConflictError', code: 'CONFLICT' },
  'rate-limited': { errorType: 'RateLimitedError', code: 'RATE_LIMITED' },
  unavailable: { errorType: 'SourceUnavailableError', code: 'SOURCE_UNAVAILABLE' },
  'outcome-unknown': { errorType: 'OutcomeUnknownError', code: 'OUTCOME_UNKNOWN' },
};

/** Faults of what a source was given, in the client's terms. */
export const inInput = (fields: readonly InvalidFieldValue[]): InvalidInputError =>
  new InvalidInputError(
    fields.map((field) => ({ ...field, path: field.path === '' ? 'input' : `input.${field.path}` })),
  );

/** Why one of many was not changed. */
export function faultValue({ kind, message, retryAt, fields = [] }: WriteFault): ErrorValue {
  if (kind === 'not-found') return missing;
  if (kind === 'invalid' && fields.length > 0) return errorValue(inInput(fields));
  return { ...faultTypes[kind], message, retryAt, ...(kind === 'invalid' ? { fields: [] } : {}) };
}

export const ErrorInterface = builder.interfaceRef<ErrorValue>('Error').implement({
  description: 'Why a mutation did not do what it was asked.',
  resolveType: ({ errorType }) => errorType,
  fields: (t) => ({
    message: t.exposeString('message', { description: 'A sentence for people.' }),
    code: t.exposeString('code', {
      description: 'The same words as in `extensions.code` of errors: INVALID_INPUT, NOT_FOUND, …',
    }),
  }),
});

const InvalidField = builder.objectRef<InvalidFieldValue>('InvalidField').implement({
  description: 'What is wrong with one part of an input.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Where: `input.assessment.enableFlags[1]`.' }),
    message: t.exposeString('message', { description: 'What is wrong there.' }),
    expected: t.exposeString('expected', { nullable: true, description: 'What would have been right.' }),
  }),
});

const plainError = (name: ErrorType, description: string) =>
  builder.objectRef<ErrorValue>(name).implement({ description, interfaces: [ErrorInterface] });

const retriedError = (name: ErrorType, description: string) =>
  builder.objectRef<ErrorValue>(name).implement({
    description,
    interfaces: [ErrorInterface],
    fields: (t) => ({
      retryAt: t.expose('retryAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When it may be tried again, if the source said so.',
      }),
    }),
  });

const errors = [
  builder.objectRef<ErrorValue>('InvalidInputError').implement({
    description: 'The input cannot be served; nothing was done.',
    interfaces: [ErrorInterface],
    fields: (t) => ({
      fields: t.field({
        type: [InvalidField],
        description: 'Every fault that was found.',
        resolve: ({ fields }) => [...(fields ?? [])],
      }),
    }),
  }),
  plainError(
    'NotFoundError',
    'There is no such object, or none that the key may see: the two look the same. Nothing was done.',
  ),
  plainError(
    'NotPermittedError',
    'The key, or our own at the source, does not permit this. Nothing was done.',
  ),
  plainError(
    'ConflictError',
    'It contradicts what was asked before with the same idempotency key. Nothing was done.',
  ),
  retriedError('RateLimitedError', 'The source asks us to slow down. Nothing was done.'),
  retriedError('SourceUnavailableError', 'The source cannot be asked now, and certainly did nothing.'),
  plainError('UnsupportedError', 'The vendor of this source has no such operation. Nothing was done.'),
  plainError(
    'OutcomeUnknownError',
    'The answer was lost: it is neither known to be done nor not to be. It is read back where the source allows; the audit log tells what it came to.',
  ),
] as const;

/** The union of a payload and every error. */
export function resultUnion<P extends object>(
  name: string,
  payload: ReturnType<ReturnType<typeof builder.objectRef<P>>['implement']>,
  description: string,
) {
  return builder.unionType(name, {
    description,
    types: [payload, ...errors],
    resolveType: (value: object) => (isError(value) ? value.errorType : payload),
  });
}
