import { z } from 'zod';
import { formatPath, type ConfigFault, type Path } from './faults.ts';

const types: Readonly<Record<string, string>> = {
  string: 'text',
  // No setting is a fraction.
  number: 'a whole number',
  int: 'a whole number',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  boolean: 'true or false',
};

/** What would have been right, where the schema does not say it in its own words. */
function expectation(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return types[issue.expected] ?? `a ${issue.expected}`;
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.join(', ')}`;
    case 'invalid_format':
      return `${issue.format === 'url' ? 'an http or https' : 'a'} ${issue.format.toUpperCase()}`;
    case 'too_small':
      return issue.origin === 'string' ? 'text that is not empty' : `at least ${issue.minimum}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    case 'unrecognized_keys':
      return issue.inst instanceof z.ZodObject
        ? `one of ${Object.keys(issue.inst.shape).join(', ')}`
        : 'none';
    default:
      return 'another value';
  }
}

const at = (tree: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (node, part) => (typeof node === 'object' && node !== null ? Reflect.get(node, part) : undefined),
    tree,
  );

export interface Check {
  /** Every fault so far. */
  readonly faults: readonly ConfigFault[];
  fault(path: Path, message: string, expected: string): void;
  /** The value as the schema reads it, or undefined and the faults. `place` is where the value stands in the file. */
  read<T>(schema: z.ZodType<T>, value: unknown, place: Path): T | undefined;
}

/** Collects faults on top of earlier ones; a place that was at fault earlier is not accused again. */
export function createCheck(earlier: readonly ConfigFault[]): Check {
  const faults = [...earlier];
  const known = new Set(earlier.map(({ path }) => path));

  function fault(place: Path, message: string, expected: string): void {
    const path = formatPath(place);
    if (!known.has(path)) faults.push({ path, message, expected });
  }

  function read<T>(schema: z.ZodType<T>, value: unknown, place: Path): T | undefined {
    const result = schema.safeParse(value, { error: expectation });
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      const expected = issue.message.replace(/^expected /, '');
      const path = [...place, ...issue.path];
      if (issue.code === 'unrecognized_keys') {
        for (const key of issue.keys) fault([...path, key], 'unknown key', expected);
      } else {
        fault(path, at(value, issue.path) === undefined ? 'missing' : 'not valid', expected);
      }
    }
    return undefined;
  }
  return { faults, fault, read };
}
