import { z } from 'zod';
import { origin } from '../../model/origin.ts';

/**
 * One Cisco GTA source. The three hosts are three settings: which token host belongs to an account depends on its
 * region, and the app host only tells the own customer id (contract sheet cisco-gta, section 1).
 */
export const settings = z
  .strictObject({
    name: z.string().min(1),
    /** The API's origin: `https://api.cta.eu.amp.cisco.com`. */
    url: origin,
    /** The whole address of the token endpoint: `https://visibility.eu.amp.cisco.com/iroh/oauth2/token`. */
    tokenUrl: z.url({ protocol: /^https?$/ }),
    clientId: z.string().min(1),
    clientSecret: z.string().min(1),
    /** `CTA` and digits. Without it the app host is asked once. */
    customerId: z.string().min(1).optional(),
    /** The app's origin: `https://cta.eu.amp.cisco.com`. */
    appUrl: origin.optional(),
    /** Milliseconds that the source's whole part of one operation may take. */
    timeout: z.number().positive().default(5_000),
    /** Requests on their way at the same time. */
    maxConcurrent: z.int().positive().default(8),
    /** Whether events changed after a time may be asked for with `detectedOrModifiedAfter`: the evidence for it is weak. */
    changedAfterParameter: z.boolean().default(false),
    /** Milliseconds between two reads of a feed, and how far back alerts are followed by their last change: all without it. */
    follow: z
      .strictObject({ every: z.number().positive(), from: z.number().nonnegative() })
      .partial()
      .optional(),
  })
  .refine(
    ({ customerId, appUrl }: { customerId?: unknown; appUrl?: unknown }) =>
      customerId !== undefined || appUrl !== undefined,
    {
      error: 'expected customerId, or appUrl to ask for it',
      path: ['customerId'],
      // Told beside other faults, not only once those are gone.
      when: () => true,
    },
  );

export type CiscoGtaSettings = z.output<typeof settings>;
