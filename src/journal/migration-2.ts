import type { DatabaseSync } from 'node:sqlite';
import { observableTypes } from '../model/values.ts';
import { kindOfCode, states, termCodes } from './codes.ts';
import { createIdGrams } from './id-grams.ts';
import { parseBody } from './revive.ts';
import { integer, text } from './rows.ts';
import { createTermStore, createTermText } from './term-store.ts';
import { termsOf } from './terms.ts';

/*
 * content    a record's body, apart from its row: whoever looks through many rows reads small ones
 * term_text  what text is searched in, in lower case; rowid is the term
 * id_gram    the pieces of all native ids that ever came: a text with another piece is in none of them
 * flag       the dictionary of flags, where a vendor has one
 * alias      ids that records had before; `native_id` is never itself an alias of another
 */
const tables = `
  CREATE TABLE content (
    record INTEGER PRIMARY KEY REFERENCES record,
    body TEXT NOT NULL
  ) STRICT;

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
}

function fillIdGrams(database: DatabaseSync): void {
  const grams = createIdGrams(database);
  const ids = database.prepare(`SELECT native_id FROM record WHERE state <> ${states.REFERRED}`);
  for (const row of ids.iterate()) grams.add(text(row.native_id));
}

/** One record at a time, however large the file is. */
export function makeVersion2(database: DatabaseSync): void {
  database.exec(tables);
  database.exec(`
    INSERT INTO content (record, body) SELECT id, body FROM record WHERE body IS NOT NULL;
    ALTER TABLE record DROP COLUMN body;
  `);
  fillTermText(database);
  fillTerms(database);
  fillIdGrams(database);
}
