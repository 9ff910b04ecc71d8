import { z } from 'zod';

/** Scheme, host, port and, behind a proxy, a base path; clients ship the trailing slash, so it is cut. */
const baseUrl = z
  .url({ protocol: /^https?$/ })
  .refine(
    (text) => {
      // The check runs on what is no URL at all, too.
      const url = URL.parse(text);
      return (
        url === null || (url.search === '' && url.hash === '' && url.username === '' && url.password === '')
      );
    },
    { error: 'expected scheme, host, port and at most a path' },
  )
  .transform((text) => text.replace(/\/+$/, ''));

/** A key goes into a header as it is (contract sheet argus, section 1), so it may hold nothing a header cannot. */
const apiKey = z.string().regex(/^[\u0021-\u007e]+$/, { error: 'expected an API key without spaces' });

/** One Argus source: a tenant's API key against one installation. Durations are milliseconds. */
export const settings = z.strictObject({
  name: z.string().min(1),
  /** `https://api.mnemonic.no`. */
  url: baseUrl,
  apiKey,
  /** Which of the two event models is read; cases are the same in both. */
  api: z.enum(['v2', 'v1']).default('v2'),
  /** How long the source's whole part of one operation may take. */
  timeout: z.number().positive().default(5_000),
  /** Requests on their way at the same time. */
  maxConcurrent: z.int().positive().default(8),
  follow: z
    .strictObject({
      /** Milliseconds between two reads of a feed. */
      every: z.number().positive(),
      /** Milliseconds that a first read reaches back, by the last change. Without it, a day. */
      from: z.number().nonnegative(),
      /** Without it, both; with v1, raw events are never followed. */
      types: z.array(z.enum(['AGGREGATED', 'RAW'])).min(1),
    })
    .partial()
    .optional(),
});

export type ArgusSettings = z.output<typeof settings>;
export type ArgusApi = ArgusSettings['api'];
