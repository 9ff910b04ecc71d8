/** What clients get while a source fails: a coded error for each of its parts, and everything of the others. */
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/simulators/kit.ts';
import { addIncident, clockAtNoon, ids } from '../support/incident.ts';
import { startRig, type Answer, type Rig } from '../support/rig.ts';

const results = `sourceResults {
  source { name } outcome servedFrom upstreamCalls error { code message at retryAt }
}`;
const page = `(first: 5) { nodes { id } ${results} }`;
const everyConnection = `{
  argus: source(name: "argus") {
    name events${page} alerts${page} threatDetections${page} cases${page}
  }
  gta: source(name: "gta") {
    name events${page} alerts${page} threatDetections${page} flows${page}
  }
}`;

const connections = {
  argus: ['events', 'alerts', 'threatDetections', 'cases'],
  gta: ['events', 'alerts', 'threatDetections', 'flows'],
} as const;
type Vendor = keyof typeof connections;

const complete = (source: Vendor, upstreamCalls = 1) => [
  { source: { name: source }, outcome: 'COMPLETE', servedFrom: 'LIVE', upstreamCalls, error: null },
];
const connection = (source: Vendor, id?: string, upstreamCalls = 1) => ({
  nodes: id === undefined ? [] : [{ id }],
  sourceResults: complete(source, upstreamCalls),
});

const healthy = {
  argus: {
    name: 'argus',
    events: connection('argus', ids.argusEvent),
    alerts: connection('argus', ids.argusAlert),
    threatDetections: connection('argus', ids.argusDetection),
    cases: connection('argus', ids.argusCase),
  },
  gta: {
    name: 'gta',
    // Whoever comes first fetches the token.
    events: connection('gta', ids.gtaEvent, 2),
    alerts: connection('gta', ids.gtaAlert),
    // Their alerts are a second call, made because the operation selects a field of that name.
    threatDetections: connection('gta', ids.gtaDetection, 2),
    flows: connection('gta'),
  },
};
const dead = {
  argus: { name: 'argus', events: null, alerts: null, threatDetections: null, cases: null },
  gta: { name: 'gta', events: null, alerts: null, threatDetections: null, flows: null },
};

const withoutLocations = ({ errors }: Answer) =>
  errors
    .map(({ message, path, extensions }) => ({ message, path, extensions }))
    .toSorted((a, b) => JSON.stringify(a.path).localeCompare(JSON.stringify(b.path)));

const sentences = {
  SOURCE_TIMEOUT: 'did not answer in time',
  SOURCE_UNAVAILABLE: 'cannot be reached or is out of order',
  SOURCE_UNAUTHORIZED: 'refuses the configured credentials',
  RATE_LIMITED: 'asks us to slow down',
  SOURCE_INVALID_RESPONSE: 'sent an answer that cannot be understood',
} as const;
type Code = keyof typeof sentences;

interface Case {
  readonly name: string;
  readonly fault: Fault;
  readonly code: Code;
  readonly state: string;
  readonly retryAt?: string;
  readonly timeout?: string;
}

const invalid = { code: 'SOURCE_INVALID_RESPONSE', state: 'DEGRADED' } as const;
const unavailable = { code: 'SOURCE_UNAVAILABLE', state: 'UNAVAILABLE' } as const;
const everythingWrong = (name: string, body: string): Case => ({
  name,
  fault: { kind: 'rewrite', rewrite: () => body },
  ...invalid,
});

const cases: readonly Case[] = [
  {
    name: 'a hang',
    fault: { kind: 'hang' },
    code: 'SOURCE_TIMEOUT',
    state: 'UNAVAILABLE',
    timeout: '300ms',
  },
  { name: 'a reset', fault: { kind: 'reset' }, ...unavailable },
  { name: 'an answer cut off with its connection', fault: { kind: 'truncate' }, ...unavailable },
  { name: 'a 500', fault: { kind: 'status', status: 500, body: 'oops' }, ...unavailable },
  { name: 'a 503', fault: { kind: 'status', status: 503 }, ...unavailable },
  { name: 'a redirect', fault: { kind: 'status', status: 302, headers: { location: '/x' } }, ...unavailable },
  {
    name: 'a 401',
    fault: { kind: 'status', status: 401 },
    code: 'SOURCE_UNAUTHORIZED',
    state: 'UNAUTHORIZED',
  },
  {
    name: 'a 429 with Retry-After',
    fault: { kind: 'status', status: 429, headers: { 'retry-after': '3600' } },
    code: 'RATE_LIMITED',
    state: 'RATE_LIMITED',
    retryAt: '2026-03-01T13:00:00.000Z',
  },
  { name: 'JSON that stops half-way', fault: { kind: 'truncateJson' }, ...invalid },
  { name: 'an HTML page', fault: { kind: 'html' }, ...invalid },
  everythingWrong('an empty answer', ''),
  everythingWrong('null', 'null'),
  everythingWrong('a list', '[]'),
  everythingWrong('wrong types', '{"responseCode":"200","data":"x","items":7,"pageInfo":[]}'),
  everythingWrong('no list where one belongs', '{"responseCode":200,"data":{},"items":{},"pageInfo":{}}'),
];

