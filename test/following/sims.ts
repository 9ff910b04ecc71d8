/* All four vendors on one clock, and what they have offered, as the journal should name it. */
import { parseConfig, type Config } from '../../src/config.ts';
import { startAlphaSocSim, type AlphaSocSim } from '../../src/simulators/alphasoc/index.ts';
import { startArgusSim, type ArgusSim } from '../../src/simulators/argus/index.ts';
import { startCiscoGtaSim, type CiscoGtaSim } from '../../src/simulators/cisco-gta/index.ts';
import { createSimClock, type SimClock } from '../../src/simulators/clock.ts';
import { startKataSim, type KataSim } from '../../src/simulators/kata/index.ts';
import type { KataObject } from '../../src/simulators/kata/types.ts';

export interface Sims extends AsyncDisposable {
  readonly clock: SimClock;
  readonly argus: ArgusSim;
  readonly alpha: AlphaSocSim;
  readonly kata: KataSim;
  readonly gta: CiscoGtaSim;
  /** crosswatch.yaml that follows all of them, often; secrets inline. */
  yaml(journal: string): string;
  config(journal?: string): Config;
}

export interface SimsOptions {
  /** Whether they tell the story; else they begin empty. */
  readonly story?: boolean;
  readonly clock?: SimClock;
}

export async function startSims({
  story = false,
  clock = createSimClock(),
}: SimsOptions = {}): Promise<Sims> {
  const options = { clock, ...(story ? { storyStart: clock.now() } : {}) };
  await using started = new AsyncDisposableStack();
  const argus = started.use(await startArgusSim(options));
  // With ids of their own, so that what was offered and what is stored can be laid side by side.
  const alpha = started.use(await startAlphaSocSim({ ...options, switches: { alertIds: 'full' } }));
  const kata = started.use(await startKataSim({ ...options, switches: { windowScale: 0.05 } }));
  const gta = started.use(await startCiscoGtaSim(options));
  const externalSystemId = '6f1c2b52-9c1f-4c8a-9d0e-3f6f0f2f7a11';
  const { cert, key, fingerprint } = kata.clientCertificate;
  kata.registrations.accept(externalSystemId, fingerprint);
  const running = started.move();
  const follow = { every: '100ms', from: '90d' };
  const yaml = (journal: string): string =>
    JSON.stringify({
      server: { port: 0 },
      journal: { path: journal, retention: '3650d' },
      sources: [
        { name: 'argus', vendor: 'argus', url: argus.url, apiKey: argus.apiKey, follow },
        { name: 'alpha', vendor: 'alphasoc', url: alpha.url, apiKey: alpha.apiKey, follow },
        {
          name: 'kata',
          vendor: 'kata',
          url: kata.url,
          externalSystemId,
          tls: { cert, key, ca: kata.ca },
          follow,
        },
        {
          name: 'gta',
          vendor: 'cisco-gta',
          url: gta.url,
          tokenUrl: gta.tokenUrl,
          clientId: gta.clientId,
          clientSecret: gta.clientSecret,
          customerId: gta.customerId,
          follow,
        },
      ],
    });
  return {
    clock,
    argus,
    alpha,
    kata,
    gta,
    yaml,
    config: (journal = ':memory:') =>
      parseConfig(yaml(journal), { env: {}, readFile: () => '', baseDir: '/' }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** The id of a KATA event as the journal names it. */
export function idOf(event: KataObject): string {
  const { Id } = event;
  if (typeof Id !== 'string' && typeof Id !== 'bigint' && typeof Id !== 'number')
    throw new TypeError('an event without an id');
  return Id.toString();
}

/** The sources whose records are compared. */
export type Follows = 'argus' | 'alpha' | 'kata' | 'gta';

/** Everything a source offers now that must be in the journal, as `kind id`. */
export function offered(sims: Sims, source: Follows): Set<string> {
  switch (source) {
    case 'argus':
      return new Set(
        [...sims.argus.events.values()].flatMap(({ id, type, flags, alarmID }) => {
          if (type === 'attack' || flags.includes('SNAPSHOT')) return [];
          return [`EVENT ${id}`, ...(type === 'aggregated' && alarmID !== null ? [`ALERT ${id}`] : [])];
        }),
      );
    case 'alpha':
      return new Set(
        sims.alpha.alerts.flatMap(({ id, event, threats }) => [
          `ALERT ${id}`,
          ...(event === null ? [] : [`EVENT ${id}`]),
          ...threats.map((threat) => `THREAT_DETECTION ${id}#${threat}`),
        ]),
      );
    case 'kata':
      return new Set(sims.kata.fetchable.map(({ event }) => `EVENT ${idOf(event)}`));
    case 'gta':
      return new Set([
        ...[...sims.gta.events.keys()].map((id) => `EVENT ${id}`),
        ...[...sims.gta.threatDetections.keys()].map((id) => `THREAT_DETECTION ${id}`),
        ...[...sims.gta.alerts.keys()].map((id) => `ALERT ${id}`),
      ]);
  }
}

/** Kinds of a source for which `offered` names every record there is. */
export const comparedKinds: { readonly [S in Follows]: readonly string[] } = {
  argus: ['EVENT', 'ALERT'],
  alpha: ['EVENT', 'ALERT', 'THREAT_DETECTION'],
  kata: ['EVENT'],
  gta: ['EVENT', 'ALERT', 'THREAT_DETECTION'],
};
