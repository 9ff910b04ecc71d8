import { canonicalJson } from '../../model/cursor.ts';
import type { AlertFilter, EventFilter, RecordFilter, ThreatDetectionFilter } from '../../model/filters.ts';
import {
  compileAlertFilter,
  compileCaseFilter,
  compileEventFilter,
  compileThreatDetectionFilter,
  filterKeys,
} from '../../model/matching.ts';
import type { Page, PageRequest } from '../../model/page.ts';
import type { Alert, Event } from '../../model/records.ts';
import type { BrowseQuery, Call, Source } from '../../model/source.ts';
import type { ArgusClient } from './client.ts';
import type { ArgusApi } from './config.ts';
import { observableProperties } from './endpoints.ts';
import type { Selection } from './event.ts';
import { ATTACK_CODE, parseCaseId, parseEventId } from './ids.ts';
import { cases } from './list-cases.ts';
import { v1CaseEvents, v1Events, v2CaseEvents, v2Events, type ListContext } from './lists.ts';
import { isSnapshot, type ArgusRecords } from './map.ts';
import { pushdownForCases } from './pushdown-cases.ts';
import type { Pushdown } from './criteria.ts';
import { pushdownFor, type RecordsOfEvents } from './pushdown.ts';
import type { EventLikeFilter } from './event-filter.ts';
import { recheckable } from './recheck.ts';
import { translateRefusal } from './refusal.ts';
import { densityOf, scanBudget } from './scan.ts';
import { walk, type WalkOptions } from './walk.ts';

export interface BrowseContext {
  readonly source: string;
  readonly api: ArgusApi;
  readonly client: ArgusClient;
  /** Milliseconds that the source's whole part of one operation may take. */
  readonly timeout: number;
  readonly now: () => number;
  readonly quarantined: (rows: number) => void;
}

/** The order of every native connection here, as cursors name it. */
const ORDER = 'newest first, ties by id';

/** Filter keys that look at observables which hide in properties. */
const observableKeys = ['ip', 'domains', 'hashes', 'text', 'observable'];

/** What has to come with the rows: what the operation selects, and what the filter looks at. */
export function selectionFor(call: Call, filter?: RecordFilter): Selection {
  const keys = filterKeys(filter);
  const observables = call.selects('observables') || observableKeys.some((key) => keys.has(key));
  return {
    allProperties: call.selects('properties') || keys.has('properties'),
    properties: observables ? observableProperties : [],
    comments: call.selects('comments'),
    subEvents: call.selects('subEvents'),
  };
}

const timeOfEvent = (id: string): number | null => parseEventId(id)?.created ?? null;
const timeOfCase = (id: string): null | undefined => (parseCaseId(id) === null ? null : undefined);

export const isListed = ({ argus }: ArgusRecords): boolean =>
  !isSnapshot(argus) && argus.id.code !== ATTACK_CODE;

export const listContextOf = ({ source, client, quarantined }: BrowseContext, call: Call): ListContext => ({
  source,
  client,
  scope: call,
  quarantined,
});

/** Maps the items of a page. */
const mapPage = <A, B>(page: Page<A>, map: (item: A) => B | undefined): Page<B> => ({
  ...page,
  items: page.items.flatMap((item) => map(item) ?? []),
});

export function createBrowse(context: BrowseContext): {
  readonly browse: Source['browse'] & Required<Pick<Source['browse'], 'events'>>;
  readonly related: Source['related'];
} {
  const { source, api, timeout, now } = context;

  const listContext = (call: Call): ListContext => listContextOf(context, call);

  async function page<T>(
    resource: string,
    query: BrowseQuery<RecordFilter>,
    pushdown: Pushdown,
    rest: Pick<WalkOptions<T>, 'lists' | 'matches' | 'timeOf'>,
  ): Promise<Page<T>> {
    try {
      return await walk<T>({
        ...rest,
        lists: pushdown.never ? [] : rest.lists,
        source,
        page: query.page,
        countTotal: query.countTotal,
        binding: canonicalJson([source, api, resource, ORDER, query.filter ?? {}]),
        boundable: true,
        density: densityOf(pushdown),
        time: pushdown.time,
        mayRead: scanBudget(timeout, now),
      });
    } catch (error) {
      throw translateRefusal(source, error, pushdown.origins);
    }
  }

  function eventLike<F extends EventFilter | AlertFilter | ThreatDetectionFilter, T>(
    records: RecordsOfEvents,
    compile: (filter: F, pushdown: Pushdown) => (record: T) => boolean,
    recordOf: (made: ArgusRecords) => T | undefined,
  ) {
    return async (query: BrowseQuery<F>, call: Call): Promise<Page<T>> => {
      const filter: EventLikeFilter | undefined = query.filter;
      const pushdown = pushdownFor(records, filter, { source, api });
      const selection = selectionFor(call, query.filter);
      const found = (api === 'v1' ? v1Events : v2Events)(listContext(call), pushdown, selection);
      const lists = found.map(({ read }) => read);
      const test = query.filter === undefined ? () => true : compile(query.filter, pushdown);
      const matches = (made: ArgusRecords): boolean => {
        if (!isListed(made)) return false;
        const record = recordOf(made);
        return record !== undefined && test(record);
      };
      return mapPage(await page(records, query, pushdown, { lists, matches, timeOf: timeOfEvent }), recordOf);
    };
  }

  /** The events of a case, or what they are besides. */
  function ofCase<T extends Event | Alert>(
    resource: string,
    recordOf: (made: ArgusRecords) => T | undefined,
  ) {
    return async (parentId: string, request: PageRequest, call: Call): Promise<Page<T>> => {
      const caseId = parseCaseId(parentId);
      const listOf = api === 'v1' ? v1CaseEvents : v2CaseEvents;
      const lists = caseId === null ? [] : [listOf(listContext(call), caseId, selectionFor(call))];
      try {
        const found = await walk<ArgusRecords>({
          source,
          page: request,
          countTotal: true,
          binding: canonicalJson([source, api, resource, ORDER, parentId]),
          lists,
          boundable: false,
          matches: (made) => isListed(made) && recordOf(made) !== undefined,
          density: resource === 'eventsOfCase' ? 'all' : 'most',
          time: { from: undefined, to: undefined },
          timeOf: timeOfEvent,
          mayRead: scanBudget(timeout, now),
        });
        return mapPage(found, recordOf);
      } catch (error) {
        throw translateRefusal(source, error);
      }
    };
  }

  return {
    browse: {
      events: eventLike<EventFilter, Event>(
        'event',
        (filter, pushdown) => compileEventFilter(recheckable(filter, pushdown, api)),
        (made) => made.event,
      ),
      alerts: eventLike('alert', compileAlertFilter, (made) => made.alert),
      threatDetections: eventLike('detection', compileThreatDetectionFilter, (made) => made.detection),
      async cases(query, call) {
        const pushdown = pushdownForCases(source, query.filter);
        const test = compileCaseFilter(query.filter ?? {});
        const found = await page('case', query, pushdown, {
          lists: [cases(listContext(call), pushdown)],
          matches: ({ record, deleted }) => !deleted && test(record),
          timeOf: timeOfCase,
        });
        return mapPage(found, ({ record }) => record);
      },
    },
    related: {
      eventsOfCase: ofCase('eventsOfCase', (made) => made.event),
      alertsOfCase: ofCase('alertsOfCase', (made) => made.alert),
    },
  };
}
