/** The old statistics: counts by key and time bucket (contract sheet argus, section 6). */
import { z } from 'zod';
import { alarmByID, attackCategoryByID, locationByID, sensorByID } from './catalogue.ts';
import { count, int, listOf, type timeSchema } from './input.ts';
import type { ArgusWorld } from './world.ts';
import type { SimArgusEvent } from './types.ts';

type KeyOf = (event: SimArgusEvent, world: ArgusWorld) => readonly [name: string, value: string | null];

/** What events can be grouped by, and the member of a key that carries it (the member names are assumed). */
const groupings: ReadonlyMap<string, KeyOf> = new Map<string, KeyOf>([
  ['ATTACK_IDENTIFIER', (event) => ['signature', event.signature]],
  [
    'ATTACK_CATEGORY',
    (event) => ['attackCategory', attackCategoryByID.get(event.attackCategoryID ?? 0)?.name ?? null],
  ],
  ['ALARM', (event) => ['alarm', alarmByID.get(event.alarmID ?? 0)?.description ?? null]],
  ['SENSOR', (event) => ['sensor', sensorByID.get(event.sensorID ?? 0)?.hostName ?? null]],
  ['LOCATION', (event) => ['location', locationByID(event.locationID).shortName]],
  ['EVENT_SEVERITY', (event) => ['severity', event.severity]],
  ['SOURCEIP', (event) => ['sourceIP', event.source?.address ?? null]],
  ['DESTINATIONIP', (event) => ['destinationIP', event.destination?.address ?? null]],
  ['PROTOCOL', (event) => ['protocol', event.protocol]],
  [
    'CUSTOMER',
    (event, { customers }) => [
      'customer',
      customers.find(({ id }) => id === event.customerID)?.shortName ?? null,
    ],
  ],
  ['SOURCE_GEOIP_LOCATION', (event) => ['sourceGeoLocation', event.source?.geo?.locationName ?? null]],
  ['SOURCE_GEOIP_COUNTRY', (event) => ['sourceGeoCountry', event.source?.geo?.countryCode ?? null]],
  [
    'DESTINATION_GEOIP_LOCATION',
    (event) => ['destinationGeoLocation', event.destination?.geo?.locationName ?? null],
  ],
  [
    'DESTINATION_GEOIP_COUNTRY',
    (event) => ['destinationGeoCountry', event.destination?.geo?.countryCode ?? null],
  ],
]);

export const oldStatisticsShape = (time: ReturnType<typeof timeSchema>) =>
  z
    .object({
      startTimestamp: time.nullish(),
      endTimestamp: time.nullish(),
      customerID: listOf(int).nullish(),
      attackCategoryID: listOf(int).nullish(),
      groupBy: listOf(z.enum([...groupings.keys()])).nullish(),
      resolution: count.nullish(),
      countRawEvents: z.boolean().nullish(),
    })
    .strict();

/** Counts of `events` by the request's keys, in buckets of `resolution` ms counted from `from`; 0 is one bucket. */
export function oldStatistics(
  world: ArgusWorld,
  events: readonly SimArgusEvent[],
  request: z.output<ReturnType<typeof oldStatisticsShape>>,
  from: number,
): Record<string, unknown> {
  const resolution = request.resolution ?? 0;
  const grouping = (request.groupBy ?? []).flatMap((name) => groupings.get(name) ?? []);
  const keys = new Map<string, Record<string, unknown>>();
  const frames = new Map<number, Map<number, number>>();
  for (const event of events) {
    const key = Object.fromEntries(grouping.map((of) => of(event, world)));
    const text = JSON.stringify(key);
    const id = Number(keys.get(text)?.['id'] ?? keys.size + 1);
    if (!keys.has(text)) keys.set(text, { id, ...key });
    const start =
      resolution === 0 ? from : from + Math.floor((event.firstEvent - from) / resolution) * resolution;
    const frame = frames.get(start) ?? new Map<number, number>();
    frame.set(id, (frame.get(id) ?? 0) + 1);
    frames.set(start, frame);
  }
  return {
    keys: [...keys.values()],
    timeFrames: [...frames]
      .toSorted(([a], [b]) => a - b)
      .map(([startTime, records]) => ({
        timeFrame: { startTime },
        records: [...records].map(([keyID, value]) => ({ keyID, value: { count: value } })),
      })),
  };
}
