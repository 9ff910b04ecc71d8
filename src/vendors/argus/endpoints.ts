/**
 * Every path and key of Argus that its documents do not settle, each once, so that it can be corrected in one place
 * (contract sheet argus, the rows marked as assumed).
 */
import type { ArgusEventId } from './ids.ts';

/** The id's own slashes are path segments and are never encoded. */
const v1Event = (id: ArgusEventId): string => `/events/v1/${id.text}`;

/** Three segments: v2 needs no type code (the code decided which kind of id it is, the rest identifies). */
const v2Event = ({ created, customerId, uuid }: ArgusEventId): string =>
  `/events/v2/event/${created}/${customerId}/${uuid}`;

export const paths = {
  v1: {
    event: v1Event,
    payload: (id: ArgusEventId) => `${v1Event(id)}/payload`,
    pcap: (id: ArgusEventId) => `${v1Event(id)}/pcap`,
    aggregated: '/events/v1/aggregated',
    nids: '/events/v1/nids',
    aggregatedSearch: '/events/v1/aggregated/search',
    nidsSearch: '/events/v1/nids/search',
    caseEvents: (caseId: number) => `/events/v1/case/${caseId}`,
    /** [assumed] */
    statistics: '/events/v1/aggregated/stats',
  },
  v2: {
    event: v2Event,
    payload: (id: ArgusEventId) => `${v2Event(id)}/payload`,
    pcap: (id: ArgusEventId) => `${v2Event(id)}/pcap`,
    lineage: (id: ArgusEventId) => `${v2Event(id)}/lineage`,
    /** [assumed] */
    simpleSearch: '/events/v2/event',
    /** [assumed] */
    search: '/events/v2/event/search',
    /** [assumed] */
    statistics: '/events/v2/event/statistics',
    /** [assumed] */
    caseEvents: (caseId: number) => `/events/v2/case/${caseId}`,
    /** [assumed] */
    assessment: (id: ArgusEventId) => `${v2Event(id)}/assessment`,
    /** The compatibility path: a v1 id as it is; its type is not looked at. [assumed] */
    assessmentByV1Id: (id: ArgusEventId) => `/events/v2/event/${id.text}/assessment`,
    /** [assumed] */
    assessmentBulk: '/events/v2/event/assessment/bulk',
    submission: '/events/v2/event',
    submissionBulk: '/events/v2/event/bulk',
  },
  cases: {
    one: (caseId: number) => `/cases/v2/case/${caseId}`,
    search: '/cases/v2/case/search',
  },
} as const;

/** What a list is in the order of: when each row was made, or when it changed last. */
export type SortedBy = 'created' | 'changed';

/** The second name only makes ties come in one order where the vendor heeds it; nothing relies on it. */
export const eventSort = {
  created: { newestFirst: ['-timestamp', 'eventID'], oldestFirst: ['timestamp', 'eventID'] },
  changed: {
    newestFirst: ['-lastUpdatedTimestamp', 'eventID'],
    oldestFirst: ['lastUpdatedTimestamp', 'eventID'],
  },
} as const;

/** A case's events take this one name only. */
export const caseEventSort = { newestFirst: '-timestamp', oldestFirst: 'timestamp' } as const;

export const caseSort = {
  created: { newestFirst: ['-createdTimestamp'], oldestFirst: ['createdTimestamp'] },
  changed: { newestFirst: ['-lastUpdatedTimestamp'], oldestFirst: ['lastUpdatedTimestamp'] },
} as const;

/** The time of a case that a search by time goes by. */
export const caseTimeField = { created: 'createdTimestamp', changed: 'lastUpdatedTimestamp' } as const;

/** Bulk assessment has names of its own (contract sheet argus, section 8); this one no assessment changes. */
export const assessmentSort = ['createdTimestamp'] as const;

/** The bounds on the daily indexes; v1 and v2 name them differently. */
export const indexBounds = {
  v1: { from: 'indexStartTime', to: 'indexEndTime' },
  v2: { from: 'indexStartTimestamp', to: 'indexEndTimestamp' },
} as const;

/** An index holds the events made on one day. In which time zone is not said, so bounds leave a day on either side. */
export const INDEX_MARGIN_MS = 24 * 60 * 60 * 1_000;

/** Rows that a search can reach: `offset + limit` (contract sheet argus, section 4). */
export const BACKEND_WINDOW = 100_000;

/** A page larger than this is discouraged; only a tie that is wider asks for more. */
export const CHUNK = 1_000;

/** A full page of 1000 and the few rows beside it that prove where it stands and whether there is more, in one answer. */
export const LARGEST = CHUNK + 24;

/** Events that one bulk assessment is asked to change: few enough to be read back one by one when its answer is lost. */
export const ASSESSMENT_PAGE = 100;

/** Events in one submission; the vendor's own cap is not documented (contract sheet argus, section 12). */
export const SUBMISSION_PAGE = 1_000;

/** v1 insists on a lower bound for the start time; v2 takes one. */
export const SINCE_EVER = 0;

/** The properties that yield observables (DESIGN, "And further"). */
export const observableProperties = ['file.sha256', 'file.md5', 'dns.query', 'http.hostname'] as const;
