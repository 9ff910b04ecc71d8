import type { DatabaseSync } from 'node:sqlite';
import { isDeepStrictEqual } from 'node:util';
import type { AnyRecord } from '../model/records.ts';
import type { Placed } from './change-log.ts';
import { kindCodes, states, type ChangeOperation } from './codes.ts';
import { digest, encodeRecord, type EncodedRecord, type RecordKey } from './codec.ts';
import type { Document } from './document-store.ts';
import type { IsOutdated, Standing } from './precedence.ts';
import { parseBody } from './revive.ts';
import { integer, integerOrNull, textOrNull } from '../sqlite/rows.ts';
import type { Stores } from './stores.ts';
import { termsOf } from './terms.ts';

/** A record ready to be stored; making it is all that can fail because of what is in it. */
export interface Prepared {
  readonly record: EncodedRecord;
  readonly document: Document;
  readonly hash: string;
}

export interface RecordStore {
  /** Throws RangeError or TypeError for a record that cannot be stored. */
  prepare(record: AnyRecord): Prepared;
  /**
   * Null when it is there already, unchanged or newer (`isOutdated`). A removed record that is back is UPDATED: CREATED
   * comes once.
   */
  put(source: number, prepared: Prepared, at: number, isOutdated: IsOutdated): Stored | null;
  /** Undefined when the journal never had it. */
  standing(source: number, key: RecordKey): Standing | undefined;
  /** Null when there is no such record. Its row stays, empty: that it was created once is not forgotten. */
  remove(source: number, key: RecordKey): Placed | null;
  /** Says that a record is not what it was, though its source's words are the same. */
  retell(placed: Placed): void;
}

interface Stored {
  readonly placed: Placed;
  readonly operation: ChangeOperation;
  /** Whether it was not there before: created, or back again. */
  readonly appeared: boolean;
}

interface Existing extends Standing {
  readonly id: number;
  readonly state: number;
  readonly time: number | null;
  readonly document: number | null;
  readonly hash: string | null;
}

const sameJson = (a: string, b: string): boolean => isDeepStrictEqual(JSON.parse(a), JSON.parse(b));

const columns = [
  'time',
  'fraction',
  'modified',
  'severity',
  'derived',
  'event_kind',
  'status',
  'verdict',
  'threat',
  'document',
  'hash',
].join(', ');

