import type { CaseFilter } from '../../model/filters.ts';
import { severities, severityRank } from '../../model/severity.ts';
import { v2Flag } from './flags.ts';
import type { Pushdown } from './pushdown.ts';

/** What Argus' case search can evaluate of a filter on cases; like `pushdown.ts`, never narrower than the filter. */
export function pushdownForCases(source: string, filter: CaseFilter | undefined): Pushdown {
  const criteria: Record<string, unknown> = {};
  const origins = new Map<string, string>();
  let from: number | undefined;
  let to: number | undefined;
  let never = false;
  let exact = true;
  let sparse = false;

  function push(field: string, values: readonly unknown[], path: string): void {
    if (values.length === 0) never = true;
    if (field in criteria) {
      sparse = true;
      return;
    }
    criteria[field] = values;
    origins.set(field, path);
    for (const i of values.keys()) origins.set(`${field}[${i}]`, `${path}[${i}]`);
  }

  function conjunct(part: CaseFilter, path: string): void {
    const { time, statuses, minPriority, customers, categories, or } = part;
    if (part.sources?.includes(source) === false || part.vendors?.includes('argus') === false) never = true;
    if (typeof time?.from === 'number') from = Math.max(from ?? time.from, time.from);
    if (typeof time?.to === 'number') to = Math.min(to ?? time.to, time.to);
    if (time) exact = false;
    if (statuses) {
      // A status nobody knows is UNKNOWN here, and no search finds it by that.
      if (statuses.includes('UNKNOWN')) sparse = true;
      else push('status', statuses.map(v2Flag), `${path}.statuses`);
    }
    if (minPriority && severityRank(minPriority) > severityRank('LOW')) {
      const words = severities.filter((one) => severityRank(one) >= severityRank(minPriority));
      if (!('priority' in criteria)) criteria['priority'] = words.map((one) => one.toLowerCase());
      origins.set('priority', `${path}.minPriority`);
      exact = false;
    } else if (minPriority) sparse ||= minPriority !== 'UNKNOWN';
    if (customers) {
      // [assumed] Short names are lower case at Argus, as all documented ones are.
      push(
        'customer',
        customers.map((one) => (/^\d{1,15}$/.test(one) ? Number(one) : one.toLowerCase())),
        `${path}.customers`,
      );
    }
    // [assumed] So are those of categories.
    if (categories)
      push(
        'category',
        categories.map((one) => one.toLowerCase()),
        `${path}.categories`,
      );
    for (const key of ['modified', 'text', 'not'] as const) {
      if (part[key] !== null && part[key] !== undefined) sparse = true;
    }
    for (const [i, inner] of (part.and ?? []).entries()) conjunct(inner, `${path}.and[${i}]`);
    if (or === null || or === undefined) return;
    const [only, ...others] = or;
    if (only === undefined) never = true;
    else if (others.length === 0) conjunct(only, `${path}.or[0]`);
    else sparse = true;
  }

  if (filter !== undefined) conjunct(filter, 'filter');
  const empty = from !== undefined && to !== undefined && from >= to;
  return {
    criteria,
    origins,
    time: { from, to },
    never: never || empty,
    exact: exact && !sparse,
    sparse,
    types: new Set(),
  };
}
