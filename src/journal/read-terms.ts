/** Finds the numbers of terms, as the filters mean them (`matching.ts`). */
import { parseNetwork, type Network } from '../model/addresses.ts';
import { normaliseObservable } from '../model/observables.ts';
import type { ObservableType } from '../model/values.ts';
import { termCodes, type TermType } from './codes.ts';
import type { Scope } from './predicate-part.ts';
import { addressRange, firstLabel, techniqueTerm } from './terms.ts';
import { integer, text } from '../sqlite/rows.ts';

/** Terms that count when a record mentions them, in that role, or in any but those, if it is said. */
export interface TermGroup {
  readonly ids: readonly number[];
  readonly role?: string | undefined;
  readonly exceptRoles?: readonly string[] | undefined;
  /** There are too many to be named. */
  readonly many?: boolean | undefined;
}

const fold = (value: string): string => value.toLowerCase();

export function exactTerms(scope: Scope, type: TermType, values: Iterable<string>): TermGroup {
  const distinct = [...new Set(values)];
  return {
    ids: scope.ids(
      'SELECT id FROM term WHERE type = ? AND value IN (SELECT value FROM json_each(?))',
      termCodes[type],
      JSON.stringify(distinct),
    ),
  };
}

/** Observables other than hosts and networks of addresses, in any spelling. */
export const observableTerms = (scope: Scope, type: ObservableType, values: readonly string[]): TermGroup =>
  exactTerms(
    scope,
    type,
    values.map((value) => normaliseObservable(type, value) ?? fold(value)),
  );

/** A bare name equals the first label of a full one. */
export function hostTerms(scope: Scope, values: readonly string[]): TermGroup {
  const ids = values.flatMap((value) => {
    const host = normaliseObservable('HOST', value) ?? fold(value);
    return scope.ids(
      `SELECT id FROM term WHERE label = ?1 AND type = ${termCodes.HOST} AND (?1 = ?2 OR value IN (?1, ?2))`,
      firstLabel(host),
      host,
    );
  });
  return { ids: [...new Set(ids)] };
}

/** T1059 also finds T1059.001. */
export function techniqueTerms(scope: Scope, values: readonly string[]): TermGroup {
  const ids = values.flatMap((value) =>
    scope.ids(
      `SELECT id FROM term WHERE type = ${termCodes.TECHNIQUE}
       AND (value = ?1 OR (value >= ?1 || '.' AND value < ?1 || '/'))`,
      techniqueTerm(value),
    ),
  );
  return { ids: [...new Set(ids)] };
}

/** How wide a covering range may be, by the role of the address: its least prefix length. */
export interface Covering {
  readonly source: number;
  readonly destination: number;
}

/**
 * Addresses and ranges inside one of the networks, in that role if it is said; with `covering` also ranges that one of
 * them lies in.
 */
export function addressTerms(
  scope: Scope,
  values: readonly string[],
  role: string | undefined,
  covering: Covering | undefined,
): TermGroup[] {
  const asked = values.map(parseNetwork).filter((network) => network !== null);
  const inside = new Set(asked.flatMap((network) => within(scope, network)));
  const many = inside.size > scope.limits.gathered;
  const groups: TermGroup[] = [{ ids: [...inside], role, many }];
  if (covering === undefined || many) return groups;
  const around = new Map(asked.flatMap((network) => surrounding(scope, network)));
  for (const [id, bits] of around) {
    if (inside.has(id)) continue;
    const tooWide = [
      ...(bits < covering.source ? ['source'] : []),
      ...(bits < covering.destination ? ['destination'] : []),
    ];
    if (role === undefined) groups.push({ ids: [id], exceptRoles: tooWide });
    else if (!tooWide.includes(role)) groups.push({ ids: [id], role });
  }
  return groups;
}

function within(scope: Scope, network: Network): number[] {
  const { family, low, high } = addressRange(network);
  return scope.ids(
    'SELECT id FROM term WHERE family = ? AND low >= ? AND low <= ? AND high <= ? LIMIT ?',
    family,
    low,
    high,
    high,
    scope.limits.gathered + 1,
  );
}

/** With the prefix length of each. */
function surrounding(scope: Scope, network: Network): (readonly [number, number])[] {
  const { family, low, high } = addressRange(network);
  return scope
    .all(
      'SELECT id, value FROM term WHERE low < high AND family = ? AND low <= ? AND high >= ?',
      family,
      low,
      high,
    )
    .map((row) => [integer(row.id), parseNetwork(text(row.value))?.bits ?? 0] as const);
}

/** What is asked of trigrams has at least three characters; code points, as the index counts them. */
const TRIGRAM = 3;

/** Observables and titles with the text (in lower case) in them; undefined when there are too many to be named. */
export function termsWithText(
  scope: Scope,
  wanted: string,
): { readonly observables: readonly number[]; readonly titles: readonly number[] } | undefined {
  const most = scope.limits.gathered;
  const rows =
    Array.from(wanted).length < TRIGRAM || wanted.includes('\0')
      ? scope.all(
          `SELECT term.id, term.type FROM term_text CROSS JOIN term ON term.id = term_text.rowid
           WHERE instr(term_text.value, ?) > 0 LIMIT ?`,
          wanted,
          most + 1,
        )
      : scope.all(
          `SELECT term.id, term.type FROM term_text CROSS JOIN term ON term.id = term_text.rowid
           WHERE term_text MATCH ? LIMIT ?`,
          `"${wanted.replaceAll('"', '""')}"`,
          most + 1,
        );
  if (rows.length > most) return undefined;
  const [titles, observables]: [number[], number[]] = [[], []];
  for (const row of rows) (row.type === termCodes.TITLE ? titles : observables).push(integer(row.id));
  return { observables, titles };
}

/** Whether a native id may hold the text (in lower case): every piece of it occurs in some native id. */
export function mayBeInNativeIds(scope: Scope, wanted: string): boolean {
  const size = Math.min(wanted.length, 3);
  const pieces = Array.from({ length: wanted.length - size + 1 }, (_, at) =>
    wanted.slice(at, at + size).toWellFormed(),
  );
  const distinct = [...new Set(pieces)];
  const known = scope.ids(
    'SELECT count(*) FROM id_gram WHERE gram IN (SELECT value FROM json_each(?))',
    JSON.stringify(distinct),
  );
  return known[0] === distinct.length;
}
