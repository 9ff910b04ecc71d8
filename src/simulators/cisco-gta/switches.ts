/** What the contract sheet leaves open (section 12) or offers as a test aid, one switch each. All may be turned while the simulator runs. */
export interface CiscoGtaSwitches {
  /** An unknown query parameter, filter key or body key is a 400, so that misspellings show. Default true. */
  strict: boolean;
  /** Whether endpoints known from older revisions only (strength h) exist; false: 404. Default true. */
  hEndpoints: boolean;
  /** A cursor that is known to come from another path, sort or filter is a 400. Default true. */
  cursorBinding: boolean;
  /** `size` over 1000. Default `reject`. */
  oversize: 'reject' | 'clamp';
  /** More ids than this in one search are a 400. Default 1000; `Infinity` for no limit. */
  maxIds: number;
  /** What an empty id list matches. Default `nothing`. */
  emptyIdList: 'nothing' | 'everything';
  /** The status for another customer's id in the path. Default 403. */
  foreignCustomer: 403 | 404;
  /** The body of an API error. Default `json`. */
  errorBody: 'json' | 'text' | 'empty';
  /** The default order of `/alerts`. Default `risk`. */
  defaultAlertOrder: 'risk' | 'id';
  /** Whether `sort=modificationSequenceNumber` also works on GET `/threat-detections`. Default false. */
  detectionSequenceSort: boolean;
  /** Whether GET enriched events knows `detectedOrModifiedAfter` (weak evidence). Default true. */
  detectedOrModifiedAfter: boolean;
  /** False: startCursor and endCursor are null where no neighbour page exists, as the seed's field text (not its samples) says. Default true. */
  edgeCursors: boolean;
  /** The reasons that may be given for closing; null: any 1 to 10 non-empty strings. Default null. */
  closingReasons: readonly string[] | null;
  /** How `closingReasons` looks after a status without reasons was set. Default `null`. */
  unsetClosingReasons: 'null' | 'absent';
  /** The answer of PATCH on status and note: 200 with the alert, or an empty 204. Default `alert`. */
  patchAnswer: 'alert' | 'empty';
  /** The answer of DELETE on a note: an empty 204, or 200 with the alert. Default `empty`. */
  deleteNoteAnswer: 'alert' | 'empty';
  /** Whether alerts carry `state`, the deprecated twin of `status`. Default false. */
  stateField: boolean;
  /** Whether a new event-to-detection link alone renumbers the event. Default true. */
  linkRenumbers: boolean;
  /** Adds a field nobody knows to every item. Default false. */
  unknownFields: boolean;
  /** How long after its latest malicious activity a detection times out, in milliseconds. Default 45 days. */
  detectionLifetimeMs: number;
  /** The status of a token request with the wrong password. Default 400. */
  wrongPasswordStatus: 400 | 401;
  /** The scope that tokens carry. Default `casebook`. */
  scope: string;
  /** The scope the API asks for, else 403; null: it asks for none. Default null. */
  requiredScope: string | null;
  /** Token requests allowed in a rolling hour; 429 above. Null: no limit. Default null (a platform figure is 8000). */
  tokenQuota: number | null;
  /** API requests allowed in a rolling minute; 429 with Retry-After above. Null: no limit. Default null. */
  apiQuota: number | null;
}

export function defaultSwitches(): CiscoGtaSwitches {
  return {
    strict: true,
    hEndpoints: true,
    cursorBinding: true,
    oversize: 'reject',
    maxIds: 1_000,
    emptyIdList: 'nothing',
    foreignCustomer: 403,
    errorBody: 'json',
    defaultAlertOrder: 'risk',
    detectionSequenceSort: false,
    detectedOrModifiedAfter: true,
    edgeCursors: true,
    closingReasons: null,
    unsetClosingReasons: 'null',
    patchAnswer: 'alert',
    deleteNoteAnswer: 'empty',
    stateField: false,
    linkRenumbers: true,
    unknownFields: false,
    detectionLifetimeMs: 45 * 24 * 3_600_000,
    wrongPasswordStatus: 400,
    scope: 'casebook',
    requiredScope: null,
    tokenQuota: null,
    apiQuota: null,
  };
}
