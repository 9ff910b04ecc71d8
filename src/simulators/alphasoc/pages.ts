/** Which part of the feed a bookmark gives (contract sheet alphasoc, section 8). */
import type { SimClock } from '../clock.ts';
import type { Access } from './access.ts';
import type { Bookmarks, Position } from './bookmarks.ts';
import type { Feed } from './feed.ts';
import { badRequest } from './problems.ts';
import type { AlphaSocSwitches } from './switches.ts';
import type { AlphaSocAlert } from './types.ts';
import type { Watch } from './watch.ts';

export interface FeedPage {
  readonly alerts: readonly AlphaSocAlert[];
  readonly position: Position;
  readonly more: boolean;
}

export interface PageParts {
  readonly clock: SimClock;
  readonly switches: AlphaSocSwitches;
  readonly feed: Feed;
  readonly access: Access;
  readonly bookmarks: Bookmarks;
  readonly watch: Watch;
}

const RANDOM_SIZES = 101;
const GOLDEN = 0.618_033_988_749_895;

/** Answers with the page behind a bookmark; null: from the start of the window. Throws `ApiProblem`. */
export function createPages({ clock, switches, feed, access, bookmarks, watch }: PageParts) {
  let calls = 0;
  let delivered = 0;

  function size(): number {
    if (switches.pageSize !== 'random') return switches.pageSize;
    calls += 1;
    return Math.floor(((calls * GOLDEN) % 1) * RANDOM_SIZES);
  }

  function begin(follow: string | null): Position {
    const start = { sequence: feed.start, turn: 0 };
    if (follow === null) return start;
    const position = bookmarks.read(follow);
    if (position === undefined) watch.note('altered-bookmark', follow);
    const good =
      position !== undefined &&
      position.sequence >= feed.start &&
      position.sequence <= feed.highest(clock.now());
    if (good) return position;
    if (!switches.lenientBookmarks) throw badRequest('the bookmark is not valid');
    return start;
  }

  function tail(sequence: number): Position {
    return { sequence: switches.tailBookmark === 'moves' ? feed.end(clock.now()) : sequence, turn: 0 };
  }

  return (follow: string | null): FeedPage => {
    const { sequence, turn } = begin(follow);
    // The bookmark stands still, so that nothing from before is lost.
    if (access.state === 'unregistered') return { alerts: [], position: { sequence, turn }, more: false };
    const from = Math.max(sequence, switches.rereadable ? 0 : delivered);
    const waiting = feed.after(from, 0).more;
    if (waiting && turn < switches.emptyPages) {
      return { alerts: [], position: { sequence: from, turn: turn + 1 }, more: true };
    }
    const wanted = size();
    const { entries, more } = feed.after(from, wanted);
    const last = entries.at(-1)?.sequence ?? from;
    delivered = Math.max(delivered, last);
    const full = switches.moreAfterFullPage && wanted > 0 && entries.length === wanted;
    return {
      alerts: entries.map(({ alert }) => alert),
      position: more || full ? { sequence: last, turn: 0 } : tail(last),
      more: more || full,
    };
  };
}
