/** Texts in which hosts, addresses and users are others each time: one of them in many, most of them in few. */
import type { DatabaseSync } from 'node:sqlite';
import { termCodes } from '../../src/journal/codes.ts';
import { integer, text } from '../../src/sqlite/rows.ts';

/** The text with the `other`th of everything that varies; 0: as it was. */
export type Varied = (other: number) => string;

/** Numbers from 0 to 1, the same for the same seed. */
export function randomStream(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 0x1_0000_0000;
    return state / 0x1_0000_0000;
  };
}

const byType: ReadonlyMap<number, (value: string, other: number) => string> = new Map([
  [termCodes.HOST, (value, other) => value.replace(/^[^.]+/, (label) => `${label}-${other}`)],
  [termCodes.USER, (value, other) => value.replace(/^[^@]+/, (name) => `${name}${other}`)],
  [
    termCodes.IP,
    (value, other) =>
      value.replace(
        /^(\d+\.)(\d+)\.(\d+)(\.\d+)$/,
        (_, first: string, second: string, third: string, last: string) => {
          const middle = (Number(second) * 256 + Number(third) + other) % 65_536;
          return `${first}${Math.floor(middle / 256)}.${middle % 256}${last}`;
        },
      ),
  ],
]);

const escape = (value: string): string => value.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Looks for the hosts, addresses and users that the journal knows. */
export function createVariation(database: DatabaseSync): (whole: string) => Varied {
  const known = database
    .prepare('SELECT type, value FROM term WHERE type IN (SELECT value FROM json_each(?))')
    .all(JSON.stringify([...byType.keys()]))
    .map((row): [string, number] => [text(row.value), integer(row.type)])
    .filter(([value]) => value !== '');
  const types = new Map(known);
  // The longest first: a bare name is the beginning of a full one.
  const words = [...types.keys()].toSorted((a, b) => b.length - a.length).map(escape);
  const word = new RegExp(String.raw`(?<![\w.-])(${words.join('|')})(?![\w-])`, 'gi');
  return (whole) => {
    // By turns what stays and what varies.
    const pieces = whole.split(word);
    return (other) =>
      other === 0
        ? whole
        : pieces
            .map((piece, index) =>
              index % 2 === 0
                ? piece
                : (byType.get(types.get(piece.toLowerCase()) ?? -1)?.(piece, other) ?? piece),
            )
            .join('');
  };
}
