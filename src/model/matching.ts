/**
 * What a filter means, for every source and every kind of record. A vendor may evaluate part of it upstream, but never
 * to another result than these functions give.
 *
 * Keys are ANDed, the values of a list ORed: an empty list matches nothing (`or: []` too), `and: []` everything.
 * A key that is null counts as absent. A record without a value does not match a key about that value, so `not` holds
 * for it.
 */
import { contains, parseNetwork, type Network } from './addresses.ts';
import type {
  AlertFilter,
  ArgusEventFilter,
  CaseFilter,
  EventFilter,
  KataEventFilter,
  RecordFilter,
  ThreatDetectionFilter,
  TimeWindow,
} from './filters.ts';
import { InvalidInputError } from './errors.ts';
import { encodeGlobalId } from './ids.ts';
import { KataFilterError } from './kata-filter.ts';
import { compileKataFilter } from './kata-filter-match.ts';
import { parseKataFilter } from './kata-filter-parse.ts';
import { normaliseObservable, sameHost } from './observables.ts';
import type { Alert, Case, Event, Ref, RecordBase, ThreatDetection } from './records.ts';
import { confidenceRank, severityRank } from './severity.ts';
import type { Attack, Customer, ObservableRef, ObservableType } from './values.ts';

type Test<T> = (record: T) => boolean;
type List<T> = readonly T[] | null | undefined;

const fold = (text: string): string => text.toLowerCase();

/** A test for `key: [values]`: undefined when the key is absent. */
function oneOf<T>(
  list: List<string>,
  valuesOf: (record: T) => Iterable<string | undefined>,
  normalise = fold,
): Test<T> | undefined {
  if (list === null || list === undefined) return undefined;
  const wanted = new Set(list.map(normalise));
  return (record) => {
    for (const value of valuesOf(record))
      if (value !== undefined && wanted.has(normalise(value))) return true;
    return false;
  };
}

function within<T>(
  window: TimeWindow | null | undefined,
  at: (record: T) => number | undefined,
): Test<T> | undefined {
  if (window === null || window === undefined) return undefined;
  const from = window.from ?? Number.NEGATIVE_INFINITY;
  const to = window.to ?? Number.POSITIVE_INFINITY;
  return (record) => {
    const time = at(record);
    return time !== undefined && time >= from && time < to;
  };
}

const valuesOf = function* (record: RecordBase, type: ObservableType): Generator<string> {
  for (const ref of record.observables) if (ref.type === type) yield ref.value;
};

function mentions(list: List<string>, type: ObservableType): Test<RecordBase> | undefined {
  return oneOf(
    list,
    (record) => valuesOf(record, type),
    (value) => normaliseObservable(type, value) ?? fold(value),
  );
}

function mentionsHost(list: List<string>): Test<RecordBase> | undefined {
  if (list === null || list === undefined) return undefined;
  const wanted = list.map((host) => normaliseObservable('HOST', host) ?? fold(host));
  return (record) => {
    for (const host of valuesOf(record, 'HOST')) if (wanted.some((name) => sameHost(name, host))) return true;
    return false;
  };
}

/** How wide a covering range may be, by the role of the address (Argus' MinBits). */
interface Covering {
  readonly source: number;
  readonly destination: number;
}

function mentionsObservable({ observable }: RecordFilter): Test<RecordBase> | undefined {
  if (observable === null || observable === undefined) return undefined;
  const { type, value } = observable;
  return type === 'HOST' ? mentionsHost([value]) : mentions([value], type);
}

function mentionsAddress(
  list: List<string>,
  role: string | undefined,
  covering: Covering | undefined,
): Test<RecordBase> | undefined {
  if (list === null || list === undefined) return undefined;
  const wanted = list.map(parseNetwork).filter((network) => network !== null);
  const covers = (ref: ObservableRef, range: Network, asked: Network): boolean => {
    if (covering === undefined || !contains(range, asked)) return false;
    const minBits =
      ref.role === 'source' ? covering.source : ref.role === 'destination' ? covering.destination : 0;
    return range.bits >= minBits;
  };
  return (record) =>
    record.observables.some((ref) => {
      if (ref.type !== 'IP' || (role !== undefined && ref.role !== role)) return false;
      const found = parseNetwork(ref.value);
      return found !== null && wanted.some((asked) => contains(asked, found) || covers(ref, found, asked));
    });
}

function hasTechnique(list: List<string>): Test<{ readonly attacks: readonly Attack[] }> | undefined {
  if (list === null || list === undefined) return undefined;
  const wanted = list.map(fold);
  return ({ attacks }) =>
    attacks.some(({ technique }) => {
      const found = technique === undefined ? undefined : fold(technique);
      return found !== undefined && wanted.some((asked) => found === asked || found.startsWith(`${asked}.`));
    });
}

const customerWords = (record: { readonly customer?: Customer | undefined }): (string | undefined)[] => [
  record.customer?.id,
  record.customer?.shortName,
];

const caseIds = (record: RecordBase & { readonly cases?: readonly Ref<Case>[] | undefined }): string[] =>
  (record.cases ?? []).map((ref) => encodeGlobalId('Case', record.source, ref.nativeId));

