import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { JournalError } from '../../src/journal/errors.ts';
import { alerts, event, folder, journal, lines, matching, T0 } from './support.ts';

const bulky = (id: string) => event(id, { raw: { id, text: id.repeat(40_000) } });

test('a full journal stores nothing of the batch, goes on answering, and takes it once there is room', () => {
  using j = journal({ maxBytes: 3_000_000 });
  const put = (index: number) =>
    j.writer.ingest(
      alerts,
      {
        records: [bulky(`${index}-0`), bulky(`${index}-1`)],
        bookmark: `${index}`,
        more: false,
        lost: [{ reason: 'away' }],
      },
      { at: T0 + index },
    );
  let stored = -1;
  let failure: unknown;
  for (let index = 0; index < 100 && failure === undefined; index += 1) {
    try {
      put(index);
      stored = index;
    } catch (error) {
      failure = error;
    }
  }
  expect(failure).toEqual(new JournalError('full', j.path));
  expect(failure).toMatchObject({ kind: 'full' });
  expect(stored).toBeGreaterThan(2);
  const state = () => ({ bookmark: j.writer.bookmark('alpha', 'alerts'), sequence: j.reader.lastSequence() });
  expect(state()).toEqual({ bookmark: `${stored}`, sequence: (stored + 1) * 3 });
  expect(() => put(stored + 1)).toThrow('there is no room left');
  expect(j.reader.byIds('EVENT', 'alpha', [`${stored}-1`, `${stored + 1}-0`]).size).toBe(1);

  while (j.writer.retain(T0 + 3, { age: 0 }).more);
  put(stored + 1);
  expect(state()).toEqual({ bookmark: `${stored + 1}`, sequence: (stored + 2) * 3 });
  expect(j.reader.byIds('EVENT', 'alpha', [`${stored + 1}-0`]).get(`${stored + 1}-0`)?.raw).toEqual(
    bulky(`${stored + 1}-0`).raw,
  );
});

test('a file that fails under the writer is opened anew, and nothing is acknowledged in between', async () => {
  using place = folder();
  const path = join(place.path, 'journal.db');
  const script = fileURLToPath(new URL('./failing-child.ts', import.meta.url));
  // No file may grow beyond 2 MiB, and the signal that would end the process for it is not to be delivered: writes fail.
  const limited = `trap '' XFSZ; ulimit -f 4096; exec "$0" "$@"`;
  const running = spawn('sh', ['-c', limited, process.execPath, script, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = await Promise.all([text(running.stdout), once(running, 'exit')]);
  expect(JSON.parse(output)).toEqual({
    first: 'stored',
    second: 'io',
    third: 'stored',
    bookmark: '3',
    changes: ['CREATED EVENT one', 'CREATED EVENT three'],
  });
});

test('a batch that is undone leaves no trace in the writer: the same things come again and are found', async () => {
  using j = journal();
  const observables = [{ type: 'USER', value: 'ana', role: 'actor' }] as const;
  const broken = {
    records: [event('one', { observables, raw: { same: true } })],
    bookmark: 'b',
    more: false,
    get removed(): never {
      throw new TypeError('a bug');
    },
  };
  expect(() => j.writer.ingest(alerts, broken, { at: T0 })).toThrow('a bug');
  expect(j.reader.feedStates()).toEqual([]);
  j.put([event('two', { observables, raw: { same: true } })]);
  expect(lines(j.reader)).toEqual(['CREATED EVENT two']);
  expect(await matching(j, 'EVENT', { users: ['ana'] })).toMatchObject([
    { nativeId: 'two', raw: { same: true } },
  ]);
});
