import type {
  AlphaSocFlag,
  ArgusComment,
  ArgusLineageEntry,
  ArgusPayload,
  ArgusProperty,
} from './details.ts';
import type { Feed } from './feed.ts';
import type { AlertFilter, CaseFilter, EventFilter, ThreatDetectionFilter } from './filters.ts';
import type { Page, PageRequest } from './page.ts';
import type { Alert, Case, Event, Flow, Ref, Threat, ThreatDetection } from './records.ts';
import type { Device } from './values.ts';
import type { SourceHealth } from './health.ts';

export const vendors = ['argus', 'alphasoc', 'kata', 'cisco-gta'] as const;
export type VendorName = (typeof vendors)[number];

export const capabilities = [
  'BROWSE_EVENTS',
  'BROWSE_ALERTS',
  'BROWSE_THREAT_DETECTIONS',
  'BROWSE_CASES',
  'BROWSE_FLOWS',
  'LOOKUP_EVENTS',
  'LOOKUP_ALERTS',
  'LOOKUP_THREAT_DETECTIONS',
  'LOOKUP_CASES',
  'FOLLOW_EVENTS',
  'FOLLOW_ALERTS',
  'FOLLOW_THREAT_DETECTIONS',
  'FOLLOW_CASES',
  'STATISTICS',
] as const;
export type Capability = (typeof capabilities)[number];

/** One use of a source on behalf of one operation. */
export interface Call {
  /** Ends when the client goes away or the source's `timeout` for this operation is over. */
  readonly signal: AbortSignal;
  /** Whether the operation selects a field of this name anywhere: detail nobody selects is not fetched. */
  selects(field: string): boolean;
  /** Counts one request sent upstream. */
  sent(): void;
}

export interface BrowseQuery<F> {
  readonly page: PageRequest;
  readonly filter?: F | undefined;
  /** Whether `totalCount` is selected; counting may cost calls. */
  readonly countTotal: boolean;
}

/**
 * Native order, native cursor, live. Throws SourceError, InvalidCursorError, InvalidInputError (for a filter key this
 * vendor cannot evaluate, or a direction it cannot go).
 */
export type Browse<T, F> = (query: BrowseQuery<F>, call: Call) => Promise<Page<T>>;

/**
 * The objects behind the ids, keyed by id; an id that is missing from the answer does not exist. Takes any number of ids
 * (no duplicates) and chunks them as the vendor needs.
 */
export type Lookup<T> = (ids: readonly string[], call: Call) => Promise<ReadonlyMap<string, T>>;

/** Everything of one kind that belongs to each of the parents, keyed by parent, in as few calls as the source allows. */
export type Related<T> = Lookup<readonly Ref<T>[]>;

/** A page of what belongs to one parent, on the vendor's own cursor. */
export type RelatedPage<T> = (parentId: string, page: PageRequest, call: Call) => Promise<Page<T>>;

/** The state of the account behind a source's credentials. Times are milliseconds since the epoch. */
export interface SourceAccount {
  readonly registered?: boolean | undefined;
  readonly expired?: boolean | undefined;
  readonly expiresAt?: number | undefined;
  readonly endpointsSeenToday?: number | undefined;
  readonly messages: readonly { readonly level: 'INFO' | 'WARN' | 'ERROR'; readonly body: string }[];
}

export interface Source {
  readonly name: string;
  readonly vendor: VendorName;
  /** The configured origin: scheme, host and port. */
  readonly origin: string;
  /** Milliseconds that the source's whole part of one operation may take. */
  readonly timeout: number;
  readonly capabilities: ReadonlySet<Capability>;
  readonly browse: {
    readonly events?: Browse<Event, EventFilter>;
    readonly alerts?: Browse<Alert, AlertFilter>;
    readonly threatDetections?: Browse<ThreatDetection, ThreatDetectionFilter>;
    readonly cases?: Browse<Case, CaseFilter>;
    readonly flows?: Browse<Flow, never>;
  };
  readonly lookup: {
    readonly events?: Lookup<Event>;
    readonly alerts?: Lookup<Alert>;
    readonly threatDetections?: Lookup<ThreatDetection>;
    readonly cases?: Lookup<Case>;
    readonly threats?: Lookup<Threat>;
    /** By `Flow.lookupKey`. */
    readonly flows?: Lookup<Flow>;
    readonly devices?: Lookup<Device>;
  };
  /** For references that records of this source do not carry. */
  readonly related: {
    readonly threatDetectionsOfAlert?: Related<ThreatDetection>;
    readonly eventsOfThreatDetection?: Related<Event>;
    readonly eventsOfCase?: RelatedPage<Event>;
    readonly alertsOfCase?: RelatedPage<Alert>;
    readonly addressesOfDevice?: (deviceId: string, call: Call) => Promise<readonly string[]>;
  };
  /** What only Argus has: all by event id, one object an id, or in one call for many where the vendor allows. */
  readonly argus?: {
    readonly properties: Lookup<readonly ArgusProperty[]>;
    readonly comments: Lookup<readonly ArgusComment[]>;
    readonly subEvents: Lookup<readonly string[]>;
    readonly payload: (id: string, call: Call) => Promise<ArgusPayload | null>;
    /** The capture as base64. */
    readonly pcap: (id: string, call: Call) => Promise<string | null>;
    readonly lineage: (id: string, call: Call) => Promise<readonly ArgusLineageEntry[]>;
  };
  /** What only AlphaSOC has. */
  readonly alphasoc?: {
    readonly flags: Lookup<AlphaSocFlag>;
    readonly account: (call: Call) => Promise<SourceAccount>;
  };
  /** What can be followed into the journal. */
  readonly feeds?: readonly Feed[];
  /** How the source did when last asked. */
  health(): SourceHealth;
  close(): Promise<void>;
}
