import { DatabaseSync } from 'node:sqlite';
import { expect } from 'vitest';

/** What a journal's file holds for finding records, by names instead of numbers. */
const questions = {
  terms: 'SELECT type, value, family, hex(low) AS low, hex(high) AS high FROM term ORDER BY type, value',
  labels: 'SELECT type, value, label FROM term WHERE label IS NOT NULL ORDER BY type, value',
  mentions: `SELECT term.type, term.value, mention.kind, mention.time, record.native_id, role.name
    FROM mention JOIN term ON term.id = mention.term JOIN role ON role.id = mention.role
      JOIN record ON record.id = mention.record
    ORDER BY term.type, term.value, mention.kind, record.native_id, role.name`,
  text: `SELECT term.type, term.value, term_text.value AS text FROM term_text JOIN term ON term.id = term_text.rowid
    ORDER BY term.type, term.value`,
  texts: 'SELECT count(*) AS count FROM term_text',
  contents: `SELECT record.kind, record.native_id, record.state, content.body
    FROM content JOIN record ON record.id = content.record ORDER BY record.kind, record.native_id`,
  absent: `SELECT record.native_id FROM record
    WHERE (state = 1) <> EXISTS (SELECT 1 FROM content WHERE content.record = record.id)`,
  links: `SELECT one.kind, one.native_id, other.kind AS to_kind, other.native_id AS to_id
    FROM link JOIN record one ON one.id = owner JOIN record other ON other.id = target
    ORDER BY one.kind, one.native_id, other.kind, other.native_id`,
  grams: 'SELECT gram FROM id_gram ORDER BY gram',
  tables: 'SELECT name, sql FROM sqlite_master ORDER BY name',
} as const;

type Dump = Readonly<Record<keyof typeof questions, readonly unknown[]>>;

/** Looks into the file beside the code that reads it, and has SQLite look it over. */
export function dump(path: string): Dump {
  const database = new DatabaseSync(path);
  try {
    database.exec("INSERT INTO term_text (term_text) VALUES ('integrity-check')");
    expect(database.prepare('PRAGMA integrity_check').all()).toMatchObject([{ integrity_check: 'ok' }]);
    expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
    const answer = (name: keyof typeof questions) =>
      database
        .prepare(questions[name])
        .all()
        .map((row) => ({ ...row }));
    return {
      terms: answer('terms'),
      labels: answer('labels'),
      mentions: answer('mentions'),
      text: answer('text'),
      texts: answer('texts'),
      contents: answer('contents'),
      absent: answer('absent'),
      links: answer('links'),
      grams: answer('grams'),
      tables: answer('tables'),
    };
  } finally {
    database.close();
  }
}

/** The last label that a term came with holds, and pieces of ids stay: these two know what was there before. */
export const withoutPast = ({ terms, mentions, text, texts, contents, absent, links }: Dump) => ({
  terms,
  mentions,
  text,
  texts,
  contents,
  absent,
  links,
});
