/** What a walk of the journal has to give, found by looking at every record. */
import type { JournalReader } from '../../src/journal/reader.ts';
import type { FilterOf } from '../../src/journal/predicate.ts';
import { matchesAlert, matchesCase, matchesEvent, matchesThreatDetection } from '../../src/model/matching.ts';
import { compareKeys, orderKeyOf, type RecordOrder } from '../../src/model/order.ts';
import type { AnyRecord, RecordKind, RecordOfKind, ThreatDetection } from '../../src/model/records.ts';
import { idsOf, sourceNames } from './window-world.ts';

const every = <K extends RecordKind>(reader: JournalReader, kind: K): RecordOfKind[K][] =>
  sourceNames.flatMap((source) => [...reader.byIds(kind, source, idsOf(kind)).values()]);

const names = (one: AnyRecord, other: AnyRecord): boolean => {
  const refs =
    other.recordKind === 'THREAT_DETECTION' && 'threatDetections' in one
      ? one.threatDetections
      : other.recordKind === 'EVENT' && 'events' in one
        ? one.events
        : other.recordKind === 'ALERT' && 'alerts' in one
          ? one.alerts
          : undefined;
  return (refs ?? []).some(({ nativeId }) => nativeId === other.nativeId);
};
const tied = (one: AnyRecord, other: AnyRecord): boolean =>
  one.source === other.source && (names(one, other) || names(other, one));

export type World = { readonly [K in RecordKind]: readonly RecordOfKind[K][] };

export const worldOf = (reader: JournalReader): World => ({
  EVENT: every(reader, 'EVENT'),
  ALERT: every(reader, 'ALERT'),
  THREAT_DETECTION: every(reader, 'THREAT_DETECTION'),
  CASE: every(reader, 'CASE'),
});

const detectionsOf = (world: World, record: AnyRecord) =>
  world.THREAT_DETECTION.filter((one) => tied(one, record));
/** Its own, and for alerts and detections of Cisco those of the detections and of the events beside these. */
function allObservables(world: World, record: AnyRecord, detections: readonly ThreatDetection[]) {
  if (record.vendor !== 'cisco-gta') return record.observables;
  const events = world.EVENT.filter((event) => detections.some((one) => tied(event, one)));
  return [record, ...detections, ...events].flatMap(({ observables }) => observables);
}
const filled = (detections: readonly ThreatDetection[]) =>
  detections.map((record) => ({ nativeId: record.nativeId, record }));

/** Whether each record of a kind matches, with all that a filter may look at beside it. */
export const tests: {
  readonly [K in RecordKind]: (world: World, filter: FilterOf<K>, record: RecordOfKind[K]) => boolean;
} = {
  EVENT: (world, filter, event) =>
    matchesEvent(filter, { ...event, threatDetections: filled(detectionsOf(world, event)) }),
  ALERT(world, filter, alert) {
    const detections = detectionsOf(world, alert);
    const titles = new Set(detections.flatMap(({ threat }) => threat.record?.title ?? []));
    return matchesAlert(filter, {
      ...alert,
      title: alert.title ?? [...titles].toSorted().join(', '),
      threatDetections: filled(detections),
      observables: allObservables(world, alert, detections),
    });
  },
  THREAT_DETECTION: (world, filter, detection) =>
    matchesThreatDetection(filter, {
      ...detection,
      observables: allObservables(world, detection, [detection]),
    }),
  CASE: (_world, filter, record) => matchesCase(filter, record),
};

/** The native ids of what matches, in order, as `source id`. */
export function expected<K extends RecordKind>(
  world: World,
  kind: K,
  query: {
    readonly filter: FilterOf<K> | undefined;
    readonly order: RecordOrder;
    readonly reverse: boolean;
    readonly sources: readonly string[];
    readonly floors: ReadonlyMap<string, number>;
  },
): string[] {
  const { filter, order } = query;
  const all: readonly RecordOfKind[K][] = world[kind];
  const found = all.filter(
    (record) =>
      query.sources.includes(record.source) &&
      orderKeyOf(record, order).at >= (query.floors.get(record.source) ?? Number.NEGATIVE_INFINITY) &&
      (filter === undefined || tests[kind](world, filter, record)),
  );
  const sorted = found.toSorted((a, b) => compareKeys(orderKeyOf(a, order), orderKeyOf(b, order), order));
  const ids = sorted.map(({ source, nativeId }) => `${source} ${nativeId}`);
  return query.reverse ? ids.toReversed() : ids;
}
