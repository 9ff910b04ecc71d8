/**
 * Which part of a filter Argus can evaluate, in the words of its advanced searches (contract sheet argus, sections 4, 6,
 * 10 and 16). What is sent is never narrower than the filter; everything is checked again on the records.
 */
import { parseNetwork } from '../../model/addresses.ts';
import type {
  AlertFilter,
  ArgusEventFilter,
  EventFilter,
  ThreatDetectionFilter,
} from '../../model/filters.ts';
import { decodeGlobalId } from '../../model/ids.ts';
import type { Severity } from '../../model/severity.ts';
import type { Body } from './client.ts';
import type { ArgusApi } from './config.ts';
import { isV1OnlyFlag, v1Flag, v2Flag } from './flags.ts';
import { parseCaseId } from './ids.ts';

type Maybe<T> = T | null | undefined;

/** Every key that filters on records made of events may have. */
export interface EventLikeFilter extends Omit<EventFilter, 'and' | 'or' | 'not'> {
  readonly and?: Maybe<readonly EventLikeFilter[]>;
  readonly or?: Maybe<readonly EventLikeFilter[]>;
  readonly not?: Maybe<EventLikeFilter>;
  readonly statuses?: AlertFilter['statuses'];
  readonly verdicts?: AlertFilter['verdicts'];
  readonly labels?: AlertFilter['labels'];
  readonly minConfidence?: ThreatDetectionFilter['minConfidence'];
}

export interface Pushdown {
  /** Without paging, order and selection. */
  readonly criteria: Body;
  /** Which argument a field of the criteria came from: `ip[0]` -> `filter.ip[0]`. */
  readonly origins: ReadonlyMap<string, string>;
  /** Creation times that matter: `from` inclusive, `to` exclusive. */
  readonly time: { readonly from: number | undefined; readonly to: number | undefined };
  /** Nothing of this source can match. */
  readonly never: boolean;
  /** The criteria say all that the filter says. */
  readonly exact: boolean;
  /** Part of the filter is evaluated here alone and may drop most of what comes. */
  readonly sparse: boolean;
  /** Kinds of events that can match. */
  readonly types: ReadonlySet<'AGGREGATED' | 'RAW'>;
}

export interface PushdownContext {
  readonly source: string;
  readonly api: ArgusApi;
}

const severityWords: ReadonlyMap<Severity, string> = new Map([
  ['LOW', 'low'],
  ['MEDIUM', 'medium'],
  ['HIGH', 'high'],
  ['CRITICAL', 'critical'],
]);

/** The kinds that `map.ts` makes. */
const ownKinds: ReadonlySet<string> = new Set(['INTRUSION', 'HTTP', 'NETWORK', 'OTHER']);

/** Lists whose every value goes upstream as it is: filter key, Argus' field. */
const plainArgusLists = [
  ['signatures', 'signature'],
  ['alarmIds', 'alarmID'],
  ['attackCategoryIds', 'attackCategoryID'],
  ['locationIds', 'locationID'],
] as const;

/** How verdicts follow from flags: one that is set, and those that would have come first. */
const verdictFlags = {
  FALSE_POSITIVE: ['falsePositive', []],
  NOT_A_THREAT: ['notAThreat', ['falsePositive']],
  THREAT: ['identifiedThreat', ['falsePositive', 'notAThreat']],
  SUSPECTED: ['threatCandidate', ['falsePositive', 'notAThreat', 'identifiedThreat']],
} as const;

