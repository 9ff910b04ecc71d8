import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { SourceError } from '../model/errors.ts';
import { bareCause, causeCode } from './causes.ts';

const inflate = promisify(gunzip);
const gzipNames: ReadonlySet<string> = new Set(['gzip', 'x-gzip']);

/**
 * The body of an answer without its Content-Encoding. gzip is all that is read, for it is all that this client ever asks
 * for; `limit` bounds what comes out, so that a small answer cannot fill the memory.
 *
 * undici's `decompress` interceptor would do, but it says on stderr of every process that it is experimental, and asks
 * nobody before it inflates what no vendor module wanted. Throws SourceError (kind invalid-response).
 */
export async function decoded(
  source: string,
  bytes: Uint8Array,
  encoding: string | readonly string[],
  limit: number,
): Promise<Buffer> {
  const name = (typeof encoding === 'string' ? encoding : encoding.join(',')).trim().toLowerCase();
  // A HEAD, a 204 or an empty answer may carry the header all the same.
  if (bytes.length === 0 || name === 'identity') return Buffer.from(bytes);
  if (!gzipNames.has(name)) {
    throw new SourceError({ source, kind: 'invalid-response', cause: bareCause('UNKNOWN_ENCODING') });
  }
  try {
    return await inflate(bytes, { maxOutputLength: limit });
  } catch (error) {
    const tooLarge = causeCode(error) === 'ERR_BUFFER_TOO_LARGE';
    // The code undici gives to an answer too large, so that neither is asked for twice.
    const cause = bareCause(tooLarge ? 'UND_ERR_RES_EXCEEDED_MAX_SIZE' : 'NOT_GZIP');
    throw new SourceError({ source, kind: 'invalid-response', cause });
  }
}
