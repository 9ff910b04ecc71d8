import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';

export interface AuditLocation {
  readonly path: string;
  /** Whether it is gone with the process; such a file is not forced to the disk. */
  readonly temporary: boolean;
  /** Removes a temporary file; to be called when it is closed. Others stay. */
  dispose(): void;
}

/**
 * The audit journal stands beside the journal: `crosswatch.db` has `crosswatch.audit.db`. Beside a journal that is kept
 * nowhere (`:memory:`) it is a temporary file.
 */
export function auditLocation(journal: string): AuditLocation {
  if (journal === ':memory:') {
    const folder = mkdtempSync(join(tmpdir(), 'crosswatch-audit-'));
    return {
      path: join(folder, 'audit.db'),
      temporary: true,
      dispose: () => rmSync(folder, { recursive: true, force: true }),
    };
  }
  const { dir, name, ext } = parse(journal);
  return { path: join(dir, `${name}.audit${ext}`), temporary: false, dispose: () => undefined };
}
