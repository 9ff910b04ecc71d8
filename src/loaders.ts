import DataLoader from 'dataloader';
import { UnsupportedError } from './model/errors.ts';
import type { AlphaSocFlag, ArgusComment, ArgusProperty } from './model/details.ts';
import type { Alert, Case, Event, Flow, Ref, Threat, ThreatDetection } from './model/records.ts';
import type { Call, Lookup, Source } from './model/source.ts';
import type { Device } from './model/values.ts';

/** Everything that is looked up by a source and an id, at most once in an operation. */
export interface Loadable {
  readonly event: Event | null;
  readonly alert: Alert | null;
  readonly threatDetection: ThreatDetection | null;
  readonly case: Case | null;
  readonly threat: Threat | null;
  /** By `Flow.lookupKey`. */
  readonly flow: Flow | null;
  readonly device: Device | null;
  /** By device id. */
  readonly deviceAddresses: readonly string[] | null;
  /** By alert id. */
  readonly threatDetectionsOfAlert: readonly Ref<ThreatDetection>[] | null;
  /** By threat detection id. */
  readonly eventsOfThreatDetection: readonly Ref<Event>[] | null;
  readonly alphasocFlag: AlphaSocFlag | null;
  readonly argusProperties: readonly ArgusProperty[] | null;
  readonly argusComments: readonly ArgusComment[] | null;
  readonly argusSubEvents: readonly string[] | null;
}

export interface Load<V> {
  /** What was loaded before comes back as it is, without a promise: a page has thousands of references. */
  (source: string, id: string): V | Promise<V>;
  /** Loads ahead, for one promise in all. Gives what there is, in no order; what fails here fails again when it is loaded. */
  many(source: string, ids: Iterable<string>): Promise<NonNullable<V>[]>;
}

export type Loaders = { readonly [K in keyof Loadable]: Load<Loadable[K]> };

interface Loader<V> {
  readonly loaded: ReadonlyMap<string, V | null>;
  /** For each id the request that it is, or was, part of. */
  readonly asked: Map<string, Promise<void>>;
  /** Takes lists of ids: one promise for a list costs less than one for each id. */
  readonly batches: DataLoader<readonly string[], void>;
}

type Batch<V> = (source: Source) => Lookup<V> | undefined;

/** When a batch is sent: it calls `dispatch` once it is time. */
type Schedule = (dispatch: () => void) => void;

interface Scheduling {
  readonly schedule?: (source: string) => Schedule;
  /** Told of each request. */
  readonly begun?: (source: string, request: Promise<void>) => void;
}

/** One call a parent: the source offers no batch. They run side by side; the source's `maxConcurrent` bounds them. */
function each<V>(one: ((id: string, call: Call) => Promise<V>) | undefined): Lookup<V> | undefined {
  if (one === undefined) return undefined;
  return async (ids, call) =>
    new Map(await Promise.all(ids.map(async (id) => [id, await one(id, call)] as const)));
}

/**
 * The loaders of one operation. A batch is one lookup at its source, answered by id: what the source leaves out is null.
 * A batch that fails fails for each of its ids, with the source's error.
 */
