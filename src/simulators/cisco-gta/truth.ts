/** The doors through which tests, the story and the API's own writes change what the simulated vendor holds. */
import { timestamp } from './dates.ts';
import type { Life } from './life.ts';
import type { Store } from './store.ts';
import type { CiscoGtaSwitches } from './switches.ts';
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

/** How the truth is changed. Ids are made up where none is given; an id that is taken, or unknown to an update, throws. */
export interface CiscoGtaTruth {
  addAlert(partial?: Partial<GtaAlert>): GtaAlert;
  /** Joins the alerts it names: those that exist are modified by it. */
  addThreatDetection(partial?: Partial<GtaThreatDetection>): GtaThreatDetection;
  addEvent(partial?: Partial<GtaEvent>): GtaEvent;
  addFlow(partial?: Partial<GtaFlow>): GtaFlow;
  addAsset(partial?: Partial<GtaAsset>, addresses?: readonly string[]): GtaAsset;
  addRecord(partial?: Partial<GtaThreatIntelRecord>): GtaThreatIntelRecord;
  /** Moves modifiedAt when risk, status, etaFlag or note changed. */
  updateAlert(id: string, change: Partial<GtaAlert>): GtaAlert;
  /** Renumbers it; alerts that it joins or leaves are modified, and one that it leaves empty is removed. */
  updateThreatDetection(id: string, change: Partial<GtaThreatDetection>): GtaThreatDetection;
  /** Replaces it as a whole and renumbers it; whether a change of `threatDetectionIds` alone does is a switch. */
  updateEvent(id: string, change: Partial<GtaEvent>): GtaEvent;
  updateAsset(id: string, change: Partial<GtaAsset>): GtaAsset;
  updateRecord(id: string, change: Partial<GtaThreatIntelRecord>): GtaThreatIntelRecord;
  /** Leaves `alertIds` that name it dangling, as every removal leaves the references to what it removes. */
  removeAlert(id: string): void;
  /** Its alerts are modified; one that has no other detection is removed. */
  removeThreatDetection(id: string): void;
  removeEvent(id: string): void;
  removeFlow(id: string): void;
  removeAsset(id: string): void;
  removeRecord(id: string): void;
  /** The vendor's recalculation of alerts: those that are New lose their note. */
  recalculate(): void;
  /** Bends fields of one item on the wire, whatever their type; undefined takes one away. The truth stays as it is. */
  distort(id: string, fields: Readonly<Record<string, unknown>>): void;
}

/** Content whose change moves an alert's modifiedAt (section 8). */
const contentOf = ({ risk, status, etaFlag, note }: GtaAlert): string =>
  JSON.stringify([risk, status.value, status.closingReasons ?? null, etaFlag, note]);

function existing<T>(row: Row<T> | undefined, id: string): T {
  if (row === undefined) throw new Error(`${id} does not exist`);
  return row.value;
}

/** The wanted id if it is free, else the first free one of a row: `al-1`, `al-2`, … */
function createIds() {
  const counters = new Map<string, number>();
  return (prefix: string, known: { get(id: string): unknown }, wanted: string | undefined): string => {
    if (wanted !== undefined) {
      if (known.get(wanted) !== undefined) throw new Error(`${wanted} exists already`);
      return wanted;
    }
    let count = counters.get(prefix) ?? 0;
    let id: string;
    do id = `${prefix}-${++count}`;
    while (known.get(id) !== undefined);
    counters.set(prefix, count);
    return id;
  };
}

