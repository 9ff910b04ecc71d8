import type { DatabaseSync } from 'node:sqlite';
import { observableTypes } from '../model/values.ts';
import { kindOfCode, states, termCodes } from './codes.ts';
import { createIdGrams } from './id-grams.ts';
import { parseBody } from './revive.ts';
import { integer, text } from '../sqlite/rows.ts';
import { createTermStore } from './term-store.ts';
import { createTermText } from './term-text.ts';
import { termsOf } from './terms.ts';

const columns = `
    id, source, kind, native_id, state, arrival, changed, seen_at, time, fraction, modified, severity, derived,
    event_kind, status, verdict, threat, document, hash`;

/*
 * Bodies go into a table of their own: whoever looks through many rows reads small ones. The table of records is written
 * anew, as dropping a column would leave it as many pages as before, nearly empty; what names records steps aside
 * meanwhile.
 */
const narrowRecord = `
  CREATE TABLE named AS SELECT owner, target FROM link;
  DROP TABLE link;
  ALTER TABLE record RENAME TO wide;

  CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES source,
    kind INTEGER NOT NULL,
    native_id TEXT NOT NULL,
    state INTEGER NOT NULL,
    arrival INTEGER,
    changed INTEGER,
    seen_at INTEGER,
    time INTEGER,
    fraction INTEGER,
    modified INTEGER,
    severity INTEGER,
    derived INTEGER NOT NULL DEFAULT 0,
    event_kind TEXT,
    status TEXT,
    verdict TEXT,
    threat INTEGER REFERENCES threat,
    document INTEGER REFERENCES document,
    hash TEXT,
    UNIQUE (source, kind, native_id)
  ) STRICT;
  CREATE TABLE content (
    record INTEGER PRIMARY KEY REFERENCES record,
    body TEXT NOT NULL
  ) STRICT;
  INSERT INTO record (${columns}) SELECT ${columns} FROM wide ORDER BY id;
  INSERT INTO content (record, body) SELECT id, body FROM wide WHERE body IS NOT NULL ORDER BY id;
  DROP TABLE wide;

  CREATE INDEX record_arrival ON record (source, kind, arrival) WHERE state = 1;
  CREATE INDEX record_time ON record (kind, time, fraction) WHERE state = 1;
  CREATE INDEX record_modified ON record (kind, coalesce(modified, time)) WHERE state = 1;
  CREATE INDEX record_severity ON record (kind, severity, time) WHERE state = 1;
  CREATE INDEX record_event_kind ON record (event_kind, time) WHERE state = 1 AND event_kind IS NOT NULL;
  CREATE INDEX record_status ON record (kind, status, time) WHERE state = 1 AND status IS NOT NULL;
  CREATE INDEX record_verdict ON record (kind, verdict, time) WHERE state = 1 AND verdict IS NOT NULL;
  CREATE INDEX record_threat ON record (threat) WHERE threat IS NOT NULL;
  CREATE INDEX record_document ON record (document) WHERE document IS NOT NULL;

  CREATE TABLE link (
    owner INTEGER NOT NULL REFERENCES record,
    target INTEGER NOT NULL REFERENCES record,
    PRIMARY KEY (owner, target)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO link (owner, target) SELECT owner, target FROM named ORDER BY owner, target;
  CREATE INDEX link_target ON link (target, owner);
  DROP TABLE named;
`;

/*
 * term_text  what text is searched in, in lower case; rowid is the term
 * id_gram    the pieces of all native ids that ever came: a text with another piece is in none of them
 * flag       the dictionary of flags, where a vendor has one
 * alias      ids that records had before; `native_id` is never itself an alias of another
 */
const tables = `
  CREATE VIRTUAL TABLE term_text USING fts5(value, tokenize = 'trigram case_sensitive 1');

  CREATE TABLE id_gram (gram TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

  CREATE TABLE flag (
    source INTEGER NOT NULL REFERENCES source,
    native_id TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (source, native_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE alias (
    source INTEGER NOT NULL REFERENCES source,
    kind INTEGER NOT NULL,
    formerly TEXT NOT NULL,
    native_id TEXT NOT NULL,
    PRIMARY KEY (source, kind, formerly)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX alias_target ON alias (source, kind, native_id);
`;

/** The last type of term that version 1 had. */
const LAST_OF_VERSION_1 = termCodes.TECHNIQUE;

/** The observables that were there already; titles come as new terms. */
function fillTermText(database: DatabaseSync): void {
  const termText = createTermText(database);
  for (const type of observableTypes) {
    const terms = database.prepare('SELECT id, value FROM term WHERE type = ?');
    for (const { id, value } of terms.iterate(termCodes[type])) termText.add(integer(id), text(value));
  }
  termText.flush();
}

/** Terms are those of `termsOf` as it is today: a step that changes them has to make them anew. */
function fillTerms(database: DatabaseSync): void {
  const terms = createTermStore(database);
  const records = database.prepare(
    `SELECT record.id, record.source, record.kind, record.time, content.body
     FROM content CROSS JOIN record ON record.id = content.record`,
  );
  for (const { id, source, kind, time, body } of records.iterate()) {
    const placed = { id: integer(id), source: integer(source), kind: kindOfCode(integer(kind)) };
    const added = termsOf(parseBody(text(body))).filter(({ type }) => termCodes[type] > LAST_OF_VERSION_1);
    terms.add(placed, integer(time), added);
  }
  terms.flush();
}

function fillIdGrams(database: DatabaseSync): void {
  const grams = createIdGrams(database);
  const ids = database.prepare(`SELECT native_id FROM record WHERE state <> ${states.REFERRED}`);
  for (const row of ids.iterate()) grams.add(text(row.native_id));
}

/** One record at a time, however large the file is. */
export function makeVersion2(database: DatabaseSync): void {
  database.exec(narrowRecord);
  database.exec(tables);
  fillTermText(database);
  fillTerms(database);
  fillIdGrams(database);
}
