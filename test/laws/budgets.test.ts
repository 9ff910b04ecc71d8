/** DESIGN section 3, row by row: what is asked, and the upstream calls it may cost when the token is already held. */
import { describe, expect, test } from 'vitest';
import { encodeGlobalId } from '../../src/model/ids.ts';
import {
  CiscoEventsWithEvidenceDocument,
  NewestArgusAlertsDocument,
  RecordsByIdDocument,
} from '../support/generated/graphql.ts';
import { startRig, type Rig, type RigOptions } from '../support/rig.ts';
import { given } from './vendor.ts';

const START = Date.UTC(2026, 4, 4, 9);

/** A rig whose Cisco source holds its token, both logs empty. */
async function ready(fill: (rig: Rig) => void, options: RigOptions = {}): Promise<Rig> {
  const rig = await startRig({ ...options, gta: { switches: {}, ...options.gta } });
  fill(rig);
  await rig.ask('{ source(name: "gta") { alerts(first: 1) { nodes { id } } } }');
  rig.gta.forget();
  rig.argus.forget();
  return rig;
}

const calls = ({ argus, gta }: Rig) => ({ argus: argus.requests.length, gta: gta.requests.length });

describe('Cisco: 1000 events with detections, their alerts, threats and devices', () => {
  const shown = `nodes {
    id severity
    device { id owner }
    alerts(first: 1000) { nodes { id } }
    threatDetections(first: 1000) { nodes {
      id severity
      device { id owner }
      threat { title severity }
      alerts(first: 1000) { nodes { id status } }
    } }
  }`;

  test('are five calls as the prepared operation asks for them', async () => {
    await using rig = await ready(({ gta }) =>
      gta.generate({ events: 1_200, detections: 700, detectionsPerEvent: 3 }),
    );
    const { data, errors } = await rig.ask(CiscoEventsWithEvidenceDocument, { source: 'gta', first: 1_000 });
    expect(errors).toEqual([]);
    const nodes = given(data?.source?.events?.nodes);
    expect(nodes).toHaveLength(1_000);
    expect(nodes.filter(({ threatDetections }) => threatDetections.nodes.length === 3)).toHaveLength(900);
    expect(nodes.every(({ device }) => device?.id !== undefined)).toBe(true);
    expect(calls(rig)).toEqual({ argus: 0, gta: 5 });
    expect(data?.source?.events?.sourceResults).toMatchObject([{ outcome: 'COMPLETE', upstreamCalls: 1 }]);
  });

  test('are five calls even when the detections are about other devices than their events', async () => {
    await using rig = await ready(({ gta }) => {
      const { events, threatDetections } = gta.generate({ events: 1_000, detections: 300, assets: 50 });
      for (const [i, id] of threatDetections.entries()) {
        const { id: affectedAssetId } = gta.addAsset({ id: `other-${i}`, assumedOwner: `owner${i}` });
        gta.updateThreatDetection(id, { affectedAssetId });
      }
      expect(events).toHaveLength(1_000);
    });
    interface Shown {
      readonly source: {
        readonly events: {
          readonly nodes: readonly {
            readonly device: { readonly owner: string | null };
            readonly threatDetections: {
              readonly nodes: readonly { readonly device: { readonly owner: string } }[];
            };
          }[];
        };
      };
    }
    const { data, errors } = await rig.ask<Shown>(
      `{ source(name: "gta") { events(first: 1000) { ${shown} } } }`,
    );
    expect(errors).toEqual([]);
    const nodes = given(data?.source.events.nodes);
    const owners = nodes.flatMap(({ threatDetections }) =>
      threatDetections.nodes.map(({ device }) => device.owner),
    );
    expect(owners).toHaveLength(900);
    expect(owners.every((owner) => owner.startsWith('owner'))).toBe(true);
    expect(calls(rig).gta).toBe(5);
  });

  test('are no more calls when some of what they name is gone', async () => {
    await using rig = await ready(({ gta }) => gta.generate({ events: 1_000, danglingEvery: 7 }));
    const { data, errors } = await rig.ask(CiscoEventsWithEvidenceDocument, { source: 'gta', first: 1_000 });
    expect([errors, given(data?.source?.events?.nodes).length, calls(rig).gta]).toEqual([[], 1_000, 5]);
  });

  test('are one call when nothing around them is selected', async () => {
    await using rig = await ready(({ gta }) => gta.generate({ events: 1_000 }));
    await rig.ask(
      '{ source(name: "gta") { events(first: 1000) { nodes { id title time details { __typename } raw } } } }',
    );
    expect(calls(rig).gta).toBe(1);
  });
});

