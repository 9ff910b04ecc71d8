import { expect, test } from 'vitest';
import { createSimClock } from '../../src/simulators/clock.ts';
import { startAlphaSocSim } from '../../src/simulators/alphasoc/index.ts';
import { hosts, incidentsBetween, storyUuid, type Incident } from '../../src/simulators/story.ts';
import { createCaller } from './alphasoc-caller.ts';

const start = Date.UTC(2026, 0, 10, 12);
const HOUR_MS = 3_600_000;
const WINDOW_MS = 72 * HOUR_MS;
const idOf = ({ index }: Incident): string => storyUuid('asoc', 'alert', index);

async function told(lateShare = 0.1) {
  const clock = createSimClock();
  clock.set(start, true);
  return { clock, sim: await startAlphaSocSim({ clock, storyStart: start, switches: { lateShare } }) };
}

test('at the start the feed holds the retained window, in order of creation', async () => {
  const { sim } = await told();
  await using _ = sim;
  const created = sim.alerts.map(({ createdAt }) => createdAt);
  expect(created.length).toBeGreaterThan(300);
  expect(created).toEqual(created.toSorted((a, b) => a - b));
  expect(created[0]).toBeGreaterThan(start - WINDOW_MS);
  expect(created[0]).toBeLessThan(start - WINDOW_MS + 2 * HOUR_MS);
  expect(created.at(-1)).toBeLessThanOrEqual(start);
  expect(created.at(-1)).toBeGreaterThan(start - 60_000);
});

test('every alert is an incident of the common story, with its host, user, addresses and domain', async () => {
  const { sim } = await told();
  await using _ = sim;
  const incidents = new Map(
    incidentsBetween(start - WINDOW_MS - 6 * HOUR_MS, start, start).map((incident) => [
      idOf(incident),
      incident,
    ]),
  );
  const inside = new Set(hosts.map(({ ip }) => ip));
  for (const alert of sim.alerts) {
    const incident = incidents.get(alert.id)!;
    const { host, remote, user, plot } = incident;
    const { event } = alert;
    expect(['ransomware', 'credential_dump']).not.toContain(plot.key);
    expect(event).toMatchObject({ srcHost: host.name, srcMac: host.mac });
    expect([host.ip, host.ipv6]).toContain(event?.['srcIP']);
    expect([user.name, undefined]).toContain(event?.['srcUser']);
    expect(alert.mitreAttack).toEqual([plot.technique]);
    if (['lateral', 'scan'].includes(plot.key)) expect(inside).toContain(event?.['destIP']);
    else if (['ip', 'tls'].includes(alert.eventType)) expect(event?.['destIP']).toBe(remote.ip);
    else expect(String(event?.['query'] ?? event?.['url'])).toContain(remote.domain);
    if (alert.eventType === 'ip') expect(alert.wisdom).not.toHaveProperty('domain');
    else expect(alert.wisdom.domain).toBe(remote.domain);
  }
});

test('plots become the threats of the sheet, all in the dictionaries, over all four event types', async () => {
  const { sim } = await told();
  await using _ = sim;
  const known = new Map(
    incidentsBetween(start - WINDOW_MS - 6 * HOUR_MS, start, start).map((incident) => [
      idOf(incident),
      incident.plot.key,
    ]),
  );
  const first = new Map(sim.alerts.map(({ id, threats }) => [known.get(id), threats[0]]));
  expect(Object.fromEntries(first)).toEqual({
    c2: 'c2_communication',
    exfiltration: 'bad_host_post',
    cryptomining: 'cryptomining',
    phishing: 'imposter_domain',
    dns_tunnel: 'multiple_long_hostnames',
    lateral: 'conn_unusual_port_volume',
    scan: 'tcp_port_scan',
    policy: 'remote_access_software',
  });
  for (const { threats, wisdom } of sim.alerts) {
    for (const id of threats) expect(sim.threats.has(id)).toBe(true);
    for (const flag of wisdom.flags ?? []) expect(sim.flags.has(flag)).toBe(true);
    for (const label of wisdom.labels ?? [])
      expect(wisdom.flags).toContain(label.slice(0, label.indexOf(':')));
  }
  expect(new Set(sim.alerts.map(({ eventType }) => eventType))).toEqual(
    new Set(['dns', 'ip', 'http', 'tls']),
  );
  expect(sim.alerts.some(({ threats }) => threats.length > 1)).toBe(true);
});

test('event times have 0, 6 or 9 fraction digits and are the incident’s, hours before the alert for some', async () => {
  const { sim } = await told();
  await using _ = sim;
  const digits = new Set<number>();
  let late = 0;
  for (const { event, createdAt } of sim.alerts) {
    const ts = String(event?.['ts']);
    expect(ts).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
    digits.add(ts.length === 20 ? 0 : ts.length - 21);
    const age = createdAt - Date.parse(ts);
    expect(age).toBeGreaterThanOrEqual(0);
    if (age > HOUR_MS) late += 1;
    else expect(age).toBeLessThan(4_000);
  }
  expect([...digits].toSorted()).toEqual([0, 6, 9]);
  expect(late).toBeGreaterThan(10);
  expect(late).toBeLessThan(sim.alerts.length / 2);
});

test('new alerts come as the clock moves, each once, and a bookmark of yesterday holds over a restart', async () => {
  const { clock, sim } = await told();
  await using _ = sim;
  const { walk } = createCaller(sim);
  sim.switches.alertIds = 'id';
  const first = await walk();
  clock.advance(10 * 60_000);
  const second = await walk(first.follow);
  expect(second.alerts.length).toBeGreaterThan(20);
  const ids = [...first.alerts, ...second.alerts].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.slice(-sim.alerts.length)).toEqual(sim.alerts.map(({ id }) => id));

  await using later = await startAlphaSocSim({ clock, storyStart: start, switches: { alertIds: 'id' } });
  expect((await createCaller(later).walk(first.follow)).alerts).toEqual(second.alerts);
});

test('a jump of the clock is told thinned, like history', async () => {
  const { clock, sim } = await told(0);
  await using _ = sim;
  clock.advance(24 * HOUR_MS);
  const jumped = sim.alerts.filter(({ createdAt }) => createdAt > start + 4_000);
  const dense = incidentsBetween(start, start + 24 * HOUR_MS, start).length;
  expect(jumped.length).toBeGreaterThan(100);
  expect(jumped.length).toBeLessThan(dense / 10);
});

test('in bulk: the same numbers make the same alerts, all within the window and in order', async () => {
  const { clock } = await told();
  await using one = await startAlphaSocSim({ clock });
  await using two = await startAlphaSocSim({ clock });
  const made = one.generate(20_000, { threatsPerAlert: 2 });
  expect(two.generate(20_000, { threatsPerAlert: 2 })).toEqual(made);
  expect(one.alerts).toEqual(made);
  expect(made.every(({ threats }) => threats.length === 2)).toBe(true);
  const ids = new Set(made.map(({ id }) => id));
  for (const { id } of one.generate(10)) expect(ids.has(id)).toBe(false);
});
