/** The stream of events as a feed (contract sheet kata, section 5). */
import { performance } from 'node:perf_hooks';
import { SourceError } from '../../model/errors.ts';
import type { Feed, FeedBatch, LostStretch, Quarantined } from '../../model/feed.ts';
import type { AnyRecord } from '../../model/records.ts';
import type { Call } from '../../model/source.ts';
import { createBookmarks, type Bookmark } from './bookmark.ts';
import type { KataClient } from './client.ts';
import { itemOf, type Item } from './item.ts';
import { join, type Joined } from './join.ts';
import { verdictId } from './map-event.ts';
import { createMapper } from './map.ts';
import type { KataHealth } from './registration.ts';
import type { Page } from './wire.ts';

/** KATA gives an event away for two hours after it came in (contract sheet kata, section 5). */
export const KEPT = 2 * 60 * 60 * 1_000;

/** Milliseconds between two reads where the server holds the request; where it does not, the rest of the window. */
const PAUSE = 250;

/** An answer so much before the end of its window was not waited for. */
const EARLY = 500;

/** A pause between two answers that is longer than this and the window was an interruption. */
const INTERRUPTION = 60_000;

export interface EventFeedOptions {
  readonly source: string;
  readonly client: KataClient;
  readonly health: KataHealth;
  /** Seconds, 1 to 60. */
  readonly window: number;
  /** Milliseconds that one read may take. */
  readonly timeout: number;
  readonly maxEvents?: number | undefined;
  readonly filter?: string | undefined;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** What was surely forgotten by the vendor when a read began. */
function lostBy(from: Bookmark | undefined, now: number, window: number): LostStretch | undefined {
  if (from === undefined) return undefined;
  const { lastSuccess, reached = lastSuccess } = from;
  const interrupted = now - lastSuccess > INTERRUPTION + window * 1_000;
  const since = interrupted ? Math.min(reached, lastSuccess) : lastSuccess;
  const to = now - KEPT;
  return since < to ? { from: since, to, reason: 'KATA gives events away for two hours only' } : undefined;
}

/** When the newest of them came in, by the server's own clock; undefined when none tells. */
function newestArrival(items: readonly Item[]): number | undefined {
  let newest: number | undefined;
  for (const { fields } of items) {
    const received = fields.time('receivedtimestamp')?.time;
    if (received !== undefined && received > (newest ?? Number.NEGATIVE_INFINITY)) newest = received;
  }
  return newest;
}

function understood(source: string, page: Page): { items: Item[]; quarantined: Quarantined[] } {
  const items: Item[] = [];
  const quarantined = [...page.broken];
  for (const [i, raw] of page.events.entries()) {
    const item = itemOf(source, raw);
    if (item !== null) items.push(item);
    else
      quarantined.push({ text: JSON.stringify(raw), reason: `events[${i}]: expected an object with fields` });
  }
  return { items, quarantined };
}

export function createEventFeed(options: EventFeedOptions): Feed {
  const { source, client, health, window, timeout, maxEvents, filter } = options;
  const bookmarks = createBookmarks(source);
  const mapper = createMapper(source);
  let accepted = false;
  /** How long to wait after the last read that had no more: KATA waits for us, but not every answer of it has waited. */
  let every = PAUSE;
  /** What the last answer held, by id or text: what comes again is no reason to hurry. */
  let previous: ReadonlySet<string> = new Set();

  /** Asks where the stream goes on; begins it anew when the server does not know the token, or a filter was taken away. */
  async function ask(from: Bookmark | undefined, call: Call): Promise<Page> {
    const begin = { window, maxEvents, filter };
    // There is no word for "no filter any more" but a new stream.
    if (from?.token === undefined || (filter === undefined && from.filter !== undefined))
      return client.events(begin, call);
    try {
      const kept = from.filter === filter;
      return await client.events(
        { window, maxEvents, token: from.token, filter: kept ? undefined : filter },
        call,
      );
    } catch (error) {
      if (!(error instanceof SourceError) || error.status !== 400) throw error;
      // What was read already comes again, and is known by its ids.
      return client.events(begin, call);
    }
  }

  function recordsOf(items: readonly Item[], joined: Joined): AnyRecord[] {
    return [...items, ...joined.changed].flatMap((item) => mapper.records(item, joined.linkOf(item)));
  }

  /** A result that was a detection and an alert of its own is neither any more. */
  function removedOf(joined: Joined): FeedBatch['removed'] {
    return joined.settled.flatMap((item) => [
      { kind: 'THREAT_DETECTION' as const, nativeId: verdictId(item.id) },
      ...(mapper.hasRules(item) ? [] : [{ kind: 'ALERT' as const, nativeId: item.id }]),
    ]);
  }

  /** Sets the pace, and tells whether to read on at once. */
  function pace(items: readonly Item[], broken: readonly Quarantined[], elapsed: number): boolean {
    const size = items.length + broken.length;
    const ids = new Set([...items.map(({ id }) => id), ...broken.map(({ text }) => text)]);
    const news = !ids.isSubsetOf(previous);
    previous = ids;
    const early = elapsed < window * 1_000 - EARLY;
    every = news || !early ? PAUSE : Math.max(PAUSE, window * 1_000 - elapsed);
    // Without a limit of ours only the server knows when an answer is full: then it does not wait for the window's end.
    return news && (maxEvents === undefined ? early : size >= maxEvents);
  }

  return {
    name: 'events',
    kinds: ['EVENT', 'ALERT', 'THREAT_DETECTION'],
    window: KEPT,
    timeout,
    get every() {
      return every;
    },
    async read(bookmark, call) {
      const from = bookmarks.read(bookmark);
      accepted ||= from !== undefined;
      const began = options.now();
      const started = performance.now();
      let page: Page;
      try {
        page = await ask(from, call);
      } catch (error) {
        every = PAUSE;
        throw error instanceof SourceError ? health.failed(error, accepted) : error;
      }
      accepted = true;
      const lastSuccess = options.now();
      const { items, quarantined } = understood(source, page);
      const joined = join(from?.known ?? new Map(), items);
      const more = pace(items, quarantined, performance.now() - started);
      health.succeeded(more);
      const token = page.token ?? from?.token;
      // The records are kept, but the stream does not move: only whoever runs the server can help.
      if (page.token === undefined)
        health.failed(new SourceError({ source, kind: 'invalid-response' }), accepted);
      const lost = lostBy(from, began, window);
      return {
        records: recordsOf(items, joined),
        removed: removedOf(joined),
        quarantined,
        ...(lost === undefined ? {} : { lost: [lost] }),
        bookmark: bookmarks.write({
          token,
          lastSuccess,
          reached: more ? (newestArrival(items) ?? from?.reached) : undefined,
          filter,
          known: joined.known,
        }),
        more,
      };
    },
  };
}
