/** Whether an event passes a filter (contract sheet kata, section 6.3). */
import type { Field } from './fields.ts';
import type { Operator, PatternPart } from './filter-lexer.ts';
import { parseFilter, type Constant, type FilterTree } from './filter-parser.ts';
import { eventTypes, type KataObject, type KataValue } from './types.ts';

export interface Filter {
  /** As it was written. */
  readonly text: string;
  passes(event: KataObject): boolean;
  /** The event types that some comparison of `EventType` looks for. */
  readonly types: readonly string[];
}

type Test<T> = (value: T) => boolean;

const isObject = (value: KataValue): value is KataObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every value at a path; a list on the way counts as each of its elements. */
function someAt(
  value: KataValue | undefined,
  path: readonly string[],
  step: number,
  test: Test<KataValue>,
): boolean {
  if (value === undefined || value === null) return false;
  if (Array.isArray(value)) return value.some((element) => someAt(element, path, step, test));
  const key = path[step];
  if (key === undefined) return test(value);
  return isObject(value) && Object.hasOwn(value, key) && someAt(value[key], path, step + 1, test);
}

/** Compares with going back to the last `*` only, which is enough, and never slower than length times length. */
function matchesPattern(parts: readonly PatternPart[], text: string): boolean {
  let [part, at, star, resume] = [0, 0, -1, 0];
  while (at < text.length) {
    const current = parts[part];
    const char = String.fromCodePoint(text.codePointAt(at)!);
    if (current?.kind === 'run') {
      star = part;
      resume = at;
      part += 1;
    } else if (current?.kind === 'one' || (current?.kind === 'char' && current.char === char)) {
      part += 1;
      at += char.length;
    } else if (star >= 0) {
      resume += String.fromCodePoint(text.codePointAt(resume)!).length;
      part = star + 1;
      at = resume;
    } else {
      return false;
    }
  }
  return parts.slice(part).every(({ kind }) => kind === 'run');
}

function patternTest(parts: readonly PatternPart[]): Test<string> {
  if (parts.some(({ kind }) => kind !== 'char')) return (text) => matchesPattern(parts, text);
  const whole = parts.map((part) => (part.kind === 'char' ? part.char : '')).join('');
  return (text) => text === whole;
}

/** A number and a bigint compare exactly; `==` between them would, too, but is not allowed here. */
const orders: Readonly<Record<Operator, (value: number | bigint, constant: bigint) => boolean>> = {
  '==': (value, constant) => value >= constant && value <= constant,
  '!=': (value, constant) => value < constant || value > constant,
  '<': (value, constant) => value < constant,
  '<=': (value, constant) => value <= constant,
  '>': (value, constant) => value > constant,
  '>=': (value, constant) => value >= constant,
};

/** A value of another type than the constant passes no test. */
function constantTest(constant: Constant, operator: Operator): Test<KataValue> {
  if (constant.kind === 'string') {
    const test = patternTest(constant.pattern);
    return (value) => typeof value === 'string' && test(value);
  }
  const compare = orders[operator];
  return (value) =>
    (typeof value === 'number' || typeof value === 'bigint') && compare(value, constant.value);
}

const fieldTest =
  ({ path }: Field, tests: readonly Test<KataValue>[]): Test<KataObject> =>
  (event) =>
    someAt(event, path, 0, (value) => tests.some((test) => test(value)));

function testOf(tree: FilterTree): Test<KataObject> {
  switch (tree.kind) {
    case 'and': {
      const parts = tree.parts.map(testOf);
      return (event) => parts.every((part) => part(event));
    }
    case 'or': {
      const parts = tree.parts.map(testOf);
      return (event) => parts.some((part) => part(event));
    }
    case 'not': {
      const part = testOf(tree.part);
      return (event) => !part(event);
    }
    case 'in':
      return fieldTest(
        tree.field,
        tree.constants.map((constant) => constantTest(constant, '==')),
      );
    default: {
      // `!=` is the negation of `==`, for a missing key and for a list as well.
      const negated = tree.operator === '!=';
      const test = fieldTest(tree.field, [constantTest(tree.constant, negated ? '==' : tree.operator)]);
      return negated ? (event) => !test(event) : test;
    }
  }
}

function typesIn(tree: FilterTree): string[] {
  switch (tree.kind) {
    case 'and':
    case 'or':
      return tree.parts.flatMap(typesIn);
    case 'not':
      return typesIn(tree.part);
    default: {
      if (tree.field.name !== 'EventType') return [];
      const constants = tree.kind === 'in' ? tree.constants : [tree.constant];
      return eventTypes.filter((type) => constants.some((constant) => constantTest(constant, '==')(type)));
    }
  }
}

/** Reads a filter. Throws FilterFault on one that the server would refuse. */
export function compileFilter(text: string): Filter {
  const tree = parseFilter(text);
  return { text, passes: testOf(tree), types: [...new Set(typesIn(tree))] };
}
