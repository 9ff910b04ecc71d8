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

/** What was loaded before comes back as it is, without a promise: a page has thousands of references. */
export type Loaders = {
  readonly [K in keyof Loadable]: (source: string, id: string) => Loadable[K] | Promise<Loadable[K]>;
};

interface Loader<V> {
  readonly loaded: ReadonlyMap<string, V | null>;
  readonly batches: DataLoader<string, V | null>;
}

type Batch<V> = (source: Source) => Lookup<V> | undefined;

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
  const underWay = new Map<string, Set<Promise<unknown>>>();

  function create<V>(
    what: string,
    batchOf: Batch<V>,
    options: (source: string) => DataLoader.Options<string, V | null> = () => ({}),
  ): (source: string) => Loader<V> {
    const bySource = new Map<string, Loader<V>>();
    function start(sourceName: string): Loader<V> {
      const source = sources.get(sourceName);
      const lookup = source === undefined ? undefined : batchOf(source);
      const loaded = new Map<string, V | null>();
      const batches = new DataLoader<string, V | null>(async (ids) => {
        if (source === undefined) return ids.map(() => null);
        if (lookup === undefined) {
          return ids.map(
            () => new UnsupportedError(sourceName, `Source "${sourceName}" cannot look up ${what}.`),
          );
        }
        const found = await lookup(ids, callFor(source));
        return ids.map((id) => {
          const value = found.get(id) ?? null;
          loaded.set(id, value);
          return value;
        });
      }, options(sourceName));
      return { loaded, batches };
    }
    return (sourceName) => {
      let loader = bySource.get(sourceName);
      if (loader === undefined) bySource.set(sourceName, (loader = start(sourceName)));
      return loader;
    };
  }

  const load =
    <V>(loaderOf: (source: string) => Loader<V>) =>
    (source: string, id: string): V | null | Promise<V | null> => {
      const { loaded, batches } = loaderOf(source);
      const value = loaded.get(id);
      return value === undefined ? batches.load(id) : value;
    };

  const detections = create('threat detections', (source) => source.lookup.threatDetections);

  const loadAnyDetection = load(detections);
  function loadDetection(
    source: string,
    id: string,
  ): ThreatDetection | null | Promise<ThreatDetection | null> {
    const value = loadAnyDetection(source, id);
    if (value instanceof Promise) {
      const pending = underWay.get(source) ?? new Set();
      underWay.set(source, pending.add(value));
      const done = (): void => void pending.delete(value);
      value.then(done, done);
    }
    return value;
  }

  /**
   * Devices hang on events and on their detections. A batch of devices therefore waits for the detections that are
   * under way: so both kinds' devices are one call (contract sheet cisco-gta, section 13), and nothing is lost by it, as
   * the detections' own alerts and threats are fetched at the same time.
   */
  const devicesLast = (source: string): DataLoader.Options<string, Device | null> => ({
    batchScheduleFn(dispatch) {
      // setImmediate runs when every promise at hand is settled, so that all loads of this round are known by then.
      const attempt = (): void => {
        const pending = underWay.get(source);
        if (pending === undefined || pending.size === 0) dispatch();
        else void Promise.allSettled(pending).then(() => setImmediate(attempt));
      };
      setImmediate(attempt);
    },
  });

  return {
    event: load(create('events', (source) => source.lookup.events)),
    alert: load(create('alerts', (source) => source.lookup.alerts)),
    threatDetection: loadDetection,
    case: load(create('cases', (source) => source.lookup.cases)),
    threat: load(create('threats', (source) => source.lookup.threats)),
    flow: load(create('flows', (source) => source.lookup.flows)),
    device: load(create('devices', (source) => source.lookup.devices, devicesLast)),
    deviceAddresses: load(create('addresses of devices', (source) => each(source.related.addressesOfDevice))),
    threatDetectionsOfAlert: load(
      create('threat detections of alerts', (source) => source.related.threatDetectionsOfAlert),
    ),
    eventsOfThreatDetection: load(
      create('events of threat detections', (source) => source.related.eventsOfThreatDetection),
    ),
    alphasocFlag: load(create('AlphaSOC flags', (source) => source.alphasoc?.flags)),
    argusProperties: load(create('Argus properties', (source) => source.argus?.properties)),
    argusComments: load(create('Argus comments', (source) => source.argus?.comments)),
    argusSubEvents: load(create('Argus sub events', (source) => source.argus?.subEvents)),
  };
}
