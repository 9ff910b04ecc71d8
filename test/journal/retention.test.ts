import { statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { alert, detection, event, journal, lines, matching, T0, threat } from './support.ts';

const HOUR = 3_600_000;

describe('retention', () => {
  test('takes what arrived too long ago, in steps, and leaves a gap for those who had not read it', () => {
    using j = journal();
    for (let hour = 0; hour < 10; hour += 1)
      j.put(
        [event(`e${hour}`), alert(`a${hour}`)],
        hour === 2 ? { lost: [{ reason: 'away' }] } : {},
        T0 + hour * HOUR,
      );
    const options = { age: 3 * HOUR, step: 4 };
    const now = T0 + 9 * HOUR;
    const steps = [];
    do steps.push(j.writer.retain(now, options));
    while (steps.at(-1)?.more === true);
    expect(steps.map(({ records, changes }) => [records, changes])).toEqual([
      [4, 4],
      [4, 4],
      [4, 4],
    ]);
    expect(j.writer.retain(now, options)).toEqual({ records: 0, changes: 0, quarantined: 0, more: false });

    const kept = ['e6', 'a6', 'e7', 'a7', 'e8', 'a8', 'e9', 'a9'];
    const left = kept.map((id) => `CREATED ${id.startsWith('e') ? 'EVENT' : 'ALERT'} ${id}`);
    // Without a cursor: from the journal's first change on.
    expect(lines(j.reader)).toEqual(left);
    // At the edge nothing is missing; before it a gap says so.
    expect(lines(j.reader, 13)).toEqual(left);
    expect(lines(j.reader, 12)).toEqual(['GAP older than the journal keeps', ...left]);
    expect(lines(j.reader, 0)).toEqual(['GAP older than the journal keeps', ...left]);
    expect(j.reader.changes({ after: 1, limit: 1 }).items[0]).toMatchObject({
      type: 'gap',
      sequence: 13,
      source: 'alpha',
      to: T0 + 5 * HOUR,
    });
    expect(j.reader.gaps('alpha')).toEqual([]);
    expect(j.reader.feedStates()[0]?.records).toMatchObject({ EVENT: 4, ALERT: 4 });
    expect(j.reader.page('EVENT', 'alpha', { direction: 'forward', limit: 1 })).toMatchObject({
      items: [{ record: { nativeId: 'e6' } }],
      hasPreviousPage: false,
    });
  });

  test('moves the coverage up with it', () => {
    using j = journal();
    const identity = { source: 'alpha', vendor: 'alphasoc', feed: 'alerts', kinds: ['EVENT'] } as const;
    for (const hour of [0, 5])
      j.writer.ingest(
        identity,
        { records: [event(`e${hour}`)], bookmark: 'b', more: false },
        { at: T0 + hour * HOUR, coverageFrom: T0 - HOUR },
      );
    j.writer.retain(T0 + 6 * HOUR, { age: 10 * HOUR });
    expect(j.reader.feedStates()[0]?.coverageFrom).toBe(T0 - HOUR);
    j.writer.retain(T0 + 6 * HOUR, { age: 2 * HOUR });
    expect(j.reader.feedStates()[0]?.coverageFrom).toBe(T0);
  });

  test('keeps a record as long as the log tells of it', () => {
    using j = journal();
    j.put([event('old'), event('changed'), event('gone')], {}, T0);
    j.put(
      [event('changed', { count: 2 })],
      { removed: [{ kind: 'EVENT', nativeId: 'gone' }] },
      T0 + 5 * HOUR,
    );
    j.writer.retain(T0 + 6 * HOUR, { age: 2 * HOUR });
    expect([...j.reader.byIds('EVENT', 'alpha', ['old', 'changed', 'gone']).keys()]).toEqual(['changed']);
    expect(lines(j.reader)).toEqual(['UPDATED EVENT changed', 'REMOVED EVENT gone']);
    expect(j.writer.retain(T0 + 9 * HOUR, { age: 2 * HOUR })).toMatchObject({ records: 2, changes: 2 });
    expect(j.reader.changes({ limit: 9 })).toEqual({ items: [], last: 5, more: false });
    expect(j.reader.lastSequence()).toBe(5);
    // Numbers are never given twice.
    expect(j.put([event('next')])).toMatchObject({ lastSequence: 6 });
  });

  test('leaves nothing behind of what it took, and what others name still comes back whole', async () => {
    using j = journal();
    const raw = { text: 'z'.repeat(1_000) };
    const observables = [
      { type: 'IP', value: '10.0.0.1', role: 'source' },
      { type: 'HOST', value: 'ws1.example.org' },
    ] as const;
    j.put(
      [
        event('e', { raw, observables, threatDetections: [{ nativeId: 'd' }] }),
        detection('d', 't', { raw, events: [{ nativeId: 'never' }], alerts: [{ nativeId: 'a' }] }),
      ],
      { threats: [threat('t', 'HIGH')] },
      T0,
    );
    j.put([alert('a', { raw, observables, threatDetections: [{ nativeId: 'd' }] })], {}, T0 + 5 * HOUR);
    expect(j.writer.retain(T0 + 6 * HOUR, { age: HOUR * 2 })).toMatchObject({ records: 2 });
    expect(await matching(j, 'EVENT', { ip: ['0.0.0.0/0'] })).toEqual([]);
    expect(await matching(j, 'ALERT', { hosts: ['ws1'] })).toMatchObject([{ raw }]);
    expect(j.reader.related('ALERT', 'alpha', 'a', 'THREAT_DETECTION')).toEqual([]);
    j.put([detection('d', 't', { raw })], {}, T0 + 6 * HOUR);
    expect(j.reader.related('ALERT', 'alpha', 'a', 'THREAT_DETECTION')).toMatchObject([
      { nativeId: 'd', severity: 'HIGH', seenAt: T0 + 6 * HOUR },
    ]);
    while (j.writer.retain(T0 + 99 * HOUR, { age: 0 }).more);
    expect(j.put([event('e', { observables })], {}, T0 + 99 * HOUR)).toMatchObject({ created: 1 });
    expect(await matching(j, 'EVENT', { ip: ['10.0.0.1'] })).toHaveLength(1);
  });

  test('is not held up by a change that a wrong clock dated into the future', () => {
    using j = journal();
    j.put([event('e1')], {}, T0 + 1_000 * HOUR);
    expect(j.writer.retain(T0 + 9 * HOUR, { age: HOUR })).toMatchObject({ records: 0 });
    j.put([event('e2')], {}, T0);
    expect(j.writer.retain(T0 + 9 * HOUR, { age: HOUR })).toMatchObject({ records: 2 });
  });

  test('forgets malformed records by their age', () => {
    using j = journal();
    j.put([], { quarantined: [{ text: 'one', reason: 'r' }] }, T0);
    j.put([], { quarantined: [{ text: 'two', reason: 'r' }] }, T0 + 5 * HOUR);
    expect(j.writer.retain(T0 + 6 * HOUR, { age: 2 * HOUR })).toMatchObject({ quarantined: 1 });
    expect(j.reader.feedStates()[0]?.quarantined).toBe(1);
    expect(j.reader.quarantined('alpha', 'alerts', 9)).toMatchObject([{ text: 'two' }]);
  });

  test('by size takes the oldest first, and the file shrinks', () => {
    using j = journal();
    for (let index = 0; index < 40; index += 1)
      j.put([event(`e${index}`, { raw: { index, text: 'x'.repeat(100_000) } })], {}, T0 + index);
    const options = { age: 99 * HOUR, maxBytes: 2_200_000, step: 3 };
    let rounds = 0;
    for (let more = true; more; rounds += 1) more = j.writer.retain(T0 + 40, options).more;
    expect(rounds).toBeGreaterThan(3);
    const { items } = j.reader.page('EVENT', 'alpha', { direction: 'forward', limit: 100 });
    expect(items.length).toBeGreaterThan(10);
    expect(items.length).toBeLessThan(20);
    expect(items.at(-1)?.record.nativeId).toBe('e39');
    j.reader.close();
    j.writer.close();
    expect(statSync(j.path).size).toBeLessThan(2_200_000 + 300_000);
  });
});
