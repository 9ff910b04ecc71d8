/**
 * Following a list by the time of each row's last change (contract sheet argus, section 11). There is no cursor, so time
 * is one: rows from a time on, oldest change first. What that needs against is each a rule here:
 *
 * - Whether the bound counts itself is not said: it is asked for one millisecond earlier.
 * - An update moves a row to the end, so offsets would jump over rows: each page begins at the time where the one before
 *   ended, and rows of one time that fill a whole page are asked for in one wider answer.
 * - A row may show later than its time: each round begins some minutes before the end of the last one. What was read is
 *   told by what it was like, not by its id: the same event changed is news.
 * - A row may be dated in the future: a round begins no later than those minutes before now.
 * - Counts are not to be trusted: a page with fewer rows than asked for is the last.
 */
import { hash } from 'node:crypto';
import { SourceError } from '../../model/errors.ts';
import type { Feed, FeedBatch } from '../../model/feed.ts';
import type { Call } from '../../model/source.ts';
import { BACKEND_WINDOW, CHUNK } from './endpoints.ts';
import { ArgusRefusal } from './envelope.ts';
import { createBookmarks, type Bookmark, type Seen } from './feed-bookmark.ts';
import { refusesOffset, translateRefusal } from './refusal.ts';

/** Milliseconds that a row may show later than its time. */
export const OVERLAP = 5 * 60_000;
/** Rows of one millisecond that are asked for in one answer; beyond, they are paged through. */
const WIDEST = 16 * CHUNK;
/** Rows that are remembered; what is forgotten is taken in once more and changes nothing. */
const REMEMBERED = 50_000;
const TOO_MANY = 'more records changed in one millisecond than Argus lists';

/** What to ask for: rows whose last change is `since` or later, or just later; oldest change first. */
export interface UpdateQuery {
  readonly since: number;
  /** Nothing that changed last before it is followed. */
  readonly floor: number;
  readonly offset: number;
  readonly limit: number;
}

export interface UpdateRow {
  /** The last change; undefined where it cannot be read. */
  readonly at: number | undefined;
  readonly raw: unknown;
}

export interface UpdateFeedOptions<R extends UpdateRow> {
  readonly source: string;
  readonly name: string;
  readonly kinds: Feed['kinds'];
  readonly partly?: Feed['partly'];
  readonly lacks?: Feed['lacks'];
  /** Milliseconds. */
  readonly every: number;
  readonly timeout: number;
  /** Milliseconds that the first read reaches back. */
  readonly from: number;
  now(): number;
  rows(query: UpdateQuery, call: Call): Promise<readonly R[]>;
  /** What rows that are news come to. */
  take(rows: readonly R[], query: UpdateQuery, call: Call): Promise<Omit<FeedBatch, 'bookmark' | 'more'>>;
}

const digestOf = (raw: unknown): string =>
  hash('sha256', JSON.stringify(raw) ?? '', 'base64url').slice(0, 11);

interface Next {
  readonly place: Pick<Bookmark, 'at' | 'limit' | 'offset'>;
  /** A time with more rows than can be had. */
  readonly lost?: number | undefined;
}

/** Past the rows of a millisecond of which no more can be had. */
const giveUp = (at: number): Next => ({ place: { at: at + 1 }, lost: at });

/** Where to go on after a full page that began at `at` and ends with `last`; neither has to be far from the other. */
function onward(at: number, last: number, { limit, offset }: UpdateQuery): Next {
  if (last > at) return { place: { at: last } };
  if (offset === 0 && limit < WIDEST) return { place: { at, limit: limit * 4 } };
  return { place: { at, limit, offset: offset + limit - limit / 4 } };
}

/** After a page that Argus would not give, or that is too large to be read: undefined when that is no matter of its size. */
function aroundRefusal(error: unknown, at: number, { limit, offset }: UpdateQuery): Next | undefined {
  const tooLarge = error instanceof SourceError && error.kind === 'invalid-response';
  if (limit > CHUNK && (error instanceof ArgusRefusal || tooLarge))
    return { place: { at, limit: CHUNK, offset: Math.max(offset, CHUNK / 2) } };
  return offset > 0 && refusesOffset(error) ? giveUp(at) : undefined;
}

