/**
 * Continuation tokens: opaque, tied to one external system, holding a place in the order of arrival and a filter
 * (contract sheet kata, section 5). They hold their alphabet's worst characters, so that who forgets to percent-encode
 * them shows.
 */
import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { badRequest } from './problems.ts';
import type { KataSwitches } from './switches.ts';

interface Place {
  /** The sequence number of the event to go on with. */
  readonly next: number;
  /** The filter that travels with the stream, as it was written. */
  readonly filter: string | undefined;
}

export interface OpenToken extends Place {
  readonly text: string;
  /** Milliseconds since the epoch, on the simulator's clock. */
  readonly issuedAt: number;
}

export interface Tokens {
  issue(id: string, place: Place, now: number): string;
  /** Throws the 400 for a token that this server never gave to this external system, or that is spent. */
  open(id: string, text: string): OpenToken;
  /** Says that a token got its answer. */
  spend(token: OpenToken): void;
}

const HEAD = Buffer.from('+/+/', 'base64');
const FIELDS = 32;
const MAC = 16;

export function createTokens(switches: KataSwitches): Tokens {
  const secret = randomBytes(32);
  /** By hash. A filter may be as long as the request line allows, so that the token cannot carry it. */
  const filters = new Map<string, string>();
  const spent = new Set<string>();
  const mac = (id: string, fields: Buffer): Buffer =>
    createHmac('sha256', secret).update(id.toLowerCase()).update(fields).digest().subarray(0, MAC);

  return {
    issue(id, { next, filter }, now) {
      const fields = Buffer.alloc(FIELDS);
      fields.writeDoubleBE(next, 0);
      fields.writeDoubleBE(now, 8);
      if (filter !== undefined) {
        const key = hash('sha256', filter).slice(0, 16);
        filters.set(key, filter);
        fields.write(key, 16, 'hex');
      }
      randomBytes(8).copy(fields, 24);
      // 3 + 32 + 16 bytes and one more leave a remainder, so that the text ends in `=`.
      return Buffer.concat([HEAD, fields, mac(id, fields), randomBytes(1)]).toString('base64');
    },
    open(id, text) {
      const bytes = Buffer.from(text, 'base64');
      const fields = bytes.subarray(HEAD.length, HEAD.length + FIELDS);
      const seal = bytes.subarray(HEAD.length + FIELDS, HEAD.length + FIELDS + MAC);
      const genuine =
        bytes.toString('base64') === text && seal.length === MAC && timingSafeEqual(seal, mac(id, fields));
      if (!genuine) throw badRequest('continuation_token is not valid');
      if (switches.oneShotTokens && spent.has(text)) throw badRequest('continuation_token is not valid');
      const key = fields.toString('hex', 16, 24);
      return {
        text,
        next: fields.readDoubleBE(0),
        issuedAt: fields.readDoubleBE(8),
        filter: filters.get(key),
      };
    },
    spend({ text }) {
      if (switches.oneShotTokens) spent.add(text);
    },
  };
}
