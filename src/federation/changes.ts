/**
 * The journal's own sequence, for whoever must miss nothing: page by page, or live. A cursor names the journal and a
 * sequence number; a client that keeps its last one goes on right after it, over any disconnect or restart. What a cursor
 * of another journal can no longer be given is told as gaps, never passed over.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Gap } from '../journal/read-changes.ts';
import { canonicalJson } from '../model/cursor.ts';
import type { AnyRecord, RecordKind } from '../model/records.ts';
import { severityRank, type Severity } from '../model/severity.ts';
import { createChangeCursors, type ChangePlace } from './change-cursors.ts';
import type { Followed } from './journal-face.ts';

export interface ChangeFilter {
  readonly kinds?: readonly RecordKind[] | undefined;
  /** Names; all when absent. A cursor is bound to what was asked for here, not to what there is to see. */
  readonly sources?: readonly string[] | undefined;
  readonly minSeverity?: Severity | undefined;
  /** Names of the sources that the client may see, which may change from one request to the next. */
  readonly visible: readonly string[];
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
  /**
   * At most `first` changes after the cursor; from the journal's first change without one. Fewer, even none, when little of
   * a long stretch matches: `hasNextPage` is true then. Rejects with InvalidCursorError.
   */
  page(first: number, after: string | undefined, filter: ChangeFilter): Promise<ChangesPage>;
  /**
   * Changes from the cursor on (from now without one) until `signal` ends it, with a heartbeat when nothing happens. It
   * reads only when it is asked for the next item: a stalled client costs nothing, and finds all that is kept when it comes
   * back. Throws InvalidCursorError at once.
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

/** Changes that a subscription reads at a time: what a stalled client holds in memory. */
const BATCH = 20;
/** Reads that a page may take, each of a bounded stretch, when its filter seldom matches. */
const READS = 10;
const OTHER_JOURNAL =
  'The cursor is of another journal: what that one held cannot be told apart from what is here.';

type Item = ChangeItem | GapItem;

interface Stretch {
  readonly items: readonly Item[];
  /** Everything up to here was looked at. */
  readonly last: number;
  readonly more: boolean;
}

