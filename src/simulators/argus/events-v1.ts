/** The endpoints of `/events/v1` (contract sheet argus, section 6). */
import { z } from 'zod';
import type { SimAnswer } from '../kit.ts';
import { casesOf } from './case-access.ts';
import { createCriteriaReader, type Criteria, type ReadCriteria } from './criteria.ts';
import {
  count,
  eventIdText,
  int,
  listOf,
  network,
  pathNumber,
  pathUuid,
  read,
  readQuery,
  text,
  timeSchema,
} from './input.ts';
import { newestStart, searchSorts, sortKeys } from './ordering.ts';
import { compareBy } from './ordering.ts';
import { renderV1, renderV1Single } from './render-v1.ts';
import { payloadModel } from './render-v2.ts';
import { arrangedPage, matching, searchEvents } from './search.ts';
import { oldStatistics, oldStatisticsShape } from './statistics-v1.ts';
import { typeCodes } from './store.ts';
import { DAY_MS } from './time.ts';
import { ArgusRefusal, fieldError, refuse } from './wire.ts';
import type { ArgusWorld, Ask, Route } from './world.ts';
import type { SimArgusEvent, SimArgusEventType } from './types.ts';

const DEFAULT_LIMIT = 25;
const defaultSort = sortKeys(['-timestamp'], searchSorts);

/** No criteria at all. */
export const anyEvent = (given: Partial<Criteria> = {}): Criteria => ({ subCriteria: [], ...given });

const typeOfCode = (code: string): SimArgusEventType | undefined => {
  if (code === typeCodes.aggregated) return 'aggregated';
  if (code === typeCodes.raw) return 'raw';
  return code === typeCodes.attack ? 'attack' : undefined;
};

/** The event a v1 path names; undefined when there is none, 403 when it is another customer's. */
function single({ world, access, path }: Ask): SimArgusEvent | undefined {
  const [code = '', created = '', customerID = '', uuid = ''] = path;
  const type = typeOfCode(code);
  if (type === undefined) {
    throw new ArgusRefusal(412, [fieldError('invalid.url.parameter', 'type', 'Invalid event type', code)]);
  }
  const at = pathNumber('timestamp', created);
  const customer = pathNumber('customerID', customerID);
  const event = world.store.find(type, String(at), String(customer), pathUuid('eventID', uuid).toLowerCase());
  if (event !== undefined && !access.customer(event.customerID)) throw refuse(403);
  return event;
}

const ofType =
  (type: SimArgusEventType) =>
  (event: SimArgusEvent): boolean =>
    event.type === type;

function simpleSearch(type: SimArgusEventType, time: ReturnType<typeof timeSchema>): (ask: Ask) => SimAnswer {
  const shape = z.object({
    customerID: z.array(int).optional(),
    signature: z.array(text).optional(),
    ip: z.array(network).optional(),
    startTimestamp: time.optional(),
    endTimestamp: time.optional(),
    limit: count.default(DEFAULT_LIMIT),
    offset: count.default(0),
  });
  return (ask) => {
    const { limit, offset, startTimestamp, endTimestamp, ...filters } = readQuery(shape, ask.query, {
      numeric: ['customerID', 'limit', 'offset'],
      single: ['startTimestamp', 'endTimestamp', 'limit', 'offset'],
      lists: ['customerID', 'signature', 'ip'],
    });
    const criteria = anyEvent({
      ...filters,
      startTimestamp: startTimestamp ?? ask.now - DAY_MS,
      endTimestamp: endTimestamp ?? ask.now,
    });
    const query = { criteria, also: ofType(type), sort: defaultSort, offset, limit };
    return answerPage(ask, query);
  };
}

function answerPage(ask: Ask, query: Parameters<typeof searchEvents>[2]): SimAnswer {
  const { rows, total } = searchEvents(ask.world, ask.access, query);
  return ask.list(
    rows.map((event) => renderV1(ask.world, event)),
    { limit: query.limit, offset: query.offset, total },
  );
}

const paging = { limit: count.nullish(), offset: count.nullish(), sortBy: listOf(text).nullish() };

function advancedSearch(
  type: SimArgusEventType,
  readCriteria: ReadCriteria<typeof paging & { startTimestamp: z.ZodType<number> }>,
): (ask: Ask) => SimAnswer {
  return (ask) => {
    const { criteria, extra } = readCriteria(ask.body());
    const sort = extra.sortBy ? sortKeys(extra.sortBy, searchSorts) : defaultSort;
    const { limit, offset } = extra;
    return answerPage(ask, {
      criteria,
      also: ofType(type),
      sort,
      offset: offset ?? 0,
      limit: limit ?? DEFAULT_LIMIT,
    });
  };
}

/** The events of a case and of the cases merged into it, each once; the key must be able to read the case. */
export function eventsOfCase(ask: Ask, given: string): SimArgusEvent[] {
  const id = pathNumber('caseID', given, 1);
  const cases = casesOf(ask, id);
  return [...new Set(cases.flatMap((caseID) => [...ask.world.store.ofCase(caseID)]))];
}

