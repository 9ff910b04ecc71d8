/** Sources that send what nobody documented: every record comes out, with every field of it. */
import { describe, expect, test } from 'vitest';
import type { ArgusSwitches } from '../../src/simulators/argus/switches.ts';
import { addIncident, clockAtNoon } from '../support/incident.ts';
import { startRig, type Rig } from '../support/rig.ts';
import { everyField } from '../support/selection.ts';

type Kind = 'events' | 'alerts' | 'threatDetections' | 'cases' | 'flows';
const typeOf: Readonly<Record<Kind, string>> = {
  events: 'Event',
  alerts: 'Alert',
  threatDetections: 'ThreatDetection',
  cases: 'Case',
  flows: 'Flow',
};

interface Page {
  readonly source: Readonly<Record<string, { readonly nodes: readonly { readonly id: string }[] }>>;
}

/** Global ids of everything the source lists of a kind, with every field asked for. */
async function read(rig: Rig, source: 'argus' | 'gta', kind: Kind) {
  const query = `{ source(name: "${source}") { ${kind}(first: 1000) { nodes { ${everyField(typeOf[kind])} } } } }`;
  const { data, errors } = await rig.ask<Page>(query);
  return { ids: (data?.source[kind]?.nodes ?? []).map(({ id }) => id).toSorted(), errors };
}

async function idsOf(rig: Rig, source: 'argus' | 'gta', kind: Kind): Promise<string[]> {
  const { ids, errors } = await read(rig, source, kind);
  expect(errors).toEqual([]);
  return ids;
}

const argusKinds = ['events', 'alerts', 'threatDetections', 'cases'] as const;
const gtaKinds = ['events', 'alerts', 'threatDetections', 'flows'] as const;

async function startArgus(api: 'v1' | 'v2'): Promise<Rig> {
  const rig = await startRig({ clock: clockAtNoon(), gta: false, sources: { argus: { api } } });
  rig.argus.addCase({ id: 5001 });
  rig.argus.generate(40, { cases: 3 });
  for (let i = 0; i < 6; i++) {
    const range = { address: '10.9.8.0/24', host: null, port: null, user: null, geo: null };
    rig.argus.addEvent({
      alarmID: 58_001,
      flags: ['IDENTIFIED_THREAT', 'FLAG_OF_THE_FUTURE'],
      source: range,
      destination: { ...range, address: 'fe80::/10' },
      caseIDs: [5001],
    });
  }
  return rig;
}

const everySwitch: Partial<ArgusSwitches> = {
  extraFields: true,
  unknownWords: true,
  sparse: true,
  protocolAsNumber: true,
  flagsAsBitmask: true,
  duplicateKeys: true,
  domainForm: 'object',
  unrequested: 'null',
  networkAddressForm: 'cidr',
  countMode: 'minusOne',
};
const oddities: readonly Partial<ArgusSwitches>[] = [
  ...Object.entries(everySwitch).map(([name, value]) => ({ [name]: value })),
  { countMode: 'zero' },
  everySwitch,
];

describe.each(['v1', 'v2'] as const)('Argus %s', (api) => {
  for (const oddity of oddities) {
    const names = Object.keys(oddity);
    const said = names.length > 1 ? 'all oddities at once' : JSON.stringify(oddity);
    test(`with ${said}: every record comes out`, async () => {
      await using rig = await startArgus(api);
      const proper = await Promise.all(argusKinds.map((kind) => idsOf(rig, 'argus', kind)));
      expect(proper.map(({ length }) => length > 0)).toEqual([true, true, true, true]);
      Object.assign(rig.argus.switches, oddity);
      // v2 leaves the alarm out then, too: an event without one is no alert, and a detection is named after it.
      const kinds = oddity.sparse === true && api === 'v2' ? (['events', 'cases'] as const) : argusKinds;
      for (const kind of kinds)
        expect(await idsOf(rig, 'argus', kind)).toEqual(proper[argusKinds.indexOf(kind)]);
    });
  }
});

/** What may stand where something else belongs; undefined: nothing does. */
const misfits = [undefined, null, 7, -1, 1.5, 'x', '', true, [], ['x', null], {}, { x: 1 }] as const;

type Row = Record<string, unknown>;
const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The answer's first record with another value under a key. */
function withMisfit(body: string, list: 'data' | 'items', key: string, misfit: unknown): string {
  const answer: unknown = JSON.parse(body);
  const rows = isRow(answer) ? answer[list] : undefined;
  const first: unknown = Array.isArray(rows) ? rows[0] : undefined;
  if (!isRow(first)) return body;
  if (misfit === undefined) delete first[key];
  else first[key] = misfit;
  return JSON.stringify(answer);
}

interface Bent {
  readonly source: 'argus' | 'gta';
  readonly kind: Kind;
  readonly list: 'data' | 'items';
  readonly path: RegExp;
  /** Keys that make the record what it is: without them nobody could name it. */
  readonly identity: readonly string[];
}

interface Damage {
  /** Keys for which the record itself was lost. */
  readonly lost: string[];
  /** Whatever else went wrong: `key = value: what`. */
  readonly more: string[];
}

