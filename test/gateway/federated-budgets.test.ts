/** What questions to all sources cost upstream. */
import { describe, expect, test } from 'vitest';
import { createSimClock } from '../../src/simulators/clock.ts';
import { startRig, type Rig } from '../support/rig.ts';

const START = Date.UTC(2026, 5, 1, 9);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const CLIENTS = 50;

/** Everything is followed that the last day brought, and Argus has ten days more. */
async function start(): Promise<Rig> {
  const follow = { every: '1h', from: '24h' };
  const rig = await startRig({
    clock: createSimClock(START),
    alpha: { switches: { alertIds: 'full' } },
    kata: { switches: { windowScale: 0 } },
    sources: { argus: { follow }, gta: { follow }, alpha: { follow }, kata: { follow } },
  });
  rig.argus.generate(120, { from: START - 20 * HOUR, to: START - HOUR, cases: 3 });
  rig.argus.generate(150, { from: START - 10 * DAY, to: START - 2 * DAY });
  rig.gta.generate({ events: 30, alerts: 6, start: START - HOUR });
  rig.alpha.generate(20, {});
  rig.kata.generate(30, { ioaEvery: 2 });
  await rig.gateway.start();
  await rig.until(async () => {
    const { data } = await rig.ask<{ sources: readonly { feeds: readonly { lag: number | null }[] }[] }>(
      '{ sources { feeds { lag } } }',
    );
    return (data?.sources ?? []).every(
      ({ feeds }) => feeds.length > 0 && feeds.every(({ lag }) => lag !== null),
    );
  });
  for (const sim of sims(rig)) sim.forget();
  return rig;
}

const sims = (rig: Rig) => [rig.argus, rig.gta, rig.alpha, rig.kata];
const calls = (rig: Rig): number[] => sims(rig).map(({ requests }) => requests.length);

const day = new Date(START - 23 * HOUR).toISOString();

const free: readonly (readonly [what: string, query: string])[] = [
  ['a page', '{ events(first: 50) { nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor } } }'],
  [
    'a page with everything beneath it',
    `query ($from: DateTime) { alerts(first: 100, filter: { time: { from: $from } }) { nodes {
       id title severity observables { type value } cases { subject }
       events { nodes { title device { name ips owner } } } threatDetections { nodes { threat { title } } }
     } } }`,
  ],
  [
    'a page and its total of a stretch inside coverage',
    'query ($from: DateTime) { events(first: 5, filter: { time: { from: $from } }) { totalCount { value } } }',
  ],
  [
    'counts and a histogram of a stretch inside coverage',
    `query ($from: DateTime) {
       eventStatistics(filter: { time: { from: $from } }, groupBy: [SOURCE, SEVERITY, KIND]) { total }
       eventHistogram(filter: { time: { from: $from } }, interval: "PT1H", groupBy: SOURCE) { total }
     }`,
  ],
  ['the catalogues', '{ threats { nodes { title } totalCount { value } } }'],
  [
    'when and where an observable was seen',
    '{ observable(type: IP, value: "10.20.2.20") { firstSeen lastSeen sources { name } cases { id } } }',
  ],
  [
    'a filter that nothing can match',
    '{ events(filter: { kinds: [] }) { nodes { id } totalCount { value relation } } }',
  ],
  [
    'a filter that contradicts itself about its sources',
    '{ events(filter: { sources: ["argus"], not: { vendors: [ARGUS] } }) { nodes { id } totalCount { value relation } } }',
  ],
  [
    'a window that is empty',
    '{ alerts(filter: { time: { from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z" } }) { nodes { id } } }',
  ],
  [
    'sources that cannot answer for what is older',
    '{ events(first: 1000, filter: { not: { sources: ["argus"] } }) { nodes { id } totalCount { value } } }',
  ],
];

describe('no upstream call', () => {
  for (const [what, query] of free)
    test(`is made for ${what}`, async () => {
      await using rig = await start();
      const { errors } = await rig.ask(query, query.includes('$from') ? { from: day } : {});
      expect(errors).toEqual([]);
      expect(calls(rig)).toEqual([0, 0, 0, 0]);
    });
});

