import { describe, expect, test } from 'vitest';
import { createSimClock } from '../../src/simulators/clock.ts';
import { fields } from '../../src/simulators/kata/fields.ts';
import { startKataSim, type KataSim } from '../../src/simulators/kata/index.ts';
import { eventTypes, type KataArrival, type KataObject } from '../../src/simulators/kata/types.ts';
import { files, hosts, incidentsBetween, remotes, users } from '../../src/simulators/story.ts';
import { createAccepted } from './kata-caller.ts';

const start = Date.UTC(2026, 0, 10, 12);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

async function told() {
  const clock = createSimClock();
  clock.set(start, true);
  return { clock, sim: await startKataSim({ clock, storyStart: start, switches: { windowScale: 0 } }) };
}

const isObject = (value: unknown): value is KataObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The paths of everything in an event that is no object; a list counts as its elements. */
function pathsIn(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((element) => pathsIn(element, path));
  if (!isObject(value)) return value === undefined ? [] : [path];
  return Object.entries(value).flatMap(([key, inner]) =>
    pathsIn(inner, path === '' ? key : `${path}.${key}`),
  );
}

/** A scalar as text. */
const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? `${value}` : '';

const ofType = (sim: KataSim, type: string): KataArrival[] =>
  sim.arrivals.filter(({ event }) => event['EventType'] === type);

/** Section 7.1: in the data, but not for filters. */
const unfiltered = new Set(
  `Id Timestamp ReceivedTimestamp EndTime UniquePid UniqueParentPid LogonType LogonSessionId AccountType IntegrityLevel
   SignatureCheckResult SignatureSubjectName SignatureTimestamp ProductName InterpretedFiles.FullName InterpretedFiles.Sha256`.split(
    /\s+/,
  ),
);

