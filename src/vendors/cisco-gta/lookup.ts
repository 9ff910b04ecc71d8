/** Objects by id: as many calls as there are thousands of ids, answers matched by key (contract sheet, section 9). */
import { SourceError, UnsupportedError } from '../../model/errors.ts';
import type { Alert, Event, Flow, Threat, ThreatDetection } from '../../model/records.ts';
import type { Call, Lookup } from '../../model/source.ts';
import type { Device } from '../../model/values.ts';
import { createAbsence } from './absence.ts';
import { assumed, type CiscoGtaClient, type IdKind } from './client.ts';
import { drain } from './drain.ts';
import { flowOf, readFlowKey } from './map-flow.ts';
import type { Mapped, Mapper } from './map.ts';
import { idOf } from './wire.ts';

export interface Lookups {
  readonly events: Lookup<Event>;
  readonly alerts: Lookup<Alert>;
  readonly threatDetections: Lookup<ThreatDetection>;
  readonly threats: Lookup<Threat>;
  readonly devices: Lookup<Device>;
  readonly flows: Lookup<Flow>;
}

/** A search by n ids answers with n items at most: more pages than this mean that it never ends. */
const PAGES_PER_SEARCH = 10;
/** Pages of 1000 that are read of all events to find some of them. */
const SCAN_PAGES = 20;
/** Pages that are read of one event's flows. */
const FLOW_PAGES = 10;

function chunks<T>(list: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < list.length; at += size) parts.push(list.slice(at, at + size));
  return parts;
}

/**
 * An id that the vendor may have made. Ids come from clients, and one that the vendor refuses would cost the others of
 * its search.
 */
const isPlausible = (id: string): boolean => /^\P{C}{1,512}$/u.test(id);

export function createLookups(
  source: string,
  client: CiscoGtaClient,
  mapper: Mapper,
  now: () => number,
): Lookups {
  const byId =
    <T>(kind: IdKind, mapped: Mapped<T>): Lookup<T> =>
    async (ids, call) => {
      const wanted = new Set(ids.filter(isPlausible));
      const found = new Map<string, T>();
      const searched = chunks([...wanted], assumed.idsPerSearch).map(async (part) => {
        const drained = await drain((window) => client.search(kind, part, window, call), PAGES_PER_SEARCH);
        if (drained === null || !drained.complete)
          throw new SourceError({ source, kind: 'invalid-response' });
        for (const raw of drained.items) {
          const id = idOf(raw);
          const record = id !== undefined && wanted.has(id) ? mapped(raw) : null;
          if (id !== undefined && record !== null) found.set(id, record);
        }
      });
      await Promise.all(searched);
      return found;
    };

  const eventSearchAbsence = createAbsence(now);
  /** By the search, known from a side branch only; where it is absent, out of the whole list, within a bound. */
  async function events(ids: readonly string[], call: Call): Promise<ReadonlyMap<string, Event>> {
    const wanted = new Set(ids.filter(isPlausible));
    const found = new Map<string, Event>();
    const keep = (items: readonly unknown[]): void => {
      for (const raw of items) {
        const id = idOf(raw);
        const event = id !== undefined && wanted.has(id) ? mapper.event(raw) : null;
        if (event !== null) found.set(event.nativeId, event);
      }
    };
    if (wanted.size === 0) return found;
    if (!eventSearchAbsence.known()) {
      const answers = await Promise.all(
        chunks([...wanted], assumed.idsPerSearch).map((part) =>
          drain((window) => client.searchEvents(part, window, call), PAGES_PER_SEARCH),
        ),
      );
      if (answers.every((answer) => answer?.complete === true)) {
        for (const answer of answers) keep(answer?.items ?? []);
        return found;
      }
      if (!answers.includes(null)) throw new SourceError({ source, kind: 'invalid-response' });
      eventSearchAbsence.note();
    }
    const all = await drain((window) => client.enrichedEvents(window, undefined, call), SCAN_PAGES);
    keep(all?.items ?? []);
    if (all?.complete !== true && found.size < wanted.size)
      throw new UnsupportedError(source, `Source "${source}" has no search for events by id.`);
    return found;
  }

  async function flowsOfEvent(eventId: string, wanted: ReadonlyMap<string, string>, call: Call) {
    const drained = await drain((window) => client.flowsOfEvent(eventId, window, call), FLOW_PAGES);
    if (drained === null) {
      // Flows are too many to look through them all, so without this listing there is no way to one of them.
      if ((await events([eventId], call)).has(eventId))
        throw new UnsupportedError(source, `Source "${source}" does not list the flows of an event.`);
      return [];
    }
    const found: Flow[] = [];
    for (const raw of drained.items) {
      const flow = flowOf(source, raw);
      if (flow !== null && wanted.has(flow.nativeId)) found.push(flow);
    }
    if (!drained.complete && found.length < wanted.size)
      throw new UnsupportedError(
        source,
        `Source "${source}" has too many flows for one event to look through.`,
      );
    return found;
  }

  return {
    events,
    alerts: byId('alerts', mapper.alert),
    threatDetections: byId('threatDetections', mapper.threatDetection),
    threats: byId('records', mapper.threat),
    devices: byId('assets', mapper.device),
    async flows(keys, call) {
      const byEvent = new Map<string, Map<string, string>>();
      for (const key of new Set(keys)) {
        const parts = readFlowKey(key);
        if (parts === null) continue;
        const ofEvent = byEvent.get(parts.eventId) ?? new Map<string, string>();
        byEvent.set(parts.eventId, ofEvent.set(parts.flowId, key));
      }
      const found = new Map<string, Flow>();
      await Promise.all(
        [...byEvent].map(async ([eventId, wanted]) => {
          for (const flow of await flowsOfEvent(eventId, wanted, call)) {
            const key = wanted.get(flow.nativeId);
            if (key !== undefined) found.set(key, flow);
          }
        }),
      );
      return found;
    },
  };
}
