/**
 * Which part of a filter Argus can evaluate, in the words of its advanced searches (contract sheet argus, sections 4, 6,
 * 10 and 16). What is sent is never narrower than the filter; everything is checked again on the records.
 */
import type { ArgusEventFilter } from '../../model/filters.ts';
import { decodeGlobalId } from '../../model/ids.ts';
import type { Severity } from '../../model/severity.ts';
import type { ArgusApi } from './config.ts';
import { createCriteria, customerValues, type Criteria, type Pushdown } from './criteria.ts';
import { present, type EventLikeFilter } from './event-filter.ts';
import { isFlag, v1Flag } from './flags.ts';
import { parseCaseId } from './ids.ts';
import { pushAddresses, pushMentions } from './pushdown-observables.ts';

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

function severity(criteria: Criteria, { severities, minSeverity }: EventLikeFilter, path: string): void {
  if (present(severities)) {
    const words = severities.map((one) => severityWords.get(one));
    // A word that Argus does not know, or we do not: no search finds an event by that.
    if (words.includes(undefined)) criteria.local();
    else criteria.push('severity', words, `${path}.severities`);
  }
  if (!present(minSeverity) || minSeverity === 'UNKNOWN') return;
  const least = severityWords.get(minSeverity);
  if (least === undefined) criteria.local();
  else criteria.set('minSeverity', least, `${path}.minSeverity`);
}

/** Global ids: those of other sources are left out, and the others keep their places. */
function references(
  criteria: Criteria,
  { caseIds, threatIds }: EventLikeFilter,
  path: string,
  { source, api }: PushdownContext,
): void {
  const own = (type: 'Case' | 'Threat', list: readonly string[]) =>
    list.flatMap((text, place) => {
      const id = decodeGlobalId(text);
      return id?.type === type && id.source === source ? [{ id: id.nativeId, place }] : [];
    });
  const push = (field: string, found: ReturnType<typeof own>, from: string): void => {
    const places = found.map(({ place }) => place);
    criteria.push(
      field,
      found.map(({ id }) => Number(id)),
      from,
      places,
    );
  };
  if (present(caseIds)) {
    const found = own('Case', caseIds).filter(({ id }) => parseCaseId(id) !== null);
    push('associatedCaseID', found, `${path}.caseIds`);
    // v1 shows one of an event's cases.
    if (api === 'v1') criteria.wider();
  }
  if (present(threatIds)) {
    const found = own('Threat', threatIds);
    criteria.wider();
    // A threat without an alarm cannot be asked for.
    if (found.some(({ id }) => !/^\d{1,15}$/.test(id))) criteria.local();
    else push('alarmID', found, `${path}.threatIds`);
  }
}

/** Any of these properties, each exactly. */
function properties(
  criteria: Criteria,
  list: NonNullable<ArgusEventFilter['properties']>,
  path: string,
): void {
  const [first, ...others] = list;
  criteria.wider();
  if (first === undefined) criteria.never();
  else if (others.length === 0) criteria.property(first.key, first.value, `${path}[0]`);
  else {
    const subs = list.map(({ key, value }) => ({ properties: { [key]: value }, exactMatchProperties: true }));
    const paths = list.map((_, i) => `${path}[${i}]`);
    if (!criteria.alternatives(subs, paths)) criteria.local();
  }
}

/** Lists whose every value goes upstream as it is: filter key, Argus' field. */
const plainLists = [
  ['signatures', 'signature'],
  ['alarmIds', 'alarmID'],
  ['attackCategoryIds', 'attackCategoryID'],
  ['locationIds', 'locationID'],
  ['sensorIds', 'sensorID'],
] as const;

function argus(criteria: Criteria, part: ArgusEventFilter, path: string, api: ArgusApi): void {
  for (const [key, field] of plainLists) {
    const list = part[key];
    if (present(list)) criteria.push(field, list, `${path}.${key}`);
  }
  // v1 shows sensors on raw events only, and takes them in that search only.
  if (api === 'v1' && present(part.sensorIds)) criteria.without('AGGREGATED');
  if (part.type === 'RAW') criteria.without('AGGREGATED');
  if (part.type === 'AGGREGATED') criteria.without('RAW');
  for (const [i, word] of (part.includeFlags ?? []).entries()) {
    if (isFlag(word, 'snapshot')) criteria.never();
    criteria.flag('include', word, `${path}.includeFlags[${i}]`);
  }
  for (const [i, word] of (part.excludeFlags ?? []).entries()) {
    criteria.flag('exclude', word, `${path}.excludeFlags[${i}]`);
  }
  if (present(part.properties)) properties(criteria, part.properties, `${path}.properties`);
  const { minCount, countries } = part;
  // 1 and less hold for all: what counts 0 is one observation here.
  if (present(minCount) && minCount > 1) {
    criteria.set('minCount', minCount, `${path}.minCount`, Math.max);
    // v2 counts 0 for each raw event; v1's search of raw events does not take it.
    if (api === 'v2') criteria.without('RAW');
    else criteria.wider();
  }
  if (present(countries)) {
    const codes = countries.map((code) => code.toUpperCase());
    if (codes.every((code) => /^[A-Z]{2}$/.test(code))) {
      criteria.push('geoCountry', codes, `${path}.countries`);
    } else criteria.local();
  }
}

