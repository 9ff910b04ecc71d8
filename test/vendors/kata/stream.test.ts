import { describe, expect, test } from 'vitest';
import { SourceError } from '../../../src/model/errors.ts';
import { alertsIn, eventsIn, feedOf, newCall, readAll, start, stored, START, SYSTEM_ID } from './harness.ts';

const HOUR = 3_600_000;

describe('the requests', () => {
  test('ask for a window in whole seconds and carry the newest token, the filter once', async () => {
    await using rig = await start(
      {},
      { filter: "EventType == 'process'", follow: { every: 2_900, from: 0 } },
    );
    rig.sim.addEvent({ Id: 'p1' });
    rig.sim.addEvent({ Id: 'r1', EventType: 'registry' });
    const first = await rig.read();
    rig.sim.addEvent({ Id: 'p2' });
    rig.sim.addEvent({ Id: 'r2', EventType: 'registry' });
    const second = await rig.read(first.bookmark);
    expect(first.records.map(({ nativeId }) => nativeId)).toEqual(['p1']);
    expect(second.records.map(({ nativeId }) => nativeId)).toEqual(['p2']);
    const [asked, again] = rig.sim.requests;
    expect(asked?.path).toBe(`/kata/events_api/v1/${SYSTEM_ID}/events`);
    expect([...(asked?.query.keys() ?? [])].sort()).toEqual(['filter', 'max_timeout']);
    expect(asked?.query.get('max_timeout')).toBe('PT2S');
    expect([...(again?.query.keys() ?? [])].sort()).toEqual(['continuation_token', 'max_timeout']);
  });

  for (const [every, window] of [
    [10, 'PT1S'],
    [1_999, 'PT1S'],
    [60_000, 'PT60S'],
    [86_400_000, 'PT60S'],
  ] as const) {
    test(`open a window of ${window} when the feed is read every ${every} ms`, async () => {
      await using rig = await start({}, { follow: { every, from: 0 } });
      await rig.read();
      expect(rig.sim.requests[0]?.query.get('max_timeout')).toBe(window);
      expect(rig.feed.timeout).toBeGreaterThan(Number(window.slice(2, -1)) * 1_000 + 5_000);
    });
  }

  test('wait for the end of the window, longer than the timeout of the source', async () => {
    await using rig = await start(
      { switches: { windowScale: 1 } },
      { timeout: 100, follow: { every: 1_000, from: 0 } },
    );
    const began = performance.now();
    const batch = await rig.read();
    expect(performance.now() - began).toBeGreaterThan(900);
    expect(batch).toMatchObject({ records: [], more: false });
  });

  test('end with their caller', async () => {
    await using rig = await start({ switches: { windowScale: 1 } });
    const controller = new AbortController();
    const reading = rig.feed.read(null, newCall(controller.signal));
    controller.abort();
    await expect(reading).rejects.toMatchObject({ kind: 'aborted' });
    expect(rig.source.health().state).toBe('STARTING');
  });
});

