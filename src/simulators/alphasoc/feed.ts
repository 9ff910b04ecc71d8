/**
 * The account's one feed: append-only, in order of creation, a window of which is retained (contract sheet alphasoc,
 * sections 8 and 11). Nothing happens by timer: whoever asks says what time it is.
 */
import type { AlphaSocSwitches } from './switches.ts';
import type { AlphaSocAlert } from './types.ts';

interface FeedEntry {
  /** Rises along the feed; about the time of creation in milliseconds, so that it stays the same over a restart. */
  readonly sequence: number;
  readonly alert: AlphaSocAlert;
}

export interface Feed {
  /** Appends the alert at its time of creation, which may lie ahead. */
  publish(alert: AlphaSocAlert): void;
  /** Appends what is due and drops what left the window. */
  refresh(now: number): void;
  /** At most `limit` entries after `sequence`; `more`: there are others behind them. */
  after(sequence: number, limit: number): { readonly entries: readonly FeedEntry[]; readonly more: boolean };
  /** Takes out what came after `sequence`, as if it never had. */
  withdraw(sequence: number): void;
  /** Everything retained. */
  readonly entries: readonly FeedEntry[];
  /** The sequence number before the oldest entry that is retained: an older bookmark has missed something. */
  readonly start: number;
  /** The end of the feed: what is published after this call comes after it. */
  end(now: number): number;
  /** The highest number a bookmark may carry. */
  highest(now: number): number;
}

/** `start`: what lies before it, in milliseconds since the epoch, was never retained. */
export function createFeed(switches: AlphaSocSwitches, start: number): Feed {
  let entries: FeedEntry[] = [];
  let waiting: AlphaSocAlert[] = [];
  let dropped = start;
  let last = start;
  let count = 0;

  function append(alert: AlphaSocAlert): void {
    last = Math.max(last + 1, alert.createdAt);
    entries.push({ sequence: last, alert });
  }

  /** The index of the first entry after `sequence`. */
  function indexAfter(sequence: number): number {
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (entries[middle]!.sequence <= sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    publish: (alert) => void waiting.push(alert),
    refresh(now) {
      const due = waiting.filter(({ createdAt }) => createdAt <= now);
      if (due.length > 0) {
        waiting = waiting.filter(({ createdAt }) => createdAt > now);
        for (const alert of due.sort((a, b) => a.createdAt - b.createdAt)) {
          append(alert);
          count += 1;
          if (switches.duplicateEvery > 0 && count % switches.duplicateEvery === 0) append(alert);
        }
      }
      const oldest = now - switches.retainedMs;
      let gone = 0;
      while (gone < entries.length && entries[gone]!.alert.createdAt <= oldest) gone += 1;
      if (gone === 0) return;
      dropped = entries[gone - 1]!.sequence;
      entries = entries.slice(gone);
    },
    after(sequence, limit) {
      const first = indexAfter(sequence);
      return { entries: entries.slice(first, first + limit), more: entries.length > first + limit };
    },
    withdraw(sequence) {
      entries = entries.slice(0, indexAfter(sequence));
    },
    get entries() {
      return entries;
    },
    get start() {
      return dropped;
    },
    end(now) {
      last = Math.max(last, Math.floor(now));
      return last;
    },
    highest: (now) => Math.max(last, Math.floor(now)),
  };
}