export function createChanges({ followed, heartbeat, now }: ChangesOptions): Changes {
  const { reader } = followed;

  const cursorsOf = ({ kinds, sources, minSeverity }: Omit<ChangeFilter, 'visible'>) =>
    createChangeCursors(
      `changes ${canonicalJson({ kinds: kinds?.toSorted(), sources: sources?.toSorted(), minSeverity })}`,
    );
  type Cursors = ReturnType<typeof cursorsOf>;
  const placeAt = (sequence: number): ChangePlace => ({ journal: reader.journalId, after: sequence });
  const namesOf = ({ sources, visible }: ChangeFilter): readonly string[] =>
    sources === undefined ? visible : sources.filter((name) => visible.includes(name));

  const gapItems = (gap: Omit<Gap, 'type'>, cursor: string, filter?: ChangeFilter): GapItem[] =>
    gap.kinds
      .filter((kind) => filter?.kinds?.includes(kind) ?? true)
      .map((kind) => ({
        type: 'gap',
        cursor,
        source: gap.source,
        kind,
        from: gap.from,
        to: gap.to,
        reason: gap.reason,
      }));

  /**
   * The gaps that share one number, an item for each kind. Only the last one's cursor is behind that number: a client that
   * leaves between them is told of the others when it comes back, and of none twice.
   */
  function gapRun(
    cursors: Cursors,
    filter: ChangeFilter,
    from: ChangePlace,
    sequence: number,
    gaps: readonly Omit<Gap, 'type'>[],
  ): GapItem[] {
    const items = gaps.flatMap((gap) => gapItems(gap, '', filter));
    const told = from.run === sequence ? (from.told ?? 0) : 0;
    return items
      .map((item, i) => ({
        ...item,
        cursor: cursors.seal(
          i === items.length - 1 ? placeAt(sequence) : { ...from, run: sequence, told: i + 1 },
        ),
      }))
      .slice(told);
  }

  /** What a client of another journal has to be told before it begins with this one. */
  const foreign = (cursors: Cursors, filter: ChangeFilter, from: ChangePlace): GapItem[] =>
    gapRun(
      cursors,
      filter,
      from,
      0,
      reader
        .feedStates()
        .filter(({ source }) => namesOf(filter).includes(source))
        .map(({ source, feed, kinds, coverageFrom }) => ({
          sequence: 0,
          source,
          feed,
          kinds,
          to: coverageFrom,
          reason: OTHER_JOURNAL,
        })),
    );

  function read(cursors: Cursors, filter: ChangeFilter, from: Partial<ChangePlace>, limit: number): Stretch {
    const { minSeverity, kinds } = filter;
    const found = reader.changes({
      after: from.after,
      limit,
      kinds,
      sources: namesOf(filter),
      minSeverityRank: minSeverity === undefined ? undefined : severityRank(minSeverity),
    });
    const items: Item[] = [];
    let before: ChangePlace = { ...placeAt(0), ...from };
    for (let i = 0; i < found.items.length; i += 1) {
      const item = found.items[i];
      if (item === undefined) break;
      const { sequence } = item;
      if (item.type === 'change') {
        const { kind, operation, record } = item;
        items.push({ type: 'change', cursor: cursors.seal(placeAt(sequence)), kind, operation, record });
      } else {
        const run = [item];
        for (let next = found.items[i + 1]; next?.type === 'gap' && next.sequence === sequence;) {
          run.push(next);
          i += 1;
          next = found.items[i + 1];
        }
        items.push(...gapRun(cursors, filter, before, sequence, run));
      }
      before = placeAt(sequence);
    }
    return { ...found, items };
  }

  /** Ends with the next commit, after `ms`, or with the signal. */
  const nextCommit = (signal: AbortSignal, ms: number): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        leave();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      const leave = followed.onCommit(end);
      signal.addEventListener('abort', end, { once: true });
    });

  async function* live(
    cursors: Cursors,
    filter: ChangeFilter,
    start: ChangePlace,
    signal: AbortSignal,
  ): AsyncGenerator<Item | HeartbeatItem, void, undefined> {
    let from = start;
    if (from.journal !== reader.journalId) {
      yield* foreign(cursors, filter, from);
      from = placeAt(0);
    }
    let silentSince = performance.now();
    while (!signal.aborted) {
      const found = read(cursors, filter, from, BATCH);
      from = placeAt(found.last);
      if (found.items.length > 0) {
        yield* found.items;
        silentSince = performance.now();
        continue;
      }
      const left = silentSince + heartbeat - performance.now();
      if (left <= 0) {
        yield { type: 'heartbeat', cursor: cursors.seal(from), at: now() };
        silentSince = performance.now();
      } else if (found.more) await nextTurn();
      else await nextCommit(signal, left);
    }
  }

  return {
    async page(first, after, filter) {
      const cursors = cursorsOf(filter);
      const start = after === undefined ? undefined : cursors.open(after);
      const isForeign = start !== undefined && start.journal !== reader.journalId;
      let from: Partial<ChangePlace> = isForeign ? placeAt(0) : (start ?? {});
      const begun = from.after ?? 0;
      const hasPreviousPage = begun > 0;
      if (first === 0) {
        const hasNextPage = isForeign || reader.lastSequence() !== begun;
        return { items: [], endCursor: after ?? cursors.seal(placeAt(0)), hasNextPage, hasPreviousPage };
      }
      const items: Item[] = isForeign ? foreign(cursors, filter, start) : [];
      let left = first;
      let more = true;
      for (let reads = 0; reads < READS && left > 0 && more; reads += 1) {
        if (reads > 0) await nextTurn();
        const found = read(cursors, filter, from, left);
        items.push(...found.items);
        left -= found.items.filter(({ type }) => type === 'change').length;
        from = placeAt(found.last);
        more = found.more;
      }
      if (left === 0 && more) {
        // Nothing that matches may be left, however far the journal goes on.
        const beyond = read(cursors, filter, from, 1);
        more = beyond.items.length > 0 || beyond.more;
      }
      return { items, endCursor: cursors.seal(placeAt(from.after ?? 0)), hasNextPage: more, hasPreviousPage };
    },

    subscribe(after, filter, signal) {
      const cursors = cursorsOf(filter);
      const start = after === undefined ? placeAt(reader.lastSequence()) : cursors.open(after);
      return live(cursors, filter, start, signal);
    },

    gapsOf: (source) =>
      reader.gaps(source).flatMap((gap) =>
        // Shown beside a source, outside any filter: the cursor is one of all changes of this source.
        gapItems(gap, cursorsOf({ sources: [source] }).seal(placeAt(gap.sequence))),
      ),
  };
}