export function createRecordStore(database: DatabaseSync, stores: Stores): RecordStore {
  const { log, terms, links, contents, documents, threats, rating, idGrams } = stores;
  const find = database.prepare(
    'SELECT id, state, time, changed, modified, document, hash FROM record WHERE source = ? AND kind = ? AND native_id = ?',
  );
  const insert = database.prepare(
    `INSERT INTO record (state, source, kind, native_id, arrival, changed, seen_at, ${columns})
     VALUES (${states.PRESENT}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = database.prepare(
    `UPDATE record SET state = ${states.PRESENT}, arrival = coalesce(arrival, ?), changed = ?,
       seen_at = coalesce(seen_at, ?), (${columns}) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     WHERE id = ?`,
  );
  const bury = database.prepare(
    `UPDATE record SET state = ${states.REMOVED}, changed = ?, threat = NULL, document = NULL, hash = NULL
     WHERE id = ?`,
  );
  const touch = database.prepare('UPDATE record SET changed = ? WHERE id = ?');

  const existing = (source: number, { kind, nativeId }: RecordKey): Existing | null => {
    const row = find.get(source, kindCodes[kind], nativeId);
    return row === undefined
      ? null
      : {
          id: integer(row.id),
          state: integer(row.state),
          present: integer(row.state) === states.PRESENT,
          time: integerOrNull(row.time),
          changed: integerOrNull(row.changed),
          modified: integerOrNull(row.modified),
          document: integerOrNull(row.document),
          hash: textOrNull(row.hash),
        };
  };

  /** Equal bytes, or the same content with its keys in another order. */
  const unchanged = (before: Existing, { record, document, hash }: Prepared): boolean => {
    if (before.state !== states.PRESENT) return false;
    if (before.hash === hash) return true;
    return (
      before.document !== null &&
      sameJson(contents.read(before.id), record.body) &&
      sameJson(documents.read(before.document), document.text)
    );
  };

  const values = (source: number, { record, document, hash }: Prepared, current: number | null) => {
    const threat = record.threat === null ? null : threats.refer(source, record.threat.nativeId);
    return [
      record.time,
      record.fraction,
      record.modified,
      record.severity ?? threat?.rank ?? null,
      record.severity === null && record.kind !== 'CASE' ? 1 : 0,
      record.eventKind,
      record.status,
      record.verdict,
      threat?.id ?? null,
      documents.write(document, current),
      hash,
    ] as const;
  };

  /** Puts into the tables beside `record` what `unindex` takes out again. */
  const index = (
    placed: Placed,
    { nativeId, time, terms: found, links: named, body }: EncodedRecord,
  ): void => {
    contents.write(placed.id, body);
    terms.add(placed, time, found);
    links.add(placed.id, placed.source, named);
    idGrams.add(nativeId);
  };

  const create = (source: number, prepared: Prepared, at: number): Placed => {
    const { kind, nativeId } = prepared.record;
    const sequence = log.next();
    const fresh = values(source, prepared, null);
    const { lastInsertRowid } = insert.run(
      source,
      kindCodes[kind],
      nativeId,
      sequence,
      sequence,
      at,
      ...fresh,
    );
    const placed = { id: Number(lastInsertRowid), kind, source };
    index(placed, prepared.record);
    log.change(sequence, placed, 'CREATED');
    return placed;
  };

  /** Takes out of the indexes what the body that goes had put there. */
  const unindex = (placed: Placed, { state, time }: Existing): void => {
    if (state !== states.PRESENT || time === null) return;
    rating.noteNeighbours(placed.id);
    terms.remove(placed, time, termsOf(parseBody(contents.read(placed.id))));
    links.removeOf(placed.id);
    contents.drop(placed.id);
  };

  const replace = (placed: Placed, before: Existing, prepared: Prepared, at: number): ChangeOperation => {
    const sequence = log.next();
    unindex(placed, before);
    const fresh = values(placed.source, prepared, before.document);
    update.run(sequence, sequence, at, ...fresh, placed.id);
    index(placed, prepared.record);
    if (before.document !== null && before.document !== fresh[9]) documents.drop(before.document);
    const operation = before.state === states.REFERRED ? 'CREATED' : 'UPDATED';
    log.change(sequence, placed, operation);
    return operation;
  };

  return {
    prepare(record) {
      const document = documents.encode(record.raw);
      const encoded = encodeRecord(record);
      return { record: encoded, document, hash: digest(`${document.digest} ${encoded.body}`) };
    },

    standing(source, key) {
      const before = existing(source, key);
      return before === null || before.state === states.REFERRED ? undefined : before;
    },

    put(source, prepared, at, isOutdated) {
      const before = existing(source, prepared.record);
      if (before === null)
        return { placed: create(source, prepared, at), operation: 'CREATED', appeared: true };
      if (unchanged(before, prepared) || isOutdated(before, prepared.record.modified)) return null;
      const placed = { id: before.id, kind: prepared.record.kind, source };
      const operation = replace(placed, before, prepared, at);
      return { placed, operation, appeared: before.state !== states.PRESENT };
    },

    remove(source, key) {
      const before = existing(source, key);
      if (before === null || before.state !== states.PRESENT) return null;
      const placed = { id: before.id, kind: key.kind, source };
      const sequence = log.next();
      unindex(placed, before);
      bury.run(sequence, placed.id);
      if (before.document !== null) documents.drop(before.document);
      log.change(sequence, placed, 'REMOVED');
      return placed;
    },

    retell(placed) {
      const sequence = log.next();
      touch.run(sequence, placed.id);
      log.change(sequence, placed, 'UPDATED');
    },
  };
}
