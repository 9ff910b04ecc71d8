import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { JournalError, type JournalErrorKind } from '../../src/journal/errors.ts';
import { journalLocation } from '../../src/journal/location.ts';
import { migrate, migrations } from '../../src/journal/migrations.ts';
import { openWritable } from '../../src/journal/open.ts';
import { openReader } from '../../src/journal/reader.ts';
import { openWriter } from '../../src/journal/writer.ts';
import { alerts, event, folder, journal, T0 } from './support.ts';

function failureOf(open: () => unknown): JournalErrorKind | undefined {
  try {
    open();
  } catch (error) {
    if (error instanceof JournalError) return error.kind;
    throw error;
  }
  return undefined;
}

describe('a journal', () => {
  test('keeps its id, its records and its bookmarks when it is opened again', () => {
    using place = folder();
    const path = join(place.path, 'journal.db');
    const ids = [1, 2].map((round) => {
      const writer = openWriter(path);
      const reader = openReader(path);
      expect(writer.bookmark('alpha', 'alerts')).toBe(round === 1 ? null : '1');
      writer.ingest(alerts, { records: [event('e')], bookmark: `${round}`, more: false }, { at: T0 });
      expect(reader.lastSequence()).toBe(1);
      const { journalId } = reader;
      reader.close();
      writer.close();
      return journalId;
    });
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(ids[1]).toBe(ids[0]);
    expect(readdirSync(place.path)).toEqual(['journal.db']);
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  test('that a newer version wrote is refused and not touched', () => {
    using place = folder();
    const path = join(place.path, 'journal.db');
    openWriter(path).close();
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
    const before = readFileSync(path);
    expect(failureOf(() => openWriter(path))).toBe('newer');
    expect(readdirSync(place.path)).toEqual(['journal.db']);
    expect(failureOf(() => openReader(path))).toBe('newer');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('that a newer version left in the write-ahead log alone is refused too', async () => {
    using place = folder();
    const path = join(place.path, 'journal.db');
    openWriter(path).close();
    const script = `const { DatabaseSync } = require('node:sqlite'); const d = new DatabaseSync(process.argv[1]);
      d.exec('PRAGMA wal_autocheckpoint = 0; PRAGMA user_version = 99'); process.kill(process.pid, 'SIGKILL');`;
    await once(spawn(process.execPath, ['-e', script, path]), 'exit');
    expect(readFileSync(path).readUInt32BE(60)).toBe(migrations.length);
    expect(failureOf(() => openWriter(path))).toBe('newer');
  });

  test("is neither a text nor somebody else's database: they are refused and not touched", () => {
    using place = folder();
    const text = join(place.path, 'notes.txt');
    writeFileSync(text, 'not a database '.repeat(100));
    const short = join(place.path, 'short');
    writeFileSync(short, 'x');
    const other = join(place.path, 'other.db');
    const database = new DatabaseSync(other);
    database.exec('CREATE TABLE theirs (a)');
    database.close();
    for (const path of [text, short, other]) {
      const before = readFileSync(path);
      expect(failureOf(() => openWriter(path))).toBe('foreign');
      expect(readFileSync(path).equals(before)).toBe(true);
    }
    expect(readdirSync(place.path).toSorted()).toEqual(['notes.txt', 'other.db', 'short']);
  });

  test('that is damaged says so', () => {
    using place = folder();
    const path = join(place.path, 'journal.db');
    openWriter(path).close();
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 200);
    writeFileSync(path, bytes);
    expect(failureOf(() => openWriter(path))).toBe('corrupt');
  });

  test('in a folder that is not there says so, by its name alone', () => {
    const path = join(tmpdir(), 'crosswatch-nowhere', 'secret', 'journal.db');
    expect(() => openWriter(path)).toThrow(new JournalError('io', path));
    expect(new JournalError('io', path).message).toBe('The journal "journal.db" cannot be read or written.');
  });
});

describe('a second writer', () => {
  test('in the same process is refused, until the first is closed', () => {
    using j = journal();
    expect(failureOf(() => openWriter(j.path))).toBe('locked');
    j.put([event('e')]);
    j.writer.close();
    openWriter(j.path).close();
  });

  test('in another process is refused while the first lives, and a kill frees the journal', async () => {
    using place = folder();
    const path = join(place.path, 'journal.db');
    const child = fileURLToPath(new URL('./crash-child.ts', import.meta.url));
    const running = spawn(process.execPath, [child, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(running.stdout, 'data');
    expect(failureOf(() => openWriter(path))).toBe('locked');
    const reader = openReader(path);
    expect(reader.lastSequence()).toBeGreaterThan(0);
    reader.close();
    const exited = once(running, 'exit');
    running.kill('SIGKILL');
    await exited;
    const writer = openWriter(path);
    expect(Number(writer.bookmark('alpha', 'alerts'))).toBeGreaterThan(0);
    writer.close();
    expect(readdirSync(place.path)).toEqual(['journal.db']);
  });

  test('of many at once is one', async () => {
    using place = folder();
    const path = join(place.path, 'journal.db');
    const module = join(import.meta.dirname, '../../src/journal/writer.ts');
    // A writer that nothing holds is collected, and its lock with it.
    const script = `import(${JSON.stringify(module)}).then(({ openWriter }) => {
      try { globalThis.held = openWriter(${JSON.stringify(path)}); process.stdout.write('won'); setInterval(() => {}, 1000); }
      catch (error) { process.stdout.write(error.kind); } });`;
    const children = Array.from({ length: 4 }, () =>
      spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] }),
    );
    try {
      const words = await Promise.all(
        children.map(async ({ stdout }) => {
          const [word] = await once(stdout, 'data');
          return String(word);
        }),
      );
      expect(words.toSorted()).toEqual(['locked', 'locked', 'locked', 'won']);
    } finally {
      for (const running of children) running.kill('SIGKILL');
    }
  });
});

test('every transaction is forced to the disk, but that of a file which goes with the process', () => {
  using place = folder();
  for (const durable of [true, false]) {
    const database = openWritable(join(place.path, `${durable}.db`), { durable });
    expect(Object.values(database.prepare('PRAGMA synchronous').get() ?? {})).toEqual([durable ? 2 : 0]);
    expect(Object.values(database.prepare('PRAGMA journal_mode').get() ?? {})).toEqual(['wal']);
    database.close();
  }
});

describe(':memory:', () => {
  test('is a file of its own that two connections share and that is gone afterwards', () => {
    const [one, two] = [journalLocation(':memory:'), journalLocation(':memory:')];
    expect(one.path).not.toBe(two.path);
    const writer = openWriter(one.path, { temporary: one.temporary });
    const reader = openReader(one.path);
    writer.ingest(alerts, { records: [event('e')], bookmark: '1', more: false }, { at: T0 });
    expect(reader.lastSequence()).toBe(1);
    reader.close();
    writer.close();
    const folderName = join(one.path, '..');
    expect(basename(folderName)).toMatch(/^crosswatch-/);
    one.dispose();
    two.dispose();
    expect([existsSync(folderName), existsSync(join(two.path, '..'))]).toEqual([false, false]);
  });

  test('is the only place that is disposed of', () => {
    using place = folder();
    const location = journalLocation(join(place.path, 'journal.db'));
    openWriter(location.path).close();
    location.dispose();
    expect(existsSync(location.path)).toBe(true);
  });
});

describe('migrations', () => {
  const steps = [
    (database: DatabaseSync) => database.exec('CREATE TABLE a (x); INSERT INTO a VALUES (1)'),
    (database: DatabaseSync) => database.exec('ALTER TABLE a ADD COLUMN y DEFAULT 2'),
  ];
  const version = (database: DatabaseSync) => database.prepare('PRAGMA user_version').get()?.user_version;

  test('take an older file to the newest version, without doing a step twice', () => {
    const database = new DatabaseSync(':memory:');
    migrate(database, 0, steps.slice(0, 1));
    expect(version(database)).toBe(1);
    migrate(database, 1, steps);
    expect(version(database)).toBe(2);
    expect({ ...database.prepare('SELECT * FROM a').get() }).toEqual({ x: 1, y: 2 });
  });

  test('that fail leave the version before', () => {
    const database = new DatabaseSync(':memory:');
    const broken = (one: DatabaseSync) => one.exec('CREATE TABLE b (x); CREATE TABLE b (x)');
    expect(() => migrate(database, 0, [...steps, broken])).toThrow('already exists');
    expect(version(database)).toBe(2);
    expect(database.prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 'b'").get()?.n).toBe(0);
  });
});
