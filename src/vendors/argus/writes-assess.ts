/** Assessing events by their ids (contract sheet argus, section 8). */
import { InvalidInputError, SourceError, type InvalidField } from '../../model/errors.ts';
import type { Case } from '../../model/records.ts';
import type { Call, Lookup } from '../../model/source.ts';
import type { Assessment, WriteCall, Writes } from '../../model/writes.ts';
import { parseEventId, type ArgusEventId } from './ids.ts';
import { inLanes } from './lookup.ts';
import { assessmentBody, checkAssessment } from './writes-assessment.ts';
import type { ArgusWritingClient } from './writes-client.ts';
import { inOurTerms, endsAll, outcomesOf } from './writes-outcomes.ts';
import { settleAll, type SettleAssessment } from './writes-settle.ts';

export interface AssessContext {
  readonly source: string;
  readonly writing: ArgusWritingClient;
  readonly cases: Lookup<Case>;
  readonly settle: SettleAssessment;
  readonly maxConcurrent: number;
}

/** Runs requests one of which changes some events, and remembers what became of each event. */
export interface Assessing {
  /** What stopped an event; undefined for one that was done. */
  readonly errors: ReadonlyMap<string, unknown>;
  fail(ids: readonly string[], error: unknown): void;
  /** Makes the request, once; undefined when it failed or its answer was lost and it was done all the same. */
  attempt<T>(ids: readonly string[], request: () => Promise<T>): Promise<T | undefined>;
  /** One event by itself. */
  single(id: ArgusEventId, assessment: Assessment): Promise<void>;
}

/** What the source tells all of us ends it, and so does the deadline: what is left is not sent. */
export function startAssessing({ source, writing }: AssessContext, call: WriteCall): Assessing {
  const errors = new Map<string, unknown>();
  let stopped: unknown;
  const fail = (ids: readonly string[], error: unknown): void => {
    for (const id of ids) errors.set(id, error);
  };
  const assessing: Assessing = {
    errors,
    fail,
    async attempt(ids, request) {
      // What another request made of them is of no account any more.
      for (const id of ids) errors.delete(id);
      if (call.signal.aborted) stopped ??= new SourceError({ source, kind: 'timeout', undelivered: true });
      if (stopped !== undefined) {
        fail(ids, stopped);
        return undefined;
      }
      try {
        return await call.once(ids, request);
      } catch (error) {
        fail(ids, inOurTerms(error));
        if (endsAll(error)) stopped ??= error;
        return undefined;
      }
    },
    async single(id, assessment) {
      await assessing.attempt([id.text], () => writing.assess(id, assessmentBody(assessment), call));
    },
  };
  return assessing;
}

/**
 * Fails the events that a case may not be joined to, and gives the others: a case has to be of the event's customer
 * (which its id names). One read, and no write, for what Argus would refuse event by event. Throws InvalidInputError for
 * cases that this key does not see.
 */
export async function withoutForeignCases(
  { cases }: AssessContext,
  assessing: Assessing,
  ids: readonly ArgusEventId[],
  { associateCases = [] }: Assessment,
  call: Call,
): Promise<readonly ArgusEventId[]> {
  if (associateCases.length === 0 || ids.length === 0) return ids;
  const found = await cases([...new Set(associateCases)], call);
  const path = (i: number): string => `assessment.associateCases[${i}]`;
  const unseen = associateCases.flatMap((id, i): InvalidField[] =>
    found.has(id) ? [] : [{ path: path(i), message: 'the source knows no such case' }],
  );
  if (unseen.length > 0) throw new InvalidInputError(unseen);
  return ids.filter((id) => {
    const foreign = associateCases.flatMap((caseId, i): InvalidField[] => {
      const customer = found.get(caseId)?.customer?.id ?? id.customerId;
      return customer === id.customerId
        ? []
        : [{ path: path(i), message: 'is a case of another customer than the event' }];
    });
    if (foreign.length > 0) assessing.fail([id.text], new InvalidInputError(foreign));
    return foreign.length === 0;
  });
}

/** By ids: a request an event, several at once. Outcomes in the order of the ids, a repeated one done once. */
export function createAssessEvents(context: AssessContext): NonNullable<Writes['assessEvents']> {
  const { source, settle, maxConcurrent } = context;
  return {
    check({ ids, assessment }) {
      const none: InvalidField[] = ids.length > 0 ? [] : [{ path: 'ids', message: 'names no event' }];
      return [...none, ...checkAssessment(assessment)];
    },
    async send({ ids, assessment }, call) {
      const assessing = startAssessing(context, call);
      const known = [...new Set(ids)].flatMap((text) => {
        const id = parseEventId(text);
        if (id === null) assessing.fail([text], new SourceError({ source, kind: 'not-found' }));
        return id ?? [];
      });
      const own = await withoutForeignCases(context, assessing, known, assessment, call);
      await inLanes(own, maxConcurrent, (id) => assessing.single(id, assessment));
      return outcomesOf(ids.map((eventId) => ({ eventId, error: assessing.errors.get(eventId) })));
    },
    settle: ({ assessment }, ids, since, call) => settleAll(ids, (id) => settle(assessment, id, since, call)),
  };
}