async function start(vendor: Vendor, timeout?: string): Promise<Rig> {
  const rig = await startRig({
    clock: clockAtNoon(),
    ...(timeout === undefined ? {} : { sources: { [vendor]: { timeout } } }),
  });
  addIncident(rig);
  return rig;
}

/** Everything but Cisco's token host. */
const api = /^(?!\/iroh)/;

for (const vendor of ['argus', 'gta'] as const) {
  const other = vendor === 'argus' ? 'gta' : 'argus';
  describe(`${vendor} answers with`, () => {
    for (const { name, fault, code, state, retryAt, timeout } of cases) {
      test(`${name}: each of its connections is null with a coded error, ${other} answers all`, async () => {
        await using rig = await start(vendor, timeout);
        rig[vendor].fault({ ...fault, match: { path: api } });
        const answer = await rig.ask(everyConnection);
        expect(answer.data).toEqual({ ...healthy, [vendor]: dead[vendor] });
        const message = `Source "${vendor}" ${sentences[code]}.`;
        const extensions = { code, source: vendor, ...(retryAt === undefined ? {} : { retryAt }) };
        expect(withoutLocations(answer)).toEqual(
          connections[vendor].toSorted().map((field) => ({ message, path: [vendor, field], extensions })),
        );
        expect(answer.status).toBe(200);

        const { data } = await rig.ask('{ sources { name state lastError { code message at retryAt } } }');
        const lastError = { code, message, at: '2026-03-01T12:00:00.000Z', retryAt: retryAt ?? null };
        const states = {
          [vendor]: { name: vendor, state, lastError },
          [other]: { name: other, state: 'OK', lastError: null },
        };
        expect(data).toEqual({ sources: [states['argus'], states['gta']] });

        rig[vendor].heal();
        const again = await rig.ask(`{ source(name: "${vendor}") { events { nodes { id } } } }`);
        expect(again.errors).toEqual([]);
      });
    }
  });
}

describe('the token host of Cisco GTA', () => {
  const tokenCases: readonly (readonly [name: string, fault: Fault, code: Code])[] = [
    ['resets', { kind: 'reset' }, 'SOURCE_UNAVAILABLE'],
    ['answers 500', { kind: 'status', status: 500 }, 'SOURCE_UNAVAILABLE'],
    ['answers 404', { kind: 'status', status: 404 }, 'SOURCE_UNAVAILABLE'],
    ['refuses the client', { kind: 'status', status: 400 }, 'SOURCE_UNAUTHORIZED'],
    ['sends HTML', { kind: 'html' }, 'SOURCE_INVALID_RESPONSE'],
    ['sends no token', { kind: 'rewrite', rewrite: () => '{}' }, 'SOURCE_INVALID_RESPONSE'],
  ];
  for (const [name, fault, code] of tokenCases) {
    test(`${name}: coded errors for Cisco, everything of Argus`, async () => {
      await using rig = await start('gta');
      rig.gta.fault({ ...fault, match: { path: /^\/iroh/ } });
      const answer = await rig.ask(everyConnection);
      expect(answer.data).toEqual({ ...healthy, gta: dead.gta });
      expect(withoutLocations(answer)).toEqual(
        connections.gta.toSorted().map((field) => ({
          message: `Source "gta" ${sentences[code]}.`,
          path: ['gta', field],
          extensions: { code, source: 'gta' },
        })),
      );
    });
  }
});

describe('a source that hangs', () => {
  test('costs five seconds when nothing else is configured, both at once no more', async () => {
    await using rig = await start('gta');
    rig.argus.fault({ kind: 'hang' });
    rig.gta.fault({ kind: 'hang' });
    const started = performance.now();
    const { data, errors } = await rig.ask(everyConnection);
    const took = performance.now() - started;
    expect(data).toEqual(dead);
    expect(new Set(errors.map(({ extensions }) => extensions?.['code']))).toEqual(
      new Set(['SOURCE_TIMEOUT']),
    );
    expect(took).toBeGreaterThan(4_900);
    expect(took).toBeLessThan(6_500);
  });

  test('has one deadline for all its calls in an operation: what came slowly leaves less for the rest', async () => {
    await using rig = await start('gta', '1s');
    rig.gta.fault({ kind: 'delay', ms: 700, match: { path: /enriched-events/ } });
    rig.gta.fault({ kind: 'hang', match: { path: /enriched-threat-detections/ } });
    const started = performance.now();
    const { data, errors } = await rig.ask(
      '{ source(name: "gta") { events { nodes { id threatDetections { nodes { id } } } } } }',
    );
    // A deadline for each call would make it 1.7 s.
    expect(performance.now() - started).toBeLessThan(1_600);
    expect(data).toEqual({
      source: { events: { nodes: [{ id: ids.gtaEvent, threatDetections: { nodes: [] } }] } },
    });
    expect(errors).toEqual([
      {
        message: 'Source "gta" did not answer in time.',
        path: ['source', 'events', 'nodes', 0, 'threatDetections'],
        extensions: { code: 'SOURCE_TIMEOUT', source: 'gta' },
      },
    ]);
  });
});
