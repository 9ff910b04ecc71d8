/** What a KATA filter means for an event (contract sheet kata, section 6.3). */
import type { KataConstant, KataFilter, KataOperator, KataPatternPart } from './kata-filter.ts';

type Test = (event: unknown) => boolean;

/**
 * Every value at a path whose keys are in lower case. Keys are found whatever their letter case (section 7), a list on
 * the way counts as each of its elements, null as missing.
 */
function someAt(value: unknown, path: readonly string[], step: number, test: Test): boolean {
  if (value === undefined || value === null) return false;
  if (Array.isArray(value)) return value.some((element) => someAt(element, path, step, test));
  if (step === path.length) return test(value);
  if (typeof value !== 'object') return false;
  return Object.entries(value).some(
    ([key, inner]) =>
      key.length === path[step]?.length &&
      key.toLowerCase() === path[step] &&
      someAt(inner, path, step + 1, test),
  );
}

/** The code point at an index, which may take two UTF-16 units. */
const charAt = (text: string, at: number): string => String.fromCodePoint(text.codePointAt(at) ?? 0);

/** A wildcard, or the one character that has to stand there. */
type Unit = { readonly wildcard: '*' | '?' } | { readonly char: string };

const unitsOf = (parts: readonly KataPatternPart[]): Unit[] =>
  parts.flatMap((part): Unit[] => ('text' in part ? Array.from(part.text, (char) => ({ char })) : [part]));

/** Goes back to the last `*` only, which is enough, and never costs more than length times length. */
function matchesUnits(units: readonly Unit[], text: string): boolean {
  let at = 0;
  let unit = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    const wanted = units[unit];
    const char = charAt(text, at);
    if (wanted !== undefined && 'wildcard' in wanted && wanted.wildcard === '*') {
      star = unit;
      resume = at;
      unit += 1;
    } else if (wanted !== undefined && ('wildcard' in wanted || wanted.char === char)) {
      unit += 1;
      at += char.length;
    } else if (star >= 0) {
      resume += charAt(text, resume).length;
      unit = star + 1;
      at = resume;
    } else {
      return false;
    }
  }
  return units.slice(unit).every((rest) => 'wildcard' in rest && rest.wildcard === '*');
}

const orders: { readonly [K in Exclude<KataOperator, '!='>]: (value: bigint, constant: bigint) => boolean } =
  {
    '==': (value, constant) => value === constant,
    '<': (value, constant) => value < constant,
    '<=': (value, constant) => value <= constant,
    '>': (value, constant) => value > constant,
    '>=': (value, constant) => value >= constant,
  };

/** An integer however it came: ids past 2^53 arrive as text. */
function integerOf(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' && /^-?\d{1,40}$/.test(value) ? BigInt(value) : undefined;
}

function constantTest(constant: KataConstant, operator: Exclude<KataOperator, '!='>): Test {
  if (constant.kind === 'integer') {
    const holds = orders[operator];
    return (value) => {
      const integer = integerOf(value);
      return integer !== undefined && holds(integer, constant.value);
    };
  }
  const units = unitsOf(constant.parts);
  const exact = constant.parts.map((part) => ('text' in part ? part.text : '')).join('');
  const plain = constant.parts.every((part) => 'text' in part);
  return (value) => {
    if (typeof value !== 'string' && typeof value !== 'number') return false;
    const text = String(value);
    return plain ? text === exact : matchesUnits(units, text);
  };
}

function fieldTest(field: string, tests: readonly Test[]): Test {
  const path = field.toLowerCase().split('.');
  const any: Test = (value) => tests.some((test) => test(value));
  return (event) => someAt(event, path, 0, any);
}

/**
 * Compiles a filter once. The test takes an event as KATA sent it (`details.fields`) and tells whether the filter holds:
 * strings compare whole and by letter case, a missing key equals nothing, `!=` is the negation of `==`.
 */
export function compileKataFilter(filter: KataFilter): (event: unknown) => boolean {
  switch (filter.kind) {
    case 'and': {
      const parts = filter.parts.map(compileKataFilter);
      return (event) => parts.every((part) => part(event));
    }
    case 'or': {
      const parts = filter.parts.map(compileKataFilter);
      return (event) => parts.some((part) => part(event));
    }
    case 'not': {
      const part = compileKataFilter(filter.part);
      return (event) => !part(event);
    }
    case 'in':
      return fieldTest(
        filter.field,
        filter.constants.map((constant) => constantTest(constant, '==')),
      );
    default: {
      const { field, operator, constant } = filter;
      if (operator !== '!=') return fieldTest(field, [constantTest(constant, operator)]);
      const equals = fieldTest(field, [constantTest(constant, '==')]);
      return (event) => !equals(event);
    }
  }
}
