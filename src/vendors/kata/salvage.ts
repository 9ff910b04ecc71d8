/**
 * Reads an answer that is no JSON, because of an event that is none. KATA gives the same events again for the same
 * token, so an answer that is refused whole would be asked for until its events are forgotten, and those behind them.
 *
 * The envelope has to be whole: the list's end and, behind or before it, the token. Half an answer is refused, as what
 * it lacks would be skipped.
 */
import { parseJson } from '../../http/json.ts';
import type { Quarantined } from '../../model/feed.ts';
import type { Page } from './wire.ts';

const head = /^\s*\{\s*(?:"continuation_?token"\s*:\s*("(?:[^"\\]|\\.)*")\s*,\s*)?"events"\s*:\s*\[/i;
const tail = /\]\s*(?:,\s*"continuation_?token"\s*:\s*("(?:[^"\\]|\\.)*")\s*)?\}\s*$/i;

const reason = 'expected JSON';

function tokenOf(literal: string | undefined): string | undefined {
  if (literal === undefined) return undefined;
  try {
    const token = parseJson(literal);
    return typeof token === 'string' && token !== '' ? token : undefined;
  } catch {
    return undefined;
  }
}

/** Where the element that begins at `start` ends: at the next comma outside of brackets and strings. -1: it never does. */
function endOf(list: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < list.length; at++) {
    const char = list[at];
    if (quoted) {
      if (char === '\\') at += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    else if (char === ',' && depth <= 0) return at;
    if (depth < 0) return -1;
  }
  return quoted || depth > 0 ? -1 : list.length;
}

/** Where the next object begins, as far as an object's end, a comma and an object's beginning tell. */
function nextObject(list: string, from: number): number {
  const seam = /\}?\s*,\s*(?=\{\s*")/g;
  seam.lastIndex = from + 1;
  return seam.exec(list) === null ? list.length : seam.lastIndex;
}

export function salvage(text: string): Page | undefined {
  const begin = head.exec(text);
  const finish = tail.exec(text);
  const token = tokenOf(begin?.[1] ?? finish?.[1]);
  if (begin === null || finish === null || token === undefined || finish.index < begin[0].length)
    return undefined;
  // With the token in front, a list that ends within an event cannot be told from a broken event.
  const closed = finish[1] !== undefined;

  const list = text.slice(begin[0].length, finish.index);
  const events: unknown[] = [];
  const broken: Quarantined[] = [];
  for (let at = 0; at < list.length;) {
    const end = endOf(list, at);
    const element = end < 0 ? undefined : list.slice(at, end);
    try {
      if (element !== undefined) {
        events.push(parseJson(element));
        at = end + 1;
        continue;
      }
    } catch {
      // Below.
    }
    if (end < 0 && !closed) return undefined;
    const next = nextObject(list, at);
    const stop = end < 0 ? next : Math.min(end + 1, next);
    broken.push({ text: list.slice(at, stop).replace(/,\s*$/, '').trim(), reason });
    at = stop;
  }
  return { events, broken, token };
}
