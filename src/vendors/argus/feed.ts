import type { Feed } from '../../model/feed.ts';
import type { BrowseContext } from './browse.ts';
import type { ArgusSettings } from './config.ts';
import { createCaseFeed } from './feed-cases.ts';
import { createEventFeed } from './feed-events.ts';
import type { FollowedTypes } from './feed-records.ts';
import type { EventsById } from './lookup.ts';

/** Milliseconds between two reads, and what a first read reaches back, where the settings do not say. */
const EVERY = 10_000;
const FROM = 24 * 60 * 60_000;
/** A read is up to so many calls one after another. */
const CALLS_IN_A_ROW = 4;

/** Types of events that are followed. With v1, raw events are not. */
export function followedTypes({ follow, api }: Pick<ArgusSettings, 'follow' | 'api'>): FollowedTypes {
  const asked = follow?.types ?? ['AGGREGATED', 'RAW'];
  return new Set(asked.filter((type) => api === 'v2' || type === 'AGGREGATED'));
}

/** What is followed: events as all that they are, and cases. */
export function createFeeds(
  { follow, timeout }: Pick<ArgusSettings, 'follow' | 'timeout'>,
  types: FollowedTypes,
  context: BrowseContext,
  eventsById: EventsById,
): readonly Feed[] {
  const pace = {
    every: follow?.every ?? EVERY,
    from: follow?.from ?? FROM,
    timeout: CALLS_IN_A_ROW * timeout,
  };
  const events = types.size === 0 ? [] : [createEventFeed({ context, eventsById, types, ...pace })];
  return [...events, createCaseFeed({ context, ...pace })];
}
