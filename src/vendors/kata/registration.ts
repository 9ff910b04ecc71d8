/**
 * What a source's health is, where KATA differs from others: a 401 does not mean a wrong credential, but an administrator
 * who has not decided yet, or who has changed his mind (contract sheet kata, section 2).
 */
import { SourceError, type SourceErrorKind } from '../../model/errors.ts';
import type { SourceHealth, SourceState } from '../../model/health.ts';

/** Somebody has to do something in KATA's web interface. The message says what; it names neither id nor address. */
export class RegistrationError extends SourceError {
  constructor(source: string, accepted: boolean, cause: SourceError) {
    super({
      source,
      kind: 'unauthorized',
      cause,
      ...(cause.status === undefined ? {} : { status: cause.status }),
    });
    this.name = 'RegistrationError';
    this.message = accepted
      ? `Source "${source}" was accepted once and is refused now: its access was withdrawn, or its certificate is ` +
        `another one. An administrator has to accept it again in KATA's web interface.`
      : `Source "${source}" waits for approval: an administrator has to accept the request of this external system ` +
        `in KATA's web interface.`;
  }
}

/** Full answers in a row after which a source is said to lag. */
const FULL_ANSWERS = 3;

const stateOf: { readonly [K in SourceErrorKind]: SourceState | null } = {
  timeout: 'UNAVAILABLE',
  unavailable: 'UNAVAILABLE',
  unauthorized: 'UNAUTHORIZED',
  'rate-limited': 'RATE_LIMITED',
  'invalid-response': 'DEGRADED',
  // KATA's words for a filter, a limit or an id that it does not take: the settings are wrong, and nothing is read.
  rejected: 'DEGRADED',
  'not-found': 'DEGRADED',
  aborted: null,
};

export interface KataHealth {
  /** `full`: the answer held as much as it could, so that more is waiting. */
  succeeded(full: boolean): void;
  /** Gives the error to be told; `accepted`: whether the source has ever been let in. */
  failed(error: SourceError, accepted: boolean): SourceError;
  health(): SourceHealth;
}

/** `now` gives milliseconds since the epoch. */
export function createHealth(now: () => number): KataHealth {
  let health: SourceHealth = { state: 'STARTING' };
  let fullInARow = 0;
  return {
    succeeded(full) {
      fullInARow = full ? fullInARow + 1 : 0;
      health = { ...health, state: fullInARow >= FULL_ANSWERS ? 'LAGGING' : 'OK' };
    },
    failed(error, accepted) {
      const told =
        error.kind === 'unauthorized' ? new RegistrationError(error.source, accepted, error) : error;
      const state = error.kind === 'unauthorized' && !accepted ? 'PENDING_APPROVAL' : stateOf[error.kind];
      if (state !== null) health = { state, lastFailure: { error: told, at: now() } };
      return told;
    },
    health: () => health,
  };
}
