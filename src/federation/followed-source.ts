/**
 * A source as the journal completes it. What its vendor cannot list or look up live (AlphaSOC and KATA can only be
 * followed) is answered from the journal, in order of arrival and without a call to the vendor; how its feeds do becomes
 * part of its health.
 */
import { z } from 'zod';
import { canonicalJson, openCursor, sealCursor } from '../model/cursor.ts';
import { InvalidCursorError } from '../model/errors.ts';
import type { AlertFilter, CaseFilter, EventFilter, ThreatDetectionFilter } from '../model/filters.ts';
import { sourceStates, type SourceHealth, type SourceState } from '../model/health.ts';
import {
  compileAlertFilter,
  compileCaseFilter,
  compileEventFilter,
  compileThreatDetectionFilter,
} from '../model/matching.ts';
import { emptyPage, type Page, type PageRequest } from '../model/page.ts';
import type { RecordKind, RecordOfKind, Ref, ThreatDetection } from '../model/records.ts';
import type { Browse, Lookup, Related, Source } from '../model/source.ts';
import type { Followed, FollowedFeed } from './journal-face.ts';
import { asksForThreats, searchThreats, withDetections } from './threat-search.ts';

/** The gravest first: what a person has to know of a source that has several feeds. */
const gravity: readonly SourceState[] = [
  'UNAUTHORIZED',
  'PENDING_APPROVAL',
  'UNAVAILABLE',
  'RATE_LIMITED',
  'DEGRADED',
  'LAGGING',
  'GAP',
  'STARTING',
  'OK',
];

function healthOf(own: SourceHealth, feeds: readonly FollowedFeed[]): SourceHealth {
  const states = feeds.map(({ state }) => state);
  // A source that is followed but was never asked live is not starting.
  if (feeds.length === 0 || own.state !== 'STARTING') states.push(own.state);
  const state = gravity.find((candidate) => states.includes(candidate)) ?? sourceStates[0];
  const failures = [own.lastFailure, ...feeds.map(({ failure }) => failure)].filter(
    (one) => one !== undefined,
  );
  const lastFailure = failures.toSorted((a, b) => b.at - a.at)[0];
  return { state, lastFailure };
}

const position = z.int().nonnegative();

/** How the threats of a kind whose records only name their detections are looked at. */
interface Threats<K extends RecordKind, F> {
  asked(filter: F): boolean;
  named(record: RecordOfKind[K]): readonly Ref<ThreatDetection>[];
  fill(record: RecordOfKind[K], known: ReadonlyMap<string, ThreatDetection>): RecordOfKind[K];
}

const namedBy = ({
  threatDetections,
}: {
  readonly threatDetections?: readonly Ref<ThreatDetection>[] | undefined;
}): readonly Ref<ThreatDetection>[] => threatDetections ?? [];
const named = { asked: asksForThreats, named: namedBy, fill: withDetections };

function journalBrowse<K extends RecordKind, F>(
  kind: K,
  { name }: Source,
  followed: Followed,
  compile: (filter: F) => (record: RecordOfKind[K]) => boolean,
  threats?: Threats<K, F>,
): Browse<RecordOfKind[K], F> {
  const { reader } = followed;
  return async ({ page, filter, countTotal }) => {
    const binding = `journal ${reader.journalId} ${name} ${kind} ${canonicalJson(filter ?? {})}`;
    const at = (request: PageRequest): number | undefined => {
      if (request.cursor === undefined) return undefined;
      const path = request.direction === 'forward' ? 'after' : 'before';
      const parsed = position.safeParse(openCursor(binding, request.cursor, path));
      if (!parsed.success) throw new InvalidCursorError(path);
      return parsed.data;
    };
    const from = at(page);
    const feeds = reader.feedStates().filter((feed) => feed.source === name && feed.kinds.includes(kind));
    const journal = coverageOf(feeds, followed.feedsOf(name), kind);
    const total = countTotal && filter === undefined ? feeds[0]?.records[kind] : undefined;
    const totalCount = total === undefined ? undefined : { value: total, relation: 'EXACT' as const };
    if (page.limit === 0) return { ...emptyPage, totalCount, journal };
    const query = { direction: page.direction, limit: page.limit, position: from };
    const matches = filter === undefined ? undefined : compile(filter);
    const found =
      filter !== undefined && matches !== undefined && threats?.asked(filter) === true
        ? searchThreats(
            {
              reader,
              kind,
              source: name,
              named: threats.named,
              matches: (record, known) => matches(threats.fill(record, known)),
            },
            query,
          )
        : reader.page(kind, name, query, matches);
    const items = found.items.map(({ record }) => record);
    const places = found.items.map((item) => item.position);
    return {
      items,
      cursorAt: (index) => sealCursor(binding, places[index]),
      hasNextPage: found.hasNextPage,
      hasPreviousPage: found.hasPreviousPage,
      resumeCursor:
        found.partial && found.resumePosition !== undefined
          ? sealCursor(binding, found.resumePosition)
          : undefined,
      partial: found.partial,
      totalCount,
      journal,
    };
  };
}

