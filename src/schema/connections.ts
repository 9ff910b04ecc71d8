import { SourceError, UnsupportedError } from '../model/errors.ts';
import { openCursor, sealCursor } from '../model/cursor.ts';
import { emptyPage, pageRequest, type Count, type Page, type PageArguments } from '../model/page.ts';
import type { Ref } from '../model/records.ts';
import type { Source } from '../model/source.ts';
import type { Context, MeteredCall, ResponsePath } from './context.ts';
import type { SourceResultValue } from './source-result.ts';
import { InvalidCursorError } from '../model/errors.ts';
import { codeOfSourceError } from './errors.ts';

/** What a connection resolves to. Edges and cursors are made when they are selected, not before. */
export interface ConnectionValue<T> {
  readonly edges: EdgeValue<T>[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: Count | null;
  readonly sourceResults: readonly SourceResultValue[];
}

export interface EdgeValue<T> {
  readonly node: T;
  readonly cursor: string;
}

/** A page as a connection; `results` tells how the sources did. */
export function connection<T>(page: Page<T>, results: readonly SourceResultValue[]): ConnectionValue<T> {
  const last = page.items.length - 1;
  return {
    get edges() {
      return page.items.map((node, index) => ({
        node,
        get cursor() {
          return page.cursorAt(index);
        },
      }));
    },
    get pageInfo() {
      return {
        hasNextPage: page.hasNextPage,
        hasPreviousPage: page.hasPreviousPage,
        startCursor: last < 0 ? (page.resumeCursor ?? null) : page.cursorAt(0),
        endCursor: page.resumeCursor ?? (last < 0 ? null : page.cursorAt(last)),
      };
    },
    totalCount: page.totalCount ?? null,
    sourceResults: results,
  };
}

/** Starts the account of what a source did for one connection. */
function meter(source: Source, context: Context, call: MeteredCall) {
  const startedAt = context.now();
  return (outcome: SourceResultValue['outcome'], failure?: unknown): SourceResultValue => ({
    source,
    outcome,
    servedFrom: outcome === 'COMPLETE' || outcome === 'PARTIAL' ? 'LIVE' : 'NOTHING',
    upstreamCalls: call.upstreamCalls,
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
  });
}

/**
 * A page straight from a source, in its own order. `read` undefined: the vendor has no such kind, which is an empty page
 * that says so. Whatever the source throws, the field throws.
 */
export async function nativeConnection<T>(
  source: Source,
  context: Context,
  args: PageArguments,
  read: ((call: MeteredCall) => Promise<Page<T>>) | undefined,
): Promise<ConnectionValue<T>> {
  const { limit } = pageRequest(args);
  const call = context.call(source);
  const result = meter(source, context, call);
  if (read === undefined) return connection(emptyPage, [result('UNSUPPORTED')]);
  const page = await read(call);
  return connection(page, [
    result(page.partial === true && page.items.length < limit ? 'PARTIAL' : 'COMPLETE'),
  ]);
}

const outcomeOfKind = {
  timeout: 'TIMED_OUT',
  'rate-limited': 'RATE_LIMITED',
  unauthorized: 'UNAUTHORIZED',
} as const;

/** How a failure of a source is put in its result. */
export function outcomeOf(error: unknown): SourceResultValue['outcome'] {
  if (error instanceof UnsupportedError) return 'UNSUPPORTED';
  if (!(error instanceof SourceError)) return 'UNAVAILABLE';
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
  readonly binding: string;
  /** All that is related. */
  readonly refs: () => readonly Ref<T>[] | Promise<readonly Ref<T>[]>;
  readonly load: (nativeId: string) => Promise<T | null>;
}

function isPosition(value: unknown): value is readonly [index: number, nativeId: string] {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    Number.isSafeInteger(value[0]) &&
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

/**
 * What is related to a record within its source, as a connection. References to things that are gone are left out. When
 * the source fails, the connection is empty, its `sourceResults` say why, and the error is reported on its path: an empty
 * list is never silent, and the parent keeps its other fields.
 */
export async function relationConnection<T>(options: RelationOptions<T>): Promise<ConnectionValue<T>> {
  const { source, context, args, binding } = options;
  const { limit } = pageRequest(args);
  const call = context.call(source);
  const result = meter(source, context, call);
  try {
    const refs = await options.refs();
    const start = typeof args.after === 'string' ? startAfter(refs, binding, args.after) : 0;
    const slice = refs.slice(start, start + limit);
    const loaded = await loadAll(slice, options.load);
    const items: T[] = [];
    const kept: number[] = [];
    for (const [i, record] of loaded.entries()) {
      if (record === null) continue;
      items.push(record);
      kept.push(i);
    }
    const complete = refs.every((ref) => ref.record !== undefined);
    return connection<T>(
      {
        items,
        cursorAt: (i) => {
          const at = kept[i] ?? 0;
          return sealCursor(binding, [start + at, slice[at]?.nativeId ?? '']);
        },
        hasNextPage: start + slice.length < refs.length,
        hasPreviousPage: start > 0,
        // A reference may dangle, so only records at hand are certain.
        totalCount: { value: refs.length, relation: complete ? 'EXACT' : 'ESTIMATE' },
      },
      [result('COMPLETE')],
    );
  } catch (error) {
    if (!(error instanceof SourceError) && !(error instanceof UnsupportedError)) throw error;
    context.report(error, options.path);
    return connection<T>(emptyPage, [result(outcomeOf(error), error)]);
  }
}

/** The records behind references; those at hand cost nothing, not even a turn of the event loop. */
export function loadAll<T>(
  refs: readonly Ref<T>[],
  load: (id: string) => Promise<T | null>,
): (T | null)[] | Promise<(T | null)[]> {
  const atHand: T[] = [];
  for (const ref of refs) {
    if (ref.record === undefined)
      return Promise.all(refs.map(async (each) => each.record ?? load(each.nativeId)));
    atHand.push(ref.record);
  }
  return atHand;
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
  try {
    return await nativeConnection(source, context, args, read);
  } catch (error) {
    if (!(error instanceof SourceError) && !(error instanceof UnsupportedError)) throw error;
    context.report(error, path);
    return connection<T>(emptyPage, [meter(source, context, context.call(source))(outcomeOf(error), error)]);
  }
}
