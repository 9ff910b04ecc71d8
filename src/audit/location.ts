import { join, parse } from 'node:path';
import { keptFile, temporaryFile, type FileLocation } from '../sqlite/location.ts';

/**
 * The audit journal stands beside the journal: `crosswatch.db` has `crosswatch.audit.db`. Beside a journal that is kept
 * nowhere (`:memory:`) it is a temporary file.
 */
export function auditLocation(journal: string): FileLocation {
  if (journal === ':memory:') return temporaryFile('audit.db');
  const { dir, name, ext } = parse(journal);
  return keptFile(join(dir, `${name}.audit${ext}`));
}
