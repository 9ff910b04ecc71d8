/** Cuts a filter into tokens (contract sheet kata, section 6.2). */

/** A filter that the server refuses. `at` counts characters from 1. */
export class FilterFault extends Error {
  readonly at: number;

  constructor(what: string, at: number) {
    super(`filter: ${what} at position ${at}`);
    this.name = 'FilterFault';
    this.at = at;
  }
}

/** A character of a string constant, or what stands for any run (`*`) or exactly one (`?`). */
export type PatternPart =
  { readonly kind: 'char'; readonly char: string } | { readonly kind: 'run' } | { readonly kind: 'one' };

export type Token = {
  /** From 1. */
  readonly at: number;
  /** Whether white space stands before it: `AND`, `OR` and `NOT` need some unless a parenthesis is next to them. */
  readonly spaced: boolean;
} & (
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'string'; readonly pattern: readonly PatternPart[] }
  | { readonly kind: 'number'; readonly value: bigint }
  | { readonly kind: 'operator'; readonly text: Operator }
  | { readonly kind: '(' | ')' | ',' | 'end' }
);

export type Operator = '==' | '!=' | '<' | '<=' | '>' | '>=';

const wordShape = /[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z][A-Za-z0-9]*)*/y;
const numberShape = /-?[0-9]+/y;
const operatorShape = /==|!=|<=|>=|<|>/y;
const spaceShape = /[ \t\r\n]*/y;

const operators: readonly Operator[] = ['==', '!=', '<', '<=', '>', '>='];

function take(shape: RegExp, text: string, from: number): string {
  shape.lastIndex = from;
  return shape.exec(text)?.[0] ?? '';
}

/** Reads the constant whose opening quote stands at `from`. */
function stringAt(text: string, from: number): { pattern: PatternPart[]; end: number } {
  const pattern: PatternPart[] = [];
  for (let i = from + 1; i < text.length;) {
    const char = String.fromCodePoint(text.codePointAt(i)!);
    if (char === "'") return { pattern, end: i + 1 };
    if (char === '*' || char === '?') {
      pattern.push({ kind: char === '*' ? 'run' : 'one' });
    } else if (char === '\\') {
      const escaped = text[i + 1];
      if (escaped === undefined) break;
      if (!"*?\\'".includes(escaped))
        throw new FilterFault('a backslash before an ordinary character', i + 1);
      pattern.push({ kind: 'char', char: escaped });
      i += 1;
    } else {
      pattern.push({ kind: 'char', char });
    }
    i += char.length;
  }
  throw new FilterFault('a string without its closing quote', from + 1);
}

/** The tokens of a filter, the last of which is `end`. Throws FilterFault. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let i = 0; ;) {
    const space = take(spaceShape, text, i).length;
    i += space;
    const place = { at: i + 1, spaced: space > 0 };
    const next = text[i];
    if (next === undefined) return [...tokens, { ...place, kind: 'end' }];
    const word = take(wordShape, text, i);
    const number = take(numberShape, text, i);
    const symbol = take(operatorShape, text, i);
    const operator = operators.find((known) => known === symbol);
    if (word !== '') {
      tokens.push({ ...place, kind: 'word', text: word });
      i += word.length;
    } else if (number !== '') {
      i += number.length;
      if (/[A-Za-z.]/.test(text[i] ?? '')) throw new FilterFault('a number runs into a word', i + 1);
      tokens.push({ ...place, kind: 'number', value: BigInt(number) });
    } else if (operator !== undefined) {
      tokens.push({ ...place, kind: 'operator', text: operator });
      i += operator.length;
    } else if (next === "'") {
      const { pattern, end } = stringAt(text, i);
      tokens.push({ ...place, kind: 'string', pattern });
      i = end;
    } else if (next === '(' || next === ')' || next === ',') {
      tokens.push({ ...place, kind: next });
      i += 1;
    } else {
      throw new FilterFault('an unexpected character', i + 1);
    }
  }
}
