import type { StatisticsGroup } from '../model/source.ts';

/** A value of a key, and what it is called where that is not itself. */
export interface Word {
  readonly value: string;
  readonly label?: string | undefined;
}

/** The words of one key, each known by a number while they are counted. */
export interface Vocabulary {
  /** The number of a word; the first label that is given for a value stays. */
  numberOf(word: Word): number;
  at(number: number): Word;
}

export function createVocabulary(): Vocabulary {
  const numbers = new Map<string, number>();
  const words: Word[] = [];
  return {
    numberOf(word) {
      const known = numbers.get(word.value);
      if (known === undefined) {
        numbers.set(word.value, words.length);
        return words.push(word) - 1;
      }
      if (words[known]?.label === undefined && word.label !== undefined) words[known] = word;
      return known;
    },
    at: (number) => words[number] ?? { value: '' },
  };
}

/** Counts, group by group. */
export interface Tally {
  /** Adds records that have these words (by number, one a key) and lie in this stretch. */
  add(numbers: readonly number[], from: number | undefined, count: number, hits: readonly number[]): void;
  /** Counts records, whatever their groups. */
  addTotal(count: number): void;
  groups(): StatisticsGroup[];
  total(): number;
}

interface Group {
  readonly numbers: readonly number[];
  readonly from: number | undefined;
  count: number;
  readonly windows: number[];
}

export function createTally(vocabularies: readonly Vocabulary[]): Tally {
  const groups = new Map<string, Group>();
  let total = 0;
  return {
    total: () => total,
    addTotal(count) {
      total += count;
    },
    add(numbers, from, count, hits) {
      const key = `${numbers.join(' ')} ${from ?? ''}`;
      const group = groups.get(key);
      if (group === undefined) {
        groups.set(key, { numbers: [...numbers], from, count, windows: [...hits] });
        return;
      }
      group.count += count;
      for (const [index, hit] of hits.entries()) group.windows[index] = (group.windows[index] ?? 0) + hit;
    },
    groups: () =>
      [...groups.values()].map(({ numbers, from, count, windows }) => {
        const words = numbers.map((number, key) => vocabularies[key]?.at(number));
        return {
          values: words.map((word) => word?.value ?? ''),
          labels: words.map((word) => word?.label),
          from,
          count,
          windows,
        };
      }),
  };
}

interface Branch {
  count: number;
  readonly branches: Map<number, Branch>;
}

/** Every way in which records combine their values of the keys, and how many records do. */
export function countWays(
  ids: readonly number[],
  valuesOf: (id: number, key: number) => readonly number[],
  keys: number,
): { readonly numbers: readonly number[]; readonly count: number }[] {
  const root: Branch = { count: 0, branches: new Map() };
  const walk = (branch: Branch, id: number, key: number): void => {
    if (key === keys) {
      branch.count += 1;
      return;
    }
    for (const number of valuesOf(id, key)) {
      let next = branch.branches.get(number);
      if (next === undefined) {
        next = { count: 0, branches: new Map() };
        branch.branches.set(number, next);
      }
      walk(next, id, key + 1);
    }
  };
  for (const id of ids) walk(root, id, 0);
  const ends = ({ count, branches }: Branch, before: readonly number[]): ReturnType<typeof countWays> =>
    before.length === keys
      ? [{ numbers: before, count }]
      : [...branches].flatMap(([number, branch]) => ends(branch, [...before, number]));
  return ends(root, []);
}
