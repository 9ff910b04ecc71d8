import type { SQLInputValue } from 'node:sqlite';

/** A piece of SQL and the values of its `?`, in order. */
export interface Sql {
  readonly sql: string;
  readonly params: readonly SQLInputValue[];
}

export const sql = (text: string, ...params: readonly SQLInputValue[]): Sql => ({ sql: text, params });

export const always: Sql = sql('1');
export const nothing: Sql = sql('0');

export const isAlways = ({ sql: text }: Sql): boolean => text === '1';
export const isNothing = ({ sql: text }: Sql): boolean => text === '0';

const joined = (parts: readonly Sql[], word: 'AND' | 'OR'): Sql => ({
  sql: parts.map(({ sql: text }) => `(${text})`).join(` ${word} `),
  params: parts.flatMap(({ params }) => params),
});

/** True where all of them are; `1` and `0` stay what they are. */
export function allOf(parts: readonly Sql[]): Sql {
  if (parts.some(isNothing)) return nothing;
  const telling = parts.filter((part) => !isAlways(part));
  return telling.length < 2 ? (telling[0] ?? always) : joined(telling, 'AND');
}

/** True where any of them is. */
export function anyOf(parts: readonly Sql[]): Sql {
  if (parts.some(isAlways)) return always;
  const telling = parts.filter((part) => !isNothing(part));
  return telling.length < 2 ? (telling[0] ?? nothing) : joined(telling, 'OR');
}

/** The opposite of a condition that is never NULL. */
export function opposite(part: Sql): Sql {
  if (isAlways(part)) return nothing;
  return isNothing(part) ? always : sql(`NOT (${part.sql})`, ...part.params);
}

/** Numbers of the journal's own, written out: they are few, and known to be whole. */
export const numbers = (ids: Iterable<number>): string => [...ids].join(',');

/** `expression IN (values)`; false for an expression that is NULL. */
export function isOneOf(expression: string, values: readonly SQLInputValue[]): Sql {
  if (values.length === 0) return nothing;
  const marks = values.map(() => '?').join(',');
  return sql(`${expression} IS NOT NULL AND ${expression} IN (${marks})`, ...values);
}
