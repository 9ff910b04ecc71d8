import type { AlphaSocFlag } from './details.ts';
import type { AnyRecord, RecordKind, Threat } from './records.ts';
import type { Call } from './source.ts';

/** A record that could not be understood: kept with its bytes, counted, and never in the way of the others. */
export interface Quarantined {
  /** What arrived, as text. */
  readonly text: string;
  /** Why it could not be read: a path and what was expected, nothing of the text itself. */
  readonly reason: string;
}

export interface Removal {
  readonly kind: RecordKind;
  readonly nativeId: string;
}

/** What some objects are now, and what they are not, or not any more. */
export interface Reading {
  readonly records: readonly AnyRecord[];
  readonly removed: readonly Removal[];
}

/** A record that is the same under another id than before. */
export interface Alias {
  readonly kind: RecordKind;
  readonly nativeId: string;
  /** The id it had: it goes on leading to the record. */
  readonly formerly: string;
}

/** A stretch that a feed knows to be lost; times are milliseconds since the epoch, absent where unknown. */
export interface LostStretch {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly reason: string;
}

/** What one read of a feed gave. Everything in it is stored in one transaction, with the bookmark. */
export interface FeedBatch {
  /** In the order they shall have in the journal. A record read again unchanged makes no change there. */
  readonly records: readonly AnyRecord[];
  readonly removed?: readonly Removal[] | undefined;
  /** Entries of the threat catalogue as they are now; they carry severity and title of what refers to them. */
  readonly threats?: readonly Threat[] | undefined;
  /** Entries of the dictionary of flags as they are now, where the vendor has one. */
  readonly flags?: readonly AlphaSocFlag[] | undefined;
  /** Records that go by another id from now on; both ids lead to them. The record itself is among `records`. */
  readonly aliases?: readonly Alias[] | undefined;
  readonly quarantined?: readonly Quarantined[] | undefined;
  readonly lost?: readonly LostStretch[] | undefined;
  /** Where to go on: opaque to everyone but the feed. */
  readonly bookmark: string;
  /** Whether there is more to be read at once. False: the follower waits. */
  readonly more: boolean;
}

/** A stream of new and changed records that can be resumed from a bookmark of the vendor's own kind. */
export interface Feed {
  /** Names it within its source: `alerts`, `events`. */
  readonly name: string;
  readonly kinds: readonly RecordKind[];
  /** Kinds of which this feed gives a part only, as it was configured: the journal never counts as complete for them. */
  readonly partly?: readonly RecordKind[] | undefined;
  /** Keys of filters about which its records hold too little: such a filter is not for the journal to answer. */
  readonly lacks?: readonly string[] | undefined;
  /** Milliseconds that the vendor keeps what was not fetched; a longer outage leaves a gap. Undefined: it keeps all. */
  readonly window?: number | undefined;
  /**
   * Milliseconds that one read may take. Undefined: the source's `timeout`. A long poll takes its collection window and a
   * margin.
   */
  readonly timeout?: number | undefined;
  /** Milliseconds to wait after a read that said there is no more. */
  readonly every: number;
  /**
   * Reads on after `bookmark` (null: from the beginning). The same bookmark may be asked for again: reading consumes
   * nothing. Throws SourceError.
   */
  read(bookmark: string | null, call: Call): Promise<FeedBatch>;
}
