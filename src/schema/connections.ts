import { openCursor, sealCursor } from '../model/cursor.ts';
import { InvalidCursorError, SourceError, UnsupportedError } from '../model/errors.ts';
import { emptyPage, pageRequest, type Page, type PageArguments } from '../model/page.ts';
import type { Ref } from '../model/records.ts';
import type { Source } from '../model/source.ts';
import type { Context, MeteredCall, ResponsePath } from './context.ts';
import { codeOfSourceError } from './errors.ts';
import { all, type MaybePromise } from './maybe-promise.ts';
import type { SourceResultValue } from './source-result.ts';

/** What a connection resolves to: a page, and how the sources did. All else is made when it is selected. */
export interface ConnectionValue<T> {
  /** The page's items: a plain property, which compiled operations read without calling anything. */
  readonly nodes: readonly T[];
  readonly page: Page<T>;
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
  return { nodes: page.items, page, results: () => [result] };
}

const outcomeOfKind = {
  timeout: 'TIMED_OUT',
  'rate-limited': 'RATE_LIMITED',
  unauthorized: 'UNAUTHORIZED',
} as const;

/** How a failure of a source is put in its result. */
function outcomeOf(error: SourceError | UnsupportedError): Outcome {
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

function relationPageOf<T>(
  { args, binding }: RelationOptions<T>,
  refs: readonly Ref<T>[],
  start: number,
  loaded: readonly (T | null)[],
): Page<T> {
  const items = loaded.filter((record) => record !== null);
  // Where nothing dangles, which is nearly always, an item's place is its index.
  const places =
    items.length === loaded.length ? undefined : loaded.flatMap((record, i) => (record === null ? [] : [i]));
  const cursorOf = (at: number): string => sealCursor(binding(), [at, refs[at]?.nativeId ?? '']);
  return {
    items,
    cursorAt: (i) => cursorOf(start + (places === undefined ? i : (places[i] ?? i))),
    // A page on which everything dangles still leads on to the next.
    ...(items.length === 0 && loaded.length > 0 ? { resumeCursor: cursorOf(start + loaded.length - 1) } : {}),
    hasNextPage: start + loaded.length < refs.length,
    hasPreviousPage: typeof args.after === 'string' && start > 0,
    // A reference may dangle, so only records at hand are certain.
    totalCount: {
      value: refs.length,
      relation: refs.every((ref) => ref.record !== undefined) ? 'EXACT' : 'ESTIMATE',
    },
  };
}

/**
 * What is related to a record within its source, as a connection. References to things that are gone are left out. When
 * the source fails, the connection is empty, its `sourceResults` say why, and the error is reported on its path: an empty
 * list is never silent, and the parent keeps its other fields.
 *
 * Gives a value rather than a promise where everything is at hand: a page has thousands of these.
 */
export function relationConnection<T>(options: RelationOptions<T>): MaybePromise<ConnectionValue<T>> {
  const { source, context, args, binding } = options;
  const { limit } = pageRequest(args);
  const startedAt = context.now();

  const failed = (error: unknown): ConnectionValue<T> => {
    if (!(error instanceof SourceError) && !(error instanceof UnsupportedError)) throw error;
    context.report(error, options.path);
    const result = resultOf(source, context, {
      outcome: outcomeOf(error),
      startedAt,
      upstreamCalls: 0,
      failure: error,
    });
    return { nodes: [], page: emptyPage, results: () => [result] };
  };
  const complete = (page: Page<T>): ConnectionValue<T> => ({
    nodes: page.items,
    page,
    results: () => [resultOf(source, context, { outcome: 'COMPLETE', startedAt, upstreamCalls: 0 })],
  });
  const answer = (refs: readonly Ref<T>[]): MaybePromise<ConnectionValue<T>> => {
    const start = typeof args.after === 'string' ? startAfter(refs, binding(), args.after) : 0;
    const loaded = loadAll(
      start === 0 && refs.length <= limit ? refs : refs.slice(start, start + limit),
      options.load,
    );
    return loaded instanceof Promise
      ? loaded.then((records) => complete(relationPageOf(options, refs, start, records)), failed)
      : complete(relationPageOf(options, refs, start, loaded));
  };

  const refs = options.refs();
  return refs instanceof Promise ? refs.then(answer).catch(failed) : answer(refs);
}

/** The records behind references; those at hand cost nothing, not even a turn of the event loop. */
export function loadAll<T>(
  refs: readonly Ref<T>[],
  load: (id: string) => MaybePromise<T | null>,
): MaybePromise<(T | null)[]> {
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
    if (!(error instanceof SourceError) && !(error instanceof UnsupportedError)) throw error;
    context.report(error, path);
    const result = resultOf(source, context, {
      outcome: outcomeOf(error),
      startedAt,
      upstreamCalls: 0,
      failure: error,
    });
    return { nodes: [], page: emptyPage, results: () => [result] };
  }
}
