/** Severity and title come from the dictionary as it is now. */
import { expect, test } from 'vitest';
import { createLedger, detectionsOf, alertsOf, eventsOf, MINUTE, newCall, start } from './harness.ts';

const inventories = '/v1/ae/inventory/threats';
const flagInventory = '/v1/ae/inventory/flags';

test('records carry no severity of their own, and their threats travel with them', async () => {
  await using harness = await start({ switches: { dictionary: 'empty' } });
  harness.sim.addAlert({ threats: ['c2_communication', 'beaconing'] });
  const ledger = createLedger();
  await harness.follow(ledger);
  for (const record of ledger.records.values()) expect(record.severity).toBeUndefined();
  expect(alertsOf(ledger)[0]?.title).toBeUndefined();
  const [event] = eventsOf(ledger);
  expect(event?.threatDetections).toEqual([
    { nativeId: `${event?.nativeId}#c2_communication` },
    { nativeId: `${event?.nativeId}#beaconing` },
  ]);
  expect(detectionsOf(ledger).map(({ threat }) => threat)).toEqual([
    { nativeId: 'c2_communication' },
    { nativeId: 'beaconing' },
  ]);
  expect(ledger.threats.get('c2_communication')).toEqual({
    source: 'alpha',
    nativeId: 'c2_communication',
    title: 'Communication with a control server, a sign of infection',
    severity: 'CRITICAL',
    severityNative: '5',
    policy: false,
  });
  expect(ledger.threats.get('beaconing')?.severity).toBe('MEDIUM');
  expect(ledger.threats.get('remote_access_software')).toMatchObject({
    severity: 'INFORMATIONAL',
    policy: true,
  });
});

test('a change is told by the next page that names the threat, else by the inventory within ten minutes', async () => {
  await using harness = await start();
  const { sim } = harness;
  const ledger = createLedger();
  sim.addAlert();
  await harness.follow(ledger);
  sim.amendThreat('c2_communication', { severity: 2, title: 'Renamed' });
  sim.amendThreat('beaconing', { severity: 5 });
  sim.addAlert();
  await harness.follow(ledger);
  expect(ledger.threats.get('c2_communication')).toMatchObject({ severity: 'LOW', title: 'Renamed' });
  expect(ledger.threats.get('beaconing')?.severity).toBe('MEDIUM');
  expect(sim.count(inventories)).toBe(1);
  sim.clock.advance(10 * MINUTE);
  await harness.follow(ledger);
  expect(ledger.threats.get('beaconing')?.severity).toBe('CRITICAL');
  expect(sim.count(inventories)).toBe(2);
});

test('a threat that no page explains costs one call, and another only when the inventory is due', async () => {
  await using harness = await start({ switches: { dictionary: 'empty' } });
  const { sim } = harness;
  const ledger = createLedger();
  await harness.follow(ledger);
  for (let n = 0; n < 3; n++) {
    sim.addAlert({ threats: ['brand_new', 'newer_still', 'c2_communication'] });
    await harness.follow(ledger);
  }
  expect(sim.count(inventories)).toBe(2);
  expect(ledger.threats.get('brand_new')).toMatchObject({ title: 'brand_new', severity: 'UNKNOWN' });
  sim.amendThreat('brand_new', { title: 'Explained', severity: 4 });
  sim.clock.advance(10 * MINUTE);
  await harness.follow(ledger);
  expect(ledger.threats.get('brand_new')).toMatchObject({ title: 'Explained', severity: 'HIGH' });
});

test('a threat that was withdrawn stays as it was last, over a restart too', async () => {
  await using harness = await start({ switches: { dictionary: 'empty' } });
  const { sim } = harness;
  const ledger = createLedger();
  sim.addAlert();
  await harness.follow(ledger);
  sim.removeThreat('c2_communication');
  for (const restart of [false, true]) {
    if (restart) await harness.restart();
    sim.addAlert();
    sim.clock.advance(10 * MINUTE);
    await harness.follow(ledger);
    expect(ledger.threats.get('c2_communication')?.severity).toBe('CRITICAL');
  }
});

test('an inventory out of order costs no alert and rates none as unknown; it is asked for again', async () => {
  await using harness = await start({ switches: { dictionary: 'empty' } });
  const { sim } = harness;
  sim.fault({ kind: 'html', match: { path: inventories } });
  sim.addAlert();
  const ledger = createLedger();
  await harness.follow(ledger);
  expect(alertsOf(ledger)).toHaveLength(1);
  expect(ledger.threats.size).toBe(0);
  expect(harness.source.health().state).toBe('DEGRADED');
  sim.heal();
  await harness.follow(ledger);
  expect(ledger.threats.get('c2_communication')?.severity).toBe('CRITICAL');
  expect(harness.source.health().state).toBe('OK');
});

