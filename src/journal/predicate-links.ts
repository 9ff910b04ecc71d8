/** Conditions on what a record is tied to: threats through its detections, and cases. */
import { decodeGlobalId, type NodeType } from '../model/ids.ts';
import type { RecordKind } from '../model/records.ts';
import { kindCodes, states } from './codes.ts';
import { armOfSet, beside, besideAny, isSmall } from './predicate-mentions.ts';
import { part, type Arm, type Part, type Scope } from './predicate-part.ts';
import { nothing, numbers, sql, type Sql } from './predicate-sql.ts';

/** What stands behind global ids of one type: source and native id; other ids are left out. */
function named(ids: readonly string[], type: NodeType): { readonly source: string; readonly id: string }[] {
  return ids.flatMap((id) => {
    const parts = decodeGlobalId(id);
    return parts?.type === type ? [{ source: parts.source, id: parts.nativeId }] : [];
  });
}

function found(scope: Scope, ids: readonly string[], type: NodeType, statement: string): number[] {
  const sources = new Map(scope.sources().map(({ id, name }) => [name, id]));
  return named(ids, type).flatMap(({ source, id }) => {
    const number = sources.get(source);
    return number === undefined ? [] : scope.ids(statement, number, id);
  });
}

const armOfThreat = (threat: number): Arm => ({
  from: 'record INDEXED BY record_threat',
  where: sql(`record.threat = ${threat} AND +record.state = ${states.PRESENT}`),
  id: 'record.id',
  time: 'record.time',
  ordered: false,
});

/** The detections of any of the threats. */
const ofThreats = (threats: readonly number[]): Sql =>
  sql(
    `SELECT id FROM record INDEXED BY record_threat
     WHERE threat IN (${numbers(threats)}) AND +state = ${states.PRESENT}`,
  );

/** Detections of these threats; events and alerts with such a detection. */
export function withThreats(scope: Scope, kind: RecordKind, threats: readonly number[]): Part {
  if (threats.length === 0) return part(nothing, []);
  if (kind === 'THREAT_DETECTION')
    return part(
      sql(`record.threat IS NOT NULL AND record.threat IN (${numbers(threats)})`),
      threats.map(armOfThreat),
    );
  const condition = `EXISTS (SELECT 1 FROM record AS d WHERE d.id IN (${beside('record')})
    AND +d.kind = ${kindCodes.THREAT_DETECTION} AND +d.state = ${states.PRESENT}
    AND +d.threat IN (${numbers(threats)}))`;
  const detections = ofThreats(threats);
  const arms = isSmall(scope, detections) ? [armOfSet(besideAny(detections), kind)] : undefined;
  return part(sql(condition), arms);
}

/** By global ids of threats. */
export const threatsOf = (scope: Scope, ids: readonly string[]): number[] =>
  found(scope, ids, 'Threat', 'SELECT id FROM threat WHERE source = ? AND native_id = ?');

/** Records that name one of the cases (global ids), followed or not. */
export function inCases(scope: Scope, kind: RecordKind, ids: readonly string[]): Part {
  const statement = `SELECT id FROM record WHERE source = ? AND kind = ${kindCodes.CASE} AND native_id = ?`;
  const cases = found(scope, ids, 'Case', statement);
  if (cases.length === 0) return part(nothing, []);
  const list = numbers(cases);
  const owners = sql(`SELECT owner FROM link WHERE target IN (${list})`);
  const condition = sql(`EXISTS (SELECT 1 FROM link WHERE owner = record.id AND target IN (${list}))`);
  return part(condition, isSmall(scope, owners) ? [armOfSet(owners, kind)] : undefined);
}
