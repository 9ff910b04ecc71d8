/**
 * The values that records have of keys that take many. Mentions have no index by record, and a body tells its record's
 * terms: so the terms of few records are read out of their bodies, and those of many by walking all mentions of a type.
 */
import type { RecordKind } from '../model/records.ts';
import { observableTypes } from '../model/values.ts';
import { kindCodes, states, termCodes } from './codes.ts';
import { beside } from './predicate-mentions.ts';
import type { Scope } from './predicate-part.ts';
import type { DetectionsKey, TermKey } from './read-statistics-keys.ts';
import { numbersIn } from './read-statistics-count.ts';
import { chunksOf, type Span } from './read-statistics-rows.ts';
import { parseBody } from './revive.ts';
import { integer, text } from '../sqlite/rows.ts';
import { termsOf } from './terms.ts';
import type { Turns } from './turns.ts';

/** By record, the numbers of its words, each once. A record without a value is missing. */
export type Values = Map<number, readonly number[]>;

/** Lists of one number are shared: most records have one value, and there are many records. */
export function createValues(): { readonly values: Values; add(record: number, number: number): void } {
  const values: Values = new Map();
  const alone = new Map<number, readonly number[]>();
  const only = (number: number): readonly number[] => {
    const known = alone.get(number) ?? [number];
    alone.set(number, known);
    return known;
  };
  return {
    values,
    add(record, number) {
      const before = values.get(record);
      if (before === undefined) values.set(record, only(number));
      else if (!before.includes(number)) values.set(record, [...before, number]);
    },
  };
}

/** Terms that are listed, terms whose mentions are looked for, records and bodies that are dealt with in one turn. */
const LISTED = 5_000;
const TERMS = 500;
const RECORDS = 500;
const BODIES = 200;

/**
 * All terms of a type in the order of their numbers, in which their mentions lie in the file. Undefined: time was over.
 */
export async function termsOfType(
  scope: Scope,
  type: TermKey['type'],
  turns: Turns,
): Promise<readonly number[] | undefined> {
  const found: number[] = [];
  for (let last: string | undefined; ;) {
    if (!(await turns.goesOn())) return undefined;
    const rows = scope.all(
      `SELECT id, value FROM term WHERE type = ? AND value ${last === undefined ? '>=' : '>'} ?
       ORDER BY value LIMIT ${LISTED}`,
      termCodes[type],
      last ?? '',
    );
    for (const { id } of rows) found.push(integer(id));
    if (rows.length < LISTED) return found.sort((a, b) => a - b);
    last = text(rows.at(-1)?.value);
  }
}

/** What the wanted records of a span themselves say, out of all mentions of the terms. Undefined: time was over. */
export async function valuesByMentions(
  scope: Scope,
  kind: RecordKind,
  key: TermKey,
  terms: readonly number[],
  { from, to }: Span,
  wanted: ReadonlySet<number>,
  turns: Turns,
): Promise<Values | undefined> {
  const { values, add } = createValues();
  const inRole = key.role === undefined ? '' : 'AND role = (SELECT id FROM role WHERE name = ?)';
  const roles = key.role === undefined ? [] : [key.role];
  for (const some of chunksOf(terms, () => TERMS)) {
    if (!(await turns.goesOn())) return undefined;
    // As two texts; as a row each they take several times as long.
    const [mentions] = scope.all(
      `SELECT json_group_array(term) AS terms, json_group_array(record) AS records FROM mention
       WHERE term IN (SELECT value FROM json_each(?)) AND kind = ? AND time >= ? AND time < ? ${inRole}`,
      JSON.stringify(some),
      kindCodes[kind],
      from,
      to,
      ...roles,
    );
    const mentioned = numbersIn(mentions?.terms);
    const words = scope.all(
      'SELECT id, value FROM term WHERE id IN (SELECT value FROM json_each(?))',
      JSON.stringify([...new Set(mentioned)]),
    );
    const numbers = new Map(words.map(({ id, value }) => [integer(id), key.numberOf(value ?? null)]));
    const records = numbersIn(mentions?.records);
    for (const [index, term] of mentioned.entries()) {
      const [record, number] = [records[index], numbers.get(term)];
      if (record !== undefined && number !== undefined && wanted.has(record)) add(record, number);
    }
  }
  return values;
}

