/** Objects by id: one search for many, single GETs where Argus does not take that search (contract sheet argus, section 16). */
import type { Alert, Case, Event, Threat, ThreatDetection } from '../../model/records.ts';
import type { Call, Lookup } from '../../model/source.ts';
import type { BrowseContext } from './browse.ts';
import { selectionFor } from './browse.ts';
import { selectionBody, type Body } from './client.ts';
import { CHUNK, eventSort, INDEX_MARGIN_MS, indexBounds, SINCE_EVER } from './endpoints.ts';
import { ArgusRefusal, type List } from './envelope.ts';
import { bareSelection, type ArgusEvent, type ReadEvent, type Selection } from './event.ts';
import {
  AGGREGATE_CODE,
  eventOfDetectionId,
  parseCaseId,
  parseEventId,
  RAW_CODE,
  type ArgusEventId,
} from './ids.ts';
import { recordsOf, threatOf, type ArgusRecords } from './map.ts';
import { readCase } from './map-case.ts';
import { translateRefusal } from './refusal.ts';
import { readV1Event } from './wire-v1.ts';
import { readV2Event } from './wire-v2.ts';

/** Single GETs on their way at once when a search by ids is refused. */
export const SINGLE_GETS = 8;

export function* chunks<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let i = 0; i < list.length; i += size) yield list.slice(i, i + size);
}

/** Runs `work` on every item, at most `width` at a time. Stops handing out work at the first failure. */
export async function inLanes<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const lane = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
}

export interface EventsById {
  /** The events behind the ids, by id; ids that are none, that nobody knows or that this key may not see are absent. */
  (ids: readonly string[], selection: Selection, call: Call): Promise<ReadonlyMap<string, ArgusEvent>>;
}

export function createEventsById({ api, client, quarantined }: BrowseContext): EventsById {
  const read: ReadEvent = api === 'v1' ? readV1Event : readV2Event;

  /** The searches that together find ids of these kinds, and the ids each of them is asked for. */
  function searches(ids: readonly ArgusEventId[], selection: Selection, call: Call) {
    const times = ids.map(({ created }) => created);
    const { from, to } = indexBounds[api];
    const body = (asked: readonly ArgusEventId[]): Body => ({
      eventIdentifier: asked.map(({ text }) => text),
      // An event may have started long before it was created, so that the time in its id says nothing of its start;
      // it says in which index the event is.
      startTimestamp: SINCE_EVER,
      [from]: Math.max(0, Math.min(...times) - INDEX_MARGIN_MS),
      [to]: Math.max(...times) + INDEX_MARGIN_MS,
      limit: asked.length,
      offset: 0,
      sortBy: eventSort.created.newestFirst,
    });
    if (api === 'v2') {
      return [{ ids, run: () => client.searchEvents({ ...body(ids), ...selectionBody(selection) }, call) }];
    }
    const raw = ids.filter(({ code }) => code === RAW_CODE);
    const aggregated = ids.filter(({ code }) => code !== RAW_CODE);
    return [
      { ids: aggregated, run: () => client.searchAggregated(body(aggregated), call) },
      { ids: raw, run: () => client.searchNids(body(raw), call) },
    ].filter((search) => search.ids.length > 0);
  }

  return async (texts, selection, call) => {
    const found = new Map<string, ArgusEvent>();
    const wanted = new Map(
      texts.flatMap((text) => {
        const id = parseEventId(text);
        return id === null ? [] : [[text, id] as const];
      }),
    );
    const keep = (raw: unknown): void => {
      const event = read(raw, selection);
      if (event === null) quarantined(1);
      else if (wanted.has(event.id.text)) found.set(event.id.text, event);
    };
    const single = async (id: ArgusEventId): Promise<void> => {
      try {
        const raw = await (api === 'v1' ? client.eventV1(id, call) : client.eventV2(id, selection, call));
        if (raw !== null) keep(raw);
      } catch (error) {
        // The form of the id was right, so a refusal means no more than that there is no such event.
        if (!(error instanceof ArgusRefusal)) throw error;
      }
    };
    const searchOne = async (ids: readonly ArgusEventId[], run: () => Promise<List>): Promise<void> => {
      try {
        for (const raw of (await run()).rows) keep(raw);
      } catch (error) {
        if (!(error instanceof ArgusRefusal)) throw error;
        await inLanes(ids, SINGLE_GETS, single);
      }
    };
    const ids = [...wanted.values()];
    // No list shows the other codes, so no search finds them.
    const listed = ids.filter(({ code }) => code === AGGREGATE_CODE || code === RAW_CODE);
    const others = ids.filter(({ code }) => code !== AGGREGATE_CODE && code !== RAW_CODE);
    for (const chunk of chunks(listed, CHUNK)) {
      await Promise.all(searches(chunk, selection, call).map((search) => searchOne(search.ids, search.run)));
    }
    await inLanes(others, SINGLE_GETS, single);
    return found;
  };
}

