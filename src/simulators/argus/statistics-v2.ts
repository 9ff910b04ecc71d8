/** The statistics tree of v2: branches per field, metrics in the leaves (contract sheet argus, section 7; key names assumed). */
import { z } from 'zod';
import { alarmByID, attackCategoryByID, locationByID, sensorByID } from './catalogue.ts';
import { count, text, type timeSchema } from './input.ts';
import type { ArgusWorld } from './world.ts';
import type { SimArgusEvent } from './types.ts';

interface Branch {
  readonly identifier: string;
  readonly shortName: string | null;
  readonly name: string | null;
}

type BranchOf = (event: SimArgusEvent, world: ArgusWorld) => Branch | undefined;

const plain = (value: string | number | null | undefined): Branch | undefined =>
  value === null || value === undefined
    ? undefined
    : { identifier: String(value), shortName: String(value), name: String(value) };

const named = (
  found: { readonly id: number; readonly shortName: string | null; readonly name: string | null } | undefined,
): Branch | undefined =>
  found && { identifier: String(found.id), shortName: found.shortName, name: found.name };

const branches: ReadonlyMap<string, BranchOf> = new Map<string, BranchOf>([
  ['customer', (event, { customers }) => named(customers.find(({ id }) => id === event.customerID))],
  ['attackCategory', (event) => named(attackCategoryByID.get(event.attackCategoryID ?? 0))],
  [
    'alarm',
    (event) => {
      const alarm = alarmByID.get(event.alarmID ?? 0);
      return alarm && { identifier: String(alarm.id), shortName: alarm.signature, name: alarm.description };
    },
  ],
  ['location', (event) => named(locationByID(event.locationID))],
  [
    'sensor',
    (event) => {
      const sensor = sensorByID.get(event.sensorID ?? 0);
      return sensor && { identifier: String(sensor.id), shortName: sensor.hostName, name: sensor.hostName };
    },
  ],
  ['severity', (event) => plain(event.severity)],
  ['signature', (event) => plain(event.signature)],
  ['type', (event) => plain(event.type)],
  ['protocol', (event) => plain(event.protocol)],
  ['sourceIP', (event) => plain(event.source?.address)],
  ['destinationIP', (event) => plain(event.destination?.address)],
  ['sourceGeoCountry', (event) => plain(event.source?.geo?.countryCode)],
  ['destinationGeoCountry', (event) => plain(event.destination?.geo?.countryCode)],
]);

export const statisticsShape = (time: ReturnType<typeof timeSchema>) => ({
  fieldAggregation: z
    .array(z.object({ field: z.enum([...branches.keys()]), limit: count.nullish() }).strict())
    .nullish(),
  rangeMetrics: z
    .array(z.object({ name: text, startTimestamp: time.nullish(), endTimestamp: time.nullish() }).strict())
    .nullish(),
});

type Request = z.output<z.ZodObject<ReturnType<typeof statisticsShape>>>;

/** Buckets of a level without `limit`. */
const DEFAULT_BUCKETS = 10;

/** The tree over `events`; an event without a value for a field stands in no branch of it. */
export function statistics(
  world: ArgusWorld,
  events: readonly SimArgusEvent[],
  request: Request,
  level = 0,
): Record<string, unknown> {
  const aggregation = request.fieldAggregation?.[level];
  if (aggregation === undefined) return { count: events.length, metrics: metrics(events, request) };
  const groups = new Map<string, { readonly branch: Branch; readonly events: SimArgusEvent[] }>();
  const branchOf = branches.get(aggregation.field);
  for (const event of events) {
    const branch = branchOf?.(event, world);
    if (branch === undefined) continue;
    const group = groups.get(branch.identifier);
    if (group === undefined) groups.set(branch.identifier, { branch, events: [event] });
    else group.events.push(event);
  }
  const largest = [...groups.values()].toSorted((a, b) => b.events.length - a.events.length);
  return {
    count: events.length,
    buckets: largest.slice(0, aggregation.limit ?? DEFAULT_BUCKETS).map((group) => {
      const { count: size, ...below } = statistics(world, group.events, request, level + 1);
      return { count: size, metadata: { ...group.branch, type: aggregation.field }, ...below };
    }),
  };
}

function metrics(events: readonly SimArgusEvent[], request: Request): Record<string, unknown> {
  return Object.fromEntries(
    (request.rangeMetrics ?? []).map(({ name, startTimestamp, endTimestamp }) => {
      const from = startTimestamp ?? Number.NEGATIVE_INFINITY;
      const to = endTimestamp ?? Number.POSITIVE_INFINITY;
      const inside = events.filter((event) => event.firstEvent >= from && event.firstEvent <= to);
      return [name, { count: inside.length }];
    }),
  );
}
