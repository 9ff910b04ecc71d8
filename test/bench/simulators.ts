/** A process of its own: the simulators with data in bulk. Its messages: the upstreams, then a call log for each message it gets. */
import { startArgusSim } from '../../src/simulators/argus/index.ts';
import { startCiscoGtaSim } from '../../src/simulators/cisco-gta/index.ts';
import type { Upstreams } from './messages.ts';

const argus = await startArgusSim();
argus.generate(4_000, { type: 'aggregated', cases: 60 });
const gta = await startCiscoGtaSim();
gta.generate({ events: 5_000 });
const tokenPath = new URL(gta.tokenUrl).pathname;

process.on('message', () => {
  const calls = [argus, gta].flatMap((simulator) => {
    const asked = simulator.requests.filter(({ path }) => path !== tokenPath);
    simulator.forget();
    return asked.map(({ method, path }) => `${method} ${path}`);
  });
  process.send?.({ calls });
});
process.on('disconnect', () => process.exit());

const { url, tokenUrl, clientId, clientSecret, customerId } = gta;
process.send?.({
  argus: { url: argus.url, apiKey: argus.apiKey },
  gta: { url, tokenUrl, clientId, clientSecret, customerId },
} satisfies Upstreams);
