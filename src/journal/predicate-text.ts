/** `text`: in a record's title, its native id, or what it mentions (DESIGN section 10). */
import type { RecordKind } from '../model/records.ts';
import { withThreats } from './predicate-links.ts';
import { mentioning } from './predicate-mentions.ts';
import { part, wide, type Arm, type Part, type Scope } from './predicate-part.ts';
import { allOf, always, anyOf, isNothing, sql, type Sql } from './predicate-sql.ts';
import { mayBeInNativeIds, termsWithText } from './read-terms.ts';

const isAscii = (text: string): boolean => /^\p{ASCII}*$/u.test(text);

function inNativeId(wanted: string): Sql {
  const folded = isAscii(wanted) ? 'lower' : 'folded';
  return sql(`instr(${folded}(record.native_id), ?) > 0`, wanted);
}

/** Threats with the text in their title. */
const threatsTitled = (scope: Scope, wanted: string): number[] =>
  scope.ids(
    `SELECT id FROM threat WHERE body IS NOT NULL AND instr(folded(json_extract(body, '$.title')), ?) > 0`,
    wanted,
  );

const UNTITLED = `(SELECT json_extract(body, '$.title') FROM content WHERE content.record = ID) IS NULL`;
const untitled = (id: string): Sql => sql(UNTITLED.replace('ID', id));

/** An alert without a title is called by those of its threats, with `, ` between them. */
const mayLieAcrossTitles = (wanted: string): boolean => wanted.includes(',') || wanted.startsWith(' ');

/** By the titles of threats: a detection always, an alert that has no title of its own. */
function byThreatTitle(scope: Scope, kind: RecordKind, wanted: string): Part | undefined {
  if (kind !== 'ALERT' && kind !== 'THREAT_DETECTION') return undefined;
  if (kind === 'ALERT' && mayLieAcrossTitles(wanted)) return wide(untitled('record.id'));
  const tied = withThreats(scope, kind, threatsTitled(scope, wanted));
  if (kind === 'THREAT_DETECTION' || isNothing(tied)) return tied;
  const arms = tied.arms?.map((arm): Arm => ({ ...arm, where: allOf([arm.where, untitled(arm.id)]) }));
  return part(allOf([tied, untitled('record.id')]), arms);
}

export function withText(scope: Scope, kind: RecordKind, text: string): Part {
  const wanted = text.toLowerCase().toWellFormed();
  if (wanted === '') return part(always);
  const terms = termsWithText(scope, wanted);
  if (terms === undefined) return wide();
  const { observables, titles } = terms;
  const parts = [
    mentioning(scope, kind, [{ ids: titles }], { own: true }),
    mentioning(scope, kind, [{ ids: observables }]),
    ...(mayBeInNativeIds(scope, wanted) ? [part(inNativeId(wanted))] : []),
    byThreatTitle(scope, kind, wanted) ?? [],
  ].flat();
  const condition = anyOf(parts);
  const told = parts.every(({ arms }) => arms !== undefined);
  const arms = told ? parts.flatMap(({ arms: of = [] }) => of) : undefined;
  const exact = parts.every((one) => one.exact);
  const implied = told && parts.every((one) => one.implied === true);
  return { ...condition, exact, arms, implied };
}