/** The criteria under construction. */
export function createPushdown({ source, api }: PushdownContext) {
  const fields = new Map<string, unknown>();
  const origins = new Map<string, string>();
  const include = new Map<string, string | undefined>();
  const exclude = new Map<string, string | undefined>();
  const minBits = new Map<'source' | 'destination', { readonly bits: number; readonly path: string }>();
  const types = new Set<'AGGREGATED' | 'RAW'>(['AGGREGATED', 'RAW']);
  let from: number | undefined;
  let to: number | undefined;
  let never = false;
  let exact = true;
  let sparse = false;

  const local = (): void => {
    exact = false;
    sparse = true;
  };

  /** Sends a list; a field that another part of the filter has taken already is left to the check on the records. */
  function push(field: string, values: readonly unknown[], path: string, places?: readonly number[]): void {
    if (values.length === 0) never = true;
    if (fields.has(field)) {
      exact = false;
      return;
    }
    fields.set(field, values);
    origins.set(field, path);
    for (const i of values.keys()) origins.set(`${field}[${i}]`, `${path}[${places?.[i] ?? i}]`);
  }

  function flag(set: 'include' | 'exclude', word: string, path?: string): void {
    if (api === 'v2' && isV1OnlyFlag(word)) {
      // v2 shows these on the endpoints, but its searches do not know them.
      local();
      return;
    }
    (set === 'include' ? include : exclude).set(api === 'v1' ? v1Flag(word) : v2Flag(word), path);
  }

  /** Several parts of a filter may differ; the widest is sent. */
  function bits(side: 'source' | 'destination', wanted: number, path: string): void {
    const taken = minBits.get(side);
    if (taken === undefined || wanted < taken.bits) minBits.set(side, { bits: wanted, path });
  }

  /** An address search that is not to find covering ranges asks for ranges no wider than one address. */
  function addresses(part: EventLikeFilter, path: string): void {
    const lists = [
      ['ip', 'ip', ['source', 'destination']],
      ['srcIp', 'sourceIP', ['source']],
      ['dstIp', 'destinationIP', ['destination']],
    ] as const;
    for (const [key, field, sides] of lists) {
      const list = part[key];
      if (list === null || list === undefined) continue;
      exact = false;
      push(field, list, `${path}.${key}`);
      const v6Only = list.every((one) => parseNetwork(one)?.address.kind() === 'ipv6');
      for (const side of sides) {
        const key = side === 'source' ? 'srcMinBits' : 'dstMinBits';
        const covering = part.coveringNetworks === true ? (part.argus?.[key] ?? 0) : undefined;
        bits(side, covering ?? (v6Only ? 128 : 32), `${path}.argus.${key}`);
      }
    }
  }

  function severity({ severities, minSeverity }: EventLikeFilter, path: string): void {
    if (severities !== null && severities !== undefined) {
      // An event with a word that nobody knows is UNKNOWN here, and no search finds it by that.
      if (severities.includes('UNKNOWN')) local();
      else {
        const known = severities.flatMap((one, i) => (severityWords.has(one) ? [i] : []));
        const words = known.map((i) => severityWords.get(severities[i] ?? 'UNKNOWN'));
        push('severity', words, `${path}.severities`, known);
      }
    }
    if (minSeverity !== null && minSeverity !== undefined && minSeverity !== 'UNKNOWN') {
      const word = severityWords.get(minSeverity) ?? 'low';
      if (fields.has('minSeverity')) exact = false;
      else {
        fields.set('minSeverity', word);
        origins.set('minSeverity', `${path}.minSeverity`);
      }
    }
  }

  function customers(list: Maybe<readonly string[]>, path: string): void {
    if (list === null || list === undefined) return;
    // [assumed] Short names are lower case at Argus, as all documented ones are.
    const values = list.map((one) => (/^\d{1,15}$/.test(one) ? Number(one) : one.toLowerCase()));
    push('customer', values, `${path}.customers`);
  }

  /** Ids of this source's objects of one type, with their places in the list. */
  function ownIds(
    type: 'Case' | 'Threat',
    list: readonly string[],
  ): { readonly id: string; readonly place: number }[] {
    return list.flatMap((text, place) => {
      const id = decodeGlobalId(text);
      return id?.type === type && id.source === source ? [{ id: id.nativeId, place }] : [];
    });
  }

  function references({ caseIds, threatIds }: EventLikeFilter, path: string): void {
    if (caseIds !== null && caseIds !== undefined) {
      const own = ownIds('Case', caseIds).filter(({ id }) => parseCaseId(id) !== null);
      const ids = own.map(({ id }) => Number(id));
      push(
        'associatedCaseID',
        ids,
        `${path}.caseIds`,
        own.map(({ place }) => place),
      );
    }
    if (threatIds !== null && threatIds !== undefined) {
      const own = ownIds('Threat', threatIds);
      exact = false;
      if (own.length === 0) never = true;
      if (own.some(({ id }) => !/^\d{1,15}$/.test(id))) local();
      else {
        const ids = own.map(({ id }) => Number(id));
        push(
          'alarmID',
          ids,
          `${path}.threatIds`,
          own.map(({ place }) => place),
        );
      }
    }
  }

  function properties(list: NonNullable<ArgusEventFilter['properties']>, path: string): void {
    const [first, ...others] = list;
    if (first === undefined) never = true;
    else if (fields.has('properties') || fields.has('subCriteria')) local();
    else if (others.length === 0) {
      fields.set('properties', { [first.key]: first.value });
      fields.set('exactMatchProperties', true);
      origins.set('properties', `${path}[0]`);
    } else {
      alternatives(
        list.map(({ key, value }) => ({ properties: { [key]: value }, exactMatchProperties: true })),
        list.map((_, i) => `${path}[${i}]`),
      );
    }
  }

  function alternatives(subs: readonly Body[], paths: readonly string[] = []): void {
    fields.set('subCriteria', subs);
    for (const [i, path] of paths.entries()) origins.set(`subCriteria[${i}]`, path);
  }

  function argus(part: ArgusEventFilter, path: string): void {
    for (const [key, field] of plainArgusLists) {
      const list = part[key];
      if (list !== null && list !== undefined) push(field, list, `${path}.${key}`);
    }
    if (part.sensorIds !== null && part.sensorIds !== undefined) {
      // v1 shows sensors on raw events only, and takes them in that search only.
      if (api === 'v1') types.delete('AGGREGATED');
      push('sensorID', part.sensorIds, `${path}.sensorIds`);
    }
    if (part.type === 'RAW') types.delete('AGGREGATED');
    if (part.type === 'AGGREGATED') types.delete('RAW');
    for (const [i, word] of (part.includeFlags ?? []).entries()) {
      if (v2Flag(word) === 'snapshot') never = true;
      flag('include', word, `${path}.includeFlags[${i}]`);
    }
    for (const [i, word] of (part.excludeFlags ?? []).entries()) {
      flag('exclude', word, `${path}.excludeFlags[${i}]`);
    }
    if (part.properties !== null && part.properties !== undefined) {
      exact = false;
      properties(part.properties, `${path}.properties`);
    }
    const { minCount, countries } = part;
    // v2 counts 0 for a raw event, which is one observation here: 1 and less hold for all.
    if (minCount !== null && minCount !== undefined && minCount > 1) {
      const taken = fields.get('minCount');
      fields.set('minCount', typeof taken === 'number' ? Math.max(taken, minCount) : minCount);
      origins.set('minCount', `${path}.minCount`);
    }
    if (countries !== null && countries !== undefined) {
      if (countries.every((code) => /^[a-z]{2}$/i.test(code))) {
        push(
          'geoCountry',
          countries.map((code) => code.toUpperCase()),
          `${path}.countries`,
        );
      } else local();
    }
  }

  function triage({ statuses, verdicts, minConfidence }: EventLikeFilter): void {
    if (statuses !== null && statuses !== undefined) {
      exact = false;
      if (!statuses.includes('CLOSED')) flag('exclude', 'acknowledged');
      else if (statuses.every((status) => status === 'CLOSED')) flag('include', 'acknowledged');
      if (statuses.every((status) => status === 'NEW')) {
        for (const word of ['partiallyAcknowledged', 'followup', 'handledByAnalyst']) flag('exclude', word);
      }
      if (statuses.length === 0) never = true;
    }
    if (verdicts !== null && verdicts !== undefined) {
      const [first, ...others] = verdicts;
      if (first === undefined) never = true;
      else if (others.length > 0) local();
      else {
        const [set, unset] = verdictFlags[first];
        flag('include', set);
        for (const word of unset) flag('exclude', word);
      }
    }
    if (minConfidence === 'HIGH') flag('include', 'identifiedThreat');
  }

  function time(part: EventLikeFilter): void {
    const { time: window, modified } = part;
    const bound = (value: Maybe<number>): value is number => typeof value === 'number';
    if (bound(window?.from)) from = Math.max(from ?? window.from, window.from);
    if (bound(window?.to)) to = Math.min(to ?? window.to, window.to);
    if (window) exact = false;
    if (modified) {
      exact = false;
      // v1's raw events do not say when they changed.
      if (api === 'v1') types.delete('RAW');
      const since = modified.from;
      // Whether the bound includes its own millisecond is not documented (contract sheet argus, section 11).
      if (bound(since)) fields.set('lastUpdatedTimestamp', Math.max(0, since - 1, lastUpdated()));
    }
  }

  function lastUpdated(): number {
    const taken = fields.get('lastUpdatedTimestamp');
    return typeof taken === 'number' ? taken : 0;
  }

  /** Takes in one filter all of whose keys must hold. */
  function conjunct(part: EventLikeFilter, path: string): void {
    const { sources, vendors, kinds, techniques } = part;
    if (sources?.includes(source) === false || vendors?.includes('argus') === false) never = true;
    if (kinds?.some((kind) => ownKinds.has(kind)) === false) never = true;
    // Argus says nothing of ATT&CK.
    if (techniques !== null && techniques !== undefined) never = true;
    time(part);
    addresses(part, path);
    severity(part, path);
    customers(part.customers, path);
    references(part, path);
    triage(part);
    if (part.ports !== null && part.ports !== undefined) push('port', part.ports, `${path}.ports`);
    if (part.argus !== null && part.argus !== undefined) argus(part.argus, `${path}.argus`);
    const here = [
      'kinds',
      'hosts',
      'users',
      'domains',
      'hashes',
      'protocols',
      'text',
      'labels',
      'not',
    ] as const;
    if (here.some((key) => part[key] !== null && part[key] !== undefined)) local();
    for (const [i, inner] of (part.and ?? []).entries()) conjunct(inner, `${path}.and[${i}]`);
    const { or } = part;
    if (or === null || or === undefined) return;
    const [only, ...others] = or;
    if (only === undefined) never = true;
    else if (others.length === 0) conjunct(only, `${path}.or[0]`);
    else local();
  }

  return {
    conjunct,
    flag,
    alternatives,
    /** Only aggregates become alerts and detections. */
    aggregatesOnly: () => void types.delete('RAW'),
    inexact(): void {
      exact = false;
    },
    finish(): Pushdown {
      if (include.size > 0) push('includeFlags', [...include.keys()], 'filter');
      if (exclude.size > 0) push('excludeFlags', [...exclude.keys()], 'filter');
      for (const [field, words] of [
        ['includeFlags', include],
        ['excludeFlags', exclude],
      ] as const) {
        for (const [i, path] of [...words.values()].entries()) {
          if (path !== undefined) origins.set(`${field}[${i}]`, path);
        }
      }
      for (const [side, { bits: wanted, path }] of minBits) {
        if (wanted !== 0) fields.set(`${side}IPMinBits`, wanted);
        origins.set(`${side}IPMinBits`, path);
      }
      const empty = from !== undefined && to !== undefined && from >= to;
      return {
        criteria: Object.fromEntries(fields),
        origins,
        time: { from, to },
        never: never || empty || types.size === 0,
        exact,
        sparse,
        types,
      };
    },
  };
}

export type RecordsOfEvents = 'event' | 'alert' | 'detection';

/** What Argus can evaluate of a filter on events, alerts or detections. */
export function pushdownFor(
  records: RecordsOfEvents,
  filter: EventLikeFilter | undefined,
  context: PushdownContext,
): Pushdown {
  const pushdown = createPushdown(context);
  if (filter !== undefined) pushdown.conjunct(filter, 'filter');
  // Snapshots should not come, says the vendor; it does not say that they never do.
  pushdown.flag('exclude', 'snapshot');
  if (records !== 'event') pushdown.aggregatesOnly();
  if (records === 'alert') pushdown.inexact();
  if (records === 'detection') {
    pushdown.flag('exclude', 'falsePositive');
    pushdown.flag('exclude', 'notAThreat');
    // Flags asked for together must all be set, so "either" takes two alternatives.
    const spell = context.api === 'v1' ? v1Flag : v2Flag;
    pushdown.alternatives(
      ['identifiedThreat', 'threatCandidate'].map((word) => ({ includeFlags: [spell(word)] })),
    );
  }
  return pushdown.finish();
}
