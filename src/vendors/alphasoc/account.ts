/** The account's status: for whoever asks, and for a feed that stays empty (contract sheet alphasoc, section 4.1). */
import { SourceError } from '../../model/errors.ts';
import type { Call, SourceAccount } from '../../model/source.ts';
import type { AlphaSocClient } from './client.ts';
import { AccountError, troubleOf, type AlphaSocHealth } from './health.ts';
import type { AccountStatus } from './wire.ts';

/** Milliseconds between two looks at the status while following: of an account in order, and of one in trouble. */
const LOOK = { well: 10 * 60 * 1_000, ill: 60 * 1_000 } as const;

type Level = SourceAccount['messages'][number]['level'];

/** 0 debug, 1 info, 2 warning, 3 error (section 6); what is above is worse. */
function levelOf(level: number | undefined): Level {
  if (level === undefined || level < 2) return 'INFO';
  return level < 3 ? 'WARN' : 'ERROR';
}

function accountOf(status: AccountStatus): SourceAccount {
  const { registered, expired, expirationDate, endpointsSeenToday } = status;
  const messages = (status.messages ?? [])
    .filter((message) => message !== null)
    .map(({ level, body }) => ({ level: levelOf(level), body }));
  return { registered, expired, expiresAt: expirationDate, endpointsSeenToday, messages };
}

export interface Account {
  /** The status as it is now; one call. Throws SourceError. */
  read(call: Call): Promise<SourceAccount>;
  /** Looks at the status if it was not looked at for long. A failure is left to the calls that matter. */
  watch(call: Call): Promise<void>;
  /** What a refused key is refused for, as far as the account's status tells. */
  explain(error: SourceError, call: Call): Promise<SourceError>;
}

export function createAccount(options: {
  readonly source: string;
  readonly client: AlphaSocClient;
  readonly health: AlphaSocHealth;
  /** Milliseconds since the epoch. */
  now(): number;
}): Account {
  const { source, client, health, now } = options;
  let lookedAt: number | undefined;
  /** Nothing was heard, or nothing good. */
  let unwell = true;
  let trouble: ReturnType<typeof troubleOf>;

  async function look(call: Call): Promise<AccountStatus> {
    lookedAt = now();
    unwell = true;
    const status = await client.accountStatus(call);
    trouble = troubleOf(status);
    unwell = trouble !== undefined;
    health.account(status);
    return status;
  }

  async function lookAgain(after: number, call: Call): Promise<void> {
    if (lookedAt !== undefined && now() - lookedAt < after) return;
    try {
      await look(call);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
    }
  }

  return {
    read: async (call) => accountOf(await look(call)),
    watch: (call) => lookAgain(unwell ? LOOK.ill : LOOK.well, call),
    async explain(error, call) {
      await lookAgain(LOOK.ill, call);
      if (trouble === undefined) return error;
      const told = new AccountError(source, trouble, error.status);
      health.failed(told);
      return told;
    },
  };
}