function byCase(ask: Ask): SimAnswer {
  const { limit, offset } = readQuery(
    z.object({ limit: count.default(DEFAULT_LIMIT), offset: count.default(0) }),
    ask.query,
    { numeric: ['limit', 'offset'], single: ['limit', 'offset'] },
  );
  const compare = compareBy(newestStart);
  const found = eventsOfCase(ask, ask.path[0] ?? '').toSorted(compare);
  const rows = arrangedPage(ask.world, found, offset, limit === 0 ? found.length : limit, compare);
  return ask.list(
    rows.map((event) => renderV1(ask.world, event)),
    { limit, offset, total: found.length },
  );
}

const updateShape = z
  .object({
    eventIdentifiers: z.array(eventIdText).min(1),
    update: z.object({ comment: text.nullish(), associateToCase: z.int().min(1).nullish() }).strict(),
  })
  .strict();

/** Comments on events by id, and joins them to a case. */
function bulkUpdate(ask: Ask): SimAnswer {
  const { world, access, now } = ask;
  access.mayWrite();
  const { eventIdentifiers, update } = read(updateShape, ask.body());
  const { comment, associateToCase } = update;
  if (associateToCase) casesOf(ask, associateToCase);
  const events = eventIdentifiers.map((id) => {
    const event = world.store.events.get(id);
    if (event === undefined) throw refuse(404, `No such event: ${id}`);
    if (!access.customer(event.customerID)) throw refuse(403);
    return event;
  });
  const user = 'crosswatch';
  const changed = events.map((event) => {
    const added = [...(comment ? ['COMMENTED'] : []), ...(associateToCase ? ['NOTIFIED'] : [])];
    return world.store.change(event.id, {
      flags: [...new Set([...event.flags, ...added])],
      comments: comment ? [...event.comments, { timestamp: now, user, comment }] : event.comments,
      caseIDs: associateToCase ? [...new Set([...event.caseIDs, associateToCase])] : event.caseIDs,
      firstNotified: event.firstNotified ?? (associateToCase ? now : null),
      changes: [...event.changes, { type: 'updated', timestamp: now, user, comment: comment ?? null }],
    });
  });
  return ask.list(
    changed.map((event) => renderV1(world, event)),
    { limit: 0, offset: 0, total: changed.length },
  );
}

/** The raw bytes of a capture: no envelope around them. 404 without one. */
export function pcapAnswer(event: SimArgusEvent | undefined): SimAnswer {
  const kind = event?.payload?.type;
  if (event?.payload == null || (kind !== 'pcap' && kind !== 'ethernet')) throw refuse(404);
  return {
    status: 200,
    headers: { 'content-type': 'application/vnd.tcpdump.pcap' },
    body: event.payload.bytes,
  };
}

export function eventsV1Routes({ clock, switches }: ArgusWorld): Route[] {
  const now = (): number => clock.now();
  const time = timeSchema(now);
  const extra = { ...paging, startTimestamp: time };
  const statistics = oldStatisticsShape(time);
  const one = String.raw`/events/v1/([A-Z]+)/([^/]+)/([^/]+)/([^/]+)`;
  const advanced = (type: SimArgusEventType, dialect: 'aggregated' | 'nids') =>
    advancedSearch(type, createCriteriaReader(dialect, extra, now, switches));
  return [
    { method: 'GET', path: /^\/events\/v1\/aggregated$/, answer: simpleSearch('aggregated', time) },
    { method: 'GET', path: /^\/events\/v1\/nids$/, answer: simpleSearch('raw', time) },
    {
      method: 'POST',
      path: /^\/events\/v1\/aggregated\/search$/,
      answer: advanced('aggregated', 'aggregated'),
    },
    { method: 'POST', path: /^\/events\/v1\/nids\/search$/, answer: advanced('raw', 'nids') },
    {
      method: 'POST',
      path: /^\/events\/v1\/aggregated\/stats$/,
      answer: (ask) => {
        const request = read(statistics, ask.body());
        const criteria = anyEvent({
          startTimestamp: request.startTimestamp ?? ask.now - DAY_MS,
          endTimestamp: request.endTimestamp ?? ask.now,
          customerID: request.customerID,
          attackCategoryID: request.attackCategoryID,
        });
        const type = request.countRawEvents === true ? 'raw' : 'aggregated';
        const events = matching(ask.world, ask.access, criteria, ofType(type));
        return ask.one(oldStatistics(ask.world, events, request, criteria.startTimestamp ?? 0));
      },
    },
    { method: 'PUT', path: /^\/events\/v1\/aggregated$/, answer: bulkUpdate },
    { method: 'GET', path: /^\/events\/v1\/case\/([^/]+)$/, answer: byCase },
    {
      method: 'GET',
      path: new RegExp(`^${one}$`),
      answer: (ask) => {
        const event = single(ask);
        return ask.one(event && renderV1Single(ask.world, event));
      },
    },
    {
      method: 'GET',
      path: new RegExp(`^${one}/payload$`),
      answer: (ask) => {
        const event = single(ask);
        return ask.one(event && payloadModel(event));
      },
    },
    { method: 'GET', path: new RegExp(`^${one}/pcap$`), answer: (ask) => pcapAnswer(single(ask)) },
  ];
}
