import { expect, test } from 'vitest';
import { createSimClock } from '../../src/simulators/clock.ts';
import { startCiscoGtaSim, type CiscoGtaSim } from '../../src/simulators/cisco-gta/index.ts';
import { HISTORY_MS, hosts, incidentsBetween, storyUuid, type Incident } from '../../src/simulators/story.ts';
import { createCaller, paths } from './cisco-gta-caller.ts';

const start = Date.UTC(2026, 0, 10, 12);
const DAY_MS = 24 * 3_600_000;
const order = ['Low', 'Medium', 'High', 'Critical'];

async function told() {
  const clock = createSimClock();
  clock.set(start, true);
  return { clock, sim: await startCiscoGtaSim({ clock, storyStart: start }) };
}

const idOf = ({ index }: Incident): string => storyUuid('gta', 'event', index);
const seen = (sim: CiscoGtaSim, incident: Incident) => sim.events.get(idOf(incident));

test('every incident of severity 2 and up is an event at its host; below 2, none is', async () => {
  const { sim } = await told();
  await using _ = sim;
  const incidents = incidentsBetween(start - HISTORY_MS, start, start);
  const graver = incidents.filter(({ plot }) => plot.severity >= 2);
  expect(graver.length).toBeGreaterThan(500);
  expect([...sim.events.keys()].toSorted()).toEqual(graver.map(idOf).toSorted());
  for (const incident of graver) {
    const event = seen(sim, incident);
    expect(event?.detectedAt).toBe(new Date(incident.time).toISOString());
    expect(event?.threatDetectionIds.length).toBe(incident.plot.severity > 2 ? 1 : 0);
    expect(sim.ipAssignments.get(event?.affectedAssetId ?? '')).toEqual([
      { ipAddress: incident.host.ip },
      { ipAddress: incident.host.ipv6 },
    ]);
  }
});

test('annotations and flows name the same remotes and files as the other vendors', async () => {
  const { sim } = await told();
  await using _ = sim;
  const flows = Map.groupBy(sim.flows.values(), (flow) => flow.networkSecurityEventId);
  for (const incident of incidentsBetween(start - 3_600_000, start, start)) {
    const event = seen(sim, incident);
    if (event === undefined) continue;
    const attributes = event.securityAnnotation?.requiredAttributes;
    if (attributes !== undefined) {
      expect(attributes).toMatchObject({
        hostname: [incident.remote.domain],
        serverIp: [incident.remote.ip],
      });
    }
    if (attributes?.['sha256'] !== undefined) expect(attributes['sha256']).toEqual([incident.file.sha256]);
    const own = flows.get(event.id) ?? [];
    expect(own.length).toBeGreaterThanOrEqual(2);
    expect(own.length).toBeLessThanOrEqual(4);
    for (const flow of own) {
      expect(flow).toMatchObject({ serverIp: incident.remote.ip, user: incident.user.name });
      expect([incident.host.ip, incident.host.ipv6]).toContain(flow['clientIp']);
      expect(Date.parse(flow.timeStamp)).toBeLessThanOrEqual(incident.time);
    }
  }
});

test('references hold together, and an alert has the risk of its gravest record', async () => {
  const { sim } = await told();
  await using _ = sim;
  expect(sim.assets.size).toBe(hosts.length);
  const gravest = new Map<string, string>();
  for (const { affectedAssetId, threatIntelRecordId, alertIds } of sim.threatDetections.values()) {
    expect(sim.assets.has(affectedAssetId)).toBe(true);
    const severity = sim.records.get(threatIntelRecordId)?.severity ?? '';
    expect(alertIds).toHaveLength(1);
    const known = gravest.get(alertIds[0] ?? '');
    if (known === undefined || order.indexOf(severity) > order.indexOf(known)) {
      gravest.set(alertIds[0] ?? '', severity);
    }
  }
  expect(gravest).toEqual(new Map([...sim.alerts.values()].map(({ id, risk }) => [id, risk])));
  for (const { threatDetectionIds } of sim.events.values()) {
    for (const id of threatDetectionIds) expect(sim.threatDetections.has(id)).toBe(true);
  }
});

test('alerts are New, Open and Closed, with and without reasons and notes', async () => {
  const { sim } = await told();
  await using _ = sim;
  const kinds = new Set(
    [...sim.alerts.values()].map(
      ({ status, note }) =>
        `${status.value}${status.closingReasons ? ' reasons' : ''}${note === null ? '' : ' note'}`,
    ),
  );
  for (const kind of ['New', 'Open note', 'Closed reasons note', 'Closed reasons', 'Closed'])
    expect(kinds).toContain(kind);
});

test('new incidents arrive as the clock moves, behind the cursor of whoever was at the end', async () => {
  const { clock, sim } = await told();
  await using _ = sim;
  const caller = await createCaller(sim);
  const path = `${paths.enrichedEvents}?sort=modificationSequenceNumber`;
  let page = await caller.page(path);
  while (page.pageInfo.hasNextPage) page = await caller.page(`${path}&after=${page.pageInfo.endCursor}`);
  clock.advance(60_000);
  const fresh = incidentsBetween(start, start + 60_000, start).filter(({ plot }) => plot.severity >= 2);
  expect(fresh.length).toBeGreaterThan(3);
  const arrived = await caller.page(`${path}&after=${page.pageInfo.endCursor}`);
  const ids = new Set(arrived.items.map(({ id }) => id));
  for (const incident of fresh) expect(ids).toContain(idOf(incident));
});

test('two tellings agree word for word, and a later one gives the hours they share the same numbers', async () => {
  const [first, again] = [await told(), await told()];
  const clock = createSimClock();
  clock.set(start + 600_000, true);
  const later = await startCiscoGtaSim({ clock, storyStart: start + 600_000 });
  await using _first = first.sim;
  await using _again = again.sim;
  await using _later = later;
  expect([...again.sim.events]).toEqual([...first.sim.events]);
  expect([...again.sim.alerts]).toEqual([...first.sim.alerts]);
  const shared = incidentsBetween(start - 1_200_000, start, start).filter(({ plot }) => plot.severity === 2);
  expect(shared.length).toBeGreaterThan(20);
  for (const incident of shared) {
    expect(later.sequenceOf(idOf(incident))).toBe(first.sim.sequenceOf(idOf(incident)));
  }
});

test('what a client did to an alert the story leaves alone', async () => {
  const { clock, sim } = await told();
  await using _ = sim;
  clock.advance(3_600_000);
  const untouched = [...sim.alerts.values()].filter(
    ({ status, note }) => status.value === 'New' && note === null,
  );
  expect(untouched.length).toBeGreaterThan(3);
  for (const { id } of untouched) sim.updateAlert(id, { note: 'mine' });
  clock.advance(8 * 3_600_000);
  for (const { id } of untouched) {
    expect(sim.alerts.get(id)).toMatchObject({ note: 'mine', status: { value: 'New' } });
  }
});

test('a jump of 46 days is told as thinned history, and what was there before has timed out', async () => {
  const { clock, sim } = await told();
  await using _ = sim;
  const old = [...sim.alerts.keys()];
  const before = sim.events.size;
  clock.advance(46 * DAY_MS);
  expect(old.filter((id) => sim.alerts.has(id))).toEqual([]);
  expect(sim.alerts.size).toBeGreaterThan(0);
  expect(sim.events.size - before).toBeLessThan(10_000);
  const newest = Math.max(...[...sim.events.values()].map(({ detectedAt }) => Date.parse(detectedAt)));
  expect(clock.now() - newest).toBeLessThan(120_000);
});
