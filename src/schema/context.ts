import type { Changes } from '../federation/changes.ts';
import type { Federated } from '../federation/federated.ts';
import type { Progress } from '../federation/progress.ts';
import type { Loaders } from '../loaders.ts';
import type { Call, Source } from '../model/source.ts';

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