describe('the story', () => {
  test('the history reaches back two hours, by arrival', async () => {
    const { sim } = await told();
    await using _ = sim;
    const times = sim.arrivals.map(({ arrivedAt }) => arrivedAt);
    expect(times.length).toBeGreaterThan(1_000);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThan(start - 2 * HOUR_MS);
    expect(times[0]).toBeLessThan(start - 1.5 * HOUR_MS);
    expect(times.at(-1)).toBeLessThanOrEqual(start);
    expect(start - times.at(-1)!).toBeLessThan(60_000);
    expect(sim.fetchable).toEqual(sim.arrivals);
    expect(sim.arrivals.map(({ sequence }) => sequence)).toEqual(times.map((_time, i) => i));
  });

  test('all 16 types occur, with keys of the sheet only, of the right types', async () => {
    const { clock, sim } = await told();
    await using _ = sim;
    clock.advance(5 * HOUR_MS);
    for (const type of eventTypes) expect([type, ofType(sim, type).length]).not.toEqual([type, 0]);
    for (const { event } of sim.arrivals) {
      for (const path of pathsIn(event)) {
        if (!unfiltered.has(path)) expect([...fields.keys()]).toContain(path);
      }
      for (const { name, type, path } of fields.values()) {
        const value = path.length === 1 ? event[name] : undefined;
        if (value === undefined) continue;
        const right = type === 'string' ? typeof value === 'string' : Number.isSafeInteger(value);
        expect([name, value, right]).toEqual([name, value, true]);
      }
    }
  });

  test('hosts, users, remotes and files are those of the common story', async () => {
    const { sim } = await told();
    await using _ = sim;
    const names = new Set(hosts.map(({ fqdn }) => fqdn));
    const people = new Set(users.map(({ name }) => name));
    for (const { event } of sim.arrivals) {
      expect(names).toContain(event['HostName']);
      expect(people).toContain(textOf(event['UserName']).replace('CORP\\', ''));
    }
    const domains = new Set(remotes.map(({ domain }) => domain));
    const outbound = ofType(sim, 'connection').filter(({ event }) => event['Direction'] === 'outbound');
    expect(outbound.length).toBeGreaterThan(50);
    for (const { event } of outbound) expect(domains).toContain(event['RemoteHostName']);
    const hashes = new Set(files.map(({ sha256 }) => sha256));
    for (const { event } of ofType(sim, 'threatdetect')) expect(hashes).toContain(event['DetectedSha256']);
  });

  test('an incident is seen at its own host at its own time', async () => {
    const { sim } = await told();
    await using _ = sim;
    const grave = incidentsBetween(start - HOUR_MS, start - 60_000, start).filter(
      ({ plot, host }) => plot.key === 'cryptomining' && host.name !== 'file-01',
    );
    expect(grave.length).toBeGreaterThan(5);
    for (const { time, host, remote, plot } of grave) {
      const seen = sim.arrivals.filter(({ event }) => {
        const away = time - Number(event['Timestamp']) / 1_000;
        return event['HostName'] === host.fqdn && ((away <= 1 && away > -5_000) || away > DAY_MS);
      });
      expect(seen.map(({ event }) => event['RemoteIp'])).toContain(remote.ip);
      expect(seen.some(({ event }) => JSON.stringify(event['Ioa'] ?? '').includes(plot.technique))).toBe(
        true,
      );
    }
  });

  test('times are microseconds; most events arrive within a minute, some days later, one clock is ahead', async () => {
    const { clock, sim } = await told();
    await using _ = sim;
    clock.advance(2 * HOUR_MS);
    const delays = sim.arrivals.map(({ event, arrivedAt }) => arrivedAt - Number(event['Timestamp']) / 1_000);
    for (const { event, arrivedAt } of sim.arrivals)
      expect(event['ReceivedTimestamp']).toBe(arrivedAt * 1_000);
    expect(sim.arrivals.some(({ event }) => Number(event['Timestamp']) % 1_000 !== 0)).toBe(true);
    const late = delays.filter((delay) => delay > DAY_MS);
    expect(late.length / delays.length).toBeGreaterThan(0.005);
    expect(late.length / delays.length).toBeLessThan(0.1);
    expect(Math.max(...delays)).toBeLessThan(21 * DAY_MS);
    expect(delays.filter((delay) => delay > 60_000 && delay <= DAY_MS)).toEqual([]);
    const ahead = sim.arrivals.filter((_arrival, i) => delays[i]! < 0);
    expect(new Set(ahead.map(({ event }) => event['HostName']))).toEqual(new Set(['file-01.corp.example']));
  });

  test('IOA rules stand on some events, in all three steps, one or two of them, and are missing on the others', async () => {
    const { sim } = await told();
    await using _ = sim;
    const fired = sim.arrivals.flatMap(({ event }) => (isObject(event['Ioa']) ? [event['Ioa']] : []));
    expect(fired.length).toBeGreaterThan(100);
    expect(fired.length).toBeLessThan(sim.arrivals.length / 2);
    expect(sim.arrivals.filter(({ event }) => 'Ioa' in event && !isObject(event['Ioa']))).toEqual([]);
    expect(new Set(fired.map(({ Severity }) => Severity))).toEqual(new Set(['Low', 'Medium', 'High']));
    expect(new Set(fired.map(({ Confidence }) => Confidence))).toEqual(new Set(['Low', 'Medium', 'High']));
    const counts = fired.map(({ Rules }) => (Array.isArray(Rules) ? Rules.length : 0));
    expect(new Set(counts)).toEqual(new Set([1, 2]));
  });

  test('a result joins its detection by host, verdict and hash; it may come first, and either may come alone', async () => {
    const { clock, sim } = await told();
    await using _ = sim;
    clock.advance(5 * HOUR_MS);
    const keyOf = ({ event }: KataArrival) =>
      ['HostName', 'VerdictName', 'DetectedSha256', 'RecordId'].map((key) => textOf(event[key])).join(' ');
    const timeOf = ({ event }: KataArrival) => Number(event['Timestamp']);
    const detections = ofType(sim, 'threatdetect');
    let [first, last, alone] = [0, 0, 0];
    const followed = new Set<KataArrival>();
    for (const result of ofType(sim, 'threatprocessingresult')) {
      const partner = detections.find(
        (one) =>
          keyOf(one) === keyOf(result) &&
          timeOf(one) < timeOf(result) &&
          timeOf(result) - timeOf(one) < 2_000_000,
      );
      if (partner !== undefined) followed.add(partner);
      if (partner === undefined) alone += 1;
      else if (partner.sequence < result.sequence) last += 1;
      else first += 1;
    }
    expect(last).toBeGreaterThan(10);
    expect(first).toBeGreaterThan(2);
    expect(alone).toBeGreaterThan(2);
    expect(detections.length - followed.size).toBeGreaterThan(2);
  });
});

