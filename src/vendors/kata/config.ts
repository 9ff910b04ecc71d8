import { z } from 'zod';
import { origin } from '../../model/origin.ts';

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
  filter: z.string().min(1).optional(),
  /** Milliseconds that the source's whole part of one operation may take. */
  timeout: z.number().positive().default(5_000),
  /** Requests on their way at the same time. */
  maxConcurrent: z.int().positive().default(8),
  /** Milliseconds: how often the feed is read, and how far back a first read reaches. */
  follow: z.strictObject({ every: z.number().positive(), from: z.number().nonnegative() }).optional(),
});

export type KataSettings = z.output<typeof settings>;
