/** Conditions on what only a record's body tells. */
import { confidenceRank, confidences } from '../model/severity.ts';
import type { ArgusEventFilter, CaseFilter, ThreatDetectionFilter } from '../model/filters.ts';
import { mentioning } from './predicate-mentions.ts';
import { part, wide, type Part, type Scope } from './predicate-part.ts';
import { allOf, always, isOneOf, nothing, numbers, opposite, sql, type Sql } from './predicate-sql.ts';
import { exactTerms } from './read-terms.ts';

const BODY = '(SELECT body FROM content WHERE content.record = record.id)';
const at = (path: string): string =>
  `(SELECT json_extract(body, '$.${path}') FROM content WHERE content.record = record.id)`;

const isAscii = (texts: readonly string[]): boolean => texts.every((text) => /^\p{ASCII}*$/u.test(text));
const fold = (text: string): string => text.toLowerCase();

export function leastConfidence(least: NonNullable<ThreatDetectionFilter['minConfidence']>): Part {
  const words = confidences.filter((word) => confidenceRank(word) >= confidenceRank(least));
  return words.length === confidences.length ? part(always) : part(isOneOf(at('confidence'), words));
}

/** SQLite folds the letters of ASCII only. */
export function inCategories(categories: NonNullable<CaseFilter['categories']>): Part {
  if (categories.length === 0) return part(nothing);
  return isAscii(categories) ? part(isOneOf(`lower(${at('category')})`, categories.map(fold))) : wide();
}

/** As `matching.ts` spells flags. */
const flagKey = (flag: string): string => fold(flag.replaceAll('_', ''));

const hasFlag = (flag: string): Sql =>
  sql(
    `EXISTS (SELECT 1 FROM json_each(${BODY}, '$.details.flags') AS flag
     WHERE lower(replace(flag.value, '_', '')) = ?)`,
    flagKey(flag),
  );

const hasProperty = ({ key, value }: { readonly key: string; readonly value: string }): Sql =>
  sql(
    `EXISTS (SELECT 1 FROM json_each(${BODY}, '$.details.properties') AS property
     WHERE json_extract(property.value, '$.key') = ?
     AND EXISTS (SELECT 1 FROM json_each(property.value, '$.values') AS one WHERE one.value = ?))`,
    key,
    value,
  );

/** Every flag there is has an ASCII name; what is asked for may be anything. */
function withFlags(flags: readonly string[], wanted: boolean): Part {
  if (!isAscii(flags)) return wide();
  return part(allOf(flags.map((flag) => (wanted ? hasFlag(flag) : opposite(hasFlag(flag))))));
}

type Given<T> = T | null | undefined;
const given = <T>(value: Given<T>, make: (value: T) => Part): Part[] =>
  value === null || value === undefined ? [] : [make(value)];

/** The parts of an Argus filter; the first says that the record is one of Argus. */
export function argusParts(scope: Scope, filter: ArgusEventFilter): Part[] {
  const sources = scope.sources().flatMap(({ id, vendor }) => (vendor === 'argus' ? [id] : []));
  if (sources.length === 0) return [part(nothing)];
  const numbered = (path: string) => (values: readonly number[]) => part(isOneOf(at(path), values));
  return [
    part(sql(`record.source IN (${numbers(sources)})`)),
    ...given(filter.signatures, (values) =>
      mentioning(scope, 'EVENT', [exactTerms(scope, 'SIGNATURE', values)]),
    ),
    ...given(filter.countries, (values) =>
      mentioning(scope, 'EVENT', [
        exactTerms(
          scope,
          'COUNTRY',
          values.map((value) => value.toUpperCase()),
        ),
      ]),
    ),
    ...given(filter.type, (type) => part(isOneOf(at('details.type'), [type]))),
    ...given(filter.alarmIds, numbered('details.alarm.id')),
    ...given(filter.attackCategoryIds, numbered('details.alarm.categoryId')),
    ...given(filter.locationIds, numbered('details.location.id')),
    ...given(filter.sensorIds, numbered('details.sensor.id')),
    ...given(filter.includeFlags, (flags) => withFlags(flags, true)),
    ...given(filter.excludeFlags, (flags) => withFlags(flags, false)),
    ...given(filter.minCount, (count) => part(sql(`${at('count')} >= ?`, count))),
    ...given(filter.properties, (pairs) =>
      pairs.length === 0
        ? part(nothing)
        : part(
            sql(
              pairs.map((pair) => hasProperty(pair).sql).join(' OR '),
              ...pairs.flatMap((pair) => hasProperty(pair).params),
            ),
          ),
    ),
  ];
}
