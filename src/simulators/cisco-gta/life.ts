/**
 * How alerts and detections live: what modifies an alert, what keeps a detection alive, and when both go (contract sheet
 * cisco-gta, section 8).
 */
import type { SimClock } from '../clock.ts';
import { timestamp } from './dates.ts';
import type { Store } from './store.ts';
import type { CiscoGtaSwitches } from './switches.ts';
import type { GtaEvent, GtaThreatDetection } from './types.ts';

export interface Life {
  /** Moves an alert's modifiedAt, never back. No such alert: nothing happens. */
  modifyAlert(id: string, moment: number): void;
  /** A detection left the alert: it is modified, and removed when that was the last one. */
  leaveAlert(id: string, moment: number): void;
  removeDetection(id: string, moment: number): void;
  /** A detection came: from now on it can time out. */
  noteDetection(detection: GtaThreatDetection): void;
  /** An event came or changed: its times are malicious activity of its detections. */
  noteEvent(event: GtaEvent): void;
  /** Removes what timed out by now. */
  age(): void;
}

export function createLife(store: Store, clock: SimClock, switches: CiscoGtaSwitches): Life {
  /** Latest malicious activity by detection, and a bound below all of them: nothing times out before it does. */
  const activity = new Map<string, number>();
  let oldestActivity = Number.POSITIVE_INFINITY;

  function seen(detectionId: string, at: number): void {
    const latest = Math.max(activity.get(detectionId) ?? at, at);
    activity.set(detectionId, latest);
    oldestActivity = Math.min(oldestActivity, latest);
  }

  function modifyAlert(id: string, moment: number): void {
    const row = store.alerts.get(id);
    if (row === undefined) return;
    store.putAlert({ ...row.value, modifiedAt: timestamp(Math.max(row.changed, moment)) });
  }

  function leaveAlert(id: string, moment: number): void {
    if (store.detectionsOfAlert.of(id).size === 0) store.alerts.delete(id);
    else modifyAlert(id, moment);
  }

  function removeDetection(id: string, moment: number): void {
    const value = store.dropThreatDetection(id);
    activity.delete(id);
    for (const alert of value?.alertIds ?? []) leaveAlert(alert, moment);
  }

  return {
    modifyAlert,
    leaveAlert,
    removeDetection,
    noteDetection(detection) {
      seen(detection.id, Date.parse(detection.detectedAt));
      for (const id of store.eventsOfDetection.of(detection.id)) {
        const event = store.events.get(id);
        if (event !== undefined) seen(detection.id, Math.max(event.at, event.changed));
      }
    },
    noteEvent(event) {
      const latest = Math.max(Date.parse(event.detectedAt), Date.parse(event.modifiedAt));
      for (const id of event.threatDetectionIds) {
        if (store.threatDetections.get(id) !== undefined) seen(id, latest);
      }
    },
    age() {
      const limit = clock.now() - switches.detectionLifetimeMs;
      if (oldestActivity > limit) return;
      const expired = [...activity].filter(([, last]) => last <= limit).sort(([, a], [, b]) => a - b);
      for (const [id, last] of expired) removeDetection(id, last + switches.detectionLifetimeMs);
      oldestActivity = Number.POSITIVE_INFINITY;
      for (const last of activity.values()) oldestActivity = Math.min(oldestActivity, last);
    },
  };
}