const threatIdsOf = (record: RecordBase, detections: readonly Ref<ThreatDetection>[] | undefined): string[] =>
  (detections ?? []).flatMap((ref) =>
    ref.record === undefined ? [] : [encodeGlobalId('Threat', record.source, ref.record.threat.nativeId)],
  );

const exact = (text: string): string => text;

/** The keys that filters of all kinds share. `textOf`: what `text` looks through besides id and observables. */
function common<T extends RecordBase>(
  filter: RecordFilter,
  textOf: (record: T) => string | undefined,
): (Test<T> | undefined)[] {
  const text = filter.text === null || filter.text === undefined ? undefined : fold(filter.text);
  return [
    oneOf(filter.sources, (record) => [record.source], exact),
    oneOf(filter.vendors, (record) => [record.vendor], exact),
    within(filter.time, (record) => record.time),
    within(filter.modified, (record) => record.modifiedAt),
    mentionsObservable(filter),
    text === undefined
      ? undefined
      : (record) =>
          fold(textOf(record) ?? '').includes(text) ||
          fold(record.nativeId).includes(text) ||
          record.observables.some((ref) => fold(ref.value).includes(text)),
  ];
}

function observableTests(
  filter: EventFilter | AlertFilter | ThreatDetectionFilter,
): (Test<RecordBase> | undefined)[] {
  const { minSeverity } = filter;
  return [
    minSeverity === null || minSeverity === undefined
      ? undefined
      : (record) => severityRank(record.severity ?? 'UNKNOWN') >= severityRank(minSeverity),
    oneOf(filter.severities, (record) => [record.severity ?? 'UNKNOWN']),
    mentionsHost(filter.hosts),
    mentions(filter.users, 'USER'),
    mentions(filter.domains, 'DOMAIN'),
    mentions(filter.hashes, 'FILE_HASH'),
  ];
}

/** One spelling for Argus flags: `identifiedThreat` and `IDENTIFIED_THREAT` are the same flag. */
const flagKey = (flag: string): string => fold(flag.replaceAll('_', ''));

function argusTests(filter: ArgusEventFilter | null | undefined): (Test<Event> | undefined)[] {
  if (filter === null || filter === undefined) return [];
  const numbers = (list: List<number>): List<string> => list?.map(String);
  const include = filter.includeFlags?.map(flagKey);
  const exclude = filter.excludeFlags?.map(flagKey);
  const details = (event: Event) => (event.details.vendor === 'argus' ? event.details : undefined);
  const flags = (event: Event): Set<string> => new Set(details(event)?.flags.map(flagKey));
  const { minCount, properties } = filter;
  return [
    (event) => event.details.vendor === 'argus',
    oneOf(filter.type === null || filter.type === undefined ? undefined : [filter.type], (event) => [
      details(event)?.type,
    ]),
    oneOf(filter.signatures, (event) => [details(event)?.signature], exact),
    oneOf(numbers(filter.alarmIds), (event) => [details(event)?.alarm?.id?.toString()]),
    oneOf(numbers(filter.attackCategoryIds), (event) => [details(event)?.alarm?.categoryId?.toString()]),
    oneOf(numbers(filter.locationIds), (event) => [details(event)?.location?.id?.toString()]),
    oneOf(numbers(filter.sensorIds), (event) => [details(event)?.sensor?.id?.toString()]),
    include && ((event) => include.every((flag) => flags(event).has(flag))),
    exclude && ((event) => !exclude.some((flag) => flags(event).has(flag))),
    minCount === null || minCount === undefined ? undefined : (event) => event.count >= minCount,
    oneOf(filter.countries, (event) => [event.srcEndpoint?.country, event.dstEndpoint?.country]),
    properties === null || properties === undefined
      ? undefined
      : (event) =>
          properties.some(({ key, value }) =>
            (details(event)?.properties ?? []).some(
              (property) => property.key === key && property.values.includes(value),
            ),
          ),
  ];
}

/** Throws InvalidInputError for an expression that is none. */
function kataTest(filter: KataEventFilter | null | undefined): Test<Event> | undefined {
  if (filter === null || filter === undefined) return undefined;
  try {
    const matches = compileKataFilter(parseKataFilter(filter.expression));
    return ({ details }) => details.vendor === 'kata' && matches(details.fields);
  } catch (error) {
    if (!(error instanceof KataFilterError)) throw error;
    throw new InvalidInputError([
      { path: 'filter.kata.expression', message: error.message, expected: "a filter in KATA's own language" },
    ]);
  }
}

type Compile<F, T> = (filter: F) => Test<T>;

interface Nested<F> {
  readonly and?: List<F>;
  readonly or?: List<F>;
  readonly not?: F | null | undefined;
}