describe('Cisco: objects by id', () => {
  for (const [type, count, cost] of [
    ['Alert', 2_500, 3],
    ['Alert', 1_000, 1],
    ['Alert', 1_001, 2],
    ['ThreatDetection', 2_500, 3],
    ['Event', 2_500, 3],
  ] as const) {
    test(`${count} of type ${type} are ${cost} calls`, async () => {
      await using rig = await ready(({ gta }) =>
        gta.generate({ events: 2_500, detections: 2_500, alerts: 2_500 }),
      );
      const all = { Alert: rig.gta.alerts, ThreatDetection: rig.gta.threatDetections, Event: rig.gta.events }[
        type
      ];
      const ids = [...all.keys()].slice(0, count).map((id) => encodeGlobalId(type, 'gta', id));
      const { data, errors } = await rig.ask<{ readonly nodes: readonly ({ readonly id: string } | null)[] }>(
        'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
        { ids },
      );
      expect(errors).toEqual([]);
      expect(data?.nodes.map((node) => node?.id)).toEqual(ids);
      expect(calls(rig)).toEqual({ argus: 0, gta: cost });
    });
  }
});

describe('Argus', () => {
  const fill = ({ argus }: Rig): void => {
    argus.generate(3_000, { from: START, to: START + 3_600_000, cases: 12 });
  };

  for (const first of [100, 999, 1_000]) {
    test(`a page of ${first} alerts with their cases is two calls`, async () => {
      await using rig = await ready(({ argus }) => {
        const cases = Array.from({ length: 30 }, () => argus.addCase().id);
        for (let i = 0; i < 1_500; i += 1)
          argus.addEvent({ created: START + i, alarmID: 58_001, caseIDs: cases.slice(i % 30, (i % 30) + 1) });
      });
      const { data, errors } = await rig.ask(NewestArgusAlertsDocument, { source: 'argus', first });
      const alerts = given(data?.source?.alerts);
      expect([errors, alerts.nodes.length, alerts.pageInfo.hasNextPage]).toEqual([[], first, true]);
      expect(alerts.nodes.every(({ cases, events }) => cases.length + events.nodes.length === 2)).toBe(true);
      expect(calls(rig)).toEqual({ argus: 2, gta: 0 });
    });

    test(`the properties and comments of a page of ${first} events are nothing beyond the page itself`, async () => {
      await using rig = await ready(fill);
      const cost = async (shown: string): Promise<number> => {
        rig.argus.forget();
        const query = `query ($first: Int) { source(name: "argus") { events(first: $first) { nodes { ${shown} } } } }`;
        expect((await rig.ask(query, { first })).errors).toEqual([]);
        return calls(rig).argus;
      };
      const alone = await cost('id');
      const details = 'details { ... on ArgusEventDetails { properties { key values } comments { text } } }';
      expect(await cost(`observables { value } ${details}`)).toBe(alone);
    });
  }

  test('nodes of N event ids is one call', async () => {
    await using rig = await ready(fill);
    const ids = [...rig.argus.events.keys()].slice(0, 900).map((id) => encodeGlobalId('Event', 'argus', id));
    const { data, errors } = await rig.ask(RecordsByIdDocument, { ids });
    expect(errors).toEqual([]);
    expect(data?.nodes.map((node) => node?.id)).toEqual(ids);
    expect(calls(rig).argus).toBe(1);
  });

  test('nodes of N event ids is a call for each, at most eight at a time, when that search is refused', async () => {
    await using rig = await ready(fill, {
      argus: { switches: { eventIdentifierSupported: false } },
      sources: { argus: { maxConcurrent: 40, timeout: '20s' } },
    });
    let most = 0;
    rig.argus.fault({
      kind: 'delay',
      ms: 5,
      match: {
        method: 'GET',
        when() {
          // A request without a status is on its way.
          most = Math.max(most, rig.argus.requests.filter(({ status }) => status === 0).length);
          return true;
        },
      },
    });
    const ids = [...rig.argus.events.keys()].slice(0, 60).map((id) => encodeGlobalId('Event', 'argus', id));
    const { data, errors } = await rig.ask(RecordsByIdDocument, { ids });
    expect(errors).toEqual([]);
    expect(data?.nodes.map((node) => node?.id)).toEqual(ids);
    expect([rig.argus.count(undefined, 'POST'), rig.argus.count(undefined, 'GET')]).toEqual([1, 60]);
    expect(most).toBe(8);
  });
});

