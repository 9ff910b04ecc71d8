/** Events and answers as they go over the wire. */
import type { SimAnswer } from '../kit.ts';
import type { KataSwitches } from './switches.ts';
import type { KataArrival, KataObject, KataValue } from './types.ts';

/** JSON in which a bigint is a number with all its digits, and an undefined value no key. */
function write(value: KataValue): string {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  return `{${members(value).join(',')}}`;
}

function members(object: object): string[] {
  const written: string[] = [];
  for (const [key, value] of Object.entries(object)) {
    if (value !== undefined) written.push(`${JSON.stringify(key)}:${write(value)}`);
  }
  return written;
}

const asText = (value: KataValue): KataValue =>
  typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
    ? String(value)
    : value;

const stranger = { VendorHint: { note: 'a key nobody knows', levels: [1, null, 'x'] } };

function disguised(event: KataObject, switches: KataSwitches): KataObject {
  const { keyNames, typeNames, textualValues, unknownKeys } = switches;
  const entries = Object.entries(event).map(([key, value]): [string, KataValue | undefined] => {
    const word = key === 'EventType' && typeof value === 'string' ? (typeNames[value] ?? value) : value;
    return [keyNames[key] ?? key, textualValues && word !== undefined ? asText(word) : word];
  });
  return { ...Object.fromEntries(entries), ...(unknownKeys ? stranger : {}) };
}

const plain = ({ keyNames, typeNames, textualValues, unknownKeys }: KataSwitches): boolean =>
  !textualValues && !unknownKeys && Object.keys(keyNames).length === 0 && Object.keys(typeNames).length === 0;

function ordered(texts: string[], order: KataSwitches['order']): string[] {
  if (order === 'reversed') return texts.toReversed();
  // Every second one first: another order than that of arrival, and the same in every run.
  if (order === 'shuffled')
    return [...texts.filter((_, i) => i % 2 === 1), ...texts.filter((_, i) => i % 2 === 0)];
  return texts;
}

/** A 200. */
export function pageAnswer(events: readonly KataArrival[], token: string, switches: KataSwitches): SimAnswer {
  const asIs = plain(switches);
  const texts = events.map(({ event, text }) => text ?? write(asIs ? event : disguised(event, switches)));
  const none = { list: '"events":[],', null: '"events":null,', absent: '' }[switches.emptyEvents];
  const list = texts.length === 0 ? none : `"events":[${ordered(texts, switches.order).join(',')}],`;
  return {
    status: 200,
    headers: { 'content-type': switches.contentType },
    body: `{${list}"continuationToken":${JSON.stringify(token)}}`,
  };
}
