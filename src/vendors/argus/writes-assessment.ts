/** An assessment: what is wrong with it, how Argus is told, and whether an event shows it (contract sheet argus, section 8). */
import type { InvalidField } from '../../model/errors.ts';
import { InvalidInputError } from '../../model/errors.ts';
import type { Severity } from '../../model/severity.ts';
import type { Assessment } from '../../model/writes.ts';
import type { Body } from './client.ts';
import { ArgusRefusal } from './envelope.ts';
import type { ArgusEvent } from './event.ts';
import { v2Flag } from './flags.ts';
import { parseCaseId } from './ids.ts';

const severityWords: ReadonlyMap<Severity, string> = new Map([
  ['LOW', 'low'],
  ['MEDIUM', 'medium'],
  ['HIGH', 'high'],
  ['CRITICAL', 'critical'],
]);

/** Argus' word for a severity; undefined for those it does not have. */
export const severityWord = (severity: Severity): string | undefined => severityWords.get(severity);

/** What to say of a severity that Argus has no word for; nothing is wrong with none at all. */
export const severityFaults = (severity: Severity | undefined, path: string): InvalidField[] =>
  severity === undefined || severityWords.has(severity)
    ? []
    : [{ path, message: 'Argus has no such severity', expected: [...severityWords.keys()].join(', ') }];

const overlap = (
  one: readonly string[] | undefined,
  other: readonly string[] | undefined,
  path: string,
  message: string,
): InvalidField[] =>
  (one ?? []).flatMap((value, i) =>
    other?.includes(value) === true ? [{ path: `${path}[${i}]`, message }] : [],
  );

const noCases = (ids: readonly string[] | undefined, path: string): InvalidField[] =>
  (ids ?? []).flatMap((id, i) =>
    parseCaseId(id) === null ? [{ path: `${path}[${i}]`, message: 'is no case of Argus' }] : [],
  );

/** What is wrong with an assessment whatever the events; paths begin with `assessment`. */
export function checkAssessment(assessment: Assessment): InvalidField[] {
  const { enableFlags, disableFlags, associateCases, disassociateCases, comment } = assessment;
  const faults: InvalidField[] = [
    ...overlap(enableFlags, disableFlags, 'assessment.enableFlags', 'is in disableFlags, too'),
    ...noCases(associateCases, 'assessment.associateCases'),
    ...noCases(disassociateCases, 'assessment.disassociateCases'),
    ...overlap(
      associateCases,
      disassociateCases,
      'assessment.associateCases',
      'is in disassociateCases, too',
    ),
    ...severityFaults(assessment.severity, 'assessment.severity'),
  ];
  if (comment !== undefined && comment.trim() === '') {
    faults.push({ path: 'assessment.comment', message: 'says nothing' });
  }
  if (faults.length === 0 && Object.keys(assessmentBody(assessment)).length === 0) {
    faults.push({ path: 'assessment', message: 'asks for no change' });
  }
  return faults;
}

/** The assessment in Argus' words; what asks for nothing is left out. */
export function assessmentBody(assessment: Assessment): Body {
  const { severity, comment } = assessment;
  const lists = {
    enableFlag: (assessment.enableFlags ?? []).map(v2Flag),
    disableFlag: (assessment.disableFlags ?? []).map(v2Flag),
    associateCase: (assessment.associateCases ?? []).map(Number),
    disassociateCase: (assessment.disassociateCases ?? []).map(Number),
    trigger: (assessment.triggers ?? []).map(v2Flag),
  };
  return {
    ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
    ...(severity === undefined ? {} : { newSeverity: severityWord(severity) }),
    ...(comment === undefined ? {} : { comment }),
    // The flag cannot be taken back: Argus takes false as "not said".
    ...(assessment.handledByAnalyst === true ? { handledByAnalyst: true } : {}),
  };
}

/** Argus' field -> ours. */
const fields: ReadonlyMap<string, string> = new Map([
  ['enableFlag', 'enableFlags'],
  ['disableFlag', 'disableFlags'],
  ['newSeverity', 'severity'],
  ['comment', 'comment'],
  ['handledByAnalyst', 'handledByAnalyst'],
  ['associateCase', 'associateCases'],
  ['disassociateCase', 'disassociateCases'],
  ['trigger', 'triggers'],
]);

/** A refusal of parts of the assessment as InvalidInputError in our terms; undefined for a refusal of anything else. */
export function refusedAssessment(refusal: unknown): InvalidInputError | undefined {
  if (!(refusal instanceof ArgusRefusal)) return undefined;
  const faults = refusal.faults.flatMap(({ field }) => {
    const [, word = '', place = ''] = /^(?:assessment\.)?(\w+)(\[\d+\])?/.exec(field) ?? [];
    const ours = fields.get(word);
    return ours === undefined
      ? []
      : [{ path: `assessment.${ours}${place}`, message: 'Argus does not accept this for the event' }];
  });
  return faults.length > 0 ? new InvalidInputError(faults) : undefined;
}

/** Whether doing it again changes nothing more: comments pile up, and a trigger is pulled each time. */
export const isRepeatable = ({ comment, triggers = [] }: Assessment): boolean =>
  comment === undefined && triggers.length === 0;

/** Whether an event's state is the one the assessment asks for; comments and triggers are no state. */
export function showsAssessment(assessment: Assessment, event: ArgusEvent): boolean {
  const { enableFlags = [], disableFlags = [], associateCases = [], disassociateCases = [] } = assessment;
  const { severity, handledByAnalyst } = assessment;
  const has = (flag: string): boolean => event.flags.includes(v2Flag(flag));
  return (
    enableFlags.every(has) &&
    !disableFlags.some(has) &&
    (severity === undefined || event.severity === severityWord(severity)) &&
    (handledByAnalyst !== true || has('HANDLED_BY_ANALYST')) &&
    associateCases.every((id) => event.caseIds.includes(id)) &&
    !disassociateCases.some((id) => event.caseIds.includes(id))
  );
}
