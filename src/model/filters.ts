import type { AlertStatus, CaseStatus, EventKind, Verdict } from './records.ts';
import type { Confidence, Severity } from './severity.ts';
import type { VendorName } from './source.ts';
import type { ObservableType } from './values.ts';

type Maybe<T> = T | null | undefined;
type List<T> = Maybe<readonly T[]>;

/** `from` inclusive, `to` exclusive, milliseconds since the epoch. */
export interface TimeWindow {
  readonly from?: Maybe<number>;
  readonly to?: Maybe<number>;
}

/** Keys that filters of every kind share; all keys are ANDed, the values of a list ORed. */
interface CommonFilter<Self> {
  readonly and?: List<Self>;
  readonly or?: List<Self>;
  readonly not?: Maybe<Self>;
  readonly sources?: List<string>;
  readonly vendors?: List<VendorName>;
  readonly time?: Maybe<TimeWindow>;
  readonly modified?: Maybe<TimeWindow>;
  readonly text?: Maybe<string>;
  /**
   * Mentions exactly this, normalised (`observables.ts`); hosts as `hosts` has it. Not a key of the public filters: it is
   * how an Observable asks.
   */
  readonly observable?: Maybe<{ readonly type: ObservableType; readonly value: string }>;
}

interface ObservableFilter {
  readonly minSeverity?: Maybe<Severity>;
  readonly severities?: List<Severity>;
  /** Addresses or networks: an IP observable inside one of them. */
  readonly ip?: List<string>;
  readonly hosts?: List<string>;
  readonly users?: List<string>;
  readonly domains?: List<string>;
  readonly hashes?: List<string>;
  /** T1059 also matches T1059.001. */
  readonly techniques?: List<string>;
  /** Global ids of Threats. */
  readonly threatIds?: List<string>;
}

interface CustomerFilter {
  /** Short name or id. */
  readonly customers?: List<string>;
  /** Global ids of Cases. */
  readonly caseIds?: List<string>;
}

export interface EventFilter extends CommonFilter<EventFilter>, ObservableFilter, CustomerFilter {
  readonly kinds?: List<EventKind>;
  readonly srcIp?: List<string>;
  readonly dstIp?: List<string>;
  /** Also ranges that cover the address (Argus records may name a network). */
  readonly coveringNetworks?: Maybe<boolean>;
  readonly ports?: List<number>;
  readonly protocols?: List<string>;
  readonly argus?: Maybe<ArgusEventFilter>;
  readonly kata?: Maybe<KataEventFilter>;
}

export interface KataEventFilter {
  /** In KATA's own language (`kata-filter.ts`), evaluated over the fields of the event. */
  readonly expression: string;
}

export interface ArgusEventFilter {
  readonly type?: Maybe<'AGGREGATED' | 'RAW'>;
  readonly signatures?: List<string>;
  readonly alarmIds?: List<number>;
  readonly attackCategoryIds?: List<number>;
  readonly locationIds?: List<number>;
  readonly sensorIds?: List<number>;
  /** All of these are set; v2 or v1 spelling. */
  readonly includeFlags?: List<string>;
  /** None of these is set. */
  readonly excludeFlags?: List<string>;
  readonly properties?: List<{ readonly key: string; readonly value: string }>;
  readonly minCount?: Maybe<number>;
  readonly srcMinBits?: Maybe<number>;
  readonly dstMinBits?: Maybe<number>;
  /** ISO 3166-1 alpha-2, at either endpoint. */
  readonly countries?: List<string>;
}

export interface AlertFilter extends CommonFilter<AlertFilter>, ObservableFilter, CustomerFilter {
  readonly statuses?: List<AlertStatus>;
  readonly verdicts?: List<Verdict>;
  readonly labels?: List<string>;
}

export interface ThreatDetectionFilter extends CommonFilter<ThreatDetectionFilter>, ObservableFilter {
  readonly minConfidence?: Maybe<Confidence>;
}

export interface CaseFilter extends CommonFilter<CaseFilter> {
  readonly minPriority?: Maybe<Severity>;
  readonly statuses?: List<CaseStatus>;
  readonly customers?: List<string>;
  readonly categories?: List<string>;
}

export interface ThreatFilter {
  readonly sources?: List<string>;
  readonly minSeverity?: Maybe<Severity>;
  /** In title or native id. */
  readonly text?: Maybe<string>;
}

export type RecordFilter = EventFilter | AlertFilter | ThreatDetectionFilter | CaseFilter;