describe('the stream', () => {
  test('gives every event once, page by page, and says when there is more', async () => {
    await using rig = await start({}, { maxEvents: 100 });
    const ids = rig.sim.generate(250, { types: ['process', 'connection', 'registry'], ioaEvery: 0 });
    const batches = await readAll(rig.feed);
    expect(batches.map(({ records, more }) => [records.length, more])).toEqual([
      [100, true],
      [100, true],
      [50, false],
    ]);
    expect(batches.flatMap(({ records }) => records.map(({ nativeId }) => nativeId))).toEqual(ids);
  });

  test('without a limit of ours goes on at once after an answer that came early with news, and only then', async () => {
    await using rig = await start({ switches: { maxEvents: 10 } });
    rig.sim.generate(25, { types: ['process'], ioaEvery: 0 });
    const batches = await readAll(rig.feed);
    expect(batches.map(({ records }) => records.length)).toEqual([10, 10, 5, 0]);
  });

  test('the same bookmark gives the same again', async () => {
    await using rig = await start({}, { maxEvents: 20 });
    rig.sim.generate(60);
    const first = await rig.read();
    const [once, twice] = [await rig.read(first.bookmark), await rig.read(first.bookmark)];
    expect(twice.records).toEqual(once.records);
    expect(twice.removed).toEqual(once.removed);
  });

  test('empty answers and repetitions do not make it spin', async () => {
    await using rig = await start({ switches: { overlap: 3 } });
    rig.sim.generate(5, { types: ['process'], ioaEvery: 0 });
    rig.sim.addText('no event');
    const first = await rig.read();
    expect([first.more, rig.feed.every <= 1_000]).toEqual([true, true]);
    const second = await rig.read(first.bookmark);
    expect([second.records.length, second.quarantined?.length]).toEqual([2, 1]);
    expect(second.more).toBe(false);
    // The server did not hold the request, so we wait for what is left of the window.
    expect(rig.feed.every).toBeGreaterThan(5_000);
  });

  test('a server that holds the request is asked again soon', async () => {
    await using rig = await start({ switches: { windowScale: 1 } }, { follow: { every: 1_000, from: 0 } });
    const { more } = await rig.read();
    expect(more).toBe(false);
    expect(rig.feed.every).toBeLessThan(1_000);
  });

  for (const switches of [{ order: 'reversed' }, { order: 'shuffled' }, { overlap: 7 }] as const) {
    test(`nothing is lost or doubled with ${JSON.stringify(switches)}`, async () => {
      await using rig = await start({ switches }, { maxEvents: 40 });
      const ids = rig.sim.generate(200);
      const events = eventsIn(stored(await readAll(rig.feed)).values());
      expect(new Set(events.map(({ nativeId }) => nativeId))).toEqual(new Set(ids));
      expect(events).toHaveLength(200);
    });
  }

  for (const emptyEvents of ['list', 'null', 'absent'] as const) {
    test(`an answer whose events are ${emptyEvents} is an empty one`, async () => {
      await using rig = await start({ switches: { emptyEvents, contentType: 'text/plain' } });
      expect(await rig.read()).toMatchObject({ records: [], quarantined: [], more: false });
    });
  }

  test('a filter set later replaces the one of the stream, and one taken away begins a new stream', async () => {
    await using rig = await start();
    const first = await rig.read();
    rig.sim.addEvent({ Id: 'p' });
    rig.sim.addEvent({ Id: 'r', EventType: 'registry' });
    const filtered = feedOf(rig.restarted({ filter: "EventType=='registry'" }));
    const second = await filtered.read(first.bookmark, newCall());
    expect(second.records.map(({ nativeId }) => nativeId)).toEqual(['r']);
    expect(rig.sim.requests.at(-1)?.query.has('continuation_token')).toBe(true);
    const third = await feedOf(rig.restarted()).read(second.bookmark, newCall());
    expect(third.records.map(({ nativeId }) => nativeId)).toEqual(['p', 'r']);
  });
});

describe('a token that the server refuses', () => {
  test('begins the stream anew, and within two hours nothing is lost', async () => {
    await using rig = await start();
    rig.sim.addEvent({ Id: 'a' });
    const first = await rig.read();
    const bookmark = JSON.stringify({ ...JSON.parse(first.bookmark), token: 'of another server' });
    rig.sim.addEvent({ Id: 'b' });
    const second = await rig.read(bookmark);
    expect(second.records.map(({ nativeId }) => nativeId)).toEqual(['a', 'b']);
    expect(second.lost).toBeUndefined();
    expect(rig.sim.requests.map(({ status }) => status)).toEqual([200, 400, 200]);
    expect(rig.source.health().state).toBe('OK');
  });

  test('is not tried for ever when the request itself is wrong', async () => {
    await using rig = await start({ switches: { maxEvents: 10 } }, { maxEvents: 11 });
    await expect(rig.read()).rejects.toMatchObject({ kind: 'rejected', status: 400 });
    expect(rig.sim.requests).toHaveLength(1);
    expect(rig.source.health().state).toBe('DEGRADED');
  });
});

