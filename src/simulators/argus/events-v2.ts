/** The reading endpoints of `/events/v2` (contract sheet argus, section 7). */
import { z } from 'zod';
import type { SimAnswer } from '../kit.ts';
import { createCriteriaReader } from './criteria.ts';
import { anyEvent, eventsOfCase, pcapAnswer } from './events-v1.ts';
import { count, int, listOf, network, pathNumber, pathUuid, readQuery, text, timeSchema } from './input.ts';
import { compareBy, createdOf, searchSorts, sortKeys, type SortNames } from './ordering.ts';
import { lineage, payloadModel, renderV2, type Selection } from './render-v2.ts';
import { arrangedPage, matching, searchEvents, type EventQuery } from './search.ts';
import { statistics, statisticsShape } from './statistics-v2.ts';
import { refuse } from './wire.ts';
import type { ArgusWorld, Ask, Route } from './world.ts';
import type { SimArgusEvent } from './types.ts';

const DEFAULT_LIMIT = 25;
const byCaseSorts: SortNames<SimArgusEvent> = new Map([['timestamp', createdOf]]);
const defaultSort = sortKeys(['-timestamp'], searchSorts);

/** The default model: nothing that has to be asked for. */
export const bareSelection: Selection = {
  allProperties: false,
  properties: [],
  comments: false,
  subEvents: false,
};

const selectionFields = {
  includeAllProperties: z.boolean().nullish(),
  includeProperties: listOf(text).nullish(),
  includeComments: z.boolean().nullish(),
  includeSubEvents: z.boolean().nullish(),
};

const selectionOf = (given: z.output<z.ZodObject<typeof selectionFields>>): Selection => ({
  allProperties: given.includeAllProperties ?? false,
  properties: given.includeProperties ?? [],
  comments: given.includeComments ?? false,
  subEvents: given.includeSubEvents ?? false,
});

const flagParameter = z.stringbool({ truthy: ['true'], falsy: ['false'] }).optional();
const selectionShape = z.object({
  includeAllProperties: flagParameter,
  includeProperties: z.array(text).optional(),
  includeComments: flagParameter,
  includeSubEvents: flagParameter,
});

const querySelection = (query: URLSearchParams): Selection =>
  selectionOf(
    readQuery(selectionShape, query, {
      single: ['includeAllProperties', 'includeComments', 'includeSubEvents'],
      lists: ['includeProperties'],
    }),
  );

/** The event that the last three groups of a v2 path name; 403 when it is another customer's. */
export function v2Event({ world, access, path }: Ask): SimArgusEvent | undefined {
  const [created = '', customerID = '', uuid = ''] = path;
  const at = pathNumber('timestamp', created);
  const customer = pathNumber('customerID', customerID);
  const id = pathUuid('eventID', uuid).toLowerCase();
  const event = world.store.find(undefined, String(at), String(customer), id);
  if (event !== undefined && !access.customer(event.customerID)) throw refuse(403);
  return event;
}

function answerPage(ask: Ask, query: EventQuery, selection: Selection): SimAnswer {
  const { rows, total } = searchEvents(ask.world, ask.access, query);
  return ask.list(
    rows.map((event) => renderV2(ask.world, event, selection)),
    { limit: query.limit, offset: query.offset, total },
  );
}

const paging = { limit: count.nullish(), offset: count.nullish(), sortBy: listOf(text).nullish() };
const pagingQuery = {
  limit: count.default(DEFAULT_LIMIT),
  offset: count.default(0),
  sortBy: z.array(text).optional(),
};