/** `moment`: when what is changed through these doors happens, in milliseconds since the epoch. */
export function createTruth(
  store: Store,
  life: Life,
  switches: CiscoGtaSwitches,
  moment: () => number,
): CiscoGtaTruth {
  const newId = createIds();
  return {
    addAlert(partial = {}) {
      const triggeredAt = partial.triggeredAt ?? timestamp(moment());
      const value: GtaAlert = {
        risk: 'High',
        status: { value: 'New', closingReasons: null },
        etaFlag: null,
        note: null,
        triggeredAt,
        modifiedAt: triggeredAt,
        ...partial,
        id: newId('al', store.alerts, partial.id),
      };
      store.putAlert(value);
      return value;
    },
    addThreatDetection(partial = {}) {
      const detectedAt = partial.detectedAt ?? timestamp(moment());
      const value: GtaThreatDetection = {
        affectedAssetId: 'as-1',
        threatIntelRecordId: 'ti-1',
        confidence: 'High',
        detectedAt,
        modifiedAt: detectedAt,
        alertIds: [],
        ...partial,
        id: newId('td', store.threatDetections, partial.id),
      };
      store.putThreatDetection(value);
      life.noteDetection(value);
      for (const alert of value.alertIds) life.modifyAlert(alert, moment());
      return value;
    },
    addEvent(partial = {}) {
      const detectedAt = partial.detectedAt ?? timestamp(moment());
      const value: GtaEvent = {
        title: 'Beaconing to rare host',
        subtitle: '',
        securityEventTypeId: 'CREP07',
        affectedAssetId: 'as-1',
        detectedAt,
        modifiedAt: detectedAt,
        securityAnnotation: null,
        threatDetectionIds: [],
        ...partial,
        id: newId('ev', store.events, partial.id),
      };
      store.putEvent(value);
      life.noteEvent(value);
      return value;
    },
    addFlow(partial = {}) {
      const value: GtaFlow = {
        timeStamp: timestamp(moment()),
        networkSecurityEventId: 'ev-1',
        ...partial,
        id: newId('fl', store.flows, partial.id),
      };
      store.putFlow(value);
      return value;
    },
    addAsset(partial = {}, addresses) {
      const value: GtaAsset = { assumedOwner: null, ...partial, id: newId('as', store.assets, partial.id) };
      store.putAsset(value);
      if (addresses !== undefined) {
        store.ipAssignments.set(
          value.id,
          addresses.map((ipAddress): GtaIpAssignment => ({ ipAddress })),
        );
      }
      return value;
    },
    addRecord(partial = {}) {
      const value: GtaThreatIntelRecord = {
        title: 'Rare beacon',
        category: 'Command and control',
        subcategory: '',
        severity: 'High',
        ...partial,
        id: newId('ti', store.records, partial.id),
      };
      store.putRecord(value);
      return value;
    },
    updateAlert(id, change) {
      const old = existing(store.alerts.get(id), id);
      const next: GtaAlert = { ...old, ...change, id };
      const modified = contentOf(old) !== contentOf(next) && change.modifiedAt === undefined;
      const value: GtaAlert = modified ? { ...next, modifiedAt: timestamp(moment()) } : next;
      store.putAlert(value);
      return value;
    },
    updateThreatDetection(id, change) {
      const old = existing(store.threatDetections.get(id), id);
      const value: GtaThreatDetection = { ...old, modifiedAt: timestamp(moment()), ...change, id };
      store.putThreatDetection(value);
      for (const alert of value.alertIds)
        if (!old.alertIds.includes(alert)) life.modifyAlert(alert, moment());
      for (const alert of old.alertIds) if (!value.alertIds.includes(alert)) life.leaveAlert(alert, moment());
      return value;
    },
    updateEvent(id, change) {
      const old = existing(store.events.get(id), id);
      const onlyLinks = Object.keys(change).every((key) => key === 'threatDetectionIds');
      const renumber = switches.linkRenumbers || !onlyLinks;
      const modifiedAt = renumber ? timestamp(moment()) : old.modifiedAt;
      const value: GtaEvent = { ...old, modifiedAt, ...change, id };
      store.putEvent(value, renumber);
      life.noteEvent(value);
      return value;
    },
    updateAsset(id, change) {
      const value: GtaAsset = { ...existing(store.assets.get(id), id), ...change, id };
      store.putAsset(value);
      return value;
    },
    updateRecord(id, change) {
      const value: GtaThreatIntelRecord = { ...existing(store.records.get(id), id), ...change, id };
      store.putRecord(value);
      return value;
    },
    removeAlert: (id) => void store.alerts.delete(id),
    removeThreatDetection: (id) => life.removeDetection(id, moment()),
    removeEvent: (id) => store.dropEvent(id),
    removeFlow: (id) => store.dropFlow(id),
    removeAsset(id) {
      store.assets.delete(id);
      store.ipAssignments.delete(id);
    },
    removeRecord: (id) => void store.records.delete(id),
    recalculate() {
      for (const { value } of store.alerts.rows()) {
        if (value.status.value !== 'New' || value.note === null) continue;
        store.putAlert({ ...value, note: null, modifiedAt: timestamp(moment()) });
      }
    },
    distort(id, fields) {
      const tables = [
        store.alerts,
        store.threatDetections,
        store.events,
        store.flows,
        store.assets,
        store.records,
      ];
      const bent = tables.filter((table) => table.bend(id, fields));
      if (bent.length === 0) throw new Error(`${id} does not exist`);
    },
  };
}
