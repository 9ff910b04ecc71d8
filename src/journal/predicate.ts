/**
 * What a filter says in SQL. `matching.ts` says what a filter means; the SQL means the same, or less where it says that it
 * is not exact: then it holds for more records, and each has to be looked at.
 */
import type {
  AlertFilter,
  CaseFilter,
  EventFilter,
  RecordFilter,
  ThreatDetectionFilter,
} from '../model/filters.ts';
import type { RecordKind } from '../model/records.ts';
import { severityRank } from '../model/severity.ts';
import { argusParts, inCategories, leastConfidence } from './predicate-body.ts';
import { columnIn, fromSources, rankIn, ranksFrom, within } from './predicate-columns.ts';
import { inCases, threatsOf, withThreats } from './predicate-links.ts';
import { mentioning } from './predicate-mentions.ts';
import {
  countCandidates,
  part,
  saysNothing,
  wide,
  type Arm,
  type Part,
  type Scope,
} from './predicate-part.ts';
import { allOf, anyOf, isNothing, nothing, opposite, type Sql } from './predicate-sql.ts';
import { withText } from './predicate-text.ts';
import { addressTerms, exactTerms, hostTerms, observableTerms, techniqueTerms } from './read-terms.ts';

export type FilterOf<K extends RecordKind> = {
  readonly EVENT: EventFilter;
  readonly ALERT: AlertFilter;
  readonly THREAT_DETECTION: ThreatDetectionFilter;
  readonly CASE: CaseFilter;
}[K];

/** A way to candidates: every record that matches is among what its arms give. */
export interface Driver {
  readonly arms: readonly Arm[];
  /** What is left to be asked of the candidates (`1`: nothing). */
  readonly rest: Sql;
  /** Whether the candidates that `rest` holds for are exactly those that match. */
  readonly exact: boolean;
}

export interface Predicate extends Sql {
  /** Whether the SQL says exactly what the filter means; else each record has to be looked at as well. */
  readonly exact: boolean;
  /** Whether nothing can match. */
  readonly never: boolean;
  readonly drivers: readonly Driver[];
}

/** The keys of all kinds together. */
interface Keys
  extends
    Omit<EventFilter, 'and' | 'or' | 'not'>,
    Omit<AlertFilter, 'and' | 'or' | 'not' | 'statuses'>,
    Omit<ThreatDetectionFilter, 'and' | 'or' | 'not'>,
    Omit<CaseFilter, 'and' | 'or' | 'not' | 'statuses'> {
  readonly and?: readonly Keys[] | null | undefined;
  readonly or?: readonly Keys[] | null | undefined;
  readonly not?: Keys | null | undefined;
  readonly statuses?: readonly string[] | null | undefined;
}

type Given<T> = T | null | undefined;
const given = <T>(value: Given<T>, make: (value: T) => Part): Part[] =>
  value === null || value === undefined ? [] : [make(value)];

const fold = (value: string): string => value.toLowerCase();

function addressParts(scope: Scope, kind: RecordKind, filter: Keys): Part[] {
  const covering =
    filter.coveringNetworks === true
      ? { source: filter.argus?.srcMinBits ?? 0, destination: filter.argus?.dstMinBits ?? 0 }
      : undefined;
  const inRole = (role?: string) => (values: readonly string[]) =>
    mentioning(scope, kind, addressTerms(scope, values, role, covering));
  return [
    ...given(filter.ip, inRole()),
    ...given(filter.srcIp, inRole('source')),
    ...given(filter.dstIp, inRole('destination')),
  ];
}

function termParts(scope: Scope, kind: RecordKind, filter: Keys): Part[] {
  const mention = (group: ReturnType<typeof hostTerms>): Part => mentioning(scope, kind, [group]);
  const own = (group: ReturnType<typeof hostTerms>): Part => mentioning(scope, kind, [group], { own: true });
  return [
    ...given(filter.observable, ({ type, value }) =>
      mention(type === 'HOST' ? hostTerms(scope, [value]) : observableTerms(scope, type, [value])),
    ),
    ...addressParts(scope, kind, filter),
    ...given(filter.hosts, (values) => mention(hostTerms(scope, values))),
    ...given(filter.users, (values) => mention(observableTerms(scope, 'USER', values))),
    ...given(filter.domains, (values) => mention(observableTerms(scope, 'DOMAIN', values))),
    ...given(filter.hashes, (values) => mention(observableTerms(scope, 'FILE_HASH', values))),
    ...given(filter.techniques, (values) => own(techniqueTerms(scope, values))),
    ...given(filter.ports, (values) => own(exactTerms(scope, 'PORT', values.map(String)))),
    ...given(filter.protocols, (values) => own(exactTerms(scope, 'PROTOCOL', values.map(fold)))),
    ...given(filter.customers, (values) => own(exactTerms(scope, 'CUSTOMER', values.map(fold)))),
    ...given(filter.labels, (values) => own(exactTerms(scope, 'LABEL', values.map(fold)))),
    ...given(filter.text, (text) => withText(scope, kind, text)),
  ];
}

