/** The answer's envelope (contract sheet kata, section 4). */
import { parseJson } from '../../http/json.ts';
import type { Quarantined } from '../../model/feed.ts';
import { isObject } from './fields.ts';
import { salvage } from './salvage.ts';

export interface Page {
  /** As they came; whether they are events is not looked at here. */
  readonly events: readonly unknown[];
  /** Parts of the answer that cannot be read. */
  readonly broken: readonly Quarantined[];
  /** Undefined: the answer has none. */
  readonly token: string | undefined;
}

/** `continuationToken` in the answer, `continuation_token` in the request: one name. */
const plain = (key: string): string => key.toLowerCase().replaceAll('_', '');

function under(envelope: Readonly<Record<string, unknown>>, name: string): unknown {
  const found = Object.entries(envelope).find(([key, value]) => plain(key) === name && value !== null);
  return found?.[1];
}

function pageOf(envelope: Readonly<Record<string, unknown>>): Page {
  const events = under(envelope, 'events') ?? [];
  const token = under(envelope, 'continuationtoken');
  const listed = Array.isArray(events);
  return {
    events: listed ? events : [],
    broken: listed ? [] : [{ text: JSON.stringify(events), reason: 'events: expected a list' }],
    token: typeof token === 'string' && token !== '' ? token : undefined,
  };
}

/**
 * Reads an answer, which is JSON whatever its Content-Type says. One event that breaks the JSON does not cost the others:
 * it is cut out. Undefined when there is no envelope to be found, as in a page of HTML or half an answer.
 */
export function readPage(body: Buffer): Page | undefined {
  const text = body.toString('utf8').replace(/^\uFEFF/, '');
  try {
    const envelope = parseJson(text);
    return isObject(envelope) ? pageOf(envelope) : undefined;
  } catch {
    return salvage(text);
  }
}
