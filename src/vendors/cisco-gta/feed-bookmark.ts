/** What the feeds keep between two reads, as text that only they understand. */
import { hash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';

/** 66 bits that stand for what an item was like when it was last read. */
export const digestOf = (raw: unknown): string =>
  hash('sha256', JSON.stringify(raw) ?? '', 'base64url').slice(0, 11);

/** By id, what the item was like; empty where that does not matter. */
export type Known = ReadonlyMap<string, string>;
export const nothingKnown: Known = new Map();

const entries = z.array(z.tuple([z.string(), z.string()]));

/** Ids as text, deflated. What was packed or unpacked last is remembered, as most reads change nothing in it. */
function createPacker() {
  let last: { readonly text: string; readonly known: Known } | undefined;
  return {
    pack(known: Known | undefined): string | undefined {
      if (known === undefined || known.size === 0) return undefined;
      if (last?.known !== known)
        last = {
          text: deflateRawSync(JSON.stringify([...known]), { level: 1 }).toString('base64'),
          known,
        };
      return last.text;
    },
    unpack(text: string | undefined): Known {
      if (text === undefined) return nothingKnown;
      if (last?.text !== text) {
        const json: unknown = JSON.parse(inflateRawSync(Buffer.from(text, 'base64')).toString());
        last = { text, known: new Map(entries.parse(json)) };
      }
      return last.known;
    },
  };
}

/** A reading of a whole list, from its beginning to its end, over some pages. */
const walkShape = z.object({
  after: z.string().min(1).optional(),
  /** What was known before and has not been met yet. */
  pending: z.string().optional(),
});

const eventsShape = z.strictObject({
  version: z.literal(1),
  /** The vendor's cursor in the sequence of events. */
  after: z.string().min(1).optional(),
  /** The last page, where the vendor gave it no cursor to go on from. */
  tail: z.string().optional(),
  /** So many reads of the page that follows have gone into the addresses of its assets. */
  asking: z.number().optional(),
  /** When the cursor was last refused, in milliseconds since the epoch. */
  refusedAt: z.number().optional(),
  /** When all detections were last listed. */
  listedAt: z.number().optional(),
  listing: walkShape.strict().optional(),
  known: z.string().optional(),
});

const alertsShape = z.strictObject({
  version: z.literal(1),
  /** Alerts that changed no later than this are not followed. */
  floor: z.number().optional(),
  /** Until when every change has been read, as far as the vendor showed it at once. */
  high: z.number().optional(),
  refusedAt: z.number().optional(),
  /** When all alerts were last listed. */
  listedAt: z.number().optional(),
  walk: walkShape
    .extend({
      full: z.boolean(),
      /** Only alerts that changed later are in this list; a cursor is good for one bound only. */
      bound: z.number().optional(),
      startedAt: z.number(),
      /** The latest change that it has shown. */
      high: z.number().optional(),
    })
    .strict()
    .optional(),
  known: z.string().optional(),
});

type Unpacked<S extends { known?: string | undefined }> = Omit<S, 'version' | 'known'> & {
  readonly known: Known;
};
type WithPending<W> = Omit<W, 'pending'> & { readonly pending: Known };

type StoredEvents = z.output<typeof eventsShape>;
type StoredAlerts = z.output<typeof alertsShape>;

/** Times are milliseconds since the epoch. */
export interface EventsBookmark extends Omit<Unpacked<StoredEvents>, 'listing'> {
  readonly listing?: WithPending<NonNullable<StoredEvents['listing']>> | undefined;
}
export interface AlertsBookmark extends Omit<Unpacked<StoredAlerts>, 'walk'> {
  readonly walk?: WithPending<NonNullable<StoredAlerts['walk']>> | undefined;
}

export interface Bookmarks<B> {
  write(bookmark: B): string;
  /** Undefined for a text that is no bookmark of ours: whoever follows begins anew, and finds what it has already. */
  read(text: string | null): B | undefined;
}

function parsed<T>(text: string | null, read: (json: unknown) => T): T | undefined {
  if (text === null) return undefined;
  try {
    return read(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export function createEventsBookmarks(): Bookmarks<EventsBookmark> {
  const [all, pending] = [createPacker(), createPacker()];
  return {
    write: ({ known, listing, ...rest }) =>
      JSON.stringify({
        version: 1,
        ...rest,
        listing: listing && { ...listing, pending: pending.pack(listing.pending) },
        known: all.pack(known),
      }),
    read: (text) =>
      parsed(text, (json) => {
        const { version: _, known, listing, ...rest } = eventsShape.parse(json);
        return {
          ...rest,
          listing: listing && { ...listing, pending: pending.unpack(listing.pending) },
          known: all.unpack(known),
        };
      }),
  };
}

export function createAlertsBookmarks(): Bookmarks<AlertsBookmark> {
  const [all, pending] = [createPacker(), createPacker()];
  return {
    write: ({ known, walk, ...rest }) =>
      JSON.stringify({
        version: 1,
        ...rest,
        walk: walk && { ...walk, pending: pending.pack(walk.pending) },
        known: all.pack(known),
      }),
    read: (text) =>
      parsed(text, (json) => {
        const { version: _, known, walk, ...rest } = alertsShape.parse(json);
        return {
          ...rest,
          walk: walk && { ...walk, pending: pending.unpack(walk.pending) },
          known: all.unpack(known),
        };
      }),
  };
}
