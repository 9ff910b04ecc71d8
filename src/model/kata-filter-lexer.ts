/** Cuts a filter into tokens (contract sheet kata, section 6.2). */
import {
  KataFilterError,
  kataOperators,
  type KataConstant,
  type KataOperator,
  type KataPatternPart,
} from './kata-filter.ts';

export type KataToken = {
  /** Counted from 1. */
  readonly position: number;
  /** Whether white space stands before it. */
  readonly spaced: boolean;
} & (
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'constant'; readonly constant: KataConstant }
  | { readonly kind: 'operator'; readonly operator: KataOperator }
  | { readonly kind: '(' | ')' | ',' | 'end' }
);

const space = /[ \t\r\n]*/y;
const word = /[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z][A-Za-z0-9]*)*/y;
const integer = /-?[0-9]+/y;
/** Up to what means something: a quote, a wildcard, a backslash. */
const plain = /[^'*?\\]+/y;

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

/** Reads the string whose opening quote stands at `start`, up to and with its closing quote. */
function stringAt(text: string, start: number): { readonly parts: KataPatternPart[]; readonly end: number } {
  const parts: KataPatternPart[] = [];
  let pending = '';
  const flush = (): void => {
    if (pending !== '') parts.push({ text: pending });
    pending = '';
  };
  for (let at = start + 1; at < text.length;) {
    const char = text[at];
    if (char === "'") {
      flush();
      return { parts, end: at + 1 };
    }
    if (char === '*' || char === '?') {
      flush();
      parts.push({ wildcard: char });
      at += 1;
    } else if (char === '\\') {
      const escaped = text[at + 1];
      // Nobody escapes an ordinary character on purpose: this catches Windows paths as they were copied.
      if (escaped !== undefined && !"*?\\'".includes(escaped))
        throw new KataFilterError('a backslash before an ordinary character (write it twice)', at + 1);
      pending += escaped ?? '';
      at += 2;
    } else {
      const run = matchAt(plain, text, at);
      pending += run;
      at += run.length;
    }
  }
  throw new KataFilterError('a string without its closing quote', start + 1);
}

/** The tokens of a filter one by one, `end` as the last. Throws KataFilterError. */
export function* kataTokens(text: string): Generator<KataToken, void> {
  for (let at = 0; ;) {
    const gap = matchAt(space, text, at).length;
    at += gap;
    const place = { position: at + 1, spaced: gap > 0 };
    const char = text[at];
    if (char === undefined) {
      yield { ...place, kind: 'end' };
      return;
    }
    if (char === '(' || char === ')' || char === ',') {
      yield { ...place, kind: char };
      at += 1;
      continue;
    }
    if (char === "'") {
      const { parts, end } = stringAt(text, at);
      yield { ...place, kind: 'constant', constant: { kind: 'string', parts } };
      at = end;
      continue;
    }
    const name = matchAt(word, text, at);
    const digits = matchAt(integer, text, at);
    const operator = kataOperators.find((known) => text.startsWith(known, at));
    if (name !== '') {
      yield { ...place, kind: 'word', text: name };
    } else if (digits !== '') {
      if (/[A-Za-z.]/.test(text[at + digits.length] ?? ''))
        throw new KataFilterError('a number that runs into a word', at + digits.length + 1);
      // No 64-bit number is longer, and reading a number takes the square of its length.
      if (digits.length > 40) throw new KataFilterError('a number that is too long', at + 1);
      yield { ...place, kind: 'constant', constant: { kind: 'integer', value: BigInt(digits) } };
    } else if (operator !== undefined) {
      yield { ...place, kind: 'operator', operator };
    } else {
      throw new KataFilterError('an unexpected character', at + 1);
    }
    at += name.length || digits.length || (operator?.length ?? 1);
  }
}
