/** A source that answers some calls of an operation and not others: what it answered is there, what it did not is named. */
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/simulators/kit.ts';
import { addIncident, clockAtNoon, idOf, ids } from '../support/incident.ts';
import { startRig, type ClientError, type Rig } from '../support/rig.ts';

async function start(sources: Readonly<Record<string, { readonly timeout: string }>> = {}): Promise<Rig> {
  const rig = await startRig({ clock: clockAtNoon(), sources });
  addIncident(rig);
  return rig;
}

const stripped = (errors: readonly ClientError[]) =>
  errors.map(({ message, path, extensions }) => ({ message, path, extensions }));

const results = 'sourceResults { source { name } outcome servedFrom error { code message at retryAt } }';
const result = (source: string) => ({
  source: { name: source },
  outcome: 'COMPLETE',
  servedFrom: 'LIVE',
  error: null,
});
const failed = (source: string, outcome: string, code: string, message: string, retryAt?: string) => ({
  source: { name: source },
  outcome,
  servedFrom: 'NOTHING',
  error: { code, message, at: '2026-03-01T12:00:00.000Z', retryAt: retryAt ?? null },
});

/** Costs five calls: events, detections, and beneath those alerts, threats and devices. */
const ciscoEvidence = `{
  gta: source(name: "gta") {
    name
    events {
      nodes {
        id title severity
        device { id owner }
        threatDetections {
          nodes { id threat { title severity } alerts { nodes { id status } ${results} } }
          ${results}
        }
      }
      ${results}
    }
  }
}`;

interface CiscoParts {
  readonly severity?: string;
  readonly device?: unknown;
  readonly threat?: unknown;
  readonly alerts?: unknown;
  readonly threatDetections?: unknown;
}

const ciscoAnswer = (parts: CiscoParts = {}) => ({
  gta: {
    name: 'gta',
    events: {
      nodes: [
        {
          id: ids.gtaEvent,
          title: 'Beaconing to rare host',
          severity: parts.severity ?? 'HIGH',
          device: parts.device === undefined ? { id: 'as-1', owner: 'ana' } : parts.device,
          threatDetections: parts.threatDetections ?? {
            nodes: [
              {
                id: ids.gtaDetection,
                threat: parts.threat ?? { title: 'Rare beacon', severity: 'HIGH' },
                alerts: parts.alerts ?? {
                  nodes: [{ id: ids.gtaAlert, status: 'NEW' }],
                  sourceResults: [result('gta')],
                },
              },
            ],
            sourceResults: [result('gta')],
          },
        },
      ],
      sourceResults: [result('gta')],
    },
  },
});

const event = ['gta', 'events', 'nodes', 0];
const detection = [...event, 'threatDetections', 'nodes', 0];

