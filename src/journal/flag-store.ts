import type { DatabaseSync } from 'node:sqlite';
import type { AlphaSocFlag } from '../model/details.ts';

/** The sources' dictionaries of flags. */
export interface FlagStore {
  put(source: number, flag: AlphaSocFlag): void;
}

export function createFlagStore(database: DatabaseSync): FlagStore {
  const put = database.prepare(
    `INSERT INTO flag (source, native_id, body) VALUES (?, ?, ?)
     ON CONFLICT (source, native_id) DO UPDATE SET body = excluded.body WHERE body <> excluded.body`,
  );
  return {
    put: (source, flag) => void put.run(source, flag.id, JSON.stringify(flag)),
  };
}
