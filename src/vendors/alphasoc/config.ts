import { z } from 'zod';
import { origin } from '../../model/origin.ts';

/** One AlphaSOC account. */
export const settings = z.strictObject({
  name: z.string().min(1),
  /** The API's origin: `https://api.alphasoc.net`. */
  url: origin,
  /** Sent as the user of HTTP Basic, with an empty password (contract sheet alphasoc). */
  apiKey: z.string().min(1),
  /** Milliseconds that the source's whole part of one operation may take. */
  timeout: z.number().positive().default(5_000),
  /** Requests on their way at the same time. */
  maxConcurrent: z.int().positive().default(8),
  /** Milliseconds: how often the feed is read, and how far back a first read reaches. */
  follow: z.strictObject({ every: z.number().positive(), from: z.number().nonnegative() }).optional(),
});

export type AlphasocSettings = z.output<typeof settings>;