describe('an outage', () => {
  test('of 1 h 59 loses nothing', async () => {
    await using rig = await start();
    const first = await rig.read();
    rig.sim.addEvent({ Id: 'while-away' }, START + 1_000);
    rig.sim.clock.set(START + 2 * HOUR - 60_000, true);
    const second = await feedOf(rig.restarted()).read(first.bookmark, newCall());
    expect(second.records.map(({ nativeId }) => nativeId)).toEqual(['while-away']);
    expect(second.lost).toBeUndefined();
  });

  for (const expiredToken of ['oldest', 400] as const) {
    test(`of 2 h 10 is told with its ends, whether the old token gives ${expiredToken}`, async () => {
      await using rig = await start({ switches: { expiredToken } });
      const first = await rig.read();
      rig.sim.addEvent({ Id: 'lost' }, START + 60_000);
      const back = START + 2 * HOUR + 600_000;
      rig.sim.clock.set(back, true);
      rig.sim.addEvent({ Id: 'kept' });
      const second = await feedOf(rig.restarted()).read(first.bookmark, newCall());
      expect(second.records.map(({ nativeId }) => nativeId)).toEqual(['kept']);
      expect(second.lost).toMatchObject([{ from: START, to: back - 2 * HOUR }]);
      const third = await rig.read(second.bookmark);
      expect(third.lost).toBeUndefined();
    });
  }

  test('in the middle of a backlog counts from what had been read of it', async () => {
    await using rig = await start({}, { maxEvents: 10 });
    rig.sim.generate(30, { types: ['process'], ioaEvery: 0, start: START, rate: 1 / 60 });
    rig.sim.clock.set(START + 1.9 * HOUR, true);
    const first = await rig.read();
    const back = START + 2.5 * HOUR;
    rig.sim.clock.set(back, true);
    const second = await feedOf(rig.restarted()).read(first.bookmark, newCall());
    expect(second.lost).toMatchObject([{ from: START + 9 * 60_000, to: back - 2 * HOUR }]);
  });
});

describe('registration', () => {
  test('waits for the administrator, goes on when accepted, and waits again when revoked', async () => {
    await using rig = await start({ accepted: false, approval: 'manual' });
    expect(rig.source.health().state).toBe('STARTING');
    await expect(rig.read()).rejects.toBeInstanceOf(SourceError);
    const pending = rig.source.health();
    expect(pending.state).toBe('PENDING_APPROVAL');
    expect(pending.lastFailure?.error.message).toMatch(/"kata-pcn" waits for approval.*accept/);
    expect(rig.sim.requests).toHaveLength(1);

    rig.sim.registrations.accept(SYSTEM_ID);
    rig.sim.addEvent({ Id: 'a' });
    const batch = await rig.read();
    expect(rig.source.health().state).toBe('OK');
    expect(batch.records.map(({ nativeId }) => nativeId)).toEqual(['a']);

    rig.sim.registrations.revoke(SYSTEM_ID);
    await expect(rig.read(batch.bookmark)).rejects.toMatchObject({ kind: 'unauthorized', status: 401 });
    expect(rig.source.health().state).toBe('UNAUTHORIZED');
    expect(rig.source.health().lastFailure?.error.message).toMatch(/withdrawn/);

    // A restart does not forget that it had been accepted.
    const again = rig.restarted();
    await expect(feedOf(again).read(batch.bookmark, newCall())).rejects.toBeInstanceOf(SourceError);
    expect(again.health().state).toBe('UNAUTHORIZED');

    rig.sim.registrations.accept(SYSTEM_ID);
    rig.sim.addEvent({ Id: 'b' });
    const resumed = await rig.read(batch.bookmark);
    expect(resumed.records.map(({ nativeId }) => nativeId)).toEqual(['b']);
  });

  test('messages name neither the id nor the server', async () => {
    await using rig = await start({ accepted: false, approval: 'manual' });
    await rig.read().catch(() => undefined);
    const { message } = rig.source.health().lastFailure?.error ?? {};
    expect(message).not.toContain(SYSTEM_ID);
    expect(message).not.toContain('127.0.0.1');
  });

  test('a certificate that the server does not know is a request of its own', async () => {
    await using rig = await start();
    const { cert, key } = rig.sim.issueClientCertificate();
    rig.sim.switches.approval = 'manual';
    const other = rig.restarted({ tls: { cert, key, ca: rig.sim.ca } });
    await expect(feedOf(other).read(null, newCall())).rejects.toMatchObject({ kind: 'unauthorized' });
    expect(other.health().state).toBe('PENDING_APPROVAL');
    expect(rig.sim.registrations.pending()).toHaveLength(1);
  });
});

