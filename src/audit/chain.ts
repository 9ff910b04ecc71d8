/**
 * The part that is only ever added to. A fact is an intent, or an outcome of an earlier intent. Each is stored as the very
 * text that is hashed, together with its number and the hash of the fact before it, so that a fact which was changed,
 * removed, added or moved breaks the chain. `audit` holds the newest number and hash: facts missing at the end show too.
 *
 * The chain is no signature: one who may write the file can make a whole new one. Who fears that keeps a recent hash
 * (`AuditEntry.hash`) elsewhere.
 */
import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

export const chainTables = `
  CREATE TABLE audit (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;

  CREATE TABLE fact (
    seq INTEGER PRIMARY KEY,
    body TEXT NOT NULL,
    hash TEXT NOT NULL,
    intent INTEGER GENERATED ALWAYS AS (body ->> '$.of') VIRTUAL
  ) STRICT;
  CREATE INDEX fact_intent ON fact (intent, seq);
`;

/** What a request is about to change, as it is stored. `at` is in milliseconds since the epoch. */
export const intentBody = z.object({
  at: z.number(),
  actor: z.string(),
  mutation: z.string(),
  source: z.string(),
  ids: z.array(z.string()).readonly(),
});
export type Intent = z.infer<typeof intentBody>;

const outcomes = ['DONE', 'FAILED', 'REFUSED', 'UNKNOWN'] as const;
export type Outcome = (typeof outcomes)[number];

/** What came of the intent whose number is `of`. */
export const outcomeBody = z.object({ at: z.number(), of: z.int(), outcome: z.enum(outcomes) });

export type Verdict =
  | { readonly intact: true; readonly facts: number }
  /** The number of the first fact that is not what it was, or is missing. */
  | { readonly intact: false; readonly at: number };

export interface Chain {
  /** A random name of this file. */
  readonly id: string;
  /** To be called within a transaction. Gives the number of the new fact. */
  append(fact: Intent | z.infer<typeof outcomeBody>): number;
  /** The newest outcome of an intent; undefined while it is pending. */
  outcomeOf(intent: number): Outcome | undefined;
  /** Looks at every fact, some at a time, so that others get their turn. */
  verify(): Promise<Verdict>;
}

const link = (before: string, seq: number, body: string): string =>
  hash('sha256', `${before}\n${seq}\n${body}`, 'hex');

const head = z.object({ id: z.string(), seq: z.int(), hash: z.string() });
const factRow = z.object({ seq: z.int(), body: z.string(), hash: z.string() });
const bodyRow = z.object({ body: z.string() });
const STEP = 500;

export function createChain(database: DatabaseSync): Chain {
  const readHead = database.prepare('SELECT id, seq, hash FROM audit');
  const moveHead = database.prepare('UPDATE audit SET seq = ?, hash = ?');
  const insert = database.prepare('INSERT INTO fact (seq, body, hash) VALUES (?, ?, ?)');
  const newestOf = database.prepare('SELECT body FROM fact WHERE intent = ? ORDER BY seq DESC LIMIT 1');
  const following = database.prepare('SELECT seq, body, hash FROM fact WHERE seq > ? ORDER BY seq LIMIT ?');
  const { id } = head.parse(readHead.get());

  return {
    id,
    append(fact) {
      const newest = head.parse(readHead.get());
      const seq = newest.seq + 1;
      const body = JSON.stringify(fact);
      const linked = link(newest.hash, seq, body);
      insert.run(seq, body, linked);
      moveHead.run(seq, linked);
      return seq;
    },
    outcomeOf(intent) {
      const row = newestOf.get(intent);
      return row === undefined ? undefined : outcomeBody.parse(JSON.parse(bodyRow.parse(row).body)).outcome;
    },
    async verify() {
      let last = { seq: 0, hash: '' };
      for (;;) {
        const rows = following.all(last.seq, STEP).map((row) => factRow.parse(row));
        for (const { seq, body, hash: stored } of rows) {
          const expected = last.seq + 1;
          if (seq !== expected || stored !== link(last.hash, seq, body))
            return { intact: false, at: expected };
          last = { seq, hash: stored };
        }
        if (rows.length === 0) {
          const newest = head.parse(readHead.get());
          if (newest.seq === last.seq && newest.hash === last.hash) return { intact: true, facts: last.seq };
          return { intact: false, at: Math.min(newest.seq, last.seq) + 1 };
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}
