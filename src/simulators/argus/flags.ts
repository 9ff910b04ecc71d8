/** The event flags of both models, and how the collector accumulates them (contract sheet argus, sections 12 and 13). */

const words = (text: string): string[] => text.trim().split(/\s+/);

/** The 47 flags of the v2 model. */
export const v2Flags: readonly string[] = words(`
  established blocked partiallyBlocked sslTerminated partialSslTerminated
  snapshot finalized aggregatedBaseEvent incompleteDetails remoteStorage extendEventTtl storeEvent storeAggregated
  createdByAnalysisFilter initialTuning postAnalysis dropAnalysis filtered checked missingTimestamp clockOutOfSync
  falsePositive notAThreat tuningCandidate followup identifiedThreat threatCandidate
  acknowledged partiallyAcknowledged handledByAnalyst reassessed escalatedByReputation
  notified partiallyNotified associatedToCaseByFilter autoReport slaViolation
  severityAdjusted severityIncreasedByFilter severityReducedByFilter
  hasDetails hasPayload hasPcap hasStringPayload payloadTruncated hasSample commented`);

/** What an analyst may set and clear. */
export const assessableFlags: readonly string[] = words(`
  falsePositive notAThreat tuningCandidate followup identifiedThreat acknowledged partiallyAcknowledged`);

/** `notAThreat` -> `NOT_A_THREAT`: split before every capital. */
export const upperSnake = (word: string): string =>
  word.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

const sides = ['SOURCE', 'DESTINATION', 'INTRUDER', 'VICTIM'];

const v1OnlyFlags = [
  ...sides.map((side) => `${side}_IS_CUSTOMERNET`),
  ...sides.map((side) => `${side}_IS_PARTIAL_CUSTOMERNET`),
  ...sides.map((side) => `CUSTOM_${side}_AGGREGATION`),
  'SOURCE_IS_MANAGED_BY_SOC',
  'DESTINATION_IS_MANAGED_BY_SOC',
  'NOTIFIED_UNPUBLISHED',
  'NOTIFIED_DELETED',
];

const toV2 = new Map<string, string>(v2Flags.map((flag) => [upperSnake(flag), flag]));

/** Every flag of the v1 model: the 47 in v1's spelling, and those v2 dropped or moved to the endpoints. */
export const v1Flags: readonly string[] = [...toV2.keys(), ...v1OnlyFlags];

/** The v2 words among stored (v1) flags; what v2 has no word for is left out. */
export const asV2Flags = (flags: readonly string[]): string[] =>
  flags.flatMap((flag) => toV2.get(flag) ?? []);

/** The v2 flags of one endpoint, from the stored flags. */
export function endpointFlags(side: 'SOURCE' | 'DESTINATION', flags: readonly string[]): string[] {
  const found: string[] = [];
  if (flags.includes(`${side}_IS_CUSTOMERNET`)) found.push('isCustomerNet');
  if (flags.includes(`${side}_IS_PARTIAL_CUSTOMERNET`)) found.push('isPartialCustomerNet');
  if (flags.includes(`CUSTOM_${side}_AGGREGATION`)) found.push('customAggregation');
  if (flags.includes(`${side}_IS_MANAGED_BY_SOC`)) found.push('isManagedBySoc');
  return found;
}

const partialOf = new Map<string, string>([
  ...sides.map((side): [string, string] => [`${side}_IS_CUSTOMERNET`, `${side}_IS_PARTIAL_CUSTOMERNET`]),
  ['BLOCKED', 'PARTIALLY_BLOCKED'],
  ['NOTIFIED', 'PARTIALLY_NOTIFIED'],
  ['ACKNOWLEDGED', 'PARTIALLY_ACKNOWLEDGED'],
  ['SSL_TERMINATED', 'PARTIAL_SSL_TERMINATED'],
]);

/** The flags of a stored event after a submission that carries `added`: none is lost, but a partial one may become whole. */
export function accumulateFlags(stored: readonly string[], added: readonly string[]): string[] {
  const flags = new Set(stored);
  for (const flag of new Set(added)) {
    const partial = partialOf.get(flag);
    if (partial === undefined || flags.has(flag)) flags.add(flag);
    else if (flags.delete(partial)) flags.add(flag);
    else flags.add(partial);
  }
  return [...flags];
}

/** `flags` with some switched on and others off. */
export function switchFlags(
  flags: readonly string[],
  on: readonly string[],
  off: readonly string[] = [],
): string[] {
  return [...new Set([...flags, ...on])].filter((flag) => !off.includes(flag));
}
