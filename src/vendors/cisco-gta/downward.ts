/**
 * From an alert to its detections, from a detection to its events, from an asset to its addresses. The vendor has no
 * bulk resource for these, and the listings beneath one parent are known from older material only (contract sheet
 * cisco-gta, section 4, strength h). Where they prove absent, and for many parents at once, the enriched lists are read
 * instead, which name the parents; within a bound, and once an operation. An answer is complete or an UnsupportedError.
 */
import { UnsupportedError } from '../../model/errors.ts';
import type { Alert, Event, Ref, ThreatDetection } from '../../model/records.ts';
import type { Call, Lookup } from '../../model/source.ts';
import { createAbsence } from './absence.ts';
import type { CiscoGtaClient, UpstreamPage, Window } from './client.ts';
import { drain } from './drain.ts';
import type { Lookups } from './lookup.ts';
import type { Mapper } from './map.ts';
import { assignmentAddress, idOf } from './wire.ts';

/** Pages of 1000 that an inversion reads at most. */
const INVERSION_PAGES = 20;
/** Pages of 1000 that are read of one parent's listing at most. */
const LISTING_PAGES = 10;
/** Up to so many parents are asked one by one. */
const FEW = 4;

type ByParent<T> = ReadonlyMap<string, readonly Ref<T>[]>;

export interface Downward<T> {
  /** Everything beneath one parent; one call where the listing exists. */
  of(parentId: string, call: Call): Promise<readonly Ref<T>[]>;
  /** Everything beneath each of the parents; every parent has an entry. */
  ofMany(parentIds: readonly string[], call: Call): Promise<ByParent<T>>;
}

interface Inversion<T> {
  readonly maxPages: number;
  readonly found: Promise<ByParent<T> | null>;
}

