import type { DatabaseSync } from 'node:sqlite';
import type { Threat } from '../model/records.ts';
import { severityRank } from '../model/severity.ts';
import { parseThreat } from './revive.ts';
import { integer, integerOrNull, textOrNull } from '../sqlite/rows.ts';

/** What became of an entry of the catalogue. */
export interface ThreatChange {
  readonly id: number;
  readonly rank: number;
  readonly severityChanged: boolean;
  readonly titleChanged: boolean;
}

/** The sources' threat catalogues. A threat that a record names before its entry comes has a row without a body. */
export interface ThreatStore {
  /** Null when neither title nor severity is news. */
  put(source: number, threat: Threat): ThreatChange | null;
  refer(source: number, nativeId: string): { readonly id: number; readonly rank: number | null };
}

export function createThreatStore(database: DatabaseSync): ThreatStore {
  const find = database.prepare('SELECT id, severity, body FROM threat WHERE source = ? AND native_id = ?');
  const insert = database.prepare(
    'INSERT INTO threat (source, native_id, severity, body) VALUES (?, ?, ?, ?)',
  );
  const update = database.prepare('UPDATE threat SET severity = ?, body = ? WHERE id = ?');
  return {
    put(source, threat) {
      const { nativeId } = threat;
      const rank = severityRank(threat.severity);
      const body = JSON.stringify({ ...threat, source: undefined });
      const found = find.get(source, nativeId);
      if (found === undefined) {
        insert.run(source, nativeId, rank, body);
        return null;
      }
      const before = textOrNull(found.body);
      if (before === body) return null;
      const id = integer(found.id);
      update.run(rank, body, id);
      const severityChanged = integerOrNull(found.severity) !== rank;
      const titleChanged = before === null || parseThreat(before).title !== threat.title;
      return severityChanged || titleChanged ? { id, rank, severityChanged, titleChanged } : null;
    },
    refer(source, nativeId) {
      const found = find.get(source, nativeId);
      if (found !== undefined) return { id: integer(found.id), rank: integerOrNull(found.severity) };
      return { id: Number(insert.run(source, nativeId, null, null).lastInsertRowid), rank: null };
    },
  };
}