export function createLoaders(
  sources: ReadonlyMap<string, Source>,
  callFor: (source: Source) => Call,
): Loaders {
  /** Detection lookups under way, by source: see `devicesLast`. */
  const underWay = new Map<string, Set<Promise<void>>>();

  function create<V>(what: string, batchOf: Batch<V>, { schedule, begun }: Scheduling = {}): Load<V | null> {
    const bySource = new Map<string, Loader<V>>();

    function start(sourceName: string): Loader<V> {
      const source = sources.get(sourceName);
      const lookup = source === undefined ? undefined : batchOf(source);
      const loaded = new Map<string, V | null>();
      async function load(lists: readonly (readonly string[])[]): Promise<undefined[]> {
        const ids = lists.flat();
        let found: ReadonlyMap<string, V> | undefined;
        if (source !== undefined) {
          if (lookup === undefined)
            throw new UnsupportedError(sourceName, `Source "${sourceName}" cannot look up ${what}.`);
          found = await lookup(ids, callFor(source));
        }
        for (const id of ids) loaded.set(id, found?.get(id) ?? null);
        return lists.map(() => undefined);
      }
      const batches = new DataLoader<readonly string[], void>(load, {
        cache: false,
        ...(schedule === undefined ? {} : { batchScheduleFn: schedule(sourceName) }),
      });
      return { loaded, asked: new Map(), batches };
    }

    function loaderOf(source: string): Loader<V> {
      let loader = bySource.get(source);
      if (loader === undefined) bySource.set(source, (loader = start(source)));
      return loader;
    }

    function ask({ batches, asked }: Loader<V>, source: string, ids: readonly string[]): Promise<void> {
      const request = batches.load(ids);
      for (const id of ids) asked.set(id, request);
      begun?.(source, request);
      return request;
    }

    function one(source: string, id: string): V | null | Promise<V | null> {
      const loader = loaderOf(source);
      const { loaded, asked } = loader;
      const value = loaded.get(id);
      if (value !== undefined) return value;
      return (asked.get(id) ?? ask(loader, source, [id])).then(() => loaded.get(id) ?? null);
    }

    async function many(source: string, ids: Iterable<string>): Promise<NonNullable<V>[]> {
      const loader = loaderOf(source);
      const { loaded, asked } = loader;
      const wanted = new Set(ids);
      const missing: string[] = [];
      const requests = new Set<Promise<void>>();
      for (const id of wanted) {
        const request = asked.get(id);
        if (request === undefined) missing.push(id);
        else requests.add(request);
      }
      if (missing.length > 0) requests.add(ask(loader, source, missing));
      await Promise.allSettled(requests);
      const values: NonNullable<V>[] = [];
      for (const id of wanted) {
        const value = loaded.get(id);
        if (value !== undefined && value !== null) values.push(value);
      }
      return values;
    }

    return Object.assign(one, { many });
  }

  function noteUnderWay(source: string, request: Promise<void>): void {
    const pending = underWay.get(source) ?? new Set();
    underWay.set(source, pending.add(request));
    const done = (): void => void pending.delete(request);
    request.then(done, done);
  }

  /**
   * Devices hang on events and on their detections. A batch of devices therefore waits for the detections that are
   * under way: so both kinds' devices are one call (contract sheet cisco-gta, section 13), and nothing is lost by it, as
   * the detections' own alerts and threats are fetched at the same time.
   */
  const devicesLast =
    (source: string): Schedule =>
    (dispatch) => {
      // setImmediate runs when every promise at hand is settled, so that all loads of this round are known by then.
      const attempt = (): void => {
        const pending = underWay.get(source);
        if (pending === undefined || pending.size === 0) dispatch();
        else void Promise.allSettled(pending).then(() => setImmediate(attempt));
      };
      setImmediate(attempt);
    };

  return {
    event: create('events', (source) => source.lookup.events),
    alert: create('alerts', (source) => source.lookup.alerts),
    threatDetection: create('threat detections', (source) => source.lookup.threatDetections, {
      begun: noteUnderWay,
    }),
    case: create('cases', (source) => source.lookup.cases),
    threat: create('threats', (source) => source.lookup.threats),
    flow: create('flows', (source) => source.lookup.flows),
    device: create('devices', (source) => source.lookup.devices, { schedule: devicesLast }),
    deviceAddresses: create('addresses of devices', (source) => each(source.related.addressesOfDevice)),
    threatDetectionsOfAlert: create(
      'threat detections of alerts',
      (source) => source.related.threatDetectionsOfAlert,
    ),
    eventsOfThreatDetection: create(
      'events of threat detections',
      (source) => source.related.eventsOfThreatDetection,
    ),
    alphasocFlag: create('AlphaSOC flags', (source) => source.alphasoc?.flags),
    argusProperties: create('Argus properties', (source) => source.argus?.properties),
    argusComments: create('Argus comments', (source) => source.argus?.comments),
    argusSubEvents: create('Argus sub events', (source) => source.argus?.subEvents),
  };
}
