import { expect, test } from 'vitest';
import { failure, follow } from './follow-support.ts';
import { event, journal, T0 } from './support.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const day = 24 * HOUR;
const end = { more: false } as const;

/** The gaps after an outage between two processes that follow a feed with a window of two hours. */
async function gapsAfter(outage: number, second: Parameters<typeof follow>[1]['steps'] = [end, end]) {
  using j = journal();
  const first = await follow(j.writer, { steps: [end], feed: { window: 2 * HOUR } });
  const lastSuccessAt = first.states[0]?.lastSuccessAt;
  const again = await follow(j.writer, {
    steps: second,
    feed: { window: 2 * HOUR },
    at: T0 + outage,
    follower: { lastSuccessAt },
  });
  return { ...again, gaps: j.reader.gaps('alpha').map(({ from, to, reason }) => ({ from, to, reason })) };
}

const reason = 'the feed was not read for longer than its source keeps it';

test('an outage within the window leaves no gap', async () => {
  for (const outage of [HOUR + 59 * MINUTE, 2 * HOUR]) {
    const { gaps, states } = await gapsAfter(outage);
    expect({ outage, gaps, state: states[0]?.state }).toEqual({ outage, gaps: [], state: 'OK' });
  }
});

test('a longer one leaves one gap, from the last success to what the source still has', async () => {
  const { gaps, states, logged } = await gapsAfter(2 * HOUR + 10 * MINUTE);
  expect(gaps).toEqual([{ from: T0, to: T0 + 10 * MINUTE, reason }]);
  expect(states.map(({ state }) => state)).toEqual(['GAP', 'GAP']);
  expect(logged).toEqual(['a stretch of a feed is lost']);
});

test('the gap is judged by when the read that succeeds began', async () => {
  const { gaps } = await gapsAfter(HOUR + 59 * MINUTE + 59_900, [
    failure('unavailable'),
    failure('timeout'),
    end,
  ]);
  // Half of 250 ms and of 1 s later.
  expect(gaps).toEqual([{ from: T0, to: T0 + 525, reason }]);
});

test('an outage while the process runs is judged alike', async () => {
  using j = journal();
  const outage = Array.from({ length: 300 }, () => failure('unavailable'));
  const { states } = await follow(j.writer, {
    steps: [end, ...outage, end, end],
    feed: { window: 2 * HOUR },
  });
  const [gap, ...others] = j.reader.gaps('alpha');
  expect(others).toEqual([]);
  const back = states.at(-2)?.lastSuccessAt ?? 0;
  expect(gap).toMatchObject({ from: T0, to: back - 2 * HOUR });
});

test('what the feed itself tells of a gap is taken alone', async () => {
  const own = { from: T0 + 1, to: T0 + 2, reason: 'its own' };
  const { gaps } = await gapsAfter(3 * HOUR, [{ ...end, lost: [own] }, end]);
  expect(gaps).toEqual([own]);
});

test('a gap is no longer the state of a feed after an hour, and stays in the journal', async () => {
  const { gaps, states } = await gapsAfter(3 * HOUR, [end, ...Array.from({ length: 361 }, () => end)]);
  expect(states[359]?.state).toBe('GAP');
  expect(states[361]?.state).toBe('OK');
  expect(gaps).toHaveLength(1);
});

test('a feed that keeps everything has no gap, however long it was away', async () => {
  using j = journal();
  await follow(j.writer, { steps: [end], at: T0 + 1_000 * day, follower: { lastSuccessAt: T0 } });
  expect(j.reader.gaps('alpha')).toEqual([]);
});

test('coverage begins once the first backlog is through, and reaches back from its first read', async () => {
  using j = journal();
  const coverage = () => j.reader.feedStates()[0]?.coverageFrom;
  await follow(j.writer, { steps: [{ records: [event('a')] }, {}] });
  expect(coverage()).toBeUndefined();
  const { states } = await follow(j.writer, { steps: [{}, {}, end], at: T0 + HOUR });
  expect(coverage()).toBe(T0 + HOUR - day);
  expect(states.at(-1)?.lastSuccessAt).toBe(T0 + HOUR + 40);
  await follow(j.writer, { steps: [end], at: T0 + 2 * day });
  expect(coverage()).toBe(T0 + HOUR - day);
});

test("a feed's window says how far back its coverage reaches", async () => {
  using j = journal();
  await follow(j.writer, { steps: [end], feed: { window: 2 * HOUR } });
  expect(j.reader.feedStates()[0]?.coverageFrom).toBe(T0 - 2 * HOUR);
});

test('a feed that has more and more is behind after a while, and no longer once it is through', async () => {
  using j = journal();
  const { states } = await follow(j.writer, {
    steps: [end, ...Array.from({ length: 300 }, () => ({})), end],
  });
  // Twice its pace of 10 s, 5 s for a read and 15 s.
  const stateAt = states.map(({ state, lastSuccessAt = 0, caughtUpAt = 0 }) => ({
    state,
    behind: lastSuccessAt - caughtUpAt,
  }));
  expect(new Set(stateAt.map(({ state }) => state))).toEqual(new Set(['OK', 'LAGGING']));
  for (const { state, behind } of stateAt) expect(state).toBe(behind > 40_000 ? 'LAGGING' : 'OK');
  expect(states.at(-1)?.state).toBe('OK');
});

test('what a source says of itself although it answers is the state of its feed', async () => {
  using j = journal();
  const { states } = await follow(j.writer, {
    steps: [end],
    follower: {
      health: () => ({
        state: 'PENDING_APPROVAL',
        lastFailure: { error: failure('unauthorized'), at: T0 },
      }),
    },
  });
  expect(states).toMatchObject([{ state: 'PENDING_APPROVAL', failure: { at: T0 } }]);
});

test('what a source makes of its refusal is the state of its feed', async () => {
  using j = journal();
  const error = failure('unauthorized');
  const { states } = await follow(j.writer, {
    steps: [error],
    follower: { health: () => ({ state: 'PENDING_APPROVAL', lastFailure: { error, at: T0 } }) },
  });
  expect(states).toMatchObject([{ state: 'PENDING_APPROVAL', failure: { error } }]);
});
