/**
 * What a filter comes to before any record is read. Much of the filter language speaks of things that this vendor's
 * records never have (ports, techniques, customers, …), and of sources: then it is known without a call that
 * everything matches, or nothing.
 */
import { decodeGlobalId } from '../../model/ids.ts';
import type { RecordFilter } from '../../model/filters.ts';
import { filterKeys } from '../../model/matching.ts';

/** True: every record matches. False: none does. Undefined: it depends on the record. */
export type Settled = boolean | undefined;

export type Kind = 'events' | 'alerts' | 'threatDetections' | 'flows';

/** Keys about what no record of this vendor has: they never match, whatever their values. */
const foreign: { readonly [K in Kind]: ReadonlySet<string> } = {
  events: new Set([
    'srcIp',
    'dstIp',
    'ports',
    'protocols',
    'hosts',
    'techniques',
    'customers',
    'caseIds',
    'argus',
  ]),
  alerts: new Set(['verdicts', 'hosts', 'techniques', 'customers', 'caseIds']),
  threatDetections: new Set(['hosts', 'techniques']),
  flows: new Set(),
};

const has = (list: unknown, word: string, fold = false): boolean =>
  Array.isArray(list) &&
  list.some((entry) => typeof entry === 'string' && (fold ? entry.toLowerCase() : entry) === word);

function settledKey(key: string, value: unknown, kind: Kind, source: string): Settled {
  if (foreign[kind].has(key)) return false;
  if (Array.isArray(value) && value.length === 0) return false;
  switch (key) {
    case 'sources':
      return has(value, source);
    case 'vendors':
      return has(value, 'cisco-gta');
    case 'kinds':
      return has(value, 'anomaly', true);
    case 'coveringNetworks':
      // It widens other keys, and no record here names a network.
      return true;
    case 'threatIds': {
      const ids = Array.isArray(value) ? value : [];
      const ours = ids.some((id) => {
        const decoded = typeof id === 'string' ? decodeGlobalId(id) : null;
        return decoded?.type === 'Threat' && decoded.source === source;
      });
      return ours ? undefined : false;
    }
    case 'minSeverity':
    case 'minConfidence':
      return value === 'UNKNOWN' ? true : undefined;
    default:
      return undefined;
  }
}

function all(parts: readonly Settled[]): Settled {
  if (parts.includes(false)) return false;
  return parts.includes(undefined) ? undefined : true;
}

function any(parts: readonly Settled[]): Settled {
  if (parts.includes(true)) return true;
  return parts.includes(undefined) ? undefined : false;
}

/** What the filter comes to for this source's records of a kind. */
export function settle(filter: RecordFilter | null | undefined, kind: Kind, source: string): Settled {
  const parts: Settled[] = [];
  for (const [key, value] of Object.entries(filter ?? {})) {
    if (key === 'and' || key === 'or' || key === 'not' || value === null || value === undefined) continue;
    parts.push(settledKey(key, value, kind, source));
  }
  for (const part of filter?.and ?? []) parts.push(settle(part, kind, source));
  if (filter?.or) parts.push(any(filter.or.map((part) => settle(part, kind, source))));
  if (filter?.not) {
    const inner = settle(filter.not, kind, source);
    parts.push(inner === undefined ? undefined : !inner);
  }
  return all(parts);
}

/** The latest lower bound that a time key is under at the filter's top, nested `and` included; milliseconds. */
export function lowerBound(filter: RecordFilter | undefined, key: 'time' | 'modified'): number | undefined {
  let latest = filter?.[key]?.from ?? undefined;
  for (const part of filter?.and ?? []) {
    const inner = lowerBound(part, key);
    if (inner !== undefined && (latest === undefined || inner > latest)) latest = inner;
  }
  return latest;
}

/** Whether some text that is looked for may stand in an address. */
const seeksInAddresses = (filter: RecordFilter): boolean =>
  /^[\da-f.:/]+$/i.test(filter.text ?? '') ||
  [...(filter.and ?? []), ...(filter.or ?? []), ...(filter.not ? [filter.not] : [])].some(seeksInAddresses);

/** Every key that a filter uses; `ip` among them for a text that may be a piece of an address, which looks at the same. */
export const keysOf = (filter: RecordFilter | undefined): ReadonlySet<string> =>
  filter !== undefined && seeksInAddresses(filter)
    ? new Set([...filterKeys(filter), 'ip'])
    : filterKeys(filter);

/** As the vendor's strict bounds take it: "at or after" is "after the millisecond before" (section 13). */
export const strictlyAfter = (ms: number | undefined): string | undefined =>
  ms === undefined || !Number.isFinite(ms) || Math.abs(ms) > 8.64e15 - 1
    ? undefined
    : new Date(ms - 1).toISOString();
