import type { DatabaseSync } from 'node:sqlite';
import type { RecordKind, RecordOfKind } from '../model/records.ts';
import { kindCodes, states } from './codes.ts';
import { isOfKind, recordColumns, type RecordReader } from './read-records.ts';
import { integer } from '../sqlite/rows.ts';

export interface ArrivalQuery {
  readonly direction: 'forward' | 'backward';
  readonly limit: number;
  /** Where to go on from, exclusive: after it going forward, before it going backward. Undefined: from the end. */
  readonly position?: number | undefined;
}

/** A page in arrival order, oldest first whichever way it was found. */
export interface ArrivalPage<T> {
  /** `position` is a record's place in arrival order; it never changes. */
  readonly items: readonly { readonly position: number; readonly record: T }[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** True when so much was looked at that the page ended early; go on from `resumePosition`. */
  readonly partial: boolean;
  /** The last place looked at in the direction of the page; undefined when there was nothing. */
  readonly resumePosition: number | undefined;
}

/** Records that one page may look at: each is parsed, some 35 us, in the thread that answers. */
const SCANNED = 2_000;
const CHUNK = 250;

interface Scan<T> {
  readonly items: { readonly position: number; readonly record: T; load(): void }[];
  readonly reached: number | undefined;
  readonly exhausted: boolean;
}

export function createPageReader(database: DatabaseSync, records: RecordReader) {
  const select = (comparison: '<' | '>', order: 'ASC' | 'DESC') =>
    database.prepare(
      `SELECT record.arrival, ${recordColumns} FROM record
       WHERE source = ? AND kind = ? AND state = ${states.PRESENT} AND arrival ${comparison} ?
       ORDER BY arrival ${order} LIMIT ?`,
    );
  const statements = { forward: select('>', 'ASC'), backward: select('<', 'DESC') };

  /** The first `wanted` records that match in one direction from `position`, exclusive. */
  const scan = <K extends RecordKind>(
    kind: K,
    source: number,
    direction: ArrivalQuery['direction'],
    position: number,
    wanted: number,
    matches: ((record: RecordOfKind[K]) => boolean) | undefined,
  ): Scan<RecordOfKind[K]> => {
    const items: Scan<RecordOfKind[K]>['items'] = [];
    let at = position;
    let reached: number | undefined;
    const chunk = matches === undefined ? Math.min(CHUNK, wanted) : CHUNK;
    for (let scanned = 0; scanned < SCANNED;) {
      const rows = statements[direction].all(source, kindCodes[kind], at, chunk);
      for (const row of rows) {
        at = integer(row.arrival);
        reached = at;
        const { record, load } = records.revive(row);
        if (!isOfKind(record, kind) || matches?.(record) === false) continue;
        items.push({ position: at, record, load });
        if (items.length === wanted) return { items, reached, exhausted: false };
      }
      scanned += rows.length;
      if (rows.length < chunk) return { items, reached, exhausted: true };
    }
    return { items, reached, exhausted: false };
  };

  return {
    page<K extends RecordKind>(
      kind: K,
      source: string,
      { direction, limit, position }: ArrivalQuery,
      matches?: (record: RecordOfKind[K]) => boolean,
    ): ArrivalPage<RecordOfKind[K]> {
      const id = records.sourceId(source);
      if (id === undefined)
        return {
          items: [],
          hasNextPage: false,
          hasPreviousPage: false,
          partial: false,
          resumePosition: undefined,
        };
      const forward = direction === 'forward';
      const start = position ?? (forward ? 0 : Number.MAX_SAFE_INTEGER);
      // One more than asked for tells whether there is more.
      const found = scan(kind, id, direction, start, limit + 1, matches);
      const kept = found.items.slice(0, limit);
      for (const item of kept) item.load();
      const more = found.items.length > limit;
      const partial = !more && !found.exhausted;
      // What lies behind the start, the other way: the start itself counts. A search given up may have missed it.
      const back = forward ? start + 1 : start - 1;
      const behind = !scan(kind, id, forward ? 'backward' : 'forward', back, 1, matches).exhausted;
      const ahead = more || partial;
      const items = kept.map(({ position: place, record }) => ({ position: place, record }));
      return {
        items: forward ? items : items.toReversed(),
        hasNextPage: forward ? ahead : behind,
        hasPreviousPage: forward ? behind : ahead,
        partial,
        resumePosition: partial ? found.reached : kept.at(-1)?.position,
      };
    },
  };
}
