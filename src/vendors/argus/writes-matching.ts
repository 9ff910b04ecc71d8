/**
 * Assessing all events that a filter matches (contract sheet argus, section 8).
 *
 * The events are searched first, and then assessed in bulk by their ids. So the record has their ids before anything is
 * changed, every key of the filter means what it means elsewhere even if Argus cannot search by it, and it is settled
 * from the start which events these are: with the filter alone each page would change what the next one finds.
 */
import { ConflictError, SourceError, type InvalidField } from '../../model/errors.ts';
import type { EventFilter, TimeWindow } from '../../model/filters.ts';
import { MAX_PAGE } from '../../model/page.ts';
import type { Call, Source } from '../../model/source.ts';
import type { Assessment, Writes } from '../../model/writes.ts';
import type { Body } from './client.ts';
import { ASSESSMENT_PAGE, assessmentSort, INDEX_MARGIN_MS, indexBounds, SINCE_EVER } from './endpoints.ts';
import { ArgusRefusal } from './envelope.ts';
import { parseEventId, type ArgusEventId } from './ids.ts';
import { chunks, inLanes } from './lookup.ts';
import { pushdownFor } from './pushdown.ts';
import { startAssessing, withoutForeignCases, type AssessContext, type Assessing } from './writes-assess.ts';
import { assessmentBody, checkAssessment } from './writes-assessment.ts';
import type { BulkAssessed } from './writes-client.ts';
import { outcomesOf } from './writes-outcomes.ts';
import { settleAll } from './writes-settle.ts';

export interface MatchingContext extends AssessContext {
  readonly browse: NonNullable<Source['browse']['events']>;
}

/** The filter within the window; its own parts keep their places, and so their paths. */
const within = (filter: EventFilter, window: TimeWindow): EventFilter => ({
  ...filter,
  and: [...(filter.and ?? []), { time: window }],
});

/** Ids of events that match, the oldest first as in the vendor's own bulk: `limit` of them, or all. */
async function matching(
  { source, browse }: MatchingContext,
  filter: EventFilter,
  limit: number,
  call: Call,
): Promise<readonly ArgusEventId[]> {
  // The filter says what has to come with an event; what the mutation selects is read afterwards.
  const bare: Call = { signal: call.signal, selects: () => false, sent: () => call.sent() };
  const found = new Map<string, ArgusEventId>();
  let cursor: string | undefined;
  do {
    const size = Math.min(MAX_PAGE, limit - found.size);
    const page = await browse(
      {
        page: { direction: 'backward', limit: size, ...(cursor === undefined ? {} : { cursor }) },
        filter,
        countTotal: false,
      },
      bare,
    );
    for (const { nativeId } of page.items.toReversed()) {
      const id = parseEventId(nativeId);
      if (id !== null) found.set(nativeId, id);
    }
    if (!page.hasPreviousPage) break;
    const next = page.items.length > 0 ? page.cursorAt(0) : page.resumeCursor;
    // A page that ended early, before it got anywhere.
    if (next === cursor) throw new SourceError({ source, kind: 'timeout', undelivered: true });
    cursor = next;
  } while (found.size < limit);
  return [...found.values()];
}

/** The search of a bulk assessment: these events, as far as they still match. Its index window is always sent. */
function searchFor(source: string, filter: EventFilter, ids: readonly ArgusEventId[]): Body {
  const created = ids.map((id) => id.created);
  const { from, to } = indexBounds.v2;
  return {
    startTimestamp: SINCE_EVER,
    ...pushdownFor('event', filter, { source, api: 'v2' }).criteria,
    eventIdentifier: ids.map(({ text }) => text),
    // Left out, it would be the current day.
    [from]: Math.max(0, Math.min(...created) - INDEX_MARGIN_MS),
    [to]: Math.max(...created) + INDEX_MARGIN_MS,
    // Left out, it would be 25. What is asked for has ids, so that nothing moves up and no page follows.
    limit: ids.length,
    offset: 0,
    sortBy: assessmentSort,
  };
}

/** Whether Argus does not take ids in this search. */
const refusesIds = (error: unknown): boolean =>
  error instanceof SourceError &&
  error.cause instanceof ArgusRefusal &&
  error.cause.faults.some(({ field }) => field.startsWith('search.'));

/** Argus names events here by uuid or by the whole id. */
const uuidOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1).toLowerCase();

/** Argus' word on each of the events. One that was not asked about makes the answer worth nothing. */
function sortOut(source: string, ids: readonly ArgusEventId[], told: BulkAssessed) {
  const asked = new Map(ids.map(({ uuid, text }) => [uuidOf(uuid), text]));
  const known = (names: readonly string[]): ReadonlySet<string> =>
    new Set(
      names.map((name) => {
        const id = asked.get(uuidOf(name));
        if (id === undefined) throw new SourceError({ source, kind: 'invalid-response', status: 200 });
        return id;
      }),
    );
  const done = known(told.successes);
  const refused = known(told.failures);
  return {
    refused: [...refused],
    left: [...asked.values()].filter((id) => !done.has(id) && !refused.has(id)),
  };
}

export function createAssessMatchingEvents(
  context: MatchingContext,
): NonNullable<Writes['assessMatchingEvents']> {
  const { source, writing, settle, maxConcurrent } = context;

  async function assessPage(
    assessing: Assessing,
    filter: EventFilter,
    page: readonly ArgusEventId[],
    assessment: Assessment,
    call: Parameters<typeof startAssessing>[1],
  ): Promise<void> {
    const ids = page.map(({ text }) => text);
    let byIds = true;
    const told = await assessing.attempt(ids, async () => {
      try {
        const search = searchFor(source, filter, page);
        return sortOut(source, page, await writing.assessBulk(assessmentBody(assessment), search, call));
      } catch (error) {
        if (refusesIds(error)) byIds = false;
        throw error;
      }
    });
    if (!byIds) {
      await inLanes(page, maxConcurrent, (id) => assessing.single(id, assessment));
    }
    if (told === undefined) return;
    assessing.fail(told.refused, new SourceError({ source, kind: 'rejected', status: 412 }));
    assessing.fail(told.left, new ConflictError('The event has changed, and does not match any more.'));
  }

  return {
    check({ window: { from, to }, limit, assessment }) {
      const faults: InvalidField[] = [];
      if (typeof from === 'number' && typeof to === 'number' && from >= to) {
        faults.push({ path: 'window', message: 'ends before it begins' });
      }
      if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1)) {
        faults.push({ path: 'limit', message: 'is no number of events', expected: '1 or more' });
      }
      return [...faults, ...checkAssessment(assessment)];
    },
    async send({ filter, window, limit = Number.POSITIVE_INFINITY, assessment }, call) {
      const asked = within(filter, window);
      const events = await matching(context, asked, limit, call);
      const assessing = startAssessing(context, call);
      const own = await withoutForeignCases(context, assessing, events, assessment, call);
      await inLanes([...chunks(own, ASSESSMENT_PAGE)], maxConcurrent, (page) =>
        assessPage(assessing, asked, page, assessment, call),
      );
      return outcomesOf(
        events.map(({ text: eventId }) => ({ eventId, error: assessing.errors.get(eventId) })),
      );
    },
    settle: ({ assessment }, ids, since, call) => settleAll(ids, (id) => settle(assessment, id, since, call)),
  };
}
