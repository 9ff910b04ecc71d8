import { describe, expect, test } from 'vitest';
import { createSimClock } from '../../src/simulators/clock.ts';
import { startKataSim, type KataSimOptions } from '../../src/simulators/kata/index.ts';
import { kumaKeyNames, kumaTypeNames } from '../../src/simulators/kata/switches.ts';
import { eventTypes } from '../../src/simulators/kata/types.ts';
import { createAccepted, idsOf } from './kata-caller.ts';

const start = Date.UTC(2026, 0, 10, 12);

async function begin(options: KataSimOptions = {}) {
  const clock = createSimClock();
  clock.set(start, true);
  const sim = await startKataSim({ clock, ...options, switches: { windowScale: 0, ...options.switches } });
  return { clock, sim, caller: createAccepted(sim) };
}

describe('events in bulk', () => {
  test('100 000 are made and read in slices, each once', async () => {
    const { sim, caller } = await begin();
    await using _ = sim;
    await using _caller = caller;
    const made = sim.generate(100_000);
    const read: unknown[] = [];
    let token: string | undefined;
    do {
      const page = await caller.page(token === undefined ? {} : { continuation_token: token });
      read.push(...idsOf(page));
      token = page.continuationToken;
    } while (read.length < made.length);
    expect(read).toEqual(made);
    expect(sim.requests).toHaveLength(10);
  });

  test('take the types in turn, every tenth with IOA rules', async () => {
    const { sim } = await begin();
    await using _ = sim;
    sim.generate(32);
    const arrived = sim.arrivals.map(({ event }) => event);
    expect(arrived.map((event) => event['EventType'])).toEqual([...eventTypes, ...eventTypes]);
    expect(arrived.flatMap((event, i) => (event['Ioa'] === undefined ? [] : [i]))).toEqual([9, 19, 29]);
    sim.generate(3, { types: ['module'], ioaEvery: 0, prefix: 'mine' });
    expect(
      sim.arrivals.slice(-3).map(({ event }) => [event['Id'], event['EventType'], event['Ioa']]),
    ).toEqual([
      ['mine-0', 'module', undefined],
      ['mine-1', 'module', undefined],
      ['mine-2', 'module', undefined],
    ]);
  });

  test('come at a rate: those that lie ahead arrive as the clock moves', async () => {
    const { clock, sim, caller } = await begin();
    await using _ = sim;
    await using _caller = caller;
    sim.generate(100, { rate: 10, start: start - 4_950, lag: 250 });
    expect(sim.arrivals).toHaveLength(50);
    expect(sim.arrivals[1]).toMatchObject({
      arrivedAt: start - 4_850,
      event: { ReceivedTimestamp: (start - 4_850) * 1_000 },
    });
    expect(Math.floor(Number(sim.arrivals[1]?.event['Timestamp']) / 1_000)).toBe(start - 5_100);
    const { continuationToken } = await caller.page();
    clock.advance(1_000);
    expect((await caller.page({ continuation_token: continuationToken })).events).toHaveLength(10);
    clock.advance(60_000);
    expect(sim.arrivals).toHaveLength(100);
  });

  test('of two sendings ahead mix by arrival, and with the story', async () => {
    const { clock, sim } = await begin({ storyStart: start });
    await using _ = sim;
    sim.generate(20, { rate: 1, start: start + 1_000 });
    sim.generate(20, { rate: 1, start: start + 1_500 });
    const before = sim.arrivals.length;
    clock.advance(30_000);
    const fresh = sim.arrivals.slice(before);
    expect(fresh.length).toBeGreaterThan(42);
    const times = fresh.map(({ arrivedAt }) => arrivedAt);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const own = fresh
      .map(({ event }) => event['Id'])
      .filter((id) => typeof id === 'string' && id.startsWith('g'));
    expect(own.slice(0, 4)).toEqual(['g1-0', 'g2-0', 'g1-1', 'g2-1']);
  });

  test('may be made beside a story whose clock does not stand still', async () => {
    await using sim = await startKataSim({ storyStart: Date.now() });
    const before = sim.arrivals.length;
    const made = [...sim.generate(20_000), ...sim.generate(20_000)];
    const arrived = sim.arrivals.slice(before).map(({ event }) => event['Id']);
    expect(arrived.filter((id) => typeof id === 'string' && /^g\d-/.test(id))).toEqual(made);
  });

  test('cannot arrive before what has arrived', async () => {
    const { sim } = await begin();
    await using _ = sim;
    sim.addEvent();
    expect(() => sim.generate(2, { start: start - 1 })).toThrow('cannot arrive');
    expect(() => sim.addEvent({}, start - 1)).toThrow('cannot arrive');
    expect(sim.arrivals).toHaveLength(1);
  });
});

describe('single events', () => {
  test('are filled in, and lose a key that is given as undefined', async () => {
    const { sim, caller } = await begin();
    await using _ = sim;
    await using _caller = caller;
    sim.addEvent({ HostName: 'x', HostIp: undefined, Id: 12_345_678_901_234_567_890n });
    sim.addEvent({ Id: undefined, EventType: undefined });
    const { text } = await caller.ask();
    expect(text).toContain(
      `{"Id":12345678901234567890,"EventType":"process","Timestamp":${start * 1_000 - 1_000_000},` +
        `"ReceivedTimestamp":${start * 1_000},"HostName":"x","OsFamily":"Windows"}`,
    );
    const [, second] = (await caller.page()).events;
    expect(Object.keys(second ?? {})).toEqual([
      'Timestamp',
      'ReceivedTimestamp',
      'HostName',
      'HostIp',
      'OsFamily',
    ]);
  });

  test('may be any text', async () => {
    const { sim, caller } = await begin();
    await using _ = sim;
    await using _caller = caller;
    sim.addText('null');
    sim.addText('{"Id":1e400}');
    expect((await caller.ask()).text).toContain('"events":[null,{"Id":1e400}]');
    expect((await caller.ask({ filter: "HostName=='*'" })).text).toContain('"events":[]');
  });

  test('go out under other keys, type names, types and with strangers when so switched', async () => {
    const { sim, caller } = await begin();
    await using _ = sim;
    await using _caller = caller;
    const event = {
      Id: 'a',
      EventType: 'blockdocument',
      HostName: 'h',
      RemoteIp: 'r',
      LocalIp: 'l',
      SystemPid: 7,
    };
    sim.addEvent({
      ...event,
      Timestamp: undefined,
      ReceivedTimestamp: undefined,
      HostIp: undefined,
      OsFamily: undefined,
    });
    const read = async (): Promise<unknown> =>
      (await caller.page({ filter: "EventType=='blockdocument'" })).events[0];
    expect(await read()).toEqual(event);
    sim.switches.keyNames = kumaKeyNames;
    expect(await read()).toEqual({
      Id: 'a',
      EventType: 'blockdocument',
      hostName: 'h',
      RemoteIP: 'r',
      LocalIP: 'l',
      SystemPid: 7,
    });
    sim.switches.keyNames = {};
    sim.switches.typeNames = kumaTypeNames;
    expect(await read()).toEqual({ ...event, EventType: 'BlockedDocument' });
    sim.switches.typeNames = {};
    sim.switches.textualValues = true;
    expect(await read()).toEqual({ ...event, SystemPid: '7' });
    sim.switches.textualValues = false;
    sim.switches.unknownKeys = true;
    expect(await read()).toMatchObject({ ...event, VendorHint: { levels: [1, null, 'x'] } });
  });
});
