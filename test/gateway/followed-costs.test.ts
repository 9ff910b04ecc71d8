/** What is inside the journal's coverage costs no upstream call, however much hangs on the records of a page. */
import { expect, test } from 'vitest';
import { createSimClock } from '../../src/simulators/clock.ts';
import { startRig, type Rig } from '../support/rig.ts';

const START = Date.UTC(2026, 5, 1, 9);
const names = ['argus', 'gta', 'alpha', 'kata'] as const;
type Name = (typeof names)[number];

const device = 'device { id owner ip ips }';
const observables = 'observables { type value role }';
const threat = 'threat { title severity }';
const results = 'sourceResults { source { name } outcome servedFrom upstreamCalls }';
const shown = 'id title severity source { name }';
const query = `query ($from: DateTime) {
  events(first: 500, filter: { time: { from: $from } }) {
    nodes {
      ${shown} ${observables} ${device} alerts { nodes { ${shown} } }
      threatDetections { nodes { id severity ${threat} ${device} ${observables} } }
    }
    ${results}
  }
  alerts(first: 500, filter: { time: { from: $from } }) {
    nodes {
      ${shown} ${observables} events { nodes { ${shown} ${device} ${observables} } }
      threatDetections { nodes { id severity ${threat} ${device} } }
    }
    ${results}
  }
  threatDetections(first: 500, filter: { time: { from: $from } }) {
    nodes {
      id severity source { name } ${threat} ${device} ${observables}
      alerts { nodes { ${shown} ${observables} } } events { nodes { ${shown} ${device} } }
    }
    ${results}
  }
}`;

interface Observable {
  readonly type: string;
  readonly value: string;
  readonly role: string | null;
}
interface Page {
  readonly nodes: readonly {
    readonly id: string;
    readonly source: { readonly name: Name };
    readonly observables: readonly Observable[];
  }[];
  readonly sourceResults: readonly {
    readonly outcome: string;
    readonly servedFrom: string;
    readonly upstreamCalls: number;
  }[];
}
type Lists = Readonly<Record<'events' | 'alerts' | 'threatDetections', Page>>;

/** Everything is followed to its end once, and then left alone for longer than the test. */
async function followed(): Promise<Rig> {
  const clock = createSimClock(START);
  const settings = { follow: { every: '1h', from: '30d' } };
  const rig = await startRig({
    clock,
    alpha: { switches: { alertIds: 'full' } },
    kata: { switches: { windowScale: 0 } },
    sources: { argus: settings, gta: settings, alpha: settings, kata: settings },
  });
  rig.argus.generate(40, { from: START - 3_600_000, to: START - 60_000 });
  rig.gta.generate({ events: 60, alerts: 6, assets: 12, start: START - 3_600_000 });
  rig.gta.addEvent({ affectedAssetId: 'as-gone', detectedAt: new Date(START - 60_000).toISOString() });
  rig.alpha.generate(20, {});
  rig.kata.generate(30, { ioaEvery: 2 });
  await rig.gateway.start();
  await rig.until(async () => {
    const { data } = await rig.ask<{
      sources: readonly { readonly feeds: readonly { readonly lag: number | null }[] }[];
    }>('{ sources { feeds { lag } } }');
    return (data?.sources ?? []).every(
      ({ feeds }) => feeds.length > 0 && feeds.every(({ lag }) => lag !== null),
    );
  });
  for (const sim of [rig.argus, rig.gta, rig.alpha, rig.kata]) sim.forget();
  return rig;
}

test('pages of all sources with all that hangs on their records', async () => {
  await using rig = await followed();
  const { data, errors } = await rig.ask<Lists>(query, { from: new Date(START - 86_400_000).toISOString() });
  expect(errors).toEqual([]);
  for (const page of Object.values(data ?? {})) {
    expect(new Set(page.nodes.map(({ source }) => source.name))).toEqual(new Set(names));
    for (const result of page.sourceResults)
      expect(result).toMatchObject({ outcome: 'COMPLETE', servedFrom: 'JOURNAL', upstreamCalls: 0 });
    const ofAssets = page.nodes.flatMap(({ source, observables: all }) =>
      source.name === 'gta' ? all.filter(({ role }) => role === 'device').map(({ type }) => type) : [],
    );
    expect(new Set(ofAssets)).toEqual(new Set(['USER', 'IP']));
    for (const node of page.nodes) {
      const told = node.observables.map(({ type, value, role }) => `${type} ${role} ${value}`);
      expect(told).toEqual([...new Set(told)]);
    }
  }
  for (const sim of [rig.argus, rig.gta, rig.alpha]) expect(sim.requests.map(({ path }) => path)).toEqual([]);
});

test('what an address or an owner of an asset leads to, in filters and pivots', async () => {
  await using rig = await followed();
  const asset = [...rig.gta.assets.values()].find(({ assumedOwner }) => assumedOwner !== null);
  const [assignment] = rig.gta.ipAssignments.get(asset?.id ?? '') ?? [];
  const of = (table: ReadonlyMap<string, { readonly affectedAssetId: string }>): string[] =>
    [...table].flatMap(([id, { affectedAssetId }]) => (affectedAssetId === asset?.id ? [id] : [])).toSorted();
  const [events, detections] = [of(rig.gta.events), of(rig.gta.threatDetections)];
  expect(events.length).toBeGreaterThan(0);
  expect(detections.length).toBeGreaterThan(0);
  const connection = 'nodes { nativeId } sourceResults { upstreamCalls }';
  interface Found {
    readonly nodes: readonly { readonly nativeId: string }[];
    readonly sourceResults: readonly { readonly upstreamCalls: number }[];
  }
  for (const filter of [{ ip: [assignment?.ipAddress] }, { users: [asset?.assumedOwner] }]) {
    const only = { ...filter, sources: ['gta'], time: { from: new Date(START - 86_400_000).toISOString() } };
    const { data, errors } = await rig.ask<Readonly<Record<'events' | 'threatDetections', Found>>>(
      `query ($events: EventFilter, $detections: ThreatDetectionFilter) {
        events(first: 500, filter: $events) { ${connection} }
        threatDetections(first: 500, filter: $detections) { ${connection} }
      }`,
      { events: only, detections: only },
    );
    expect(errors).toEqual([]);
    const ids = (found: Found | undefined): string[] =>
      (found?.nodes ?? []).map(({ nativeId }) => nativeId).toSorted();
    expect(ids(data?.events)).toEqual(events);
    expect(ids(data?.threatDetections)).toEqual(expect.arrayContaining(detections));
  }
  expect(rig.gta.requests.map(({ path }) => path)).toEqual([]);
});