/** What has to hold together, `and`s taken apart. */
function conjuncts(scope: Scope, kind: RecordKind, filter: Keys): Part[] {
  return [
    ...given(filter.sources, (names) => fromSources(scope, ({ name }) => names.includes(name), kind)),
    ...given(filter.vendors, (names) => fromSources(scope, ({ vendor }) => names.includes(vendor), kind)),
    ...given(filter.time, (window) => within('record.time', window)),
    ...given(filter.modified, (window) => within('record.modified', window)),
    ...given(filter.minSeverity, (least) => rankIn(kind, ranksFrom(least))),
    ...given(filter.minPriority, (least) => rankIn(kind, ranksFrom(least))),
    ...given(filter.severities, (words) => rankIn(kind, [...new Set(words)].map(severityRank))),
    ...given(filter.kinds, (words) => columnIn(kind, 'event_kind', words)),
    ...given(filter.statuses, (words) => columnIn(kind, 'status', words)),
    ...given(filter.verdicts, (words) => columnIn(kind, 'verdict', words)),
    ...termParts(scope, kind, filter),
    ...given(filter.threatIds, (ids) => withThreats(scope, kind, threatsOf(scope, ids))),
    ...given(filter.caseIds, (ids) => inCases(scope, kind, ids)),
    ...given(filter.minConfidence, leastConfidence),
    ...given(filter.categories, inCategories),
    ...(filter.argus ? argusParts(scope, filter.argus) : []),
    ...given(filter.kata, () => {
      const kata = fromSources(scope, ({ vendor }) => vendor === 'kata', kind);
      return wide(kata, kata.arms);
    }),
    ...(filter.and ?? []).flatMap((inner) => conjuncts(scope, kind, inner)),
    ...given(filter.or, (alternatives) =>
      either(
        scope,
        alternatives.map((inner) => conjuncts(scope, kind, inner)),
      ),
    ),
    ...given(filter.not, (inner) => negated(conjuncts(scope, kind, inner))),
  ];
}

const whole = (parts: readonly Part[]): Part => ({
  ...allOf(parts),
  exact: parts.every(({ exact }) => exact),
});

function negated(parts: readonly Part[]): Part {
  const inner = whole(parts);
  // Nothing of what holds too often can be turned round; but what cannot hold at all never holds.
  return inner.exact || isNothing(inner) ? part(opposite(inner)) : wide();
}

/** Enough to tell which way is the shortest. */
const COUNTED = 10_000;

function shortest(scope: Scope, parts: readonly Part[]): readonly Arm[] | undefined {
  const ways = parts.flatMap(({ arms }) => (arms === undefined ? [] : [arms]));
  if (ways.length < 2) return ways[0];
  const counted = ways.map((arms) => ({
    arms,
    count: arms.length === 0 ? 0 : countCandidates(scope, arms, COUNTED),
  }));
  return counted.toSorted((a, b) => a.count - b.count)[0]?.arms;
}

function either(scope: Scope, alternatives: readonly (readonly Part[])[]): Part {
  const wholes = alternatives.map(whole);
  const condition = anyOf(wholes);
  const telling = alternatives.filter((_, index) => !isNothing(wholes[index] ?? nothing));
  const ways = telling.map((parts) => shortest(scope, parts));
  const arms = ways.every((way) => way !== undefined) ? ways.flat() : undefined;
  return { ...condition, exact: wholes.every(({ exact }) => exact), arms };
}

function driverOf(parts: readonly Part[], index: number): Driver[] {
  const { arms, implied } = parts[index] ?? {};
  if (arms === undefined) return [];
  const others = implied === true ? parts.filter((_, i) => i !== index) : parts;
  const { sql: text, params, exact } = whole(others);
  return [{ arms, rest: { sql: text, params }, exact }];
}

/** To be called within the transaction that the predicate is used in: it holds numbers of that state of the file. */
export function compilePredicate<K extends RecordKind>(
  kind: K,
  filter: FilterOf<K> | null | undefined,
  scope: Scope,
): Predicate {
  const keys: RecordFilter = filter ?? {};
  const parts = conjuncts(scope, kind, keys).filter((one) => !saysNothing(one));
  const { sql: text, params, exact } = whole(parts);
  const never = text === nothing.sql;
  const drivers = never ? [] : parts.flatMap((_, index) => driverOf(parts, index));
  return { sql: text, params, exact: exact || never, never, drivers };
}
