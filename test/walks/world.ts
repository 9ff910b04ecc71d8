/** All four simulators behind one gateway that follows them, full of records that differ in all that is looked at. */
import { createSimClock } from '../../src/simulators/clock.ts';
import { alphasoc } from '../laws/alphasoc.ts';
import { argus } from '../laws/argus.ts';
import { ciscoGta } from '../laws/cisco-gta.ts';
import { uncompiled, type Vendor } from '../laws/vendor.ts';
import { startRig, type Rig } from '../support/rig.ts';

export type SourceName = Vendor['name'];
export const sourceNames = ['alpha', 'argus', 'gta', 'kata'] as const satisfies readonly SourceName[];

const MINUTE = 60_000;
/** Where the laws let the events of Argus begin; they take an hour. */
const START = Date.UTC(2026, 4, 4, 9);
const NOW = START + 75 * MINUTE;
/** What is followed of Argus in part reaches back so far, and some seconds further. */
export const RECENT = NOW - 44 * MINUTE;

export interface WorldOptions {
  /**
   * How far back Argus is followed: `part` leaves half of what it has to Argus itself, so that walks go from the journal
   * into what is asked live.
   */
  readonly followed: 'part' | 'all';
  /** A file, for worlds in which gateways come after each other. */
  readonly journal?: string;
  /** Between two reads of each feed. */
  readonly every?: string;
}

/** One moment shared by records of all sources, and others by some of them. */
function addTies({ argus: sim, gta, alpha, kata }: Rig): void {
  for (const minute of [12, 20, 42, 54]) {
    const at = START + minute * MINUTE;
    for (let i = 0; i < 4; i += 1)
      sim.addEvent({
        created: at,
        alarmID: 58_001 + i,
        severity: 'high',
        flags: i % 2 === 0 ? ['IDENTIFIED_THREAT'] : ['FOLLOWUP'],
      });
    gta.generate({ events: 3, alerts: 2, detections: 2, assets: 2, spacing: 0, start: at });
    alpha.generate(3, { start: at, spacing: 0, threatsPerAlert: 1 });
  }
  kata.generate(24, { ioaEvery: 2, rate: Number.POSITIVE_INFINITY, start: START + 54 * MINUTE + 1_000 });
}

/** Changes that came later than what they changed, so that orders by time and by change differ. */
function changeSome({ argus: sim, gta }: Rig): void {
  for (const [i, { id, created }] of [...sim.events.values()].entries())
    if (i % 9 === 4)
      sim.updateEvent(id, {
        severity: 'critical',
        lastUpdated: Math.max(created, START + (i % 70) * MINUTE),
      });
  for (const [i, id] of [...gta.events.keys()].entries())
    if (i % 11 === 3) gta.updateEvent(id, { subtitle: `changed ${i}` });
}

/** Waits until every feed has been read to its end. */
async function settled(rig: Rig): Promise<void> {
  await rig.until(async () => {
    const { data } = await rig.ask<{
      readonly sources: readonly { readonly feeds: readonly { readonly lag: number | null }[] }[];
    }>('{ sources { feeds { lag } } }');
    return (data?.sources ?? []).every(
      ({ feeds }) => feeds.length > 0 && feeds.every(({ lag }) => lag !== null),
    );
  });
}

export async function startWorld({ followed, journal, every = '1h' }: WorldOptions): Promise<Rig> {
  const clock = createSimClock();
  clock.set(NOW, true);
  const follow = { every, from: '90d' };
  const settings = { timeout: '20s', follow };
  const rig = await startRig({
    clock,
    gta: { firstSequence: 80 },
    alpha: { switches: { alertIds: 'full', compress: false } },
    kata: { switches: { windowScale: 0 } },
    sources: {
      alpha: settings,
      argus: { ...settings, follow: { every, from: followed === 'all' ? '90d' : '45m' } },
      gta: settings,
      kata: settings,
    },
    ...(journal === undefined ? {} : { journal }),
    ...uncompiled,
  });
  argus.enrich(rig);
  ciscoGta.enrich(rig);
  alphasoc.enrich(rig);
  // Spread out as the others' records are: KATA's own time is that of the arrival.
  rig.kata.generate(120, { ioaEvery: 2, rate: 0.05, start: START + 10 * MINUTE });
  addTies(rig);
  changeSome(rig);
  clock.set(NOW);
  await rig.gateway.start();
  await settled(rig);
  return rig;
}
