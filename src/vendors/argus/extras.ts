/** What only Argus has: the detail of an event that lists leave out. */
import { z } from 'zod';
import type { ArgusLineageEntry, ArgusPayload } from '../../model/details.ts';
import { argusPayloadTypes } from '../../model/details.ts';
import { SourceError } from '../../model/errors.ts';
import type { Call, Lookup, Source } from '../../model/source.ts';
import type { BrowseContext } from './browse.ts';
import { ArgusRefusal } from './envelope.ts';
import { bareSelection, type ArgusEvent, type Selection } from './event.ts';
import { parseEventId, type ArgusEventId } from './ids.ts';
import type { EventsById } from './lookup.ts';
import * as wire from './wire.ts';

const payloadShape = z.object({ type: z.string(), payload: z.string() });

/** Base64 unless the type is `string`. A type nobody knows is bytes all the same. */
function payloadOf(source: string, raw: unknown): ArgusPayload {
  const found = payloadShape.safeParse(raw).data;
  if (found === undefined) throw new SourceError({ source, kind: 'invalid-response', status: 200 });
  const upper = found.type.toUpperCase();
  const type = argusPayloadTypes.find((one) => one === upper) ?? 'BINARY';
  return type === 'STRING' ? { type, text: found.payload } : { type, base64: found.payload };
}

const entryShape = z.looseObject({ type: z.string(), timestamp: wire.time, user: wire.idText });

/** Entries oldest first; what an entry tells beside type, time and user is handed on as it is. */
function lineageOf(raw: unknown): ArgusLineageEntry[] {
  const entries = Array.isArray(raw) ? raw.flatMap((one) => entryShape.safeParse(one).data ?? []) : [];
  return entries
    .map(({ type, timestamp, user, ...rest }) => {
      const told = Object.values(rest).some((value) => value !== null && value !== undefined);
      return { type, at: wire.given(timestamp), by: wire.given(user), changes: told ? rest : undefined };
    })
    .toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
}

export function createExtras(
  { source, api, client }: BrowseContext,
  eventsById: EventsById,
): NonNullable<Source['argus']> {
  /** A part of events, for many ids in one search. */
  const partOf =
    <T>(selection: Selection, part: (event: ArgusEvent) => T | undefined): Lookup<T> =>
    async (ids, call) => {
      const events = await eventsById(ids, selection, call);
      return new Map(
        [...events].flatMap(([id, event]) => {
          const value = part(event);
          return value === undefined ? [] : [[id, value] as const];
        }),
      );
    };

  /** Asks about one event; null when the id is none, or nothing is there. */
  async function about<T>(id: string, ask: (id: ArgusEventId) => Promise<T | null>): Promise<T | null> {
    const parsed = parseEventId(id);
    if (parsed === null) return null;
    try {
      return await ask(parsed);
    } catch (error) {
      // The id has the right form, so a refusal only says that there is no such event.
      if (error instanceof ArgusRefusal) return null;
      throw error;
    }
  }

  return {
    properties: partOf({ ...bareSelection, allProperties: true }, (event) => event.properties),
    comments: partOf({ ...bareSelection, comments: true }, (event) => event.comments),
    subEvents: partOf({ ...bareSelection, subEvents: true }, (event) => event.subEvents),
    payload: (id: string, call: Call) =>
      about(id, async (event) => {
        const raw = await client.payload(api, event, call);
        return raw === null ? null : payloadOf(source, raw);
      }),
    pcap: (id: string, call: Call) =>
      about(id, async (event) => (await client.pcap(api, event, call))?.toString('base64') ?? null),
    // Only v2 keeps lineage; the id is the same in both.
    lineage: async (id: string, call: Call) =>
      (await about(id, async (event) => lineageOf(await client.lineage(event, call)))) ?? [],
  };
}
