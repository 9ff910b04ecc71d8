/** The stream of events as a feed (contract sheet kata, section 5). */
import { SourceError } from '../../model/errors.ts';
import type { Feed, FeedBatch, LostStretch, Quarantined } from '../../model/feed.ts';
import type { AnyRecord } from '../../model/records.ts';
import { createBookmarks, type Bookmark } from './bookmark.ts';
import { itemOf, type Item } from './item.ts';
import { join, type Joined } from './join.ts';
import { verdictId } from './map-event.ts';
import { createMapper } from './map.ts';
import type { KataHealth } from './registration.ts';
import type { Answer, Streams } from './streams.ts';

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
  readonly streams: Streams;
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

interface Understood extends Answer {
  readonly items: readonly Item[];
  readonly quarantined: readonly Quarantined[];
}

function understood(source: string, answer: Answer): Understood {
  const { page } = answer;
  const items: Item[] = [];
  const quarantined = [...page.broken];
  for (const [i, raw] of page.events.entries()) {
    const item = itemOf(source, raw);
    if (item !== null) items.push(item);
    else
      quarantined.push({ text: JSON.stringify(raw), reason: `events[${i}]: expected an object with fields` });
  }
  return { ...answer, items, quarantined };
}

/** Until when everything was read of the streams that have more; undefined when none has. */
function reachedBy(behind: readonly Understood[], before: number | undefined): number | undefined {
  const reached = behind
    .map(({ items }) => newestArrival(items) ?? before)
    .filter((time) => time !== undefined);
  return reached.length === 0 ? undefined : Math.min(...reached);
}

/** Where the streams go on; one for a single type whose place the server did not tell is begun anew. */
function placeOf(answers: readonly Answer[], from: Bookmark | undefined): Pick<Bookmark, 'token' | 'apart'> {
  const [first] = answers;
  if (first?.part === undefined) return { token: first?.token ?? from?.token };
  const tokens = answers.flatMap(({ part, token }) =>
    part === undefined || token === undefined ? [] : [[part, token] as const],
  );
  return { apart: Object.fromEntries(tokens) };
}

export function createEventFeed(options: EventFeedOptions): Feed {
  const { source, streams, health, window, timeout, maxEvents, filter } = options;
  const bookmarks = createBookmarks(source);
  const mapper = createMapper(source);
  let accepted = false;
  /** How long to wait after the last read that had no more: KATA waits for us, but not every answer of it has waited. */
  let every = PAUSE;
  /** What the last answer held, by id or text: what comes again is no reason to hurry. */
  let previous: ReadonlySet<string> = new Set();
  /** Whether the last read left something behind. */
  let hurry = false;

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

  /** Sets the pace, and tells of each answer whether its stream has more at once. */
  function pace(answers: readonly Understood[]): readonly boolean[] {
    const told = answers.map(({ items, quarantined }) => [
      ...items.map(({ id }) => id),
      ...quarantined.map(({ text }) => text),
    ]);
    const before = previous;
    previous = new Set(told.flat());
    const paces = answers.map(({ window: held, elapsed }, i) => {
      const ids = told[i] ?? [];
      const news = ids.some((id) => !before.has(id));
      const early = elapsed < held - EARLY;
      return {
        wait: news || !early ? PAUSE : Math.max(PAUSE, window * 1_000 - elapsed),
        // Without a limit of ours only the server knows when an answer is full: then it does not wait for the window's end.
        more: news && (maxEvents === undefined ? early : ids.length >= maxEvents),
      };
    });
    every = Math.min(...paces.map(({ wait }) => wait));
    return paces.map(({ more }) => more);
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
      let read: readonly Answer[];
      try {
        read = await streams.read(from, hurry, call);
      } catch (error) {
        every = PAUSE;
        throw error instanceof SourceError ? health.failed(error, accepted) : error;
      }
      accepted = true;
      const lastSuccess = options.now();
      const answers = read.map((answer) => understood(source, answer));
      const items = answers.flatMap((answer) => answer.items);
      const joined = join(from?.known ?? new Map(), items);
      const full = pace(answers);
      const more = full.includes(true);
      hurry = more;
      health.succeeded(more);
      // The records are kept, but the stream does not move: only whoever runs the server can help.
      if (answers.some(({ page }) => page.token === undefined))
        health.failed(new SourceError({ source, kind: 'invalid-response' }), accepted);
      const lost = lostBy(from, began, window);
      return {
        records: recordsOf(items, joined),
        removed: removedOf(joined),
        quarantined: answers.flatMap(({ quarantined }) => quarantined),
        ...(lost === undefined ? {} : { lost: [lost] }),
        bookmark: bookmarks.write({
          ...placeOf(answers, from),
          lastSuccess,
          reached: reachedBy(
            answers.filter((_, i) => full[i]),
            from?.reached,
          ),
          filter,
          known: joined.known,
        }),
        more,
      };
    },
  };
}
