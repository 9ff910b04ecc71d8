import { openCursor, sealCursor } from '../model/cursor.ts';
import { InvalidCursorError, SourceError, UnsupportedError } from '../model/errors.ts';
import { emptyPage, pageRequest, type Page, type PageArguments } from '../model/page.ts';
import type { Ref } from '../model/records.ts';
import type { Source } from '../model/source.ts';
import type { Context, MeteredCall, ResponsePath } from './context.ts';
import { codeOfSourceError } from './errors.ts';
import { all, chain, type MaybePromise } from './maybe-promise.ts';
import type { SourceResultValue } from './source-result.ts';

/** What a connection resolves to: a page, and how the sources did. All else is made when it is selected. */
export interface ConnectionValue<T> {
  /** The page's items: a plain property, which compiled operations read without calling anything. */
  readonly nodes: readonly T[];
  readonly page: () => Page<T>;
  readonly results: () => readonly SourceResultValue[];
}

export interface EdgeValue<T> {
  readonly node: T;
  readonly page: Page<T>;
  readonly index: number;
}

export const startCursor = (page: Page<unknown>): string | null =>
  page.items.length === 0 ? (page.resumeCursor ?? null) : page.cursorAt(0);

export const endCursor = (page: Page<unknown>): string | null =>
  page.resumeCursor ?? (page.items.length === 0 ? null : page.cursorAt(page.items.length - 1));

type Outcome = SourceResultValue['outcome'];

function resultOf(
  source: Source,
  context: Context,
  account: {
    readonly outcome: Outcome;
    readonly startedAt: number;
    readonly upstreamCalls: number;
    readonly failure?: unknown;
    readonly journal?: Page<unknown>['journal'];
  },
): SourceResultValue {
  const { outcome, startedAt, upstreamCalls, failure, journal } = account;
  const answered = outcome === 'COMPLETE' || outcome === 'PARTIAL';
  return {
    source,
    outcome,
    servedFrom: !answered ? 'NOTHING' : journal === undefined ? 'LIVE' : 'JOURNAL',
    coverageFrom: journal?.coverageFrom,
    completeUntil: journal?.completeUntil,
    upstreamCalls,
    tookMs: Math.max(0, Math.round(context.now() - startedAt)),
    error:
      failure instanceof SourceError
        ? {
            code: codeOfSourceError(failure),
            message: failure.message,
            at: context.now(),
            retryAt: failure.retryAt,
          }
        : undefined,
  };
}

/**
 * A page straight from a source, in its own order. `read` undefined: the vendor has no such kind, which is an empty page
 * that says so. Whatever the source throws, the field throws. `beneath` fetches what the items' relations will ask for.
 */
export async function nativeConnection<T>(
  source: Source,
  context: Context,
  args: PageArguments,
  read: ((call: MeteredCall) => Promise<Page<T>>) | undefined,
  beneath?: (items: readonly T[]) => Promise<void>,
): Promise<ConnectionValue<T>> {
  const { limit } = pageRequest(args);
  const startedAt = context.now();
  const call = context.call(source);
  const page = read === undefined ? emptyPage : await read(call);
  const partial = page.partial === true && page.items.length < limit;
  const outcome = read === undefined ? 'UNSUPPORTED' : partial ? 'PARTIAL' : 'COMPLETE';
  const result = resultOf(source, context, {
    outcome,
    startedAt,
    upstreamCalls: call.upstreamCalls,
    journal: page.journal,
    failure: page.journal?.failure?.error,
  });
  if (beneath !== undefined) await beneath(page.items);
  return { nodes: page.items, page: () => page, results: () => [result] };
}

const outcomeOfKind = {
  timeout: 'TIMED_OUT',
  'rate-limited': 'RATE_LIMITED',
  unauthorized: 'UNAUTHORIZED',
} as const;

/** How a failure of a source is put in its result. */
export function outcomeOf(error: SourceError | UnsupportedError): Outcome {
  if (error instanceof UnsupportedError) return 'UNSUPPORTED';
  const { kind } = error;
  return kind === 'timeout' || kind === 'rate-limited' || kind === 'unauthorized'
    ? outcomeOfKind[kind]
    : 'UNAVAILABLE';
}

export interface RelationOptions<T> {
  readonly source: Source;
  readonly context: Context;
  readonly path: ResponsePath;
  readonly args: PageArguments;
  /** Names the relation: the parent's id and the field; cursors of one relation fit no other. */
  readonly binding: () => string;
  /** All that is related. */
  readonly refs: () => MaybePromise<readonly Ref<T>[]>;
  readonly load: (nativeId: string) => MaybePromise<T | null>;
}

function isPosition(value: unknown): value is readonly [index: number, nativeId: string] {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    Number.isSafeInteger(value[0]) &&
    value[0] >= 0 &&
    typeof value[1] === 'string'
  );
}

