import type { Changes } from '../federation/changes.ts';
import type { Federated } from '../federation/federated.ts';
import type { Progress } from '../federation/progress.ts';
import type { Loaders } from '../loaders.ts';
import type { Viewer } from '../model/access.ts';
import type { RecordOfKind } from '../model/records.ts';
import type { Call, Source } from '../model/source.ts';
import type { Order, Refusal, Writing } from '../writing.ts';

/** A `Call` that also tells what it cost. */
export interface MeteredCall extends Call {
  /** Requests sent upstream so far. */
  readonly upstreamCalls: number;
}

/** A place in the response, as executors hand it to resolvers: the last part first. */
export interface ResponsePath {
  readonly prev: ResponsePath | undefined;
  readonly key: string | number;
}

/** One mutation on one source; who does it, and how what it changes is shown, is the context's to know. */
export type WriteOrder<I extends object, R> = Omit<Order<I, R>, 'actor' | 'changed' | 'source'> & {
  readonly source: Source;
};

/** What every resolver gets: one of these lives as long as one operation. */
export interface Context {
  readonly sources: ReadonlyMap<string, Source>;
  readonly loaders: Loaders;
  /** For what records of the journal refer to: taken from the journal, and only the rest from the source. */
  readonly journalLoaders: Loaders;
  /** What is asked of all sources at once. */
  readonly federated: Federated;
  /** The journal's own sequence. */
  readonly changes: Changes;
  /** How far each kind of records of a source has been followed; [] for a source that is not followed. */
  feedsOf(source: string): readonly Progress[];
  readonly viewer: Viewer;
  /**
   * Does it once, on record. When it settles, the journal and `changes` show what it changed, as far as the source could be
   * read again in time; loaders need `forget`. Rejects with what `Writing.run` rejects with, and with UnsupportedError
   * before the gateway has started.
   */
  write<I extends object, R>(order: WriteOrder<I, R>): Promise<R>;
  /** Objects after a write, by native id, as they are now; those that are not there or cannot be read are left out. */
  readAgain<K extends 'EVENT' | 'ALERT'>(
    source: Source,
    kind: K,
    nativeIds: readonly string[],
  ): Promise<ReadonlyMap<string, RecordOfKind[K]>>;
  /** Puts on record that something was not permitted. */
  refused(refusal: Omit<Refusal, 'actor'>): void;
  /** Makes the loaders anew: what was loaded before a write is not shown after it. */
  forget(): void;
  readonly audit: Pick<Writing, 'entries'>;
  /** Ends when the client goes away. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  now(): number;
  /** A use of a source under the operation's deadline for it. */
  call(source: Source): MeteredCall;
  /**
   * Adds an error to the response without taking a value away: for a part that could be given only incompletely, so
   * that one dead source does not empty what others answered.
   */
  report(error: unknown, path: ResponsePath): void;
}

/** The loaders for what a record refers to: one of the journal, which was seen before, has it there. */
export const loadersOf = (
  { seenAt }: { readonly seenAt?: number | undefined },
  context: Pick<Context, 'loaders' | 'journalLoaders'>,
): Loaders => (seenAt === undefined ? context.loaders : context.journalLoaders);
