import type { DatabaseSync } from 'node:sqlite';
import { parseNetwork } from '../model/addresses.ts';
import type { RecordKind, RecordOfKind } from '../model/records.ts';
import { kindCodes, states, termCodes, type TermType } from './codes.ts';
import { isOfKind, recordColumns, type RecordReader } from './read-records.ts';
import { addressRange, firstLabel, techniqueTerm } from './terms.ts';
import { integer } from './rows.ts';

/** What to look for. Values are normalised (`model/observables.ts`). */
export type Mention =
  | { readonly type: Exclude<TermType, 'HOST' | 'TECHNIQUE'>; readonly value: string }
  /** A bare name equals the first label of a full one. */
  | { readonly type: 'HOST'; readonly value: string }
  /** T1059 also finds T1059.001. */
  | { readonly type: 'TECHNIQUE'; readonly value: string }
  /** Addresses and ranges inside the network; with `covering` also ranges that it lies in. */
  | { readonly type: 'NETWORK'; readonly value: string; readonly covering?: boolean | undefined };

export function createMentionReader(database: DatabaseSync, records: RecordReader) {
  const exact = database.prepare('SELECT id FROM term WHERE type = ? AND value = ?');
  const hosts = database.prepare(
    `SELECT id FROM term WHERE label = ?1 AND type = ${termCodes.HOST} AND (?1 = ?2 OR value IN (?1, ?2))`,
  );
  const techniques = database.prepare(
    `SELECT id FROM term WHERE type = ${termCodes.TECHNIQUE}
     AND (value = ?1 OR (value > ?1 || '.' AND value < ?1 || '/'))`,
  );
  const inside = database.prepare(
    'SELECT id FROM term WHERE family = ? AND low >= ? AND low <= ? AND high <= ?',
  );
  const around = database.prepare(
    'SELECT id FROM term WHERE low < high AND family = ? AND low <= ? AND high >= ?',
  );
  const mentioning = database.prepare(
    `SELECT ${recordColumns} FROM record
     WHERE id IN (SELECT record FROM mention WHERE term IN (SELECT value FROM json_each(?1)) AND kind = ?2)
       AND state = ${states.PRESENT}
     ORDER BY time DESC, fraction DESC, native_id DESC LIMIT ?3`,
  );

  const termIds = (mention: Mention): number[] => {
    const { type, value } = mention;
    const rows = (() => {
      switch (type) {
        case 'NETWORK': {
          const network = parseNetwork(value);
          if (network === null) return [];
          const { family, low, high } = addressRange(network);
          const within = inside.all(family, low, high, high);
          return mention.covering === true ? [...within, ...around.all(family, low, high)] : within;
        }
        case 'HOST':
          return hosts.all(firstLabel(value), value);
        case 'TECHNIQUE':
          return techniques.all(techniqueTerm(value));
        default:
          return exact.all(termCodes[type], value);
      }
    })();
    return rows.map((row) => integer(row.id));
  };

  return {
    /** The records of a kind that mention it, newest first. */
    mentioning<K extends RecordKind>(kind: K, mention: Mention, limit: number): RecordOfKind[K][] {
      const rows = mentioning.all(JSON.stringify(termIds(mention)), kindCodes[kind], limit);
      return rows.flatMap((row) => {
        const { record, load } = records.revive(row);
        load();
        return isOfKind(record, kind) ? [record] : [];
      });
    },
  };
}
