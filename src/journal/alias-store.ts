import type { DatabaseSync } from 'node:sqlite';
import type { Alias } from '../model/feed.ts';
import { kindCodes, states } from './codes.ts';
import type { RecordKey } from './codec.ts';
import { text } from '../sqlite/rows.ts';

/** The ids that records had before. What is stored leads straight to the newest id, however many came in between. */
export interface AliasStore {
  put(source: number, alias: Alias): void;
  /** Forgets the former ids of a record. */
  dropOf(source: number, key: RecordKey): void;
}

export function createAliasStore(database: DatabaseSync): AliasStore {
  const isPresent = database.prepare(
    `SELECT 1 FROM record WHERE source = ? AND kind = ? AND native_id = ? AND state = ${states.PRESENT}`,
  );
  const find = database.prepare('SELECT native_id FROM alias WHERE source = ? AND kind = ? AND formerly = ?');
  const put = database.prepare(
    'INSERT OR REPLACE INTO alias (source, kind, formerly, native_id) VALUES (?, ?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM alias WHERE source = ? AND kind = ? AND formerly = ?');
  const redirect = database.prepare(
    'UPDATE alias SET native_id = ? WHERE source = ? AND kind = ? AND native_id = ?',
  );
  const removeOf = database.prepare('DELETE FROM alias WHERE source = ? AND kind = ? AND native_id = ?');
  return {
    put(source, { kind, nativeId, formerly }) {
      if (nativeId === formerly) return;
      const code = kindCodes[kind];
      const next = find.get(source, code, nativeId);
      const further = next === undefined ? undefined : text(next.native_id);
      // An id that was left and that stands for a record again, or that comes back to itself, is the newest there is.
      const isLast =
        further === undefined || further === formerly || isPresent.get(source, code, nativeId) !== undefined;
      if (isLast) remove.run(source, code, nativeId);
      const target = isLast ? nativeId : further;
      redirect.run(target, source, code, formerly);
      put.run(source, code, formerly, target);
    },
    dropOf: (source, { kind, nativeId }) => void removeOf.run(source, kindCodes[kind], nativeId),
  };
}
