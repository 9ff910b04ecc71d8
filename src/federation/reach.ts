/**
 * Which sources a federated question reaches, and from where each answers: the journal as far back as it is complete, the
 * source itself beyond that, where it can give any stretch of time.
 */
import type { SourceFailure } from '../model/health.ts';
import { decodeGlobalId } from '../model/ids.ts';
import { filterKeys } from '../model/matching.ts';
import type { RecordKind } from '../model/records.ts';
import type { Source, VendorName } from '../model/source.ts';
import type { Followed } from './journal-face.ts';
import { progressOf } from './progress.ts';

type List<T> = readonly T[] | null | undefined;

/** The keys of filters that decide about whole sources. */
interface SourceFilter {
  readonly and?: List<SourceFilter>;
  readonly or?: List<SourceFilter>;
  readonly not?: SourceFilter | null | undefined;
  readonly sources?: List<string>;
  readonly vendors?: List<VendorName>;
  readonly threatIds?: List<string>;
  readonly caseIds?: List<string>;
  readonly argus?: object | null | undefined;
  readonly kata?: object | null | undefined;
}

type Named = Pick<Source, 'name' | 'vendor'>;
/** Whether a filter holds for records of a source: for all, for none, or it depends on the record. */
type Verdict = 'all' | 'none' | 'depends';

const isPresent = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined;

const both = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.includes('none') ? 'none' : verdicts.includes('depends') ? 'depends' : 'all';
const opposite = { all: 'none', none: 'all', depends: 'depends' } as const;

function verdictOf(filter: SourceFilter, source: Named): Verdict {
  const { sources, vendors, and, or, not, argus, kata } = filter;
  const verdicts: Verdict[] = [];
  if (isPresent(sources)) verdicts.push(sources.includes(source.name) ? 'all' : 'none');
  if (isPresent(vendors)) verdicts.push(vendors.includes(source.vendor) ? 'all' : 'none');
  for (const ids of [filter.threatIds, filter.caseIds])
    if (isPresent(ids))
      verdicts.push(ids.some((id) => decodeGlobalId(id)?.source === source.name) ? 'depends' : 'none');
  if (isPresent(argus)) verdicts.push(source.vendor === 'argus' ? 'depends' : 'none');
  if (isPresent(kata)) verdicts.push(source.vendor === 'kata' ? 'depends' : 'none');
  verdicts.push(...(and ?? []).map((part) => verdictOf(part, source)));
  if (isPresent(or)) {
    const parts = or.map((part) => verdictOf(part, source));
    verdicts.push(
      parts.includes('all') ? 'all' : parts.every((verdict) => verdict === 'none') ? 'none' : 'depends',
    );
  }
  if (isPresent(not)) verdicts.push(opposite[verdictOf(not, source)]);
  const others = Object.entries(filter).some(([key, value]) => isPresent(value) && !decided.has(key));
  return both([...verdicts, ...(others ? (['depends'] as const) : [])]);
}
const decided: ReadonlySet<string> = new Set([
  'and',
  'or',
  'not',
  'sources',
  'vendors',
  'threatIds',
  'caseIds',
  'argus',
  'kata',
]);

/** Whether a record of the source may match at all. */
export const mayMatch = (filter: SourceFilter | undefined, source: Named): boolean =>
  filter === undefined || verdictOf(filter, source) !== 'none';

/** How a source takes part. */
export interface Reach {
  readonly source: Source;
  /** `skipped`: the filter leaves it out; `unsupported`: its vendor has no such records. */
  readonly part: 'asked' | 'skipped' | 'unsupported';
  /** From when on the journal holds everything of the kind; undefined: not yet, or never. */
  readonly coverageFrom?: number | undefined;
  readonly completeUntil?: number | undefined;
  /** What is wrong with following it, if something is. */
  readonly feedFailure?: SourceFailure | undefined;
  /** Whether the journal is read for it at all: not where its records lack what the filter asks about. */
  readonly followed: boolean;
  /** The source itself is asked for what is older than this; undefined: it is never asked. */
  readonly liveUntil?: number | undefined;
}

const windowNames = {
  EVENT: 'events',
  ALERT: 'alerts',
  THREAT_DETECTION: 'threatDetections',
  CASE: 'cases',
} as const satisfies { readonly [K in RecordKind]: string };

const hasWindow = (source: Source, kind: RecordKind): boolean =>
  source.window?.[windowNames[kind]] !== undefined;

/** Whether a vendor has records of a kind. */
const has = (source: Source, kind: RecordKind): boolean =>
  hasWindow(source, kind) ||
  source.browse[windowNames[kind]] !== undefined ||
  (source.feeds ?? []).some((feed) => feed.kinds.includes(kind));

/** `followed` undefined: nothing is, so that only sources that can give any stretch of time have something to say. */
export function reachOf(
  source: Source,
  kind: RecordKind,
  filter: SourceFilter | undefined,
  followed: Followed | undefined,
): Reach {
  if (!has(source, kind)) return { source, part: 'unsupported', followed: false };
  if (!mayMatch(filter, source)) return { source, part: 'skipped', followed: false };
  const progress =
    followed === undefined
      ? undefined
      : progressOf(source.name, followed).find((candidate) => candidate.kind === kind);
  const feeds = (source.feeds ?? []).filter((feed) => feed.kinds.includes(kind));
  const narrowed = feeds.some((feed) => feed.partly?.includes(kind) === true);
  const asked = filterKeys(filter);
  const blind = feeds.some(({ lacks = [] }) => lacks.some((key) => asked.has(key)));
  const coverageFrom = narrowed ? undefined : progress?.coverageFrom;
  const liveUntil = hasWindow(source, kind)
    ? ((blind ? undefined : coverageFrom) ?? Number.POSITIVE_INFINITY)
    : undefined;
  return {
    source,
    part: 'asked',
    followed: progress !== undefined && !blind,
    coverageFrom,
    completeUntil: progress?.lastSuccessAt,
    feedFailure: followed
      ?.feedsOf(source.name)
      .find((feed) => feed.kinds.includes(kind) && feed.state !== 'OK' && feed.failure !== undefined)
      ?.failure,
    liveUntil,
  };
}
