/** The native connections: the vendor's own lists in the vendor's own order (contract sheet cisco-gta, sections 5 and 6). */
import { canonicalJson } from '../../model/cursor.ts';
import type { AlertFilter, EventFilter, RecordFilter, ThreatDetectionFilter } from '../../model/filters.ts';
import {
  compileAlertFilter,
  compileEventFilter,
  compileThreatDetectionFilter,
} from '../../model/matching.ts';
import { emptyPage, type PageRequest } from '../../model/page.ts';
import type { Alert, Event, Flow, ThreatDetection } from '../../model/records.ts';
import type { Browse, Call } from '../../model/source.ts';
import { z } from 'zod';
import type { CiscoGtaClient } from './client.ts';
import type { CiscoGtaSettings } from './config.ts';
import { keysOf, lowerBound, settle, strictlyAfter, type Kind } from './fold.ts';
import { isCostly, type Hydrate, type Hydrator } from './hydrate.ts';
import type { Lookups } from './lookup.ts';
import { flowOf } from './map-flow.ts';
import type { Mapped, Mapper } from './map.ts';
import { checkPage, readPage } from './pager.ts';
import type { Listing } from './walk.ts';
import { idOf } from './wire.ts';

export interface Browses {
  readonly events: Browse<Event, EventFilter>;
  readonly alerts: Browse<Alert, AlertFilter>;
  readonly threatDetections: Browse<ThreatDetection, ThreatDetectionFilter>;
  readonly flows: Browse<Flow, never>;
}

/** Rows that are hydrated at once when single records cost a call. */
const COSTLY_ROWS = 250;

const alertPlace = z.object({ id: z.string(), risk: z.unknown() });

/** Alerts are listed by risk, then id. Anything else of an alert may change without moving it. */
function placeOfAlert(raw: unknown): string {
  const { data } = alertPlace.safeParse(raw);
  return JSON.stringify(data === undefined ? raw : [data.id, data.risk]);
}

/** Whatever is given a new sequence number was updated, so it looks different. */
const placeBySequence = (raw: unknown): string => JSON.stringify(raw) ?? '';

interface Resource<T, F> {
  readonly kind: Kind;
  readonly listing: (filter: F | undefined, call: Call) => Listing;
  readonly mapped: (call: Call) => (rows: readonly unknown[]) => Promise<(T | null)[]>;
  readonly compile: (filter: F) => (record: T) => boolean;
  readonly hydrate: Hydrate<T>;
}

export function createBrowses(options: {
  readonly settings: CiscoGtaSettings;
  readonly client: CiscoGtaClient;
  readonly mapper: Mapper;
  readonly lookups: Lookups;
  readonly hydrator: Hydrator;
  now(): number;
}): Browses {
  const { settings, client, mapper, lookups, hydrator } = options;
  const { name: source, timeout, customerId = null } = settings;

  const common = (kind: Kind, filter: object | null) => ({
    binding: canonicalJson({ source, vendor: 'cisco-gta', customerId, kind, filter }),
    timeout,
    now: () => options.now(),
  });

  function browse<T, F extends RecordFilter>(resource: Resource<T, F>): Browse<T, F> {
    return async ({ page, filter }, call) => {
      const { kind, hydrate } = resource;
      const basis = common(kind, filter ?? null);
      const settled = settle(filter, kind, source);
      if (settled === false) {
        checkPage(page, basis.binding);
        return emptyPage;
      }
      const local = settled === undefined ? filter : undefined;
      const keys = keysOf(local);
      const mapped = resource.mapped(call);
      const matches = local === undefined ? undefined : resource.compile(local);
      return readPage<T>(
        {
          ...basis,
          listing: resource.listing(filter, call),
          filtered: matches !== undefined,
          most: isCostly(kind, keys) ? COSTLY_ROWS : undefined,
          async accept(rows) {
            const records = await mapped(rows);
            if (matches === undefined) return records;
            const readable = records.filter((record) => record !== null);
            const hydrated = await hydrate(readable, keys, call);
            const found = new Map(readable.map((record, i) => [record, hydrated[i]]));
            return records.map((record) => {
              const entry = record === null ? undefined : found.get(record);
              return entry !== undefined && matches(entry.evidence) ? entry.record : null;
            });
          },
        },
        page,
      );
    };
  }

  const plainly =
    <T>(mapped: Mapped<T>) =>
    () =>
    async (rows: readonly unknown[]): Promise<(T | null)[]> =>
      rows.map(mapped);

  return {
    events: browse<Event, EventFilter>({
      kind: 'events',
      listing(filter, call) {
        const changedAfter = settings.changedAfterParameter
          ? strictlyAfter(lowerBound(filter, 'modified'))
          : undefined;
        return {
          read: (window) => client.enrichedEvents(window, changedAfter, call),
          placeOf: placeBySequence,
        };
      },
      mapped: plainly(mapper.event),
      compile: compileEventFilter,
      hydrate: hydrator.events,
    }),

    alerts: browse<Alert, AlertFilter>({
      kind: 'alerts',
      listing(filter, call) {
        const bounds = {
          triggeredAfter: strictlyAfter(lowerBound(filter, 'time')),
          modifiedAfter: strictlyAfter(lowerBound(filter, 'modified')),
        };
        return { read: (window) => client.alerts(window, bounds, call), placeOf: placeOfAlert };
      },
      mapped: plainly(mapper.alert),
      compile: compileAlertFilter,
      hydrate: hydrator.alerts,
    }),

    threatDetections: browse<ThreatDetection, ThreatDetectionFilter>({
      kind: 'threatDetections',
      listing: (_filter, call) => ({
        read: (window) => client.threatDetections(window, call),
        // The default order is published nowhere. By id nothing moves; should it be by change, this is right, too.
        placeOf: placeBySequence,
      }),
      mapped: (call) => async (rows) => {
        const plain = rows.map(mapper.threatDetection);
        if (!call.selects('alerts')) return plain;
        // The list does not name the alerts; the enriched search does, in one more call a page.
        const ids = rows.map(idOf).filter((id) => id !== undefined);
        const enriched = ids.length === 0 ? undefined : await lookups.threatDetections(ids, call);
        return plain.map((one) =>
          one === null ? null : (enriched?.get(one.nativeId) ?? { ...one, alerts: [] }),
        );
      },
      compile: compileThreatDetectionFilter,
      hydrate: hydrator.threatDetections,
    }),

    flows: ({ page }: { readonly page: PageRequest }, call) =>
      readPage<Flow>(
        {
          ...common('flows', null),
          listing: { read: (window) => client.flows(window, call), placeOf: placeBySequence },
          filtered: false,
          accept: async (rows) => rows.map((raw) => flowOf(source, raw)),
        },
        page,
      ),
  };
}