describe('events of Cisco GTA', () => {
  test('come with everything around them for five calls', async () => {
    await using rig = await start();
    const { data, errors } = await rig.ask(ciscoEvidence);
    expect(errors).toEqual([]);
    expect(data).toEqual(ciscoAnswer());
    expect(rig.gta.requests.length - rig.gta.tokenRequests).toBe(5);
  });

  test('stand without their detections while the search for those hangs', async () => {
    await using rig = await start({ gta: { timeout: '500ms' } });
    rig.gta.fault({ kind: 'hang', match: { path: /enriched-threat-detections/ } });
    const { data, errors } = await rig.ask(ciscoEvidence);
    const message = 'Source "gta" did not answer in time.';
    expect(data).toEqual(
      ciscoAnswer({
        severity: 'UNKNOWN',
        // It is asked for after the detections, in one call with theirs, and the time is over then.
        device: null,
        threatDetections: {
          nodes: [],
          sourceResults: [failed('gta', 'TIMED_OUT', 'SOURCE_TIMEOUT', message)],
        },
      }),
    );
    const extensions = { code: 'SOURCE_TIMEOUT', source: 'gta' };
    expect(stripped(errors)).toEqual(
      expect.arrayContaining([
        { message, path: [...event, 'severity'], extensions },
        { message, path: [...event, 'threatDetections'], extensions },
        { message, path: [...event, 'device'], extensions },
      ]),
    );
    expect(errors).toHaveLength(3);
  });

  test('lose only the alerts while those are rate-limited', async () => {
    await using rig = await start();
    const fault: Fault = { kind: 'status', status: 429, headers: { 'retry-after': '60' } };
    rig.gta.fault({ ...fault, match: { path: /alerts\/search/ } });
    const { data, errors } = await rig.ask(ciscoEvidence);
    const message = 'Source "gta" asks us to slow down.';
    const retryAt = '2026-03-01T12:01:00.000Z';
    expect(data).toEqual(
      ciscoAnswer({
        alerts: {
          nodes: [],
          sourceResults: [failed('gta', 'RATE_LIMITED', 'RATE_LIMITED', message, retryAt)],
        },
      }),
    );
    expect(stripped(errors)).toEqual([
      {
        message,
        path: [...detection, 'alerts'],
        extensions: { code: 'RATE_LIMITED', source: 'gta', retryAt },
      },
    ]);
  });

  test('lose only the names of threats while the catalogue sends HTML', async () => {
    await using rig = await start();
    rig.gta.fault({ kind: 'html', match: { path: /records\/search/ } });
    const { data, errors } = await rig.ask(ciscoEvidence);
    const message = 'Source "gta" sent an answer that cannot be understood.';
    const extensions = { code: 'SOURCE_INVALID_RESPONSE', source: 'gta' };
    expect(data).toEqual(
      ciscoAnswer({ severity: 'UNKNOWN', threat: { title: 'ti-1', severity: 'UNKNOWN' } }),
    );
    expect(stripped(errors)).toEqual(
      expect.arrayContaining([
        { message, path: [...event, 'severity'], extensions },
        { message, path: [...detection, 'threat'], extensions },
      ]),
    );
    expect(errors).toHaveLength(2);
  });

  test('lose only the devices while those answer 500', async () => {
    await using rig = await start();
    rig.gta.fault({ kind: 'status', status: 500, match: { path: /assets\/search/ } });
    const { data, errors } = await rig.ask(ciscoEvidence);
    expect(data).toEqual(ciscoAnswer({ device: null }));
    expect(stripped(errors)).toEqual([
      {
        message: 'Source "gta" cannot be reached or is out of order.',
        path: [...event, 'device'],
        extensions: { code: 'SOURCE_UNAVAILABLE', source: 'gta' },
      },
    ]);
  });
});

const argusWork = `{
  argus: source(name: "argus") {
    alerts { nodes { id title severity cases { id subject } } ${results} }
    cases { nodes { id events { nodes { id } ${results} } alerts { nodes { id } ${results} } } ${results} }
  }
}`;

const caseList = (parts: { readonly events?: unknown; readonly alerts?: unknown } = {}) => ({
  nodes: [
    {
      id: ids.argusCase,
      events: parts.events ?? { nodes: [{ id: ids.argusEvent }], sourceResults: [result('argus')] },
      alerts: parts.alerts ?? { nodes: [{ id: ids.argusAlert }], sourceResults: [result('argus')] },
    },
  ],
  sourceResults: [result('argus')],
});
const alertList = (cases: readonly unknown[]) => ({
  nodes: [{ id: ids.argusAlert, title: expect.any(String), severity: 'HIGH', cases }],
  sourceResults: [result('argus')],
});

