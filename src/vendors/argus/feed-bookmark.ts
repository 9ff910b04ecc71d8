/** What a feed keeps between two reads, as text that only it understands. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';

/** By what a row was like, its last change: rows that were read already, as far as they may come again. */
export type Seen = ReadonlyMap<string, number>;

/** Times are milliseconds since the epoch. */
export interface Bookmark {
  /** What changed last before this is not followed. */
  readonly floor: number;
  /** The latest change that was read. */
  readonly reached: number;
  /** Where the reading goes on; absent between two rounds. */
  readonly at?: number | undefined;
  /** Rows to ask for, where more than usual share a millisecond. */
  readonly limit?: number | undefined;
  /** Rows of that millisecond to leave out. */
  readonly offset?: number | undefined;
  /** The latest millisecond of which not everything could be had. */
  readonly lost?: number | undefined;
  readonly seen: Seen;
}

const stored = z.strictObject({
  version: z.literal(1),
  floor: z.number(),
  reached: z.number(),
  at: z.number().optional(),
  limit: z.number().optional(),
  offset: z.number().optional(),
  lost: z.number().optional(),
  /** Pairs of what a row was like and its change, counted from the one before; JSON, deflated, base64. */
  seen: z.string().optional(),
});
const pairs = z.array(z.tuple([z.string(), z.number()]));

function pack(seen: Seen): string | undefined {
  if (seen.size === 0) return undefined;
  let before = 0;
  const list = [...seen].map(([digest, at]) => {
    const step = at - before;
    before = at;
    return [digest, step];
  });
  return deflateRawSync(JSON.stringify(list), { level: 1 }).toString('base64');
}

function unpack(text: string | undefined): Seen {
  if (text === undefined) return new Map();
  const json: unknown = JSON.parse(inflateRawSync(Buffer.from(text, 'base64')).toString());
  let at = 0;
  return new Map(pairs.parse(json).map(([digest, step]) => [digest, (at += step)]));
}

export interface Bookmarks {
  write(bookmark: Bookmark): string;
  /** Undefined for a text that is no bookmark of ours: whoever follows begins anew, and finds what it has already. */
  read(text: string | null): Bookmark | undefined;
}

/** What was packed or unpacked last is remembered: most reads bring nothing. */
export function createBookmarks(): Bookmarks {
  let last: { readonly packed: string | undefined; readonly seen: Seen } | undefined;
  return {
    write({ seen, ...rest }) {
      if (last?.seen !== seen) last = { packed: pack(seen), seen };
      return JSON.stringify({ version: 1, ...rest, seen: last.packed });
    },
    read(text) {
      if (text === null) return undefined;
      try {
        const { version: _, seen: packed, ...rest } = stored.parse(JSON.parse(text));
        if (last === undefined || last.packed !== packed) last = { packed, seen: unpack(packed) };
        return { ...rest, seen: last.seen };
      } catch {
        return undefined;
      }
    },
  };
}
