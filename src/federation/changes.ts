/**
 * The journal's own sequence, for whoever must miss nothing: page by page, or live. A cursor names the journal and a
 * sequence number; a client that keeps its last one goes on right after it, over any disconnect or restart. What a cursor
 * of another journal can no longer be given is told as gaps, never passed over.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Change, Gap } from '../journal/read-changes.ts';
import { canonicalJson, openCursor, sealCursor } from '../model/cursor.ts';
import { InvalidCursorError } from '../model/errors.ts';
import type { AnyRecord, RecordKind } from '../model/records.ts';
import { severityRank, type Severity } from '../model/severity.ts';
import type { Followed } from './journal-face.ts';

export interface ChangeFilter {
  readonly kinds?: readonly RecordKind[] | undefined;
  /** Names; only these. */
  readonly sources: readonly string[];
  readonly minSeverity?: Severity | undefined;
}

export interface ChangeItem {
  readonly type: 'change';
  readonly cursor: string;
  readonly kind: RecordKind;
  readonly operation: 'CREATED' | 'UPDATED' | 'REMOVED';
  /** As it is now; null once removed. */
  readonly record: AnyRecord | null;
}

export interface GapItem {
  readonly type: 'gap';
  readonly cursor: string;
  readonly source: string;
  readonly kind: RecordKind;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly reason: string;
}

export interface HeartbeatItem {
  readonly type: 'heartbeat';
  readonly cursor: string;
  readonly at: number;
}

