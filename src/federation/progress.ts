import type { RecordKind } from '../model/records.ts';
import type { Followed } from './journal-face.ts';

/** How far the records of one kind of a source have been followed. Times are milliseconds since the epoch. */
export interface Progress {
  readonly kind: RecordKind;
  readonly coverageFrom?: number | undefined;
  readonly lastSuccessAt?: number | undefined;
  readonly lagMs?: number | undefined;
  readonly records: number;
  readonly quarantined: number;
}

const defined = (values: readonly (number | undefined)[]): number[] =>
  values.filter((value) => value !== undefined);

/** One entry a kind: where several feeds give a kind, it is as far as the worst of them. */
export function progressOf(source: string, { reader, feedsOf }: Followed): Progress[] {
  const stored = reader.feedStates().filter((feed) => feed.source === source);
  const running = feedsOf(source);
  const kinds = new Set([...stored, ...running].flatMap((feed) => feed.kinds));
  return [...kinds].map((kind) => {
    const own = stored.filter((feed) => feed.kinds.includes(kind));
    const coverage = defined(own.map((feed) => feed.coverageFrom));
    const successes = defined(own.map((feed) => feed.lastSuccessAt));
    const lags = defined(running.filter((feed) => feed.kinds.includes(kind)).map((feed) => feed.lagMs));
    const complete = own.length > 0 && coverage.length === own.length;
    return {
      kind,
      coverageFrom: complete ? Math.max(...coverage) : undefined,
      lastSuccessAt: successes.length === 0 ? undefined : Math.min(...successes),
      lagMs: lags.length === 0 ? undefined : Math.max(...lags),
      records: own[0]?.records[kind] ?? 0,
      quarantined: own.reduce((sum, feed) => sum + feed.quarantined, 0),
    };
  });
}
