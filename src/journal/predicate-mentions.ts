/**
 * Conditions on what a record mentions. The alerts and detections of Cisco mention what their events mention (DESIGN
 * section 10), and the alerts what their detections do: there a condition also holds when one of those meets it.
 */
import type { RecordKind } from '../model/records.ts';
import { kindCodes, states } from './codes.ts';
import { duringStretch, part, wide, type Arm, type Part, type Scope } from './predicate-part.ts';
import { allOf, always, anyOf, nothing, numbers, sql, type Sql } from './predicate-sql.ts';
import type { TermGroup } from './read-terms.ts';

/** Whether a SELECT gives few enough rows to be gathered in each statement. */
export const isSmall = (scope: Scope, set: Sql): boolean =>
  scope.ids(`SELECT count(*) FROM (${set.sql} LIMIT ?)`, ...set.params, scope.limits.gathered + 1)[0] !==
  scope.limits.gathered + 1;

/** A group with the role's number; null when nothing can be in that role. */
function roleTest(scope: Scope, { role, exceptRoles = [] }: TermGroup): string | null {
  const numbersOf = (names: readonly string[]): number[] =>
    scope.ids('SELECT id FROM role WHERE name IN (SELECT value FROM json_each(?))', JSON.stringify(names));
  if (role !== undefined) {
    const [id] = numbersOf([role]);
    return id === undefined ? null : ` AND role = ${id}`;
  }
  const except = exceptRoles.length === 0 ? [] : numbersOf(exceptRoles);
  return except.length === 0 ? '' : ` AND role NOT IN (${numbers(except)})`;
}

/** All of them as one SELECT of `record`. */
const gathered = (terms: readonly number[], kind: RecordKind, role: string): Sql =>
  sql(
    `SELECT mention.record FROM mention
     WHERE term IN (SELECT value FROM json_each(?)) AND kind = ${kindCodes[kind]}${role}`,
    JSON.stringify(terms),
  );

interface Group {
  readonly terms: readonly number[];
  readonly role: string;
}

/** Whether the row called `row` mentions it; undefined when that cannot be told cheaply. */
function test(scope: Scope, { terms, role }: Group, kind: RecordKind, row: string): Sql | undefined {
  if (terms.length <= scope.limits.terms)
    return sql(
      `EXISTS (SELECT 1 FROM mention WHERE term IN (${numbers(terms)}) AND kind = ${kindCodes[kind]}
       AND time = ${row}.time AND mention.record = ${row}.id${role})`,
    );
  const all = gathered(terms, kind, role);
  if (isSmall(scope, all)) return sql(`${row}.id IN (${all.sql})`, ...all.params);
  // An event beside the row has a time of its own.
  if (!scope.narrows || row !== 'record' || terms.length > scope.limits.narrowed) return undefined;
  const { sql: during, params } = duringStretch;
  return sql(`record.id IN (${all.sql} AND ${during})`, ...all.params, ...params);
}

function armsOf(scope: Scope, { terms, role }: Group, kind: RecordKind): Arm[] {
  const columns = { from: 'mention', id: 'mention.record', time: 'mention.time' };
  const rest = `kind = ${kindCodes[kind]}${role}`;
  if (terms.length <= scope.limits.terms)
    return terms.map((term) => ({ ...columns, where: sql(`term = ${term} AND ${rest}`), ordered: true }));
  const where = sql(`term IN (SELECT value FROM json_each(?)) AND ${rest}`, JSON.stringify(terms));
  return [{ ...columns, where, ordered: false }];
}

/** The ids of what stands beside the row: what it names, and what names it. */
export const beside = (row: string): string =>
  `SELECT target FROM link WHERE owner = ${row}.id UNION ALL SELECT owner FROM link WHERE target = ${row}.id`;

/** The ids of what stands beside any record of a set. */
export const besideAny = (set: Sql): Sql =>
  sql(
    `WITH given AS MATERIALIZED (${set.sql})
     SELECT target FROM link WHERE owner IN given UNION SELECT owner FROM link WHERE target IN given`,
    ...set.params,
  );

/** The records of a set that are there and of a kind; the plus signs keep SQLite from walking an index over all of it. */
export const present = (set: Sql, kind: RecordKind): Sql =>
  sql(
    `SELECT id FROM record WHERE id IN (${set.sql}) AND +kind = ${kindCodes[kind]} AND +state = ${states.PRESENT}`,
    ...set.params,
  );