/** For each key, the numbers that a body tells. */
function toldBy(body: string, keys: readonly TermKey[]): number[][] {
  const terms = termsOf(parseBody(body));
  return keys.map((key) =>
    terms
      .filter(({ type, role }) => type === key.type && (key.role === undefined || role === key.role))
      .map(({ value }) => key.numberOf(value)),
  );
}

/** What the records themselves say, read out of their bodies: for each key its values. Undefined: time was over. */
export async function valuesByBodies(
  scope: Scope,
  keys: readonly TermKey[],
  records: readonly number[],
  turns: Turns,
): Promise<Values[] | undefined> {
  const found = keys.map(() => createValues());
  for (const ids of chunksOf(records, () => BODIES)) {
    if (!(await turns.goesOn())) return undefined;
    const rows = scope.all(
      'SELECT record, body FROM content WHERE record IN (SELECT value FROM json_each(?))',
      JSON.stringify(ids),
    );
    for (const { record, body } of rows)
      for (const [key, numbers] of toldBy(text(body), keys).entries())
        for (const number of numbers) found[key]?.add(integer(record), number);
  }
  return found.map(({ values }) => values);
}

const isObservable = ({ type }: TermKey): boolean => observableTypes.some((other) => other === type);

/** `SELECT record, giver`: whom records of a kind inherit from: detections from events, alerts from both of them. */
function giversOf(kind: RecordKind): string {
  const present = (alias: string): string => `+${alias}.state = ${states.PRESENT}`;
  const isEvent = `+g.kind = ${kindCodes.EVENT}`;
  const joins =
    kind === 'ALERT'
      ? `JOIN record AS d ON d.id IN (${beside('r')}) AND +d.kind = ${kindCodes.THREAT_DETECTION} AND ${present('d')}
         JOIN record AS g ON g.id IN (SELECT d.id UNION ALL ${beside('d')}) AND (${isEvent} OR +g.id = d.id)
           AND ${present('g')}`
      : `JOIN record AS g ON g.id IN (${beside('r')}) AND ${isEvent} AND ${present('g')}`;
  return `SELECT DISTINCT r.id AS record, g.id AS giver
    FROM (SELECT value AS id FROM json_each(?)) AS r ${joins}`;
}

/**
 * Adds what those say that these alerts or detections inherit from (Cisco's have the observables of their events, DESIGN
 * section 10, and its alerts those of their detections). False: time was over.
 */
export async function inheritValues(
  scope: Scope,
  kind: RecordKind,
  keys: readonly TermKey[],
  found: readonly Values[],
  records: readonly number[],
  turns: Turns,
): Promise<boolean> {
  const inherited = keys.flatMap((key, index) => {
    const values = found[index];
    return isObservable(key) && values !== undefined ? [{ key, values }] : [];
  });
  if (inherited.length === 0) return true;
  for (const ids of chunksOf(records, () => BODIES)) {
    const pairs = scope.all(giversOf(kind), JSON.stringify(ids)).map(({ record, giver }) => ({
      record: integer(record),
      giver: integer(giver),
    }));
    const givers = [...new Set(pairs.map(({ giver }) => giver))];
    const told = await valuesByBodies(
      scope,
      inherited.map(({ key }) => key),
      givers,
      turns,
    );
    if (told === undefined) return false;
    for (const [index, { values }] of inherited.entries())
      for (const { record, giver } of pairs) {
        const more = told[index]?.get(giver) ?? [];
        const numbers = new Set([...(values.get(record) ?? []), ...more]);
        if (numbers.size > 0) values.set(record, [...numbers]);
      }
  }
  return true;
}

/** The threats of the detections that stand beside the records. Undefined: time was over. */
export async function valuesByDetections(
  scope: Scope,
  { numberOf }: DetectionsKey,
  records: readonly number[],
  turns: Turns,
): Promise<Values | undefined> {
  const { values, add } = createValues();
  for (const ids of chunksOf(records, () => RECORDS)) {
    if (!(await turns.goesOn())) return undefined;
    const rows = scope.all(
      `SELECT r.id AS record, d.threat FROM (SELECT value AS id FROM json_each(?)) AS r
       CROSS JOIN record AS d ON d.id IN (${beside('r')}) AND +d.kind = ${kindCodes.THREAT_DETECTION}
       AND +d.state = ${states.PRESENT} AND +d.threat IS NOT NULL`,
      JSON.stringify(ids),
    );
    for (const { record, threat } of rows) add(integer(record), numberOf(threat ?? null));
  }
  return values;
}
