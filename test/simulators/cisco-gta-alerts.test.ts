import { expect, test } from 'vitest';
import { createSimClock } from '../../src/simulators/clock.ts';
import { startCiscoGtaSim } from '../../src/simulators/cisco-gta/index.ts';
import { createCaller, idsOf, paths } from './cisco-gta-caller.ts';

const DAY_MS = 24 * 3_600_000;
const start = Date.UTC(2026, 0, 1);
const iso = (ms: number): string => new Date(ms).toISOString();

async function frozen() {
  const clock = createSimClock();
  clock.set(start, true);
  return { clock, sim: await startCiscoGtaSim({ clock }) };
}

test('PATCH status answers with the whole alert, stores reasons as sent, and clears them when it leaves Closed', async () => {
  const { clock, sim } = await frozen();
  await using _ = sim;
  sim.addAlert({ id: 'a' });
  const caller = await createCaller(sim);
  const patch = async (status: unknown) =>
    (await caller.call('PATCH', `${paths.alerts}/a/status`, { body: { status } })).body;
  clock.advance(1);
  expect(await patch({ value: 'Closed', closingReasons: ['FalsePositive', 'Ümlaut'] })).toEqual({
    id: 'a',
    risk: 'High',
    status: { value: 'Closed', closingReasons: ['FalsePositive', 'Ümlaut'] },
    etaFlag: null,
    note: null,
    triggeredAt: iso(start),
    modifiedAt: iso(start + 1),
  });
  expect(await patch({ value: 'Closed' })).toMatchObject({
    status: { value: 'Closed', closingReasons: null },
  });
  await patch({ value: 'Closed', closingReasons: ['x'] });
  expect(await patch({ value: 'New' })).toMatchObject({ status: { value: 'New', closingReasons: null } });
  sim.switches.unsetClosingReasons = 'absent';
  expect(await patch({ value: 'Open' })).toMatchObject({ status: { value: 'Open' } });
  expect(sim.alerts.get('a')?.status).toEqual({ value: 'Open' });
});

for (const [name, body] of [
  ['an unknown value', { status: { value: 'Done' } }],
  ['a value in lower case', { status: { value: 'open' } }],
  ['no value', { status: {} }],
  ['no status', {}],
  ['a bare word', { status: 'Open' }],
  ['reasons without Closed', { status: { value: 'Open', closingReasons: ['x'] } }],
  ['no reason in the list', { status: { value: 'Closed', closingReasons: [] } }],
  ['an empty reason', { status: { value: 'Closed', closingReasons: [''] } }],
  ['null as reasons', { status: { value: 'Closed', closingReasons: null } }],
  ['eleven reasons', { status: { value: 'Closed', closingReasons: Array.from({ length: 11 }, () => 'x') } }],
  ['an unknown key', { status: { value: 'Open', reason: 'x' } }],
  ['broken JSON', '{"status":'],
  ['a list', []],
] as const) {
  test(`PATCH status with ${name} is a 400 that changes nothing`, async () => {
    await using sim = await startCiscoGtaSim();
    const before = sim.addAlert({ id: 'a' });
    expect(await (await createCaller(sim)).status('PATCH', `${paths.alerts}/a/status`, body)).toBe(400);
    expect(sim.alerts.get('a')).toEqual(before);
  });
}

test('an allow-list of closing reasons refuses others', async () => {
  await using sim = await startCiscoGtaSim({ switches: { closingReasons: ['Ignored'] } });
  sim.addAlert({ id: 'a' });
  const caller = await createCaller(sim);
  const close = (reason: string) =>
    caller.status('PATCH', `${paths.alerts}/a/status`, {
      status: { value: 'Closed', closingReasons: [reason] },
    });
  expect([await close('Other'), await close('Ignored')]).toEqual([400, 200]);
});

