import type {
  AlphaSocFlag,
  ArgusComment,
  ArgusLineageEntry,
  ArgusPayload,
  ArgusProperty,
} from './details.ts';
import type { Feed, Reading } from './feed.ts';
import type { AlertFilter, CaseFilter, EventFilter, ThreatDetectionFilter, TimeWindow } from './filters.ts';
import type { OrderKey, RecordOrder } from './order.ts';
import type { Count, Page, PageRequest } from './page.ts';
import type { Alert, Case, Event, Flow, RecordKind, Ref, Threat, ThreatDetection } from './records.ts';
import type { Device } from './values.ts';
import type { SourceHealth } from './health.ts';
import type { Writes } from './writes.ts';

export const vendors = ['argus', 'alphasoc', 'kata', 'cisco-gta'] as const;
export type VendorName = (typeof vendors)[number];

export const capabilities = [
  'BROWSE_EVENTS',
  'BROWSE_ALERTS',
  'BROWSE_THREAT_DETECTIONS',
  'BROWSE_CASES',
  'BROWSE_FLOWS',
  'WINDOW_EVENTS',
  'WINDOW_ALERTS',
  'WINDOW_THREAT_DETECTIONS',
  'WINDOW_CASES',
  'LOOKUP_EVENTS',
  'LOOKUP_ALERTS',
  'LOOKUP_THREAT_DETECTIONS',
  'LOOKUP_CASES',
  'FOLLOW_EVENTS',
  'FOLLOW_ALERTS',
  'FOLLOW_THREAT_DETECTIONS',
  'FOLLOW_CASES',
  'ASSESS',
  'SUBMIT',
  'SET_STATUS',
  'SET_NOTE',
  'SUBMIT_TELEMETRY',
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

/** Asks for a stretch of what a source holds, in Crosswatch's own order. Times are milliseconds since the epoch. */
export interface WindowQuery<F> {
  readonly order: RecordOrder;
  readonly filter?: F | undefined;
  /** From the end of the order to its beginning, each item after the one that it precedes: how a page is walked backwards. */
  readonly reverse?: boolean | undefined;
  /** Go on from this place, exclusive, in the direction of the walk. Undefined: from the order's beginning (its end, reversed). */
  readonly after?: OrderKey | undefined;
  /** Only records whose time (in the order MODIFIED: whose modification) is before this, exclusive. */
  readonly until?: number | undefined;
  /** 0 to MAX_PAGE + 1. */
  readonly limit: number;
  readonly countTotal: boolean;
}

export interface WindowPage<T> {
  /** In the direction of the walk, at most `limit`. */
  readonly items: readonly T[];
  /** Whether there is more after them. */
  readonly more: boolean;
  /** How many match in all, wherever the page stands; only when asked for. */
  readonly totalCount?: Count | undefined;
  /**
   * Set when so much was looked at that the page ended early: everything up to this place was looked at. `more` is true
   * then.
   */
  readonly reached?: OrderKey | undefined;
}

/**
 * What a source holds at any time, in Crosswatch's own order; live. A filter means here what it means everywhere
 * (`matching.ts`). Throws SourceError, UnsupportedError (an order that the vendor cannot give).
 */
export type Window<T, F> = (query: WindowQuery<F>, call: Call) => Promise<WindowPage<T>>;

export const statisticsKeys = [
  'SOURCE',
  'VENDOR',
  'KIND',
  'SEVERITY',
  'STATUS',
  'VERDICT',
  'CUSTOMER',
  'THREAT',
  'TECHNIQUE',
  'TACTIC',
  'SRC_IP',
  'DST_IP',
  'DST_PORT',
  'HOST',
  'USER',
  'DOMAIN',
  'COUNTRY',
  'PROTOCOL',
  'SIGNATURE',
] as const;
export type StatisticsKey = (typeof statisticsKeys)[number];

export interface StatisticsQuery<F> {
  readonly filter?: F | undefined;
  /** One to three; none for a bare count. */
  readonly groupBy: readonly StatisticsKey[];
  /** Counted besides all: one number a window. */
  readonly windows: readonly TimeWindow[];
  /** Milliseconds: counts are told apart by the stretch of time, aligned to the epoch, that a record lies in. */
  readonly interval?: number | undefined;
}

/** A group and how many records are in it. */
export interface StatisticsGroup {
  /** In the order of `groupBy`; '' for records without a value. */
  readonly values: readonly string[];
  /** What a value is called, where that is not itself. */
  readonly labels: readonly (string | undefined)[];
  /** Where the stretch of time begins, if stretches were asked for. */
  readonly from?: number | undefined;
  readonly count: number;
  readonly windows: readonly number[];
}

export interface Counted {
  readonly groups: readonly StatisticsGroup[];
  /** All records that match, each once, whatever the groups. */
  readonly total: number;
  /** False when counting had to stop early: the numbers are of a part. */
  readonly complete: boolean;
}

/**
 * Counts over what a source holds, made by the source itself. Undefined when it cannot count exactly this (a key or a
 * filter that it does not know): nothing was asked then. Throws SourceError.
 */
export type CountLive<F> = (query: StatisticsQuery<F>, call: Call) => Promise<Counted | undefined>;

/**
 * The objects behind the ids, keyed by id; an id that is missing from the answer does not exist. Takes any number of ids
 * (no duplicates) and chunks them as the vendor needs.
 */
export type Lookup<T> = (ids: readonly string[], call: Call) => Promise<ReadonlyMap<string, T>>;

/** Everything of one kind that belongs to each of the parents, keyed by parent, in as few calls as the source allows. */
export type Related<T> = Lookup<readonly Ref<T>[]>;

/** A page of what belongs to one parent, on the vendor's own cursor. */
export type RelatedPage<T> = (parentId: string, page: PageRequest, call: Call) => Promise<Page<T>>;

/**
 * Objects as they are now, by native id: exactly the records that the source's feeds would make of them, and what is
 * removed by that; in as few calls as the vendor allows. Throws SourceError, UnsupportedError (a kind that nothing can be
 * written to).
 */
export type Reread = (kind: RecordKind, ids: readonly string[], call: Call) => Promise<Reading>;

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
  readonly window?: {
    readonly events?: Window<Event, EventFilter>;
    readonly alerts?: Window<Alert, AlertFilter>;
    readonly threatDetections?: Window<ThreatDetection, ThreatDetectionFilter>;
    readonly cases?: Window<Case, CaseFilter>;
  };
  readonly statistics?: {
    readonly events?: CountLive<EventFilter>;
    readonly alerts?: CountLive<AlertFilter>;
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
  /** What can be written back. */
  readonly writes?: Writes;
  /** What was written to, as it is now. */
  readonly reread?: Reread;
  /** What can be followed into the journal. */
  readonly feeds?: readonly Feed[];
  /** How the source did when last asked. */
  health(): SourceHealth;
  close(): Promise<void>;
}
