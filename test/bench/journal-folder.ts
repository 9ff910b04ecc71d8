/** A journal in a folder of its own, and how far it has come, seen from outside of the process that writes it. */
import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openReader } from '../../src/journal/reader.ts';
import type { RecordKind } from '../../src/model/records.ts';
import { Mismatch } from './measure.ts';

export interface JournalFolder extends AsyncDisposable {
  /** What `journal:` in crosswatch.yaml says. */
  readonly settings: { readonly path: string; readonly retention: string };
  /** Of the file and its write-ahead log. */
  bytes(): number;
}

export async function makeJournalFolder(): Promise<JournalFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'crosswatch-bench-journal-'));
  const path = join(folder, 'journal.db');
  return {
    settings: { path, retention: '3650d' },
    bytes: () =>
      [path, `${path}-wal`].reduce(
        (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
        0,
      ),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

export type Stored = Readonly<Record<RecordKind, number>>;

export const total = (stored: Stored): number => Object.values(stored).reduce((sum, count) => sum + count, 0);

export interface Watch extends Disposable {
  /** Records of a source, by kind. */
  stored(source: string): Stored;
  /** Settles once there are as many of each kind. Throws Mismatch when `limit` milliseconds bring none. */
  until(source: string, wanted: Readonly<Record<string, number>>, limit: number): Promise<Stored>;
}

const none: Stored = { EVENT: 0, ALERT: 0, THREAT_DETECTION: 0, CASE: 0 };
/** Milliseconds: coarse beside what is measured, cheap beside those who work. */
const LOOK_EVERY = 20;

/** Opens the journal that a gateway has made. To be closed before the gateway is. */
export function watchJournal(path: string): Watch {
  const reader = openReader(path);
  const stored = (source: string): Stored =>
    reader.feedStates().find((state) => state.source === source)?.records ?? none;
  return {
    stored,
    async until(source, wanted, limit) {
      let last = stored(source);
      let movedAt = performance.now();
      const complete = (): boolean =>
        Object.entries(last).every(([kind, count]) => count >= (wanted[kind] ?? 0));
      while (!complete()) {
        await sleep(LOOK_EVERY);
        const before = total(last);
        last = stored(source);
        if (total(last) !== before) movedAt = performance.now();
        else if (performance.now() - movedAt > limit)
          throw new Mismatch(
            `${source}: the journal stands still at ${JSON.stringify(last)}, ${JSON.stringify(wanted)} are due`,
          );
      }
      return last;
    },
    [Symbol.dispose]: () => reader.close(),
  };
}
