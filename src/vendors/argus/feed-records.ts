/** What is followed of events, whoever reads them: a feed, or somebody who has just changed one. */
import type { Reading, Removal } from '../../model/feed.ts';
import type { AnyRecord, Ref, ThreatDetection } from '../../model/records.ts';
import { whole } from '../../model/whole.ts';
import { observableProperties } from './endpoints.ts';
import { bareSelection, type ArgusEvent, type Selection } from './event.ts';
import { ATTACK_CODE, detectionId, NO_ALARM } from './ids.ts';
import { isSnapshot, recordsOf, type ArgusRecords } from './map.ts';

export type FollowedTypes = ReadonlySet<ArgusEvent['type']>;

/** No list shows attacks. */
export const isFollowed = ({ id, type }: ArgusEvent, types: FollowedTypes): boolean =>
  id.code !== ATTACK_CODE && types.has(type);

/** What yields observables. A record's other properties, its comments and sub events are fetched by whoever selects them. */
export const followedSelection: Selection = { ...bareSelection, properties: observableProperties };

const bare = <T>(refs: readonly Ref<T>[] | undefined): readonly Ref<T>[] | undefined =>
  refs?.map(({ nativeId }) => ({ nativeId }));

/**
 * An alarm has no severity of its own, and an event without alarm no title that others share: in a catalogue that all
 * events write to, these would change with every event.
 */
function withThreat(detection: ThreatDetection): ThreatDetection['threat'] {
  const { nativeId, record } = detection.threat;
  if (record === undefined) return { nativeId };
  const title = nativeId === NO_ALARM ? 'Threat without an alarm' : record.title;
  const { source, category } = record;
  return {
    nativeId,
    record: {
      source,
      nativeId,
      title,
      category: nativeId === NO_ALARM ? undefined : category,
      severity: 'UNKNOWN',
    },
  };
}

/** The records as plain objects: what they make on demand is made now, and copies keep it. */
function plain({ event, alert, detection }: ArgusRecords): AnyRecord[] {
  const found: AnyRecord[] = [
    {
      ...whole(event),
      observables: event.observables,
      alerts: bare(event.alerts),
      threatDetections: bare(event.threatDetections),
      details: event.details,
    },
  ];
  if (alert !== undefined)
    found.push({
      ...whole(alert),
      observables: alert.observables,
      events: bare(alert.events),
      threatDetections: bare(alert.threatDetections),
    });
  if (detection !== undefined)
    found.push({
      ...whole(detection),
      observables: detection.observables,
      threat: withThreat(detection),
      events: bare(detection.events),
      alerts: bare(detection.alerts),
    });
  return found;
}

/** What an event is not, or not any more. A raw event never was more than an event. */
function absentOf({ argus, alert, detection }: ArgusRecords): Removal[] {
  if (argus.type === 'RAW') return [];
  const detections = [detectionId(argus.id.text, argus.alarm?.id), detectionId(argus.id.text, undefined)];
  const absent: Removal[] = [...new Set(detections)]
    .filter((id) => id !== detection?.nativeId)
    .map((nativeId) => ({ kind: 'THREAT_DETECTION', nativeId }));
  if (alert === undefined) absent.push({ kind: 'ALERT', nativeId: argus.id.text });
  return absent;
}

/** All that an event may have been. */
function goneOf(argus: ArgusEvent): Removal[] {
  const made = recordsOf('', argus);
  const none = { argus, event: made.event, alert: undefined, detection: undefined };
  return [{ kind: 'EVENT', nativeId: argus.id.text }, ...absentOf(none)];
}

/** The events' records as a journal takes them, and what the events are not. `isGone` tells those that were deleted. */
export function followedEvents(
  source: string,
  events: Iterable<ArgusEvent>,
  isGone: (event: ArgusEvent) => boolean = () => false,
): Reading {
  const records: AnyRecord[] = [];
  const removed: Removal[] = [];
  for (const event of events) {
    if (isGone(event) || isSnapshot(event)) {
      removed.push(...goneOf(event));
      continue;
    }
    const made = recordsOf(source, event);
    records.push(...plain(made));
    removed.push(...absentOf(made));
  }
  return { records, removed };
}
