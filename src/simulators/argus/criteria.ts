/** The event search criteria: which fields a search takes, and which events they match (contract sheet argus, sections 4, 6 and 7). */
import { z } from 'zod';
import { upperSnake, v2Flags } from './flags.ts';
import {
  count,
  eventIdText,
  idOrName,
  int,
  listOf,
  network,
  read,
  severity,
  text,
  timeSchema,
  v1Flag,
} from './input.ts';

/** Which search reads the criteria: v1 aggregated, v1 raw, or any of v2. */
type Dialect = 'aggregated' | 'nids' | 'v2';

/** Criteria in one form, whatever the dialect: flags in v1's words, times in ms. */
export type Criteria = ReturnType<ReturnType<typeof criteriaFields>['parse']> & {
  readonly subCriteria: readonly Criteria[];
};

const fieldsOfAll = (time: ReturnType<typeof timeSchema>) => ({
  startTimestamp: time.nullish(),
  endTimestamp: time.nullish(),
  lastUpdatedTimestamp: time.nullish(),
  includeDeleted: z.boolean().nullish(),
  customer: listOf(idOrName).nullish(),
  customerID: listOf(int).nullish(),
  signature: listOf(text).nullish(),
  ip: listOf(network).nullish(),
  sourceIP: listOf(network).nullish(),
  destinationIP: listOf(network).nullish(),
  port: listOf(int).nullish(),
  sourcePort: listOf(int).nullish(),
  destinationPort: listOf(int).nullish(),
  geoCountry: listOf(text.length(2)).nullish(),
  sourceGeoCountry: listOf(text.length(2)).nullish(),
  destinationGeoCountry: listOf(text.length(2)).nullish(),
  alarmID: listOf(int).nullish(),
  attackCategoryID: listOf(int).nullish(),
  locationID: listOf(int).nullish(),
  severity: listOf(severity).nullish(),
  minSeverity: severity.nullish(),
  maxSeverity: severity.nullish(),
  properties: z.record(text, listOf(text)).nullish(),
  exactMatchProperties: z.boolean().nullish(),
  skipFutureEvents: z.boolean().nullish(),
  exclude: z.boolean().nullish(),
  required: z.boolean().nullish(),
});

const aggregatedFields = {
  sourceIPMinBits: z.int().min(0).max(128).nullish(),
  destinationIPMinBits: z.int().min(0).max(128).nullish(),
  associatedCaseID: listOf(int).nullish(),
  minCount: count.nullish(),
};

const v2Flag = z.enum(v2Flags).transform(upperSnake);

/** Every field of every dialect, as the matcher sees it. */
const criteriaFields = (time: ReturnType<typeof timeSchema>) =>
  z.object({
    ...fieldsOfAll(time),
    ...aggregatedFields,
    sensorID: listOf(int).nullish(),
    type: listOf(z.enum(['aggregated', 'raw'])).nullish(),
    eventIdentifier: listOf(eventIdText).nullish(),
    id: listOf(eventIdText).nullish(),
    eventID: listOf(z.uuid()).nullish(),
    includeFlags: listOf(text).nullish(),
    excludeFlags: listOf(text).nullish(),
    indexStart: time.nullish(),
    indexEnd: time.nullish(),
  });

const dialectFields = (dialect: Dialect, time: ReturnType<typeof timeSchema>, byIdentifier: boolean) => {
  const flags = listOf(dialect === 'v2' ? v2Flag : v1Flag).nullish();
  return {
    ...fieldsOfAll(time),
    includeFlags: flags,
    excludeFlags: flags,
    ...(byIdentifier ? { eventIdentifier: listOf(eventIdText).nullish() } : {}),
    ...(dialect === 'nids' ? {} : aggregatedFields),
    ...(dialect === 'aggregated' ? {} : { sensorID: listOf(int).nullish() }),
    ...(dialect === 'v2'
      ? {
          type: listOf(z.enum(['aggregated', 'raw'])).nullish(),
          indexStartTimestamp: time.nullish(),
          indexEndTimestamp: time.nullish(),
          ...(byIdentifier ? { id: listOf(eventIdText).nullish(), eventID: listOf(z.uuid()).nullish() } : {}),
        }
      : { indexStartTime: time.nullish(), indexEndTime: time.nullish() }),
    subCriteria: z.array(z.unknown()).nullish(),
  };
};

/** Reads a body of criteria with further fields beside them. Throws a 412 that names every fault. */
export type ReadCriteria<E extends z.ZodRawShape> = (
  body: unknown,
  prefix?: readonly PropertyKey[],
) => { readonly criteria: Criteria; readonly extra: z.output<z.ZodObject<E>> };

/**
 * Makes the reader of one search: the criteria of a dialect, and beside them what `extra` allows (paging, say) or
 * demands (a criterion named again there takes its place). Schemas are built once, since building costs more than parsing.
 */
export function createCriteriaReader<E extends z.ZodRawShape>(
  dialect: Dialect,
  extra: E,
  now: () => number,
  switches: { readonly eventIdentifierSupported: boolean },
): ReadCriteria<E> {
  const time = timeSchema(now);
  const common = criteriaFields(time);
  const beside = z.object(extra);
  const build = (byIdentifier: boolean) => {
    const criteria = z.object(dialectFields(dialect, time, byIdentifier));
    return { sub: criteria.strict(), top: criteria.extend(extra).strict() };
  };
  const schemas = { with: build(true), without: build(false) };

  function assemble(parsed: Record<string, unknown>, prefix: readonly PropertyKey[]): Criteria {
    const { indexStartTime, indexEndTime, indexStartTimestamp, indexEndTimestamp, subCriteria, ...same } =
      parsed;
    const indexes = {
      indexStart: indexStartTime ?? indexStartTimestamp,
      indexEnd: indexEndTime ?? indexEndTimestamp,
    };
    const subs: unknown[] = Array.isArray(subCriteria) ? subCriteria : [];
    return {
      ...common.parse({ ...same, ...indexes }),
      subCriteria: subs.map((sub, i) => {
        const place = [...prefix, 'subCriteria', i];
        const { sub: schema } = switches.eventIdentifierSupported ? schemas.with : schemas.without;
        return assemble(read(schema, sub, place), place);
      }),
    };
  }

  return (body, prefix = []) => {
    const { top } = switches.eventIdentifierSupported ? schemas.with : schemas.without;
    const parsed: Record<string, unknown> = read(top, body, prefix);
    return { criteria: assemble(parsed, prefix), extra: beside.parse(body) };
  };
}
