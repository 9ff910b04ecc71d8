/** What of the vendor is followed. Flows are not: their volume is far above that of events, and no record is made of them. */
import type { Feed } from '../../model/feed.ts';
import type { CiscoGtaClient } from './client.ts';
import type { CiscoGtaSettings } from './config.ts';
import type { Downwards } from './downward.ts';
import { createAddressBook } from './feed-addresses.ts';
import { createAlertFeed } from './feed-alerts.ts';
import { createEventFeed } from './feed-events.ts';
import { createFill } from './feed-intake.ts';
import type { Lookups } from './lookup.ts';
import type { Mapper } from './map.ts';

/** Milliseconds between two reads where the settings do not say. */
const EVERY = 10_000;
/** A read is up to so many calls one after another, those for addresses left out. */
const CALLS_IN_A_ROW = 4;
/**
 * And up to so many, as many side by side as the settings allow, for the addresses of new assets. A page with more of them
 * takes several reads: one that had time for a thousand assets would also hang for so long before anyone knew.
 */
const ADDRESS_CALLS_IN_A_ROW = 8;

export interface FeedsOptions {
  readonly settings: CiscoGtaSettings;
  readonly client: CiscoGtaClient;
  readonly mapper: Mapper;
  readonly lookups: Lookups;
  readonly downwards: Downwards;
  now(): number;
}

export function createFeeds({ settings, ...parts }: FeedsOptions): readonly Feed[] {
  const every = settings.follow?.every ?? EVERY;
  const timeout = (callsInARow: number): number => callsInARow * settings.timeout;
  const atOnce = ADDRESS_CALLS_IN_A_ROW * settings.maxConcurrent;
  const fill = createFill(parts.lookups, createAddressBook({ ...parts, atOnce }));
  return [
    createEventFeed({ ...parts, fill, every, timeout: timeout(CALLS_IN_A_ROW + ADDRESS_CALLS_IN_A_ROW) }),
    createAlertFeed({ ...parts, every, timeout: timeout(CALLS_IN_A_ROW), from: settings.follow?.from }),
  ];
}
