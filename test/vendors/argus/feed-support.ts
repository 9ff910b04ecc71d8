/** A source that is followed, on a simulator whose clock stands still until a test moves it. */
import { createSimClock } from '../../../src/simulators/clock.ts';
import { startArgusSim, type ArgusSim, type ArgusSimOptions } from '../../../src/simulators/argus/index.ts';
import type { Source } from '../../../src/model/source.ts';
import { argus } from '../../../src/vendors/argus/index.ts';
import { createFollower, type Follower } from '../../support/follower.ts';
import { isAlert, isDetection, listed } from './support.ts';

export const NOW = Date.UTC(2026, 0, 15, 12);
export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

export interface Rig {
  readonly sim: ArgusSim;
  readonly source: Source;
  readonly follower: Follower;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function follow(
  options: ArgusSimOptions = {},
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Rig> {
  const clock = createSimClock();
  clock.set(NOW, true);
  const sim = await startArgusSim({ clock, ...options });
  const parsed = argus.settings.parse({ name: 'argus', url: sim.url, apiKey: sim.apiKey, ...settings });
  const source = argus.create(parsed, { now: () => clock.now(), random: () => 0 });
  return {
    sim,
    source,
    follower: createFollower(source),
    async [Symbol.asyncDispose]() {
      await source.close();
      await sim.close();
    },
  };
}

type Held = readonly [key: string, modifiedAt: number | undefined, severity: string | undefined];

/** What the store holds of events, in a form that the truth has, too. */
export const held = (follower: Follower): Held[] =>
  [...follower.records.values()]
    .filter(({ recordKind }) => recordKind !== 'CASE')
    .map((record): Held => [
      `${record.recordKind} ${record.nativeId}`,
      record.modifiedAt,
      record.severityNative,
    ])
    .toSorted(byKey);

export const truth = (sim: ArgusSim): Held[] =>
  listed(sim)
    .flatMap((event): Held[] => {
      const { id, lastUpdated, severity, alarmID } = event;
      return [
        [`EVENT ${id}`, lastUpdated, severity],
        ...(isAlert(event) ? [[`ALERT ${id}`, lastUpdated, severity] as const] : []),
        ...(isDetection(event)
          ? [[`THREAT_DETECTION ${id}#${alarmID ?? 'none'}`, lastUpdated, severity] as const]
          : []),
      ];
    })
    .toSorted(byKey);

const byKey = ([a]: Held, [b]: Held): number => (a < b ? -1 : a > b ? 1 : 0);
