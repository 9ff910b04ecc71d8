/** How the source does: its calls, and the account behind its key (contract sheet alphasoc, section 4.1). */
import { SourceError } from '../../model/errors.ts';
import {
  createHealthTracker,
  type HealthTracker,
  type SourceFailure,
  type SourceState,
} from '../../model/health.ts';
import type { AccountStatus } from './wire.ts';

const words = {
  expired: 'has an API key whose time is over: AlphaSOC has to extend the account, or give another key.',
  unregistered:
    'is not registered with AlphaSOC yet: it answers, but withholds all alerts until the account is activated.',
} as const;

/** Somebody has to do something about the account. The message says what. */
export class AccountError extends SourceError {
  constructor(source: string, trouble: keyof typeof words, status?: number) {
    super({ source, kind: 'unauthorized', ...(status === undefined ? {} : { status }) });
    this.name = 'AccountError';
    this.message = `Source "${source}" ${words[trouble]}`;
  }
}

export function troubleOf({ registered, expired }: AccountStatus): keyof typeof words | undefined {
  if (expired === true) return 'expired';
  return registered ? undefined : 'unregistered';
}

export interface AlphaSocHealth extends HealthTracker {
  /** What the account status says. */
  account(status: AccountStatus): void;
}

/**
 * Of an account that is not registered the state is PENDING_APPROVAL: the calls succeed, and the feed stays empty until
 * somebody acts. A key that has expired and is served all the same is DEGRADED; once it is refused, UNAUTHORIZED.
 * Failing calls say more than the account does.
 */
export function createHealth(source: string, now: () => number): AlphaSocHealth {
  const calls = createHealthTracker(now);
  let trouble: ReturnType<typeof troubleOf>;
  let last: SourceFailure | undefined;

  return {
    succeeded: () => calls.succeeded(),
    failed: (error) => calls.failed(error),
    account(status) {
      const before = trouble;
      trouble = troubleOf(status);
      if (trouble !== undefined && trouble !== before)
        last = { error: new AccountError(source, trouble), at: now() };
    },
    health() {
      const { state, lastFailure } = calls.health();
      const works = state === 'OK' || state === 'STARTING';
      const shown: SourceState =
        !works || trouble === undefined ? state : trouble === 'expired' ? 'DEGRADED' : 'PENDING_APPROVAL';
      const newest =
        last === undefined || (!works && lastFailure !== undefined) || (lastFailure?.at ?? 0) > last.at
          ? lastFailure
          : last;
      return { state: shown, lastFailure: newest };
    },
  };
}
