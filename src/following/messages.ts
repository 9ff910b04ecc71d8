/** What the thread that follows and the one that answers say to each other: plain values only. */
import type { JournalErrorKind } from '../journal/errors.ts';
import type { SourceErrorKind } from '../model/errors.ts';
import type { Reading } from '../model/feed.ts';
import type { SourceState } from '../model/health.ts';
import type { RecordKind } from '../model/records.ts';
import type { VendorName } from '../model/source.ts';

/** A source as the thread makes it again for itself. Its settings hold secrets: they stay in memory. */
export interface SourceSettings {
  readonly vendor: VendorName;
  /** The vendor's settings, as they are read by its schema. */
  readonly entry: Readonly<Record<string, unknown>>;
  readonly name: string;
  readonly timeout: number;
  /** Milliseconds that the first read of a feed reaches back. */
  readonly from: number;
}

export interface FollowingTask {
  readonly path: string;
  readonly temporary: boolean;
  /** Milliseconds that a change is kept. */
  readonly retention: number;
  /** Bytes that the file shall stay below; undefined: no limit. */
  readonly maxSize?: number | undefined;
  /** Milliseconds by which the clock is ahead of this machine's. */
  readonly clockOffset: number;
  readonly sources: readonly SourceSettings[];
}

export interface PlainFailure {
  readonly kind: SourceErrorKind;
  readonly status: number | undefined;
  readonly retryAt: number | undefined;
  readonly message: string;
  readonly at: number;
}

export interface PlainFeed {
  readonly source: string;
  readonly feed: string;
  readonly kinds: readonly RecordKind[];
  readonly state: SourceState;
  readonly lastSuccessAt: number | undefined;
  readonly caughtUpAt: number | undefined;
  readonly failure: PlainFailure | undefined;
}

export type Level = 'info' | 'warn' | 'error';

export type FromWorker =
  | { readonly type: 'ready'; readonly feeds: readonly PlainFeed[] }
  | { readonly type: 'refused'; readonly kind: JournalErrorKind }
  | { readonly type: 'commit'; readonly sequence: number }
  | { readonly type: 'feeds'; readonly feeds: readonly PlainFeed[] }
  | { readonly type: 'log'; readonly level: Level; readonly details: object; readonly message: string }
  | Absorbed
  | { readonly type: 'closed' };

/** What became of a reading. */
export interface Absorbed {
  readonly type: 'absorbed';
  readonly id: number;
  /** Undefined: it is stored. */
  readonly failure?: JournalErrorKind | 'other' | undefined;
}

export interface Absorb {
  readonly type: 'absorb';
  readonly id: number;
  readonly source: string;
  readonly reading: Reading;
  /** The journal's last number before it was read. */
  readonly since: number;
}

export type ToWorker = Absorb | { readonly type: 'close' };
