/** The lists that walks go over: one search each, read as rows. */
import { SourceError } from '../../model/errors.ts';
import type { RequestScope } from '../../http/types.ts';
import { selectionBody, selectionQuery, type ArgusClient, type Body } from './client.ts';
import {
  BACKEND_WINDOW,
  caseEventSort,
  caseSort,
  CHUNK,
  eventSort,
  INDEX_MARGIN_MS,
  indexBounds,
  SINCE_EVER,
} from './endpoints.ts';
import type { List } from './envelope.ts';
import type { ReadEvent, Selection } from './event.ts';
import { placeRows, type Unplaced } from './order.ts';
import { BeyondWindow, type Chunk, type Range, type ReadList, type Row } from './rows.ts';
import { recordsOf, type ArgusRecords } from './map.ts';
import { readCase, type ArgusCase } from './map-case.ts';
import type { Pushdown } from './criteria.ts';
import { refusesOffset } from './refusal.ts';
import { readV1Event } from './wire-v1.ts';
import { readV2Event } from './wire-v2.ts';

export interface ListContext {
  readonly source: string;
  readonly client: ArgusClient;
  readonly scope: RequestScope;
  /** Told of rows that could not be read; they are left out of what is shown. */
  readonly quarantined: (rows: number) => void;
}

/** Rows as they are read; what cannot be read is told of and keeps its place. */
function rowsOf<T>(
  context: ListContext,
  list: List,
  read: (raw: unknown) => Unplaced<T> | null,
): readonly Unplaced<T>[] {
  const found = list.rows.map((raw) => read(raw) ?? { at: undefined, id: '', value: undefined });
  const bad = found.filter(({ value }) => value === undefined).length;
  if (bad > 0) context.quarantined(bad);
  if (bad > 0 && bad === found.length) {
    throw new SourceError({ source: context.source, kind: 'invalid-response', status: 200 });
  }
  return found;
}

function eventRows(
  context: ListContext,
  list: List,
  read: ReadEvent,
  selection: Selection,
  newestFirst: boolean,
): Chunk<ArgusRecords> {
  const rows = rowsOf<ArgusRecords>(context, list, (raw) => {
    const event = read(raw, selection);
    if (event === null) return null;
    return { at: event.id.created, id: event.id.text, value: recordsOf(context.source, event) };
  });
  return { rows: placeRows(rows, newestFirst), count: list.count };
}

/** A refused offset means that the list is longer than what can be reached of it. */
async function withinWindow<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw refusesOffset(error) ? new BeyondWindow() : error;
  }
}

/** Paging, order and the bound on the daily indexes. */
function searchBody(api: 'v1' | 'v2', { criteria, time }: Pushdown, range: Range): Body {
  const { from, to } = time;
  const { newestFirst, bound, offset, limit } = range;
  const names = indexBounds[api];
  const newest = Math.min(
    to ?? Number.POSITIVE_INFINITY,
    (newestFirst ? bound : undefined) ?? Number.POSITIVE_INFINITY,
  );
  const oldest = Math.max(from ?? 0, (newestFirst ? undefined : bound) ?? 0);
  return {
    startTimestamp: SINCE_EVER,
    ...criteria,
    ...(Number.isFinite(newest) ? { [names.to]: newest + INDEX_MARGIN_MS } : {}),
    ...(oldest > INDEX_MARGIN_MS ? { [names.from]: oldest - INDEX_MARGIN_MS } : {}),
    sortBy: newestFirst ? eventSort.newestFirst : eventSort.oldestFirst,
    offset,
    limit,
  };
}

/** The one list of v2, both types of events in it. */
export function v2Events(
  context: ListContext,
  pushdown: Pushdown,
  selection: Selection,
): ReadList<ArgusRecords>[] {
  const [only, ...others] = pushdown.types;
  const type = others.length > 0 ? {} : { type: [only === 'RAW' ? 'raw' : 'aggregated'] };
  const extras = { ...selectionBody(selection), ...type };
  return [
    async (range) => {
      const body = { ...searchBody('v2', pushdown, range), ...extras };
      const list = await withinWindow(() => context.client.searchEvents(body, context.scope));
      return eventRows(context, list, readV2Event, selection, range.newestFirst);
    },
  ];
}

/** What v1's search of raw events does not know; what these say is checked on the records. */
const aggregatesOnly: ReadonlySet<string> = new Set([
  'minCount',
  'associatedCaseID',
  'sourceIPMinBits',
  'destinationIPMinBits',
]);

