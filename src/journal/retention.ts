import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { kindOfCode, states } from './codes.ts';
import { parseBody } from './revive.ts';
import { integer, integerOrNull, scalar, text } from '../sqlite/rows.ts';
import type { Stores } from './stores.ts';
import { termsOf } from './terms.ts';

export interface RetentionOptions {
  /** Milliseconds that a change is kept, from its arrival; its record goes with its latest change. */
  readonly age: number;
  /** Bytes that the content may take; above it the oldest changes go, whatever their age. */
  readonly maxBytes?: number | undefined;
  /** Changes that one step, which is one transaction, may take away. */
  readonly step?: number | undefined;
}

export interface RetentionResult {
  readonly records: number;
  readonly changes: number;
  readonly quarantined: number;
  /** Whether another step would take away more. */
  readonly more: boolean;
}

const DEFAULT_STEP = 2_000;
/** Pages given back to the file system after a step; few, as each has to be moved. */
const VACUUMED_PAGES = 500;
/** The part of the file that may lie empty: what comes in next fills it without a page being moved. */
const MAX_EMPTY = 0.2;

type Row = Record<string, SQLOutputValue>;

/**
 * Takes away what is older than it may be, oldest first, in the order of the change log. A record that was changed since
 * goes later, with that change: whatever the log still tells of is still there. `step` has to run in a transaction,
 * `shrink` outside of one.
 */
export function createRetention(database: DatabaseSync, stores: Stores) {
  const { terms, links, contents, documents, feeds, aliases } = stores;
  const oldest = database.prepare('SELECT sequence, record, at FROM change ORDER BY sequence LIMIT ?');
  const find = database.prepare(
    'SELECT id, source, kind, native_id, state, time, changed, document FROM record WHERE id = ?',
  );
  const erase = database.prepare('DELETE FROM record WHERE id = ?');
  const demote = database.prepare(
    `UPDATE record SET state = ${states.REFERRED}, arrival = NULL, changed = NULL, seen_at = NULL, time = NULL,
       fraction = NULL, modified = NULL, severity = NULL, derived = 0, event_kind = NULL, status = NULL,
       verdict = NULL, threat = NULL, document = NULL, hash = NULL WHERE id = ?`,
  );
  const dropChanges = database.prepare('DELETE FROM change WHERE sequence <= ?');
  const dropGaps = database.prepare('DELETE FROM gap WHERE sequence <= ?');
  const advance = database.prepare('UPDATE journal SET first_sequence = ?, forgotten_until = ?');
  const uncover = database.prepare('UPDATE feed SET coverage_from = max(coverage_from, ?)');
  const oldBytes = database.prepare('SELECT id, feed FROM quarantine WHERE at < ? ORDER BY at LIMIT ?');
  const dropBytes = database.prepare('DELETE FROM quarantine WHERE id = ?');
  const discount = database.prepare('UPDATE feed SET quarantined = quarantined - 1 WHERE id = ?');
  const size = database.prepare(
    `SELECT (page_count - freelist_count) * page_size
     FROM pragma_page_count, pragma_freelist_count, pragma_page_size`,
  );
  const empty = database.prepare(
    'SELECT freelist_count * 1.0 / page_count FROM pragma_freelist_count, pragma_page_count',
  );

  const forget = (row: Row): void => {
    const id = integer(row.id);
    const kind = kindOfCode(integer(row.kind));
    const source = integer(row.source);
    if (row.state === states.PRESENT) {
      terms.remove({ id, kind, source }, integer(row.time), termsOf(parseBody(contents.read(id))));
      contents.drop(id);
      feeds.count(source, kind, -1);
    }
    links.removeOf(id);
    aliases.dropOf(source, { kind, nativeId: text(row.native_id) });
    // Others name it still: its row stays as a name.
    (links.isTarget(id) ? demote : erase).run(id);
    const document = integerOrNull(row.document);
    if (document !== null) documents.drop(document);
  };

  return {
    step(now: number, { age, maxBytes, step = DEFAULT_STEP }: RetentionOptions): RetentionResult {
      const limit = now - age;
      const excess = (): boolean => maxBytes !== undefined && scalar(size) > maxBytes;
      const all = excess();
      const head = oldest.all(step + 1).map((row) => ({
        sequence: integer(row.sequence),
        record: integer(row.record),
        at: integer(row.at),
      }));
      // Up to the last one that is too old: among them one may bear the stamp of a clock that was ahead.
      const count = all ? head.length : head.findLastIndex(({ at }) => at < limit) + 1;
      const old = head.slice(0, Math.min(count, step));
      const more = count > step;
      let records = 0;
      for (const { sequence, record } of old) {
        const row = find.get(record);
        if (row === undefined || row.changed !== sequence) continue;
        forget(row);
        records += 1;
      }
      const last = old.at(-1);
      if (last !== undefined) {
        dropChanges.run(last.sequence);
        dropGaps.run(last.sequence);
        advance.run(last.sequence + 1, last.at);
        uncover.run(last.at);
      }
      const bytes = oldBytes.all(all && old.length === 0 ? now : limit, step);
      for (const row of bytes) {
        dropBytes.run(integer(row.id));
        discount.run(integer(row.feed));
      }
      terms.flush();
      return {
        records,
        changes: old.length,
        quarantined: bytes.length,
        more: more || bytes.length === step || (old.length + bytes.length > 0 && excess()),
      };
    },
    shrink(): void {
      if (scalar(empty) < MAX_EMPTY) return;
      // Each page is a row of this pragma: it has to be stepped to its end.
      database.prepare(`PRAGMA incremental_vacuum(${VACUUMED_PAGES})`).all();
    },
  };
}
export type Retention = ReturnType<typeof createRetention>;