export interface Lookups {
  readonly events: Lookup<Event>;
  readonly alerts: Lookup<Alert>;
  readonly threatDetections: Lookup<ThreatDetection>;
  readonly cases: Lookup<Case>;
  readonly threats: Lookup<Threat>;
}

export function createLookups(context: BrowseContext, eventsById: EventsById): Lookups {
  const { source, client, quarantined } = context;

  /** Looks records up by the event they are made of; `eventOf` gives its id, null for what is no id. */
  const byEvent =
    <T extends { readonly nativeId: string }>(
      eventOf: (id: string) => string | null,
      recordOf: (made: ArgusRecords) => T | undefined,
    ): Lookup<T> =>
    async (ids, call) => {
      const events = ids.flatMap((id) => eventOf(id) ?? []);
      const made = await eventsById([...new Set(events)], selectionFor(call), call);
      const records = new Map<string, T>();
      for (const event of made.values()) {
        const record = recordOf(recordsOf(source, event));
        if (record !== undefined) records.set(record.nativeId, record);
      }
      // The alarm of an event may have changed since the detection's id was made: then there is no such detection.
      return new Map(
        ids.flatMap((id) => {
          const record = records.get(id);
          return record === undefined ? [] : [[id, record] as const];
        }),
      );
    };

  async function cases(ids: readonly string[], call: Call): Promise<ReadonlyMap<string, Case>> {
    const wanted = new Map(
      ids.flatMap((text) => {
        const id = parseCaseId(text);
        return id === null ? [] : [[text, id] as const];
      }),
    );
    const found = new Map<string, Case>();
    const keep = (raw: unknown): void => {
      const read = readCase(source, raw);
      if (read === null) quarantined(1);
      else if (!read.deleted && wanted.has(read.record.nativeId))
        found.set(read.record.nativeId, read.record);
    };
    for (const chunk of chunks([...wanted.values()], CHUNK)) {
      try {
        const list = await client.searchCases({ caseID: chunk, limit: chunk.length }, call);
        for (const raw of list.rows) keep(raw);
      } catch (error) {
        if (!(error instanceof ArgusRefusal)) throw error;
        await inLanes(chunk, SINGLE_GETS, async (id) => {
          const raw = await client.case(id, call);
          if (raw !== null) keep(raw);
        });
      }
    }
    return found;
  }

  /** Argus shows no catalogue of alarms: one event that carries the alarm tells its name. */
  async function threats(ids: readonly string[], call: Call): Promise<ReadonlyMap<string, Threat>> {
    const found = new Map<string, Threat>();
    const wanted = ids.filter((id) => /^[1-9]\d{0,14}$/.test(id));
    await inLanes(wanted, SINGLE_GETS, async (id) => {
      const body = { startTimestamp: 0, alarmID: [Number(id)], limit: 1, offset: 0, sortBy: ['-timestamp'] };
      try {
        const v1 = context.api === 'v1';
        const list = await (v1 ? client.searchAggregated(body, call) : client.searchEvents(body, call));
        const event = (v1 ? readV1Event : readV2Event)(list.rows[0], bareSelection);
        if (event !== null && String(event.alarm?.id) === id) found.set(id, threatOf(source, event));
      } catch (error) {
        throw translateRefusal(source, error);
      }
    });
    return found;
  }

  return {
    events: byEvent(
      (id) => id,
      (made) => made.event,
    ),
    alerts: byEvent(
      (id) => id,
      (made) => made.alert,
    ),
    threatDetections: byEvent(eventOfDetectionId, (made) => made.detection),
    cases: async (ids, call) => {
      try {
        return await cases(ids, call);
      } catch (error) {
        throw translateRefusal(source, error);
      }
    },
    threats,
  };
}