describe('alerts and cases of Argus', () => {
  test('come with each other', async () => {
    await using rig = await start();
    const { data, errors } = await rig.ask(argusWork);
    expect(errors).toEqual([]);
    const cases = [{ id: ids.argusCase, subject: 'Beacon from a workstation' }];
    expect(data).toEqual({ argus: { alerts: alertList(cases), cases: caseList() } });
  });

  test('alerts stand while the cases hang', async () => {
    await using rig = await start({ argus: { timeout: '400ms' } });
    rig.argus.fault({ kind: 'hang', match: { path: /^\/cases\// } });
    const { data, errors } = await rig.ask(argusWork);
    expect(data).toEqual({ argus: { alerts: alertList([]), cases: null } });
    const rest = {
      message: 'Source "argus" did not answer in time.',
      extensions: { code: 'SOURCE_TIMEOUT', source: 'argus' },
    };
    expect(stripped(errors)).toEqual(
      expect.arrayContaining([
        { ...rest, path: ['argus', 'alerts', 'nodes', 0, 'cases'] },
        { ...rest, path: ['argus', 'cases'] },
      ]),
    );
    expect(errors).toHaveLength(2);
  });

  test('cases stand while the listings beneath them send wrong types', async () => {
    await using rig = await start();
    rig.argus.fault({
      kind: 'rewrite',
      rewrite: () => '{"responseCode":200,"count":1,"data":{"events":"all"}}',
      match: { path: /\/case\/5001$/, when: ({ path }) => path.startsWith('/events/') },
    });
    const { data, errors } = await rig.ask(argusWork);
    const message = 'Source "argus" sent an answer that cannot be understood.';
    const broken = {
      nodes: [],
      sourceResults: [failed('argus', 'UNAVAILABLE', 'SOURCE_INVALID_RESPONSE', message)],
    };
    expect(data).toEqual({
      argus: {
        alerts: alertList([{ id: ids.argusCase, subject: 'Beacon from a workstation' }]),
        cases: caseList({ events: broken, alerts: broken }),
      },
    });
    const rest = { message, extensions: { code: 'SOURCE_INVALID_RESPONSE', source: 'argus' } };
    const at = ['argus', 'cases', 'nodes', 0];
    expect(stripped(errors)).toEqual(
      expect.arrayContaining([
        { ...rest, path: [...at, 'events'] },
        { ...rest, path: [...at, 'alerts'] },
      ]),
    );
    expect(errors).toHaveLength(2);
  });

  test('an event keeps what it has while its lineage and payload are out of order', async () => {
    await using rig = await start();
    rig.argus.fault({ kind: 'status', status: 503, match: { path: /lineage|payload/ } });
    const { data, errors } = await rig.ask(
      `query ($id: ID!) {
        node(id: $id) {
          ... on Event { id details { ... on ArgusEventDetails { flags payload { type } lineage { type } } } }
        }
      }`,
      { id: ids.argusEvent },
    );
    expect(data).toEqual({
      node: {
        id: ids.argusEvent,
        details: { flags: ['identifiedThreat'], payload: null, lineage: [] },
      },
    });
    const rest = {
      message: 'Source "argus" cannot be reached or is out of order.',
      extensions: { code: 'SOURCE_UNAVAILABLE', source: 'argus' },
    };
    expect(stripped(errors)).toEqual(
      expect.arrayContaining([
        { ...rest, path: ['node', 'details', 'payload'] },
        { ...rest, path: ['node', 'details', 'lineage'] },
      ]),
    );
    expect(errors).toHaveLength(2);
  });
});

describe('nodes of both sources in one query', () => {
  const wanted = [
    ids.argusEvent,
    ids.gtaEvent,
    'no id at all',
    ids.argusCase,
    ids.gtaAlert,
    idOf('Alert', 'gta', 'al-404'),
    ids.gtaThreat,
    idOf('Alert', 'nobody', 'al-1'),
    ids.argusAlert,
  ];
  const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
  const unreadable = {
    message: 'ids[2]: is not an id (expected an id that Crosswatch gave out)',
    path: ['nodes', 2],
    extensions: {
      code: 'INVALID_INPUT',
      fields: [{ path: 'ids[2]', message: 'is not an id', expected: 'an id that Crosswatch gave out' }],
    },
  };
  const all = wanted.map((id, i) => ([2, 5, 7].includes(i) ? null : { id }));

  test('each stands in its place; ids of nothing are null', async () => {
    await using rig = await start();
    const { data, errors } = await rig.ask(query, { ids: wanted });
    expect(data).toEqual({ nodes: all });
    expect(stripped(errors)).toEqual([unreadable]);
  });

  test('those of a source that hangs are null, each with its error; the others are whole', async () => {
    await using rig = await start({ argus: { timeout: '300ms' } });
    rig.argus.fault({ kind: 'hang' });
    const { data, errors } = await rig.ask(query, { ids: wanted });
    expect(data).toEqual({ nodes: all.map((node, i) => ([0, 3, 8].includes(i) ? null : node)) });
    const late = (i: number) => ({
      message: 'Source "argus" did not answer in time.',
      path: ['nodes', i],
      extensions: { code: 'SOURCE_TIMEOUT', source: 'argus' },
    });
    expect(stripped(errors)).toEqual(expect.arrayContaining([unreadable, late(0), late(3), late(8)]));
    expect(errors).toHaveLength(4);
  });

  test('those of a source that cuts connections are null, each with its error; the others are whole', async () => {
    await using rig = await start();
    rig.gta.fault({ kind: 'reset' });
    const { data, errors } = await rig.ask(query, { ids: wanted });
    expect(data).toEqual({ nodes: all.map((node, i) => ([1, 4, 6].includes(i) ? null : node)) });
    const down = (i: number) => ({
      message: 'Source "gta" cannot be reached or is out of order.',
      path: ['nodes', i],
      extensions: { code: 'SOURCE_UNAVAILABLE', source: 'gta' },
    });
    // The alert that does not exist cannot be told from one that cannot be had.
    expect(stripped(errors)).toEqual(
      expect.arrayContaining([unreadable, down(1), down(4), down(5), down(6)]),
    );
    expect(errors).toHaveLength(5);
  });
});