/** All tests of one level, with `and`, `or` and `not` beneath it. */
function all<F extends Nested<F>, T>(
  filter: F,
  compile: Compile<F, T>,
  tests: readonly (Test<T> | undefined)[],
): Test<T> {
  const present = tests.filter((test) => test !== undefined);
  for (const part of filter.and ?? []) present.push(compile(part));
  if (filter.or !== null && filter.or !== undefined) {
    const alternatives = filter.or.map(compile);
    present.push((record) => alternatives.some((test) => test(record)));
  }
  if (filter.not !== null && filter.not !== undefined) {
    const inner = compile(filter.not);
    present.push((record) => !inner(record));
  }
  return (record) => present.every((test) => test(record));
}

/** Compiles a filter once; the event's severity and its detections' records must be at hand where the filter asks for them. */
export function compileEventFilter(filter: EventFilter): Test<Event> {
  const covering =
    filter.coveringNetworks === true
      ? { source: filter.argus?.srcMinBits ?? 0, destination: filter.argus?.dstMinBits ?? 0 }
      : undefined;
  const ports = filter.ports;
  return all<EventFilter, Event>(filter, compileEventFilter, [
    ...common<Event>(filter, (event) => event.title),
    ...observableTests(filter),
    mentionsAddress(filter.ip, undefined, covering),
    mentionsAddress(filter.srcIp, 'source', covering),
    mentionsAddress(filter.dstIp, 'destination', covering),
    oneOf(filter.kinds, (event) => [event.kind]),
    ports === null || ports === undefined
      ? undefined
      : (event) => ports.some((port) => event.srcEndpoint?.port === port || event.dstEndpoint?.port === port),
    oneOf(filter.protocols, (event) => [event.network?.protocol]),
    hasTechnique(filter.techniques),
    oneOf(filter.threatIds, (event) => threatIdsOf(event, event.threatDetections), exact),
    oneOf(filter.customers, customerWords),
    oneOf(filter.caseIds, caseIds, exact),
    ...argusTests(filter.argus),
    kataTest(filter.kata),
  ]);
}

/** Compiles a filter once; severity, title and the detections' records must be at hand where the filter asks for them. */
export function compileAlertFilter(filter: AlertFilter): Test<Alert> {
  return all<AlertFilter, Alert>(filter, compileAlertFilter, [
    ...common<Alert>(filter, (alert) => alert.title),
    ...observableTests(filter),
    mentionsAddress(filter.ip, undefined, undefined),
    oneOf(filter.statuses, (alert) => [alert.status]),
    oneOf(filter.verdicts, (alert) => [alert.verdict]),
    hasTechnique(filter.techniques),
    oneOf(filter.threatIds, (alert) => threatIdsOf(alert, alert.threatDetections), exact),
    oneOf(filter.labels, (alert) => alert.labels),
    oneOf(filter.customers, customerWords),
    oneOf(filter.caseIds, caseIds, exact),
  ]);
}

/** Compiles a filter once; the detection's severity and its threat's record must be at hand where the filter asks for them. */
export function compileThreatDetectionFilter(filter: ThreatDetectionFilter): Test<ThreatDetection> {
  const { minConfidence } = filter;
  return all<ThreatDetectionFilter, ThreatDetection>(filter, compileThreatDetectionFilter, [
    ...common<ThreatDetection>(filter, (detection) => detection.threat.record?.title),
    ...observableTests(filter),
    mentionsAddress(filter.ip, undefined, undefined),
    minConfidence === null || minConfidence === undefined
      ? undefined
      : (detection) => confidenceRank(detection.confidence) >= confidenceRank(minConfidence),
    hasTechnique(filter.techniques),
    oneOf(
      filter.threatIds,
      (detection) => [encodeGlobalId('Threat', detection.source, detection.threat.nativeId)],
      exact,
    ),
  ]);
}

export function compileCaseFilter(filter: CaseFilter): Test<Case> {
  const { minPriority } = filter;
  return all<CaseFilter, Case>(filter, compileCaseFilter, [
    ...common<Case>(filter, (record) => record.subject),
    minPriority === null || minPriority === undefined
      ? undefined
      : (record) => severityRank(record.priority) >= severityRank(minPriority),
    oneOf(filter.statuses, (record) => [record.status]),
    oneOf(filter.customers, customerWords),
    oneOf(filter.categories, (record) => [record.category]),
  ]);
}

export const matchesEvent = (filter: EventFilter, event: Event): boolean => compileEventFilter(filter)(event);
export const matchesAlert = (filter: AlertFilter, alert: Alert): boolean => compileAlertFilter(filter)(alert);
export const matchesThreatDetection = (filter: ThreatDetectionFilter, detection: ThreatDetection): boolean =>
  compileThreatDetectionFilter(filter)(detection);
export const matchesCase = (filter: CaseFilter, record: Case): boolean => compileCaseFilter(filter)(record);

/** Every key that a filter uses at any depth (`minSeverity`, `argus.properties` as `properties`, …), null ones left out. */
export function filterKeys(filter: object | null | undefined, into = new Set<string>()): ReadonlySet<string> {
  for (const [key, value] of Object.entries(filter ?? {})) {
    if (value === null || value === undefined) continue;
    into.add(key);
    for (const part of Array.isArray(value) ? value : [value]) {
      if (typeof part === 'object' && part !== null) filterKeys(part, into);
    }
  }
  return into;
}
