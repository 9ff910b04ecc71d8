/** What admins read: one entry for each intent, with its newest outcome. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { openCursor, sealCursor } from '../model/cursor.ts';
import { InvalidCursorError } from '../model/errors.ts';
import { pageRequest } from '../model/page.ts';
import { intentBody, outcomeBody, type Intent, type Outcome } from './chain.ts';

export interface AuditEntry extends Intent {
  readonly outcome: Outcome | 'PENDING';
  /** When it came to be known; undefined while it is pending or unknown. */
  readonly settledAt: number | undefined;
  /** Of the newest fact about it, SHA-256, hex. */
  readonly hash: string;
}

export interface AuditPage {
  readonly edges: readonly { readonly cursor: string; readonly node: AuditEntry }[];
  readonly hasNextPage: boolean;
}

/**
 * In the order of the intents, the newest last. `first` is 100 unless given. Throws InvalidInputError (a `first` that is
 * negative or above 1000), InvalidCursorError.
 */
export type ReadEntries = (first?: number | null, after?: string | null) => AuditPage;

const row = z.object({
  seq: z.int(),
  intent: z.string(),
  intentHash: z.string(),
  outcome: z.string().nullable(),
  outcomeHash: z.string().nullable(),
});

function entryOf({ intent, intentHash, outcome, outcomeHash }: z.infer<typeof row>): AuditEntry {
  const said = outcome === null ? undefined : outcomeBody.parse(JSON.parse(outcome));
  const open = said === undefined || said.outcome === 'UNKNOWN';
  return {
    ...intentBody.parse(JSON.parse(intent)),
    outcome: said?.outcome ?? 'PENDING',
    settledAt: open ? undefined : said.at,
    hash: outcomeHash ?? intentHash,
  };
}

/** `id` names the file: its cursors fit no other. */
export function createEntries(database: DatabaseSync, id: string): ReadEntries {
  const binding = `audit ${id}`;
  const page = database.prepare(`
    SELECT fact.seq, fact.body AS intent, fact.hash AS intentHash, newest.body AS outcome, newest.hash AS outcomeHash
    FROM fact LEFT JOIN fact AS newest ON newest.seq = (SELECT max(seq) FROM fact AS of WHERE of.intent = fact.seq)
    WHERE fact.intent IS NULL AND fact.seq > ? ORDER BY fact.seq LIMIT ?
  `);
  return (first, after) => {
    const { limit, cursor } = pageRequest({ first: first ?? 100, after });
    const place = z.int().safeParse(cursor === undefined ? 0 : openCursor(binding, cursor, 'after'));
    if (!place.success) throw new InvalidCursorError('after');
    const rows = page.all(place.data, limit + 1).map((found) => row.parse(found));
    return {
      edges: rows
        .slice(0, limit)
        .map((found) => ({ cursor: sealCursor(binding, found.seq), node: entryOf(found) })),
      hasNextPage: rows.length > limit,
    };
  };
}
