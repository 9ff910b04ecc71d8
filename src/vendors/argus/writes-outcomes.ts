/** From what went wrong with each of many events to what the caller is told. */
import {
  AuditError,
  ConflictError,
  InvalidInputError,
  OutcomeUnknownError,
  SourceError,
} from '../../model/errors.ts';
import type { Assessed, WriteFault } from '../../model/writes.ts';
import { refusedAssessment } from './writes-assessment.ts';

/** One event, and what stopped it; without an error it was done. */
export interface Tried {
  readonly eventId: string;
  readonly error?: unknown;
}

/** What is wrong with the source or with us, and not with the event. */
const isWhole = (error: unknown): boolean =>
  error instanceof AuditError ||
  (error instanceof SourceError &&
    error.status !== 403 &&
    error.kind !== 'not-found' &&
    error.kind !== 'rejected');

/** What the next request would meet, too, so that it is not made. */
export const endsAll = (error: unknown): boolean =>
  error instanceof AuditError ||
  (error instanceof SourceError && (error.kind === 'rate-limited' || error.status === 401));

/** A refusal of what the assessment says, in our terms; every other error as it is. */
export const inOurTerms = (error: unknown): unknown =>
  error instanceof SourceError ? (refusedAssessment(error.cause) ?? error) : error;

const faultOfSource = (error: SourceError): WriteFault => {
  if (error.status === 403) {
    return {
      kind: 'not-permitted',
      message: "The source's key may not do this to this event, or not with one of the cases.",
    };
  }
  if (error.kind === 'not-found') {
    return { kind: 'not-found', message: 'The source does not know this event.' };
  }
  if (error.kind === 'rejected') {
    return { kind: 'invalid', message: 'The source refused this for this event.' };
  }
  const kind = error.kind === 'rate-limited' ? 'rate-limited' : 'unavailable';
  return { kind, message: error.message, ...(error.retryAt === undefined ? {} : { retryAt: error.retryAt }) };
};

/** Rethrows what nobody expects. */
function faultOf(error: unknown): WriteFault {
  if (error instanceof SourceError) return faultOfSource(error);
  if (error instanceof OutcomeUnknownError) return { kind: 'outcome-unknown', message: error.message };
  if (error instanceof InvalidInputError)
    return { kind: 'invalid', message: error.message, fields: error.fields };
  if (error instanceof ConflictError) return { kind: 'conflict', message: error.message };
  if (error instanceof AuditError) return { kind: 'unavailable', message: error.message };
  throw error;
}

/**
 * An outcome for each event. When nothing was done, and all for a reason that is no event's own, that reason is thrown:
 * InvalidInputError with every field that was refused, SourceError, AuditError.
 */
export function outcomesOf(tried: readonly Tried[]): readonly Assessed[] {
  const errors = tried.map(({ error }) => error);
  if (errors.length > 0 && errors.every(isWhole)) throw errors[0];
  const invalid = errors.filter((error) => error instanceof InvalidInputError);
  if (errors.length > 0 && invalid.length === errors.length) {
    const fields = new Map(invalid.flatMap((one) => one.fields.map((field) => [field.path, field] as const)));
    throw new InvalidInputError([...fields.values()]);
  }
  return tried.map(({ eventId, error }) =>
    error === undefined ? { eventId } : { eventId, fault: faultOf(error) },
  );
}
