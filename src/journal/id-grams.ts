import type { DatabaseSync } from 'node:sqlite';

/** Which pieces native ids are made of. Nothing is ever taken out: it may name too much, never too little. */
export interface IdGrams {
  add(nativeId: string): void;
}

/** The pieces of three that are known to be stored; ids of one vendor are made of few characters, so of few pieces. */
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
  // As numbers of 48 bits: every id that comes is looked up here, and cutting it into strings takes three times as long.
  const stored = new Set<number>();
  const store = (piece: string): void => {
    for (const gram of gramsOf(piece)) insert.run(gram);
  };
  return {
    add(nativeId) {
      const lower = nativeId.toLowerCase();
      if (lower.length < LONGEST) store(lower);
      for (let start = 0; start + LONGEST <= lower.length; start += 1) {
        const key =
          (lower.charCodeAt(start) * 0x1_0000 + lower.charCodeAt(start + 1)) * 0x1_0000 +
          lower.charCodeAt(start + 2);
        if (stored.has(key)) continue;
        store(lower.slice(start, start + LONGEST));
        if (stored.size >= REMEMBERED) stored.clear();
        stored.add(key);
      }
    },
  };
}
