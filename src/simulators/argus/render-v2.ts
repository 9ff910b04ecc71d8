/** A stored event in v2's clothes, its lineage and its payload (contract sheet argus, sections 7 and 9). */
import {
  alarmByID,
  attackCategoryByID,
  caseCategoryByID,
  caseServiceByID,
  domain,
  locationByID,
  sensorByID,
  socCustomer,
} from './catalogue.ts';
import { asV2Flags, endpointFlags } from './flags.ts';
import { sparsely, strange } from './oddities.ts';
import type { ArgusWorld } from './world.ts';
import type { SimArgusEndpoint, SimArgusEvent } from './types.ts';

/** What the caller wants beside the default model. */
export interface Selection {
  readonly allProperties: boolean;
  readonly properties: readonly string[];
  readonly comments: boolean;
  readonly subEvents: boolean;
}

export const customerModel = ({ customers }: ArgusWorld, id: number): Record<string, unknown> => {
  const customer = [...customers, socCustomer].find((one) => one.id === id);
  return { id, shortName: customer?.shortName ?? 'unknown', name: customer?.name ?? 'Unknown', domain };
};

function endpoint(given: SimArgusEndpoint | null, flags: readonly string[]): unknown {
  if (given === null) return null;
  const { address, host, port, user, geo } = given;
  return { address, host, port, user, geoInfo: geo, flags };
}

function associatedCases({ store }: ArgusWorld, event: SimArgusEvent): unknown[] {
  return event.caseIDs.flatMap((id) => {
    const found = store.cases.get(id);
    if (found === undefined) return [];
    return {
      id,
      subject: found.subject,
      categoryID: found.categoryID,
      categoryName: caseCategoryByID.get(found.categoryID)?.name ?? null,
      serviceID: found.serviceID,
      serviceName: caseServiceByID.get(found.serviceID)?.name ?? null,
      status: found.status,
      priority: found.priority,
    };
  });
}

function selected(
  { switches }: ArgusWorld,
  event: SimArgusEvent,
  selection: Selection,
): Record<string, unknown> {
  const properties = selection.allProperties
    ? event.properties
    : event.properties.filter(({ key }) => selection.properties.includes(key));
  const wantsProperties = selection.allProperties || selection.properties.length > 0;
  const absent = switches.unrequested === 'null' ? { subEvents: null, properties: null, comments: null } : {};
  return {
    ...absent,
    ...(selection.subEvents ? { subEvents: event.subEvents } : {}),
    ...(wantsProperties
      ? { properties: properties.map(({ type, key, values }) => ({ type, key, values })) }
      : {}),
    ...(selection.comments ? { comments: event.comments } : {}),
  };
}

export function renderV2(
  world: ArgusWorld,
  event: SimArgusEvent,
  selection: Selection,
): Record<string, unknown> {
  const aggregated = event.type !== 'raw';
  const alarm = event.alarmID === null ? undefined : alarmByID.get(event.alarmID);
  const category =
    event.attackCategoryID === null ? undefined : attackCategoryByID.get(event.attackCategoryID);
  const sensor = event.sensorID === null ? undefined : sensorByID.get(event.sensorID);
  const fqdn = event.domain;
  const flags = asV2Flags(event.flags);
  const model = {
    id: event.id,
    eventID: event.uuid,
    type: aggregated ? 'aggregated' : 'raw',
    source: endpoint(event.source, endpointFlags('SOURCE', event.flags)),
    destination: endpoint(event.destination, endpointFlags('DESTINATION', event.flags)),
    customer: customerModel(world, event.customerID),
    location: locationByID(event.locationID),
    signature: event.signature,
    alarm:
      alarm === undefined ? null : { id: alarm.id, name: alarm.description, description: alarm.description },
    attackCategory: category === undefined ? null : { ...category },
    domain: fqdn === null || world.switches.domainForm === 'string' ? fqdn : { fqdn },
    uri: event.uri,
    count: aggregated ? event.count : 0,
    severity: event.severity,
    timestamps: {
      created: event.created,
      lastUpdated: event.lastUpdated,
      ...(aggregated ? { firstEvent: event.firstEvent, lastEvent: event.lastEvent } : {}),
      enginePersisted: event.enginePersisted,
      firstAssessed: event.firstAssessed,
      firstNotified: event.firstNotified,
    },
    sensor: sensor ?? null,
    protocol: event.protocol,
    associatedCases: associatedCases(world, event),
    ...selected(world, event, selection),
    flags,
  };
  const optional = ['domain', 'source', 'alarm', 'attackCategory', 'sensor', 'location'];
  return strange(world, event.uuid, sparsely(world, event.uuid, model, optional), {
    flags: [...flags, 'brandNewFlag'],
  });
}

/** Every change of an event, the oldest first. */
export function lineage(event: SimArgusEvent): Record<string, unknown>[] {
  const system = { user: 'argus', comment: null };
  const entries = [
    { type: 'created', timestamp: event.created, ...system },
    { type: 'indexedElasticSearch', timestamp: event.enginePersisted, ...system },
    { type: 'indexedOpenSearch', timestamp: event.enginePersisted, ...system },
    ...event.changes.map(({ type, timestamp, user, comment }) => ({ type, timestamp, user, comment })),
  ];
  return entries.toSorted((a, b) => a.timestamp - b.timestamp);
}

/** The payload object of both versions; undefined when the event has none. */
export function payloadModel({ id, payload }: SimArgusEvent): Record<string, unknown> | undefined {
  if (payload === null) return undefined;
  return {
    id,
    type: payload.type,
    payload: payload.bytes.toString(payload.type === 'string' ? 'utf8' : 'base64'),
  };
}
