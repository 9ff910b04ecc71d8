/** Fewer digits than this always fit a double exactly. */
const longRun = /\d{16}/;
const integer = /^-?\d+$/;

function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined) return value;
  return Number.isSafeInteger(value) || !integer.test(source) ? value : source;
}

/**
 * Parses JSON without losing digits: an integer beyond 2^53 - 1 (either sign) becomes its own text, everything else is
 * what JSON.parse gives. KATA's ids and Argus' flow counters pass 2^53. Throws SyntaxError, or RangeError for nesting
 * too deep to walk. The reviver costs several times the plain parse, so texts without a long run of digits are
 * spared it.
 */
export function parseJson(text: string): unknown {
  return longRun.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}
