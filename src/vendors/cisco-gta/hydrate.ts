/**
 * Fetches what a filter has to look at, for many records at once. Each function gives two views of a record: what is
 * handed on (with its severity, and references that carry what was fetched), and what the filter is evaluated on (with
 * the observables of related records as well; DESIGN section 10 says which those are).
 */
import { observableList, observableRef } from '../../model/observables.ts';
import type { Alert, Event, Ref, RecordBase, Threat, ThreatDetection } from '../../model/records.ts';
import type { Call } from '../../model/source.ts';
import { highestSeverity } from '../../model/severity.ts';
import type { Device, ObservableRef } from '../../model/values.ts';
import type { Downwards } from './downward.ts';
import type { Kind } from './fold.ts';
import type { Lookups } from './lookup.ts';

export interface Hydrated<T> {
  readonly record: T;
  /** The same with everything that the filter's keys look at. */
  readonly evidence: T;
}

export type Hydrate<T> = (
  records: readonly T[],
  keys: ReadonlySet<string>,
  call: Call,
) => Promise<readonly Hydrated<T>[]>;

export interface Hydrator {
  readonly events: Hydrate<Event>;
  readonly threatDetections: Hydrate<ThreatDetection>;
  readonly alerts: Hydrate<Alert>;
}

const severityKeys = ['minSeverity', 'severities'];
const threatKeys = ['threatIds'];
const ownerKeys = ['users', 'text'];
const addressKeys = ['ip'];
/** Keys for which the observables of a detection's or an alert's events count. */
const evidenceKeys = ['ip', 'users', 'domains', 'hashes', 'text'];

const uses = (keys: ReadonlySet<string>, ...groups: readonly (readonly string[])[]): boolean =>
  groups.flat().some((key) => keys.has(key));

/** Whether hydrating may cost a call for each record, so that not too many are to be hydrated at once. */
export const isCostly = (kind: Kind, keys: ReadonlySet<string>): boolean =>
  kind === 'events' ? uses(keys, addressKeys) : uses(keys, evidenceKeys, threatKeys);

const idsOf = <T>(refs: Iterable<Ref<T> | undefined>): string[] => {
  const ids = new Set<string>();
  for (const ref of refs) if (ref !== undefined && ref.record === undefined) ids.add(ref.nativeId);
  return [...ids];
};

const filled = <T>(ref: Ref<T>, found: ReadonlyMap<string, T>): Ref<T> => {
  const record = ref.record ?? found.get(ref.nativeId);
  return record === undefined ? ref : { nativeId: ref.nativeId, record };
};

const records = <T>(refs: readonly Ref<T>[] | undefined): T[] =>
  (refs ?? []).flatMap((ref) => (ref.record === undefined ? [] : [ref.record]));

const none: ReadonlyMap<string, never> = new Map<string, never>();

