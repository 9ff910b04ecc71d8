/** A stored event in v1's clothes (contract sheet argus, section 6). */
import {
  alarmByID,
  attackCategoryByID,
  caseCategoryByID,
  caseServiceByID,
  domain,
  locationByID,
  sensorByID,
} from './catalogue.ts';
import { upperSnake, v1Flags } from './flags.ts';
import { networkAddress } from './network.ts';
import { isOdd, sparsely, strange } from './oddities.ts';
import type { ArgusWorld } from './world.ts';
import type { SimArgusEndpoint, SimArgusEvent } from './types.ts';

const protocolNumbers = new Map([
  ['icmp', 1],
  ['tcp', 6],
  ['udp', 17],
  ['esp', 50],
]);

const protocolNumber = (word: string): number => protocolNumbers.get(word) ?? 0;

function endpoint(given: SimArgusEndpoint | null, form: 'bare' | 'cidr'): unknown {
  if (given === null) return null;
  return {
    port: given.port ?? 0,
    geoLocation: given.geo,
    networkAddress: networkAddress(given.address, form),
  };
}

function associatedCase({ store }: ArgusWorld, event: SimArgusEvent): unknown {
  const [id] = event.caseIDs;
  const found = id === undefined ? undefined : store.cases.get(id);
  if (found === undefined) return null;
  return {
    id: found.id,
    subject: found.subject,
    categoryID: found.categoryID,
    categoryName: caseCategoryByID.get(found.categoryID)?.name ?? null,
    service: caseServiceByID.get(found.serviceID)?.shortName ?? null,
    status: upperSnake(found.status),
    priority: found.priority,
  };
}

function customerInfo({ customers }: ArgusWorld, event: SimArgusEvent): unknown {
  const { id, shortName, name } = customers.find((one) => one.id === event.customerID) ?? {
    id: event.customerID,
    shortName: 'unknown',
    name: 'Unknown',
  };
  return isOdd(event.uuid) ? { id, shortName, name } : { id, shortName, name, domain };
}

/** What v1's aggregated and raw events have in common. */
function common(world: ArgusWorld, event: SimArgusEvent): Record<string, unknown> {
  const { switches } = world;
  const alarm = event.alarmID === null ? undefined : alarmByID.get(event.alarmID);
  const category =
    event.attackCategoryID === null ? undefined : attackCategoryByID.get(event.attackCategoryID);
  return {
    customerInfo: customerInfo(world, event),
    properties: Object.fromEntries(
      event.properties.map(({ key, values }) => [key, values.join(switches.propertyJoiner)]),
    ),
    ...(event.comments.length > 0 ? { comments: event.comments } : {}),
    location: locationByID(event.locationID),
    attackInfo: {
      alarmID: event.alarmID ?? 0,
      alarmDescription: alarm?.description ?? null,
      attackCategoryID: event.attackCategoryID ?? 0,
      attackCategoryName: category?.name ?? null,
      signature: event.signature,
    },
    domain: event.domain === null ? null : { fqdn: event.domain },
    uri: event.uri,
    count: Math.max(1, event.count),
    source: endpoint(event.source, switches.networkAddressForm),
    destination: endpoint(event.destination, switches.networkAddressForm),
    timestamp: event.created,
    flags: event.flags,
    severity: event.severity,
    id: event.id,
  };
}

function rawEvent(world: ArgusWorld, event: SimArgusEvent): Record<string, unknown> {
  const sensor = event.sensorID === null ? undefined : sensorByID.get(event.sensorID);
  return {
    ...common(world, event),
    sensor:
      sensor === undefined
        ? null
        : {
            sensorID: sensor.id,
            hostName: sensor.hostName,
            hostIpAddress: networkAddress(sensor.ipAddress, world.switches.networkAddressForm),
            hostIpString: sensor.ipAddress,
          },
    engineTimestamp: event.enginePersisted,
    protocolID: protocolNumber(event.protocol),
  };
}

function aggregatedEvent(world: ArgusWorld, event: SimArgusEvent): Record<string, unknown> {
  const asNumber = world.switches.protocolAsNumber || event.protocol === 'unknown';
  return {
    ...common(world, event),
    associatedCase: associatedCase(world, event),
    protocol: asNumber ? String(protocolNumber(event.protocol)) : event.protocol,
    startTimestamp: event.firstEvent,
    endTimestamp: event.lastEvent,
    lastUpdatedTimestamp: event.lastUpdated,
    detailedEventIDS: event.subEvents,
  };
}

/** The event as lists show it. */
export function renderV1(world: ArgusWorld, event: SimArgusEvent): Record<string, unknown> {
  const model = event.type === 'raw' ? rawEvent(world, event) : aggregatedEvent(world, event);
  const optional = ['domain', 'source', 'associatedCase', 'comments'];
  return strange(world, event.uuid, sparsely(world, event.uuid, model, optional), {
    flags: [...event.flags, 'BRAND_NEW_FLAG'],
  });
}

/** The event as the single GET shows it: with the switch, as the published base type. */
export function renderV1Single(world: ArgusWorld, event: SimArgusEvent): Record<string, unknown> {
  const model = renderV1(world, event);
  if (!world.switches.flagsAsBitmask) return model;
  return {
    ...model,
    flags: event.flags.reduce((sum, flag) => sum | (1 << (v1Flags.indexOf(flag) % 31)), 0),
    encodedFlags: event.flags,
    customerID: event.customerID,
    aggregationKey: event.uuid.replaceAll('-', ''),
    sourceType: 'ids',
    update: false,
    aggregated: event.type !== 'raw',
  };
}
