/**
 * Events by their last change, as what they are: Event, Alert, ThreatDetection. v2 lists aggregated and raw events; v1's
 * raw events do not say when they changed, so with v1 aggregates alone are followed.
 */
import type { Feed, FeedBatch, Quarantined, Removal } from '../../model/feed.ts';
import type { AnyRecord, Ref, ThreatDetection } from '../../model/records.ts';
import type { Call } from '../../model/source.ts';
import { whole } from '../../model/whole.ts';
import { z } from 'zod';
import { selectionBody, type Body } from './client.ts';
import type { BrowseContext } from './browse.ts';
import { observableProperties } from './endpoints.ts';
import { bareSelection, type ArgusEvent, type Selection } from './event.ts';
import { createUpdateFeed, type UpdateQuery, type UpdateRow } from './feed-updates.ts';
import { ATTACK_CODE, detectionId, NO_ALARM } from './ids.ts';
import type { EventsById } from './lookup.ts';
import { isSnapshot, recordsOf, type ArgusRecords } from './map.ts';
import { number } from './wire.ts';
import { readV1Event } from './wire-v1.ts';
import { readV2Event } from './wire-v2.ts';

/** An event may start so long before it is made, and searches go by its start. */
const START_MARGIN = 7 * 24 * 60 * 60_000;

/** What yields observables. A record's other properties, its comments and sub events are fetched by whoever selects them. */
const selection: Selection = { ...bareSelection, properties: observableProperties };

interface Row extends UpdateRow {
  readonly event: ArgusEvent | null;
}

export interface EventFeedOptions {
  readonly context: BrowseContext;
  readonly eventsById: EventsById;
  readonly types: ReadonlySet<'AGGREGATED' | 'RAW'>;
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

const bare = <T>(refs: readonly Ref<T>[] | undefined): readonly Ref<T>[] | undefined =>
  refs?.map(({ nativeId }) => ({ nativeId }));

/**
 * An alarm has no severity of its own, and an event without alarm no title that others share: in a catalogue that all
 * events write to, these would change with every event.
 */
function withThreat(detection: ThreatDetection): ThreatDetection['threat'] {
  const { nativeId, record } = detection.threat;
  if (record === undefined) return { nativeId };
  const title = nativeId === NO_ALARM ? 'Threat without an alarm' : record.title;
  const { source, category } = record;
  return {
    nativeId,
    record: {
      source,
      nativeId,
      title,
      category: nativeId === NO_ALARM ? undefined : category,
      severity: 'UNKNOWN',
    },
  };
}

/** The records as plain objects: what they make on demand is made now, and copies keep it. */
function plain({ event, alert, detection }: ArgusRecords): AnyRecord[] {
  const found: AnyRecord[] = [
    {
      ...whole(event),
      observables: event.observables,
      alerts: bare(event.alerts),
      threatDetections: bare(event.threatDetections),
      details: event.details,
    },
  ];
  if (alert !== undefined)
    found.push({
      ...whole(alert),
      observables: alert.observables,
      events: bare(alert.events),
      threatDetections: bare(alert.threatDetections),
    });
  if (detection !== undefined)
    found.push({
      ...whole(detection),
      observables: detection.observables,
      threat: withThreat(detection),
      events: bare(detection.events),
      alerts: bare(detection.alerts),
    });
  return found;
}

/** What an event is not, or not any more. A raw event never was more than an event. */
function absentOf({ argus, alert, detection }: ArgusRecords): Removal[] {
  if (argus.type === 'RAW') return [];
  const detections = [detectionId(argus.id.text, argus.alarm?.id), detectionId(argus.id.text, undefined)];
  const absent: Removal[] = [...new Set(detections)]
    .filter((id) => id !== detection?.nativeId)
    .map((nativeId) => ({ kind: 'THREAT_DETECTION', nativeId }));
  if (alert === undefined) absent.push({ kind: 'ALERT', nativeId: argus.id.text });
  return absent;
}

/** All that an event may have been. */
function goneOf(argus: ArgusEvent): Removal[] {
  const made = recordsOf('', argus);
  const none = { argus, event: made.event, alert: undefined, detection: undefined };
  return [{ kind: 'EVENT', nativeId: argus.id.text }, ...absentOf(none)];
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
      ...(api === 'v1' || !includeDeleted ? {} : selectionBody(selection)),
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
    const events = rows
      .flatMap(({ event }) => event ?? [])
      .filter((event) => event.id.code !== ATTACK_CODE && types.has(event.type));
    const gone = events.length === 0 ? new Set<string>() : await deleted(events, query, call);
    const records: AnyRecord[] = [];
    const removed: Removal[] = [];
    for (const event of events) {
      if (gone.has(event.id.text) || isSnapshot(event)) {
        removed.push(...goneOf(event));
        continue;
      }
      const made = recordsOf(source, event);
      records.push(...plain(made));
      removed.push(...absentOf(made));
    }
    return { records, removed, quarantined };
  }

  const { every, timeout, from } = options;
  return createUpdateFeed<Row>({
    source,
    name: 'events',
    kinds: types.has('AGGREGATED') ? ['EVENT', 'ALERT', 'THREAT_DETECTION'] : ['EVENT'],
    every,
    timeout,
    from,
    now: () => now(),
    rows: async (query, call) =>
      (await search(query, true, call)).map((raw) => ({
        raw,
        event: read(raw, selection),
        at: changeOf(raw),
      })),
    take,
  });
}