/** The index after the item that a cursor names; where the item is gone, its old place. */
function startAfter<T>(refs: readonly Ref<T>[], binding: string, cursor: string): number {
  const value = openCursor(binding, cursor, 'after');
  if (!isPosition(value)) throw new InvalidCursorError('after');
  const [index, nativeId] = value;
  const found =
    refs[index]?.nativeId === nativeId ? index : refs.findIndex((ref) => ref.nativeId === nativeId);
  return found < 0 ? index : found + 1;
}

/** Some of the references of a relation, from the `start`th on, and the records behind them. */
interface Loaded<T> {
  readonly refs: readonly Ref<T>[];
  readonly start: number;
  readonly records: readonly (T | null)[];
  /** The records without those that dangle. */
  readonly nodes: readonly T[];
}

function relationPageOf<T>(
  { args, binding }: RelationOptions<T>,
  { refs, start, records, nodes }: Loaded<T>,
): Page<T> {
  // Where nothing dangles, which is nearly always, an item's place is its index.
  const places =
    nodes.length === records.length
      ? undefined
      : records.flatMap((record, i) => (record === null ? [] : [i]));
  const cursorOf = (at: number): string => sealCursor(binding(), [at, refs[at]?.nativeId ?? '']);
  return {
    items: nodes,
    cursorAt: (i) => cursorOf(start + (places === undefined ? i : (places[i] ?? i))),
    // A page on which everything dangles still leads on to the next.
    ...(nodes.length === 0 && records.length > 0
      ? { resumeCursor: cursorOf(start + records.length - 1) }
      : {}),
    hasNextPage: start + records.length < refs.length,
    hasPreviousPage: typeof args.after === 'string' && start > 0,
    // A reference may dangle, so only records at hand are certain.
    totalCount: {
      value: refs.length,
      relation: refs.every((ref) => ref.record !== undefined) ? 'EXACT' : 'ESTIMATE',
    },
  };
}

function failedRelation(
  { source, context, path }: Pick<RelationOptions<never>, 'source' | 'context' | 'path'>,
  startedAt: number,
  error: unknown,
): ConnectionValue<never> {
  if (!(error instanceof SourceError) && !(error instanceof UnsupportedError)) throw error;
  context.report(error, path);
  const outcome = outcomeOf(error);
  const result = resultOf(source, context, { outcome, startedAt, upstreamCalls: 0, failure: error });
  return { nodes: [], page: () => emptyPage, results: () => [result] };
}

function completeRelation<T>(
  options: RelationOptions<T>,
  startedAt: number,
  { refs, start, records }: Omit<Loaded<T>, 'nodes'>,
): ConnectionValue<T> {
  const nodes = present(records);
  const { source, context } = options;
  return {
    nodes,
    page: () => relationPageOf(options, { refs, start, records, nodes }),
    results: () => [resultOf(source, context, { outcome: 'COMPLETE', startedAt, upstreamCalls: 0 })],
  };
}

/**
 * What is related to a record within its source, as a connection. References to things that are gone are left out. When
 * the source fails, the connection is empty, its `sourceResults` say why, and the error is reported on its path: an empty
 * list is never silent, and the parent keeps its other fields.
 *
 * Gives a value rather than a promise where everything is at hand, and makes nothing but the nodes before it is asked
 * for: a page has thousands of these.
 */
export function relationConnection<T>(options: RelationOptions<T>): MaybePromise<ConnectionValue<T>> {
  const { context, args, binding } = options;
  const { limit } = pageRequest(args);
  const startedAt = context.now();

  const answer = (refs: readonly Ref<T>[]): MaybePromise<ConnectionValue<T>> => {
    const start = typeof args.after === 'string' ? startAfter(refs, binding(), args.after) : 0;
    const page = start === 0 && refs.length <= limit ? refs : refs.slice(start, start + limit);
    return chain(loadAll(page, options.load), (records) =>
      completeRelation(options, startedAt, { refs, start, records }),
    );
  };

  const related = chain(options.refs(), answer);
  return related instanceof Promise
    ? related.catch((error: unknown) => failedRelation(options, startedAt, error))
    : related;
}

/** Those that are there. */
export function present<T>(records: readonly (T | null)[]): readonly T[] {
  return records.every((record) => record !== null) ? records : records.filter((record) => record !== null);
}

/** The records behind references; those at hand cost nothing, not even a turn of the event loop. */
export function loadAll<T>(
  refs: readonly Ref<T>[],
  load: (id: string) => MaybePromise<T | null>,
): MaybePromise<readonly (T | null)[]> {
  return all(refs.map((ref) => ref.record ?? load(ref.nativeId)));
}

/**
 * A page of what belongs to a record, on the source's own cursor. Failures are told as `relationConnection` tells them.
 */
export async function relationPage<T>(
  source: Source,
  context: Context,
  args: PageArguments,
  path: ResponsePath,
  read: ((call: MeteredCall) => Promise<Page<T>>) | undefined,
): Promise<ConnectionValue<T>> {
  const startedAt = context.now();
  try {
    return await nativeConnection(source, context, args, read);
  } catch (error) {
    return failedRelation({ source, context, path }, startedAt, error);
  }
}
