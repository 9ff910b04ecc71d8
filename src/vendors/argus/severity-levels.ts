/** Events and cases severity by severity, each from a search of its own. */
import { severities, severityRank, type Severity } from '../../model/severity.ts';
import type { Pushdown } from './criteria.ts';
import type { Course } from './window-walk.ts';

/** The severities that Argus has words for; events say it as `severity`, cases as `priority`. */
const searchable: ReadonlyMap<Severity, string> = new Map([
  ['CRITICAL', 'critical'],
  ['HIGH', 'high'],
  ['MEDIUM', 'medium'],
  ['LOW', 'low'],
]);

/** All severities in the order of a walk, from the one that it goes on in. */
export function severitiesFrom({ newestFirst }: Course, rank: number | undefined): Severity[] {
  const along = newestFirst ? severities.toReversed() : severities;
  const isBefore = (severity: Severity): boolean =>
    rank !== undefined && (newestFirst ? severityRank(severity) > rank : severityRank(severity) < rank);
  return along.filter((severity) => !isBefore(severity));
}

export const isSearchable = (severity: Severity): boolean => searchable.has(severity);

/**
 * The criteria narrowed to one severity; undefined when they leave none of it. What Argus has no word for is asked for as
 * none of its words; with `wordsHold` false (its search and its records have been seen to disagree) as anything.
 */
export function atSeverity(
  pushdown: Pushdown,
  field: 'severity' | 'priority',
  severity: Severity,
  wordsHold: boolean,
): Pushdown | undefined {
  const { criteria } = pushdown;
  const word = searchable.get(severity);
  const asked = criteria[field];
  const least = [...searchable].find(([, one]) => one === criteria['minSeverity'])?.[0];
  if (Array.isArray(asked) && !asked.includes(word)) return undefined;
  if (least !== undefined && severityRank(least) > severityRank(severity)) return undefined;
  if (word !== undefined) return { ...pushdown, criteria: { ...criteria, [field]: [word] } };
  const subs: readonly unknown[] = Array.isArray(criteria['subCriteria']) ? criteria['subCriteria'] : [];
  const none = { exclude: true, [field]: [...searchable.values()] };
  return wordsHold
    ? { ...pushdown, criteria: { ...criteria, subCriteria: [...subs, none] }, exact: false }
    : { ...pushdown, sparse: true };
}
