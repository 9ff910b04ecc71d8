/**
 * Pages over all sources: one order, one cursor. Inside its coverage a source answers from the journal, which is one list
 * for all of them; beyond it a source that can give any stretch of time is asked itself, and only if the page reaches so
 * far back. A source that fails is named and takes nothing from the others.
 */
import { SourceError, UnsupportedError } from '../model/errors.ts';
import type { AlertFilter, CaseFilter, EventFilter, ThreatDetectionFilter } from '../model/filters.ts';
import { newestFirst, orderKeyOf, type OrderKey, type RecordOrder } from '../model/order.ts';
import { emptyPage, type Count, type Page, type PageRequest } from '../model/page.ts';
import type { Alert, Case, Event, RecordKind, RecordOfKind, ThreatDetection } from '../model/records.ts';
import type { Call, Source, Window } from '../model/source.ts';
import type { Followed } from './journal-face.ts';
import {
  beginningOfOlder,
  compareOnWalk,
  isFalling,
  merge,
  type Direction,
  type Part,
  type Placed,
} from './merge.ts';
import { createOrderCursors } from './order-cursors.ts';
import { reachOf, type Reach } from './reach.ts';

export interface FilterOfKind {
  readonly EVENT: EventFilter;
  readonly ALERT: AlertFilter;
  readonly THREAT_DETECTION: ThreatDetectionFilter;
  readonly CASE: CaseFilter;
}

export interface RecordsQuery<K extends RecordKind> {
  readonly sources: readonly Source[];
  readonly page: PageRequest;
  readonly filter?: FilterOfKind[K] | undefined;
  readonly order: RecordOrder;
  readonly countTotal: boolean;
  /** Whether to find out what lies on the near side of the page; it may cost a look of its own. */
  readonly lookBack: boolean;
  /** Ends when the client goes away. */
  readonly signal: AbortSignal;
  call(source: Source): MeteredCall;
}

interface MeteredCall extends Call {
  readonly upstreamCalls: number;
}

/** How a source did in one answer. */
export interface SourcePart extends Reach {
  readonly upstreamCalls: number;
  /** Milliseconds. */
  readonly tookMs: number;
  /** What the source itself answered with, if it was asked and failed. */
  readonly failure?: SourceError | UnsupportedError | undefined;
  /** Whether what was looked at ended early. */
  readonly partial: boolean;
}

export interface RecordsPage<T> extends Page<T> {
  readonly parts: readonly SourcePart[];
}

type AnyWindow<K extends RecordKind> = Window<RecordOfKind[K], FilterOfKind[K]>;

const windows: {
  readonly [K in RecordKind]: (source: Source) => AnyWindow<K> | undefined;
} = {
  EVENT: (source): Window<Event, EventFilter> | undefined => source.window?.events,
  ALERT: (source): Window<Alert, AlertFilter> | undefined => source.window?.alerts,
  THREAT_DETECTION: (source): Window<ThreatDetection, ThreatDetectionFilter> | undefined =>
    source.window?.threatDetections,
  CASE: (source): Window<Case, CaseFilter> | undefined => source.window?.cases,
};

interface Asked {
  readonly call: MeteredCall;
  readonly tookMs: number;
  readonly failure?: SourceError | UnsupportedError | undefined;
}

const nothing: Part<never> = { items: [], more: false };

/** Milliseconds that the journal may be looked through for one page. */
const BUDGET = 2_000;

