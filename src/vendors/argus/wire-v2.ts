/** The v2 event (contract sheet argus, section 7). */
import { z } from 'zod';
import type { ArgusProperty } from '../../model/details.ts';
import type { Endpoint } from '../../model/values.ts';
import { endpointAddress } from './addresses.ts';
import type { ArgusEvent, ReadEvent, Selection } from './event.ts';
import { eventFlagsOfEndpoint } from './flags.ts';
import { parseEventId, RAW_CODE } from './ids.ts';
import * as wire from './wire.ts';

const endpointShape = z
  .object({
    address: wire.text,
    host: wire.text,
    port: wire.port,
    user: wire.text,
    geoInfo: wire.geoShape,
    flags: wire.words,
  })
  .nullish()
  .catch(undefined);

const namedShape = (id: typeof wire.smallId | typeof wire.longId) =>
  z.object({ id, shortName: wire.text, name: wire.text, description: wire.text }).nullish().catch(undefined);

const eventShape = z.object({
  id: z.string(),
  type: wire.text,
  source: endpointShape,
  destination: endpointShape,
  customer: wire.customerShape,
  location: wire.locationShape,
  signature: wire.text,
  alarm: namedShape(wire.longId),
  attackCategory: namedShape(wire.smallId),
  domain: wire.domainShape,
  uri: wire.text,
  count: wire.count,
  severity: wire.text,
  timestamps: z
    .object({ lastUpdated: wire.time, firstEvent: wire.time, lastEvent: wire.time })
    .nullish()
    .catch(undefined),
  sensor: z.object({ id: wire.smallId, hostName: wire.text }).nullish().catch(undefined),
  protocol: wire.idText,
  associatedCases: wire.listOf(z.object({ id: z.union([z.string(), z.number().transform(String)]) })),
  subEvents: wire.words,
  properties: wire.listOf(
    z.object({
      key: z.string(),
      type: wire.text,
      values: z.union([z.string().transform((one) => [one]), wire.words]),
    }),
  ),
  comments: wire.commentsShape,
  flags: wire.words,
});

type WireEvent = z.output<typeof eventShape>;

function endpointOf(found: WireEvent['source']): Endpoint | undefined {
  if (found === null || found === undefined) return undefined;
  const { geoInfo } = found;
  return {
    ...endpointAddress(found.address),
    port: wire.given(found.port),
    host: wire.nonEmpty(found.host),
    user: wire.nonEmpty(found.user),
    country: wire.given(geoInfo?.countryCode),
    city: wire.given(geoInfo?.locationName),
    latitude: wire.given(geoInfo?.latitude),
    longitude: wire.given(geoInfo?.longitude),
    flags: found.flags ?? [],
  };
}

function alarmOf({ alarm, attackCategory }: WireEvent): ArgusEvent['alarm'] {
  const found = {
    id: wire.positive(alarm?.id),
    description: wire.nonEmpty(alarm?.description) ?? wire.nonEmpty(alarm?.name),
    categoryId: wire.positive(attackCategory?.id),
    categoryName: wire.nonEmpty(attackCategory?.name) ?? wire.nonEmpty(attackCategory?.shortName),
  };
  return Object.values(found).every((value) => value === undefined) ? undefined : found;
}

const propertiesOf = (properties: WireEvent['properties']): ArgusProperty[] =>
  (properties ?? []).map(({ key, type, values }) => ({ key, type: type ?? 'string', values: values ?? [] }));

function optional(
  event: WireEvent,
  selection: Selection,
): Pick<ArgusEvent, 'properties' | 'comments' | 'subEvents'> {
  const some = selection.allProperties || selection.properties.length > 0;
  return {
    properties: some ? propertiesOf(event.properties) : undefined,
    comments: selection.comments ? wire.commentsOf(event.comments) : undefined,
    subEvents: selection.subEvents ? (event.subEvents ?? []) : undefined,
  };
}

/** Reads a v2 event as received. What was not asked for is undefined, whether the vendor sent null or nothing. */
export const readV2Event: ReadEvent = (raw, selection) => {
  const parsed = eventShape.safeParse(raw);
  const event = parsed.data;
  const id = event === undefined ? null : parseEventId(event.id);
  if (event === undefined || id === null) return null;
  const sourceFlags = eventFlagsOfEndpoint('source', event.source?.flags ?? []);
  const destinationFlags = eventFlagsOfEndpoint('destination', event.destination?.flags ?? []);
  return {
    id,
    type:
      event.type === 'raw' || (event.type !== 'aggregated' && id.code === RAW_CODE) ? 'RAW' : 'AGGREGATED',
    source: endpointOf(event.source),
    destination: endpointOf(event.destination),
    customer: wire.customerOf(event.customer, id.customerId),
    location: wire.locationOf(event.location),
    signature: wire.given(event.signature),
    alarm: alarmOf(event),
    domain: wire.nonEmpty(event.domain),
    uri: wire.nonEmpty(event.uri),
    count: event.count ?? 0,
    severity: wire.given(event.severity),
    lastUpdated: wire.given(event.timestamps?.lastUpdated),
    firstEvent: wire.given(event.timestamps?.firstEvent),
    lastEvent: wire.given(event.timestamps?.lastEvent),
    sensor: event.sensor
      ? { id: wire.given(event.sensor.id), hostName: wire.given(event.sensor.hostName) }
      : undefined,
    protocol: wire.nonEmpty(event.protocol),
    caseIds: (event.associatedCases ?? []).map((one) => one.id),
    flags: [...(event.flags ?? []), ...sourceFlags, ...destinationFlags],
    ...optional(event, selection),
    allProperties: selection.allProperties,
    raw,
  };
};
