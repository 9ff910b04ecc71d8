/** Objects by id: as many calls as there are thousands of ids, answers matched by key (contract sheet, section 9). */
import { SourceError, UnsupportedError } from '../../model/errors.ts';
import type { Alert, Event, Flow, Threat, ThreatDetection } from '../../model/records.ts';
import type { Call, Lookup } from '../../model/source.ts';
import type { Device } from '../../model/values.ts';
import { assumed, type CiscoGtaClient, type IdKind } from './client.ts';
import { drain } from './drain.ts';
import { flowOf, readFlowKey } from './map-flow.ts';
import { idOf, type Mapped, type Mapper } from './map.ts';

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
/** Pages that are read of one event's flows. */
const FLOW_PAGES = 10;

function chunks<T>(list: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < list.length; at += size) parts.push(list.slice(at, at + size));
  return parts;
}

export function createLookups(source: string, client: CiscoGtaClient, mapper: Mapper): Lookups {
  const byId =
    <T>(kind: IdKind, mapped: Mapped<T>): Lookup<T> =>
    async (ids, call) => {
      const wanted = new Set(ids);
      wanted.delete('');
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

  const events = byId('events', mapper.event);

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
