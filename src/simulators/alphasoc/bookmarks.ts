/**
 * Bookmarks in the two forms that were seen: `6-8263d641`, and base64 of a small JSON object with one integer
 * (contract sheet alphasoc, section 8). They hold a position and a check digit, and so outlive the simulator.
 */
import { createHash } from 'node:crypto';

export interface Position {
  /** Everything up to here was given. */
  readonly sequence: number;
  /** How many empty pages were given since, 0 to 7. */
  readonly turn: number;
}

export interface Bookmarks {
  write(position: Position, form: 'short' | 'base64'): string;
  /** Undefined: no bookmark of this account, or one that was altered. */
  read(text: string): Position | undefined;
}

const TURNS = 8n;
/** 18 bits, so that the integer of the base64 form fits into 64 for centuries. */
const CHECKS = 262_144;
const CHECK_DIGITS = 5;

/** `account`: another account's bookmarks are not understood. */
export function createBookmarks(account: string): Bookmarks {
  function check({ sequence, turn }: Position): number {
    const hash = createHash('sha1').update(`${account}/${sequence}/${turn}`).digest();
    return hash.readUInt32BE(0) % CHECKS;
  }

  const write: Bookmarks['write'] = (position, form) => {
    const { sequence, turn } = position;
    if (form === 'short') {
      return `${turn}-${sequence.toString(16)}${check(position).toString(16).padStart(CHECK_DIGITS, '0')}`;
    }
    const id = (BigInt(sequence) * TURNS + BigInt(turn)) * BigInt(CHECKS) + BigInt(check(position));
    const text = `{"id":${id}}`;
    // Padding always occurs, so that a client that drops or mangles `=` shows.
    return Buffer.from(text.length % 3 === 0 ? `${text}\n` : text).toString('base64');
  };

  function decode(text: string): { position: Position; form: 'short' | 'base64' } | undefined {
    const short = /^([0-7])-([0-9a-f]{6,17})$/.exec(text);
    if (short !== null) {
      const sequence = Number.parseInt(short[2]!.slice(0, -CHECK_DIGITS), 16);
      return { position: { sequence, turn: Number(short[1]) }, form: 'short' };
    }
    const inner = /^\{"id":(\d{1,19})\}\n?$/.exec(Buffer.from(text, 'base64').toString('latin1'));
    if (inner === null) return undefined;
    const place = BigInt(inner[1]!) / BigInt(CHECKS);
    return { position: { sequence: Number(place / TURNS), turn: Number(place % TURNS) }, form: 'base64' };
  }

  return {
    write,
    read(text) {
      const found = decode(text);
      if (found === undefined || write(found.position, found.form) !== text) return undefined;
      return found.position;
    },
  };
}