/** v1 keeps aggregates and raw events apart: two lists, or one when only one type can match. */
export function v1Events(
  context: ListContext,
  pushdown: Pushdown,
  selection: Selection,
): ReadList<ArgusRecords>[] {
  const { client, scope } = context;
  const { criteria } = pushdown;
  const forNids = {
    ...pushdown,
    criteria: Object.fromEntries(Object.entries(criteria).filter(([key]) => !aggregatesOnly.has(key))),
  };
  const lists: ReadList<ArgusRecords>[] = [];
  if (pushdown.types.has('AGGREGATED')) {
    lists.push(async (range) => {
      const body = searchBody('v1', pushdown, range);
      const list = await withinWindow(() => client.searchAggregated(body, scope));
      return eventRows(context, list, readV1Event, selection, range.newestFirst);
    });
  }
  // A raw event of v1 names no case.
  if (pushdown.types.has('RAW') && criteria['associatedCaseID'] === undefined) {
    lists.push(async (range) => {
      const body = searchBody('v1', forNids, range);
      const list = await withinWindow(() => client.searchNids(body, scope));
      return eventRows(context, list, readV1Event, selection, range.newestFirst);
    });
  }
  return lists;
}

/** The events of a case in v2, those of cases merged into it among them. */
export function v2CaseEvents(
  context: ListContext,
  caseId: number,
  selection: Selection,
): ReadList<ArgusRecords> {
  return async ({ offset, limit, newestFirst }) => {
    const list = await withinWindow(() =>
      context.client.caseEvents(
        'v2',
        caseId,
        [
          ['offset', String(offset)],
          ['limit', String(limit)],
          ['sortBy', newestFirst ? caseEventSort.newestFirst : caseEventSort.oldestFirst],
          ...selectionQuery(selection),
        ],
        context.scope,
      ),
    );
    return eventRows(context, list, readV2Event, selection, newestFirst);
  };
}

/**
 * The events of a case in v1, which come by start time and in no other order: all are read, in one answer, and put in
 * order here. Few cases have more events than a page, so the first read asks for a page only.
 */
export function v1CaseEvents(
  context: ListContext,
  caseId: number,
  selection: Selection,
): ReadList<ArgusRecords> {
  const all = async (limit: number): Promise<readonly Row<ArgusRecords>[]> => {
    const query = [['limit', String(limit)]] as const;
    const list = await context.client.caseEvents('v1', caseId, query, context.scope);
    if (list.rows.length < limit) return eventRows(context, list, readV1Event, selection, true).rows;
    if (limit === BACKEND_WINDOW) throw new BeyondWindow();
    return all(BACKEND_WINDOW);
  };
  let known: Promise<readonly Row<ArgusRecords>[]> | undefined;
  return async ({ offset, limit, newestFirst }) => {
    const rows = await (known ??= all(CHUNK));
    const ordered = rows.toSorted((a, b) => (newestFirst ? b.at - a.at : a.at - b.at));
    return { rows: ordered.slice(offset, offset + limit), count: rows.length };
  };
}

/** Cases, which take exact bounds on their creation. */
export function cases(context: ListContext, { criteria, time }: Pushdown): ReadList<ArgusCase> {
  async function read(range: Range): Promise<Chunk<ArgusCase>> {
    const { offset, limit, newestFirst, bound } = range;
    const newest = Math.min(
      time.to ?? Number.POSITIVE_INFINITY,
      (newestFirst ? bound : undefined) ?? Number.POSITIVE_INFINITY,
    );
    const oldest = Math.max(time.from ?? 0, (newestFirst ? undefined : bound) ?? 0);
    const bounds = {
      ...(Number.isFinite(newest) ? { endTimestamp: newest } : {}),
      ...(oldest > 0 ? { startTimestamp: oldest } : {}),
    };
    // Left open, a case would match by any of its times.
    const strategy = Object.keys(bounds).length > 0 ? { timeFieldStrategy: ['createdTimestamp'] } : {};
    const body = {
      ...criteria,
      ...bounds,
      ...strategy,
      sortBy: newestFirst ? caseSort.newestFirst : caseSort.oldestFirst,
      offset,
      limit,
    };
    const list = await withinWindow(() => context.client.searchCases(body, context.scope));
    const rows = rowsOf<ArgusCase>(context, list, (raw) => {
      const made = readCase(context.source, raw);
      return made === null ? null : { at: made.at, id: made.record.nativeId, value: made };
    });
    const most = Math.min(CHUNK, BACKEND_WINDOW - offset);
    // Where not one row says where it stands, those further on have to.
    if (rows.length >= limit && limit < most && rows.every(({ at }) => at === undefined)) {
      return read({ ...range, limit: most });
    }
    return { rows: placeRows(rows, newestFirst, oldest), count: list.count };
  }
  return read;
}
