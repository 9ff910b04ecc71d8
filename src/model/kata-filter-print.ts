/** From tree to text, and a builder for those who would rather not write the text (contract sheet kata, section 6). */
import type { KataIntegerField, KataStringField } from './kata-filter-fields.ts';
import { parseKataFilter } from './kata-filter-parse.ts';
import type { KataConstant, KataFilter, KataOperator, KataPatternPart } from './kata-filter.ts';

const escaped = (text: string): string => text.replaceAll(/[\\'*?]/g, '\\$&');

const printPart = (part: KataPatternPart): string => ('text' in part ? escaped(part.text) : part.wildcard);

const printConstant = (constant: KataConstant): string =>
  constant.kind === 'integer' ? String(constant.value) : `'${constant.parts.map(printPart).join('')}'`;

/** A part that would be read otherwise without parentheses gets them. */
function printOperand(part: KataFilter, within: 'and' | 'or' | 'not'): string {
  const bare = part.kind === 'compare' || part.kind === 'in' || part.kind === 'not';
  return bare || (within === 'or' && part.kind === 'and')
    ? printKataFilter(part)
    : `(${printKataFilter(part)})`;
}

/** The text of a filter; parsing it gives an equal tree. */
export function printKataFilter(filter: KataFilter): string {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const keyword = filter.kind === 'and' ? ' AND ' : ' OR ';
      return filter.parts.map((part) => printOperand(part, filter.kind)).join(keyword);
    }
    case 'not':
      return `NOT ${printOperand(filter.part, 'not')}`;
    case 'compare':
      return `${filter.field} ${filter.operator} ${printConstant(filter.constant)}`;
    default: {
      const constants = filter.constants.map(printConstant);
      return constants.length === 0 ? `in(${filter.field})` : `${filter.field} in (${constants.join(', ')})`;
    }
  }
}

/** A text to compare with: as it is, or how it begins, ends or goes on. */
export type KataText =
  string | { readonly prefix: string } | { readonly suffix: string } | { readonly containing: string };

const run: KataPatternPart = { wildcard: '*' };
const literal = (text: string): KataPatternPart[] => (text === '' ? [] : [{ text }]);

function patternOf(text: KataText): KataPatternPart[] {
  if (typeof text === 'string') return literal(text);
  if ('prefix' in text) return [...literal(text.prefix), run];
  if ('suffix' in text) return [run, ...literal(text.suffix)];
  return [run, ...literal(text.containing), run];
}

type Field = KataStringField | KataIntegerField;
type Value<F extends Field> = F extends KataIntegerField ? number | bigint : KataText;
/** One at least: an empty list has no text. */
type Some<T> = readonly [T, ...T[]];

const compare = (field: Field, operator: KataOperator, value: KataText | number | bigint): KataFilter => ({
  kind: 'compare',
  field,
  operator,
  constant:
    typeof value === 'number' || typeof value === 'bigint'
      ? { kind: 'integer', value: BigInt(value) }
      : { kind: 'string', parts: patternOf(value) },
});

/** Parts of the same kind are drawn in, so that long chains nest no deeper than short ones. */
function chained(kind: 'and' | 'or', parts: Some<KataFilter>): KataFilter {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]));
  return flat.length === 1 ? parts[0] : { kind, parts: flat };
}

/**
 * Makes filters that hold what they are given and nothing else: quotes, backslashes and wildcards in a value mean
 * themselves. Throws RangeError for a number that is not whole. There is no `in`, as the help shows no spelling of it:
 * `oneOf` writes a chain of ORs.
 */
export const kataFilter = {
  equals: <F extends Field>(field: F, value: Value<F>): KataFilter => compare(field, '==', value),
  differs: <F extends Field>(field: F, value: Value<F>): KataFilter => compare(field, '!=', value),
  less: (field: KataIntegerField, value: number | bigint): KataFilter => compare(field, '<', value),
  atMost: (field: KataIntegerField, value: number | bigint): KataFilter => compare(field, '<=', value),
  greater: (field: KataIntegerField, value: number | bigint): KataFilter => compare(field, '>', value),
  atLeast: (field: KataIntegerField, value: number | bigint): KataFilter => compare(field, '>=', value),
  oneOf: <F extends Field>(field: F, [first, ...rest]: Some<Value<F>>): KataFilter =>
    chained('or', [compare(field, '==', first), ...rest.map((value) => compare(field, '==', value))]),
  all: (...parts: Some<KataFilter>): KataFilter => chained('and', parts),
  any: (...parts: Some<KataFilter>): KataFilter => chained('or', parts),
  not: (part: KataFilter): KataFilter => (part.kind === 'not' ? part.part : { kind: 'not', part }),
  /** The text to configure or send. Throws KataFilterError when the filter nests deeper than a server need read. */
  text(filter: KataFilter): string {
    const text = printKataFilter(filter);
    parseKataFilter(text);
    return text;
  },
} as const;
