/** What of the vendor is followed. Flows are not: their volume is far above that of events, and no record is made of them. */
import type { Feed } from '../../model/feed.ts';
import type { CiscoGtaClient } from './client.ts';
import type { CiscoGtaSettings } from './config.ts';
import type { Downwards } from './downward.ts';
import { createAlertFeed } from './feed-alerts.ts';
import { createEventFeed } from './feed-events.ts';
import { createFill } from './feed-intake.ts';
import type { Lookups } from './lookup.ts';
import type { Mapper } from './map.ts';

/** Milliseconds between two reads where the settings do not say. */
const EVERY = 10_000;
/** A read is up to so many calls one after another. */
const CALLS_IN_A_ROW = 4;

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
  const timeout = CALLS_IN_A_ROW * settings.timeout;
  return [
    createEventFeed({ ...parts, fill: createFill(parts.lookups), every, timeout }),
    createAlertFeed({ ...parts, every, timeout, from: settings.follow?.from }),
  ];
}
