/**
 * Counts over all sources: by the journal, and by the source itself where it holds more than the journal does and can count
 * exactly what is asked.
 */
import { SourceError, UnsupportedError } from '../model/errors.ts';
import type { AlertFilter, EventFilter } from '../model/filters.ts';
import type { Call, Counted, CountLive, Source, StatisticsGroup, StatisticsQuery } from '../model/source.ts';
import type { Followed } from './journal-face.ts';
import { reachOf, type Reach } from './reach.ts';
import type { SourcePart } from './records.ts';

export interface CountFilterOf {
  readonly EVENT: EventFilter;
  readonly ALERT: AlertFilter;
}

interface MeteredCall extends Call {
  readonly upstreamCalls: number;
}

export interface CountsQuery<K extends keyof CountFilterOf> extends StatisticsQuery<CountFilterOf[K]> {
  readonly sources: readonly Source[];
  readonly signal: AbortSignal;
  call(source: Source): MeteredCall;
}

export interface Counts {
  readonly groups: readonly StatisticsGroup[];
  readonly total: number;
  readonly parts: readonly SourcePart[];
}

const counters: {
  readonly [K in keyof CountFilterOf]: (source: Source) => CountLive<CountFilterOf[K]> | undefined;
} = {
  EVENT: (source) => source.statistics?.events,
  ALERT: (source) => source.statistics?.alerts,
};

/** Milliseconds that the journal may count. */
const BUDGET = 4_000;
const none: Counted = { groups: [], total: 0, complete: true };

/** Groups of the same values and stretch as one. */
function sum(counted: readonly Counted[]): Pick<Counts, 'groups' | 'total'> {
  const groups = new Map<string, StatisticsGroup>();
  for (const group of counted.flatMap((part) => part.groups)) {
    const key = JSON.stringify([group.from, group.values]);
    const before = groups.get(key);
    groups.set(
      key,
      before === undefined
        ? group
        : {
            ...before,
            labels: before.labels.map((label, i) => label ?? group.labels[i]),
            count: before.count + group.count,
            windows: before.windows.map((count, i) => count + (group.windows[i] ?? 0)),
          },
    );
  }
  return { groups: [...groups.values()], total: counted.reduce((total, part) => total + part.total, 0) };
}

export async function readCounts<K extends keyof CountFilterOf>(
  kind: K,
  { sources, signal, call, ...query }: CountsQuery<K>,
  followed: Followed | undefined,
): Promise<Counts> {
  const { filter } = query;
  const startedAt = performance.now();
  const reaches = sources.map((source) => reachOf(source, kind, filter, followed));
  const from = filter?.time?.from;

  /** What the source itself counts; undefined where it need not, or cannot. */
  async function live(reach: Reach) {
    const { source, liveUntil, part } = reach;
    const count = counters[kind](source);
    const metered = call(source);
    const begun = performance.now();
    const needed =
      part === 'asked' && liveUntil !== undefined && !(typeof from === 'number' && from >= liveUntil);
    const done = { reach, metered, failure: undefined, needed };
    if (!needed || count === undefined) return { ...done, counted: undefined, tookMs: 0 };
    try {
      const counted = await count(query, metered);
      // What is followed but lacks in the journal what the filter asks about: to count it there would be a guess.
      const blind = counted === undefined && !reach.followed && reach.coverageFrom !== undefined;
      const failure = blind
        ? new UnsupportedError(source.name, `Source "${source.name}" cannot count by this filter.`)
        : undefined;
      return { ...done, counted, failure, tookMs: performance.now() - begun };
    } catch (error) {
      if (!(error instanceof SourceError) && !(error instanceof UnsupportedError)) throw error;
      return { ...done, counted: undefined, failure: error, tookMs: performance.now() - begun };
    }
  }

  const own = await Promise.all(reaches.map(live));
  const settled = new Set(
    own.flatMap(({ reach, counted }) => (counted === undefined ? [] : [reach.source.name])),
  );
  const names = reaches
    .filter(({ part, followed: read, source }) => part === 'asked' && read && !settled.has(source.name))
    .map(({ source }) => source.name);
  const journal =
    followed === undefined || names.length === 0
      ? none
      : await followed.reader.statistics(kind, { ...query, sources: names, budget: BUDGET, signal });
  const tookMs = performance.now() - startedAt;
  return {
    ...sum([journal, ...own.flatMap(({ counted }) => counted ?? [])]),
    parts: own.map(({ reach, metered, failure, counted, needed, ...timing }) => {
      const { name } = reach.source;
      const byJournal = names.includes(name);
      return {
        ...reach,
        // What counted itself is told of whole; of what could not, what is older than the journal was not counted.
        liveUntil: counted === undefined ? undefined : Number.POSITIVE_INFINITY,
        upstreamCalls: metered.upstreamCalls,
        tookMs: reach.part !== 'asked' ? 0 : byJournal ? tookMs : timing.tookMs,
        failure,
        partial: (byJournal && (needed || !journal.complete)) || (counted !== undefined && !counted.complete),
      };
    }),
  };
}
