import { describe, expect, test } from 'vitest';
import { createFollower } from '../../src/journal/follower.ts';
import { failure, follow } from './follow-support.ts';
import { alerts, event, journal, lines, T0 } from './support.ts';

const quarantine = (...texts: string[]) => texts.map((text) => ({ text, reason: 'id: expected text' }));

describe('what a vendor may give', () => {
  test('pages that come again, and in another order, make each record once', async () => {
    using j = journal();
    const [a, b, c] = [event('a'), event('b'), event('c')];
    const { asked } = await follow(j.writer, {
      steps: [
        { records: [a, b] },
        { records: [b, a] },
        { records: [c, a] },
        { records: [b, c], more: false },
      ],
    });
    expect(lines(j.reader)).toEqual(['CREATED EVENT a', 'CREATED EVENT b', 'CREATED EVENT c']);
    expect(asked).toEqual([null, 'b1', 'b2', 'b3']);
    expect(j.writer.bookmark('alpha', 'alerts')).toBe('b4');
  });

  test('what was read before something newer was stored does not make it older', async () => {
    using j = journal();
    const at = (modifiedAt: number, title: string) => event('a', { modifiedAt, title });
    const titles: (string | undefined)[] = [];
    const note = () => void titles.push(j.reader.byIds('EVENT', 'alpha', ['a']).get('a')?.title);
    await follow(j.writer, {
      steps: [
        { records: [at(T0, 'first')] },
        () => {
          const newer = { records: [at(T0 + 2, 'third')], removed: [] };
          j.writer.absorb('alpha', newer, { at: T0 + 2, since: j.writer.lastSequence() });
          return { records: [at(T0 + 1, 'second')] };
        },
        // What is read from then on holds, whatever time it bears.
        () => {
          note();
          return { records: [at(T0 + 1, 'fourth')] };
        },
      ],
    });
    note();
    expect(titles).toEqual(['third', 'fourth']);
  });

  test('a backlog is read without a pause, and then the feed sets the pace', async () => {
    using j = journal();
    const { slept } = await follow(j.writer, {
      steps: [{ records: [event('a')] }, { records: [event('b')] }, { records: [event('c')], more: false }],
    });
    expect(slept).toEqual([10_000]);
  });

  test('empty pages with more are read ever more seldom, down to the pace of the feed', async () => {
    using j = journal();
    const { slept, asked } = await follow(j.writer, { steps: Array.from({ length: 400 }, () => ({})) });
    expect(slept.slice(0, 65)).toEqual([...Array(32).fill(20), ...Array(32).fill(40), 80]);
    expect(slept.at(-1)).toBe(10_000);
    expect(slept.toSorted((a, b) => a - b)).toEqual(slept);
    expect(asked.at(-1)).toBe('b399');
  });

  test('empty pages whose bookmark stands still soon cost a wait of the pace of the feed', async () => {
    using j = journal();
    const steps = Array.from({ length: 11 }, () => ({ bookmark: 'same' }));
    const { slept } = await follow(j.writer, { steps });
    // The first of them still moved on from nothing.
    expect(slept).toEqual([20, 50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
  });

  test('news after empty pages is followed by the next page at once', async () => {
    using j = journal();
    const { slept } = await follow(j.writer, { steps: [{}, {}, { records: [event('a')] }, {}] });
    expect(slept).toEqual([20, 20, 20]);
  });

  test('a bookmark that leads to itself is not followed at full speed', async () => {
    using j = journal();
    const { slept } = await follow(j.writer, {
      steps: Array.from({ length: 5 }, () => ({ records: [event('a')], bookmark: 'same' })),
    });
    expect(slept).toEqual([50, 100, 200, 400]);
    expect(lines(j.reader)).toEqual(['CREATED EVENT a']);
  });

  test('bookmarks that go round in a circle double nothing, and soon cost a page a second', async () => {
    using j = journal();
    const { slept, now } = await follow(j.writer, {
      steps: Array.from({ length: 230 }, (_, i) => ({
        records: [event(`${i % 3}`)],
        bookmark: `b${i % 3}`,
      })),
    });
    expect(lines(j.reader)).toHaveLength(3);
    expect(slept).toEqual(Array.from({ length: 27 }, () => 1_000));
    expect(now).toBe(T0 + 27_000);
  });

  test('a malformed record among good ones is kept and counted once, however often its page comes', async () => {
    using j = journal();
    const page = { records: [event('a'), event('b')], quarantined: quarantine('{"id":3}') };
    const { logged } = await follow(j.writer, { steps: [page, page, { ...page, more: false }] });
    expect(lines(j.reader)).toEqual(['CREATED EVENT a', 'CREATED EVENT b']);
    expect(j.reader.quarantined('alpha', 'alerts', 9)).toMatchObject([{ text: '{"id":3}' }]);
    expect(logged).toEqual(['records that cannot be read are in quarantine']);
  });
});

describe('a batch that makes the journal stumble', () => {
  test('is taken apart: the good ones are in, the bad one is in quarantine, and the feed goes on', async () => {
    using j = journal();
    const bookmarks: string[] = [];
    const writer = {
      ...j.writer,
      ingest(...[identity, batch, options]: Parameters<typeof j.writer.ingest>) {
        if (batch.records.some(({ nativeId }) => nativeId === 'bad')) throw new TypeError('a bug');
        bookmarks.push(batch.bookmark);
        return j.writer.ingest(identity, batch, options);
      },
    };
    const records = ['a', 'b', 'bad', 'c', 'd'].map((id) => event(id));
    const { asked, logged } = await follow(writer, {
      steps: [
        { records, lost: [{ reason: 'away' }], quarantined: quarantine('1') },
        { records: [event('e')], more: false },
      ],
    });
    expect(lines(j.reader)).toEqual([
      'GAP away',
      ...['a', 'b', 'c', 'd', 'e'].map((id) => `CREATED EVENT ${id}`),
    ]);
    expect(j.reader.quarantined('alpha', 'alerts', 9).map(({ text }) => text)).toEqual(['{"id":"bad"}', '1']);
    expect(asked).toEqual([null, 'b1']);
    // Until the last part is in, the bookmark stands where it stood.
    expect(bookmarks.slice(0, -2).every((bookmark) => bookmark === '')).toBe(true);
    expect(bookmarks.slice(-2)).toEqual(['b1', 'b2']);
    expect(logged[0]).toBe('the journal could not take a batch whole: it is taken apart');
  });

  test('cut off in the middle of that, begins where it began', async () => {
    using j = journal();
    j.writer.ingest(alerts, { records: [event('a')], bookmark: '', more: true }, { at: T0 });
    const { asked } = await follow(j.writer, { steps: [{ records: [event('a'), event('b')] }] });
    expect(asked).toEqual([null]);
    expect(lines(j.reader)).toEqual(['CREATED EVENT a', 'CREATED EVENT b']);
  });
});

describe('a source that fails', () => {
  test('is asked again after half a moment, then ever later, up to a minute, and is well again afterwards', async () => {
    using j = journal();
    const { slept, states, logged, asked } = await follow(j.writer, {
      steps: [
        { records: [event('a')] },
        ...Array.from({ length: 9 }, () => failure('unavailable')),
        { records: [event('b')], more: false },
      ],
    });
    // Half of 250 ms, then of 1, 2, 4, ... seconds.
    expect(slept).toEqual([125, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 10_000]);
    expect(new Set(asked.slice(1))).toEqual(new Set(['b1']));
    expect(states.map(({ state }) => state)).toEqual(['OK', ...Array(9).fill('UNAVAILABLE'), 'OK']);
    expect(states.at(-1)?.failure?.error).toMatchObject({ kind: 'unavailable' });
    expect(states.at(-2)?.lastSuccessAt).toBe(T0);
    expect(logged).toEqual(['a feed cannot be followed: it is tried again', 'a feed is followed again']);
    expect(lines(j.reader)).toEqual(['CREATED EVENT a', 'CREATED EVENT b']);
  });

  test('is not asked before it wants to be', async () => {
    using j = journal();
    const { slept, states } = await follow(j.writer, {
      steps: [
        failure('rate-limited', T0 + 30_000),
        failure('rate-limited', T0 + 10 * 86_400_000),
        { more: false },
      ],
    });
    expect(slept[0]).toBe(30_125);
    // A wrong year is an hour.
    expect(slept[1]).toBe(3_600_500);
    expect(states.map(({ state }) => state)).toEqual(['RATE_LIMITED', 'RATE_LIMITED', 'OK']);
  });

  test('with a mistake of ours in its feed is tried again, later and later, and shown as degraded', async () => {
    using j = journal();
    const { slept, states, logged } = await follow(j.writer, {
      steps: [new TypeError('x'), new TypeError('x'), { more: false }],
    });
    expect(slept.slice(0, 2)).toEqual([125, 500]);
    expect(states.map(({ state }) => state)).toEqual(['DEGRADED', 'DEGRADED', 'OK']);
    expect(logged).toContain('a feed failed for a reason of our own');
  });

  test('with a page that cannot be read begins anew, once a day, and tells what that leaves out', async () => {
    using j = journal();
    const day = 24 * 3_600_000;
    const times = (count: number) => Array.from({ length: count }, () => failure('invalid-response'));
    const steps = [
      { records: [event('a')] },
      // Five at the bookmark, the new beginning fails too; then a day at the bookmark.
      ...times(6),
      ...times(3_000),
    ];
    const first = await follow(j.writer, { steps });
    expect(first.asked.slice(0, 9)).toEqual([null, 'b1', 'b1', 'b1', 'b1', 'b1', null, 'b1', 'b1']);
    expect(first.asked.slice(7).indexOf(null)).toBeGreaterThan(day / 30_000 - 10);

    const lastSuccessAt = T0;
    const later = T0 + 2 * day;
    await follow(j.writer, {
      steps: [...times(5), { records: [event('b')], more: false }],
      at: later,
      follower: { lastSuccessAt },
    });
    const [gap] = j.reader.gaps('alpha');
    // Half of 250 ms, 1 s, 2 s, 4 s and 8 s have gone by when it begins anew.
    expect(gap).toMatchObject({ from: T0, to: later - day + 125 + 500 + 1_000 + 2_000 + 4_000 });
    expect(j.reader.gaps('alpha')).toHaveLength(1);
  });

  test('to answer is given up when the time of a read is over, whatever the feed makes of its signal', async () => {
    using j = journal();
    const stop = new AbortController();
    const states: string[] = [];
    const follower = createFollower({
      source: 'alpha',
      vendor: 'alphasoc',
      feed: {
        name: 'alerts',
        kinds: ['EVENT'],
        every: 10,
        timeout: 20,
        read: () => new Promise(() => undefined),
      },
      timeout: 60_000,
      from: 0,
      writer: j.writer,
      now: () => T0,
      sleep: () => Promise.resolve(),
      random: () => 0,
      onState: ({ state, failure: last }) => {
        states.push(`${state} ${last?.error.kind}`);
        stop.abort();
      },
    });
    await follower.run(stop.signal);
    expect(states).toEqual(['UNAVAILABLE timeout']);
  });

  test('to answer does not keep following from ending', async () => {
    using j = journal();
    const stop = new AbortController();
    const asked = Promise.withResolvers<void>();
    const follower = createFollower({
      source: 'alpha',
      vendor: 'alphasoc',
      feed: {
        name: 'alerts',
        kinds: ['EVENT'],
        every: 10,
        read: () => {
          asked.resolve();
          return new Promise(() => undefined);
        },
      },
      timeout: 3_600_000,
      from: 0,
      writer: j.writer,
      now: () => T0,
      sleep: () => Promise.resolve(),
      random: () => 0,
    });
    const running = follower.run(stop.signal);
    await asked.promise;
    stop.abort();
    await running;
    expect(j.writer.bookmark('alpha', 'alerts')).toBeNull();
    expect(follower.state().state).toBe('STARTING');
  });
});

describe('a journal that has no room', () => {
  test('gets nothing acknowledged, is shown by the source, and is filled again once there is room', async () => {
    using j = journal({ maxBytes: 2_000_000 });
    const page = (bookmark: string | null) => {
      const number = Number(bookmark ?? 0) + 1;
      const id = `${number}`;
      return {
        records: [event(id, { raw: { text: id.padStart(60_000, '.') } })],
        bookmark: `${number}`,
        more: number < 30,
      };
    };
    const stored: (string | null)[] = [];
    const { slept, states, asked } = await follow(j.writer, {
      steps: Array.from({ length: 33 }, () => page),
      onSleep: () => {
        stored.push(j.writer.bookmark('alpha', 'alerts'));
        if (stored.length === 3) while (j.writer.retain(T0 + 86_400_000, { age: 0 }).more);
      },
    });
    const failing = states.filter(({ state }) => state === 'DEGRADED');
    expect(failing).toHaveLength(3);
    expect(failing[0]?.failure?.error).toMatchObject({
      source: 'alpha',
      message: 'The journal "journal.db" cannot grow: there is no room left.',
    });
    expect(states.map(({ state }) => state).lastIndexOf('DEGRADED')).toBe(
      states.findIndex((s) => s === failing[2]),
    );
    expect(states.at(-1)?.state).toBe('OK');
    expect(slept.slice(0, 3)).toEqual([125, 500, 1_000]);
    // While it failed it stood still, and what was read again was the page that could not be stored.
    expect(new Set(stored.slice(0, 3)).size).toBe(1);
    expect(asked.filter((bookmark) => bookmark === stored[0])).toHaveLength(4);
    // One change each, none left out.
    expect(j.writer.bookmark('alpha', 'alerts')).toBe('30');
    expect(j.reader.lastSequence()).toBe(30);
  });
});
