import type { DatabaseSync } from 'node:sqlite';
import { text } from '../sqlite/rows.ts';

/** The records' bodies. Every record that is there has one, and no other. */
export interface ContentStore {
  /** For a record that has none. */
  write(record: number, body: string): void;
  read(record: number): string;
  drop(record: number): void;
}

export function createContentStore(database: DatabaseSync): ContentStore {
  const put = database.prepare('INSERT INTO content (record, body) VALUES (?, ?)');
  const select = database.prepare('SELECT body FROM content WHERE record = ?');
  const remove = database.prepare('DELETE FROM content WHERE record = ?');
  return {
    write: (record, body) => void put.run(record, body),
    read: (record) => text(select.get(record)?.body),
    drop: (record) => void remove.run(record),
  };
}
