import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openAudit } from '../../src/audit/audit.ts';
import { auditLocation } from '../../src/audit/location.ts';
import { InvalidCursorError, InvalidInputError } from '../../src/model/errors.ts';
import { intend, meddle, outcomes, place, start, T0, withAudit } from './support.ts';

test('an entry is an intent with its newest outcome, and says since when that is known', () => {
  using at = place();
  withAudit(at, (audit) => {
    const { intent } = intend(audit, 'al-1');
    const only = () => audit.entries().edges.map(({ node: { hash, ...rest } }) => ({ rest, hash }));
    const said = { at: T0, actor: 'ana', mutation: 'setAlertStatus', source: 'gta', ids: ['al-1'] };
    const pending = only();
    expect(pending.map(({ rest }) => rest)).toEqual([{ ...said, outcome: 'PENDING', settledAt: undefined }]);
    audit.settle([intent], 'UNKNOWN', T0 + 1);
    expect(only().map(({ rest }) => rest)).toEqual([{ ...said, outcome: 'UNKNOWN', settledAt: undefined }]);
    audit.settle([intent], 'DONE', T0 + 2);
    const done = only();
    expect(done.map(({ rest }) => rest)).toEqual([{ ...said, outcome: 'DONE', settledAt: T0 + 2 }]);
    expect(done[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(done[0]?.hash).not.toBe(pending[0]?.hash);
  });
});

test('what is known stays: a later word changes nothing', () => {
  using at = place();
  withAudit(at, (audit) => {
    for (const [first, second] of [
      ['DONE', 'FAILED'],
      ['DONE', 'UNKNOWN'],
      ['FAILED', 'DONE'],
      ['FAILED', 'UNKNOWN'],
    ] as const) {
      const { intent } = intend(audit, `${first} ${second}`);
      audit.settle([intent], first, T0);
      audit.settle([intent], second, T0);
    }
    expect(outcomes(audit)).toEqual({
      'DONE FAILED': 'DONE',
      'DONE UNKNOWN': 'DONE',
      'FAILED DONE': 'FAILED',
      'FAILED UNKNOWN': 'FAILED',
    });
  });
});

test('what was refused is on record', () => {
  using at = place();
  withAudit(at, (audit) => {
    audit.refuse({ actor: 'eve', mutation: 'setAlertNote', source: 'gta', ids: ['al-1'], at: T0 });
    expect(audit.entries().edges[0]?.node).toMatchObject({ actor: 'eve', outcome: 'REFUSED', settledAt: T0 });
  });
});

test('pages of any size give every entry once, in the order of the intents, and the end is told', () => {
  using at = place();
  withAudit(at, (audit) => {
    const ids = Array.from({ length: 25 }, (_, index) => `al-${index}`);
    const intents = ids.map((id) => intend(audit, id).intent);
    audit.settle(intents.toReversed(), 'DONE', T0);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), (first) => {
        const seen: string[] = [];
        let after: string | undefined;
        for (;;) {
          const page = audit.entries(first, after);
          seen.push(...page.edges.flatMap(({ node }) => node.ids));
          expect(page.hasNextPage).toBe(seen.length < ids.length);
          if (!page.hasNextPage) break;
          after = page.edges.at(-1)?.cursor;
        }
        expect(seen).toEqual(ids);
      }),
    );
    expect(audit.entries(0)).toEqual({ edges: [], hasNextPage: true });
  });
});

test('a cursor of another audit journal, an altered one and a negative page size are refused', () => {
  using at = place();
  using other = place();
  const cursor = withAudit(other, (audit) => {
    intend(audit, 'al-1');
    return audit.entries().edges[0]?.cursor;
  });
  withAudit(at, (audit) => {
    expect(() => audit.entries(1, cursor)).toThrow(InvalidCursorError);
    expect(() => audit.entries(1, 'bm9uc2Vuc2U')).toThrow(InvalidCursorError);
    expect(() => audit.entries(-1)).toThrow(InvalidInputError);
  });
});

test('what a run was asked is kept while it is open, and is gone from the file when it is settled', () => {
  using at = place();
  withAudit(at, (audit) => {
    const { run, intent } = intend(audit, 'al-1');
    const second = audit.intend(start, run, { ids: ['al-2'], step: 'note', at: T0 + 5 });
    expect(second.run).toBe(run);
    audit.settle([intent], 'DONE', T0);
    audit.release(run);
    expect(audit.run(run)).toEqual({
      id: run,
      mutation: 'setAlertStatus',
      source: 'gta',
      input: start.input,
      awaited: false,
      requests: [
        { intent, ids: ['al-1'], step: '', since: T0, outcome: 'DONE' },
        { intent: second.intent, ids: ['al-2'], step: 'note', since: T0 + 5, outcome: 'PENDING' },
      ],
    });
    audit.settle([second.intent], 'FAILED', T0);
    audit.release(run);
    expect(audit.run(run)).toBeUndefined();
    expect(audit.runs()).toEqual([]);
  });
});

test('the file is for its owner alone, and is the same after it was closed', () => {
  using at = place();
  const before = withAudit(at, (audit) => {
    audit.settle([intend(audit, 'al-1').intent], 'UNKNOWN', T0);
    return { entries: audit.entries(), runs: audit.runs().map((run) => audit.run(run)) };
  });
  expect(statSync(at.audit).mode & 0o777).toBe(0o600);
  withAudit(at, (audit) => {
    expect({ entries: audit.entries(), runs: audit.runs().map((run) => audit.run(run)) }).toEqual(before);
  });
});

test('a file that is something else, or newer, is left as it is', () => {
  using at = place();
  writeFileSync(at.audit, 'A letter to my aunt. '.repeat(100));
  const letter = readFileSync(at.audit);
  expect(() => openAudit({ journal: at.journal })).toThrow('"journal.audit.db" is not an audit journal');
  expect(readFileSync(at.audit)).toEqual(letter);

  using theirs = place();
  const database = new DatabaseSync(theirs.audit);
  database.exec('CREATE TABLE recipe (name TEXT)');
  database.close();
  expect(() => openAudit({ journal: theirs.journal })).toThrow('is not an audit journal');

  using newer = place();
  withAudit(newer, () => undefined);
  meddle(newer, 'PRAGMA user_version = 9');
  expect(() => openAudit({ journal: newer.journal })).toThrow('newer version of Crosswatch');
});

test('beside a journal in memory the audit journal goes with the process', () => {
  const audit = openAudit({ journal: ':memory:' });
  intend(audit, 'al-1');
  expect(existsSync(audit.path)).toBe(true);
  audit.close();
  expect(existsSync(audit.path)).toBe(false);
});

test('the audit journal stands beside the journal', () => {
  expect(auditLocation('/var/lib/crosswatch.db').path).toBe('/var/lib/crosswatch.audit.db');
  expect(auditLocation('./journal').path).toBe('journal.audit');
});