export interface ChangesPage {
  readonly items: readonly (ChangeItem | GapItem)[];
  /** Where to go on: given even when nothing matched. */
  readonly endCursor: string;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

export interface Changes {
  /** At most `first` changes after the cursor; from the journal's first change without one. */
  page(first: number, after: string | undefined, filter: ChangeFilter): ChangesPage;
  /**
   * Changes from the cursor on (from now without one) until `signal` ends it, with a heartbeat when nothing happens. It
   * reads only when it is asked for the next item: a stalled client costs nothing, and finds all that is kept when it comes
   * back.
   */
  subscribe(
    after: string | undefined,
    filter: ChangeFilter,
    signal: AbortSignal,
  ): AsyncGenerator<ChangeItem | GapItem | HeartbeatItem, void, undefined>;
  gapsOf(source: string): readonly GapItem[];
}

export interface ChangesOptions {
  readonly followed: Followed;
  /** Milliseconds without a change after which a subscription says that it is alive. */
  readonly heartbeat: number;
  /** Milliseconds since the epoch. */
  now(): number;
}

const place = z.tuple([z.string(), z.int().nonnegative()]);
/** Changes that a subscription reads at a time. */
const BATCH = 100;
const OTHER_JOURNAL =
  'The cursor is of another journal: what that one held cannot be told apart from what is here.';

const isOfKinds = (kind: RecordKind, kinds: readonly RecordKind[] | undefined): boolean =>
  kinds?.includes(kind) ?? true;

export function createChanges({ followed, heartbeat, now }: ChangesOptions): Changes {
  const { reader } = followed;

  const bindingOf = (filter: ChangeFilter): string =>
    `changes ${canonicalJson({ ...filter, kinds: filter.kinds?.toSorted(), sources: filter.sources.toSorted() })}`;
  const cursorAt = (binding: string, sequence: number): string =>
    sealCursor(binding, [reader.journalId, sequence]);

  /** Where a cursor leads; undefined: it is another journal's. */
  function openPlace(binding: string, cursor: string): number | undefined {
    const parsed = place.safeParse(openCursor(binding, cursor, 'after'));
    if (!parsed.success) throw new InvalidCursorError('after');
    const [journal, sequence] = parsed.data;
    return journal === reader.journalId ? sequence : undefined;
  }

  const gapItems = (gap: Omit<Gap, 'type'>, cursor: string, filter: ChangeFilter | undefined): GapItem[] =>
    gap.kinds
      .filter((kind) => isOfKinds(kind, filter?.kinds))
      .map((kind) => ({
        type: 'gap',
        cursor,
        source: gap.source,
        kind,
        from: gap.from,
        to: gap.to,
        reason: gap.reason,
      }));

  const itemOf = (binding: string, filter: ChangeFilter, found: Change | Gap): (ChangeItem | GapItem)[] => {
    const cursor = cursorAt(binding, found.sequence);
    if (found.type === 'gap') return gapItems(found, cursor, filter);
    const { kind, operation, record } = found;
    return [{ type: 'change', cursor, kind, operation, record }];
  };

  /** What a client of another journal has to be told before it begins with this one. */
  const foreign = (binding: string, filter: ChangeFilter): GapItem[] =>
    reader
      .feedStates()
      .filter(({ source }) => filter.sources.includes(source))
      .flatMap(({ source, feed, kinds, coverageFrom }) =>
        gapItems(
          { sequence: 0, source, feed, kinds, to: coverageFrom, reason: OTHER_JOURNAL },
          cursorAt(binding, 0),
          filter,
        ),
      );

  function read(binding: string, filter: ChangeFilter, after: number, limit: number) {
    const found = reader.changes({
      after,
      limit,
      kinds: filter.kinds,
      sources: filter.sources,
      minSeverityRank: filter.minSeverity === undefined ? undefined : severityRank(filter.minSeverity),
    });
    return { ...found, items: found.items.flatMap((item) => itemOf(binding, filter, item)) };
  }

  /** Ends with the next commit, after `heartbeat`, or with the signal. */
  async function nextCommit(signal: AbortSignal): Promise<void> {
    const ended = new AbortController();
    const stop = followed.onCommit(() => ended.abort());
    try {
      await sleep(heartbeat, undefined, { signal: AbortSignal.any([signal, ended.signal]) });
    } catch {
      // Woken: by a commit or by the end of the subscription.
    } finally {
      stop();
    }
  }

  return {
    page(first, after, filter) {
      const binding = bindingOf(filter);
      const from = after === undefined ? 0 : openPlace(binding, after);
      const begun = from === undefined ? foreign(binding, filter) : [];
      if (first === 0) {
        const endCursor = cursorAt(binding, from ?? 0);
        return {
          items: begun,
          endCursor,
          hasNextPage: reader.lastSequence() > (from ?? 0),
          hasPreviousPage: (from ?? 0) > 0,
        };
      }
      const items: (ChangeItem | GapItem)[] = [...begun];
      let at = from ?? 0;
      let left = first;
      let more = true;
      // One read looks at a bounded stretch; a filter that seldom matches takes several.
      while (left > 0 && more) {
        const found = read(binding, filter, at, left);
        for (const item of found.items) {
          items.push(item);
          if (item.type === 'change') left -= 1;
        }
        at = found.last;
        more = found.more;
      }
      return { items, endCursor: cursorAt(binding, at), hasNextPage: more, hasPreviousPage: (from ?? 0) > 0 };
    },

    async *subscribe(after, filter, signal) {
      const binding = bindingOf(filter);
      const from = after === undefined ? reader.lastSequence() : openPlace(binding, after);
      if (from === undefined) yield* foreign(binding, filter);
      let at = from ?? 0;
      let silentSince = now();
      while (!signal.aborted) {
        const found = read(binding, filter, at, BATCH);
        at = found.last;
        if (found.items.length > 0) {
          yield* found.items;
          silentSince = now();
        } else if (!found.more) {
          await nextCommit(signal);
          if (!signal.aborted && now() - silentSince >= heartbeat) {
            yield { type: 'heartbeat', cursor: cursorAt(binding, at), at: now() };
            silentSince = now();
          }
        }
      }
    },

    gapsOf: (source) =>
      reader.gaps(source).flatMap((gap) =>
        // Shown beside a source, outside any filter: the cursor is one of all changes of this source.
        gapItems(gap, cursorAt(bindingOf({ sources: [source] }), gap.sequence), undefined),
      ),
  };
}
