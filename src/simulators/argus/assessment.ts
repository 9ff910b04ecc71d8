/** Assessing events, one or by search (contract sheet argus, section 8). */
import { z } from 'zod';
import type { SimAnswer } from '../kit.ts';
import { readableCase } from './case-access.ts';
import { createCriteriaReader } from './criteria.ts';
import { bareSelection, eventPath, v2Event } from './events-v2.ts';
import { assessableFlags, switchFlags, upperSnake } from './flags.ts';
import { count, listOf, read, severity, text } from './input.ts';
import { assessmentSorts, sortKeys } from './ordering.ts';
import { renderV2 } from './render-v2.ts';
import { searchEvents } from './search.ts';
import { ArgusRefusal, fieldError, refuse, refuseField } from './wire.ts';
import type { ArgusWorld, Ask, Route } from './world.ts';
import type { SimArgusEvent } from './types.ts';

const flag = z.enum(assessableFlags);
const caseID = z.int().min(1);
const assessmentShape = z
  .object({
    enableFlag: listOf(flag).nullish(),
    disableFlag: listOf(flag).nullish(),
    newSeverity: severity.nullish(),
    comment: text.nullish(),
    handledByAnalyst: z.boolean().nullish(),
    associateCase: listOf(caseID).nullish(),
    disassociateCase: listOf(caseID).nullish(),
    trigger: listOf(z.enum(['slaViolation', 'internalSlaViolation'])).nullish(),
  })
  .strict();

type Assessment = z.output<typeof assessmentShape>;

const ANALYST = 'crosswatch';

function readAssessment(given: unknown, prefix: readonly PropertyKey[]): Assessment {
  const assessment = read(assessmentShape, given, prefix);
  const overlap = <T>(one: readonly T[] | null | undefined, other: readonly T[] | null | undefined): T[] =>
    (one ?? []).filter((value) => other?.includes(value) === true);
  const place = (name: string): string => [...prefix, name].join('.');
  const faults = [
    ...overlap(assessment.enableFlag, assessment.disableFlag).map((value) =>
      fieldError('invalid.json.field.value', place('disableFlag'), 'Flag is enabled and disabled', value),
    ),
    ...overlap(assessment.associateCase, assessment.disassociateCase).map((value) =>
      fieldError(
        'invalid.json.field.value',
        place('disassociateCase'),
        'Case is associated and disassociated',
        value,
      ),
    ),
  ];
  if (faults.length > 0) throw new ArgusRefusal(412, faults);
  return assessment;
}

/** Throws what stands against joining the event to the cases: 403 unreadable, 412 unknown or another customer's. */
function checkCases(ask: Ask, event: SimArgusEvent, assessment: Assessment): void {
  for (const [i, id] of (assessment.associateCase ?? []).entries()) {
    const readable = readableCase(ask, id);
    if (readable === undefined && ask.world.store.cases.has(id)) throw refuse(403);
    if (readable?.customerID !== event.customerID) {
      throw refuseField(`associateCase[${i}]`, 'Case is not of the customer of the event', id);
    }
  }
}

function assess(ask: Ask, event: SimArgusEvent, assessment: Assessment): SimArgusEvent {
  checkCases(ask, event, assessment);
  const { now } = ask;
  const { comment, newSeverity, associateCase, disassociateCase } = assessment;
  const joins = (associateCase ?? []).length > 0;
  const kept = event.caseIDs.filter((id) => disassociateCase?.includes(id) !== true);
  const on = [
    ...(assessment.enableFlag ?? []).map(upperSnake),
    ...(newSeverity ? ['SEVERITY_ADJUSTED'] : []),
    ...(comment ? ['COMMENTED'] : []),
    ...(joins ? ['NOTIFIED'] : []),
    ...(event.flags.includes('HANDLED_BY_ANALYST') ? ['REASSESSED'] : []),
    ...(assessment.handledByAnalyst === true ? ['HANDLED_BY_ANALYST'] : []),
  ];
  return ask.world.store.change(event.id, {
    flags: switchFlags(event.flags, on, (assessment.disableFlag ?? []).map(upperSnake)),
    severity: newSeverity ?? event.severity,
    comments: comment ? [...event.comments, { timestamp: now, user: ANALYST, comment }] : event.comments,
    caseIDs: [...new Set([...kept, ...(associateCase ?? [])])],
    firstAssessed: event.firstAssessed ?? now,
    firstNotified: event.firstNotified ?? (joins ? now : null),
    lastUpdated: now,
    changes: [
      ...event.changes,
      { type: 'assessed', timestamp: now, user: ANALYST, comment: comment ?? null },
    ],
  });
}

function assessOne(ask: Ask): SimAnswer {
  ask.access.mayWrite();
  const assessment = readAssessment(ask.body(), []);
  const event = v2Event(ask);
  return ask.one(event && renderV2(ask.world, assess(ask, event, assessment), bareSelection));
}

/** Names what went wrong with one event of a bulk, where a single assessment would have refused. */
function reasonOf(error: unknown): string {
  if (!(error instanceof ArgusRefusal)) throw error;
  return error.messages.map(({ message }) => message ?? '').join('; ');
}

const pagingFields = { limit: count.nullish(), offset: count.nullish(), sortBy: listOf(text).nullish() };

export function assessmentRoutes({ clock, switches }: ArgusWorld): Route[] {
  const readSearch = createCriteriaReader('v2', pagingFields, () => clock.now(), switches);
  const bulkShape = z.object({ assessment: z.unknown(), search: z.unknown() }).strict();

  function assessMany(ask: Ask): SimAnswer {
    ask.access.mayWrite();
    const body = read(bulkShape, ask.body());
    const assessment = readAssessment(body.assessment, ['assessment']);
    const { criteria, extra } = readSearch(body.search, ['search']);
    const { rows } = searchEvents(ask.world, ask.access, {
      // Without index bounds only the current day's index is searched: an old event is silently not there.
      criteria: {
        ...criteria,
        indexStart: criteria.indexStart ?? ask.now,
        indexEnd: criteria.indexEnd ?? ask.now,
      },
      sort: sortKeys(extra.sortBy ?? ['createdTimestamp'], assessmentSorts),
      offset: extra.offset ?? 0,
      limit: extra.limit ?? 25,
    });
    const successes: string[] = [];
    const failures: { readonly eventID: string; readonly reason: string }[] = [];
    for (const event of rows) {
      if (successes.length + failures.length >= switches.bulkAssessmentStopsAfter) throw refuse(503);
      try {
        successes.push(assess(ask, event, assessment).id);
      } catch (error) {
        failures.push({ eventID: event.id, reason: reasonOf(error) });
      }
    }
    return ask.one({ successes, failures });
  }

  return [
    { method: 'PUT', path: /^\/events\/v2\/event\/assessment\/bulk$/, answer: assessMany },
    {
      method: 'PUT',
      path: eventPath('/assessment'),
      answer: assessOne,
    },
  ];
}
