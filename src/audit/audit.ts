import { AuditError } from '../model/errors.ts';
import { createChain, type Chain, type Verdict } from './chain.ts';
import { createEntries, type ReadEntries } from './entries.ts';
import { AuditFileError, auditFileError } from './errors.ts';
import { auditLocation } from './location.ts';
import { openAuditFile } from './open.ts';
import { transaction } from '../sqlite/rows.ts';
import { createRuns, isOpen, type KeyUse, type RunStart, type RunState } from './runs.ts';

export interface AuditOptions {
  /** Where the journal is (`journal.path`): the audit journal stands beside it. */
  readonly journal: string;
  /** Bytes that the file may never exceed; beyond them nothing can be recorded, and so nothing written. */
  readonly maxBytes?: number | undefined;
}

/** What is about to be sent. `at` is in milliseconds since the epoch. */
export interface RequestStart {
  readonly ids: readonly string[];
  readonly step: string;
  readonly at: number;
}

/**
 * The record of what was done and by whom. What returns is on the disk; what cannot be recorded throws AuditError and
 * leaves nothing behind. Reading (`run`, `runs`, `entries`, `verifyChain`) throws AuditFileError. A run is one mutation on one source; its number comes with its
 * first request. Times are milliseconds since the epoch.
 */
export interface Audit {
  readonly path: string;
  /** Records an intent, and the run itself when `run` is undefined. Gives their numbers. */
  intend(
    start: RunStart,
    run: number | undefined,
    request: RequestStart,
  ): { readonly run: number; readonly intent: number };
  /** Records what came of intents. What is known already (DONE, FAILED) stays as it is. */
  settle(intents: readonly number[], outcome: 'DONE' | 'FAILED' | 'UNKNOWN', at: number): void;
  /** Records what was not even tried. */
  refuse(entry: Pick<RunStart, 'actor' | 'mutation' | 'source'> & Pick<RequestStart, 'ids' | 'at'>): void;
  /** Forgets keys that are a day old at `now`, and runs about which nobody asks any more. */
  prune(now: number): void;
  /** What the uses of a key came to, one a source; prunes first. */
  recall(actor: string, mutation: string, key: string, now: number): readonly KeyUse[];
  /** Keeps what a run came to for its key. A run that has made no request is given as its start. */
  remember(run: number | RunStart, outcome: string, at: number): void;
  /** Lets the run's key be used as if for the first time. */
  forget(run: number): void;
  /** Says that a run is over, or that one of its requests is settled: what nobody needs any more goes. */
  release(run: number): void;
  /** Undefined when nothing is left of it. */
  run(run: number): RunState | undefined;
  /** Runs of which something is left. */
  runs(): readonly number[];
  readonly entries: ReadEntries;
  /** Whether every fact is what it was. */
  verifyChain(): Promise<Verdict>;
  close(): void;
}

interface Session {
  readonly close: () => void;
  readonly change: <T>(work: () => T) => T;
  readonly chain: Chain;
  readonly runs: ReturnType<typeof createRuns>;
  readonly entries: ReadEntries;
}

/** Opens the audit journal beside a journal, and makes it if there is none. Throws AuditFileError. */
export function openAudit({ journal, maxBytes }: AuditOptions): Audit {
  const { path, temporary, dispose } = auditLocation(journal);
  const connect = (): Session => {
    const database = openAuditFile(path, { durable: !temporary, maxBytes });
    const chain = createChain(database);
    return {
      close: () => database.close(),
      change: (work) => transaction(database, 'BEGIN IMMEDIATE', work),
      chain,
      runs: createRuns(database, chain),
      entries: createEntries(database, chain.id),
    };
  };
  let session: Session | null;
  try {
    session = connect();
  } catch (error) {
    dispose();
    throw error;
  }
  let closed = false;

  function attempt<T>(work: (session: Session) => T): T {
    if (closed) throw new TypeError('the audit journal is closed');
    const current = (session ??= connect());
    try {
      return work(current);
    } catch (error) {
      const failure = auditFileError(error, path);
      if (failure instanceof AuditFileError && failure.kind !== 'full' && failure.kind !== 'locked') {
        // What SQLite thinks of the file may be wrong from here on: the next attempt reads it anew.
        session = null;
        current.close();
      }
      throw failure;
    }
  }
  function change<T>(work: (session: Session) => T): T {
    try {
      return attempt((current) => current.change(() => work(current)));
    } catch (error) {
      throw new AuditError(error);
    }
  }

  return {
    path,
    intend: (start, run, { ids, step, at }) =>
      change(({ chain, runs }) => {
        const { actor, mutation, source } = start;
        const number = run ?? runs.begin(start, at, null);
        const intent = chain.append({ at, actor, mutation, source, ids });
        runs.addRequest(number, intent, step);
        return { run: number, intent };
      }),
    settle: (intents, outcome, at) =>
      change(({ chain }) => {
        for (const of of intents) {
          const known = chain.outcomeOf(of) ?? 'PENDING';
          if (isOpen({ outcome: known }) && known !== outcome) chain.append({ at, of, outcome });
        }
      }),
    refuse: ({ ids, at, actor, mutation, source }) =>
      change(({ chain }) => {
        const of = chain.append({ at, actor, mutation, source, ids });
        chain.append({ at, of, outcome: 'REFUSED' });
      }),
    prune: (now) => change(({ runs }) => runs.prune(now)),
    recall: (actor, mutation, key, now) =>
      change(({ runs }) => {
        runs.prune(now);
        return runs.uses(actor, mutation, key);
      }),
    remember: (run, outcome, at) =>
      change(({ runs }) => {
        if (typeof run !== 'number') return void runs.begin({ ...run, input: null }, at, outcome);
        runs.remember(run, outcome);
        runs.release(run);
      }),
    forget: (run) =>
      change(({ runs }) => {
        runs.forget(run);
        runs.release(run);
      }),
    release: (run) => change(({ runs }) => runs.release(run)),
    run: (run) => attempt(({ runs }) => runs.state(run)),
    runs: () => attempt(({ runs }) => runs.all()),
    entries: (first, after) => attempt(({ entries }) => entries(first, after)),
    verifyChain: () => attempt(({ chain }) => chain.verify()),
    close() {
      if (closed) return;
      closed = true;
      session?.close();
      dispose();
    },
  };
}
