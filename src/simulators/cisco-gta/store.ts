/**
 * Everything the simulated vendor holds, with the references between items kept in both directions. References may
 * dangle: objects are garbage-collected independently (contract sheet cisco-gta, section 10).
 */
import { byRisk, bySequence, byTriggeredAt } from './orders.ts';
import { createLinks, createTable, type Links, type Table } from './table.ts';
import type {
  GtaAlert,
  GtaAsset,
  GtaEvent,
  GtaFlow,
  GtaIpAssignment,
  GtaThreatDetection,
  GtaThreatIntelRecord,
  Row,
} from './types.ts';

export interface Store {
  readonly alerts: Table<GtaAlert>;
  readonly threatDetections: Table<GtaThreatDetection>;
  readonly events: Table<GtaEvent>;
  readonly flows: Table<GtaFlow>;
  readonly assets: Table<GtaAsset>;
  readonly records: Table<GtaThreatIntelRecord>;
  /** By asset id. */
  readonly ipAssignments: Map<string, readonly GtaIpAssignment[]>;
  readonly detectionsOfAlert: Links;
  readonly eventsOfDetection: Links;
  readonly contextualEventsOfAsset: Links;
  readonly flowsOfEvent: Links;
  /** The last modification sequence number given. */
  lastSequence(): number;
  /** The next number is above `floor`. */
  raiseSequence(floor: number): void;
  putAlert(value: GtaAlert): void;
  /** With `renumber` the item gets a new sequence number; without, it keeps its own. */
  putThreatDetection(value: GtaThreatDetection, renumber?: boolean): void;
  putEvent(value: GtaEvent, renumber?: boolean): void;
  putFlow(value: GtaFlow): void;
  putAsset(value: GtaAsset): void;
  putRecord(value: GtaThreatIntelRecord): void;
  dropThreatDetection(id: string): GtaThreatDetection | undefined;
  dropEvent(id: string): void;
  dropFlow(id: string): void;
}

/** `firstSequence`: the first modification sequence number that is given. */
export function createStore(firstSequence: number): Store {
  let sequence = firstSequence - 1;
  const alerts = createTable<GtaAlert>(byRisk, byTriggeredAt);
  const threatDetections = createTable<GtaThreatDetection>(bySequence);
  const events = createTable<GtaEvent>(bySequence);
  const flows = createTable<GtaFlow>(bySequence);
  const assets = createTable<GtaAsset>();
  const records = createTable<GtaThreatIntelRecord>();
  const detectionsOfAlert = createLinks();
  const eventsOfDetection = createLinks();
  const contextualEventsOfAsset = createLinks();
  const flowsOfEvent = createLinks();

  const sequenceFor = (old: Row<unknown> | undefined, renumber: boolean): number =>
    old === undefined || renumber ? ++sequence : old.sequence;
  const bentAs = (old: Row<unknown> | undefined) => (old?.bent === undefined ? {} : { bent: old.bent });

  function unlinkEvent(value: GtaEvent): void {
    for (const detection of value.threatDetectionIds) eventsOfDetection.unlink(detection, value.id);
    contextualEventsOfAsset.unlink(value.affectedAssetId, value.id);
  }
  function linkEvent(value: GtaEvent): void {
    for (const detection of value.threatDetectionIds) eventsOfDetection.link(detection, value.id);
    if (value.threatDetectionIds.length === 0) contextualEventsOfAsset.link(value.affectedAssetId, value.id);
  }

  return {
    alerts,
    threatDetections,
    events,
    flows,
    assets,
    records,
    ipAssignments: new Map(),
    detectionsOfAlert,
    eventsOfDetection,
    contextualEventsOfAsset,
    flowsOfEvent,
    lastSequence: () => sequence,
    raiseSequence: (floor) => {
      sequence = Math.max(sequence, floor);
    },
    putAlert(value) {
      alerts.put({
        id: value.id,
        value,
        sequence: 0,
        at: Date.parse(value.triggeredAt),
        changed: Date.parse(value.modifiedAt),
        risk: value.risk,
        ...bentAs(alerts.get(value.id)),
      });
    },
    putThreatDetection(value, renumber = true) {
      const old = threatDetections.get(value.id);
      for (const alert of old?.value.alertIds ?? []) detectionsOfAlert.unlink(alert, value.id);
      for (const alert of value.alertIds) detectionsOfAlert.link(alert, value.id);
      threatDetections.put({
        id: value.id,
        value,
        sequence: sequenceFor(old, renumber),
        at: Date.parse(value.detectedAt),
        changed: Date.parse(value.modifiedAt),
        risk: '',
        ...bentAs(old),
      });
    },
    putEvent(value, renumber = true) {
      const old = events.get(value.id);
      if (old !== undefined) unlinkEvent(old.value);
      linkEvent(value);
      events.put({
        id: value.id,
        value,
        sequence: sequenceFor(old, renumber),
        at: Date.parse(value.detectedAt),
        changed: Date.parse(value.modifiedAt),
        risk: '',
        ...bentAs(old),
      });
    },
    putFlow(value) {
      flowsOfEvent.link(value.networkSecurityEventId, value.id);
      const at = Date.parse(value.timeStamp);
      flows.put({ id: value.id, value, sequence: ++sequence, at, changed: at, risk: '' });
    },
    putAsset(value) {
      assets.put({
        id: value.id,
        value,
        sequence: 0,
        at: 0,
        changed: 0,
        risk: '',
        ...bentAs(assets.get(value.id)),
      });
    },
    putRecord(value) {
      records.put({
        id: value.id,
        value,
        sequence: 0,
        at: 0,
        changed: 0,
        risk: '',
        ...bentAs(records.get(value.id)),
      });
    },
    dropThreatDetection(id) {
      const value = threatDetections.delete(id)?.value;
      for (const alert of value?.alertIds ?? []) detectionsOfAlert.unlink(alert, id);
      return value;
    },
    dropEvent(id) {
      const value = events.delete(id)?.value;
      if (value !== undefined) unlinkEvent(value);
    },
    dropFlow(id) {
      const value = flows.delete(id)?.value;
      if (value !== undefined) flowsOfEvent.unlink(value.networkSecurityEventId, id);
    },
  };
}