interface Relation<T, P> {
  readonly source: string;
  /** In an error: "the events of a threat detection". */
  readonly words: string;
  readonly listing: (id: string, window: Window, call: Call) => Promise<UpstreamPage | null>;
  readonly parents: Lookup<P>;
  /** All children with the ids of their parents; null when they are more than the bound. */
  readonly invert: (call: Call, maxPages: number) => Promise<ByParent<T> | null>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

function createDownward<T, P>({ source, words, listing, parents, invert, now }: Relation<T, P>): Downward<T> {
  const absence = createAbsence(now);
  /** Once an operation: all calls that an operation makes at a source share one signal. */
  const inversions = new WeakMap<AbortSignal, Inversion<T>>();

  /** Reads no more pages than would have been calls without it; one that gave up early may be tried again with more. */
  async function inverted(call: Call, maxPages: number): Promise<ByParent<T> | null> {
    const known = inversions.get(call.signal);
    if (known !== undefined) {
      const found = await known.found;
      if (found !== null || known.maxPages >= maxPages) return found;
    }
    const found = invert(call, maxPages);
    inversions.set(call.signal, { maxPages, found });
    found.catch(() => inversions.delete(call.signal));
    return found;
  }

  const tooMany = (): UnsupportedError =>
    new UnsupportedError(
      source,
      `Source "${source}" cannot list ${words}: there are too many to look through.`,
    );

  async function listed(id: string, call: Call): Promise<readonly Ref<T>[] | null> {
    const drained = await drain((window) => listing(id, window, call), LISTING_PAGES);
    if (drained === null) return null;
    if (!drained.complete) throw tooMany();
    // The listings lack the references that the enriched resources have: only ids are of use.
    const ids = new Set(drained.items.map(idOf));
    return [...ids].flatMap((nativeId) => (nativeId === undefined ? [] : [{ nativeId }]));
  }

  async function of(id: string, call: Call): Promise<readonly Ref<T>[]> {
    if (!absence.known()) {
      const found = await listed(id, call);
      if (found !== null) return found;
      // A 404 for a parent that exists is a 404 for the listing.
      if (!(await parents([id], call)).has(id)) return [];
      absence.note();
    }
    const all = await inverted(call, INVERSION_PAGES);
    if (all === null) throw tooMany();
    return all.get(id) ?? [];
  }

  return {
    of,
    async ofMany(ids, call) {
      // A page of an inversion is two calls at most: the list itself and what it lacks.
      const worth = Math.min(INVERSION_PAGES, Math.floor(ids.length / 2));
      const all = ids.length > FEW ? await inverted(call, worth) : null;
      const entries = ids.map(
        async (id) => [id, all === null ? await of(id, call) : (all.get(id) ?? [])] as const,
      );
      return new Map(await Promise.all(entries));
    },
  };
}

function group<T extends { readonly nativeId: string }>(
  records: Iterable<T>,
  parentsOf: (record: T) => readonly Ref<unknown>[] | undefined,
): ByParent<T> {
  const found = new Map<string, Ref<T>[]>();
  for (const record of records) {
    for (const { nativeId: parent } of parentsOf(record) ?? []) {
      const list = found.get(parent) ?? [];
      found.set(parent, list);
      list.push({ nativeId: record.nativeId, record });
    }
  }
  return found;
}

export interface Downwards {
  readonly threatDetectionsOfAlert: Downward<ThreatDetection>;
  readonly eventsOfThreatDetection: Downward<Event>;
  addressesOfDevice(deviceId: string, call: Call): Promise<readonly string[]>;
}

export function createDownwards(
  source: string,
  client: CiscoGtaClient,
  mapper: Mapper,
  lookups: Lookups,
  now: () => number,
): Downwards {
  /** An asset's addresses are asked for once an operation, too. */
  const addresses = new WeakMap<AbortSignal, Map<string, Promise<readonly string[]>>>();

  async function listAddresses(id: string, call: Call): Promise<readonly string[]> {
    const all = await drain((window) => client.addresses(id, window, call), LISTING_PAGES);
    if (all === null) {
      if (!(await lookups.devices([id], call)).has(id)) return [];
      throw new UnsupportedError(source, `Source "${source}" does not tell the addresses of a device.`);
    }
    const found = all.items.map(assignmentAddress);
    return [...new Set(found.filter((address) => address !== undefined))];
  }

  return {
    threatDetectionsOfAlert: createDownward<ThreatDetection, Alert>({
      source,
      now,
      words: 'the threat detections of an alert',
      listing: (id, window, call) => client.threatDetectionsOfAlert(id, window, call),
      parents: lookups.alerts,
      async invert(call, maxPages) {
        const all = await drain((window) => client.threatDetections(window, call), maxPages);
        if (all?.complete !== true) return null;
        const ids = all.items.map(idOf).filter((id) => id !== undefined);
        return group((await lookups.threatDetections(ids, call)).values(), ({ alerts }) => alerts);
      },
    }),
    eventsOfThreatDetection: createDownward<Event, ThreatDetection>({
      source,
      now,
      words: 'the events of a threat detection',
      listing: (id, window, call) => client.convictingEvents(id, window, call),
      parents: lookups.threatDetections,
      async invert(call, maxPages) {
        const all = await drain((window) => client.enrichedEvents(window, undefined, call), maxPages);
        if (all?.complete !== true) return null;
        // An event that changes during the scan comes again, at the end: the later copy wins.
        const events = new Map<string, Event>();
        for (const raw of all.items) {
          const event = mapper.event(raw);
          if (event !== null) events.set(event.nativeId, event);
        }
        return group(events.values(), ({ threatDetections }) => threatDetections);
      },
    }),
    addressesOfDevice(id, call) {
      const known = addresses.get(call.signal) ?? new Map<string, Promise<readonly string[]>>();
      addresses.set(call.signal, known);
      const asked = known.get(id) ?? listAddresses(id, call);
      known.set(id, asked);
      asked.catch(() => known.delete(id));
      return asked;
    },
  };
}
