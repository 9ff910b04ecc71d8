import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { digest, encodeRaw, encodeRecord } from '../../src/journal/codec.ts';
import { kindCodes, termCodes } from '../../src/journal/codes.ts';
import { migrate, migrations } from '../../src/journal/migrations.ts';
import { firstLabel, rangeOf } from '../../src/journal/terms.ts';
import type { AnyRecord } from '../../src/model/records.ts';
import { T0 } from './support.ts';

/** `CWJ1` */
const APPLICATION_ID = 0x43_57_4a_31;

const number = (value: unknown): number => Number(value);

/** A journal as version 1 left it: one source, its records in one batch, and one record that was removed again. */
export function makeVersion1File(path: string, records: readonly AnyRecord[], removed: string): void {
  const database = new DatabaseSync(path);
  database.exec(
    `PRAGMA page_size = 16384; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA application_id = ${APPLICATION_ID};
     PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF`,
  );
  migrate(database, 0, migrations.slice(0, 1));
  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  const run = (sql: string, ...values: (string | number | Uint8Array | null)[]): number =>
    number(prepare(sql).run(...values).lastInsertRowid);
  /** The row of this name, made if there is none. */
  const row = (table: string, names: Readonly<Record<string, string | number>>): number => {
    const keys = Object.keys(names);
    const found = prepare(
      `SELECT id FROM ${table} WHERE ${keys.map((key) => `${key} = ?`).join(' AND ')}`,
    ).get(...Object.values(names));
    if (found !== undefined) return number(found.id);
    const marks = keys.map(() => '?').join(', ');
    return run(`INSERT INTO ${table} (${keys.join(', ')}) VALUES (${marks})`, ...Object.values(names));
  };

  database.exec('BEGIN');
  const source = row('source', { name: 'alpha', vendor: 'alphasoc' });
  run(
    `INSERT INTO feed (source, name, kinds, bookmark, last_success_at) VALUES (?, 'alerts', '[1,2,3]', 'b', ?)`,
    source,
    T0,
  );
  const insertTerm = (type: keyof typeof termCodes, value: string): number => {
    const id = row('term', { type: termCodes[type], value });
    const range = type === 'IP' ? rangeOf(value) : null;
    run(
      'UPDATE term SET label = ?, family = ?, low = ?, high = ? WHERE id = ?',
      type === 'HOST' ? firstLabel(value) : null,
      range?.family ?? null,
      range?.low ?? null,
      range?.high ?? null,
      id,
    );
    return id;
  };
  const put = (record: AnyRecord, sequence: number): void => {
    const encoded = encodeRecord(record);
    const kind = kindCodes[encoded.kind];
    const raw = encodeRaw(record.raw);
    const id = row('record', { source, kind, native_id: encoded.nativeId, state: 0 });
    run(
      `UPDATE record SET state = 1, arrival = ?1, changed = ?1, seen_at = ?2, time = ?3, fraction = ?4, modified = ?5,
         severity = ?6, event_kind = ?7, status = ?8, verdict = ?9, threat = ?10, document = ?11, hash = ?12, body = ?13
       WHERE id = ?14`,
      sequence,
      T0,
      encoded.time,
      encoded.fraction,
      encoded.modified,
      encoded.severity,
      encoded.eventKind,
      encoded.status,
      encoded.verdict,
      encoded.threat === null ? null : row('threat', { source, native_id: encoded.threat.nativeId }),
      run('INSERT INTO document (text) VALUES (?)', raw),
      digest(`${digest(raw)} ${encoded.body}`),
      encoded.body,
      id,
    );
    const mentioned = [
      ...record.observables.map(({ type, value, role }) => ({ type, value, role: role ?? '' })),
      ...('attacks' in record ? record.attacks : []).flatMap(({ technique }) =>
        technique === undefined
          ? []
          : [{ type: 'TECHNIQUE' as const, value: technique.toLowerCase(), role: '' }],
      ),
    ];
    for (const { type, value, role } of mentioned)
      run(
        'INSERT OR IGNORE INTO mention (term, kind, time, record, role) VALUES (?, ?, ?, ?, ?)',
        insertTerm(type, value),
        kind,
        encoded.time,
        id,
        row('role', { name: role }),
      );
    for (const link of encoded.links) {
      const names = { source, kind: kindCodes[link.kind], native_id: link.nativeId };
      const target =
        prepare('SELECT id FROM record WHERE source = ? AND kind = ? AND native_id = ?').get(
          ...Object.values(names),
        )?.id ?? row('record', { ...names, state: 0 });
      run('INSERT OR IGNORE INTO link (owner, target) VALUES (?, ?)', id, number(target));
    }
    run(
      `INSERT INTO tally (source, kind, records) VALUES (?, ?, 1)
       ON CONFLICT DO UPDATE SET records = records + 1`,
      source,
      kind,
    );
    run('INSERT INTO change VALUES (?, ?, ?, ?, 1, ?)', sequence, id, kind, source, T0);
  };
  for (const [index, record] of records.entries()) put(record, index + 1);
  const gone = row('record', { source, kind: kindCodes.EVENT, native_id: removed, state: 2 });
  const last = records.length + 2;
  run(
    'UPDATE record SET arrival = ?, changed = ?, seen_at = ?, time = ? WHERE id = ?',
    last - 1,
    last,
    T0,
    T0,
    gone,
  );
  run('INSERT INTO change VALUES (?, ?, 1, ?, 1, ?)', last - 1, gone, source, T0);
  run('INSERT INTO change VALUES (?, ?, 1, ?, 3, ?)', last, gone, source, T0);
  run('UPDATE journal SET last_sequence = ?', last);
  database.exec('COMMIT');
  database.close();
}
