/** The v1 events, aggregated and raw, and the base type a single GET may show instead (contract sheet argus, section 6). */
import { z } from 'zod';
import type { ArgusProperty } from '../../model/details.ts';
import type { Endpoint } from '../../model/values.ts';
import { endpointAddress } from './addresses.ts';
import type { ArgusEvent, ReadEvent } from './event.ts';
import { endpointFlagsOfEvent, v2Flag } from './flags.ts';
import { parseEventId, RAW_CODE } from './ids.ts';
import * as wire from './wire.ts';

const endpointShape = z
  .object({
    port: wire.port,
    geoLocation: wire.geoShape,
    networkAddress: z.object({ address: wire.text, maskBits: wire.number }).nullish().catch(undefined),
  })
  .nullish()
  .catch(undefined);

const eventShape = z.object({
  id: z.string(),
  customerInfo: wire.customerShape,
  customerID: wire.idText,
  properties: z.record(z.string(), z.unknown()).nullish().catch(undefined),
  comments: wire.commentsShape,
  associatedCase: z.object({ id: wire.idText }).nullish().catch(undefined),
  location: wire.locationShape,
  attackInfo: z
    .object({
      alarmID: wire.longId,
      alarmDescription: wire.text,
      attackCategoryID: wire.smallId,
      attackCategoryName: wire.text,
      signature: wire.text,
    })
    .nullish()
    .catch(undefined),
  domain: wire.domainShape,
  uri: wire.text,
  count: wire.count,
  source: endpointShape,
  destination: endpointShape,
  protocol: wire.idText,
  protocolID: wire.idText,
  startTimestamp: wire.time,
  endTimestamp: wire.time,
  lastUpdatedTimestamp: wire.time,
  // The base type has a bit mask here, whose bits nobody documents, and the words in `encodedFlags`.
  flags: wire.words,
  encodedFlags: wire.words,
  severity: wire.text,
  detailedEventIDS: wire.words,
  sensor: z.object({ sensorID: wire.smallId, hostName: wire.text }).nullish().catch(undefined),
});

type WireEvent = z.output<typeof eventShape>;

function endpointOf(
  side: 'source' | 'destination',
  found: WireEvent['source'],
  flags: readonly string[],
): Endpoint | undefined {
  if (found === null || found === undefined) return undefined;
  const { geoLocation, networkAddress } = found;
  return {
    ...endpointAddress(networkAddress?.address, networkAddress?.maskBits),
    port: wire.positive(found.port),
    country: wire.given(geoLocation?.countryCode),
    city: wire.given(geoLocation?.locationName),
    latitude: wire.given(geoLocation?.latitude),
    longitude: wire.given(geoLocation?.longitude),
    flags: endpointFlagsOfEvent(side, flags),
  };
}

function alarmOf(info: WireEvent['attackInfo']): ArgusEvent['alarm'] {
  const found = {
    id: wire.positive(info?.alarmID),
    description: wire.nonEmpty(info?.alarmDescription),
    categoryId: wire.positive(info?.attackCategoryID),
    categoryName: wire.nonEmpty(info?.attackCategoryName),
  };
  return Object.values(found).every((value) => value === undefined) ? undefined : found;
}

/** v1 joins several values into one text: on newlines, or on commas, which values may hold and so are never split. */
const propertiesOf = (properties: WireEvent['properties']): ArgusProperty[] =>
  Object.entries(properties ?? {}).flatMap(([key, value]) => {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return [];
    return [{ key, type: 'string', values: String(value).split('\n') }];
  });

/** Reads a v1 event as received; v1 has no selection, all it knows is there. */
export const readV1Event: ReadEvent = (raw) => {
  const event = eventShape.safeParse(raw).data;
  const id = event === undefined ? null : parseEventId(event.id);
  if (event === undefined || id === null) return null;
  const flags = (event.flags ?? event.encodedFlags ?? []).map(v2Flag);
  const caseId = wire.given(event.associatedCase?.id);
  return {
    id,
    type: id.code === RAW_CODE ? 'RAW' : 'AGGREGATED',
    source: endpointOf('source', event.source, flags),
    destination: endpointOf('destination', event.destination, flags),
    customer: wire.customerOf(event.customerInfo, wire.given(event.customerID) ?? id.customerId),
    location: wire.locationOf(event.location),
    signature: wire.given(event.attackInfo?.signature),
    alarm: alarmOf(event.attackInfo),
    domain: wire.nonEmpty(event.domain),
    uri: wire.nonEmpty(event.uri),
    count: event.count ?? 0,
    severity: wire.given(event.severity),
    lastUpdated: wire.given(event.lastUpdatedTimestamp),
    firstEvent: wire.given(event.startTimestamp),
    lastEvent: wire.given(event.endTimestamp),
    sensor: event.sensor
      ? { id: wire.given(event.sensor.sensorID), hostName: wire.given(event.sensor.hostName) }
      : undefined,
    protocol: wire.nonEmpty(event.protocol) ?? wire.nonEmpty(event.protocolID),
    caseIds: caseId === undefined ? [] : [caseId],
    flags,
    properties: propertiesOf(event.properties),
    allProperties: true,
    comments: wire.commentsOf(event.comments),
    subEvents: event.detailedEventIDS ?? [],
    raw,
  };
};