describe('trust', () => {
  test('a server under another authority is not spoken to', async () => {
    await using rig = await start();
    await using stranger = await start();
    const { cert, key } = rig.sim.clientCertificate;
    const fooled = rig.restarted({ tls: { cert, key, ca: stranger.sim.ca } });
    await expect(feedOf(fooled).read(null, newCall())).rejects.toMatchObject({ kind: 'unavailable' });
    expect(rig.sim.requests).toHaveLength(0);
    expect(fooled.health().state).toBe('UNAVAILABLE');
  });

  test('several servers are several sources that know nothing of each other', async () => {
    await using one = await start();
    await using two = await start({ accepted: false, approval: 'manual' }, { name: 'kata-scn' });
    one.sim.addEvent({ Id: 'same', VerdictName: 'EICAR' });
    const batch = await one.read();
    await two.read().catch(() => undefined);
    expect(alertsIn(batch.records)).toMatchObject([{ source: 'kata-pcn', nativeId: 'same' }]);
    expect([one.source.health().state, two.source.health().state]).toEqual(['OK', 'PENDING_APPROVAL']);
  });
});

describe('a server in trouble', () => {
  for (const [name, fault, kind, state] of [
    ['an outage', { kind: 'status', status: 500 }, 'unavailable', 'UNAVAILABLE'],
    ['a page of HTML', { kind: 'html' }, 'invalid-response', 'DEGRADED'],
    ['half an answer', { kind: 'truncateJson' }, 'invalid-response', 'DEGRADED'],
    ['a cut connection', { kind: 'truncate' }, 'unavailable', 'UNAVAILABLE'],
    ['a quota', { kind: 'status', status: 429 }, 'rate-limited', 'RATE_LIMITED'],
  ] as const) {
    test(`${name} is an error of its kind, and the stream goes on where it was`, async () => {
      await using rig = await start();
      rig.sim.addEvent({ Id: 'a' });
      const first = await rig.read();
      rig.sim.addEvent({ Id: 'b' });
      rig.sim.fault(fault);
      await expect(rig.read(first.bookmark)).rejects.toMatchObject({ kind });
      expect(rig.source.health().state).toBe(state);
      rig.sim.heal();
      const second = await rig.read(first.bookmark);
      expect(second.records.map(({ nativeId }) => nativeId)).toEqual(['b']);
      expect(rig.source.health().state).toBe('OK');
    });
  }

  test('lags when answer after answer is full', async () => {
    await using rig = await start({}, { maxEvents: 10 });
    rig.sim.generate(45, { types: ['process'], ioaEvery: 0 });
    let bookmark: string | null = null;
    const states: string[] = [];
    for (let i = 0; i < 5; i++) {
      ({ bookmark } = await rig.read(bookmark));
      states.push(rig.source.health().state);
    }
    expect(states).toEqual(['OK', 'OK', 'LAGGING', 'LAGGING', 'OK']);
  });

  test('an answer without a token is kept and asked for again, and the source says so', async () => {
    await using rig = await start();
    rig.sim.addEvent({ Id: 'a' });
    rig.sim.fault({ kind: 'rewrite', rewrite: (body) => body.replace('continuationToken', 'x') });
    const batch = await rig.read();
    expect(batch.records).toHaveLength(1);
    expect(rig.source.health().state).toBe('DEGRADED');
    const again = await rig.read(batch.bookmark);
    expect([again.records.length, again.more]).toEqual([1, false]);
  });

  test('a bookmark that is none of ours begins anew', async () => {
    await using rig = await start();
    rig.sim.addEvent({ Id: 'a' });
    for (const bookmark of ['', '{}', '{"version":2}', 'null', '{"version":1,"lastSuccess":0,"known":"!"}']) {
      expect((await rig.read(bookmark)).records).toHaveLength(1);
    }
  });
});
