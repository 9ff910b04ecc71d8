import type { Threat } from '../model/records.ts';
import type { Scope } from './predicate-part.ts';
import { parseThreat } from './revive.ts';
import { text } from '../sqlite/rows.ts';

/**
 * The catalogues of these sources (names), as far as they have come: all entries, by source and native id. To be called
 * within a transaction.
 */
export function readThreats(scope: Scope, sources: readonly string[]): Threat[] {
  return scope
    .all(
      `SELECT threat.body, source.name FROM threat JOIN source ON source.id = threat.source
       WHERE threat.body IS NOT NULL AND source.name IN (SELECT value FROM json_each(?))
       ORDER BY source.name, threat.native_id`,
      JSON.stringify(sources),
    )
    .map(({ body, name }) => ({ ...parseThreat(text(body)), source: text(name) }));
}
