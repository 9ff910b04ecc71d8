import { InvalidInputError, type InvalidField } from '../../model/errors.ts';
import type { EventFilter, TimeWindow } from '../../model/filters.ts';
import type { Event as EventRecord } from '../../model/records.ts';
import type { Severity as SeverityWord } from '../../model/severity.ts';
import type { Source } from '../../model/source.ts';
import {
  assessableFlags,
  assessmentTriggers,
  type Assessed,
  type Assessment,
  type AssessableFlag as FlagWord,
  type AssessmentTrigger as TriggerWord,
} from '../../model/writes.ts';
import { globalIdOf } from '../../model/order.ts';
import { builder } from '../builder.ts';
import { Event } from '../connection-types.ts';
import type { Context } from '../context.ts';
import { described, Severity } from '../enums.ts';
import { EventFilterInput, TimeWindowInput } from '../filters.ts';
import { ErrorInterface, errorValue, faultValue, missing, resultUnion, type ErrorValue } from './results.ts';
import { mutate, namedBy, perform, sourceNamed, writeOf, type Named } from './run.ts';
import { idempotencyKey } from './words.ts';

/** Events that one mutation may name. */
const MOST_IDS = 1_000;

const AssessableFlag = builder.enumType('AssessableFlag', {
  description: 'An opinion that people may switch on and off.',
  values: described(assessableFlags, {
    FALSE_POSITIVE: 'The signature was wrong.',
    NOT_A_THREAT: 'What it found is no threat here.',
    TUNING_CANDIDATE: 'The signature should be tuned.',
    FOLLOWUP: 'Somebody has to look at it again.',
    IDENTIFIED_THREAT: 'It is a threat.',
    ACKNOWLEDGED: 'Somebody has dealt with it.',
    PARTIALLY_ACKNOWLEDGED: 'Somebody has dealt with a part of it.',
  }),
});

const AssessmentTrigger = builder.enumType('AssessmentTrigger', {
  description: 'What made somebody assess it.',
  values: described(assessmentTriggers, {
    SLA_VIOLATION: 'The agreed time was over.',
    INTERNAL_SLA_VIOLATION: "The house's own time was over.",
  }),
});

interface AssessmentGiven {
  enableFlags?: FlagWord[] | null | undefined;
  disableFlags?: FlagWord[] | null | undefined;
  severity?: SeverityWord | null | undefined;
  comment?: string | null | undefined;
  handledByAnalyst?: boolean | null | undefined;
  associateCases?: string[] | null | undefined;
  disassociateCases?: string[] | null | undefined;
  triggers?: TriggerWord[] | null | undefined;
}

const AssessmentInput = builder.inputRef<AssessmentGiven>('AssessmentInput').implement({
  description: 'What people think of an event; what is left out stays as it is.',
  fields: (t) => ({
    enableFlags: t.field({ type: [AssessableFlag], description: 'Switched on.' }),
    disableFlags: t.field({
      type: [AssessableFlag],
      description: 'Switched off; none of those switched on.',
    }),
    severity: t.field({ type: Severity, description: 'How grave it is: LOW, MEDIUM, HIGH or CRITICAL.' }),
    comment: t.string({ description: 'Added to its comments.' }),
    handledByAnalyst: t.boolean({ description: 'Whether an analyst has taken it over.' }),
    associateCases: t.idList({ description: 'Ids of cases that it shall belong to.' }),
    disassociateCases: t.idList({ description: 'Ids of cases that it shall not belong to any more.' }),
    triggers: t.field({ type: [AssessmentTrigger], description: 'What made somebody assess it.' }),
  }),
});

interface OutcomeValue {
  readonly id: string;
  readonly event: EventRecord | null;
  readonly error: ErrorValue | null;
}

const AssessmentOutcome = builder.objectRef<OutcomeValue>('AssessmentOutcome').implement({
  description: 'What became of one event.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its id.' }),
    event: t.field({
      type: Event,
      nullable: true,
      description: 'The event as it is now; null when it could not be assessed or read again.',
      resolve: ({ event }) => event,
    }),
    error: t.expose('error', {
      type: ErrorInterface,
      nullable: true,
      description: 'Why it was not assessed; null when it was.',
    }),
  }),
});