describe('of what is older than the journal,', () => {
  const page =
    '{ events(first: 500) { nodes { id } pageInfo { hasNextPage } sourceResults { source { name } servedFrom upstreamCalls } } }';
  interface Shown {
    readonly events: {
      readonly nodes: readonly object[];
      readonly pageInfo: { readonly hasNextPage: boolean };
      readonly sourceResults: readonly { readonly servedFrom: string; readonly upstreamCalls: number }[];
    };
  }

  test('a page costs Argus one call and the others none', async () => {
    await using rig = await start();
    const { data, errors } = await rig.ask<Shown>(page);
    expect(errors).toEqual([]);
    expect(data?.events.nodes.length).toBeGreaterThan(300);
    expect(data?.events.pageInfo.hasNextPage).toBe(false);
    expect(calls(rig)).toEqual([1, 0, 0, 0]);
    expect(
      data?.events.sourceResults.map(({ servedFrom, upstreamCalls }) => [servedFrom, upstreamCalls]),
    ).toEqual([
      ['LIVE', 1],
      ['JOURNAL', 0],
      ['JOURNAL', 0],
      ['JOURNAL', 0],
    ]);
  });

  test('a total costs Argus one call for each of its two lists', async () => {
    await using rig = await start();
    const { data, errors } = await rig.ask('{ events(first: 1) { totalCount { value relation } } }');
    expect(errors).toEqual([]);
    const argus = [...rig.argus.events.values()].filter(
      ({ type, flags }) => type !== 'attack' && !flags.includes('SNAPSHOT'),
    ).length;
    const others =
      rig.gta.events.size +
      rig.alpha.alerts.filter(({ event }) => event !== null).length +
      rig.kata.fetchable.length;
    expect(data).toEqual({ events: { totalCount: { value: argus + others, relation: 'EXACT' } } });
    expect(calls(rig)[0]).toBeLessThanOrEqual(2);
    expect(calls(rig).slice(1)).toEqual([0, 0, 0]);
  });

  test('counts by source and severity cost Argus one call', async () => {
    await using rig = await start();
    const { errors } = await rig.ask(
      '{ eventStatistics(groupBy: [SOURCE, SEVERITY]) { total rows { count } } }',
    );
    expect(errors).toEqual([]);
    expect(calls(rig)).toEqual([1, 0, 0, 0]);
  });

  test('the same question from 50 clients costs what it costs one', async () => {
    await using rig = await start();
    const answers = await Promise.all(Array.from({ length: CLIENTS }, () => rig.ask<Shown>(page)));
    for (const { data, errors } of answers) {
      expect(errors).toEqual([]);
      expect(data?.events.nodes).toEqual(answers[0]?.data?.events.nodes);
    }
    expect(calls(rig)).toEqual([1, 0, 0, 0]);
  });
});

describe('of events of which a type is not followed,', () => {
  for (const [what, settings] of [
    ['as the settings say', { follow: { every: '1h', from: '24h', types: ['AGGREGATED'] } }],
    ['as v1 tells no changes of raw ones', { api: 'v1', follow: { every: '1h', from: '24h' } }],
  ] as const)
    test(`${what}, none is missing`, async () => {
      await using rig = await startRig({
        clock: createSimClock(START),
        gta: false,
        follow: true,
        sources: { argus: settings },
      });
      const raw = rig.argus.addEvent({ type: 'raw', created: START - HOUR });
      const aggregated = rig.argus.addEvent({ created: START - 2 * HOUR });
      await rig.until(async () => {
        const { data } = await rig.ask<{ sources: readonly { feeds: readonly { lag: number | null }[] }[] }>(
          '{ sources { feeds { lag } } }',
        );
        return (data?.sources ?? []).every(({ feeds }) => feeds.every(({ lag }) => lag !== null));
      });
      const { data, errors } = await rig.ask(
        '{ events { nodes { nativeId } sourceResults { outcome servedFrom } } alerts { sourceResults { outcome } } }',
      );
      expect(errors).toEqual([]);
      expect(data).toEqual({
        events: {
          nodes: [{ nativeId: raw.id }, { nativeId: aggregated.id }],
          sourceResults: [{ outcome: 'COMPLETE', servedFrom: 'LIVE' }],
        },
        alerts: { sourceResults: [{ outcome: 'COMPLETE' }] },
      });
    });
});