export async function readRecords<K extends RecordKind>(
  kind: K,
  query: RecordsQuery<K>,
  followed: Followed | undefined,
): Promise<RecordsPage<RecordOfKind[K]>> {
  const { page, filter, order, signal } = query;
  const { limit } = page;
  const cursors = createOrderCursors(kind, filter, order);
  const cursor = cursors.open(page);
  const reaches = query.sources.map((source) => reachOf(source, kind, filter, followed));
  const asked = reaches.filter(({ part }) => part === 'asked');
  const journalled = asked.filter((reach) => reach.followed && reach.liveUntil !== Number.POSITIVE_INFINITY);
  const floors = new Map(
    journalled.flatMap(({ source, liveUntil }) =>
      liveUntil === undefined ? [] : [[source.name, liveUntil] as const],
    ),
  );
  const names = journalled.map(({ source }) => source.name);
  const calls = new Map<string, Asked>();
  const startedAt = performance.now();

  async function journal(direction: Direction, after: OrderKey | undefined, want: number) {
    if (followed === undefined || names.length === 0) return nothing;
    return followed.reader.window(kind, {
      sources: names,
      filter,
      order,
      reverse: direction.reverse,
      after,
      limit: want,
      floors,
      budget: BUDGET,
      signal,
    });
  }

  /** What a source itself says of the time before its coverage. A failure is kept for its part, and gives nothing. */
  async function ask<T>(
    { source }: Reach,
    empty: T,
    read: (window: AnyWindow<K>, call: Call) => Promise<T>,
  ): Promise<T> {
    const window: AnyWindow<K> | undefined = windows[kind](source);
    if (window === undefined) return empty;
    const begun = performance.now();
    const call = calls.get(source.name)?.call ?? query.call(source);
    let failure = calls.get(source.name)?.failure;
    try {
      return await read(window, call);
    } catch (error) {
      if (!(error instanceof SourceError) && !(error instanceof UnsupportedError)) throw error;
      failure = error;
      return empty;
    } finally {
      const tookMs = (calls.get(source.name)?.tookMs ?? 0) + performance.now() - begun;
      calls.set(source.name, { call, tookMs, failure });
    }
  }

  const live = (reach: Reach, direction: Direction, after: OrderKey | undefined, want: number) =>
    ask<Part<RecordOfKind[K]>>(reach, nothing, async (window, call) => {
      const found = await window(
        {
          order,
          filter,
          reverse: direction.reverse,
          after,
          until: finite(reach.liveUntil),
          limit: want,
          countTotal: false,
        },
        call,
      );
      const items = found.items.map((record) => ({ record, key: orderKeyOf(record, order) }));
      return { items, more: found.more, reached: found.reached };
    });

  /** Whether what the source holds itself may come before the last item that the page takes from the journal. */
  function isReached(
    { liveUntil }: Reach,
    direction: Direction,
    after: OrderKey | undefined,
    found: Part<unknown>,
    want: number,
  ) {
    if (liveUntil === undefined) return false;
    const byTime = order.field !== 'SEVERITY';
    if (byTime && !isFalling(direction)) return after === undefined || after.at < liveUntil;
    const last = found.items.length < want ? undefined : found.items.at(-1)?.key;
    return last === undefined || compareOnWalk(beginningOfOlder(liveUntil, direction), last, direction) < 0;
  }

  /** The next `want` items on a walk. */
  async function stretch(direction: Direction, after: OrderKey | undefined, want: number) {
    const found = await journal(direction, after, want);
    const beyond = asked.filter(
      (reach) => !isBefore(filter, reach.liveUntil) && isReached(reach, direction, after, found, want),
    );
    const parts = await Promise.all(beyond.map((reach) => live(reach, direction, after, want)));
    return merge<RecordOfKind[K]>([found, ...parts], want, direction);
  }

  /**
   * A source that holds more than the journal does is asked for its own count of everything, at a call or two; where it
   * cannot count this exactly, what the journal has of it is a number that there are at least.
   */
  async function count(): Promise<Count> {
    const live = asked.filter(({ liveUntil }) => liveUntil !== undefined && !isBefore(filter, liveUntil));
    const unknown: Count = { value: 0, relation: 'AT_LEAST' };
    const own = await Promise.all(
      live.map((reach) =>
        ask<Count>(reach, unknown, async (window, call) => {
          const { totalCount } = await window(
            { order: newestFirst, filter, limit: 0, countTotal: true },
            call,
          );
          return totalCount ?? unknown;
        }),
      ),
    );
    const settled = new Set(
      live.filter((_, i) => own[i]?.relation === 'EXACT').map(({ source }) => source.name),
    );
    const rest = names.filter((name) => !settled.has(name));
    const journal: Count =
      followed === undefined || rest.length === 0
        ? { value: 0, relation: 'EXACT' }
        : await followed.reader.count(kind, { sources: rest, filter, budget: BUDGET, signal });
    const counts = [
      journal,
      // Of a source that the journal tells something of, its own lower bound would count that twice.
      ...own.map((one, i): Count =>
        one.relation === 'EXACT' || !rest.includes(live[i]?.source.name ?? '') ? one : unknown,
      ),
    ];
    const relations = counts.map(({ relation }) => relation);
    return {
      value: counts.reduce((sum, { value }) => sum + value, 0),
      relation:
        (['ESTIMATE', 'AT_LEAST'] as const).find((relation) => relations.includes(relation)) ?? 'EXACT',
    };
  }

  const direction: Direction = { order, reverse: page.direction === 'backward' };
  const [found, totalCount] = await Promise.all([
    limit === 0 ? nothing : stretch(direction, cursor, limit + 1),
    query.countTotal ? count() : undefined,
  ]);
  const kept = found.items.slice(0, limit);
  const ahead = limit > 0 && (found.items.length > limit || found.reached !== undefined);
  const behind =
    query.lookBack &&
    cursor !== undefined &&
    limit > 0 &&
    (await liesBehind(kept[0]?.key ?? beyondPlace(cursor)));

  async function liesBehind(from: OrderKey): Promise<boolean> {
    const back = await stretch({ order, reverse: !direction.reverse }, from, 1);
    return back.items.length > 0 || back.reached !== undefined;
  }
  function beyondPlace(place: OrderKey): OrderKey {
    // Nothing was found after the place; its own item lies behind it and counts. No id of ours holds a `!`.
    return direction.reverse ? { ...place, id: place.id.slice(0, -1) } : { ...place, id: `${place.id}!` };
  }

  const forward = page.direction === 'forward';
  const shown = forward ? kept : kept.toReversed();
  return {
    ...emptyPage,
    items: shown.map(({ record }) => record),
    cursorAt: (index) => {
      const item: Placed<unknown> | undefined = shown[index];
      if (item === undefined) throw new RangeError(`the page has no item ${index}`);
      return cursors.seal(item.key);
    },
    hasNextPage: forward ? ahead : behind,
    hasPreviousPage: forward ? behind : ahead,
    ...(found.reached === undefined
      ? {}
      : { partial: true, ...(kept.length === 0 ? { resumeCursor: cursors.seal(found.reached) } : {}) }),
    totalCount,
    parts: reaches.map((reach) => {
      const own = calls.get(reach.source.name);
      return {
        ...reach,
        upstreamCalls: own?.call.upstreamCalls ?? 0,
        tookMs: own?.tookMs ?? (reach.part === 'asked' ? performance.now() - startedAt : 0),
        failure: own?.failure,
        partial: found.reached !== undefined && reach.part === 'asked',
      };
    }),
  };
}

const finite = (time: number | undefined): number | undefined =>
  time !== undefined && Number.isFinite(time) ? time : undefined;

/** Whether a filter's window begins where the source need not be asked any more. */
function isBefore(
  filter: EventFilter | AlertFilter | ThreatDetectionFilter | CaseFilter | undefined,
  liveUntil: number | undefined,
): boolean {
  const from = filter?.time?.from;
  return liveUntil !== undefined && typeof from === 'number' && from >= liveUntil;
}
