/** What a Cisco alert mentions is what its detections and their events do, in what is shown and in what filters find. */
import { describe, expect, test } from 'vitest';
import { createSimClock } from '../../src/simulators/clock.ts';
import { startRig, type Rig } from '../support/rig.ts';

const NOON = Date.UTC(2026, 5, 1, 12);

/** By alert, whose assets its events (first) and its detections are on; ev-1 supports td-1 and td-2. */
const owners = { 'al-1': ['ana', 'bo', 'cy'], 'al-2': ['cy'], 'al-3': ['ana', 'cy'], 'al-4': [] } as const;
type AlertId = keyof typeof owners;
const addressOf = { ana: '10.1.0.1', bo: '10.2.0.1', cy: '10.3.0.1' } as const;
type Owner = keyof typeof addressOf;
const people = ['ana', 'bo', 'cy'] as const satisfies readonly Owner[];

const isAlert = (id: string): id is AlertId => id in owners;
const alertsOf = (wanted: readonly Owner[]): string[] =>
  Object.keys(owners).filter((id) => isAlert(id) && owners[id].some((owner) => wanted.includes(owner)));

function fill({ gta }: Rig): void {
  const at = new Date(NOON - 60_000).toISOString();
  for (const owner of people) gta.addAsset({ id: `as-${owner}`, assumedOwner: owner }, [addressOf[owner]]);
  for (const id of Object.keys(owners)) gta.addAlert({ id, triggeredAt: at, modifiedAt: at });
  const detection = (id: string, owner: Owner | 'nobody', alertIds: readonly string[]) =>
    gta.addThreatDetection({ id, affectedAssetId: `as-${owner}`, alertIds: [...alertIds], detectedAt: at });
  detection('td-1', 'bo', ['al-1']);
  detection('td-2', 'cy', ['al-1', 'al-3']);
  detection('td-3', 'cy', ['al-2']);
  detection('td-4', 'nobody', ['al-4']);
  gta.addEvent({
    id: 'ev-1',
    affectedAssetId: 'as-ana',
    threatDetectionIds: ['td-1', 'td-2'],
    detectedAt: at,
  });
}

interface Shown {
  readonly nativeId: string;
  readonly observables: readonly { readonly type: string; readonly value: string }[];
}
interface Page {
  readonly nodes: readonly Shown[];
}

const connection = 'nodes { nativeId observables { type value } }';
const since = { from: new Date(NOON - 3_600_000).toISOString() };

async function live(rig: Rig, filter: object): Promise<readonly Shown[]> {
  const { data, errors } = await rig.ask<{ readonly source: { readonly alerts: Page } }>(
    `query ($filter: AlertFilter) { source(name: "gta") { alerts(filter: $filter) { ${connection} } } }`,
    { filter },
  );
  expect(errors).toEqual([]);
  return data?.source.alerts.nodes ?? [];
}

async function stored(rig: Rig, filter: object): Promise<readonly Shown[]> {
  rig.gta.forget();
  const { data, errors } = await rig.ask<{ readonly alerts: Page }>(
    `query ($filter: AlertFilter) { alerts(filter: $filter) { ${connection} } }`,
    { filter: { ...filter, time: since } },
  );
  expect(errors).toEqual([]);
  expect(rig.gta.requests).toEqual([]);
  return data?.alerts.nodes ?? [];
}

/** Followed to its end once, and then left alone for longer than the test. */
async function follow(rig: Rig): Promise<void> {
  await rig.gateway.start();
  await rig.until(async () => {
    const { data } = await rig.ask<{
      readonly source: { readonly feeds: readonly { readonly lag: number | null }[] };
    }>('{ source(name: "gta") { feeds { lag } } }');
    const feeds = data?.source.feeds ?? [];
    return feeds.length > 0 && feeds.every(({ lag }) => lag !== null);
  });
}

const start = (settings: Readonly<Record<string, unknown>> = {}): Promise<Rig> =>
  startRig({ argus: false, clock: createSimClock(NOON), sources: { gta: settings } });

const sorted = (values: readonly string[]): string[] => values.toSorted();
const ids = (nodes: readonly Shown[]): string[] => sorted(nodes.map(({ nativeId }) => nativeId));
const usersOf = ({ observables }: Shown): string[] =>
  sorted(observables.flatMap(({ type, value }) => (type === 'USER' ? [value] : [])));

const modes = [
  { name: 'live', ask: live, ready: async () => {}, settings: {} },
  {
    name: 'from the journal',
    ask: stored,
    ready: follow,
    settings: { follow: { every: '1h', from: '30d' } },
  },
] as const;

describe.each(modes)('alerts of Cisco, $name,', ({ ask, ready, settings }) => {
  test('show the owners of the assets of their detections and events, and filters find them by these', async () => {
    await using rig = await start(settings);
    fill(rig);
    await ready(rig);
    const all = await ask(rig, {});
    expect(new Map(all.map((alert) => [alert.nativeId, usersOf(alert)]))).toEqual(
      new Map(Object.entries(owners).map(([id, named]) => [id, [...named]])),
    );
    for (const one of people) {
      const wanted = sorted(alertsOf([one]));
      for (const filter of [
        { users: [one] },
        { ip: [addressOf[one]] },
        { ip: [`${addressOf[one]}/24`] },
        { text: one },
        // What only a look at each record tells.
        { or: [{ users: [one] }, { text: ', ' }] },
      ])
        expect([filter, ids(await ask(rig, filter))]).toEqual([filter, wanted]);
    }
    const others = sorted(Object.keys(owners).filter((id) => !alertsOf(['bo']).includes(id)));
    expect(ids(await ask(rig, { not: { users: ['bo'] } }))).toEqual(others);
  });
});

test('what live alerts mention costs no more than their detections, their events and the devices of these', async () => {
  await using rig = await start();
  fill(rig);
  const cost = async (shown: string): Promise<number> => {
    rig.gta.forget();
    const { errors } = await rig.ask(`{ source(name: "gta") { alerts { nodes { ${shown} } } } }`);
    expect(errors).toEqual([]);
    return rig.gta.requests.filter(({ path }) => !path.startsWith('/iroh/')).length;
  };
  await cost('id');
  const device = '{ nodes { device { owner } } }';
  expect(await cost('observables { value }')).toBe(await cost(`threatDetections ${device} events ${device}`));
});
