/** Connections over all sources, and how each source did in them. */
import type { GraphQLResolveInfo } from 'graphql';
import type { FilterOfKind, SourcePart } from '../federation/records.ts';
import { SourceError } from '../model/errors.ts';
import { newestFirst, type RecordOrder } from '../model/order.ts';
import { pageRequest, type PageArguments } from '../model/page.ts';
import type { ThreatFilter } from '../model/filters.ts';
import type { AnyRecord, RecordKind, RecordOfKind, Threat } from '../model/records.ts';
import { outcomeOf, type ConnectionValue } from './connections.ts';
import { loadersOf, type Context } from './context.ts';
import { codeOfSourceError } from './errors.ts';
import { beneathAlerts, beneathEvents, beneathThreatDetections } from './prefetch.ts';
import { itemsOf, selectionOf, type Selection } from './selection.ts';
import type { SourceErrorValue, SourceResultValue } from './source-result.ts';

const notFollowing = 'Nothing of this source is followed yet.';

/** What went wrong with a source, for whoever got its part of an answer. */
function errorOf(part: SourcePart, now: number): SourceErrorValue | undefined {
  const { failure, feedFailure } = part;
  const error = failure ?? feedFailure?.error;
  if (error === undefined) return undefined;
  const code = error instanceof SourceError ? codeOfSourceError(error) : 'UNSUPPORTED';
  return {
    code,
    message: error.message,
    at: failure === undefined ? (feedFailure?.at ?? now) : now,
    retryAt: error instanceof SourceError ? error.retryAt : undefined,
  };
}

/**
 * A source that the journal covers is complete even when it is down: how far is in `completeUntil`. One that was never
 * read to the end is as incomplete as its feed says.
 */
export function partResult(part: SourcePart, now: number): SourceResultValue {
  const { source, upstreamCalls, coverageFrom, liveUntil } = part;
  const tookMs = Math.round(part.tookMs);
  if (part.part !== 'asked') {
    const outcome = part.part === 'skipped' ? 'SKIPPED' : 'UNSUPPORTED';
    return { source, outcome, servedFrom: 'NOTHING', upstreamCalls: 0, tookMs: 0 };
  }
  const live = liveUntil !== undefined;
  const wholly = liveUntil === Number.POSITIVE_INFINITY;
  const journal = part.followed && !wholly;
  const base = {
    source,
    upstreamCalls,
    tookMs,
    // What is older than the journal, a source that can be asked itself knows.
    coverageFrom: live && part.failure === undefined ? undefined : coverageFrom,
    completeUntil: journal ? part.completeUntil : undefined,
    error: errorOf(wholly ? { ...part, feedFailure: undefined } : part, now),
  };
  const behind = journal && coverageFrom !== undefined;
  if (part.failure !== undefined)
    return { ...base, outcome: outcomeOf(part.failure), servedFrom: behind ? 'JOURNAL' : 'NOTHING' };
  if (!live && !part.followed) {
    const error = { code: 'SOURCE_UNAVAILABLE', message: notFollowing, at: now } as const;
    return { ...base, outcome: 'UNAVAILABLE', servedFrom: 'NOTHING', error };
  }
  if (!live && coverageFrom === undefined) {
    const failure = part.feedFailure?.error;
    return {
      ...base,
      outcome: failure === undefined ? 'PARTIAL' : outcomeOf(failure),
      servedFrom: failure === undefined ? 'JOURNAL' : 'NOTHING',
    };
  }
  return {
    ...base,
    outcome: part.partial ? 'PARTIAL' : 'COMPLETE',
    servedFrom: wholly || upstreamCalls > 0 ? 'LIVE' : 'JOURNAL',
  };
}

/** Loads what the items' relations will ask for, source by source. */
async function beneath(items: readonly AnyRecord[], fields: Selection, context: Context): Promise<void> {
  const groups = Map.groupBy(
    items,
    ({ source, seenAt }) => `${source} ${seenAt === undefined ? 'live' : ''}`,
  );
  await Promise.all(
    [...groups.values()].map(async (group) => {
      const [head] = group;
      if (head === undefined) return;
      const loaders = loadersOf(head, context);
      const { source } = head;
      const events = group.filter((record) => record.recordKind === 'EVENT');
      const alerts = group.filter((record) => record.recordKind === 'ALERT');
      const detections = group.filter((record) => record.recordKind === 'THREAT_DETECTION');
      await Promise.all([
        events.length === 0 ? undefined : beneathEvents(source, events, fields, loaders),
        alerts.length === 0 ? undefined : beneathAlerts(source, alerts, fields, loaders),
        detections.length === 0 ? undefined : beneathThreatDetections(source, detections, fields, loaders),
      ]);
    }),
  );
}

type Info = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments' | 'variableValues'>;

export interface FederatedOptions<K extends RecordKind> {
  readonly kind: K;
  readonly context: Context;
  readonly args: PageArguments;
  readonly filter?: FilterOfKind[K] | null | undefined;
  readonly order?: RecordOrder | null | undefined;
  readonly info: Info;
}

/** A page over all sources that the viewer may see. */
export async function federatedConnection<K extends RecordKind>({
  kind,
  context,
  args,
  filter,
  order,
  info,
}: FederatedOptions<K>): Promise<ConnectionValue<RecordOfKind[K]>> {
  const selection = selectionOf(info);
  const page = await context.federated.records(kind, {
    sources: [...context.sources.values()],
    page: pageRequest(args),
    filter: filter ?? undefined,
    order: order ?? newestFirst,
    countTotal: selection.has('totalCount'),
    lookBack: lookBackIn(selection, args),
    signal: context.signal,
    call: context.call,
  });
  await beneath(page.items, itemsOf(selection), context);
  return {
    nodes: page.items,
    page: () => page,
    results: () => page.parts.map((part) => partResult(part, context.now())),
  };
}

/** Whether anybody asks what lies on the near side of the page. */
function lookBackIn(selection: Selection, { last, before }: PageArguments): boolean {
  const backward = typeof last === 'number' || typeof before === 'string';
  return selection.get('pageInfo')?.has(backward ? 'hasNextPage' : 'hasPreviousPage') === true;
}

/** A page of the threat catalogues of all sources that the viewer may see. */
export function federatedThreats(
  args: PageArguments,
  filter: ThreatFilter | null | undefined,
  context: Context,
): ConnectionValue<Threat> {
  const page = context.federated.threats({
    sources: [...context.sources.values()],
    page: pageRequest(args),
    filter: filter ?? undefined,
  });
  return {
    nodes: page.items,
    page: () => page,
    results: () => page.parts.map((part) => partResult(part, context.now())),
  };
}
