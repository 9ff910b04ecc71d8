/** Reads the query as strictly as the sheet's section 3. */
import type { RecordedRequest } from '../kit.ts';
import { compileFilter, type Filter } from './filter.ts';
import { FilterFault } from './filter-lexer.ts';
import { badRequest } from './problems.ts';
import type { KataSwitches } from './switches.ts';

export interface Parameters {
  readonly filter: Filter | undefined;
  /** Seconds. */
  readonly window: number;
  readonly maxEvents: number;
  readonly token: string | undefined;
}

const names = ['filter', 'max_timeout', 'max_events', 'continuation_token'];
const LONGEST_S = 300;

/** Throws the 400 for a filter that does not parse or, if so switched, looks for several types. */
export function filterOf(text: string, { singleTypePerRequest }: KataSwitches): Filter {
  try {
    const filter = compileFilter(text);
    if (singleTypePerRequest && filter.types.length > 1) {
      throw badRequest('filter: one event type per request');
    }
    return filter;
  } catch (error) {
    throw error instanceof FilterFault ? badRequest(error.message) : error;
  }
}

function windowOf(text: string | null): number {
  if (text === null) return LONGEST_S;
  const seconds = Number(/^PT([0-9]+)S$/.exec(text)?.[1] ?? Number.NaN);
  if (!(seconds <= LONGEST_S)) {
    throw badRequest(`max_timeout is not of the form PT<seconds>S, 0 to ${LONGEST_S}`);
  }
  return seconds;
}

function maxEventsOf(text: string | null, limit: number): number {
  if (text === null) return limit;
  const count = /^[0-9]{1,15}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > limit) throw badRequest(`max_events is not an integer from 1 to ${limit}`);
  return count;
}

/** Throws the 400 for whatever is wrong. */
export function parametersOf({ query }: RecordedRequest, switches: KataSwitches): Parameters {
  for (const name of new Set(query.keys())) {
    if (!names.includes(name)) {
      if (switches.unknownParameter === 'reject') throw badRequest(`unknown parameter ${name}`);
    } else if (query.getAll(name).length > 1) {
      throw badRequest(`${name} is given twice`);
    }
  }
  const filter = query.get('filter');
  return {
    // An empty filter counts as an absent one (section 5, point 5).
    filter: filter === null || filter === '' ? undefined : filterOf(filter, switches),
    window: windowOf(query.get('max_timeout')),
    maxEvents: maxEventsOf(query.get('max_events'), switches.maxEvents),
    token: query.get('continuation_token') ?? undefined,
  };
}