/** How verdicts follow from flags: one that is set, and those that would have come first. */
const verdictFlags = {
  FALSE_POSITIVE: ['falsePositive', []],
  NOT_A_THREAT: ['notAThreat', ['falsePositive']],
  THREAT: ['identifiedThreat', ['falsePositive', 'notAThreat']],
  SUSPECTED: ['threatCandidate', ['falsePositive', 'notAThreat', 'identifiedThreat']],
} as const;

function triage(criteria: Criteria, { statuses, verdicts, minConfidence }: EventLikeFilter): void {
  if (present(statuses)) {
    criteria.wider();
    if (statuses.length === 0) criteria.never();
    if (!statuses.includes('CLOSED')) criteria.flag('exclude', 'acknowledged');
    else if (statuses.every((status) => status === 'CLOSED')) criteria.flag('include', 'acknowledged');
    if (statuses.every((status) => status === 'NEW')) {
      for (const word of ['partiallyAcknowledged', 'followup', 'handledByAnalyst']) {
        criteria.flag('exclude', word);
      }
    }
  }
  if (present(verdicts)) {
    const [first, ...others] = verdicts;
    if (first === undefined) criteria.never();
    else if (others.length > 0) criteria.local();
    else {
      const [set, unset] = verdictFlags[first];
      criteria.flag('include', set);
      for (const word of unset) criteria.flag('exclude', word);
    }
  }
  if (minConfidence === 'HIGH') criteria.flag('include', 'identifiedThreat');
}

function changed(
  criteria: Criteria,
  modified: EventLikeFilter['modified'],
  path: string,
  api: ArgusApi,
): void {
  if (!present(modified)) return;
  criteria.wider();
  criteria.between('changed', modified);
  // v1's raw events do not say when they changed.
  if (api === 'v1') criteria.without('RAW');
  const { from } = modified;
  // Whether the bound includes its own millisecond is not documented (contract sheet argus, section 11).
  if (present(from)) {
    criteria.set('lastUpdatedTimestamp', Math.max(0, from - 1), `${path}.modified.from`, Math.max);
  }
}

/** Takes in one filter all of whose keys must hold. */
function conjunct(criteria: Criteria, part: EventLikeFilter, path: string, context: PushdownContext): void {
  const { source, api } = context;
  const { sources, vendors, kinds, techniques, time, customers, ports, or } = part;
  if (sources?.includes(source) === false || vendors?.includes('argus') === false) criteria.never();
  if (kinds?.some((kind) => ownKinds.has(kind)) === false) criteria.never();
  // Argus says nothing of ATT&CK.
  if (present(techniques)) criteria.never();
  if (present(time)) criteria.between('time', time);
  // KATA's expressions are about KATA's fields.
  if (present(part.kata)) criteria.never();
  changed(criteria, part.modified, path, api);
  pushAddresses(criteria, part, path, api);
  pushMentions(criteria, part, api);
  severity(criteria, part, path);
  if (present(customers)) criteria.push('customer', customerValues(customers), `${path}.customers`);
  references(criteria, part, path, context);
  triage(criteria, part);
  if (present(ports)) criteria.push('port', ports, `${path}.ports`);
  if (present(part.argus)) argus(criteria, part.argus, `${path}.argus`, api);
  if (present(part.text) || present(part.not)) criteria.local();
  for (const [i, inner] of (part.and ?? []).entries()) {
    conjunct(criteria, inner, `${path}.and[${i}]`, context);
  }
  if (!present(or)) return;
  const [only, ...others] = or;
  if (only === undefined) criteria.never();
  else if (others.length === 0) conjunct(criteria, only, `${path}.or[0]`, context);
  else criteria.local();
}

export type RecordsOfEvents = 'event' | 'alert' | 'detection';

/** What Argus can evaluate of a filter on events, alerts or detections. */
export function pushdownFor(
  records: RecordsOfEvents,
  filter: EventLikeFilter | undefined,
  context: PushdownContext,
): Pushdown {
  const criteria = createCriteria(context.api);
  if (filter !== undefined) conjunct(criteria, filter, 'filter', context);
  // Snapshots should not come, says the vendor; it does not say that they never do.
  criteria.flag('exclude', 'snapshot');
  if (records !== 'event') criteria.without('RAW');
  // No search asks for an alarm of any kind.
  if (records === 'alert') criteria.wider();
  if (records === 'detection') {
    criteria.flag('exclude', 'falsePositive');
    criteria.flag('exclude', 'notAThreat');
    // Flags asked for together must all be set, so "either" takes two alternatives.
    const either = ['identifiedThreat', 'threatCandidate'].map((word) => ({
      includeFlags: [context.api === 'v1' ? v1Flag(word) : word],
    }));
    if (!criteria.alternatives(either)) criteria.local();
  }
  return criteria.finish();
}
