import type { DatabaseSync } from 'node:sqlite';

/** Which pieces native ids are made of. Nothing is ever taken out: it may name too much, never too little. */
export interface IdGrams {
  add(nativeId: string): void;
}

/** The pieces that are known to be stored; ids of one vendor are made of few characters, and so of few pieces. */
const REMEMBERED = 200_000;
const LONGEST = 3;

/** Every piece of one, two and three characters (UTF-16 units) of the text in lower case. */
export function* gramsOf(value: string): Generator<string> {
  const lower = value.toLowerCase();
  for (let start = 0; start < lower.length; start += 1)
    for (let end = start + 1; end <= Math.min(start + LONGEST, lower.length); end += 1)
      yield lower.slice(start, end);
}

export function createIdGrams(database: DatabaseSync): IdGrams {
  const insert = database.prepare('INSERT OR IGNORE INTO id_gram (gram) VALUES (?)');
  const stored = new Set<string>();
  return {
    add(nativeId) {
      for (const gram of gramsOf(nativeId)) {
        if (stored.has(gram)) continue;
        insert.run(gram);
        if (stored.size >= REMEMBERED) stored.clear();
        stored.add(gram);
      }
    },
  };
}