describe('ids', () => {
  test('are unique; some are numbers beyond 2^53, written with all their digits', async () => {
    const { sim } = await told();
    await using _ = sim;
    const ids = sim.arrivals.map(({ event }) => event['Id']);
    expect(new Set(ids.map(textOf)).size).toBe(ids.length);
    const numbers = ids.filter((id) => typeof id === 'bigint');
    expect(numbers.length).toBeGreaterThan(50);
    expect(new Set(numbers.map(Number)).size).toBeLessThan(numbers.length);
    expect(ids.some((id) => typeof id === 'string' && /^\d+$/.test(id))).toBe(true);
    await using caller = createAccepted(sim);
    const { text } = await caller.ask();
    for (const number of numbers) expect(text).toContain(`"Id":${number},`);
    expect(text).toMatch(/"UniquePid":\d{19}/);
    expect(text).toMatch(/"UniquePid":"\d{19}"/);
  });
});

test('a page says what the truth says', async () => {
  const { sim } = await told();
  await using _ = sim;
  await using caller = createAccepted(sim);
  const { events } = await caller.page({ max_events: '10000' });
  const plain = (event: KataObject): unknown =>
    JSON.parse(
      JSON.stringify(event, (_key, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)),
    );
  expect(events).toEqual(sim.arrivals.map(({ event }) => plain(event)));
});

test('new events arrive as the clock moves, behind the token of whoever was at the end', async () => {
  const { clock, sim } = await told();
  await using _ = sim;
  await using caller = createAccepted(sim);
  const { continuationToken } = await caller.page();
  const before = sim.arrivals.length;
  clock.advance(60_000);
  const { events } = await caller.page({ continuation_token: continuationToken });
  expect(events.length).toBeGreaterThan(10);
  expect(events).toHaveLength(sim.arrivals.length - before);
});

test('two tellings agree word for word, and on the hour they share with a later one', async () => {
  const [first, again] = [await told(), await told()];
  const clock = createSimClock();
  clock.set(start + 600_000, true);
  await using later = await startKataSim({ clock, storyStart: start + 600_000 });
  await using _first = first.sim;
  await using _again = again.sim;
  expect(again.sim.arrivals).toEqual(first.sim.arrivals);
  const shared = (sim: KataSim) =>
    sim.arrivals
      .filter(({ arrivedAt }) => arrivedAt > start - 2_400_000 && arrivedAt <= start)
      .map(({ event }) => event);
  expect(shared(later).length).toBeGreaterThan(500);
  expect(shared(later)).toEqual(shared(first.sim));
});

test('it does not matter how often somebody looks', async () => {
  const [often, once] = [await told(), await told()];
  await using _often = often.sim;
  await using _once = once.sim;
  for (let i = 0; i < 90; i++) {
    often.clock.advance(7_000);
    expect(often.sim.arrivals.length).toBeGreaterThan(0);
  }
  once.clock.advance(630_000);
  expect(often.sim.arrivals).toEqual(once.sim.arrivals);
});

test('a jump of three days is told as thinned history, of which two hours can be fetched', async () => {
  const { clock, sim } = await told();
  await using _ = sim;
  const before = sim.arrivals.length;
  clock.advance(3 * DAY_MS);
  expect(sim.arrivals.length).toBeLessThan(before + 5_000);
  expect(sim.fetchable.length).toBeGreaterThan(1_000);
  for (const { arrivedAt } of sim.fetchable)
    expect(arrivedAt).toBeGreaterThanOrEqual(clock.now() - 2 * HOUR_MS);
});
