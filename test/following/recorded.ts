/* What a journal holds of a source, and whether its change log told of each record as it must. */
import type { JournalReader } from '../../src/journal/reader.ts';

export interface Recorded {
  /** `kind id` of every record that is there. */
  readonly present: ReadonlySet<string>;
  /** Faults of the log: a record created twice, or changed before it was created. */
  readonly faults: readonly string[];
}

/** Reads the whole change log, by source. */
export function recorded(reader: JournalReader): ReadonlyMap<string, Recorded> {
  const sources = new Map<string, { readonly present: Set<string>; readonly faults: string[] }>();
  let after: number | undefined;
  for (;;) {
    const page = reader.changes({ limit: 1_000, ...(after === undefined ? {} : { after }) });
    for (const item of page.items) {
      if (item.type === 'gap') continue;
      const source = sources.get(item.source) ?? { present: new Set(), faults: [] };
      sources.set(item.source, source);
      const key = `${item.kind} ${item.nativeId}`;
      if ((item.operation === 'CREATED') === source.present.has(key))
        source.faults.push(`${item.sequence}: ${item.operation} ${key}`);
      if (item.operation === 'REMOVED') source.present.delete(key);
      else source.present.add(key);
    }
    if (!page.more) return sources;
    after = page.last;
  }
}
