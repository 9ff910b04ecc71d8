import { InvalidInputError, SourceError, UnsupportedError, type InvalidField } from '../../model/errors.ts';
import type { ArgusApi } from './config.ts';
import type { Pushdown } from './criteria.ts';
import { BACKEND_WINDOW } from './endpoints.ts';
import { ArgusRefusal } from './envelope.ts';

/** `subCriteria[0].properties.a.b[0]` -> itself, then ever shorter beginnings of it. */
function* beginnings(field: string): Generator<string> {
  for (let rest = field; rest !== '';) {
    yield rest;
    const cut = Math.max(rest.lastIndexOf('.'), rest.lastIndexOf('['));
    rest = cut < 0 ? '' : rest.slice(0, cut);
  }
}

function pathOf(field: string, origins: ReadonlyMap<string, string>): string | undefined {
  for (const beginning of beginnings(field)) {
    const path = origins.get(beginning);
    if (path !== undefined) return path;
  }
  return undefined;
}

const expectations: ReadonlyMap<string, string> = new Map([
  ['srcIp', 'an IP address or a network in CIDR notation'],
  ['dstIp', 'an IP address or a network in CIDR notation'],
  ['customers', 'the short name or id of a customer'],
]);

const keyOf = (path: string): string => path.replace(/(\[\d+\])+$/, '').replace(/^.*\./, '');

/**
 * What a failed search is to its caller: a refusal of fields that came from arguments is InvalidInputError with the
 * arguments' paths, any other refusal is our own mistake (SourceError, rejected); other errors stay what they are.
 * Argus' own text is never shown.
 */
export function translateRefusal(
  source: string,
  error: unknown,
  origins: ReadonlyMap<string, string> = new Map(),
): unknown {
  if (!(error instanceof ArgusRefusal)) return error;
  const fields = new Map<string, InvalidField>();
  for (const { field } of error.faults) {
    const path = pathOf(field, origins);
    if (path === undefined) continue;
    const expected = expectations.get(keyOf(path));
    const message = 'Argus does not accept this value';
    fields.set(path, expected === undefined ? { path, message } : { path, message, expected });
  }
  return fields.size > 0
    ? new InvalidInputError([...fields.values()])
    : new SourceError({ source, kind: 'rejected', status: 412, cause: error });
}

/** Whether Argus refused the place in the list: its window is narrower than documented. */
export const refusesOffset = (error: unknown): boolean =>
  error instanceof ArgusRefusal && error.faults.some(({ field }) => field === 'offset');

/**
 * The criteria without those that were refused, if these came from a filter whose every record can be checked here;
 * undefined for any other error.
 */
export function withoutRefused(error: unknown, pushdown: Pushdown, api: ArgusApi): Pushdown | undefined {
  if (!(error instanceof ArgusRefusal)) return undefined;
  const { criteria, origins } = pushdown;
  const refused = new Set(
    error.faults.flatMap(({ field }) =>
      pathOf(field, origins) === undefined ? [] : (/^\w+/.exec(field)?.[0] ?? []),
    ),
  );
  // v1's properties are text that cannot be taken apart.
  if (api === 'v1' && (refused.has('properties') || refused.has('subCriteria'))) return undefined;
  const left = Object.entries(criteria).filter(([key]) => !refused.has(key));
  if (left.length === Object.keys(criteria).length) return undefined;
  return { ...pushdown, criteria: Object.fromEntries(left), exact: false, sparse: true };
}

/** A walk that cannot go on: no bound brings the rows behind the vendor's window into reach. */
export const beyond = (source: string): UnsupportedError =>
  new UnsupportedError(
    source,
    `Source "${source}" lists only ${BACKEND_WINDOW} rows around one time; narrow the filter to go on.`,
  );
