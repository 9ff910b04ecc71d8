import type { DatabaseSync } from 'node:sqlite';
import { observableTypes } from '../model/values.ts';
import type { Placed } from './change-log.ts';
import { kindCodes, termCodes, type TermType } from './codes.ts';
import { createMentionStore } from './mention-store.ts';
import { integer } from '../sqlite/rows.ts';
import { createTermText } from './term-text.ts';
import { firstLabel, rangeOf, type Term } from './terms.ts';

/** What records are found by. */
export interface TermStore {
  /** A label that comes with a term is the term's from now on. */
  add(record: Placed, time: number, terms: readonly Term[]): void;
  /** Takes back what `add` wrote for the same record, time and terms. */
  remove(record: Placed, time: number, terms: readonly Term[]): void;
  /** To be called at a transaction's end: until then nothing new is found. */
  flush(): void;
}

/** Entries of the map from a term to its number; the same hosts and users come again and again. */
const REMEMBERED = 50_000;

const searched: ReadonlySet<TermType> = new Set([...observableTypes, 'TITLE']);

export function createTermStore(database: DatabaseSync): TermStore {
  const findTerm = database.prepare('SELECT id FROM term WHERE type = ? AND value = ?');
  const insertTerm = database.prepare(
    'INSERT INTO term (type, value, label, family, low, high) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const deleteTerm = database.prepare(
    'DELETE FROM term WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM mention WHERE term = ?1)',
  );
  const relabel = database.prepare('UPDATE term SET label = ?2 WHERE id = ?1 AND label IS NOT ?2');
  const findRole = database.prepare('SELECT id FROM role WHERE name = ?');
  const insertRole = database.prepare('INSERT INTO role (name) VALUES (?)');
  const mentions = createMentionStore(database);
  const termText = createTermText(database);
  const terms = new Map<string, number>();
  const labels = new Map<number, string>();
  const roles = new Map<string, number>();

  const insert = ({ type, value, label }: Term): number => {
    const range = type === 'IP' ? rangeOf(value) : null;
    const { lastInsertRowid } = insertTerm.run(
      termCodes[type],
      value,
      type === 'HOST' ? firstLabel(value) : (label ?? null),
      range?.family ?? null,
      range?.low ?? null,
      range?.high ?? null,
    );
    const id = Number(lastInsertRowid);
    if (searched.has(type)) termText.add(id, value);
    return id;
  };
  const find = (term: Term): number | undefined => {
    const found = findTerm.get(termCodes[term.type], term.value);
    return found === undefined ? undefined : integer(found.id);
  };
  const keyOf = ({ type, value }: Term): string => `${type} ${value}`;
  const idOf = (term: Term): number => {
    const key = keyOf(term);
    const known = terms.get(key);
    if (known !== undefined) return known;
    const id = find(term) ?? insert(term);
    if (terms.size >= REMEMBERED) terms.clear();
    terms.set(key, id);
    return id;
  };
  const label = (id: number, { label: name }: Term): void => {
    if (name === undefined || labels.get(id) === name) return;
    relabel.run(id, name);
    if (labels.size >= REMEMBERED) labels.clear();
    labels.set(id, name);
  };
  const roleOf = (name: string): number => {
    const known = roles.get(name);
    if (known !== undefined) return known;
    const found = findRole.get(name);
    const id = found === undefined ? Number(insertRole.run(name).lastInsertRowid) : integer(found.id);
    roles.set(name, id);
    return id;
  };
  return {
    add({ id, kind }, time, mentioned) {
      const code = kindCodes[kind];
      for (const term of mentioned) {
        const termId = idOf(term);
        label(termId, term);
        mentions.add({ term: termId, kind: code, time, record: id, role: roleOf(term.role) });
      }
    },
    remove({ id, kind }, time, mentioned) {
      const code = kindCodes[kind];
      for (const term of mentioned) {
        const known = find(term);
        if (known === undefined) continue;
        mentions.remove({ term: known, kind: code, time, record: id, role: roleOf(term.role) });
        if (deleteTerm.run(known).changes === 0) continue;
        terms.delete(keyOf(term));
        labels.delete(known);
        if (searched.has(term.type)) termText.drop(known);
      }
    },
    flush() {
      mentions.flush();
      termText.flush();
    },
  };
}