function simpleSearch(time: ReturnType<typeof timeSchema>): (ask: Ask) => SimAnswer {
  const shape = z.object({
    type: z.array(z.enum(['aggregated', 'raw'])).optional(),
    customerID: z.array(int).optional(),
    signature: z.array(text).optional(),
    ip: z.array(network).optional(),
    startTimestamp: time.optional(),
    endTimestamp: time.optional(),
    ...pagingQuery,
  });
  return (ask) => {
    const { limit, offset, sortBy, ...filters } = readQuery(shape, ask.query, {
      numeric: ['customerID', 'limit', 'offset'],
      single: ['startTimestamp', 'endTimestamp', 'limit', 'offset'],
      lists: ['type', 'customerID', 'signature', 'ip', 'sortBy'],
    });
    const sort = sortBy === undefined ? defaultSort : sortKeys(sortBy, searchSorts);
    return answerPage(ask, { criteria: anyEvent(filters), sort, offset, limit }, querySelection(ask.query));
  };
}

function byCase(ask: Ask): SimAnswer {
  const shape = z.object(pagingQuery);
  const { limit, offset, sortBy } = readQuery(shape, ask.query, {
    numeric: ['limit', 'offset'],
    single: ['limit', 'offset'],
    lists: ['sortBy'],
  });
  const compare = compareBy(sortKeys(sortBy ?? ['-timestamp'], byCaseSorts));
  const found = eventsOfCase(ask, ask.path[0] ?? '').toSorted(compare);
  const rows = arrangedPage(ask.world, found, offset, limit === 0 ? found.length : limit, compare);
  const selection = querySelection(ask.query);
  return ask.list(
    rows.map((event) => renderV2(ask.world, event, selection)),
    { limit, offset, total: found.length },
  );
}

/** Both forms of a v2 event path: three segments, and four with a type that nobody looks at. */
export const eventPath = (suffix: string): RegExp =>
  new RegExp(String.raw`^/events/v2/event/(?:[A-Za-z]\w*/)?([^/]+)/([^/]+)/([^/]+)${suffix}$`);

export function eventsV2Routes({ clock, switches }: ArgusWorld): Route[] {
  const now = (): number => clock.now();
  const time = timeSchema(now);
  const readSearch = createCriteriaReader('v2', { ...paging, ...selectionFields }, now, switches);
  const readStatistics = createCriteriaReader('v2', { ...paging, ...statisticsShape(time) }, now, switches);
  return [
    { method: 'GET', path: /^\/events\/v2\/event$/, answer: simpleSearch(time) },
    {
      method: 'POST',
      path: /^\/events\/v2\/event\/search$/,
      answer: (ask) => {
        const { criteria, extra } = readSearch(ask.body());
        const sort = extra.sortBy ? sortKeys(extra.sortBy, searchSorts) : defaultSort;
        const { limit, offset } = extra;
        const query = { criteria, sort, offset: offset ?? 0, limit: limit ?? DEFAULT_LIMIT };
        return answerPage(ask, query, selectionOf(extra));
      },
    },
    {
      method: 'POST',
      path: /^\/events\/v2\/event\/statistics$/,
      answer: (ask) => {
        const { criteria, extra } = readStatistics(ask.body());
        return ask.one(statistics(ask.world, matching(ask.world, ask.access, criteria), extra));
      },
    },
    { method: 'GET', path: /^\/events\/v2\/case\/([^/]+)$/, answer: byCase },
    {
      method: 'GET',
      path: eventPath('/payload'),
      answer: (ask) => {
        const event = v2Event(ask);
        return ask.one(event && payloadModel(event));
      },
    },
    { method: 'GET', path: eventPath('/pcap'), answer: (ask) => pcapAnswer(v2Event(ask)) },
    {
      method: 'GET',
      path: eventPath('/lineage'),
      answer: (ask) => {
        const event = v2Event(ask);
        if (event === undefined) return ask.one(undefined);
        const entries = lineage(event);
        return ask.list(entries, { limit: 0, offset: 0, total: entries.length });
      },
    },
    {
      method: 'GET',
      path: eventPath(''),
      answer: (ask) => {
        const selection = querySelection(ask.query);
        const event = v2Event(ask);
        return ask.one(event && renderV2(ask.world, event, selection));
      },
    },
  ];
}
