/** Any stretch of what Argus holds, in Crosswatch's own order. */
import { canonicalJson } from '../../model/cursor.ts';
import type { AlertFilter, EventFilter, RecordFilter, ThreatDetectionFilter } from '../../model/filters.ts';
import {
  compileAlertFilter,
  compileCaseFilter,
  compileEventFilter,
  compileThreatDetectionFilter,
} from '../../model/matching.ts';
import { globalIdOf } from '../../model/order.ts';
import type { Alert, AnyRecord, Event, RecordKind, ThreatDetection } from '../../model/records.ts';
import { severityRank, type Severity } from '../../model/severity.ts';
import type { Call, Source, WindowPage, WindowQuery } from '../../model/source.ts';
import { isListed, listContextOf, selectionFor, type BrowseContext } from './browse.ts';
import type { Pushdown } from './criteria.ts';
import type { SortedBy } from './endpoints.ts';
import { createHints } from './hints.ts';
import { detectionId } from './ids.ts';
import { cases } from './list-cases.ts';
import { v1Events, v2Events, type SortedList } from './lists.ts';
import type { ArgusRecords } from './map.ts';
import type { ArgusCase } from './map-case.ts';
import { pushdownForCases } from './pushdown-cases.ts';
import { pushdownFor, type RecordsOfEvents } from './pushdown.ts';
import type { EventLikeFilter } from './event-filter.ts';
import { recheckable } from './recheck.ts';
import { translateRefusal, withoutRefused } from './refusal.ts';
import type { Chunk, Range } from './rows.ts';
import { densityOf, scanBudget } from './scan.ts';
import { atSeverity, isSearchable, severitiesFrom } from './severity-levels.ts';
import { totalOf } from './window-total.ts';
import { courseOf, stretchOf, walkWindow, type Level, type WindowList } from './window-walk.ts';

/** What one kind of record is made of, and how its lists are had. */
interface Subject<V, T> {
  readonly pushdown: Pushdown;
  readonly severityField: 'severity' | 'priority';
  readonly listsOf: (pushdown: Pushdown, by: SortedBy) => readonly SortedList<V>[];
  /** Whether the vendor cuts lists by last change off at their newer end, too. */
  readonly changesBoundable: boolean;
  /** The native id that a row has, or would have, as a record of the kind. */
  readonly nativeIdOf: (value: V) => string;
  /** The record, if the row is one and matches. */
  readonly testOf: (pushdown: Pushdown) => (value: V) => T | undefined;
}

