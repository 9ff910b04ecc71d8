import type { DatabaseSync } from 'node:sqlite';
import { kindCodes, states } from './codes.ts';
import type { RecordKey } from './codec.ts';
import { integer } from '../sqlite/rows.ts';

/** Which record names which; the named one need not have come yet, so every name gets a row at once. */
export interface LinkStore {
  add(owner: number, source: number, targets: readonly RecordKey[]): void;
  /** Forgets what `owner` names, and the names that nobody else names and that never came. */
  removeOf(owner: number): void;
  isTarget(record: number): boolean;
}

export function createLinkStore(database: DatabaseSync): LinkStore {
  const find = database.prepare('SELECT id FROM record WHERE source = ? AND kind = ? AND native_id = ?');
  const refer = database.prepare(
    `INSERT INTO record (source, kind, native_id, state) VALUES (?, ?, ?, ${states.REFERRED})`,
  );
  const insert = database.prepare('INSERT OR IGNORE INTO link (owner, target) VALUES (?, ?)');
  const targets = database.prepare('SELECT target FROM link WHERE owner = ?');
  const remove = database.prepare('DELETE FROM link WHERE owner = ?');
  const target = database.prepare('SELECT 1 FROM link WHERE target = ? LIMIT 1');
  const dropReferred = database.prepare(
    `DELETE FROM record WHERE id = ?1 AND state = ${states.REFERRED}
     AND NOT EXISTS (SELECT 1 FROM link WHERE target = ?1)`,
  );
  const idOf = (source: number, { kind, nativeId }: RecordKey): number => {
    const found = find.get(source, kindCodes[kind], nativeId);
    return found === undefined
      ? Number(refer.run(source, kindCodes[kind], nativeId).lastInsertRowid)
      : integer(found.id);
  };
  return {
    add(owner, source, named) {
      for (const key of named) insert.run(owner, idOf(source, key));
    },
    removeOf(owner) {
      const named = targets.all(owner).map((row) => integer(row.target));
      remove.run(owner);
      for (const id of named) dropReferred.run(id);
    },
    isTarget: (record) => target.get(record) !== undefined,
  };
}
