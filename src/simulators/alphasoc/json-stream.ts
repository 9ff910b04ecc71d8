/** Reads telemetry: JSON objects one after another, white space allowed between them (contract sheet alphasoc, section 5). */

export interface JsonStream {
  /** The objects before the first fault. */
  readonly objects: readonly Readonly<Record<string, unknown>>[];
  /** `array`: an array at top level. `broken`: anything else that is no object. Undefined: none. */
  readonly fault?: 'array' | 'broken';
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isSpace = (char: string | undefined): boolean =>
  char === ' ' || char === '\n' || char === '\r' || char === '\t';

/** The index after the object that begins at `start`; undefined when it never ends. */
function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let i = start; i < text.length; i++) {
    const char = text[i];
    if (quoted) {
      if (char === '\\') i += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{') depth += 1;
    else if (char === '}') {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
  }
  return undefined;
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function decoded(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

export function readJsonStream(bytes: Buffer): JsonStream {
  const text = decoded(bytes);
  if (text === undefined) return { objects: [], fault: 'broken' };
  const objects: Readonly<Record<string, unknown>>[] = [];
  for (let at = 0; ;) {
    while (isSpace(text[at])) at += 1;
    if (at >= text.length) return { objects };
    if (text[at] !== '{') return { objects, fault: text[at] === '[' ? 'array' : 'broken' };
    const end = endOfObject(text, at);
    const object = end === undefined ? undefined : parsed(text.slice(at, end));
    if (end === undefined || object === undefined) return { objects, fault: 'broken' };
    objects.push(object);
    at = end;
  }
}
