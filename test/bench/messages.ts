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