test('a note is set by PATCH, removed by DELETE with 204, and removed again with 204', async () => {
  const { clock, sim } = await frozen();
  await using _ = sim;
  sim.addAlert({ id: 'a' });
  const caller = await createCaller(sim);
  clock.advance(5);
  const patched = await caller.call('PATCH', `${paths.alerts}/a/note`, { body: { note: 'ticket 88' } });
  expect([patched.status, patched.body]).toEqual([200, sim.alerts.get('a')]);
  expect(sim.alerts.get('a')).toMatchObject({ note: 'ticket 88', modifiedAt: iso(start + 5) });
  clock.advance(5);
  const removed = await caller.call('DELETE', `${paths.alerts}/a/note`);
  expect([removed.status, removed.text]).toEqual([204, '']);
  clock.advance(5);
  expect(await caller.status('DELETE', `${paths.alerts}/a/note`)).toBe(204);
  expect(sim.alerts.get('a')).toMatchObject({ note: null, modifiedAt: iso(start + 10) });
  for (const body of [{ note: 1 }, { note: null }, { note: '' }, {}, { note: 'x', text: 'y' }]) {
    expect(await caller.status('PATCH', `${paths.alerts}/a/note`, body)).toBe(400);
  }
});

test('writes may answer with nothing at all, by a switch', async () => {
  await using sim = await startCiscoGtaSim({ switches: { patchAnswer: 'empty', deleteNoteAnswer: 'alert' } });
  sim.addAlert({ id: 'a' });
  const caller = await createCaller(sim);
  const patched = await caller.call('PATCH', `${paths.alerts}/a/note`, { body: { note: 'x' } });
  expect([patched.status, patched.text]).toEqual([204, '']);
  const removed = await caller.call('DELETE', `${paths.alerts}/a/note`);
  expect([removed.status, removed.body]).toMatchObject([200, { id: 'a', note: null }]);
});

test('a recalculation takes the notes of New alerts only, and modifies what it took them from', async () => {
  const { clock, sim } = await frozen();
  await using _ = sim;
  for (const [id, value] of [
    ['a', 'New'],
    ['b', 'Open'],
    ['c', 'Closed'],
  ] as const) {
    sim.addAlert({ id, status: { value }, note: 'mine' });
  }
  sim.addAlert({ id: 'd' });
  clock.advance(7);
  sim.recalculate();
  expect([...sim.alerts.values()].map(({ id, note, modifiedAt }) => [id, note, modifiedAt])).toEqual([
    ['a', null, iso(start + 7)],
    ['b', 'mine', iso(start)],
    ['c', 'mine', iso(start)],
    ['d', null, iso(start)],
  ]);
});

test('modifiedAt starts as triggeredAt and moves on each cause the sheet names, and on no other', async () => {
  const { clock, sim } = await frozen();
  await using _ = sim;
  sim.addThreatDetection({ id: 't1', alertIds: ['a'] });
  const alert = sim.addAlert({ id: 'a' });
  expect(alert.modifiedAt).toBe(alert.triggeredAt);
  const moves: string[] = [];
  const watch = (cause: string, change: () => unknown): void => {
    const before = sim.alerts.get('a')?.modifiedAt;
    clock.advance(1_000);
    change();
    if (sim.alerts.get('a')?.modifiedAt !== before) moves.push(cause);
  };
  watch('risk', () => sim.updateAlert('a', { risk: 'Low' }));
  watch('status', () => sim.updateAlert('a', { status: { value: 'Open' } }));
  watch('etaFlag', () => sim.updateAlert('a', { etaFlag: 'EtaBasedDetection' }));
  watch('note', () => sim.updateAlert('a', { note: 'x' }));
  watch('the same note', () => sim.updateAlert('a', { note: 'x' }));
  watch('a detection joins', () => sim.addThreatDetection({ id: 't2', alertIds: ['a'] }));
  watch('a detection changes', () => sim.updateThreatDetection('t2', { confidence: 'Low' }));
  watch('a detection leaves', () => sim.updateThreatDetection('t2', { alertIds: [] }));
  watch('it joins again', () => sim.updateThreatDetection('t2', { alertIds: ['a'] }));
  watch('a detection is removed', () => sim.removeThreatDetection('t2'));
  expect(moves).toEqual([
    'risk',
    'status',
    'etaFlag',
    'note',
    'a detection joins',
    'a detection leaves',
    'it joins again',
    'a detection is removed',
  ]);
});