const AssessEventsPayload = builder
  .objectRef<{ readonly outcomes: readonly OutcomeValue[] }>('AssessEventsPayload')
  .implement({
    description: 'What became of each event.',
    fields: (t) => ({
      events: t.field({
        type: [Event],
        description: 'Those that were assessed, as they are now.',
        resolve: ({ outcomes }) =>
          outcomes.flatMap(({ event, error }) => (event === null || error !== null ? [] : [event])),
      }),
      outcomes: t.field({
        type: [AssessmentOutcome],
        description: 'One for each event, in the order of the input (of their time, for a search).',
        resolve: ({ outcomes }) => [...outcomes],
      }),
    }),
  });

const AssessEventsResult = resultUnion(
  'AssessEventsResult',
  AssessEventsPayload,
  'What an assessment comes to: what became of each event, or why none was touched.',
);

/** An assessment with the cases as their source knows them. Throws InvalidInputError for cases of another source. */
function assessmentFor(source: Source, given: AssessmentGiven, context: Context): Assessment {
  const faults: InvalidField[] = [];
  const cases = (key: 'associateCases' | 'disassociateCases'): string[] | undefined =>
    given[key]?.flatMap((id, i) => {
      const path = `input.assessment.${key}[${i}]`;
      const named = namedBy(id, 'Case', path, context);
      if (named?.source === source) return [named.nativeId];
      faults.push({
        path,
        message: 'is no case of the source of the events',
        expected: `a case of "${source.name}"`,
      });
      return [];
    });
  const assessment = {
    enableFlags: given.enableFlags ?? undefined,
    disableFlags: given.disableFlags ?? undefined,
    severity: given.severity ?? undefined,
    comment: given.comment ?? undefined,
    handledByAnalyst: given.handledByAnalyst ?? undefined,
    associateCases: cases('associateCases'),
    disassociateCases: cases('disassociateCases'),
    triggers: given.triggers ?? undefined,
  };
  if (faults.length > 0) throw new InvalidInputError(faults);
  return assessment;
}

function checkIds(ids: readonly string[]): void {
  const faults: InvalidField[] = [];
  if (ids.length === 0)
    faults.push({ path: 'input.ids', message: 'is empty', expected: 'the ids of events' });
  if (ids.length > MOST_IDS)
    faults.push({
      path: 'input.ids',
      message: `${ids.length} are too many`,
      expected: `at most ${MOST_IDS}`,
    });
  for (const [i, id] of ids.entries())
    if (ids.indexOf(id) < i) faults.push({ path: `input.ids[${i}]`, message: 'stands there twice' });
  if (faults.length > 0) throw new InvalidInputError(faults);
}

/** The outcomes of one source, by native id; an error that struck all of them is theirs when others went well. */
async function outcomesOf(
  source: Source,
  assessed: readonly Assessed[],
  context: Context,
): Promise<ReadonlyMap<string, Omit<OutcomeValue, 'id'>>> {
  const done = assessed.filter(({ fault }) => fault === undefined).map(({ eventId }) => eventId);
  const events = await context.readAgain(source, 'EVENT', done);
  return new Map(
    assessed.map(({ eventId, fault }) => [
      eventId,
      { event: events.get(eventId) ?? null, error: fault === undefined ? null : faultValue(fault) },
    ]),
  );
}

interface AssessGiven {
  ids: string[];
  assessment: AssessmentGiven;
  idempotencyKey?: string | null | undefined;
}

const AssessEventsInput = builder.inputRef<AssessGiven>('AssessEventsInput').implement({
  description: 'Which events, and what people think of them.',
  fields: (t) => ({
    ids: t.idList({ required: true, description: `Ids of events, ${MOST_IDS} at most.` }),
    assessment: t.field({ type: AssessmentInput, required: true, description: 'What people think of them.' }),
    idempotencyKey: t.string({ description: idempotencyKey }),
  }),
});

