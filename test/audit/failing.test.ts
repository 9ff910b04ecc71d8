import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openAudit } from '../../src/audit/audit.ts';
import { AuditFileError } from '../../src/audit/errors.ts';
import { AuditError } from '../../src/model/errors.ts';
import { intend, outcomes, place, start, T0, withAudit } from './support.ts';

test('a full file takes no intent and no half of one, and goes on answering', async () => {
  using at = place();
  const audit = openAudit({ journal: at.journal, maxBytes: 200_000 });
  try {
    let taken = 0;
    let failure: unknown;
    while (failure === undefined && taken < 10_000) {
      try {
        intend(audit, `${taken}`.padEnd(2_000, 'x'));
        taken += 1;
      } catch (error) {
        failure = error;
      }
    }
    expect(failure).toBeInstanceOf(AuditError);
    expect(failure).toMatchObject({ cause: new AuditFileError('full', at.audit) });
    expect(taken).toBeGreaterThan(3);
    expect(audit.entries(1_000).edges).toHaveLength(taken);
    expect(audit.runs()).toHaveLength(taken);
    expect(await audit.verifyChain()).toEqual({ intact: true, facts: taken });
  } finally {
    audit.close();
  }
});

test('while another process holds the file nothing is recorded, and afterwards everything is again', () => {
  using at = place();
  withAudit(at, (audit) => {
    intend(audit, 'al-1');
    const other = new DatabaseSync(at.audit);
    other.exec('BEGIN IMMEDIATE');
    expect(() => intend(audit, 'al-2')).toThrow(AuditError);
    expect(outcomes(audit)).toEqual({ 'al-1': 'PENDING' });
    other.close();
    intend(audit, 'al-3');
    expect(outcomes(audit)).toEqual({ 'al-1': 'PENDING', 'al-3': 'PENDING' });
  });
});

test('two that write to one file by turns make one chain', async () => {
  using at = place();
  const [one, two] = [openAudit({ journal: at.journal }), openAudit({ journal: at.journal })];
  try {
    for (let index = 0; index < 20; index += 1) {
      const { intent } = intend(index % 3 === 0 ? one : two, `${index}`);
      (index % 2 === 0 ? one : two).settle([intent], 'DONE', T0);
    }
    expect(await one.verifyChain()).toEqual({ intact: true, facts: 40 });
  } finally {
    one.close();
    two.close();
  }
});

test('a file that fails is opened anew, and nothing is acknowledged in between', async () => {
  using at = place();
  const script = fileURLToPath(new URL('./failing-child.ts', import.meta.url));
  // No file may grow beyond 1 MiB, and the signal that would end the process for it is not to be delivered: writes fail.
  const limited = `trap '' XFSZ; ulimit -f 2048; exec "$0" "$@"`;
  const running = spawn('sh', ['-c', limited, process.execPath, script, at.journal], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = await Promise.all([text(running.stdout), once(running, 'exit')]);
  expect(JSON.parse(output)).toEqual({
    first: 'taken',
    second: 'io',
    third: 'taken',
    outcomes: { one: 'DONE', three: 'PENDING' },
    intact: true,
  });
});

test('a closed audit journal takes nothing', () => {
  using at = place();
  const audit = openAudit({ journal: at.journal });
  audit.close();
  expect(() => intend(audit, 'al-1')).toThrow(AuditError);
  expect(() => audit.remember({ ...start, key: { key: 'k', digest: 'd' } }, '{}', T0)).toThrow(AuditError);
});

test('a folder that is not there is said to be so at start', () => {
  expect(() => openAudit({ journal: '/nowhere/at/all/journal.db' })).toThrow(
    'The audit journal "journal.audit.db" cannot be read or written.',
  );
});
