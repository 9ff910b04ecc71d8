/** Filters over all sources: of every key, with values of whichever source, and put together in every way. */
import fc from 'fast-check';
import type { FilterOfKind } from '../../src/federation/records.ts';
import type {
  AlertFilter,
  CaseFilter,
  EventFilter,
  KataEventFilter,
  ThreatDetectionFilter,
} from '../../src/model/filters.ts';
import { kataFields } from '../../src/model/kata-filter-fields.ts';
import type { Event, RecordKind } from '../../src/model/records.ts';
import { alertParts, caseParts, detectionParts, eventParts } from '../laws/filter-parts.ts';
import type { Truth } from './truth.ts';
import { sourceNames, type SourceName } from './world.ts';

interface Nested<F> {
  readonly and?: readonly F[];
  readonly or?: readonly F[];
  readonly not?: F;
}

type Parts<F> = Readonly<Record<string, fc.Arbitrary<F>>>;

/** Each key as likely as the other, whichever sources it has values of. */
function anyPart<F>(ofSources: readonly Parts<F>[]): fc.Arbitrary<F> {
  const keys = new Set(ofSources.flatMap((parts) => Object.keys(parts)));
  return fc.oneof(...[...keys].map((key) => fc.oneof(...ofSources.flatMap((parts) => parts[key] ?? []))));
}

/** One key, several, or keys beneath `and`, `or` and `not`; undefined: no filter. */
function filters<F extends object>(
  part: fc.Arbitrary<F>,
  nest: (part: Nested<F>) => F,
): fc.Arbitrary<F | undefined> {
  const few = fc.array(part, { minLength: 1, maxLength: 3 });
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant(undefined) },
    { weight: 6, arbitrary: part },
    { weight: 2, arbitrary: part.map((one) => nest({ not: one })) },
    { weight: 2, arbitrary: fc.tuple(part, part).map(([one, other]) => ({ ...one, ...other })) },
    { weight: 2, arbitrary: few.map((list) => nest({ or: list })) },
    { weight: 1, arbitrary: few.map((list) => nest({ and: list })) },
    { weight: 1, arbitrary: few.map((list) => nest({ not: nest({ or: list }) })) },
    { weight: 1, arbitrary: fc.tuple(part, few).map(([one, list]) => ({ ...one, ...nest({ or: list }) })) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(part, few)
        .map(([one, list]) => nest({ and: [nest({ or: [one, ...list] }), nest({ not: one })] })),
    },
  );
}

const isText = (value: unknown): value is string => typeof value === 'string' && /^[\w .:-]+$/.test(value);

/** Comparisons in KATA's own language with what its events have at their outermost level, and some put together. */
function kataParts(events: readonly Event[]): Parts<EventFilter> {
  const simple = new Set<string>();
  for (const { details } of events) {
    if (details.vendor !== 'kata' || typeof details.fields !== 'object') continue;
    for (const [field, value] of Object.entries(details.fields ?? {})) {
      if (kataFields.get(field) === 'string' && isText(value)) {
        simple.add(`${field} == '${value}'`);
        simple.add(`${field} != '${value.slice(0, 3)}*'`);
        simple.add(`${field} in ('${value}', '?${value.slice(1)}')`);
      }
      if (kataFields.get(field) === 'integer' && Number.isSafeInteger(value))
        simple.add(`${field} >= ${String(value)}`);
    }
  }
  const one = fc.constantFrom(...simple);
  const expression = fc.oneof(
    one,
    fc.tuple(one, one).map(([a, b]) => `${a} AND ${b}`),
    fc.tuple(one, one).map(([a, b]) => `NOT (${a}) OR ${b}`),
  );
  return {
    kata: expression.map((text) => ({ kata: { expression: text } satisfies KataEventFilter })),
  };
}

/** Ranges around destinations, as narrow as asked for at least. */
const destinationParts = (events: readonly Event[]): Parts<EventFilter> => {
  const ends = events.flatMap(({ observables }) =>
    observables.filter(({ type, role }) => type === 'IP' && role === 'destination'),
  );
  const addresses = [...new Set(ends.map(({ value }) => value).filter((value) => !value.includes('/')))];
  return {
    'minBits of destinations': fc.record({
      dstIp: fc.subarray([...addresses, '2001:db8:0:5::1'], { minLength: 1, maxLength: 2 }),
      coveringNetworks: fc.constant(true),
      argus: fc.record({ dstMinBits: fc.constantFrom(0, 1, 48, 49) }),
    }),
  };
};

const techniquesOf = (records: readonly Pick<Event, 'attacks'>[]): string[] => [
  ...new Set(
    records.flatMap(({ attacks }) =>
      attacks.flatMap(({ technique }) =>
        technique === undefined ? [] : [technique, technique.split('.')[0] ?? '', technique.toLowerCase()],
      ),
    ),
  ),
];

const someTechniques = (records: readonly Pick<Event, 'attacks'>[]) => ({
  'techniques of records': fc.record({
    techniques: fc.subarray([...techniquesOf(records), 'T9999'], { minLength: 1, maxLength: 2 }),
  }),
});

export type Filters = { readonly [K in RecordKind]: fc.Arbitrary<FilterOfKind[K] | undefined> };

export function filtersOver(truth: Truth): Filters {
  const of = <T extends { readonly source: string }>(records: readonly T[], name: SourceName): T[] =>
    records.filter(({ source }) => source === name);
  return {
    EVENT: filters<EventFilter>(
      anyPart<EventFilter>([
        ...sourceNames.map((name) => eventParts(of(truth.EVENT, name), name)),
        kataParts(truth.EVENT),
        destinationParts(truth.EVENT),
        someTechniques(truth.EVENT),
      ]),
      (part: Nested<EventFilter>): EventFilter => part,
    ),
    ALERT: filters<AlertFilter>(
      anyPart<AlertFilter>([
        ...sourceNames.map((name) => alertParts(of(truth.ALERT, name), name)),
        someTechniques(truth.ALERT),
      ]),
      (part: Nested<AlertFilter>): AlertFilter => part,
    ),
    THREAT_DETECTION: filters<ThreatDetectionFilter>(
      anyPart<ThreatDetectionFilter>([
        ...sourceNames.map((name) => detectionParts(of(truth.THREAT_DETECTION, name), name)),
        someTechniques(truth.THREAT_DETECTION),
      ]),
      (part: Nested<ThreatDetectionFilter>): ThreatDetectionFilter => part,
    ),
    CASE: filters<CaseFilter>(
      anyPart<CaseFilter>([caseParts(truth.CASE, 'argus')]),
      (part: Nested<CaseFilter>): CaseFilter => part,
    ),
  };
}