/** The time of each row; one that cannot be read stands where its neighbour does. */
function timesOf(source: string, rows: readonly UpdateRow[], at: number): number[] {
  let latest = rows.find((row) => row.at !== undefined)?.at ?? at;
  return rows.map((row) => {
    if (row.at !== undefined && row.at < latest)
      throw new SourceError({ source, kind: 'invalid-response', status: 200 });
    latest = row.at ?? latest;
    return latest;
  });
}

/** The rows still to be known: those that may come again, the latest of them. */
function remembered(seen: Seen, fresh: Seen, since: number): Seen {
  const all = [...seen, ...fresh].filter(([, at]) => at >= since);
  if (fresh.size === 0 && all.length === seen.size) return seen;
  return new Map(all.slice(-REMEMBERED));
}

export function createUpdateFeed<R extends UpdateRow>(options: UpdateFeedOptions<R>): Feed {
  const { source, name, kinds, partly, lacks, every, timeout, now } = options;
  const bookmarks = createBookmarks();

  function beginning(): Bookmark {
    const floor = Math.max(0, now() - options.from);
    return { floor, reached: floor, seen: new Map() };
  }
  const roundFrom = (floor: number, reached: number): number =>
    Math.max(floor, Math.min(reached, now()) - OVERLAP);

  async function read(from: Bookmark, call: Call): Promise<FeedBatch> {
    const at = from.at ?? roundFrom(from.floor, from.reached);
    const query: UpdateQuery = {
      since: Math.max(0, at - 1),
      floor: from.floor,
      offset: from.offset ?? 0,
      limit: Math.min(from.limit ?? CHUNK, BACKEND_WINDOW - (from.offset ?? 0)),
    };
    const finish = (
      { place, lost }: Next,
      { reached, seen }: Pick<Bookmark, 'reached' | 'seen'>,
      found: Omit<FeedBatch, 'bookmark' | 'more'>,
    ): FeedBatch => {
      // The next page begins a millisecond early, and the next round some minutes: one loss is told once.
      const news = lost !== undefined && lost > (from.lost ?? Number.NEGATIVE_INFINITY) + 1;
      return {
        ...found,
        ...(news ? { lost: [{ from: lost, to: lost, reason: TOO_MANY }] } : {}),
        bookmark: bookmarks.write({
          floor: from.floor,
          reached,
          seen,
          lost: news ? lost : from.lost,
          ...place,
        }),
        more: place.at !== undefined,
      };
    };
    if (query.limit <= 0) return finish(giveUp(at), from, { records: [] });
    let rows: readonly R[];
    try {
      rows = await options.rows(query, call);
    } catch (error) {
      const around = aroundRefusal(error, at, query);
      if (around === undefined) throw error;
      return finish(around, from, { records: [] });
    }
    const times = timesOf(source, rows, at);
    const fresh = new Map<string, number>();
    const news = rows.filter((row, i) => {
      const digest = digestOf(row.raw);
      if (from.seen.has(digest)) return false;
      fresh.set(digest, times[i] ?? at);
      return true;
    });
    const last = times.at(-1);
    const reached = Math.max(from.reached, last ?? 0);
    const next: Next =
      last === undefined || rows.length < query.limit ? { place: {} } : onward(at, last, query);
    // A page begins a millisecond early, and the next round some minutes.
    const since = Math.min(next.place.at ?? Number.POSITIVE_INFINITY, roundFrom(from.floor, reached)) - 1;
    return finish(
      next,
      { reached, seen: remembered(from.seen, fresh, since) },
      news.length === 0 ? { records: [] } : await options.take(news, query, call),
    );
  }

  return {
    name,
    kinds,
    partly,
    lacks,
    every,
    timeout,
    async read(bookmark, call) {
      try {
        return await read(bookmarks.read(bookmark) ?? beginning(), call);
      } catch (error) {
        throw translateRefusal(source, error);
      }
    },
  };
}