async function assessEvents(input: AssessGiven, context: Context) {
  checkIds(input.ids);
  const named = input.ids.map((id, i) => namedBy(id, 'Event', `input.ids[${i}]`, context));
  const groups = Map.groupBy(
    named.filter((one): one is Named => one !== null),
    ({ source }) => source,
  );
  const parts = [...groups].map(([source, events]) => ({
    source,
    write: writeOf(source, 'assessEvents', events[0]?.path ?? 'input.ids'),
    input: {
      ids: events.map(({ nativeId }) => nativeId),
      assessment: assessmentFor(source, input.assessment, context),
    },
  }));
  const found = await Promise.all(
    parts.map(async (part) => {
      try {
        const assessed = await perform('assessEvents', part, input, context);
        return [part.source, await outcomesOf(part.source, assessed, context)] as const;
      } catch (error) {
        if (parts.length === 1) throw error;
        const failure = errorValue(error);
        return [
          part.source,
          new Map(part.input.ids.map((id) => [id, { event: null, error: failure }])),
        ] as const;
      }
    }),
  );
  const bySource = new Map(found);
  return {
    outcomes: named.map((one, i): OutcomeValue => {
      const outcome = one === null ? undefined : bySource.get(one.source)?.get(one.nativeId);
      return { id: input.ids[i] ?? '', ...(outcome ?? { event: null, error: missing }) };
    }),
  };
}

interface MatchingGiven {
  source: string;
  filter: EventFilter;
  window: TimeWindow;
  limit?: number | null | undefined;
  assessment: AssessmentGiven;
  idempotencyKey?: string | null | undefined;
}

const AssessMatchingEventsInput = builder.inputRef<MatchingGiven>('AssessMatchingEventsInput').implement({
  description: 'Which events of a source, and what people think of them.',
  fields: (t) => ({
    source: t.string({ required: true, description: 'The name of the source.' }),
    filter: t.field({ type: EventFilterInput, required: true, description: 'Which of its events.' }),
    window: t.field({
      type: TimeWindowInput,
      required: true,
      description: 'When they were created; always said, as the vendor would take the current day otherwise.',
    }),
    limit: t.int({ description: 'Events at most; all that match when left out.' }),
    assessment: t.field({ type: AssessmentInput, required: true, description: 'What people think of them.' }),
    idempotencyKey: t.string({ description: idempotencyKey }),
  }),
});

async function assessMatchingEvents(input: MatchingGiven, context: Context) {
  const source = sourceNamed(input.source, context);
  const { limit } = input;
  if (typeof limit === 'number' && limit < 1)
    throw new InvalidInputError([
      { path: 'input.limit', message: `${limit} is too few`, expected: 'at least 1' },
    ]);
  const part = {
    source,
    write: writeOf(source, 'assessMatchingEvents', 'input.source'),
    input: {
      filter: input.filter,
      window: input.window,
      limit: limit ?? undefined,
      assessment: assessmentFor(source, input.assessment, context),
    },
  };
  const assessed = await perform('assessMatchingEvents', part, input, context);
  const outcomes = await outcomesOf(source, assessed, context);
  return {
    outcomes: assessed.map(({ eventId }): OutcomeValue => ({
      id: globalIdOf('EVENT', source.name, eventId),
      ...(outcomes.get(eventId) ?? { event: null, error: missing }),
    })),
  };
}

builder.mutationFields((t) => ({
  assessEvents: t.field({
    type: AssessEventsResult,
    args: { input: t.arg({ type: AssessEventsInput, required: true, description: 'What is asked.' }) },
    description:
      'Says what people think of some events (Argus). One upstream call for each, and one to read them again.',
    resolve: (_root, { input }, context) =>
      mutate('assessEvents', context, { ids: input.ids }, () => assessEvents(input, context)),
  }),
  assessMatchingEvents: t.field({
    type: AssessEventsResult,
    args: {
      input: t.arg({ type: AssessMatchingEventsInput, required: true, description: 'What is asked.' }),
    },
    description: 'Says what people think of all events of a source that match (Argus), page by page.',
    resolve: (_root, { input }, context) =>
      mutate('assessMatchingEvents', context, { ids: [], source: input.source }, () =>
        assessMatchingEvents(input, context),
      ),
  }),
}));
