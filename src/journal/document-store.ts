import type { DatabaseSync } from 'node:sqlite';
import { digest, encodeRaw } from './codec.ts';
import { text } from '../sqlite/rows.ts';

/** A raw record as text, not yet written. */
export interface Document {
  readonly text: string;
  readonly digest: string;
}

/** What the vendors sent. The records that one vendor object makes come in one batch and share one document. */
export interface DocumentStore {
  /** Forgets which documents a batch brought: at its begin, and at its end for the memory's sake. */
  reset(): void;
  encode(raw: unknown): Document;
  /** The number of the document, written now unless this batch has it, or `current` (a document's number) is equal. */
  write(document: Document, current: number | null): number;
  read(id: number): string;
  /** Removes it unless a record still has it. */
  drop(id: number): void;
}

export function createDocumentStore(database: DatabaseSync): DocumentStore {
  const insert = database.prepare('INSERT INTO document (text) VALUES (?)');
  const select = database.prepare('SELECT text FROM document WHERE id = ?');
  const remove = database.prepare(
    'DELETE FROM document WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM record WHERE document = ?1)',
  );
  const encoded = new Map<unknown, Document>();
  const written = new Map<string, number>();
  const read = (id: number): string => text(select.get(id)?.text);
  return {
    reset() {
      encoded.clear();
      written.clear();
    },
    encode(raw) {
      const known = encoded.get(raw);
      if (known !== undefined) return known;
      const content = encodeRaw(raw);
      const document = { text: content, digest: digest(content) };
      encoded.set(raw, document);
      return document;
    },
    write(document, current) {
      const known = written.get(document.text);
      if (known !== undefined) return known;
      const id =
        current !== null && read(current) === document.text
          ? current
          : Number(insert.run(document.text).lastInsertRowid);
      written.set(document.text, id);
      return id;
    },
    read,
    drop(id) {
      if (remove.run(id).changes > 0) written.clear();
    },
  };
}
