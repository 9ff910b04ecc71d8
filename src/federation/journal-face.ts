import type { JournalReader } from '../journal/reader.ts';
import type { SourceFailure, SourceState } from '../model/health.ts';
import type { RecordKind } from '../model/records.ts';

/** How one followed feed does, as last told by whoever follows it. Times are milliseconds. */
export interface FollowedFeed {
  readonly feed: string;
  readonly kinds: readonly RecordKind[];
  readonly lastSuccessAt?: number | undefined;
  readonly lagMs?: number | undefined;
  readonly state: SourceState;
  readonly failure?: SourceFailure | undefined;
}

/** What answering needs of following: the journal to read, how the feeds do, and word of every commit. */
export interface Followed {
  readonly reader: JournalReader;
  /** [] for a source that is not followed. */
  feedsOf(source: string): readonly FollowedFeed[];
  /** Told after commits that made changes, with the latest sequence number. Returns how to stop. */
  onCommit(listener: (sequence: number) => void): () => void;
}
