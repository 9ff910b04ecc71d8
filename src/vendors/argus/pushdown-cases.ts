import type { CaseFilter } from '../../model/filters.ts';
import { severities, severityRank } from '../../model/severity.ts';
import { createCriteria, customerValues, type Criteria, type Pushdown } from './criteria.ts';
import { v2Flag } from './flags.ts';

function conjunct(criteria: Criteria, part: CaseFilter, path: string, source: string): void {
  const { time, statuses, minPriority, customers, categories, or } = part;
  if (part.sources?.includes(source) === false || part.vendors?.includes('argus') === false) criteria.never();
  if (time) criteria.between('time', time);
  if (part.modified) criteria.between('changed', part.modified);
  // A case mentions nothing by itself.
  if (part.observable) criteria.never();
  // A status nobody knows is UNKNOWN here, and no search finds it by that.
  if (statuses?.includes('UNKNOWN') === true) criteria.local();
  else if (statuses) criteria.push('status', statuses.map(v2Flag), `${path}.statuses`);
  // Argus has no such word as informational, and would refuse it.
  if (minPriority === 'INFORMATIONAL') criteria.local();
  else if (minPriority && minPriority !== 'UNKNOWN') {
    const words = severities.filter((one) => severityRank(one) >= severityRank(minPriority));
    criteria.push(
      'priority',
      words.map((one) => one.toLowerCase()),
      `${path}.minPriority`,
    );
  }
  if (customers) criteria.push('customer', customerValues(customers), `${path}.customers`);
  if (categories) {
    // [assumed] Short names of categories are lower case, too.
    criteria.push(
      'category',
      categories.map((one) => one.toLowerCase()),
      `${path}.categories`,
    );
  }
  for (const key of ['modified', 'text', 'not'] as const) {
    if (part[key] !== null && part[key] !== undefined) criteria.local();
  }
  for (const [i, inner] of (part.and ?? []).entries()) conjunct(criteria, inner, `${path}.and[${i}]`, source);
  if (or === null || or === undefined) return;
  const [only, ...others] = or;
  if (only === undefined) criteria.never();
  else if (others.length === 0) conjunct(criteria, only, `${path}.or[0]`, source);
  else criteria.local();
}

/** What Argus' case search can evaluate of a filter on cases; like `pushdown.ts`, never narrower than the filter. */
export function pushdownForCases(source: string, filter: CaseFilter | undefined): Pushdown {
  // Both event models share their cases, which are v2's.
  const criteria = createCriteria('v2');
  if (filter !== undefined) conjunct(criteria, filter, 'filter', source);
  return criteria.finish();
}
