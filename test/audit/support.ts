import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openAudit, type Audit } from '../../src/audit/audit.ts';
import type { RunStart } from '../../src/audit/runs.ts';

export const T0 = Date.UTC(2026, 0, 1);

export interface Place extends Disposable {
  /** Of the journal that the audit journal stands beside. */
  readonly journal: string;
  readonly audit: string;
}

export function place(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'crosswatch-test-'));
  return {
    journal: join(folder, 'journal.db'),
    audit: join(folder, 'journal.audit.db'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const start: RunStart = {
  actor: 'ana',
  mutation: 'setAlertStatus',
  source: 'gta',
  input: '{"id":"al-1"}',
};

/** One request of a run of its own. */
export const intend = (
  audit: Audit,
  id: string,
  at = T0,
): { readonly run: number; readonly intent: number } =>
  audit.intend(start, undefined, { ids: [id], step: '', at });

/** The outcomes on record, by the first id. */
export const outcomes = (audit: Audit): Record<string, string> =>
  Object.fromEntries(audit.entries(1_000).edges.map(({ node }) => [node.ids[0] ?? '', node.outcome]));

/** Opens it, lets `use` do its work, closes it. */
export function withAudit<T>(at: Place, use: (audit: Audit) => T): T {
  const audit = openAudit({ journal: at.journal });
  try {
    return use(audit);
  } finally {
    audit.close();
  }
}

/** What somebody does to the file behind our back. */
export function meddle(at: Place, ...statements: string[]): void {
  const database = new DatabaseSync(at.audit);
  try {
    for (const statement of statements) database.exec(statement);
  } finally {
    database.close();
  }
}
