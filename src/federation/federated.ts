/** What is asked of all sources at once. */
import type { Case, RecordKind, RecordOfKind, Threat } from '../model/records.ts';
import type { ObservableType } from '../model/values.ts';
import { readCounts, type CountFilterOf, type Counts, type CountsQuery } from './counts.ts';
import type { Followed } from './journal-face.ts';
import { readThreats, type ThreatsQuery } from './threats.ts';
import { readRecords, type RecordsPage, type RecordsQuery } from './records.ts';

/** When and where something was seen, by the journal. Times are milliseconds since the epoch. */
export interface Observed {
  readonly firstSeen?: number | undefined;
  readonly lastSeen?: number | undefined;
  /** Names. */
  readonly sources: readonly string[];
}

export interface Federated {
  records<K extends RecordKind>(kind: K, query: RecordsQuery<K>): Promise<RecordsPage<RecordOfKind[K]>>;
  counts<K extends keyof CountFilterOf>(kind: K, query: CountsQuery<K>): Promise<Counts>;
  observed(type: ObservableType, value: string, sources: readonly string[]): Observed;
  /** The cases that mention it, or whose alerts or events do, newest first. */
  casesMentioning(type: ObservableType, value: string, sources: readonly string[]): readonly Case[];
  /** The threat catalogues. Throws InvalidCursorError. */
  threats(query: ThreatsQuery): RecordsPage<Threat>;
}

const MOST_CASES = 1_000;

/** `followed` gives the journal once it is open. */
export function createFederated(followed: () => Followed | undefined): Federated {
  return {
    records: (kind, query) => readRecords(kind, query, followed()),
    counts: (kind, query) => readCounts(kind, query, followed()),
    observed: (type, value, sources) => followed()?.reader.observed(type, value, sources) ?? { sources: [] },
    casesMentioning: (type, value, sources) =>
      followed()?.reader.casesMentioning(type, value, sources, MOST_CASES) ?? [],
    threats: (query) => readThreats(query, followed()),
  };
}
