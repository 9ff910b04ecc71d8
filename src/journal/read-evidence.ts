/**
 * What a filter looks at beyond the record itself: the detections beside it, for the alerts and detections of Cisco what
 * their events mention (DESIGN section 10), and for those alerts what their detections mention.
 */
import {
  compileAlertFilter,
  compileCaseFilter,
  compileEventFilter,
  compileThreatDetectionFilter,
  filterKeys,
} from '../model/matching.ts';
import type {
  Alert,
  AnyRecord,
  Event,
  RecordKind,
  RecordOfKind,
  Ref,
  ThreatDetection,
} from '../model/records.ts';
import type { FilterOf } from './predicate.ts';
import { isOfKind, type RecordReader } from './read-records.ts';

const compilers: {
  readonly [K in RecordKind]: (filter: FilterOf<K>) => (record: RecordOfKind[K]) => boolean;
} = {
  EVENT: compileEventFilter,
  ALERT: compileAlertFilter,
  THREAT_DETECTION: compileThreatDetectionFilter,
  CASE: compileCaseFilter,
};

const refsTo = (detections: readonly ThreatDetection[]): readonly Ref<ThreatDetection>[] =>
  detections.map((record) => ({ nativeId: record.nativeId, record }));

/** SQLite takes it for no limit. */
const ALL = -1;
const observableKeys = ['ip', 'hosts', 'users', 'domains', 'hashes', 'observable', 'text'];

/**
 * A test for records as the journal gives them, to be called within a transaction. Throws InvalidInputError for a filter
 * that is none.
 */
export function createLook<K extends RecordKind>(
  kind: K,
  filter: FilterOf<K>,
  records: RecordReader,
): (record: RecordOfKind[K]) => boolean {
  const matches = compilers[kind](filter);
  const keys = filterKeys(filter);
  const observables = observableKeys.some((key) => keys.has(key));
  const threats = keys.has('threatIds');
  if (!observables && !threats) return matches;

  const detectionsOf = (record: AnyRecord): ThreatDetection[] =>
    records.related(record.recordKind, record.source, record.nativeId, 'THREAT_DETECTION', ALL);
  const eventsOf = (detection: ThreatDetection): Event[] =>
    records.related('THREAT_DETECTION', detection.source, detection.nativeId, 'EVENT', ALL);
  const inherited = (record: AnyRecord, detections: readonly ThreatDetection[]) =>
    observables && record.vendor === 'cisco-gta'
      ? [record, ...detections, ...detections.flatMap(eventsOf)].flatMap(({ observables: own }) => own)
      : record.observables;

  /** Whether an alert is seen through its detections: by what they are of, what it is called, what they and their events mention. */
  const throughDetections = (record: Alert): boolean =>
    threats || (keys.has('text') && record.title === undefined) || record.vendor === 'cisco-gta';
  const evidence = (record: AnyRecord): AnyRecord => {
    switch (record.recordKind) {
      case 'EVENT':
        return threats ? { ...record, threatDetections: refsTo(detectionsOf(record)) } : record;
      case 'ALERT': {
        if (!throughDetections(record)) return record;
        const detections = detectionsOf(record);
        const titles = new Set(detections.flatMap(({ threat }) => threat.record?.title ?? []));
        return {
          ...record,
          threatDetections: refsTo(detections),
          title: record.title ?? [...titles].toSorted().join(', '),
          observables: inherited(record, detections),
        };
      }
      case 'THREAT_DETECTION':
        return { ...record, observables: inherited(record, [record]) };
      case 'CASE':
        return record;
    }
  };
  return (record) => {
    const seen = evidence(record);
    return isOfKind(seen, kind) && matches(seen);
  };
}
