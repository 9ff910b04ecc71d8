/** From text to tree: NOT binds closer than AND, AND closer than OR (contract sheet kata, sections 6.2 and 6.3). */
import { kataFields, type KataFieldType } from './kata-filter-fields.ts';
import { kataTokens, type KataToken } from './kata-filter-lexer.ts';
import { DEEPEST_KATA_FILTER, KataFilterError, type KataConstant, type KataFilter } from './kata-filter.ts';

const keywords: ReadonlySet<string> = new Set(['AND', 'OR', 'NOT', 'in', 'true', 'false']);

interface Field {
  readonly name: string;
  readonly type: KataFieldType;
}

function unknownField(name: string): string {
  const meant = [...kataFields.keys()].find((known) => known.toLowerCase() === name.toLowerCase());
  return `unknown field ${name.slice(0, 80)}${meant === undefined ? '' : ` (meant ${meant}?)`}`;
}

/** Reads a filter. Throws KataFilterError, and nothing else, for what the server would refuse. */
export function parseKataFilter(text: string): KataFilter {
  const tokens = kataTokens(text);
  let depth = 0;
  let before: KataToken | undefined;
  let current = next();

  function next(): KataToken {
    // The last token is `end`, and nobody takes that one.
    return tokens.next().value ?? { kind: 'end', position: text.length + 1, spaced: false };
  }
  function take(): KataToken {
    before = current;
    current = next();
    return before;
  }
  const atWord = (text: string): boolean => current.kind === 'word' && current.text === text;

  function expect(kind: '(' | ')'): void {
    if (current.kind !== kind) throw new KataFilterError(`${kind} expected`, current.position);
    take();
  }

  /** A keyword stands apart from its neighbours, by white space or by a parenthesis. */
  function gap(): void {
    if (!current.spaced && before?.kind !== ')' && current.kind !== '(' && current.kind !== 'end')
      throw new KataFilterError('a space is missing', current.position);
  }

  function nested(read: () => KataFilter): KataFilter {
    depth += 1;
    if (depth > DEEPEST_KATA_FILTER)
      throw new KataFilterError(`nesting deeper than ${DEEPEST_KATA_FILTER}`, current.position);
    const filter = read();
    depth -= 1;
    return filter;
  }

  function chain(kind: 'and' | 'or', operand: () => KataFilter): KataFilter {
    const keyword = kind === 'and' ? 'AND' : 'OR';
    const first = operand();
    const parts = [first];
    while (atWord(keyword)) {
      gap();
      take();
      gap();
      parts.push(operand());
    }
    return parts.length === 1 ? first : { kind, parts };
  }

  const or = (): KataFilter => chain('or', and);
  const and = (): KataFilter => chain('and', not);

  function not(): KataFilter {
    if (!atWord('NOT')) return primary();
    take();
    gap();
    return nested(() => ({ kind: 'not', part: not() }));
  }

  function primary(): KataFilter {
    if (atWord('in')) return membershipFirst();
    if (current.kind !== '(') return fieldFirst();
    take();
    return nested(() => {
      const filter = or();
      expect(')');
      return filter;
    });
  }

  function field(): Field {
    const token = current;
    if (token.kind !== 'word' || keywords.has(token.text))
      throw new KataFilterError('a field expected', token.position);
    const type = kataFields.get(token.text);
    if (type === undefined) throw new KataFilterError(unknownField(token.text), token.position);
    take();
    return { name: token.text, type };
  }

  function constantOf({ name, type }: Field): KataConstant {
    const token = current;
    if (token.kind === 'word' && (token.text === 'true' || token.text === 'false'))
      throw new KataFilterError(`${name} is not boolean`, token.position);
    if (token.kind !== 'constant') throw new KataFilterError('a constant expected', token.position);
    if (token.constant.kind !== type)
      throw new KataFilterError(
        `${name} takes ${type === 'string' ? 'a string' : 'an integer'}`,
        token.position,
      );
    take();
    return token.constant;
  }

  /** The rest of a list, up to its parenthesis. */
  function membership(of: Field, constants: KataConstant[]): KataFilter {
    while (current.kind === ',') {
      take();
      constants.push(constantOf(of));
    }
    expect(')');
    return { kind: 'in', field: of.name, constants };
  }

  /** `in(Field, 'a', 'b')`: one of two spellings, as the help shows neither. */
  function membershipFirst(): KataFilter {
    take();
    expect('(');
    return membership(field(), []);
  }

  /** A comparison, or the other spelling: `Field in ('a', 'b')`. */
  function fieldFirst(): KataFilter {
    const of = field();
    if (atWord('in')) {
      take();
      expect('(');
      return membership(of, [constantOf(of)]);
    }
    const token = current;
    if (token.kind !== 'operator') throw new KataFilterError('an operator expected', token.position);
    if (of.type === 'string' && token.operator !== '==' && token.operator !== '!=')
      throw new KataFilterError(`${of.name} is a string and has no order`, token.position);
    take();
    return { kind: 'compare', field: of.name, operator: token.operator, constant: constantOf(of) };
  }

  const filter = or();
  if (current.kind !== 'end') throw new KataFilterError('AND, OR or the end expected', current.position);
  return filter;
}