/** Asks with each key of the first record bent in each way. */
async function bendEverything(rig: Rig, { source, kind, list, path }: Bent): Promise<Damage> {
  const sim = rig[source];
  const keys: string[] = [];
  const match = { path };
  sim.fault({
    kind: 'rewrite',
    times: 1,
    match,
    rewrite(body) {
      const answer: unknown = JSON.parse(body);
      const rows = isRow(answer) ? answer[list] : undefined;
      const first: unknown = Array.isArray(rows) ? rows[0] : undefined;
      if (isRow(first)) keys.push(...Object.keys(first));
      return body;
    },
  });
  const proper = await idsOf(rig, source, kind);
  expect(keys.length).toBeGreaterThan(2);
  const lost = new Set<string>();
  const more: string[] = [];
  for (const key of keys) {
    for (const misfit of misfits) {
      sim.heal();
      sim.fault({ kind: 'rewrite', match, rewrite: (body) => withMisfit(body, list, key, misfit) });
      const { ids, errors } = await read(rig, source, kind);
      const bending = `${key} = ${JSON.stringify(misfit)}`;
      if (errors.length > 0) {
        more.push(`${bending}: ${errors.map(({ message }) => message).join(', ')}`);
        continue;
      }
      const missing = proper.filter((id) => !ids.includes(id));
      if (missing.length === 1) lost.add(key);
      if (missing.length > 1) more.push(`${bending}: lost ${missing.length}`);
    }
  }
  sim.heal();
  return { lost: [...lost].toSorted(), more };
}

const bent: readonly Bent[] = [
  { source: 'gta', kind: 'events', list: 'items', path: /enriched-events/, identity: ['id'] },
  { source: 'gta', kind: 'alerts', list: 'items', path: /\/alerts$/, identity: ['id'] },
  { source: 'gta', kind: 'threatDetections', list: 'items', path: /threat-detections$/, identity: ['id'] },
  { source: 'argus', kind: 'events', list: 'data', path: /event\/search$/, identity: ['id'] },
  { source: 'argus', kind: 'cases', list: 'data', path: /case\/search$/, identity: ['id'] },
];

describe('a record whose field is of the wrong type, null or missing', () => {
  for (const one of bent) {
    test(`${one.source} ${one.kind}: comes out with its page unless it has lost its identity`, async () => {
      await using rig = await startRig({ clock: clockAtNoon() });
      addIncident(rig);
      rig.argus.addEvent({ alarmID: 58_002, severity: 'low' });
      rig.argus.addCase({ id: 5002 });
      rig.gta.addEvent({ id: 'ev-2' });
      rig.gta.addAlert({ id: 'al-2' });
      rig.gta.addThreatDetection({ id: 'td-2' });
      expect(await bendEverything(rig, one)).toEqual({ lost: one.identity, more: [] });
    });
  }
});

/** Every number in a value replaced by another one, but 0, with which v1 says that there is none. */
function withNumbers(value: unknown, number: number): unknown {
  if (typeof value === 'number') return value === 0 ? 0 : number;
  if (Array.isArray(value)) return value.map((part) => withNumbers(part, number));
  if (!isRow(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withNumbers(part, number)]));
}

/** An answer all of whose records hold one number wherever one stands; what they are called stays. */
function allNumbers(body: string, number: number): string {
  const answer: unknown = JSON.parse(body);
  if (!isRow(answer) || !Array.isArray(answer['data'])) return body;
  const data = answer['data'].map((row: unknown) => {
    const changed = withNumbers(row, number);
    return isRow(row) && isRow(changed) ? { ...changed, id: row['id'] } : changed;
  });
  return JSON.stringify({ ...answer, count: number, data });
}

/** None of these is an Int, a BigInt and a DateTime at once, and most are none of them. */
const oddNumbers = [1.5, -1, -1.5, 65_536, 2 ** 31, 2 ** 53, 8.64e15 + 1, 1e18, -1e18, 1e308] as const;

describe.each(['v1', 'v2'] as const)('Argus %s with numbers that are none of what they stand for', (api) => {
  test.each(oddNumbers)('%d everywhere: every record comes out', async (number) => {
    await using rig = await startArgus(api);
    const kinds = ['events', 'alerts', 'cases'] as const;
    for (const kind of kinds) {
      rig.argus.heal();
      const proper = await idsOf(rig, 'argus', kind);
      expect(proper.length).toBeGreaterThan(0);
      rig.argus.fault({ kind: 'rewrite', rewrite: (body) => allNumbers(body, number) });
      expect(await idsOf(rig, 'argus', kind)).toEqual(proper);
    }
  });
});

describe('Cisco GTA', () => {
  test('with strangers, unknown words, nulls and dangling references: every record comes out', async () => {
    await using rig = await startRig({ clock: clockAtNoon(), argus: false });
    rig.gta.generate({ events: 40, flowsPerEvent: 1, danglingEvery: 3 });
    const proper = await Promise.all(gtaKinds.map((kind) => idsOf(rig, 'gta', kind)));
    expect(proper.map(({ length }) => length > 0)).toEqual([true, true, true, true]);
    rig.gta.switches.unknownFields = true;
    const [event = '', other = ''] = rig.gta.events.keys();
    const [alert = ''] = rig.gta.alerts.keys();
    const [detection = ''] = rig.gta.threatDetections.keys();
    const [record = ''] = rig.gta.records.keys();
    rig.gta.distort(event, { title: null, subtitle: 7, securityAnnotation: 'x', affectedAssetId: null });
    rig.gta.distort(other, {
      threatDetectionIds: null,
      modifiedAt: 'tomorrow',
      securityEventTypeId: undefined,
    });
    rig.gta.distort(alert, { risk: 'Apocalyptic', status: { value: 'Dreaming' }, note: 7, etaFlag: {} });
    rig.gta.distort(detection, { confidence: 'Absolute', alertIds: 'all', affectedAssetId: undefined });
    rig.gta.distort(record, { severity: 'Cosmic', title: null });
    expect(await Promise.all(gtaKinds.map((kind) => idsOf(rig, 'gta', kind)))).toEqual(proper);
  });
});
