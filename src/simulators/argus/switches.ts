/**
 * What a strict client must survive (contract sheet argus, section 15), and the choices the sheet marks as assumed.
 * All may be changed while the simulator runs.
 */
export interface ArgusSwitches {
  /** What a list's `count` says: the truth, "not implemented" (0) or "timed out" (-1). */
  countMode: 'exact' | 'zero' | 'minusOne';
  /** Whether `lastUpdatedTimestamp` in a search includes the millisecond it names. */
  lastUpdatedBound: 'inclusive' | 'exclusive';
  /** Rows with equal sort keys come in another order on each call; else ordered by id. */
  shuffleTies: boolean;
  /** False: `eventIdentifier`, `id` and `eventID` in a search body are unknown fields (412). */
  eventIdentifierSupported: boolean;
  /** A missing single object is 200 with `data: null` instead of 404. */
  nullData: boolean;
  /** What joins several values of a property in the v1 model. */
  propertyJoiner: ',' | '\n';
  /** Most events in one bulk submission. */
  bulkCap: number;
  /** Rows a search can reach (`offset + limit`). */
  backendWindow: number;
  /** How long a written row stays out of searches, in ms. An updated row shows its former version meanwhile. */
  lateVisibilityMs: number;
  /** Which share of the rows is late, 0 to 1; when all are, none overtakes another. */
  lateVisibilityShare: number;
  /** Events that one bulk assessment gets through before it times out (503): what it has changed stays changed. */
  bulkAssessmentStopsAfter: number;
  /** How long a submission waits in the queue before it is stored, in ms. */
  submitDelayMs: number;
  /** Every event, case and envelope carries fields that no document names. */
  extraFields: boolean;
  /** About half of the events and cases carry words that no enum names. */
  unknownWords: boolean;
  /** Optional members are absent (half of the records) or null (the others). */
  sparse: boolean;
  /** v1's `protocol` is the number as text. */
  protocolAsNumber: boolean;
  /** The v1 single GET has `flags` as an integer, with `encodedFlags` and the base type's other fields beside it. */
  flagsAsBitmask: boolean;
  /** Errors begin with a message whose every member but type and timestamp is null. */
  nullFilledMessages: boolean;
  /** Some objects carry a key twice; the last one counts. */
  duplicateKeys: boolean;
  /** v2's `domain`. */
  domainForm: 'string' | 'object';
  /** v2's properties, comments and sub events that were not asked for. */
  unrequested: 'missing' | 'null';
  /** v1's `networkAddress.address` of a network: the bare address, or with its mask. */
  networkAddressForm: 'bare' | 'cidr';
  /** How a case that the key may not read is answered. */
  hiddenCase: 403 | 404;
  /** A customer in a search that does not exist matches nothing, or is refused with 412. */
  unknownCustomer: 'empty' | 'refused';
  /** Snapshot events leak into searches. */
  snapshotsInSearch: boolean;
  /** Rows of a case search without `limit`; 0 is all of them. */
  caseDefaultLimit: number;
}

export const defaultSwitches: ArgusSwitches = {
  countMode: 'exact',
  lastUpdatedBound: 'inclusive',
  shuffleTies: true,
  eventIdentifierSupported: true,
  nullData: false,
  propertyJoiner: ',',
  bulkCap: 1_000,
  backendWindow: 100_000,
  lateVisibilityMs: 0,
  lateVisibilityShare: 0.5,
  bulkAssessmentStopsAfter: Number.POSITIVE_INFINITY,
  submitDelayMs: 0,
  extraFields: false,
  unknownWords: false,
  sparse: false,
  protocolAsNumber: false,
  flagsAsBitmask: false,
  nullFilledMessages: false,
  duplicateKeys: false,
  domainForm: 'string',
  unrequested: 'missing',
  networkAddressForm: 'bare',
  hiddenCase: 403,
  unknownCustomer: 'empty',
  snapshotsInSearch: false,
  caseDefaultLimit: 25,
};
