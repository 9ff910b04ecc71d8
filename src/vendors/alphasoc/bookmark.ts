import { z } from 'zod';

/** What is remembered of an alert because reading it again would not tell. */
const kept = z.strictObject({
  /** When an alert without a time was first seen, in milliseconds since the epoch. */
  seen: z.number().optional(),
  /** How many of an id one page held at most. */
  count: z.number().optional(),
  /** When it was last read. */
  at: z.number(),
});
export type Kept = z.output<typeof kept>;

/** How a run of pages with `more` goes. */
const walk = z.strictObject({
  pages: z.number(),
  /** Empty ones since the last with alerts. */
  empty: z.number(),
  /** A bookmark that was given some pages ago: meeting it again means that the pages go round. */
  mark: z.string().optional(),
});
export type Walk = z.output<typeof walk>;

const stored = z.strictObject({
  version: z.literal(1),
  /** The vendor's own, opaque. Absent: none was ever given. */
  follow: z.string().min(1).optional(),
  /** When the vendor last answered, in milliseconds since the epoch. */
  lastSuccess: z.number(),
  /** Until when everything that was offered has been read. */
  complete: z.number(),
  /** When an alert without an id of its own was last read. */
  derivedAt: z.number().optional(),
  walk: walk.optional(),
  /** Ids of threats of which the dictionary has ever said something. */
  explained: z.array(z.string()),
  kept: z.record(z.string(), kept),
});

/** How far the feed has come, and what it needs to go on as if it had never stopped. */
export type Bookmark = Omit<z.output<typeof stored>, 'version'>;

export const writeBookmark = (bookmark: Bookmark): string => JSON.stringify({ version: 1, ...bookmark });

/** Undefined for a text that is no bookmark of ours: whoever follows begins anew, and finds what it has already. */
export function readBookmark(text: string | null): Bookmark | undefined {
  if (text === null) return undefined;
  try {
    return stored.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
