/**
 * What is kept beside the chain for a while, for this program only: the mutations whose outcome is open, with what reading
 * back needs, and what uses of idempotency keys came to. Unlike the chain it holds what the client gave, so it goes as
 * soon as it has served.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { intentBody, type Chain, type Outcome } from './chain.ts';

/*
 * run      one mutation on one source. `input` is what reading back needs: null when there is nothing to read back with,
 *          or no need any more. `outcome`: what the key's next use is told; null while nobody can tell.
 * request  what a run has asked of the source, in order
 *
 * A run's number is never used again, as background work may still speak of a run that is gone.
 */
export const runTables = `
  CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    started INTEGER NOT NULL,
    actor TEXT NOT NULL,
    mutation TEXT NOT NULL,
    source TEXT NOT NULL,
    key TEXT,
    digest TEXT,
    input TEXT,
    outcome TEXT,
    UNIQUE (actor, mutation, key, source)
  ) STRICT;
  CREATE INDEX run_started ON run (started);

  CREATE TABLE request (
    intent INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    step TEXT NOT NULL
  ) STRICT;
  CREATE INDEX request_run ON request (run);
`;

/** Milliseconds for which a key remembers. */
export const KEY_LIFE = 24 * 60 * 60 * 1_000;
/** Milliseconds after which nobody asks any more what came of a request: its entry stays UNKNOWN. */
const PATIENCE = 7 * KEY_LIFE;

export interface RunStart {
  /** Who: the name of the key that was used. */
  readonly actor: string;
  readonly mutation: string;
  readonly source: string;
  readonly key?: { readonly key: string; readonly digest: string } | undefined;
  /** What reading back needs, as JSON; null when there is nothing to read back with. */
  readonly input: string | null;
}

export interface KeyUse {
  readonly source: string;
  readonly digest: string;
  /** As it was given to `remember`; null while nobody can tell. */
  readonly outcome: string | null;
}

export interface RunState {
  readonly id: number;
  readonly mutation: string;
  readonly source: string;
  readonly input: string | null;
  /** Whether somebody may ask, by an idempotency key, what came of it, and nobody can tell yet. */
  readonly awaited: boolean;
  readonly requests: readonly RequestState[];
}

export interface RequestState {
  readonly intent: number;
  readonly step: string;
  readonly ids: readonly string[];
  /** When it was made, in milliseconds since the epoch. */
  readonly since: number;
  readonly outcome: Outcome | 'PENDING';
}

export const isOpen = ({ outcome }: Pick<RequestState, 'outcome'>): boolean =>
  outcome === 'PENDING' || outcome === 'UNKNOWN';

const keyUse = z.object({ source: z.string(), digest: z.string(), outcome: z.string().nullable() });
const runRow = z.object({
  id: z.int(),
  mutation: z.string(),
  source: z.string(),
  key: z.string().nullable(),
  input: z.string().nullable(),
  outcome: z.string().nullable(),
});
const requestRow = z.object({ intent: z.int(), step: z.string(), body: z.string() });
const numbered = z.object({ id: z.int() });

/** All of it is to be called within transactions. Numbers of runs that are gone are met with silence. */
export function createRuns(database: DatabaseSync, chain: Chain) {
  const insertRun = database.prepare(
    'INSERT INTO run (started, actor, mutation, source, key, digest, input, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const insertRequest = database.prepare('INSERT INTO request (intent, run, step) VALUES (?, ?, ?)');
  const usesOfKey = database.prepare(
    'SELECT source, digest, outcome FROM run WHERE actor = ? AND mutation = ? AND key = ?',
  );
  const setOutcome = database.prepare('UPDATE run SET outcome = ? WHERE id = ?');
  const unkey = database.prepare('UPDATE run SET key = NULL, digest = NULL, outcome = NULL WHERE id = ?');
  const dropInput = database.prepare('UPDATE run SET input = NULL WHERE id = ?');
  const deleteRun = database.prepare('DELETE FROM run WHERE id = ?');
  const deleteRequests = database.prepare('DELETE FROM request WHERE run = ?');
  const oneRun = database.prepare('SELECT id, mutation, source, key, input, outcome FROM run WHERE id = ?');
  const requestsOf = database.prepare(
    'SELECT fact.seq AS intent, step, body FROM request JOIN fact ON seq = request.intent WHERE run = ? ORDER BY seq',
  );
  const allRuns = database.prepare('SELECT id FROM run ORDER BY id');
  const expiredKeys = database.prepare('SELECT id FROM run WHERE started <= ? AND key IS NOT NULL');
  const deleteOld = database.prepare('DELETE FROM run WHERE started <= ?');

  const ids = (rows: readonly unknown[]): number[] => rows.map((row) => numbered.parse(row).id);

  function requests(run: number): RequestState[] {
    return requestsOf.all(run).map((found) => {
      const { intent, step, body } = requestRow.parse(found);
      const { ids: changed, at } = intentBody.parse(JSON.parse(body));
      return { intent, step, ids: changed, since: at, outcome: chain.outcomeOf(intent) ?? 'PENDING' };
    });
  }

  /** Takes away what nobody needs any more of a run that is over. */
  function release(run: number): void {
    const row = oneRun.get(run);
    if (row === undefined || requests(run).some(isOpen)) return;
    const { key, outcome } = runRow.parse(row);
    if (key === null) deleteRun.run(run);
    else if (outcome !== null) {
      dropInput.run(run);
      deleteRequests.run(run);
    }
  }

  return {
    /** Gives the new run's number. */
    begin: ({ actor, mutation, source, key, input }: RunStart, at: number, outcome: string | null): number =>
      Number(
        insertRun.run(at, actor, mutation, source, key?.key ?? null, key?.digest ?? null, input, outcome)
          .lastInsertRowid,
      ),
    addRequest: (run: number, intent: number, step: string): void =>
      void insertRequest.run(intent, run, step),
    uses: (actor: string, mutation: string, key: string): KeyUse[] =>
      usesOfKey.all(actor, mutation, key).map((row) => keyUse.parse(row)),
    remember: (run: number, outcome: string): void => void setOutcome.run(outcome, run),
    forget: (run: number): void => void unkey.run(run),
    release,
    state(run: number): RunState | undefined {
      const row = oneRun.get(run);
      if (row === undefined) return undefined;
      const { id, mutation, source, key, input, outcome } = runRow.parse(row);
      return {
        id,
        mutation,
        source,
        input,
        awaited: key !== null && outcome === null,
        requests: requests(id),
      };
    },
    all: (): number[] => ids(allRuns.all()),
    /** Frees keys that are too old at `now`, and takes away runs that nobody asks about any more. */
    prune(now: number): void {
      for (const run of ids(expiredKeys.all(now - KEY_LIFE))) {
        unkey.run(run);
        release(run);
      }
      deleteOld.run(now - PATIENCE);
    },
  };
}
