/**
 * A filter over several event types as filters over one type each. The help says that every type needs a request of its
 * own, and shows a request with two of them right after it (contract sheet kata, section 6.4): who knows what a server does.
 */
import { compileKataFilter } from '../../model/kata-filter-match.ts';
import { parseKataFilter } from '../../model/kata-filter-parse.ts';
import { kataFilter, printKataFilter } from '../../model/kata-filter-print.ts';
import type { KataConstant, KataFilter } from '../../model/kata-filter.ts';

type Comparison = Extract<KataFilter, { kind: 'compare' | 'in' }>;

const constantsOf = (part: Comparison): readonly KataConstant[] =>
  part.kind === 'in' ? part.constants : [part.constant];

/** The text of a constant; undefined for a pattern, which may stand for types that nobody knows. */
function wordOf(constant: KataConstant): string | undefined {
  if (constant.kind !== 'string') return undefined;
  const words = constant.parts.map((part) => ('text' in part ? part.text : undefined));
  return words.every((word) => word !== undefined) ? words.join('') : undefined;
}

function comparisonsOf(filter: KataFilter): readonly Comparison[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.parts.flatMap(comparisonsOf);
    case 'not':
      return comparisonsOf(filter.part);
    default:
      return filter.field === 'EventType' ? [filter] : [];
  }
}

/** What is left of a filter for events of one type: a filter that names no type, or what it always is. */
function restFor(filter: KataFilter, type: string): KataFilter | boolean {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const decisive = filter.kind === 'or';
      const rests = filter.parts.map((part) => restFor(part, type));
      if (rests.includes(decisive)) return decisive;
      const [first, ...others] = rests.filter((rest) => typeof rest !== 'boolean');
      if (first === undefined) return !decisive;
      return decisive ? kataFilter.any(first, ...others) : kataFilter.all(first, ...others);
    }
    case 'not': {
      const rest = restFor(filter.part, type);
      return typeof rest === 'boolean' ? !rest : kataFilter.not(rest);
    }
    default:
      return filter.field === 'EventType' ? compileKataFilter(filter)({ EventType: type }) : filter;
  }
}

/** Stands for all types that a filter does not name. */
const ANOTHER = '\u0000';

/**
 * Filters that together let through what `text` does, each for one event type. Empty where that cannot be had: it names
 * fewer than two types, or it also lets through types that it does not name. Throws KataFilterError for what is no filter.
 */
export function typesApart(text: string): readonly string[] {
  const filter = parseKataFilter(text);
  const words = comparisonsOf(filter).flatMap(constantsOf).map(wordOf);
  const types = new Set(words.filter((word) => word !== undefined));
  if (types.size < 2 || words.includes(undefined) || restFor(filter, ANOTHER) !== false) return [];
  return [...types].flatMap((type) => {
    const rest = restFor(filter, type);
    if (rest === false) return [];
    const ofType = kataFilter.equals('EventType', type);
    return [printKataFilter(rest === true ? ofType : kataFilter.all(ofType, rest))];
  });
}
