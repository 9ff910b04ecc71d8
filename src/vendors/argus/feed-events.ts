/**
 * Events by their last change, as what they are: Event, Alert, ThreatDetection. v2 lists aggregated and raw events; v1's
 * raw events do not say when they changed, so with v1 aggregates alone are followed.
 */
import type { Feed, FeedBatch, Quarantined } from '../../model/feed.ts';
import type { Call } from '../../model/source.ts';
import { z } from 'zod';
import { selectionBody, type Body } from './client.ts';
import type { BrowseContext } from './browse.ts';
import { bareSelection, type ArgusEvent } from './event.ts';
import { followedEvents, followedSelection, isFollowed, type FollowedTypes } from './feed-records.ts';
import { createUpdateFeed, type UpdateQuery, type UpdateRow } from './feed-updates.ts';
import type { EventsById } from './lookup.ts';
import { number } from './wire.ts';
import { readV1Event } from './wire-v1.ts';
import { readV2Event } from './wire-v2.ts';

/** An event may start so long before it is made, and searches go by its start. */
const START_MARGIN = 7 * 24 * 60 * 60_000;

interface Row extends UpdateRow {
  readonly event: ArgusEvent | null;
}

export interface EventFeedOptions {
  readonly context: BrowseContext;
  readonly eventsById: EventsById;
  readonly types: FollowedTypes;
  readonly every: number;
  readonly timeout: number;
  readonly from: number;
}

const lastChange = z.object({
  lastUpdatedTimestamp: number,
  timestamps: z.object({ lastUpdated: number }).nullish().catch(undefined),
});

/** Of a row that makes no event, too: it has to be known where the page ends. */
function changeOf(raw: unknown): number | undefined {
  const found = lastChange.safeParse(raw).data;
  return found?.timestamps?.lastUpdated ?? found?.lastUpdatedTimestamp ?? undefined;
}

export function createEventFeed(options: EventFeedOptions): Feed {
  const { context, eventsById, types } = options;
  const { source, api, client, now } = context;
  const read = api === 'v1' ? readV1Event : readV2Event;
  const narrowed = types.size === 1 ? { type: [types.has('RAW') ? 'raw' : 'aggregated'] } : {};

  /** Deleted events are in no list unless asked for, and then look like the others; the list without them is for ids only. */
  async function search(
    { since, floor, offset, limit }: UpdateQuery,
    includeDeleted: boolean,
    call: Call,
  ): Promise<readonly unknown[]> {
    const body: Body = {
      ...(api === 'v1' ? {} : narrowed),
      ...(api === 'v1' || !includeDeleted ? {} : selectionBody(followedSelection)),
      startTimestamp: Math.max(0, floor - START_MARGIN),
      lastUpdatedTimestamp: since,
      ...(includeDeleted ? { includeDeleted: true } : {}),
      // The second name makes ties come in one order where the vendor heeds it.
      sortBy: ['lastUpdatedTimestamp', 'eventID'],
      offset,
      limit,
    };
    return (await (api === 'v1' ? client.searchAggregated(body, call) : client.searchEvents(body, call)))
      .rows;
  }

  /** Which of these events were deleted: those that the same list without deleted ones lacks, unless they only moved on. */
  async function deleted(
    events: readonly ArgusEvent[],
    query: UpdateQuery,
    call: Call,
  ): Promise<ReadonlySet<string>> {
    const list = await search(query, false, call);
    const there = new Set(list.map((raw) => read(raw, bareSelection)?.id.text));
    const missing = events.map(({ id }) => id.text).filter((id) => !there.has(id));
    if (missing.length === 0) return new Set();
    const found = await eventsById(missing, bareSelection, call);
    return new Set(missing.filter((id) => !found.has(id)));
  }

  async function take(
    rows: readonly Row[],
    query: UpdateQuery,
    call: Call,
  ): Promise<Omit<FeedBatch, 'bookmark' | 'more'>> {
    const quarantined: Quarantined[] = rows
      .filter(({ event }) => event === null)
      .map(({ raw }) => ({ text: JSON.stringify(raw), reason: 'data[].id: expected the id of an event' }));
    const events = rows.flatMap(({ event }) => event ?? []).filter((event) => isFollowed(event, types));
    const gone = events.length === 0 ? new Set<string>() : await deleted(events, query, call);
    return { ...followedEvents(source, events, (event) => gone.has(event.id.text)), quarantined };
  }

  const { every, timeout, from } = options;
  return createUpdateFeed<Row>({
    source,
    name: 'events',
    kinds: types.has('AGGREGATED') ? ['EVENT', 'ALERT', 'THREAT_DETECTION'] : ['EVENT'],
    // Where one type is left out (by the settings, or as v1 tells no changes of raw events), the source itself has the rest.
    partly: types.size < 2 ? ['EVENT'] : [],
    // Of an event's properties those are read that yield observables.
    lacks: ['properties'],
    every,
    timeout,
    from,
    now: () => now(),
    rows: async (query, call) =>
      (await search(query, true, call)).map((raw) => ({
        raw,
        event: read(raw, followedSelection),
        at: changeOf(raw),
      })),
    take,
  });
}
