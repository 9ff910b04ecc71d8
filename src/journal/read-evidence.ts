/**
 * What a filter looks at beyond the record itself: the detections beside it, and for the alerts and detections of Cisco
 * what their events mention (DESIGN section 10).
 */
import {
  compileAlertFilter,
  compileCaseFilter,
  compileEventFilter,
  compileThreatDetectionFilter,
  filterKeys,
} from '../model/matching.ts';
import type { AnyRecord, Event, RecordKind, RecordOfKind, ThreatDetection } from '../model/records.ts';
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
  if (!observables && !keys.has('threatIds')) return matches;

  const detectionsOf = (record: AnyRecord): ThreatDetection[] =>
    records.related(record.recordKind, record.source, record.nativeId, 'THREAT_DETECTION', ALL);
  const eventsOf = (detection: ThreatDetection): Event[] =>
    records.related('THREAT_DETECTION', detection.source, detection.nativeId, 'EVENT', ALL);
  const inherited = (record: AnyRecord, detections: readonly ThreatDetection[]) =>
    observables && record.vendor === 'cisco-gta'
      ? [...record.observables, ...detections.flatMap(eventsOf).flatMap((event) => event.observables)]
      : record.observables;

  const evidence = (record: AnyRecord): AnyRecord => {
    switch (record.recordKind) {
      case 'EVENT':
      case 'ALERT': {
        const detections = detectionsOf(record);
        const threatDetections = detections.map((one) => ({ nativeId: one.nativeId, record: one }));
        if (record.recordKind === 'EVENT') return { ...record, threatDetections };
        const titles = new Set(detections.flatMap(({ threat }) => threat.record?.title ?? []));
        const title = record.title ?? [...titles].toSorted().join(', ');
        return { ...record, threatDetections, title, observables: inherited(record, detections) };
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