export function createWindow(context: BrowseContext): NonNullable<Source['window']> {
  const { source, api, timeout, now } = context;
  const hints = createHints();
  /** Whether a search by a severity has given records of that severity alone, so far. */
  let wordsHold = true;

  async function page<V, T extends AnyRecord>(
    kind: RecordKind,
    query: WindowQuery<RecordFilter>,
    subject: Subject<V, T>,
  ): Promise<WindowPage<T>> {
    const { pushdown } = subject;
    const { order, after, until, limit, reverse = false } = query;
    const course = courseOf(order, reverse);
    const by: SortedBy = order.field === 'MODIFIED' ? 'changed' : 'created';
    const { from, to } = by === 'changed' ? pushdown.changed : pushdown.time;
    const times = { from, to: Math.min(until ?? Number.POSITIVE_INFINITY, to ?? Number.POSITIVE_INFINITY) };
    const none = { items: [], more: false, ...(query.countTotal ? { totalCount: exactly(0) } : {}) };
    if (pushdown.never || stretchOf(course, times) === null) return none;
    const recordOf = subject.testOf(pushdown);
    const timesApart = by === 'changed' && (pushdown.time.from ?? pushdown.time.to) !== undefined;

    function listsOf(part: Pushdown): WindowList<T>[] {
      return subject.listsOf(part, by).map((list) => {
        const { name, read } = list;
        const key = canonicalJson([
          kind,
          name,
          list.by,
          course.newestFirst,
          part.criteria,
          part.time,
          [...part.types],
        ]);
        return {
          key,
          boundable: list.by === 'created' || subject.changesBoundable,
          async read(range: Range): Promise<Chunk<T>> {
            const { rows, count } = await read(range);
            return {
              count,
              rows: rows.map(({ at, value }) => ({
                at,
                id: value === undefined ? '' : globalIdOf(kind, source, subject.nativeIdOf(value)),
                value: value === undefined ? undefined : recordOf(value),
              })),
            };
          },
        };
      });
    }

    function levelOf(part: Pushdown, severity: Severity | undefined): Level<T> {
      return {
        severity: severity === undefined ? 0 : severityRank(severity),
        lists: listsOf(part),
        matches(record) {
          if (severity === undefined || record.severity === severity) return true;
          if (isSearchable(severity)) wordsHold = false;
          return false;
        },
        density: timesApart ? 'few' : densityOf(part),
      };
    }

    function* levels(): Generator<Level<T>> {
      if (order.field !== 'SEVERITY') {
        yield levelOf(pushdown, undefined);
        return;
      }
      for (const severity of severitiesFrom(course, after?.severity)) {
        const part = atSeverity(pushdown, subject.severityField, severity, wordsHold);
        if (part !== undefined) yield levelOf(part, severity);
      }
    }

    // Nothing but a count was asked for, and the vendor cannot give it.
    if (limit === 0 && query.countTotal && !(pushdown.exact && !timesApart))
      return { items: [], more: true, totalCount: { value: 0, relation: 'AT_LEAST' } };
    const mayRead = scanBudget(timeout, now);
    for (;;) {
      const held = wordsHold;
      const walked = await walkWindow<T>({
        source,
        levels: levels(),
        order,
        reverse,
        after,
        times,
        limit,
        hints,
        mayRead,
      });
      // Else what Argus has no word for may have been among what it gave for another one: once more, with that known.
      if (wordsHold !== held) continue;
      const { items, more, reached } = walked;
      if (!query.countTotal) return { items, more, reached };
      const whole = after === undefined && !more;
      const countable = pushdown.exact && !timesApart;
      const fromNewest =
        after === undefined && course.newestFirst && order.field !== 'SEVERITY' && from === undefined;
      const totalCount = whole
        ? exactly(items.length)
        : await totalOf(source, {
            least: items.length + (more ? 1 : 0),
            lists: countable ? listsOf(pushdown) : undefined,
            known: countable && fromNewest ? walked.ahead : undefined,
            times,
          });
      return { items, more, reached, totalCount };
    }
  }

  /** What Argus refuses of a filter's values is evaluated here instead: such a value occurs in none of its records. */
  async function forgiving<V, T extends AnyRecord>(
    kind: RecordKind,
    query: WindowQuery<RecordFilter>,
    subject: Subject<V, T>,
  ): Promise<WindowPage<T>> {
    try {
      return await page(kind, query, subject);
    } catch (error) {
      const wider = withoutRefused(error, subject.pushdown, api);
      if (wider === undefined) throw translateRefusal(source, error, subject.pushdown.origins);
      return forgiving(kind, query, { ...subject, pushdown: wider });
    }
  }

  function eventLike<F extends EventFilter | AlertFilter | ThreatDetectionFilter, T extends AnyRecord>(
    [records, kind]: readonly [RecordsOfEvents, RecordKind],
    compile: (filter: F, pushdown: Pushdown) => (record: T) => boolean,
    recordOf: (made: ArgusRecords) => T | undefined,
  ) {
    return (query: WindowQuery<F>, call: Call): Promise<WindowPage<T>> => {
      const filter: EventLikeFilter | undefined = query.filter;
      const selection = selectionFor(call, query.filter);
      const listsOf = api === 'v1' ? v1Events : v2Events;
      return forgiving<ArgusRecords, T>(kind, query, {
        pushdown: pushdownFor(records, filter, { source, api }),
        severityField: 'severity',
        listsOf: (pushdown, by) => listsOf(listContextOf(context, call), pushdown, selection, by),
        changesBoundable: false,
        nativeIdOf: ({ argus: { id, alarm } }) =>
          kind === 'THREAT_DETECTION' ? detectionId(id.text, alarm?.id) : id.text,
        testOf(pushdown) {
          const test = query.filter === undefined ? () => true : compile(query.filter, pushdown);
          return (made) => {
            const record = isListed(made) ? recordOf(made) : undefined;
            return record !== undefined && test(record) ? record : undefined;
          };
        },
      });
    };
  }

  return {
    events: eventLike<EventFilter, Event>(
      ['event', 'EVENT'],
      (filter, pushdown) => compileEventFilter(recheckable(filter, pushdown, api)),
      (made) => made.event,
    ),
    alerts: eventLike<AlertFilter, Alert>(['alert', 'ALERT'], compileAlertFilter, (made) => made.alert),
    threatDetections: eventLike<ThreatDetectionFilter, ThreatDetection>(
      ['detection', 'THREAT_DETECTION'],
      compileThreatDetectionFilter,
      (made) => made.detection,
    ),
    async cases(query, call) {
      const test = compileCaseFilter(query.filter ?? {});
      return forgiving<ArgusCase, ArgusCase['record']>('CASE', query, {
        pushdown: pushdownForCases(source, query.filter),
        severityField: 'priority',
        listsOf: (pushdown, by) => [
          { name: 'cases', by, read: cases(listContextOf(context, call), pushdown, { by, placed: true }) },
        ],
        changesBoundable: true,
        nativeIdOf: ({ record }) => record.nativeId,
        testOf:
          () =>
          ({ record, deleted }) =>
            !deleted && test(record) ? record : undefined,
      });
    },
  };
}

const exactly = (value: number) => ({ value, relation: 'EXACT' }) as const;
