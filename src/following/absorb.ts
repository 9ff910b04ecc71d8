import { JournalError } from '../journal/errors.ts';
import type { FollowerLog } from '../journal/follower.ts';
import type { JournalWriter } from '../journal/writer.ts';
import type { Feed } from '../model/feed.ts';
import type { RecordKind } from '../model/records.ts';
import type { Absorb, Absorbed } from './messages.ts';
import type { Telling } from './telling.ts';

export interface AbsorbOptions {
  readonly writer: Pick<JournalWriter, 'absorb'>;
  readonly feeds: readonly { readonly source: string; readonly feed: Pick<Feed, 'kinds'> }[];
  /** Milliseconds since the epoch. */
  now(): number;
  readonly log: FollowerLog;
  readonly telling: Pick<Telling, 'committed'>;
}

/** Stores readings beside the feeds: of the kinds that are followed. What it answers is so on the disk. */
export function createAbsorb({ writer, feeds, now, log, telling }: AbsorbOptions) {
  return ({ id, source, reading, since }: Absorb): Absorbed => {
    const own = feeds.filter((followed) => followed.source === source);
    const kinds = new Set<RecordKind>(own.flatMap(({ feed }) => feed.kinds));
    const records = reading.records.filter(({ recordKind }) => kinds.has(recordKind));
    const removed = reading.removed.filter(({ kind }) => kinds.has(kind));
    try {
      const result = writer.absorb(source, { records, removed }, { at: now(), since });
      if (result !== undefined && result.created + result.updated + result.removed > 0)
        telling.committed(result.lastSequence);
      return { type: 'absorbed', id };
    } catch (error) {
      log.warn({ err: error, source }, 'what a write has changed could not be stored');
      return { type: 'absorbed', id, failure: error instanceof JournalError ? error.kind : 'other' };
    }
  };
}