export function createHydrator(lookups: Lookups, downwards: Downwards): Hydrator {
  /** By asset id, the observables that an asset stands for: its owner, and its addresses where they are asked for. */
  async function assetObservables(
    devices: Iterable<Ref<Device> | undefined>,
    keys: ReadonlySet<string>,
    call: Call,
  ): Promise<ReadonlyMap<string, readonly (ObservableRef | null)[]>> {
    const ids = idsOf(devices);
    const [owners, addresses] = await Promise.all([
      uses(keys, ownerKeys) ? lookups.devices(ids, call) : none,
      uses(keys, addressKeys)
        ? Promise.all(ids.map(async (id) => [id, await downwards.addressesOfDevice(id, call)] as const))
        : [],
    ]);
    const byAsset = new Map(addresses);
    return new Map(
      ids.map((id) => [
        id,
        [
          observableRef('USER', owners.get(id)?.owner, 'device'),
          ...(byAsset.get(id) ?? []).map((address) => observableRef('IP', address, 'device')),
        ],
      ]),
    );
  }

  /** The same records, each reference to a threat filled. */
  async function withThreats(
    detections: readonly ThreatDetection[],
    call: Call,
  ): Promise<readonly ThreatDetection[]> {
    const threats = await lookups.threats(idsOf(detections.map(({ threat }) => threat)), call);
    return detections.map((detection) => {
      const threat: Ref<Threat> = filled(detection.threat, threats);
      const { severity, severityNative } = threat.record ?? { severity: 'UNKNOWN' as const };
      return { ...detection, threat, severity, severityNative };
    });
  }

  /** Detections by id, with their threats where `threats` says so. */
  async function detectionsById(
    refs: Iterable<Ref<ThreatDetection>>,
    threats: boolean,
    call: Call,
  ): Promise<ReadonlyMap<string, ThreatDetection>> {
    const all = [...refs];
    const known = records(all);
    const fetched = await lookups.threatDetections(idsOf(all), call);
    const found = [...known, ...fetched.values()];
    return new Map((threats ? await withThreats(found, call) : found).map((one) => [one.nativeId, one]));
  }

  async function eventsOf(
    detectionIds: readonly string[],
    call: Call,
  ): Promise<ReadonlyMap<string, readonly Event[]>> {
    const refs = await downwards.eventsOfThreatDetection.ofMany(detectionIds, call);
    const fetched = await lookups.events(idsOf([...refs.values()].flat()), call);
    return new Map([...refs].map(([id, list]) => [id, records(list.map((ref) => filled(ref, fetched)))]));
  }

  const withObservables = <T extends RecordBase>(record: T, more: Iterable<ObservableRef | null>): T => ({
    ...record,
    observables: observableList([...record.observables, ...more]),
  });

  /** What each detection's events and assets mention, by detection id. */
  async function evidenceOf(
    detections: readonly ThreatDetection[],
    keys: ReadonlySet<string>,
    call: Call,
  ): Promise<ReadonlyMap<string, readonly (ObservableRef | null)[]>> {
    if (!uses(keys, evidenceKeys)) return none;
    const events = await eventsOf(
      detections.map(({ nativeId }) => nativeId),
      call,
    );
    const carriers = [...detections, ...[...events.values()].flat()];
    const assets = await assetObservables(
      carriers.map(({ device }) => device),
      keys,
      call,
    );
    return new Map(
      detections.map((detection) => {
        const own = events.get(detection.nativeId) ?? [];
        const devices = new Set([detection, ...own].map(({ device }) => device?.nativeId ?? ''));
        return [
          detection.nativeId,
          [
            ...own.flatMap(({ observables }) => observables),
            ...[...devices].flatMap((id) => assets.get(id) ?? []),
          ],
        ];
      }),
    );
  }

  return {
    async events(events, keys, call) {
      const severity = uses(keys, severityKeys);
      const [detections, assets] = await Promise.all([
        severity || uses(keys, threatKeys)
          ? detectionsById(
              events.flatMap(({ threatDetections }) => threatDetections ?? []),
              severity,
              call,
            )
          : none,
        uses(keys, ownerKeys, addressKeys)
          ? assetObservables(
              events.map(({ device }) => device),
              keys,
              call,
            )
          : none,
      ]);
      return events.map((event) => {
        const threatDetections = event.threatDetections?.map((ref) => filled(ref, detections));
        const severities = records(threatDetections).map((one) => one.severity ?? 'UNKNOWN');
        const record: Event = {
          ...event,
          observables: event.observables,
          threatDetections,
          ...(severity ? { severity: highestSeverity(severities) } : {}),
        };
        return { record, evidence: withObservables(record, assets.get(event.device?.nativeId ?? '') ?? []) };
      });
    },

    async threatDetections(detections, keys, call) {
      const [filledIn, evidence] = await Promise.all([
        uses(keys, severityKeys, ['text']) ? withThreats(detections, call) : detections,
        evidenceOf(detections, keys, call),
      ]);
      return filledIn.map((record) => ({
        record,
        evidence: withObservables(record, evidence.get(record.nativeId) ?? []),
      }));
    },

    async alerts(alerts, keys, call) {
      if (!uses(keys, threatKeys, evidenceKeys))
        return alerts.map((record) => ({ record, evidence: record }));
      const refs = await downwards.threatDetectionsOfAlert.ofMany(
        alerts.map(({ nativeId }) => nativeId),
        call,
      );
      const detections = await detectionsById([...refs.values()].flat(), uses(keys, ['text']), call);
      const evidence = await evidenceOf([...detections.values()], keys, call);
      return alerts.map((alert) => {
        const threatDetections = (refs.get(alert.nativeId) ?? []).map((ref) => ({
          nativeId: ref.nativeId,
          record: detections.get(ref.nativeId),
        }));
        const titles = new Set(records(threatDetections).map(({ threat }) => threat.record?.title));
        const record: Alert = { ...alert, threatDetections };
        return {
          record,
          evidence: withObservables(
            { ...record, title: [...titles].filter((title) => title !== undefined).join(', ') },
            threatDetections.flatMap(({ nativeId }) => evidence.get(nativeId) ?? []),
          ),
        };
      });
    },
  };
}
