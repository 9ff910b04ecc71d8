import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { joinKeyOf, itemOf, type Item } from './item.ts';
import type { Known } from './join.ts';

/** How far a feed has come, and what it needs to go on as if it had never stopped. */
export interface Bookmark {
  /** The continuation token; undefined begins a new stream. */
  readonly token?: string | undefined;
  /** When the server last answered, in milliseconds since the epoch. */
  readonly lastSuccess: number;
  /** While behind: when the last event that was read came in, in milliseconds since the epoch. */
  readonly reached?: number | undefined;
  /** The filter of the settings, which travels with the token. */
  readonly filter?: string | undefined;
  /** Tokens of the streams for one event type each, by their filters; they stand in the place of `token`. */
  readonly apart?: Readonly<Record<string, string>> | undefined;
  readonly known: Known;
}

const stored = z.strictObject({
  version: z.literal(1),
  token: z.string().min(1).optional(),
  lastSuccess: z.number(),
  reached: z.number().optional(),
  filter: z.string().optional(),
  apart: z.record(z.string(), z.string().min(1)).optional(),
  /** Verdicts and results as they came, in groups; JSON, deflated, base64. */
  known: z.string().optional(),
});

const rawGroups = z.array(z.array(z.unknown()));

function pack(known: Known): string | undefined {
  if (known.size === 0) return undefined;
  const groups = [...known.values()].map((group) => [...group.values()].map(({ raw }) => raw));
  return deflateRawSync(JSON.stringify(groups), { level: 1 }).toString('base64');
}

function unpack(source: string, packed: string | undefined): Known {
  const known = new Map<string, ReadonlyMap<string, Item>>();
  if (packed === undefined) return known;
  const json: unknown = JSON.parse(inflateRawSync(Buffer.from(packed, 'base64')).toString());
  for (const raws of rawGroups.parse(json)) {
    const items = raws.map((raw) => itemOf(source, raw)).filter((item) => item !== null);
    const key = items[0] && joinKeyOf(items[0]);
    if (key !== undefined) known.set(key, new Map(items.map((item) => [item.id, item])));
  }
  return known;
}

export interface Bookmarks {
  write(bookmark: Bookmark): string;
  /** Undefined for a text that is no bookmark of ours: whoever follows begins anew, and finds what it has already. */
  read(text: string | null): Bookmark | undefined;
}

/** Bookmarks of one source. What was packed or unpacked last is remembered, as most reads bring no verdict. */
export function createBookmarks(source: string): Bookmarks {
  let last: { readonly packed: string | undefined; readonly known: Known } | undefined;
  return {
    write({ known, ...rest }) {
      if (last?.known !== known) last = { packed: pack(known), known };
      return JSON.stringify({ version: 1, ...rest, known: last.packed });
    },
    read(text) {
      if (text === null) return undefined;
      try {
        const { version: _, known: packed, ...rest } = stored.parse(JSON.parse(text));
        if (last === undefined || last.packed !== packed) last = { packed, known: unpack(source, packed) };
        return { ...rest, known: last.known };
      } catch {
        return undefined;
      }
    },
  };
}
