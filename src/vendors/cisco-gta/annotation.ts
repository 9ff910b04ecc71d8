import { isIP } from 'node:net';
import { observableList, observableRef } from '../../model/observables.ts';
import type { ObservableRef } from '../../model/values.ts';

/** Deep enough for any object with lists of objects, and an end for one that is made to have none. */
const MAX_DEPTH = 5;
const hash = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i;
/** Labels with dots between, the last one of letters: no version number, no decimal, no sentence. */
const domain =
  /^(?=.{4,253}$)(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}])?\.)+(?:\p{L}{2,63}|xn--[a-z0-9-]+)\.?$/iu;
/** `a.smith` and `invoice.exe` have the shape of a domain. */
const namesNoDomain = /user|owner|account|mail|file|process|title/i;

function* strings(value: unknown, key = '', depth = 0): Generator<readonly [key: string, value: string]> {
  if (typeof value === 'string') yield [key, value];
  else if (Array.isArray(value) && depth < MAX_DEPTH)
    for (const part of value) yield* strings(part, key, depth + 1);
  else if (typeof value === 'object' && value !== null && depth < MAX_DEPTH)
    for (const [name, part] of Object.entries(value)) yield* strings(part, name, depth + 1);
}

function refOf([key, text]: readonly [string, string]): ObservableRef | null {
  const value = text.trim();
  if (isIP(value) !== 0) return observableRef('IP', value, 'annotation');
  if (hash.test(value)) return observableRef('FILE_HASH', value, 'annotation');
  return domain.test(value) && !namesNoDomain.test(key) ? observableRef('DOMAIN', value, 'annotation') : null;
}

/**
 * What an event's annotation mentions. The shape of the values tells: the names of the attributes are published nowhere
 * (contract sheet cisco-gta, section 10) and only keep names of people and files from passing for domains.
 */
export const annotationObservables = (requiredAttributes: unknown): readonly ObservableRef[] =>
  observableList(strings(requiredAttributes).map(refOf));
