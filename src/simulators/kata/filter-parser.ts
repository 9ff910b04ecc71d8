/** From tokens to a tree: NOT binds closer than AND, AND closer than OR (contract sheet kata, sections 6.2 and 6.3). */
import { fields, type Field } from './fields.ts';
import { FilterFault, tokensOf, type Operator, type PatternPart, type Token } from './filter-lexer.ts';

export type Constant =
  | { readonly kind: 'string'; readonly pattern: readonly PatternPart[] }
  | { readonly kind: 'number'; readonly value: bigint };

export type FilterTree =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly FilterTree[] }
  | { readonly kind: 'not'; readonly part: FilterTree }
  | {
      readonly kind: 'compare';
      readonly field: Field;
      readonly operator: Operator;
      readonly constant: Constant;
    }
  | { readonly kind: 'in'; readonly field: Field; readonly constants: readonly Constant[] };

/** How deep parentheses and NOTs may stand in each other. */
const DEEPEST = 64;

const keywords = new Set(['AND', 'OR', 'NOT', 'in', 'true', 'false']);

/** Throws FilterFault on whatever the server would not take. */
export function parseFilter(text: string): FilterTree {
  const tokens = tokensOf(text);
  let next = 0;
  let depth = 0;

  const peek = (): Token => tokens[next] ?? tokens.at(-1)!;
  const take = (): Token => {
    const token = peek();
    next += 1;
    return token;
  };
  const isWord = (word: string): boolean => {
    const token = peek();
    return token.kind === 'word' && token.text === word;
  };

  function expect(kind: '(' | ')'): void {
    const token = take();
    if (token.kind !== kind) throw new FilterFault(`${kind} expected`, token.at);
  }

  /** White space, which only a parenthesis on either side of it makes unnecessary. */
  function gap(): void {
    const [before, after] = [tokens[next - 1], peek()];
    if (!after.spaced && before?.kind !== ')' && after.kind !== '(' && after.kind !== 'end') {
      throw new FilterFault('a space is missing', after.at);
    }
  }

  function nested(read: () => FilterTree): FilterTree {
    depth += 1;
    if (depth > DEEPEST) throw new FilterFault(`nesting deeper than ${DEEPEST}`, peek().at);
    const tree = read();
    depth -= 1;
    return tree;
  }

  function chain(word: 'AND' | 'OR', operand: () => FilterTree): FilterTree {
    const first = operand();
    const parts = [first];
    while (isWord(word)) {
      gap();
      take();
      gap();
      parts.push(operand());
    }
    return parts.length === 1 ? first : { kind: word === 'AND' ? 'and' : 'or', parts };
  }

  const or = (): FilterTree => chain('OR', and);
  const and = (): FilterTree => chain('AND', not);

  function not(): FilterTree {
    if (!isWord('NOT')) return primary();
    take();
    gap();
    return nested(() => ({ kind: 'not', part: not() }));
  }

  function primary(): FilterTree {
    if (peek().kind === '(') {
      take();
      return nested(() => {
        const tree = or();
        expect(')');
        return tree;
      });
    }
    return isWord('in') ? membershipFirst() : fieldFirst();
  }

  function field(): Field {
    const token = take();
    if (token.kind !== 'word' || keywords.has(token.text))
      throw new FilterFault('a field expected', token.at);
    const known = fields.get(token.text);
    if (known === undefined) throw new FilterFault(`unknown field ${token.text}`, token.at);
    return known;
  }

  function constantOf({ name, type }: Field): Constant {
    const token = take();
    if (token.kind === 'word' && (token.text === 'true' || token.text === 'false')) {
      throw new FilterFault(`${name} is not boolean`, token.at);
    }
    if (token.kind !== 'string' && token.kind !== 'number') {
      throw new FilterFault('a constant expected', token.at);
    }
    if ((token.kind === 'string') !== (type === 'string')) {
      throw new FilterFault(`${name} takes ${type === 'string' ? 'a string' : 'an integer'}`, token.at);
    }
    return token;
  }

  function more(of: Field, constants: Constant[]): FilterTree {
    while (peek().kind === ',') {
      take();
      constants.push(constantOf(of));
    }
    expect(')');
    return { kind: 'in', field: of, constants };
  }

  /** Spelling B: `in(Field, 'a', 'b')`. */
  function membershipFirst(): FilterTree {
    take();
    expect('(');
    return more(field(), []);
  }

  /** A comparison, or spelling A: `Field in ('a', 'b')`. */
  function fieldFirst(): FilterTree {
    const of = field();
    if (isWord('in')) {
      take();
      expect('(');
      return more(of, [constantOf(of)]);
    }
    const token = take();
    if (token.kind !== 'operator') throw new FilterFault('an operator expected', token.at);
    const equality = token.text === '==' || token.text === '!=';
    if (!equality && of.type === 'string') {
      throw new FilterFault(`${of.name} is a string and has no order`, token.at);
    }
    return { kind: 'compare', field: of, operator: token.text, constant: constantOf(of) };
  }

  const tree = or();
  const rest = peek();
  if (rest.kind !== 'end') throw new FilterFault('the filter goes on where it could end', rest.at);
  return tree;
}
