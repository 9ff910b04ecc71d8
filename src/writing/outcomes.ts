/** What a mutation came to: what is known from a failure, and how it is kept for an idempotency key. */
import {
  AuditError,
  ConflictError,
  InvalidInputError,
  NotFoundError,
  NotPermittedError,
  OutcomeUnknownError,
  SourceError,
  UnsupportedError,
  type InvalidField,
  type SourceErrorOptions,
} from '../model/errors.ts';

/** What the source refused, in our words. */
const refusals = [
  InvalidInputError,
  NotFoundError,
  NotPermittedError,
  ConflictError,
  UnsupportedError,
] as const;

/** Whether a request that failed so was certainly not done. */
export function isDefinite(error: unknown): boolean {
  if (refusals.some((refusal) => error instanceof refusal)) return true;
  if (!(error instanceof SourceError)) return false;
  return error.undelivered || (error.status !== undefined && error.status >= 400 && error.status < 500);
}

/** Whether the same may come to something else when it is tried again: a key does not remember it if nothing was done. */
export const isPassing = (error: unknown): boolean =>
  error instanceof AuditError ||
  error instanceof InvalidInputError ||
  error instanceof NotPermittedError ||
  (error instanceof SourceError &&
    (error.undelivered || error.kind === 'rate-limited' || error.kind === 'unauthorized'));

type StoredError =
  | ({ readonly type: 'source' } & Omit<SourceErrorOptions, 'cause'>)
  | { readonly type: 'input'; readonly fields: readonly InvalidField[] }
  | { readonly type: 'unsupported'; readonly source: string; readonly message: string }
  | { readonly type: 'unknown'; readonly source: string }
  | { readonly type: 'conflict'; readonly message: string }
  | { readonly type: 'not-found'; readonly message: string }
  | { readonly type: 'not-permitted'; readonly message: string }
  | { readonly type: 'audit' }
  | { readonly type: 'unexpected' };

function stored(error: unknown): StoredError {
  if (error instanceof SourceError) {
    const { source, kind, status, retryAt, undelivered } = error;
    return {
      type: 'source',
      source,
      kind,
      undelivered,
      ...(status === undefined ? {} : { status }),
      ...(retryAt === undefined ? {} : { retryAt }),
    };
  }
  if (error instanceof InvalidInputError) return { type: 'input', fields: error.fields };
  if (error instanceof UnsupportedError)
    return { type: 'unsupported', source: error.source, message: error.message };
  if (error instanceof OutcomeUnknownError) return { type: 'unknown', source: error.source };
  if (error instanceof ConflictError) return { type: 'conflict', message: error.message };
  if (error instanceof NotFoundError) return { type: 'not-found', message: error.message };
  if (error instanceof NotPermittedError) return { type: 'not-permitted', message: error.message };
  return { type: error instanceof AuditError ? 'audit' : 'unexpected' };
}

function revived(error: StoredError): Error {
  switch (error.type) {
    case 'source':
      return new SourceError(error);
    case 'input':
      return new InvalidInputError(error.fields);
    case 'unsupported':
      return new UnsupportedError(error.source, error.message);
    case 'unknown':
      return new OutcomeUnknownError(error.source);
    case 'conflict':
      return new ConflictError(error.message);
    case 'not-found':
      return new NotFoundError(error.message);
    case 'not-permitted':
      return new NotPermittedError(error.message);
    case 'audit':
      return new AuditError();
    default:
      return new Error('The first use of this idempotency key failed unexpectedly.');
  }
}

/** What is kept, as JSON, of a use of a key. */
export type Kept<R> = { readonly result: R } | { readonly error: StoredError };
export const keepResult = (result: unknown): string => JSON.stringify({ result });
export const keepError = (error: unknown): string => JSON.stringify({ error: stored(error) });

/** The result that was kept; throws the error that was. */
export function resultOf<R>(kept: Kept<R>): R {
  if ('error' in kept) throw revived(kept.error);
  return kept.result;
}
