/** Whether an event meets search criteria. Criteria are turned into a list of tests once, and run over many events. */
import type { ArgusCustomer } from './catalogue.ts';
import type { Criteria } from './criteria.ts';
import { networkMatches, parseNetwork, type Network } from './network.ts';
import { indexDay } from './time.ts';
import type { SimArgusEndpoint, SimArgusEvent, SimArgusProperty } from './types.ts';

export type EventTest = (event: SimArgusEvent) => boolean;

interface MatchContext {
  readonly now: number;
  readonly lastUpdatedBound: 'inclusive' | 'exclusive';
  readonly customers: readonly ArgusCustomer[];
}

const severities = ['low', 'medium', 'high', 'critical'];
const rank = (word: string): number => severities.indexOf(word);

type Given<T> = T | null | undefined;

/** The ids of customers given by id or short name; names nobody has are left out. */
export function customerIDs(
  given: readonly (string | number)[],
  customers: readonly ArgusCustomer[],
): number[] {
  return given.flatMap((one) => {
    const found = customers.find((customer) => customer.id === one || customer.shortName === one);
    return found === undefined ? [] : [found.id];
  });
}

function touches(endpoint: SimArgusEndpoint | null, queries: readonly Network[], minBits: number): boolean {
  const network = endpoint === null ? undefined : parseNetwork(endpoint.address);
  return network !== undefined && queries.some((query) => networkMatches(query, network, minBits));
}

function addressTests(criteria: Criteria): EventTest[] {
  const tests: EventTest[] = [];
  const parse = (list: readonly string[]): Network[] => list.flatMap((one) => parseNetwork(one) ?? []);
  const sourceBits = criteria.sourceIPMinBits ?? 0;
  const destinationBits = criteria.destinationIPMinBits ?? 0;
  if (criteria.ip) {
    const queries = parse(criteria.ip);
    tests.push(
      ({ source, destination }) =>
        touches(source, queries, sourceBits) || touches(destination, queries, destinationBits),
    );
  }
  if (criteria.sourceIP) {
    const queries = parse(criteria.sourceIP);
    tests.push(({ source }) => touches(source, queries, sourceBits));
  }
  if (criteria.destinationIP) {
    const queries = parse(criteria.destinationIP);
    tests.push(({ destination }) => touches(destination, queries, destinationBits));
  }
  return tests;
}

/** A test that one of the values an event has is among those asked for. */
function among<T>(
  asked: Given<readonly T[]>,
  of: (event: SimArgusEvent) => readonly (T | null | undefined)[],
): EventTest[] {
  if (!asked) return [];
  const wanted = new Set<T | null | undefined>(asked);
  return [(event) => of(event).some((value) => value !== null && value !== undefined && wanted.has(value))];
}

function propertyTests(criteria: Criteria): EventTest[] {
  const exact = criteria.exactMatchProperties === true;
  const fits = (property: SimArgusProperty, wanted: string): boolean =>
    property.values.some((value) =>
      exact ? value === wanted : value.toLowerCase().includes(wanted.toLowerCase()),
    );
  return Object.entries(criteria.properties ?? {}).map(
    ([key, wanted]): EventTest =>
      ({ properties }) =>
        properties.some((property) => property.key === key && wanted.some((value) => fits(property, value))),
  );
}

function timeTests(criteria: Criteria, context: MatchContext): EventTest[] {
  const { startTimestamp, endTimestamp, lastUpdatedTimestamp, indexStart, indexEnd } = criteria;
  const tests: EventTest[] = [];
  if (typeof startTimestamp === 'number') tests.push((event) => event.firstEvent >= startTimestamp);
  if (typeof endTimestamp === 'number') tests.push((event) => event.firstEvent <= endTimestamp);
  if (typeof lastUpdatedTimestamp === 'number') {
    const from = context.lastUpdatedBound === 'inclusive' ? lastUpdatedTimestamp : lastUpdatedTimestamp + 1;
    tests.push((event) => event.lastUpdated >= from);
  }
  if (typeof indexStart === 'number') tests.push((event) => indexDay(event.created) >= indexDay(indexStart));
  if (typeof indexEnd === 'number') tests.push((event) => indexDay(event.created) <= indexDay(indexEnd));
  if (criteria.skipFutureEvents === true) tests.push((event) => event.created <= context.now);
  return tests;
}

const upper = (list: Given<readonly string[]>): string[] | undefined => list?.map((one) => one.toUpperCase());

function ownTests(criteria: Criteria, context: MatchContext): EventTest[] {
  const { minSeverity, maxSeverity, minCount, includeFlags, excludeFlags } = criteria;
  const tests = [
    ...timeTests(criteria, context),
    ...among(criteria.type, (event) => [event.type === 'raw' ? 'raw' : 'aggregated']),
    ...among(criteria.customerID, (event) => [event.customerID]),
    ...among(criteria.customer && customerIDs(criteria.customer, context.customers), (event) => [
      event.customerID,
    ]),
    ...among(criteria.signature, (event) => [event.signature]),
    ...among(criteria.eventIdentifier, (event) => [event.id]),
    ...among(criteria.id, (event) => [event.id]),
    ...among(criteria.eventID, (event) => [event.uuid]),
    ...among(criteria.port, (event) => [event.source?.port, event.destination?.port]),
    ...among(criteria.sourcePort, (event) => [event.source?.port]),
    ...among(criteria.destinationPort, (event) => [event.destination?.port]),
    ...among(upper(criteria.geoCountry), (event) => [
      event.source?.geo?.countryCode,
      event.destination?.geo?.countryCode,
    ]),
    ...among(upper(criteria.sourceGeoCountry), (event) => [event.source?.geo?.countryCode]),
    ...among(upper(criteria.destinationGeoCountry), (event) => [event.destination?.geo?.countryCode]),
    ...among(criteria.alarmID, (event) => [event.alarmID]),
    ...among(criteria.attackCategoryID, (event) => [event.attackCategoryID]),
    ...among(criteria.locationID, (event) => [event.locationID]),
    ...among(criteria.sensorID, (event) => [event.sensorID]),
    ...among(criteria.associatedCaseID, (event) => event.caseIDs),
    ...among<string>(criteria.severity, (event) => [event.severity]),
    ...addressTests(criteria),
    ...propertyTests(criteria),
  ];
  if (minSeverity) tests.push((event) => rank(event.severity) >= rank(minSeverity));
  if (maxSeverity) tests.push((event) => rank(event.severity) <= rank(maxSeverity));
  if (typeof minCount === 'number') tests.push((event) => event.count >= minCount);
  if (includeFlags) tests.push((event) => includeFlags.every((flag) => event.flags.includes(flag)));
  if (excludeFlags) tests.push((event) => !excludeFlags.some((flag) => event.flags.includes(flag)));
  return tests;
}

const all =
  (tests: readonly EventTest[]): EventTest =>
  (event) => {
    for (const test of tests) if (!test(event)) return false;
    return true;
  };

/** The criteria with their sub criteria: parent, any of the plain ones, each required one, none of the excluded ones. */
export function eventTest(criteria: Criteria, context: MatchContext): EventTest {
  const tests = ownTests(criteria, context);
  const plain: EventTest[] = [];
  for (const sub of criteria.subCriteria) {
    const test = eventTest(sub, context);
    if (sub.exclude === true) tests.push((event) => !test(event));
    else if (sub.required === true) tests.push(test);
    else plain.push(test);
  }
  if (plain.length > 0) tests.push((event) => plain.some((test) => test(event)));
  return all(tests);
}
