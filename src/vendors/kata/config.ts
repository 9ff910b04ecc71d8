import { z } from 'zod';
import { parseKataFilter } from '../../model/kata-filter-parse.ts';
import { KataFilterError } from '../../model/kata-filter.ts';
import { origin } from '../../model/origin.ts';

/** Bytes of an encoded filter: the request line may take 8 KiB, path and other parameters included. */
const LONGEST_FILTER = 7_168;

/** In KATA's own language, read here at start, so that a mistake has a place and is not a stream that stays silent. */
const filter = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    const fault = (message: string): void => context.addIssue({ code: 'custom', message });
    if (!text.isWellFormed()) return fault('a KATA filter in well-formed Unicode');
    if (encodeURIComponent(text).length > LONGEST_FILTER)
      return fault(`a KATA filter of at most ${LONGEST_FILTER} bytes when encoded for a URL`);
    try {
      parseKataFilter(text);
    } catch (error) {
      if (!(error instanceof KataFilterError)) throw error;
      fault(`a KATA filter; ${error.message}`);
    }
  });

const pem = z.string({ error: 'the name of a PEM file' }).min(1);

/** One Kaspersky KATA server: a PCN and each SCN are sources of their own. */
export const settings = z.strictObject({
  name: z.string().min(1),
  /** The server's origin: `https://kata.example:443`. */
  url: origin,
  /** The id under which Crosswatch registers as an external system (contract sheet kata). */
  externalSystemId: z.guid('a UUID'),
  /** PEM text: the loader of crosswatch.yaml has put the files' contents in the place of their names. */
  tls: z.strictObject({
    cert: pem,
    key: pem,
    /** Without it the server's certificate must be signed by an authority that the system trusts. */
    ca: pem.optional(),
  }),
  /** In KATA's own filter language; what it leaves out is never read. */
  filter: filter.optional(),
  /** Events of one answer; the server refuses more than its own limit. Without it the server decides. */
  maxEvents: z.int().positive().optional(),
  /** Milliseconds that the source's whole part of one operation may take. */
  timeout: z.number().positive().default(5_000),
  /** Requests on their way at the same time. */
  maxConcurrent: z.int().positive().default(8),
  /** Milliseconds: how often the feed is read, and how far back a first read reaches. */
  follow: z.strictObject({ every: z.number().positive(), from: z.number().nonnegative() }).optional(),
});

export type KataSettings = z.output<typeof settings>;
