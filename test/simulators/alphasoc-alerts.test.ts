import { expect, test } from 'vitest';
import { startAlphaSocSim } from '../../src/simulators/alphasoc/index.ts';
import { createCaller, kindsOf } from './alphasoc-caller.ts';

test('an alert has the five members of the reference and no more, unless ids are switched on', async () => {
  await using sim = await startAlphaSocSim();
  const { page } = createCaller(sim);
  const alert = sim.addAlert({ id: '5e0d2f3a-0000-5000-8000-000000000001', threats: ['cryptomining'] });
  const shown = {
    eventType: 'dns',
    threats: ['cryptomining'],
    wisdom: { flags: ['c2'], labels: ['c2:SampleRAT'], domain: 'bulk.example' },
    event: alert.event,
  };
  expect((await page()).alerts).toEqual([shown]);
  sim.switches.alertIds = 'id';
  expect((await page()).alerts).toEqual([{ id: alert.id, ...shown }]);
  sim.switches.alertIds = 'full';
  expect((await page()).alerts).toEqual([
    {
      id: alert.id,
      detections: [{ id: 'cryptomining', key: 'bulk.example', severity: 4 }],
      mitreAttack: ['T1071.001'],
      ...shown,
    },
  ]);
  sim.switches.alertIds = 'some';
  sim.addAlert({ id: '5e0d2f3a-0000-5000-8000-000000000002' });
  expect((await page()).alerts?.map(({ id }) => id)).toEqual([alert.id, undefined]);
});

test('the dictionary of a page is what it uses, one more, one less or nothing; threats=all gives every threat', async () => {
  await using sim = await startAlphaSocSim();
  const { page } = createCaller(sim);
  sim.addAlert({ threats: ['cryptomining', 'dga_volume'] });
  const ids = async (extra = '') => Object.keys((await page(undefined, extra)).threats ?? {});
  expect(await ids()).toEqual(['cryptomining', 'dga_volume']);
  sim.switches.dictionary = 'extra';
  expect(await ids()).toEqual(['cryptomining', 'dga_volume', 'c2_communication']);
  sim.switches.dictionary = 'missing';
  expect(await ids()).toEqual(['dga_volume']);
  sim.switches.dictionary = 'empty';
  expect(await ids()).toEqual([]);
  expect(await ids('&threats=all')).toEqual([...sim.threats.keys()]);
  sim.switches.threatsAll = false;
  expect(await ids('&threats=all')).toEqual([]);
  expect(kindsOf(sim)).not.toContain('unknown-parameter');
  await ids('&threats=some');
  expect(kindsOf(sim)).toContain('unknown-parameter');
});

test('the inventories are the whole dictionaries, and an amendment holds for what was raised before it', async () => {
  await using sim = await startAlphaSocSim();
  const { page, get } = createCaller(sim);
  sim.addAlert();
  expect((await get('/v1/ae/inventory/threats')).body).toEqual({ threats: Object.fromEntries(sim.threats) });
  expect((await get('/v1/ae/inventory/flags')).body).toEqual({ flags: Object.fromEntries(sim.flags) });
  sim.amendThreat('c2_communication', { severity: 2, policy: true });
  sim.amendThreat('new_threat', { title: 'New', severity: 3 });
  sim.amendFlag('c2', { title: 'Amended' });
  sim.removeFlag('p2p');
  expect((await page()).threats).toEqual({
    c2_communication: { title: expect.any(String), severity: 2, policy: true },
  });
  expect((await get('/v1/ae/inventory/threats')).body).toMatchObject({
    threats: { new_threat: { title: 'New', severity: 3 } },
  });
  const flags = (await get('/v1/ae/inventory/flags')).text;
  expect(JSON.parse(flags)).toMatchObject({ flags: { c2: { title: 'Amended', type: 'category' } } });
  expect(flags).not.toContain('p2p');
  sim.removeThreat('c2_communication');
  const after = await page();
  expect([after.alerts?.[0]?.threats, after.threats]).toEqual([['c2_communication'], {}]);
});

test('severities run from 1 to 5 and the known ids carry those of the sheet', async () => {
  await using sim = await startAlphaSocSim();
  const severities = [...sim.threats.values()].map(({ severity }) => severity);
  expect([...new Set(severities)].toSorted()).toEqual([1, 2, 3, 4, 5]);
  const known = {
    c2_communication: 5,
    cryptomining: 4,
    sinkholed_destination: 4,
    dga_volume: 4,
    multiple_long_hostnames: 4,
    suspicious_domain_volume: 3,
    conn_unusual_port_volume: 3,
    unreachable_domain_volume: 2,
  };
  for (const [id, severity] of Object.entries(known)) expect(sim.threats.get(id)?.severity).toBe(severity);
});

test('empty lists and dictionaries are empty, null or missing', async () => {
  await using sim = await startAlphaSocSim();
  const { get } = createCaller(sim);
  const body = async () => (await get('/v1/alerts')).body;
  expect(await body()).toEqual({ follow: expect.any(String), more: false, alerts: [], threats: {} });
  sim.switches.emptyCollections = 'null';
  expect(await body()).toEqual({ follow: expect.any(String), more: false, alerts: null, threats: null });
  sim.switches.emptyCollections = 'missing';
  expect(await body()).toEqual({ follow: expect.any(String), more: false });
  sim.addAlert({ wisdom: { flags: [], labels: [] } });
  expect(await body()).toMatchObject({ alerts: [{ wisdom: {} }] });
  sim.switches.emptyCollections = 'null';
  expect(await body()).toMatchObject({ alerts: [{ wisdom: { flags: null, labels: null } }] });
});

test('strangers, zero values and bent fields come when they are asked for', async () => {
  await using sim = await startAlphaSocSim();
  const { page, get } = createCaller(sim);
  const { id } = sim.addAlert({ eventType: 'tls', event: { destIP: undefined, destPort: undefined } });
  sim.addAlert({ eventType: 'ip', event: null });
  sim.switches.zeroValues = true;
  const plain = (await page()).alerts ?? [];
  expect(plain[0]?.event).toMatchObject({ validTo: '0001-01-01T00:00:00Z', srcMac: '' });
  expect(plain[1]).not.toHaveProperty('event');
  sim.switches.unknownFields = true;
  const odd = await page();
  expect(odd).toMatchObject({ after: null, before: '' });
  expect(odd.alerts?.[0]).toMatchObject({
    xFutureField: {},
    wisdom: { c2Proto: 'http', xFutureField: {} },
    event: { xFutureField: {} },
  });
  sim.distort(id, { eventType: 'cloud', threats: null, event: { ts: 7, srcPort: '70000' } });
  expect((await get('/v1/alerts')).body).toMatchObject({
    alerts: [{ eventType: 'cloud', threats: null, event: { ts: 7, srcPort: '70000' } }, {}],
  });
  expect(sim.alerts[0]?.eventType).toBe('tls');
});
