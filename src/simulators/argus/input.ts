/** Reading what a client sends: strictly, every fault named with its dotted path (contract sheet argus, section 2). */
import { z } from 'zod';
import { v1Flags } from './flags.ts';
import { parseNetwork } from './network.ts';
import { parseTime } from './time.ts';
import { ArgusRefusal, fieldError, type ArgusMessage } from './wire.ts';

type Issue = z.core.$ZodIssue;

/** `['events', 2, 'id']` -> `events[2].id`. */
const dottedPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined),
    root,
  );
}

function messagesOf(issue: Issue, root: unknown, prefix: readonly PropertyKey[]): ArgusMessage[] {
  const path = [...prefix, ...issue.path];
  const value = valueAt(root, issue.path);
  const field = dottedPath(path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      fieldError(
        'unknown.json.field',
        dottedPath([...path, key]),
        `Unknown field ${key}`,
        valueAt(root, [...issue.path, key]),
      ),
    );
  }
  if (value === undefined || value === null)
    return [fieldError('validation.not.null', field, 'May not be null', null)];
  if (issue.code === 'custom') return [fieldError('validation.parse.error', field, issue.message, value)];
  // A scalar was given where a list or scalar may stand: the union's own verdict says nothing about the value.
  const template = issue.code === 'invalid_type' ? 'invalid.json.field.type' : 'invalid.json.field.value';
  return [fieldError(template, field, 'Invalid value', value)];
}

/** The faults of a parse; `root` is what was parsed, `prefix` where it stands in the request. */
export const faultsOf = (
  error: z.ZodError,
  root: unknown,
  prefix: readonly PropertyKey[] = [],
): ArgusMessage[] => error.issues.flatMap((issue) => messagesOf(issue, root, prefix));

/** Parses by a schema; throws a 412 that names every fault. */
export function read<T extends z.ZodType>(
  schema: T,
  value: unknown,
  prefix: readonly PropertyKey[] = [],
): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ArgusRefusal(412, faultsOf(parsed.error, value, prefix));
}

/** A JSON object from a request body; 412 for anything else. */
export function readJson(body: Buffer): Record<string, unknown> {
  const invalid = (): ArgusRefusal =>
    new ArgusRefusal(412, [
      fieldError('invalid.json.field.value', null, 'Request is not a JSON object', null),
    ]);
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    throw invalid();
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid();
  return { ...value };
}

/** A list, or one of its values alone (observed on `sortBy` and tag values). */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (value === undefined || value === null || Array.isArray(value) ? value : [value]),
    z.array(item),
  );

export const int = z.int();
export const count = z.int().min(0);
export const text = z.string();
export const idOrName = z.union([int, text]);
export const severity = z.enum(['low', 'medium', 'high', 'critical']);
export const v1Flag = z.enum(v1Flags);

/** An address or a network, kept as its text. */
export const network = z
  .string()
  .refine((value) => parseNetwork(value) !== undefined, { error: 'Invalid IP address or CIDR range' });

/** A time in any of the three forms, as milliseconds since the epoch; relative to the moment of parsing. */
export const timeSchema = (now: () => number) =>
  z.union([z.number(), z.string()]).transform((value, context) => {
    const at = parseTime(value, now());
    if (at !== undefined) return at;
    context.addIssue({ code: 'custom', message: 'Invalid timestamp' });
    return z.NEVER;
  });

/** Every value of a query parameter, comma lists not split; undefined when absent. */
const queryList = (query: URLSearchParams, name: string): string[] | undefined =>
  query.has(name) ? query.getAll(name) : undefined;

const digits = /^-?\d{1,15}$/;

/** The parameters a schema names, with digits as numbers where `numeric` says so; 412 `invalid.url.parameter` on faults. */
export function readQuery<T extends z.ZodType>(
  schema: T,
  query: URLSearchParams,
  names: {
    readonly numeric?: readonly string[];
    readonly single?: readonly string[];
    readonly lists?: readonly string[];
  },
): z.output<T> {
  const raw: Record<string, unknown> = {};
  const value = (name: string, given: string): unknown =>
    names.numeric?.includes(name) === true && digits.test(given) ? Number(given) : given;
  for (const name of names.single ?? []) {
    const given = query.get(name);
    if (given !== null) raw[name] = value(name, given);
  }
  for (const name of names.lists ?? []) {
    const given = queryList(query, name);
    if (given !== undefined) raw[name] = given.map((one) => value(name, one));
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new ArgusRefusal(
    412,
    faultsOf(parsed.error, raw).map((fault) => ({ ...fault, messageTemplate: 'invalid.url.parameter' })),
  );
}

/** A whole number from a path segment, at least `min`; 412 `invalid.url.parameter` otherwise. */
export function pathNumber(name: string, given: string, min = 0): number {
  if (/^\d{1,15}$/.test(given) && Number(given) >= min) return Number(given);
  throw new ArgusRefusal(412, [fieldError('invalid.url.parameter', name, 'Invalid number', given)]);
}

const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A UUID from a path segment; 412 `invalid.url.parameter` otherwise. */
export function pathUuid(name: string, given: string): string {
  if (uuidForm.test(given)) return given;
  throw new ArgusRefusal(412, [fieldError('invalid.url.parameter', name, 'Invalid UUID', given)]);
}

/** `AGGR/1700000000123/42/<uuid>` taken apart; undefined when it is no event id. */
export function parseEventID(
  given: string,
):
  | { readonly code: string; readonly created: number; readonly customerID: number; readonly uuid: string }
  | undefined {
  const [code = '', created = '', customerID = '', uuid = '', ...rest] = given.split('/');
  const sound =
    ['AGGR', 'NIDS', 'AGGRATTACK'].includes(code) &&
    /^\d{1,15}$/.test(created) &&
    /^\d{1,9}$/.test(customerID) &&
    uuidForm.test(uuid) &&
    rest.length === 0;
  return sound ? { code, created: Number(created), customerID: Number(customerID), uuid } : undefined;
}

export const eventIdText = z
  .string()
  .refine((value) => parseEventID(value) !== undefined, { error: 'Invalid event identifier' });
