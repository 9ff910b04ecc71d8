/**
 * Events by modification sequence number, with the detections they support; and every ten minutes all detections, for
 * those that no event names, for what changed without an event, and for those that are gone (contract sheet cisco-gta,
 * sections 7 and 8). One feed for both: a detection comes either way, and only what all of it has told can be missed.
 */
import type { Feed, FeedBatch } from '../../model/feed.ts';
import type { Call } from '../../model/source.ts';
import { assumed, type CiscoGtaClient } from './client.ts';
import {
  createEventsBookmarks,
  digestOf,
  nothingKnown,
  type EventsBookmark,
  type Known,
} from './feed-bookmark.ts';
import { isDue, isRefusedCursor, understood, type Fill } from './feed-intake.ts';
import type { Lookups } from './lookup.ts';
import type { Mapper } from './map.ts';

export interface EventFeedOptions {
  readonly client: CiscoGtaClient;
  readonly mapper: Mapper;
  readonly lookups: Lookups;
  readonly fill: Fill;
  /** Milliseconds between two reads. */
  readonly every: number;
  /** Milliseconds that one read may take. */
  readonly timeout: number;
  now(): number;
}

type Found = Omit<FeedBatch, 'bookmark' | 'more'>;
interface Step {
  readonly found: Found;
  readonly next: EventsBookmark;
  readonly more: boolean;
}

/**
 * The page has more new assets than one read may ask about: what was learned is kept in memory, and the same page is
 * read again. The bookmark says that this gets on, so that the follower does not take it for standing still.
 */
const askingOn = (from: EventsBookmark): Step => ({
  found: { records: [] },
  next: { ...from, asking: (from.asking ?? 0) + 1 },
  more: true,
});

function withIds(known: Known, ids: readonly string[]): Known {
  return ids.every((id) => known.has(id))
    ? known
    : new Map([...known, ...ids.map((id) => [id, ''] as const)]);
}

function withoutIds(known: Known, ids: readonly string[]): Known {
  if (!ids.some((id) => known.has(id))) return known;
  const gone = new Set(ids);
  return new Map([...known].filter(([id]) => !gone.has(id)));
}

const idsOf = (records: readonly { readonly nativeId: string }[]): string[] =>
  records.map(({ nativeId }) => nativeId);

export function createEventFeed(options: EventFeedOptions): Feed {
  const { client, mapper, fill, every, timeout, now } = options;
  const bookmarks = createEventsBookmarks();

  /** The next page of the listing of all detections. */
  async function list(from: EventsBookmark, call: Call): Promise<Step> {
    const listing = from.listing ?? { pending: from.known };
    const page = await client.threatDetections({ size: assumed.maxSize, after: listing.after }, call);
    const { records: rows, quarantined } = understood(page.items, mapper.threatDetection);
    const shown = await fill([], idsOf(rows), call);
    if (shown === null) return askingOn(from);
    const pending = withoutIds(listing.pending, idsOf(shown.detections));
    if (page.hasNextPage) {
      return {
        found: { records: shown.detections, threats: shown.threats, quarantined },
        next: {
          ...from,
          asking: undefined,
          known: withIds(from.known, idsOf(shown.detections)),
          listing: { after: page.endCursor ?? undefined, pending },
        },
        more: true,
      };
    }
    // What the listing did not show may have moved while it was read: only who asks by id knows.
    const rest = await fill([], pending.keys(), call);
    if (rest === null) return askingOn(from);
    const gone = [...withoutIds(pending, idsOf(rest.detections)).keys()];
    const records = [...shown.detections, ...rest.detections];
    return {
      found: {
        records,
        removed: gone.map((nativeId) => ({ kind: 'THREAT_DETECTION', nativeId })),
        threats: [...shown.threats, ...rest.threats],
        quarantined,
      },
      next: {
        ...from,
        asking: undefined,
        known: withIds(withoutIds(from.known, gone), idsOf(records)),
        listing: undefined,
        listedAt: now(),
      },
      more: true,
    };
  }

  /** The next page of the sequence. */
  async function advance(from: EventsBookmark, call: Call): Promise<Step> {
    const page = await client.enrichedEvents({ size: assumed.maxSize, after: from.after }, undefined, call);
    // A page without a cursor is read again and again until it has one: what it brought need not be filled in each time.
    const tail = page.endCursor === null && page.items.length > 0 ? digestOf(page.items) : undefined;
    const next = { ...from, asking: undefined, after: page.endCursor ?? from.after, tail };
    if (tail !== undefined && tail === from.tail) return { found: { records: [] }, next, more: false };
    const { records: rows, quarantined } = understood(page.items, mapper.event);
    const named = rows.flatMap(({ threatDetections = [] }) => idsOf(threatDetections));
    const filled = await fill(rows, named, call);
    if (filled === null) return askingOn(from);
    const { events, detections, threats } = filled;
    return {
      found: { records: [...events, ...detections], threats, quarantined },
      next: { ...next, known: withIds(from.known, idsOf(detections)) },
      more: page.hasNextPage,
    };
  }

  async function step(from: EventsBookmark, call: Call): Promise<Step> {
    const lists = from.listing !== undefined || isDue(from.listedAt, now());
    const cursor = lists ? from.listing?.after : from.after;
    try {
      return await (lists ? list(from, call) : advance(from, call));
    } catch (error) {
      if (cursor === undefined || !isRefusedCursor(error, from.refusedAt, now())) throw error;
      const anew = lists ? { listing: { pending: from.known } } : { after: undefined };
      return { found: { records: [] }, next: { ...from, ...anew, refusedAt: now() }, more: true };
    }
  }

  return {
    name: 'events',
    kinds: ['EVENT', 'THREAT_DETECTION'],
    every,
    timeout,
    async read(bookmark, call) {
      const { found, next, more } = await step(bookmarks.read(bookmark) ?? { known: nothingKnown }, call);
      return { ...found, bookmark: bookmarks.write(next), more };
    },
  };
}