/** From when to when the journal is complete for a kind: as far as the worst of its feeds. */
function coverageOf(
  stored: readonly {
    readonly coverageFrom: number | undefined;
    readonly lastSuccessAt: number | undefined;
  }[],
  feeds: readonly FollowedFeed[],
  kind: RecordKind,
): NonNullable<Page<unknown>['journal']> {
  const from = stored.map(({ coverageFrom }) => coverageFrom).filter((time) => time !== undefined);
  const until = stored.map(({ lastSuccessAt }) => lastSuccessAt).filter((time) => time !== undefined);
  return {
    coverageFrom: from.length === 0 ? undefined : Math.max(...from),
    completeUntil: until.length === 0 ? undefined : Math.min(...until),
    failure: feeds.find(
      (feed) => feed.kinds.includes(kind) && feed.state !== 'OK' && feed.failure !== undefined,
    )?.failure,
  };
}

const journalLookup =
  <K extends RecordKind>(kind: K, { name }: Source, { reader }: Followed): Lookup<RecordOfKind[K]> =>
  async (ids) =>
    reader.byIds(kind, name, ids);

const journalRelated =
  <K extends RecordKind>(
    from: RecordKind,
    to: K,
    { name }: Source,
    { reader }: Followed,
  ): Related<RecordOfKind[K]> =>
  async (parents) =>
    new Map(
      parents.map((parent) => [
        parent,
        reader.related(from, name, parent, to).map((record) => ({ nativeId: record.nativeId, record })),
      ]),
    );

/** The source with the journal behind it. */
export function followedSource(source: Source, followed: Followed): Source {
  if (source.feeds === undefined || source.feeds.length === 0) return source;
  const kinds = new Set(source.feeds.flatMap((feed) => feed.kinds));
  const { browse, lookup, related, alphasoc } = source;
  /** Live where the vendor can, else from the journal where the kind is followed. */
  const or = <T>(live: T | undefined, kind: RecordKind, journal: () => T): T | undefined =>
    live ?? (kinds.has(kind) ? journal() : undefined);
  return {
    ...source,
    browse: withoutUndefined({
      ...browse,
      events: or(browse.events, 'EVENT', () =>
        journalBrowse<'EVENT', EventFilter>('EVENT', source, followed, compileEventFilter, named),
      ),
      alerts: or(browse.alerts, 'ALERT', () =>
        journalBrowse<'ALERT', AlertFilter>('ALERT', source, followed, compileAlertFilter, named),
      ),
      threatDetections: or(browse.threatDetections, 'THREAT_DETECTION', () =>
        journalBrowse<'THREAT_DETECTION', ThreatDetectionFilter>(
          'THREAT_DETECTION',
          source,
          followed,
          compileThreatDetectionFilter,
        ),
      ),
      cases: or(browse.cases, 'CASE', () =>
        journalBrowse<'CASE', CaseFilter>('CASE', source, followed, compileCaseFilter),
      ),
    }),
    lookup: withoutUndefined({
      ...lookup,
      events: or(lookup.events, 'EVENT', () => journalLookup('EVENT', source, followed)),
      alerts: or(lookup.alerts, 'ALERT', () => journalLookup('ALERT', source, followed)),
      threatDetections: or(lookup.threatDetections, 'THREAT_DETECTION', () =>
        journalLookup('THREAT_DETECTION', source, followed),
      ),
      cases: or(lookup.cases, 'CASE', () => journalLookup('CASE', source, followed)),
      // A catalogue that came with the feed is as fresh as the feed, and costs no call.
      threats:
        browse.threatDetections === undefined
          ? async (ids) => followed.reader.threats(source.name, ids)
          : lookup.threats,
    }),
    related: withoutUndefined({
      ...related,
      threatDetectionsOfAlert: or(related.threatDetectionsOfAlert, 'THREAT_DETECTION', () =>
        journalRelated('ALERT', 'THREAT_DETECTION', source, followed),
      ),
      eventsOfThreatDetection: or(related.eventsOfThreatDetection, 'EVENT', () =>
        journalRelated('THREAT_DETECTION', 'EVENT', source, followed),
      ),
    }),
    ...(alphasoc === undefined
      ? {}
      : // As with threats: the inventory came with the feed.
        { alphasoc: { ...alphasoc, flags: async (ids) => followed.reader.flags(source.name, ids) } }),
    health: () => healthOf(source.health(), followed.feedsOf(source.name)),
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Ports mark what a source cannot do by leaving it out. */
function withoutUndefined<T extends object>(value: T): Defined<T> {
  const defined: Defined<T> = { ...value };
  return defined;
}
