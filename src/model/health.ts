import type { SourceError, SourceErrorKind } from './errors.ts';

export const sourceStates = [
  'STARTING',
  'OK',
  'LAGGING',
  'DEGRADED',
  'RATE_LIMITED',
  'PENDING_APPROVAL',
  'UNAUTHORIZED',
  'UNAVAILABLE',
  'GAP',
] as const;
export type SourceState = (typeof sourceStates)[number];

export interface SourceFailure {
  readonly error: SourceError;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface SourceHealth {
  readonly state: SourceState;
  /** The last failure, kept after the source has recovered. */
  readonly lastFailure?: SourceFailure | undefined;
}

const stateOf: { readonly [K in SourceErrorKind]: SourceState | null } = {
  timeout: 'UNAVAILABLE',
  unavailable: 'UNAVAILABLE',
  unauthorized: 'UNAUTHORIZED',
  'rate-limited': 'RATE_LIMITED',
  'invalid-response': 'DEGRADED',
  // These say nothing about the source's condition.
  rejected: null,
  'not-found': null,
  aborted: null,
};

export interface HealthTracker {
  succeeded(): void;
  failed(error: SourceError): void;
  health(): SourceHealth;
}

/** Remembers how the last calls to a source went. `now` gives milliseconds since the epoch. */
export function createHealthTracker(now: () => number): HealthTracker {
  let health: SourceHealth = { state: 'STARTING' };
  return {
    succeeded() {
      if (health.state !== 'OK') health = { ...health, state: 'OK' };
    },
    failed(error) {
      const state = stateOf[error.kind];
      if (state !== null) health = { state, lastFailure: { error, at: now() } };
    },
    health: () => health,
  };
}
