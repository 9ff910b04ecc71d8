/** An event as it came, with what identifies it, orders it and joins it to others. */
import { hash } from 'node:crypto';
import { canonicalJson } from '../../model/cursor.ts';
import { eventTypeOf, isThreatFound, isThreatProcessed, type EventType } from './event-types.ts';
import { fieldsOf, isObject, textOf, type Fields } from './fields.ts';
import type { Instant } from './time.ts';

export interface Item {
  readonly raw: Readonly<Record<string, unknown>>;
  readonly fields: Fields;
  /** The vendor's id as exact text, or one derived from what does not change about the event. */
  readonly id: string;
  readonly at: Instant;
  /** The type as the vendor wrote it. */
  readonly word: string | undefined;
  readonly type: EventType | undefined;
  /** What part it has in an antivirus story: the verdict, or what became of it. */
  readonly part: 'finding' | 'result' | undefined;
}

/** Said of each delivery anew: when the server took the event in, and what its rules say by now. */
const passing: ReadonlySet<string> = new Set(['id', 'receivedtimestamp', 'ioa']);

/**
 * The id of an event that has none: SHA-256 over what does not change between two deliveries (contract sheet kata,
 * section 9). Of an unknown type nobody can say which keys tell two events apart, so all of them do.
 */
function derivedId(source: string, raw: Item['raw'], fields: Fields, type: EventType | undefined): string {
  const own =
    type === undefined
      ? Object.fromEntries(Object.entries(raw).filter(([key]) => !passing.has(key.toLowerCase())))
      : Object.fromEntries(type.identity.map((path) => [path, fields.text(path)]));
  const always = ['hostname', 'eventtype', 'timestamp'].map((path) => fields.get(path) ?? null);
  const process = fields.text('uniquepid') ?? fields.text('systempid') ?? null;
  return hash('sha256', canonicalJson([source, ...always, process, own]));
}

/** Null for what is no event at all: anything but an object with a value in it. */
export function itemOf(source: string, raw: unknown): Item | null {
  if (!isObject(raw) || Object.keys(raw).length === 0) return null;
  const fields = fieldsOf(raw);
  const word = fields.text('eventtype');
  const type = eventTypeOf(word);
  const verdict = isThreatFound(word) || fields.text('verdictname') !== undefined;
  return {
    raw,
    fields,
    id: textOf(fields.get('id')) ?? derivedId(source, raw, fields, type),
    // An event without any time still exists: it sorts at the very beginning.
    at: fields.time('timestamp') ?? fields.time('receivedtimestamp') ?? { time: 0 },
    word,
    type,
    part: isThreatProcessed(word) ? 'result' : verdict ? 'finding' : undefined,
  };
}

/**
 * What a processing result has in common with its detection (contract sheet kata, section 9): host, verdict and hash of
 * the object. Undefined: nothing that another event could be recognised by.
 */
export function joinKeyOf({ fields, part }: Item): string | undefined {
  if (part === undefined) return undefined;
  const host = fields.text('hostname') ?? fields.text('hostip');
  const verdict = fields.text('verdictname');
  const object = fields.text('detectedsha256') ?? fields.text('detectedmd5');
  if (host === undefined || (verdict === undefined && object === undefined)) return undefined;
  return JSON.stringify([host.toLowerCase(), verdict ?? null, object?.toLowerCase() ?? null]);
}
