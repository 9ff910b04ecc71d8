import { hash } from 'node:crypto';
import { InvalidCursorError } from './errors.ts';

const SEAL_BYTES = 9;

function seal(binding: string, payload: Buffer): Buffer {
  return hash('sha256', Buffer.concat([Buffer.from(`${binding}\n`), payload]), 'buffer').subarray(
    0,
    SEAL_BYTES,
  );
}

/**
 * Makes an opaque cursor of a JSON value. `binding` names everything the cursor is valid for (source, resource, order,
 * filter): it is not in the cursor, only in its seal, so cursors stay small and fit nowhere else. The seal is no secret:
 * it catches accidents and misuse; what a cursor holds is checked like any input.
 */
export function sealCursor(binding: string, value: unknown): string {
  const payload = Buffer.from(JSON.stringify(value));
  return Buffer.concat([seal(binding, payload), payload]).toString('base64url');
}

/**
 * The value that `sealCursor` was given under the same binding. Throws InvalidCursorError (naming `path`, the argument)
 * when a single character differs or the binding is another one.
 */
export function openCursor(binding: string, cursor: string, path: string): unknown {
  const bytes = Buffer.from(cursor, 'base64url');
  // Decoding forgives stray characters and unused trailing bits; a cursor is exact or it is not ours.
  if (bytes.length <= SEAL_BYTES || bytes.toString('base64url') !== cursor)
    throw new InvalidCursorError(path);
  const payload = bytes.subarray(SEAL_BYTES);
  if (!seal(binding, payload).equals(bytes.subarray(0, SEAL_BYTES))) throw new InvalidCursorError(path);
  try {
    const value: unknown = JSON.parse(payload.toString());
    return value;
  } catch {
    throw new InvalidCursorError(path);
  }
}

/** JSON with keys in order and empty ones left out: equal filters give equal text, however they were written. */
export function canonicalJson(value: unknown): string {
  return (
    JSON.stringify(value, (_key, part: unknown) => {
      if (part === null || typeof part !== 'object' || Array.isArray(part)) return part;
      const entries = Object.entries(part).filter(([, child]) => child !== undefined && child !== null);
      return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
    }) ?? 'null'
  );
}
