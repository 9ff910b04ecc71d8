/** Reads a request as strictly as the vendor is assumed to (contract sheet cisco-gta, sections 3 to 6 and 9). */
import type { RecordedRequest } from '../kit.ts';
import { isTimestamp } from './dates.ts';
import { ApiProblem, badRequest } from './problems.ts';
import type { CiscoGtaSwitches } from './switches.ts';

const MOST_ITEMS = 1_000;

/** A query parameter; one with nothing after the `=` counts as absent, as Cisco's own client sends those. */
export function parameter(request: RecordedRequest, name: string): string | undefined {
  const value = request.query.get(name);
  return value === null || value === '' ? undefined : value;
}

/** In strict mode every parameter must be known, and be there once. */
export function checkParameters(
  request: RecordedRequest,
  known: readonly string[],
  { strict }: CiscoGtaSwitches,
): void {
  if (!strict) return;
  const seen = new Set<string>();
  for (const name of request.query.keys()) {
    if (!known.includes(name)) throw badRequest(`unknown query parameter ${name}`);
    if (seen.has(name)) throw badRequest(`query parameter ${name} is given twice`);
    seen.add(name);
  }
}

/** At most 1000, which is also what counts when it is absent. */
export function sizeOf(request: RecordedRequest, { oversize }: CiscoGtaSwitches): number {
  const text = parameter(request, 'size');
  if (text === undefined) return MOST_ITEMS;
  const size = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (size < 1) throw badRequest('size is not a positive number');
  if (size > MOST_ITEMS && oversize === 'reject') throw badRequest(`size is above ${MOST_ITEMS}`);
  return Math.min(size, MOST_ITEMS);
}

/** Milliseconds since the epoch; a fraction finer than that is cut, which changes no strict comparison. */
export function dateOf(request: RecordedRequest, name: string): number | undefined {
  const text = parameter(request, name);
  if (text === undefined) return undefined;
  if (!isTimestamp(text)) throw badRequest(`${name} is not an RFC 3339 date-time`);
  return Date.parse(text);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function checkKeys(
  object: Readonly<Record<string, unknown>>,
  known: readonly string[],
  where: string,
  { strict }: CiscoGtaSwitches,
): void {
  const stranger = strict ? Object.keys(object).find((key) => !known.includes(key)) : undefined;
  if (stranger !== undefined) throw badRequest(`unknown key ${stranger} in ${where}`);
}

/** The body, which has to be a JSON object with at most these keys. */
export function bodyOf(
  request: RecordedRequest,
  keys: readonly string[],
  switches: CiscoGtaSwitches,
): Readonly<Record<string, unknown>> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (type !== 'application/json') throw new ApiProblem(415, 'the body is not application/json');
  let body: unknown;
  try {
    body = JSON.parse(request.body.toString());
  } catch {
    throw badRequest('the body is not JSON');
  }
  if (!isObject(body)) throw badRequest('the body is not an object');
  checkKeys(body, keys, 'the body', switches);
  return body;
}

/** A member of the body that has to be an object with at most these keys. */
export function memberOf(
  body: Readonly<Record<string, unknown>>,
  name: string,
  keys: readonly string[],
  switches: CiscoGtaSwitches,
): Readonly<Record<string, unknown>> {
  const member = body[name];
  if (!isObject(member)) throw badRequest(`${name} is missing or not an object`);
  checkKeys(member, keys, name, switches);
  return member;
}

/**
 * The ids a search asks for; undefined: no filter, everything matches. `key` is the resource's one filter key, or
 * undefined when none is known.
 */
export function idsOf(
  request: RecordedRequest,
  key: string | undefined,
  switches: CiscoGtaSwitches,
): ReadonlySet<string> | undefined {
  const body = bodyOf(request, ['filter'], switches);
  const filter = memberOf(body, 'filter', key === undefined ? [] : [key], switches);
  const list = key === undefined ? undefined : filter[key];
  if (list === undefined) return undefined;
  if (!Array.isArray(list)) throw badRequest(`${key} is not a list`);
  const ids = list.filter((id): id is string => typeof id === 'string');
  if (ids.length < list.length) throw badRequest(`${key} holds something that is no string`);
  if (ids.length > switches.maxIds) throw badRequest(`${key} holds more than ${switches.maxIds} ids`);
  if (ids.length === 0 && switches.emptyIdList === 'everything') return undefined;
  return new Set(ids);
}
