/** What can go wrong with a source, in words that do not depend on the vendor. */
export type SourceErrorKind =
  /** The source's part of the operation took longer than its `timeout`. */
  | 'timeout'
  /** Nothing came back, or a 5xx: network failure, cut connection, outage, open circuit. */
  | 'unavailable'
  /** The source refuses our credentials (401), or the key may not read this (403). */
  | 'unauthorized'
  /** 429, or a quota that is used up (Argus 402). */
  | 'rate-limited'
  /** An answer that is not what the contract sheet says: HTML, broken JSON, wrong types, too large. */
  | 'invalid-response'
  /** The source says that our request was wrong (400, 412): our fault, not the client's. */
  | 'rejected'
  /** The object does not exist, or this credential cannot see it. */
  | 'not-found'
  /** The client that asked went away. */
  | 'aborted';

export interface SourceErrorOptions {
  readonly source: string;
  readonly kind: SourceErrorKind;
  /** The HTTP status, when there was one. */
  readonly status?: number;
  /** When the source may be asked again, in milliseconds since the epoch. */
  readonly retryAt?: number;
  /** True when the request certainly never reached the source: nothing can have been done. */
  readonly undelivered?: boolean;
  /** For logs and vendors only; it is never shown to a client. */
  readonly cause?: unknown;
}

const sentences: { readonly [K in SourceErrorKind]: string } = {
  timeout: 'did not answer in time',
  unavailable: 'cannot be reached or is out of order',
  unauthorized: 'refuses the configured credentials',
  'rate-limited': 'asks us to slow down',
  'invalid-response': 'sent an answer that cannot be understood',
  rejected: 'refused the request',
  'not-found': 'does not know this object',
  aborted: 'was not waited for: the request was cancelled',
};

/** A source failed. The message names the source and what kind of failure it was, and nothing of the upstream's own text. */
export class SourceError extends Error {
  readonly source: string;
  readonly kind: SourceErrorKind;
  readonly status: number | undefined;
  readonly retryAt: number | undefined;
  readonly undelivered: boolean;

  constructor(options: SourceErrorOptions) {
    super(`Source "${options.source}" ${sentences[options.kind]}.`, { cause: options.cause });
    this.name = 'SourceError';
    this.source = options.source;
    this.kind = options.kind;
    this.status = options.status;
    this.retryAt = options.retryAt;
    this.undelivered = options.undelivered === true;
  }
}

export interface InvalidField {
  /** The argument in the caller's terms: `filter.ip[0]`. */
  readonly path: string;
  readonly message: string;
  /** What would have been right. */
  readonly expected?: string;
}

/** The caller sent something that cannot be served; every fault is listed. */
export class InvalidInputError extends Error {
  readonly fields: readonly InvalidField[];

  constructor(fields: readonly InvalidField[]) {
    super(
      fields
        .map(
          ({ path, message, expected }) =>
            `${path}: ${message}${expected === undefined ? '' : ` (expected ${expected})`}`,
        )
        .join('; '),
    );
    this.name = 'InvalidInputError';
    this.fields = fields;
  }
}

/** A cursor that was altered, or that belongs to another connection, filter or order. */
export class InvalidCursorError extends Error {
  readonly path: string;

  constructor(path: string) {
    super(`${path}: this cursor was altered, or it belongs to another connection, filter or order.`);
    this.name = 'InvalidCursorError';
    this.path = path;
  }
}

/** The source's vendor has no such operation. */
export class UnsupportedError extends Error {
  readonly source: string;

  constructor(source: string, message: string) {
    super(message);
    this.name = 'UnsupportedError';
    this.source = source;
  }
}

/** The answer to a write was lost: it was done or not, and nobody can tell yet. */
export class OutcomeUnknownError extends Error {
  readonly source: string;

  constructor(source: string) {
    super(`Source "${source}" did not say whether it did what it was asked: it may be done or not.`);
    this.name = 'OutcomeUnknownError';
    this.source = source;
  }
}

/** What was asked contradicts what was asked before, or what is there now. */
export class ConflictError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConflictError';
  }
}

/** A write cannot be put on record, so it was not made. */
export class AuditError extends Error {
  constructor(cause?: unknown) {
    super('This cannot be put on record, so it was not done.', { cause });
    this.name = 'AuditError';
  }
}

/** Whoever asks lacks the role for it. */
export class NotPermittedError extends Error {
  constructor(message = 'The key that was used does not permit this.') {
    super(message);
    this.name = 'NotPermittedError';
  }
}

/** There is no such object, or none that whoever asks may see: the two look the same. */
export class NotFoundError extends Error {
  constructor(message = 'There is no such object.') {
    super(message);
    this.name = 'NotFoundError';
  }
}
