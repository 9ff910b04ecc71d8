/** Many clients at once: what they cost upstream, and that none of them feels another. */
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { startSimServer, type SimServer } from '../../src/simulators/kit.ts';
import { addIncident, clockAtNoon, ids } from '../support/incident.ts';
import { startRig, type Ask, type Rig } from '../support/rig.ts';

const CLIENTS = 50;

async function start(): Promise<Rig> {
  const rig = await startRig({ clock: clockAtNoon() });
  addIncident(rig);
  return rig;
}

const each = <T>(one: (client: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: CLIENTS }, (_, client) => one(client)));

const asked = ({ requests }: SimServer): string[] =>
  requests.map(({ method, path, body }) => `${method} ${path} ${body.toString()}`).toSorted();

const everything = `{
  argus: source(name: "argus") {
    alerts { nodes { id cases { id } events { nodes { id } } } }
    cases { nodes { id alerts { nodes { id } } } }
  }
  gta: source(name: "gta") {
    events {
      nodes { id severity device { id } threatDetections { nodes { id threat { title } alerts { nodes { id } } } } }
    }
    alerts { nodes { id title } }
  }
}`;

describe('the same question', () => {
  test('from 50 clients at once costs each source what one client costs it', async () => {
    await using rig = await start();
    const single = await rig.ask(everything);
    expect(single.errors).toEqual([]);
    const costs = [rig.argus, rig.gta].map((sim) => asked(sim).filter((line) => !line.includes('oauth2')));
    for (const sim of [rig.argus, rig.gta]) sim.forget();

    const answers = await each(() => rig.ask(everything));
    for (const { text } of answers) expect(text).toBe(single.text);
    expect([rig.argus, rig.gta].map(asked)).toEqual(costs);
  });

  test('from 50 clients over 50 connections costs one call, and one token', async () => {
    await using rig = await start();
    const { ask } = await rig.listen();
    const query = '{ source(name: "gta") { events { nodes { id } } } }';
    // Connections are not made in one turn, so the answer takes longer than they do.
    rig.gta.fault({ kind: 'delay', ms: 1_500, match: { path: /enriched-events/ } });
    const answers = await each(() => ask(query));
    for (const { data, errors } of answers) {
      expect(errors).toEqual([]);
      expect(data).toEqual({ source: { events: { nodes: [{ id: ids.gtaEvent }] } } });
    }
    expect([rig.gta.tokenRequests, rig.gta.count(/enriched-events/)]).toEqual([1, 1]);
  });

  test('that fails, fails for all of them for the price of one, and is asked anew after it', async () => {
    await using rig = await start();
    const query = '{ source(name: "argus") { alerts { nodes { id } } } }';
    rig.argus.fault({ kind: 'status', status: 401 });
    const answers = await each(() => rig.ask(query));
    for (const { errors } of answers)
      expect(errors.map(({ extensions }) => extensions)).toEqual([
        { code: 'SOURCE_UNAUTHORIZED', source: 'argus' },
      ]);
    expect(rig.argus.requests).toHaveLength(1);
    rig.argus.heal();
    expect((await rig.ask(query)).errors).toEqual([]);
  });
});

describe('a token that ends in the middle of 50 walks', () => {
  interface Page {
    readonly source: {
      readonly events: {
        readonly nodes: readonly { readonly nativeId: string }[];
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      };
    };
  }
  const page = `query ($first: Int!, $after: String) {
    source(name: "gta") {
      events(first: $first, after: $after) { nodes { nativeId } pageInfo { hasNextPage endCursor } }
    }
  }`;

  /** Reads to the end, with a stop after two pages that all walkers come to before any goes on. */
  async function walk(ask: Ask, first: number, meet: () => Promise<void>): Promise<string[]> {
    const found: string[] = [];
    let after: string | null = null;
    for (let pages = 1; ; pages++) {
      const position: Readonly<Record<string, unknown>> = { first, after };
      const { data, errors } = await ask<Page>(page, position);
      expect(errors).toEqual([]);
      const events = data?.source.events;
      found.push(...(events?.nodes ?? []).map(({ nativeId }) => nativeId));
      if (events?.pageInfo.hasNextPage !== true) return found;
      after = events.pageInfo.endCursor;
      if (pages === 2) await meet();
    }
  }

  /** Everybody waits for the last to come; then `action` runs, and all go on. */
  function meeting(size: number, action: () => void): () => Promise<void> {
    let here = 0;
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    return () => {
      here += 1;
      if (here === size) {
        action();
        open();
      }
      return opened;
    };
  }

  const ends: readonly (readonly [name: string, end: (rig: Rig) => void])[] = [
    ['by the clock', (rig) => rig.clock.advance(600_000)],
    ['before its time, as the vendor revoked it', (rig) => rig.gta.expireTokens()],
  ];
  for (const [name, end] of ends) {
    test(`${name}: one token request, and nobody sees it`, async () => {
      await using rig = await start();
      rig.gta.generate({ events: 400 });
      const truth = [...rig.gta.events.keys()].toSorted(
        (a, b) => (rig.gta.sequenceOf(a) ?? 0) - (rig.gta.sequenceOf(b) ?? 0),
      );
      expect((await rig.ask(page, { first: 1 })).errors).toEqual([]);
      expect(rig.gta.tokenRequests).toBe(1);
      const meet = meeting(CLIENTS, () => end(rig));
      // Pages of different sizes, so that no two clients share an answer.
      const walks = await each((client) => walk(rig.ask, 50 + client, meet));
      for (const found of walks) expect(found).toEqual(truth);
      expect(rig.gta.tokenRequests).toBe(2);
    });
  }
});

