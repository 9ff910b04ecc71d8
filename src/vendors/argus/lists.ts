/** The lists that walks go over: one search each, read as rows. */
import { SourceError } from '../../model/errors.ts';
import type { RequestScope } from '../../http/types.ts';
import { selectionBody, selectionQuery, type ArgusClient, type Body } from './client.ts';
import {
  BACKEND_WINDOW,
  caseEventSort,
  CHUNK,
  eventSort,
  INDEX_MARGIN_MS,
  indexBounds,
  SINCE_EVER,
  type SortedBy,
} from './endpoints.ts';
import type { List } from './envelope.ts';
import type { ReadEvent, Selection } from './event.ts';
import { placeRows, type Unplaced } from './order.ts';
import { BeyondWindow, type Chunk, type Range, type ReadList, type Row } from './rows.ts';
import { recordsOf, type ArgusRecords } from './map.ts';
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

/** A row that keeps its place, and that nobody gets to see. */
export const hiddenRow = { at: undefined, id: '', value: undefined } as const;

/** Rows as they are read; what cannot be read (null), or is hidden, is told of and keeps its place. */
export function rowsOf<T>(
  context: ListContext,
  list: List,
  read: (raw: unknown) => Unplaced<T> | null,
): readonly Unplaced<T>[] {
  const found = list.rows.map(read);
  const unreadable = found.filter((row) => row === null).length;
  const hidden = found.filter((row) => row?.value === undefined).length;
  if (hidden > 0) context.quarantined(hidden);
  if (unreadable > 0 && unreadable === found.length) {
    throw new SourceError({ source: context.source, kind: 'invalid-response', status: 200 });
  }
  return found.map((row) => row ?? hiddenRow);
}

function eventRows(
  context: ListContext,
  list: List,
  read: ReadEvent,
  selection: Selection,
  newestFirst: boolean,
  by: SortedBy = 'created',
): Chunk<ArgusRecords> {
  const rows = rowsOf<ArgusRecords>(context, list, (raw) => {
    const event = read(raw, selection);
    if (event === null) return null;
    const at = by === 'created' ? event.id.created : event.lastUpdated;
    if (at === undefined) return hiddenRow;
    return { at, id: event.id.text, value: recordsOf(context.source, event) };
  });
  return { rows: placeRows(rows, newestFirst), count: list.count };
}

/** A refused offset means that the list is longer than what can be reached of it. */
export async function withinWindow<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw refusesOffset(error) ? new BeyondWindow() : error;
  }
}

interface EventSearch {
  readonly api: 'v1' | 'v2';
  readonly pushdown: Pushdown;
  readonly by: SortedBy;
}

/**
 * Paging, order and bounds: on the creation by the daily indexes, on the last change (whose lower end alone can be asked
 * for, and may be exclusive) exactly.
 */
function searchBody({ api, pushdown, by }: EventSearch, range: Range): Body {
  const { criteria, time } = pushdown;
  const { newestFirst, offset, limit } = range;
  const bound = by === 'created' ? range.bound : undefined;
  const names = indexBounds[api];
  const newest = Math.min(
    time.to ?? Number.POSITIVE_INFINITY,
    (newestFirst ? bound : undefined) ?? Number.POSITIVE_INFINITY,
  );
  const oldest = Math.max(time.from ?? 0, (newestFirst ? undefined : bound) ?? 0);
  const asked = criteria['lastUpdatedTimestamp'];
  const changed = by === 'changed' && !newestFirst ? (range.bound ?? 0) : 0;
  const since = Math.max(typeof asked === 'number' ? asked : 0, changed - 1);
  return {
    startTimestamp: SINCE_EVER,
    ...criteria,
    ...(since > 0 ? { lastUpdatedTimestamp: since } : {}),
    ...(Number.isFinite(newest) ? { [names.to]: newest + INDEX_MARGIN_MS } : {}),
    ...(oldest > INDEX_MARGIN_MS ? { [names.from]: oldest - INDEX_MARGIN_MS } : {}),
    sortBy: eventSort[by][newestFirst ? 'newestFirst' : 'oldestFirst'],
    offset,
    limit,
  };
}

export interface SortedList<T> {
  /** Tells the lists of one walk apart. */
  readonly name: string;
  readonly by: SortedBy;
  readonly read: ReadList<T>;
}

/** The one list of v2, both types of events in it. */
export function v2Events(
  context: ListContext,
  pushdown: Pushdown,
  selection: Selection,
  by: SortedBy = 'created',
): SortedList<ArgusRecords>[] {
  const [only, ...others] = pushdown.types;
  const type = others.length > 0 ? {} : { type: [only === 'RAW' ? 'raw' : 'aggregated'] };
  const extras = { ...selectionBody(selection), ...type };
  async function read(range: Range): Promise<Chunk<ArgusRecords>> {
    const body = { ...searchBody({ api: 'v2', pushdown, by }, range), ...extras };
    const list = await withinWindow(() => context.client.searchEvents(body, context.scope));
    return eventRows(context, list, readV2Event, selection, range.newestFirst, by);
  }
  return [{ name: 'events', by, read }];
}

/** What v1's search of raw events does not know; what these say is checked on the records. */
const aggregatesOnly: ReadonlySet<string> = new Set([
  'minCount',
  'associatedCaseID',
  'sourceIPMinBits',
  'destinationIPMinBits',
]);

/**
 * v1 keeps aggregates and raw events apart: two lists, or one when only one type can match. Its raw events do not say when
 * they changed: in whatever order, they are listed by their creation.
 */
export function v1Events(
  context: ListContext,
  pushdown: Pushdown,
  selection: Selection,
  by: SortedBy = 'created',
): SortedList<ArgusRecords>[] {
  const { client, scope } = context;
  const { criteria } = pushdown;
  const forNids = {
    ...pushdown,
    criteria: Object.fromEntries(Object.entries(criteria).filter(([key]) => !aggregatesOnly.has(key))),
  };
  type Search = typeof client.searchAggregated;
  const listOf = (name: string, search: Search, order: SortedBy, asked: Pushdown) => ({
    name,
    by: order,
    async read(range: Range): Promise<Chunk<ArgusRecords>> {
      const body = searchBody({ api: 'v1', pushdown: asked, by: order }, range);
      const list = await withinWindow(() => search(body, scope));
      return eventRows(context, list, readV1Event, selection, range.newestFirst, order);
    },
  });
  const lists: SortedList<ArgusRecords>[] = [];
  if (pushdown.types.has('AGGREGATED'))
    lists.push(listOf('aggregated', client.searchAggregated, by, pushdown));
  // A raw event of v1 names no case.
  if (pushdown.types.has('RAW') && criteria['associatedCaseID'] === undefined) {
    lists.push(listOf('raw', client.searchNids, 'created', forNids));
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
