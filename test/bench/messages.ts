/** What the processes of the benchmark tell each other. */
import { z } from 'zod';

/** An entry under `sources:` in crosswatch.yaml, as far as the fan-out needs it. */
export const upstreams = z.object({
  argus: z.object({ url: z.string(), apiKey: z.string() }),
  gta: z.object({
    url: z.string(),
    tokenUrl: z.string(),
    clientId: z.string(),
    clientSecret: z.string(),
    customerId: z.string(),
  }),
});
export type Upstreams = z.output<typeof upstreams>;

/** The simulators answer any message with the requests since the last one, each as `POST /path`; tokens do not count. */
export const callLog = z.object({ calls: z.array(z.string()) });

/** The fan-out's first message. */
export const listening = z.object({ url: z.string() });

/** What a vendor's simulator is started with: how many of its objects it holds. */
export const vendorTask = z.object({
  vendor: z.enum(['argus', 'alphasoc', 'kata', 'cisco-gta']),
  count: z.int().nonnegative(),
});
export type VendorTask = z.output<typeof vendorTask>;

/** Its first message, and its answer to a number: so many objects more. */
export const vendorSays = z.object({
  entry: z.record(z.string(), z.unknown()),
  offered: z.record(z.string(), z.number()),
});
export type VendorSays = z.output<typeof vendorSays>;
