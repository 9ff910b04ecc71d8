import { randomUUID } from 'node:crypto';
import { startAlphaSocSim } from './alphasoc/index.ts';
import { startArgusSim } from './argus/index.ts';
import { startCiscoGtaSim } from './cisco-gta/index.ts';
import { createSimClock } from './clock.ts';
import { startKataSim } from './kata/index.ts';

export interface Simulators {
  /** The entries that stand for them under `sources:` in crosswatch.yaml. */
  readonly sources: readonly Readonly<Record<string, unknown>>[];
  close(): Promise<void>;
}

export interface SimulatorsOptions {
  /** Milliseconds since the epoch: where the story stands, a week of which lies behind. Default: now. */
  readonly now?: () => number;
}

/** Starts every simulator on a free loopback port. They tell one story, so that pivots find something at each. */
export async function startSimulators({ now = Date.now }: SimulatorsOptions = {}): Promise<Simulators> {
  const storyStart = now();
  const clock = createSimClock(storyStart);
  await using started = new AsyncDisposableStack();
  const argus = started.use(await startArgusSim({ clock, storyStart }));
  const alpha = started.use(await startAlphaSocSim({ clock, storyStart }));
  const kata = started.use(await startKataSim({ clock, storyStart }));
  const gta = started.use(await startCiscoGtaSim({ clock, storyStart }));
  // Its administrator has let Crosswatch in already: newcomers want to see events, not a request for approval.
  const externalSystemId = randomUUID();
  kata.registrations.accept(externalSystemId, kata.clientCertificate.fingerprint);
  const running = started.move();
  return {
    sources: [
      { name: 'argus', vendor: 'argus', url: argus.url, apiKey: argus.apiKey },
      { name: 'alpha', vendor: 'alphasoc', url: alpha.url, apiKey: alpha.apiKey },
      {
        name: 'kata',
        vendor: 'kata',
        url: kata.url,
        externalSystemId,
        tls: { cert: kata.clientCertificate.cert, key: kata.clientCertificate.key, ca: kata.ca },
        follow: { every: '1s' },
      },
      {
        name: 'gta',
        vendor: 'cisco-gta',
        url: gta.url,
        tokenUrl: gta.tokenUrl,
        clientId: gta.clientId,
        clientSecret: gta.clientSecret,
        customerId: gta.customerId,
      },
    ],
    close: () => running.disposeAsync(),
  };
}
