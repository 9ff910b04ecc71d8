import { InvalidInputError, SourceError, type InvalidField } from '../../model/errors.ts';
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
  ['ip', 'an IP address or a network in CIDR notation'],
  ['srcIp', 'an IP address or a network in CIDR notation'],
  ['dstIp', 'an IP address or a network in CIDR notation'],
  ['customers', 'the short name or id of a customer'],
  ['includeFlags', 'event flags of Argus'],
  ['excludeFlags', 'event flags of Argus'],
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