test('entries that cannot be read have unknown severity, and their id for a title', async () => {
  await using harness = await start({ switches: { compress: false } });
  const threats = { a: null, b: { title: 7, severity: 9 }, c: { severity: 'high' }, d: { severity: '4' } };
  harness.sim.fault({
    kind: 'rewrite',
    match: { path: inventories },
    rewrite: () => JSON.stringify({ threats }),
  });
  const found = await harness.source.lookup.threats?.(['a', 'b', 'c', 'd'], newCall());
  expect([...(found ?? [])].map(([id, { title, severity }]) => [id, title, severity])).toEqual([
    ['a', 'a', 'UNKNOWN'],
    ['b', 'b', 'UNKNOWN'],
    ['c', 'c', 'HIGH'],
    ['d', 'd', 'HIGH'],
  ]);
});

test('the dictionary of flags travels with the feed, anew every ten minutes', async () => {
  await using harness = await start();
  const { sim } = harness;
  const ledger = createLedger();
  await harness.follow(ledger);
  expect(ledger.flags).toEqual(new Map([...sim.flags].map(([id, flag]) => [id, { id, ...flag }])));
  sim.amendFlag('c2', { title: 'Renamed' });
  sim.addAlert();
  await harness.follow(ledger);
  expect(sim.count(flagInventory)).toBe(1);
  sim.clock.advance(10 * MINUTE);
  await harness.follow(ledger);
  expect(ledger.flags.get('c2')?.title).toBe('Renamed');
  expect(sim.count(flagInventory)).toBe(2);
});

test('a flag that is not explained costs one call, and another only when the inventory is due', async () => {
  await using harness = await start();
  const { sim } = harness;
  const ledger = createLedger();
  await harness.follow(ledger);
  sim.amendFlag('brand_new', { title: 'Seen first now' });
  for (let n = 0; n < 3; n++) {
    sim.addAlert({ wisdom: { flags: ['brand_new', 'withdrawn', 'c2'] } });
    await harness.follow(ledger);
  }
  expect(sim.count(flagInventory)).toBe(2);
  expect(ledger.flags.get('brand_new')?.title).toBe('Seen first now');
  expect(ledger.flags.has('withdrawn')).toBe(false);
});

test('flags that an alert names come with it, even if the batch that had the inventory was never stored', async () => {
  await using harness = await start();
  const { sim } = harness;
  const ledger = createLedger();
  await harness.follow(createLedger());
  sim.addAlert({ wisdom: { flags: ['c2', 'freedns'] } });
  await harness.follow(ledger);
  expect([...ledger.flags.keys()].toSorted()).toEqual(['c2', 'freedns']);
  expect(sim.count(flagInventory)).toBe(1);
});

test('an inventory of flags that fails costs no alert and no threat; it is asked for again', async () => {
  await using harness = await start();
  const { sim } = harness;
  sim.fault({ kind: 'html', match: { path: flagInventory } });
  sim.addAlert();
  const ledger = createLedger();
  await harness.follow(ledger);
  expect(alertsOf(ledger)).toHaveLength(1);
  expect(ledger.threats.get('c2_communication')?.severity).toBe('CRITICAL');
  expect(ledger.flags.size).toBe(0);
  sim.heal();
  await harness.follow(ledger);
  expect(ledger.flags.get('c2')?.title).toBe(sim.flags.get('c2')?.title);
});

test('any number of threats and flags, asked for at once or within ten minutes, cost one call each', async () => {
  await using harness = await start();
  const { sim, source } = harness;
  const threats = async (ids: readonly string[]) => source.lookup.threats?.(ids, newCall());
  const flags = async (ids: readonly string[]) => source.alphasoc?.flags(ids, newCall());
  const [first, second, third] = await Promise.all([
    threats(['c2_communication', 'nobody']),
    threats([...sim.threats.keys()]),
    flags(['c2', 'withdrawn', 'freedns']),
    flags(['c2']),
  ]);
  expect([...(first ?? new Map()).keys()]).toEqual(['c2_communication']);
  expect(second?.size).toBe(sim.threats.size);
  expect([...(third ?? new Map()).values()]).toEqual([
    { id: 'c2', title: 'Known control server', type: 'category' },
    { id: 'freedns', title: 'Below the domain of a dynamic DNS provider', type: 'feature' },
  ]);
  await threats(['nobody', 'beaconing']);
  await flags(['withdrawn']);
  expect(sim.requests.map(({ path }) => path).toSorted()).toEqual([flagInventory, inventories]);
  sim.amendFlag('withdrawn', { title: 'Back again' });
  sim.clock.advance(10 * MINUTE);
  expect((await flags(['withdrawn']))?.size).toBe(1);
  expect(sim.count(flagInventory)).toBe(2);
  expect(sim.violations).toEqual([]);
});

test('an id that is looked up and unknown costs a call a minute at most', async () => {
  await using harness = await start();
  const { sim, source } = harness;
  for (let n = 0; n < 20; n++) await source.lookup.threats?.([`made-up-${n}`], newCall());
  expect(sim.count(inventories)).toBe(1);
  sim.amendThreat('made-up-1', { severity: 3 });
  sim.clock.advance(MINUTE);
  const found = await source.lookup.threats?.(['made-up-1', 'made-up-2'], newCall());
  expect(found?.get('made-up-1')?.severity).toBe('MEDIUM');
  for (let n = 0; n < 20; n++) await source.lookup.threats?.([`made-up-${n}`], newCall());
  expect(sim.count(inventories)).toBe(2);
});