describe('a client that goes away', () => {
  const query = '{ source(name: "argus") { alerts { nodes { id } } } }';

  /** An Argus that never answers, and tells when somebody hangs up. */
  async function startSilent() {
    const arrivals: (() => void)[] = [];
    const hangUps: (() => void)[] = [];
    const event = (list: (() => void)[]) => new Promise<void>((resolve) => void list.push(resolve));
    const server = await startSimServer({
      handle: (_request, incoming) => {
        incoming.socket.once('close', () => {
          for (const resolve of hangUps.splice(0)) resolve();
        });
        for (const resolve of arrivals.splice(0)) resolve();
        return new Promise(() => undefined);
      },
    });
    return { server, arrival: () => event(arrivals), hangUp: () => event(hangUps) };
  }

  for (const [name, connect] of [
    ['straight at the gateway', async (rig: Rig) => rig.ask],
    ['over a connection', async (rig: Rig) => (await rig.listen()).ask],
  ] as const) {
    test(`${name}, alone with its question, ends the calls made for it`, async () => {
      const { server, arrival, hangUp } = await startSilent();
      await using _server = server;
      await using rig = await startRig({
        gta: false,
        sources: { argus: { url: server.url, timeout: '30s' } },
      });
      const ask = await connect(rig);
      const client = new AbortController();
      const [arrived, ended] = [arrival(), hangUp()];
      const answer = ask(query, {}, { signal: client.signal }).catch((error: unknown) => error);
      await arrived;
      client.abort();
      await ended;
      await answer;
      expect(server.requests).toHaveLength(1);
      expect(rig.log).toEqual([]);
    });
  }

  test('does not hurt those who asked the same', async () => {
    await using rig = await start();
    const { ask } = await rig.listen();
    let release = (): void => undefined;
    const reached = new Promise<void>((resolve) => (release = resolve));
    rig.argus.fault({ kind: 'delay', ms: 500, match: { when: () => (release(), true) } });
    const leaving = new AbortController();
    const first = ask(query, {}, { signal: leaving.signal }).catch((error: unknown) => error);
    await reached;
    const others = Array.from({ length: 10 }, () => rig.ask(query));
    await setImmediate();
    leaving.abort();
    expect(await first).toMatchObject({ name: 'AbortError' });
    for (const { data, errors } of await Promise.all(others)) {
      expect(errors).toEqual([]);
      expect(data).toEqual({ source: { alerts: { nodes: [{ id: ids.argusAlert }] } } });
    }
    expect(rig.argus.requests).toHaveLength(1);
  });

  test('leaves the token for those who wait for it', async () => {
    await using rig = await start();
    const events = '{ source(name: "gta") { events { nodes { id } } } }';
    let release = (): void => undefined;
    const reached = new Promise<void>((resolve) => (release = resolve));
    rig.gta.fault({ kind: 'delay', ms: 300, match: { path: /iroh/, when: () => (release(), true) } });
    const leaving = new AbortController();
    const first = rig.ask(events, {}, { signal: leaving.signal }).catch((error: unknown) => error);
    await reached;
    const other = rig.ask('{ source(name: "gta") { alerts { nodes { id } } } }');
    await setImmediate();
    leaving.abort();
    await first;
    expect((await other).errors).toEqual([]);
    expect([rig.gta.tokenRequests, rig.gta.count(/enriched-events/)]).toEqual([1, 0]);
  });
});