test('a detection that joins late in the telling never moves modifiedAt back', async () => {
  const { sim } = await frozen();
  await using _ = sim;
  sim.addAlert({ id: 'a', modifiedAt: iso(start + DAY_MS) });
  sim.addThreatDetection({ id: 't', alertIds: ['a'] });
  expect(sim.alerts.get('a')?.modifiedAt).toBe(iso(start + DAY_MS));
});

test('a detection times out 45 days after its latest activity; an alert goes with its last detection', async () => {
  const { clock, sim } = await frozen();
  await using _ = sim;
  sim.addThreatDetection({ id: 'quiet', alertIds: ['a'] });
  sim.addThreatDetection({ id: 'busy', alertIds: ['a'] });
  sim.addAlert({ id: 'a' });
  sim.addEvent({ id: 'e', threatDetectionIds: ['quiet', 'busy'] });
  sim.addEvent({ id: 'late', threatDetectionIds: ['busy'], detectedAt: iso(start + DAY_MS) });

  clock.set(start + 45 * DAY_MS - 1, true);
  expect([...sim.threatDetections.keys()]).toEqual(['quiet', 'busy']);
  clock.advance(1);
  expect([...sim.threatDetections.keys()]).toEqual(['busy']);
  expect(sim.alerts.get('a')?.modifiedAt).toBe(iso(start + 45 * DAY_MS));

  clock.advance(DAY_MS);
  const caller = await createCaller(sim);
  const gone = await caller.call('GET', `${paths.alerts}/a`);
  expect([gone.status, gone.body]).toEqual([404, { error: 'not_found', message: 'alert a does not exist' }]);
  expect(idsOf(await caller.page(paths.alertSearch, { filter: { alertIds: ['a'] } }))).toEqual([]);
  expect(await caller.status('PATCH', `${paths.alerts}/a/status`, { status: { value: 'Open' } })).toBe(404);
  expect(await caller.status('PATCH', `${paths.alerts}/a/note`, { note: 'x' })).toBe(404);
  expect(await caller.status('DELETE', `${paths.alerts}/a/note`)).toBe(404);
  const { items } = await caller.page(paths.enrichedEvents);
  expect(items.map(({ id, threatDetectionIds }) => [id, threatDetectionIds])).toEqual([
    ['e', ['quiet', 'busy']],
    ['late', ['busy']],
  ]);
});

test('an event that is seen again keeps its detection alive', async () => {
  const { clock, sim } = await frozen();
  await using _ = sim;
  sim.addThreatDetection({ id: 't' });
  sim.addEvent({ id: 'e', threatDetectionIds: ['t'] });
  clock.advance(44 * DAY_MS);
  sim.updateEvent('e', { subtitle: 'again' });
  clock.advance(44 * DAY_MS);
  expect(sim.threatDetections.has('t')).toBe(true);
  clock.advance(DAY_MS);
  expect(sim.threatDetections.has('t')).toBe(false);
});

test('the deprecated state is absent, unless a switch brings it back; its own endpoints and DELETE status do not exist', async () => {
  await using sim = await startCiscoGtaSim();
  sim.addAlert({ id: 'a', status: { value: 'Closed', closingReasons: ['FalsePositive'] } });
  const caller = await createCaller(sim);
  expect((await caller.page(paths.alerts)).items[0]).not.toHaveProperty('state');
  sim.switches.stateField = true;
  expect((await caller.page(paths.alerts)).items[0]).toHaveProperty('state', 'FalsePositive');
  expect(await caller.status('PATCH', `${paths.alerts}/a/state`, { state: 'Remediated' })).toBe(404);
  const refused = await caller.call('DELETE', `${paths.alerts}/a/status`);
  expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'PATCH']);
});
