/** Making events and cases from as little as a test cares to say. */
import { storyUuid } from '../story.ts';
import { alarmByID, alarms } from './catalogue.ts';
import { eventID } from './store.ts';
import type { SimArgusCase, SimArgusEvent, SimArgusPayload } from './types.ts';

export type EventParts = Partial<Omit<SimArgusEvent, 'id' | 'payload'>> & {
  readonly payload?: SimArgusPayload | null;
};

/** The flags that a payload brings with it. */
const payloadFlags = (payload: SimArgusPayload | null): string[] => {
  if (payload === null) return [];
  const kind = { pcap: ['HAS_PCAP'], ethernet: ['HAS_PCAP'], string: ['HAS_STRING_PAYLOAD'], binary: [] };
  return ['HAS_PAYLOAD', ...kind[payload.type]];
};

/** An event with defaults for what is not said: aggregated, low, of customer 42, made at `now`. `serial` makes its uuid. */
export function makeEvent(parts: EventParts, now: number, serial: number): SimArgusEvent {
  const type = parts.type ?? 'aggregated';
  const created = parts.created ?? now;
  const customerID = parts.customerID ?? 42;
  const uuid = parts.uuid ?? storyUuid('argus-event', type, created, customerID, serial);
  const alarmID = parts.alarmID ?? null;
  const payload = parts.payload ?? null;
  const flags = new Set([
    ...(parts.flags ?? []),
    ...payloadFlags(payload),
    ...((parts.comments ?? []).length > 0 ? ['COMMENTED'] : []),
    ...((parts.subEvents ?? []).length > 0 ? ['HAS_DETAILS'] : []),
  ]);
  return {
    id: eventID(type, created, customerID, uuid),
    uuid,
    type,
    customerID,
    created,
    lastUpdated: parts.lastUpdated ?? created,
    firstEvent: parts.firstEvent ?? created,
    lastEvent: parts.lastEvent ?? parts.firstEvent ?? created,
    enginePersisted: parts.enginePersisted ?? created,
    firstAssessed: parts.firstAssessed ?? null,
    firstNotified: parts.firstNotified ?? null,
    source: parts.source ?? null,
    destination: parts.destination ?? null,
    signature: parts.signature ?? (alarmID === null ? null : (alarmByID.get(alarmID)?.signature ?? null)),
    alarmID,
    attackCategoryID:
      parts.attackCategoryID ??
      (alarmID === null ? null : (alarmByID.get(alarmID)?.attackCategoryID ?? null)),
    locationID: parts.locationID ?? 0,
    sensorID: parts.sensorID ?? (type === 'raw' ? 901 : null),
    domain: parts.domain ?? null,
    uri: parts.uri ?? null,
    count: parts.count ?? (type === 'raw' ? 0 : 1),
    severity: parts.severity ?? 'low',
    protocol: parts.protocol ?? 'tcp',
    caseIDs: parts.caseIDs ?? [],
    subEvents: parts.subEvents ?? [],
    properties: parts.properties ?? [],
    comments: parts.comments ?? [],
    flags: [...flags],
    payload,
    changes: parts.changes ?? [],
    deleted: false,
  };
}

/** The alarm a signature is mapped to. */
export const alarmOfSignature = (signature: string): (typeof alarms)[number] | undefined =>
  alarms.find((alarm) => alarm.signature === signature);

/** A case with defaults for what is not said: an incident of customer 42, created by the SOC at `now`. */
export function makeCase(parts: Partial<SimArgusCase>, now: number, serial: number): SimArgusCase {
  const created = parts.created ?? now;
  const status = parts.status ?? 'workingSoc';
  const priority = parts.priority ?? 'medium';
  return {
    id: serial,
    customerID: 42,
    serviceID: 5,
    categoryID: 11,
    type: 'securityIncident',
    status,
    initialStatus: 'pendingSoc',
    priority,
    initialPriority: priority,
    subject: `Case ${parts.id ?? serial}`,
    description: '<p>No description</p>',
    customerReference: null,
    accessMode: 'roleBased',
    reporterID: 1_001,
    assignedUserID: null,
    assignedTechID: 1_002,
    createdByUserID: 1_001,
    lastUpdatedByUserID: 1_001,
    closedByUserID: status === 'closed' ? 1_002 : null,
    publishedByUserID: 1_001,
    created,
    lastUpdated: created,
    closed: status === 'closed' ? (parts.lastUpdated ?? created) : null,
    published: created,
    flags: [],
    workflows: [],
    assetIDs: [],
    tags: [],
    comments: [],
    originEmailAddress: null,
    mergedInto: null,
    ...parts,
  };
}