/** `SELECT id, time` of the records of a kind in a set. */
export const armOfSet = (set: Sql, kind: RecordKind): Arm => ({
  from: 'record AS r',
  where: sql(
    `r.id IN (${set.sql}) AND +r.kind = ${kindCodes[kind]} AND +r.state = ${states.PRESENT}`,
    ...set.params,
  ),
  id: 'r.id',
  time: '+r.time',
  ordered: false,
});

/** Holds when a record of a kind stands beside the row and meets `condition`, in which it is called `alias`. */
const hasBeside = (row: string, kind: RecordKind, alias: string, condition: Sql): Sql =>
  sql(
    `EXISTS (SELECT 1 FROM record AS ${alias} WHERE ${alias}.id IN (${beside(row)})
     AND +${alias}.kind = ${kindCodes[kind]} AND +${alias}.state = ${states.PRESENT} AND (${condition.sql}))`,
    ...condition.params,
  );

/** Holds for a row of Cisco's that what it inherits from mentions the group; undefined when that cannot be told cheaply. */
function inherited(scope: Scope, group: Group, kind: RecordKind, cisco: readonly number[]): Sql | undefined {
  const ofEvent = test(scope, group, 'EVENT', 'e');
  if (ofEvent === undefined) return undefined;
  const of = sql(`record.source IN (${numbers(cisco)})`);
  if (kind === 'THREAT_DETECTION') return allOf([of, hasBeside('record', 'EVENT', 'e', ofEvent)]);
  const own = test(scope, group, 'THREAT_DETECTION', 'd');
  if (own === undefined) return undefined;
  const ofDetection = anyOf([own, hasBeside('d', 'EVENT', 'e', ofEvent)]);
  return allOf([of, hasBeside('record', 'THREAT_DETECTION', 'd', ofDetection)]);
}

/** None where nothing is passed on; undefined where too many events or detections mention it. */
function inheritedArms(
  scope: Scope,
  { terms, role }: Group,
  kind: RecordKind,
  cisco: readonly number[],
): (Arm | undefined)[] {
  const isCiscos = `+record.source IN (${numbers(cisco)})`;
  // They are gathered here, once: each statement of a walk would gather them anew.
  const armsBeside = (of: RecordKind, toHeirs: (set: Sql) => Sql): (Arm | undefined)[] => {
    const mentions = gathered(terms, of, role);
    if (!isSmall(scope, mentions)) return [undefined];
    const own = sql(
      `SELECT id FROM record WHERE id IN (${mentions.sql}) AND ${isCiscos}`,
      ...mentions.params,
    );
    const heirs = present(toHeirs(own), kind);
    const ids = scope.ids(`${heirs.sql} AND ${isCiscos}`, ...heirs.params);
    return ids.length === 0
      ? []
      : [armOfSet(sql('SELECT value FROM json_each(?)', JSON.stringify(ids)), kind)];
  };
  if (kind === 'THREAT_DETECTION') return armsBeside('EVENT', besideAny);
  return [
    ...armsBeside('EVENT', (set) => besideAny(present(besideAny(set), 'THREAT_DETECTION'))),
    ...armsBeside('THREAT_DETECTION', besideAny),
  ];
}

/** The numbers of the sources whose records of this kind mention what stands behind them mentions. */
export const inheriting = (scope: Scope, kind: RecordKind): number[] =>
  kind === 'ALERT' || kind === 'THREAT_DETECTION'
    ? scope.sources().flatMap(({ id, vendor }) => (vendor === 'cisco-gta' ? [id] : []))
    : [];

/** Records that mention something of the groups. `own`: what others mention is not passed on to them. */
export function mentioning(
  scope: Scope,
  kind: RecordKind,
  termGroups: readonly TermGroup[],
  { own = false }: { readonly own?: boolean } = {},
): Part {
  if (termGroups.some(({ many }) => many === true)) return wide();
  const groups = termGroups.flatMap((group) => {
    const role = group.ids.length === 0 ? null : roleTest(scope, group);
    return role === null ? [] : [{ terms: group.ids, role }];
  });
  if (groups.length === 0) return part(nothing, []);
  const heirs = own ? [] : inheriting(scope, kind);
  const ways = groups.flatMap((group) => [
    ...armsOf(scope, group, kind),
    ...(heirs.length === 0 ? [] : inheritedArms(scope, group, kind, heirs)),
  ]);
  const arms = ways.every((arm) => arm !== undefined) ? ways : undefined;
  const tests: Sql[] = [];
  for (const group of groups) {
    const direct = test(scope, group, kind, 'record');
    const passedOn = heirs.length === 0 ? nothing : inherited(scope, group, kind, heirs);
    if (direct === undefined || passedOn === undefined) return { ...wide(always, arms), implied: true };
    tests.push(direct, passedOn);
  }
  return part(anyOf(tests), arms);
}
