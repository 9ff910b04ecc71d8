/**
 * Event flags in their two spellings: v2 writes `notAThreat`, v1 `NOT_A_THREAT` (contract sheet argus, section 13).
 * Values may be added without notice, so both directions are rules, not tables.
 */

/** `NOT_A_THREAT` -> `notAThreat`; what is no upper snake is taken to be v2's already. */
export function v2Flag(flag: string): string {
  if (!/^[A-Z][A-Z0-9_]*$/.test(flag)) return flag;
  return flag.toLowerCase().replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `notAThreat` -> `NOT_A_THREAT`: split before every capital, or it becomes NOT_ATHREAT. */
export function v1Flag(flag: string): string {
  if (/^[A-Z][A-Z0-9_]*$/.test(flag)) return flag;
  return flag.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

type Side = 'source' | 'destination';

/** v2 moved what v1 flags say about one endpoint to that endpoint. */
const endpointFlag: readonly (readonly [v2: string, v1: (side: string) => string])[] = [
  ['isCustomerNet', (side) => `${side}_IS_CUSTOMERNET`],
  ['isPartialCustomerNet', (side) => `${side}_IS_PARTIAL_CUSTOMERNET`],
  ['customAggregation', (side) => `CUSTOM_${side}_AGGREGATION`],
  ['isManagedBySoc', (side) => `${side}_IS_MANAGED_BY_SOC`],
];

const endpointWords = new Map(
  (['source', 'destination'] as const).map((side) => [
    side,
    new Map(endpointFlag.map(([word, v1]) => [word, v2Flag(v1(side.toUpperCase()))])),
  ]),
);

/** The event flags, in v2's spelling, that an endpoint's own flags stand for. */
export function eventFlagsOfEndpoint(side: Side, flags: readonly string[]): string[] {
  const words = endpointWords.get(side);
  return flags.flatMap((flag) => words?.get(flag) ?? []);
}

/** The endpoint's flags among an event's (v2's spelling). */
export function endpointFlagsOfEvent(side: Side, flags: readonly string[]): string[] {
  const found: string[] = [];
  for (const [word, eventWord] of endpointWords.get(side) ?? [])
    if (flags.includes(eventWord)) found.push(word);
  return found;
}

const sides = ['SOURCE', 'DESTINATION', 'INTRUDER', 'VICTIM'];

const v1Only: ReadonlySet<string> = new Set(
  [
    ...sides.flatMap((side) => [
      `${side}_IS_CUSTOMERNET`,
      `${side}_IS_PARTIAL_CUSTOMERNET`,
      `CUSTOM_${side}_AGGREGATION`,
    ]),
    'SOURCE_IS_MANAGED_BY_SOC',
    'DESTINATION_IS_MANAGED_BY_SOC',
    'NOTIFIED_UNPUBLISHED',
    'NOTIFIED_DELETED',
  ].map(v2Flag),
);

/** v2's flags (contract sheet argus, section 13). v1 knows them, too. */
const v2Known: readonly string[] = `
  established blocked partiallyBlocked sslTerminated partialSslTerminated
  snapshot finalized aggregatedBaseEvent incompleteDetails remoteStorage extendEventTtl storeEvent storeAggregated
  createdByAnalysisFilter initialTuning postAnalysis dropAnalysis filtered checked missingTimestamp clockOutOfSync
  falsePositive notAThreat tuningCandidate followup identifiedThreat threatCandidate
  acknowledged partiallyAcknowledged handledByAnalyst reassessed escalatedByReputation
  notified partiallyNotified associatedToCaseByFilter autoReport slaViolation
  severityAdjusted severityIncreasedByFilter severityReducedByFilter
  hasDetails hasPayload hasPcap hasStringPayload payloadTruncated hasSample commented`
  .trim()
  .split(/\s+/);

/** Filters compare flags without regard to case and underscores. */
const flagKey = (flag: string): string => flag.toLowerCase().replaceAll('_', '');

const searchable = {
  v2: new Map(v2Known.map((flag) => [flagKey(flag), flag])),
  v1: new Map([...v2Known, ...v1Only].map((flag) => [flagKey(flag), v1Flag(flag)])),
};

/**
 * A flag (in any spelling) as a search of that event model takes it; undefined for one that it would refuse: what nobody
 * documents, and in v2 what it shows on the endpoints.
 */
export const searchFlag = (api: 'v1' | 'v2', flag: string): string | undefined =>
  searchable[api].get(flagKey(flag));

/** Whether it is this flag (v2's spelling), however it is written. */
export const isFlag = (flag: string, known: string): boolean => flagKey(flag) === flagKey(known);
