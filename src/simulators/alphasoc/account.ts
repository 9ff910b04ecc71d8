/** The account status (contract sheet alphasoc, section 4.1). */
import type { Access } from './access.ts';
import type { Feed } from './feed.ts';
import { timestamp } from './time.ts';
import type { AlphaSocAccount, TelemetryBatch } from './types.ts';

const messagesByState = {
  ok: { level: 1, body: 'The account is in good order.' },
  unregistered: { level: 2, body: 'This key is not activated yet. Alerts are withheld until it is.' },
  expired: { level: 3, body: 'This key has expired.' },
  revoked: { level: 3, body: 'This key was revoked.' },
} as const;

const DAY_MS = 24 * 3_600_000;

/** How many source addresses were seen since midnight UTC. */
function endpointsSeen(now: number, feed: Feed, telemetry: readonly TelemetryBatch[]): number {
  const midnight = now - (now % DAY_MS);
  const seen = new Set<unknown>();
  for (const { alert } of feed.entries) if (alert.createdAt >= midnight) seen.add(alert.event?.['srcIP']);
  for (const { at, accepted } of telemetry) {
    if (at >= midnight) for (const event of accepted) seen.add(event['srcIP']);
  }
  seen.delete(undefined);
  return seen.size;
}

export interface StatusParts {
  readonly now: number;
  readonly access: Access;
  readonly account: AlphaSocAccount;
  readonly feed: Feed;
  readonly telemetry: readonly TelemetryBatch[];
}

export function accountStatus({ now, access, account, feed, telemetry }: StatusParts) {
  const { state } = access;
  return {
    today: timestamp(now, 9, 123_456),
    registered: state !== 'unregistered',
    expired: state === 'expired',
    expirationDate: timestamp(account.expiresAt, 6, 658_000),
    endpointsSeenToday: endpointsSeen(now, feed, telemetry),
    messages: [messagesByState[state], ...account.messages],
  };
}
