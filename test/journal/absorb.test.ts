import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Reading } from '../../src/model/feed.ts';
import { alert, alerts, detection, event, journal, lines, T0, threat, type Journal } from './support.ts';

const covered = (j: Journal): void =>
  void j.writer.ingest(
    alerts,
    { records: [], bookmark: 'b', more: false },
    { at: T0, coverageFrom: T0 - 1_000 },
  );
const absorb = (j: Journal, reading: Partial<Reading>, since = j.writer.lastSequence()) =>
  j.writer.absorb('alpha', { records: [], removed: [], ...reading }, { at: T0 + 5, since });

test('what is absorbed is what the feed brings next: no second change, and the feed stays as it was', () => {
  using j = journal();
  covered(j);
  j.put([event('e', { title: 'before' }), alert('a', { status: 'NEW' })]);
  const before = j.reader.feedStates();
  const since = j.reader.lastSequence();
  const now = [
    event('e', { title: 'after', modifiedAt: T0 + 1 }),
    alert('a', { status: 'CLOSED', modifiedAt: T0 + 1 }),
    detection('d', 't', { threat: { nativeId: 't', record: threat('t', 'HIGH') } }),
  ];
  expect(absorb(j, { records: now })).toMatchObject({ created: 1, updated: 2, removed: 0 });
  const told = ['UPDATED EVENT e', 'UPDATED ALERT a', 'CREATED THREAT_DETECTION d'];
  expect(lines(j.reader, since)).toEqual(told);
  expect(j.reader.feedStates()).toEqual(
    before.map((feed) => ({ ...feed, records: { ...feed.records, THREAT_DETECTION: 1 } })),
  );
  expect(j.put(now)).toMatchObject({ created: 0, updated: 0, unchanged: 3 });
  expect(lines(j.reader, since)).toEqual(told);
});

test('what is absorbed as gone is gone, once', () => {
  using j = journal();
  covered(j);
  j.put([alert('a'), event('e')]);
  const removed = [{ kind: 'ALERT', nativeId: 'a' }] as const;
  expect(absorb(j, { removed })).toMatchObject({ removed: 1 });
  expect(absorb(j, { removed })).toMatchObject({ removed: 0 });
  expect(j.put([], { removed })).toMatchObject({ removed: 0 });
  expect(j.reader.byIds('ALERT', 'alpha', ['a']).size).toBe(0);
});

test('nothing is absorbed of a source that no feed has brought anything of', () => {
  using j = journal();
  expect(absorb(j, { records: [event('e')] })).toBeUndefined();
  expect(j.reader.feedStates()).toEqual([]);
  expect(j.reader.lastSequence()).toBe(0);
});

test('a record from before the coverage is changed when it is there, and never made', () => {
  using j = journal();
  covered(j);
  const old = { time: T0 - 2_000 };
  j.put([event('known', old)]);
  absorb(j, { records: [event('known', { ...old, title: 'after' }), event('unknown', old), event('new')] });
  expect(j.reader.byIds('EVENT', 'alpha', ['known']).get('known')?.title).toBe('after');
  expect([...j.reader.byIds('EVENT', 'alpha', ['unknown', 'new']).keys()]).toEqual(['new']);
});

test('before the feed has brought all that it reaches, nothing is made', () => {
  using j = journal();
  j.put([event('known')]);
  absorb(j, { records: [event('known', { title: 'after' }), event('unknown')] });
  expect(j.reader.byIds('EVENT', 'alpha', ['known']).get('known')?.title).toBe('after');
  expect(j.reader.byIds('EVENT', 'alpha', ['unknown']).size).toBe(0);
});

test('a record that cannot be stored keeps no other from it', () => {
  using j = journal();
  covered(j);
  absorb(j, { records: [event('bad', { time: Number.NaN }), event('good')] });
  expect([...j.reader.byIds('EVENT', 'alpha', ['bad', 'good']).keys()]).toEqual(['good']);
});

/*
 * One object, as an event that is always there and an alert that comes and goes. People write to it, the feed reads what it
 * has not told of yet, and whoever has written reads it again; what they read is stored later, in any order.
 */
const steps = ['write', 'read', 'commit', 'reread', 'absorb'] as const;
const commands = fc.array(fc.constantFrom(...steps), { maxLength: 40, size: 'max' });

for (const perMillisecond of [1, 2])
  test(`whoever reads first and stores last, the journal ends as the source is (${perMillisecond} writes a millisecond)`, () => {
    using j = journal();
    covered(j);
    let objects = 0;
    fc.assert(
      fc.property(commands, (story) => {
        const e = `e${objects}`;
        const a = `a${(objects += 1)}`;
        let version = 0;
        const state = (): Reading => {
          const title = `version ${version}`;
          const modifiedAt = T0 + Math.floor(version / perMillisecond);
          const isAlert = version % 3 !== 2;
          return {
            records: [
              event(e, { title, modifiedAt }),
              ...(isAlert ? [alert(a, { title, modifiedAt, events: [{ nativeId: e }] })] : []),
            ],
            removed: isAlert ? [] : [{ kind: 'ALERT', nativeId: a }],
          };
        };
        const seen = () => ({
          event: j.reader.byIds('EVENT', 'alpha', [e]).get(e),
          alert: j.reader.byIds('ALERT', 'alpha', [a]).get(a)?.title,
        });
        let told = -1;
        let reading: { readonly since: number; readonly news: Reading } | undefined;
        let rereading: { readonly since: number; readonly news: Reading } | undefined;
        const act: { readonly [K in (typeof steps)[number]]: () => void } = {
          write: () => void (version += 1),
          read() {
            if (reading !== undefined) return;
            const news = version > told ? state() : { records: [], removed: [] };
            reading = { since: j.writer.lastSequence(), news };
            told = version;
          },
          commit() {
            if (reading === undefined) return;
            const { news, since } = reading;
            j.writer.ingest(alerts, { ...news, bookmark: `${told}`, more: false }, { at: T0, since });
            reading = undefined;
          },
          reread: () => void (rereading = { since: j.reader.lastSequence(), news: state() }),
          absorb() {
            if (rereading === undefined) return;
            absorb(j, rereading.news, rereading.since);
            rereading = undefined;
          },
        };
        let newest = 0;
        for (const step of story) {
          act[step]();
          const modified = seen().event?.modifiedAt ?? 0;
          expect(modified).toBeGreaterThanOrEqual(newest);
          newest = modified;
        }
        for (const step of ['commit', 'absorb', 'read', 'commit'] as const) act[step]();
        const title = `version ${version}`;
        expect(seen().event?.title).toBe(title);
        expect(seen().alert).toBe(version % 3 === 2 ? undefined : title);
      }),
      {
        numRuns: 300,
        examples: [
          // The journal first hears of the object when the alert is gone again.
          [['write', 'reread', 'write', 'read']],
          // The alert was gone, came back, was read again, and is gone anew before that is stored.
          [
            [
              'write',
              'read',
              'commit',
              'write',
              'reread',
              'absorb',
              'write',
              'write',
              'reread',
              'write',
              'read',
            ],
          ],
        ],
      },
    );
  });