describe('totalCount', () => {
  const query = (total: string) =>
    `query ($name: String!, $skip: Boolean = true) { source(name: $name) { page: events(first: 7) { nodes { id } ${total} } } }`;

  for (const name of ['argus', 'gta'] as const) {
    for (const [what, total] of [
      ['not selected', ''],
      ['selected and skipped', 'totalCount @skip(if: $skip) { value }'],
    ] as const) {
      test(`${what} costs nothing at ${name}`, async () => {
        await using rig = await ready(({ argus, gta }) => {
          argus.generate(300, { from: START, to: START + 1_000 });
          gta.generate({ events: 300 });
        });
        const { errors } = await rig.ask(
          query(total).replace(total === '' ? ', $skip: Boolean = true' : '', ''),
          { name },
        );
        expect([errors, calls(rig)[name]]).toEqual([[], 1]);
      });
    }
  }

  test('of Argus is told when it is selected, and null when Argus does not count', async () => {
    await using rig = await ready(
      ({ argus }) => void argus.generate(300, { from: START, to: START + 1_000 }),
    );
    interface Counted {
      readonly source: { readonly page: { readonly totalCount: unknown } };
    }
    const ask = () =>
      rig.ask<Counted>(query('totalCount { value relation }').replace(', $skip: Boolean = true', ''), {
        name: 'argus',
      });
    expect((await ask()).data?.source.page.totalCount).toEqual({ value: 300, relation: 'EXACT' });
    rig.argus.switches.countMode = 'minusOne';
    expect((await ask()).data?.source.page.totalCount).toBeNull();
    rig.argus.switches.countMode = 'zero';
    expect((await ask()).data?.source.page.totalCount).toBeNull();
  });
});

describe('a source', () => {
  test('that nobody asks about is not asked', async () => {
    await using rig = await ready(fillBoth);
    await rig.ask('{ sources { id name vendor url state capabilities lastError { code } } }');
    await rig.ask('{ source(name: "argus") { events(first: 3) { nodes { id } } } }');
    expect(calls(rig).gta).toBe(0);
  });

  test('is asked once for what stands in one operation twice', async () => {
    await using rig = await ready(fillBoth);
    const id = encodeGlobalId('Alert', 'gta', [...rig.gta.alerts.keys()][0] ?? '');
    const { data } = await rig.ask(
      `{ a: node(id: "${id}") { id } b: node(id: "${id}") { id } c: nodes(ids: ["${id}", "${id}"]) { id } }`,
    );
    expect(data).toEqual({ a: { id }, b: { id }, c: [{ id }, { id }] });
    expect(calls(rig)).toEqual({ argus: 0, gta: 1 });
  });
});

function fillBoth({ argus, gta }: Rig): void {
  argus.generate(20, { from: START, to: START + 1_000 });
  gta.generate({ events: 20 });
}
