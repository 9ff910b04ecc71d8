/**
 * An event's fields, whatever the letter case of their keys: the vendor's own documents disagree about it (contract sheet
 * kata, section 7). Values of another type than expected are read if they can be, and are absent if not.
 */
import { instantOf, type Instant } from './time.ts';

/** Paths are in lower case, with dots between the keys of nested objects. */
export interface Fields {
  get(path: string): unknown;
  /** Text that is not empty; numbers and booleans as text. */
  text(path: string): string | undefined;
  /** A whole number that a double holds exactly, sent as number or as text. */
  integer(path: string): number | undefined;
  /** From microseconds since the epoch. */
  time(path: string): Instant | undefined;
  /** What is under a path, as a list: nothing is an empty one, a single thing a list of one. */
  list(path: string): readonly unknown[];
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

export function integerOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/** Of keys that differ in letter case only, the first with a value counts. */
function folded(object: object): Map<string, unknown> {
  const map = new Map<string, unknown>();
  for (const [key, value] of Object.entries(object)) {
    if (value === null || value === '') continue;
    const name = key.toLowerCase();
    if (!map.has(name)) map.set(name, value);
  }
  return map;
}

/** The keys of paths with several; an event is asked for a hundred fields, so they are cut up once. */
const cut = new Map<string, readonly string[]>();

function keysOf(path: string): readonly string[] {
  const known = cut.get(path);
  if (known !== undefined) return known;
  const keys = path.split('.');
  cut.set(path, keys);
  return keys;
}

export function fieldsOf(record: Readonly<Record<string, unknown>>): Fields {
  const top = folded(record);
  const nested = new Map<object, Map<string, unknown>>();

  function below(value: object): Map<string, unknown> {
    const map = nested.get(value) ?? folded(value);
    nested.set(value, map);
    return map;
  }

  function get(path: string): unknown {
    const whole = top.get(path);
    if (whole !== undefined || !path.includes('.')) return whole;
    const [first = '', ...rest] = keysOf(path);
    let value = top.get(first);
    for (const key of value === undefined ? [] : rest) {
      if (isObject(value)) value = below(value).get(key);
      // `System.EventID` may be the value itself where the path expects an object around it.
      else if (key !== 'value') return undefined;
    }
    return value;
  }

  return {
    get,
    text: (path) => textOf(get(path)),
    integer: (path) => integerOf(get(path)),
    time: (path) => instantOf(get(path)),
    list(path) {
      const value = get(path);
      if (value === undefined) return [];
      return Array.isArray(value) ? value : [value];
    },
  };
}
