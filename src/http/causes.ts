/** The `code` that Node and undici put on their errors. */
export function causeCode(cause: unknown): string | undefined {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return undefined;
  return typeof cause.code === 'string' ? cause.code : undefined;
}

/**
 * A cause that is safe to log. Messages of the originals name the upstream's address (ECONNREFUSED 192.0.2.1:443) or
 * quote its answer (V8's SyntaxError, undici's HTTPParserError), so only the code survives.
 */
export function bareCause(code: string): Error & { readonly code: string } {
  return Object.assign(new Error(code), { code });
}
