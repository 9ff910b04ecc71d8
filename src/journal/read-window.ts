/**
 * Walks the journal in Crosswatch's one order, over all sources. A walk goes in turns: each is one transaction, looks at
 * the candidates of one stretch of time, all of one time together, and then lets the thread go. What arrives meanwhile
 * does no harm, as each turn goes on from a place and not from a number.
 */
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { newestFirst, type OrderKey, type RecordOrder } from '../model/order.ts';
import type { Count } from '../model/page.ts';
import type { RecordKind, RecordOfKind } from '../model/records.ts';
import { kindCodes } from './codes.ts';
import type { FilterOf } from './predicate.ts';
import { createScope, usualLimits, type Limits, type Scope } from './predicate-part.ts';
import { createLook } from './read-evidence.ts';
import { isOfKind, recordColumns, type RecordReader } from './read-records.ts';
import { planOf, type Plan, type Planned } from './read-window-plan.ts';
import { createWalk, placedOf, type Placed, type Walk } from './read-window-rows.ts';
import { countOf, placesOf, positionAfter, turnOf, type Position, type Turn } from './read-window-turn.ts';

interface Bounded {
  /** Milliseconds after which it ends early; it looks at something in any case. */
  readonly budget?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface JournalWindowQuery<K extends RecordKind> extends Bounded {
  /** Names; the records of others are left out. */
  readonly sources: readonly string[];
  readonly filter?: FilterOf<K> | undefined;
  readonly order: RecordOrder;
  /** From the order's end to its beginning. */
  readonly reverse?: boolean | undefined;
  /** Where to go on from, exclusive, in the direction of the walk. */
  readonly after?: OrderKey | undefined;
  readonly limit: number;
  /** By source: records whose time (in the order MODIFIED: whose modification) is below are left out. */
  readonly floors?: ReadonlyMap<string, number> | undefined;
}

export interface JournalWindow<T> {
  readonly items: readonly { readonly record: T; readonly key: OrderKey }[];
  readonly more: boolean;
  /** Set when the budget ended it: everything up to this place was looked at. `more` is true then. */
  readonly reached?: OrderKey | undefined;
}

export interface JournalCountQuery<K extends RecordKind> extends Bounded {
  readonly sources: readonly string[];
  readonly filter?: FilterOf<K> | undefined;
}

/** Candidates of a turn: the first time, and at most. Records that have to be read and looked at are far dearer. */
export interface Pace extends Limits {
  readonly first?: number | undefined;
  readonly most: number;
  readonly mostRead: number;
  /** Fewer candidates than this are sorted rather than walked. */
  readonly set: number;
}

export interface WindowReader {
  window<K extends RecordKind>(
    kind: K,
    query: JournalWindowQuery<K>,
  ): Promise<JournalWindow<RecordOfKind[K]>>;
  count<K extends RecordKind>(kind: K, query: JournalCountQuery<K>): Promise<Count>;
}

const BUDGET = 1_500;
const usualPace: Pace = { ...usualLimits, most: 8_000, mostRead: 400, set: 4_000 };
/** Milliseconds that a turn may hold the thread: turns grow while they take less than half of it. */
const TURN = 20;
/** What a turn costs however little it looks at must not make turns ever smaller. */
const LEAST = 500;

type Read = <T>(work: () => T) => T;

export function createWindowReader(
  database: DatabaseSync,
  records: RecordReader,
  read: Read,
  pace: Pace = usualPace,
): WindowReader {
  const scope: Scope = createScope(database, pace);
  const content = database.prepare(`SELECT ${recordColumns} FROM record WHERE id = ?`);

  const whole = <K extends RecordKind>(id: number, kind: K): { record: RecordOfKind[K]; load(): void } => {
    const row = content.get(id);
    const revived = row === undefined ? undefined : records.revive(row);
    if (revived === undefined || !isOfKind(revived.record, kind))
      throw new TypeError('a record is not what its row says');
    return { record: revived.record, load: revived.load };
  };

  /** What a turn finds, in the order of the walk, each once. A set is cut to size here. */
  const placesIn = (
    plan: Plan,
    turn: Turn,
    kind: RecordKind,
    walk: Walk,
    position: Position,
    size: number,
  ): { readonly places: readonly Placed[]; readonly next: Position | undefined } => {
    const { after } = position;
    const names = new Map(scope.sources().map(({ id, name }) => [id, name]));
    const query = placesOf(plan, turn);
    const found = new Map<number, Placed>();
    for (const row of scope.all(query.sql, ...query.params)) {
      const placed = placedOf(row, kind, (source) => names.get(source) ?? '', walk.order);
      if (after === undefined || walk.compare(placed.key, after) > 0) found.set(placed.id, placed);
    }
    const places = [...found.values()].toSorted((a, b) => walk.compare(a.key, b.key));
    if (plan.mode !== 'set' || places.length <= size) return { places, next: turn.next };
    const some = places.slice(0, size);
    return { places: some, next: positionAfter(some.at(-1)?.key, walk) };
  };

  /** Makes turns until `work` says that it has enough, nothing is left, or the budget is over. */
  async function walkOn<K extends RecordKind>(
    kind: K,
    planned: Planned<K> & Bounded,
    walk: Walk,
    { start, size: wanted }: { readonly start: Position; readonly size: number },
    work: (plan: Plan, turn: Turn, position: Position, size: number) => Position | undefined,
  ): Promise<Position | undefined> {
    const { budget = BUDGET, signal } = planned;
    const began = performance.now();
    let position: Position | undefined = start;
    let size = pace.first ?? wanted;
    let plan: Plan | undefined;
    let version: number | undefined;
    for (;;) {
      signal?.throwIfAborted();
      const from = performance.now();
      const at: Position = position;
      position = read(() => {
        // Numbers of terms and sources are those of one state of the file.
        const [now] = scope.ids('PRAGMA data_version');
        if (plan === undefined || now !== version)
          plan = planOf(kind, planned, walk, at.after, scope, pace.set);
        version = now;
        size = Math.max(1, Math.min(size, plan.exact ? pace.most : pace.mostRead));
        const turn = turnOf(plan, walk, at, size, scope);
        return turn === undefined ? undefined : work(plan, turn, at, size);
      });
      if (position === undefined) return undefined;
      const now = performance.now();
      if (now - began >= budget) return position;
      if (now - from < TURN / 2) size *= 2;
      else if (now - from > TURN && size > LEAST) size = Math.ceil(size / 2);
      await setImmediate();
    }
  }

  return {
    async window(kind, query) {
      const { order, after, limit, filter } = query;
      const walk = createWalk(order, query.reverse === true);
      const look = filter === undefined ? undefined : createLook(kind, filter, records);
      const items: { record: RecordOfKind[typeof kind]; key: OrderKey }[] = [];
      const seen = new Set<number>();
      let more = false;
      const work = (plan: Plan, turn: Turn, position: Position, size: number): Position | undefined => {
        const { places, next } = placesIn(plan, turn, kind, walk, position, size);
        for (const { id, key } of places) {
          if (seen.has(id)) continue;
          const full = items.length === limit;
          if (full && plan.exact) more = true;
          if (more) return undefined;
          const { record, load } = whole(id, kind);
          if (!plan.exact && look?.(record) === false) continue;
          if (full) {
            more = true;
            return undefined;
          }
          load();
          seen.add(id);
          items.push({ record, key });
        }
        return next;
      };
      const start = { start: positionAfter(after, walk), size: limit + 1 };
      const left = await walkOn(kind, query, walk, start, work);
      if (left === undefined) return { items, more };
      return { items, more: true, reached: left.after };
    },

    async count(kind, query) {
      const { sources, filter } = query;
      if (filter === undefined) return { value: tally(kind, sources), relation: 'EXACT' };
      const walk = createWalk(newestFirst, false);
      const look = createLook(kind, filter, records);
      let value = 0;
      const work = (plan: Plan, turn: Turn, position: Position, size: number): Position | undefined => {
        if (plan.exact) {
          const { sql, params } = countOf(plan, turn);
          value += scope.ids(sql, ...params)[0] ?? 0;
          return turn.next;
        }
        const { places, next } = placesIn(plan, turn, kind, walk, position, size);
        for (const { id } of places) if (look(whole(id, kind).record)) value += 1;
        return next;
      };
      const left = await walkOn(kind, query, walk, { start: {}, size: pace.most }, work);
      return { value, relation: left === undefined ? 'EXACT' : 'AT_LEAST' };
    },
  };

  function tally(kind: RecordKind, sources: readonly string[]): number {
    const statement = `SELECT coalesce(sum(records), 0) FROM tally JOIN source ON source.id = tally.source
      WHERE kind = ? AND name IN (SELECT value FROM json_each(?))`;
    return read(() => scope.ids(statement, kindCodes[kind], JSON.stringify(sources))[0] ?? 0);
  }
}
