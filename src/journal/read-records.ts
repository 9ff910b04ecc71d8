import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { AlphaSocFlag } from '../model/details.ts';
import type { AnyRecord, RecordKind, RecordOfKind, Threat } from '../model/records.ts';
import { kindCodes, states } from './codes.ts';
import { parseBody, parseFlag, parseThreat, reviveRecord, severityOfRank, vendorOf } from './revive.ts';
import { integer, integerOrNull, text } from '../sqlite/rows.ts';

type Row = Record<string, SQLOutputValue>;

/** The columns that `revive` reads, of a table called `record`; the body of a record that is gone is null. */
export const recordColumns = `record.id, record.kind, record.source, record.seen_at, record.severity, record.threat,
  record.document, (SELECT body FROM content WHERE content.record = record.id) AS body`;

interface Revived {
  readonly record: AnyRecord;
  /** Fetches the raw text now: later the row may be gone. */
  load(): void;
}

export interface RecordReader {
  revive(row: Row): Revived;
  /** The source's number; undefined for one that was never followed. */
  sourceId(name: string): number | undefined;
  /** A record that has another id by now is found under the one it had. */
  byIds<K extends RecordKind>(kind: K, source: string, ids: readonly string[]): Map<string, RecordOfKind[K]>;
  related<K extends RecordKind>(
    kind: RecordKind,
    source: string,
    nativeId: string,
    toKind: K,
    limit: number,
  ): RecordOfKind[K][];
  threats(source: string, ids: readonly string[]): Map<string, Threat>;
  flags(source: string, ids: readonly string[]): Map<string, AlphaSocFlag>;
}

/** Threats are few, and every detection of a page names one. */
const REMEMBERED_THREATS = 1_000;

export const isOfKind = <K extends RecordKind>(record: AnyRecord, kind: K): record is RecordOfKind[K] =>
  record.recordKind === kind;

/** Each method is to be called within a transaction, and `begin` at its start. */
export function createRecordReader(database: DatabaseSync): RecordReader & { begin(): void } {
  const findSource = database.prepare('SELECT id FROM source WHERE name = ?');
  const sourceById = database.prepare('SELECT name, vendor FROM source WHERE id = ?');
  const threatById = database.prepare(
    `SELECT threat.body, source.name FROM threat JOIN source ON source.id = threat.source WHERE threat.id = ?`,
  );
  const threatByName = database.prepare('SELECT id FROM threat WHERE source = ? AND native_id = ?');
  const document = database.prepare('SELECT text FROM document WHERE id = ?');
  const byName = database.prepare(
    `SELECT ${recordColumns} FROM record WHERE source = ? AND kind = ? AND native_id = ? AND state = ${states.PRESENT}`,
  );
  const alias = database.prepare(
    'SELECT native_id FROM alias WHERE source = ? AND kind = ? AND formerly = ?',
  );
  const flag = database.prepare('SELECT body FROM flag WHERE source = ? AND native_id = ?');
  // The plus signs keep SQLite from the index on time, which it would walk for a whole kind to find a few relatives.
  const relatives = database.prepare(
    `SELECT ${recordColumns} FROM record
     WHERE id IN (
       SELECT target FROM link JOIN record r ON r.id = owner WHERE r.source = ?1 AND r.kind = ?2 AND r.native_id = ?3
       UNION SELECT owner FROM link JOIN record r ON r.id = target WHERE r.source = ?1 AND r.kind = ?2 AND r.native_id = ?3
     ) AND +kind = ?4 AND +state = ${states.PRESENT} ORDER BY time, fraction, native_id LIMIT ?5`,
  );
  const sources = new Map<number, { readonly name: string; readonly vendor: ReturnType<typeof vendorOf> }>();
  const threats = new Map<number, Threat | undefined>();

  const sourceOf = (id: number) => {
    const known = sources.get(id);
    if (known !== undefined) return known;
    const row = sourceById.get(id);
    const source = { name: text(row?.name), vendor: vendorOf(text(row?.vendor)) };
    sources.set(id, source);
    return source;
  };
  const threatOf = (id: number): Threat | undefined => {
    if (threats.has(id)) return threats.get(id);
    const row = threatById.get(id);
    const body = row?.body;
    const threat = typeof body === 'string' ? { ...parseThreat(body), source: text(row?.name) } : undefined;
    if (threats.size >= REMEMBERED_THREATS) threats.clear();
    threats.set(id, threat);
    return threat;
  };
  const sourceId = (name: string): number | undefined => {
    const row = findSource.get(name);
    return row === undefined ? undefined : integer(row.id);
  };

  const revive = (row: Row): Revived => {
    const { name: source, vendor } = sourceOf(integer(row.source));
    const threat = integerOrNull(row.threat);
    const raw = integer(row.document);
    let loaded: string | undefined;
    const rawText = (): string => (loaded ??= text(document.get(raw)?.text));
    const record = reviveRecord(parseBody(text(row.body)), {
      source,
      vendor,
      seenAt: integer(row.seen_at),
      severity: severityOfRank(integerOrNull(row.severity)),
      threat: threat === null ? undefined : threatOf(threat),
      rawText,
    });
    return { record, load: () => void rawText() };
  };
  const whole = <K extends RecordKind>(row: Row, kind: K): RecordOfKind[K] => {
    const { record, load } = revive(row);
    load();
    if (!isOfKind(record, kind)) throw new TypeError('a record is of another kind than its row says');
    return record;
  };

  return {
    begin: () => threats.clear(),
    revive,
    sourceId,
    byIds(kind, source, ids) {
      const found = new Map<string, RecordOfKind[typeof kind]>();
      const id = sourceId(source);
      if (id === undefined) return found;
      const code = kindCodes[kind];
      const find = (nativeId: string): Row | undefined => byName.get(id, code, nativeId);
      const findLater = (formerly: string): Row | undefined => {
        const row = alias.get(id, code, formerly);
        return row === undefined ? undefined : find(text(row.native_id));
      };
      for (const nativeId of ids) {
        const row = find(nativeId) ?? findLater(nativeId);
        if (row !== undefined) found.set(nativeId, whole(row, kind));
      }
      return found;
    },
    related(kind, source, nativeId, toKind, limit) {
      const id = sourceId(source);
      if (id === undefined) return [];
      return relatives
        .all(id, kindCodes[kind], nativeId, kindCodes[toKind], limit)
        .map((row) => whole(row, toKind));
    },
    threats(source, ids) {
      const found = new Map<string, Threat>();
      const id = sourceId(source);
      if (id === undefined) return found;
      for (const nativeId of ids) {
        const row = threatByName.get(id, nativeId);
        const threat = row === undefined ? undefined : threatOf(integer(row.id));
        if (threat !== undefined) found.set(nativeId, threat);
      }
      return found;
    },
    flags(source, ids) {
      const found = new Map<string, AlphaSocFlag>();
      const id = sourceId(source);
      if (id === undefined) return found;
      for (const nativeId of ids) {
        const row = flag.get(id, nativeId);
        if (row !== undefined) found.set(nativeId, parseFlag(text(row.body)));
      }
      return found;
    },
  };
}
