/** The status of an alert, which Argus keeps as flags (DESIGN, section 10). */
import { InvalidInputError, SourceError, type InvalidField } from '../../model/errors.ts';
import type { AssessableFlag, Assessment, Writes } from '../../model/writes.ts';
import type { ArgusEvent } from './event.ts';
import { bareSelection } from './event.ts';
import { v1Flag } from './flags.ts';
import { parseEventId } from './ids.ts';
import type { EventsById } from './lookup.ts';
import { isAlert } from './map.ts';
import { inOurTerms } from './writes-outcomes.ts';
import { assessmentBody } from './writes-assessment.ts';
import type { ArgusWritingClient } from './writes-client.ts';
import type { SettleAssessment } from './writes-settle.ts';

type SetStatus = NonNullable<Writes['setAlertStatus']>;
type Input = Parameters<SetStatus['check']>[0];

const reasonFlags: ReadonlyMap<string, AssessableFlag> = new Map([
  ['FALSE_POSITIVE', 'FALSE_POSITIVE'],
  ['NOT_A_THREAT', 'NOT_A_THREAT'],
]);

/**
 * The flags that make an alert of this status. Whatever would make it another one is switched off: an acknowledged alert
 * is closed, however much it is to be followed up.
 */
function assessmentFor({ status, closingReasons = [] }: Input): Assessment {
  switch (status) {
    case 'CLOSED':
      return {
        enableFlags: [
          'ACKNOWLEDGED',
          ...new Set(closingReasons.flatMap((reason) => reasonFlags.get(v1Flag(reason)) ?? [])),
        ],
      };
    case 'OPEN':
      return { enableFlags: ['FOLLOWUP'], disableFlags: ['ACKNOWLEDGED'] };
    default:
      return { disableFlags: ['ACKNOWLEDGED', 'PARTIALLY_ACKNOWLEDGED', 'FOLLOWUP'] };
  }
}

/** What keeps an alert from being new and cannot be switched off by a status. */
const heldOpen = ({ flags, caseIds }: ArgusEvent): boolean =>
  flags.includes('handledByAnalyst') || caseIds.length > 0;

export interface StatusContext {
  readonly source: string;
  readonly writing: ArgusWritingClient;
  readonly eventsById: EventsById;
  readonly settle: SettleAssessment;
}

/** One read, to see that there is such an alert, and one write. */
export function createSetAlertStatus({ source, writing, eventsById, settle }: StatusContext): SetStatus {
  return {
    check({ status, closingReasons = [] }) {
      const faults: InvalidField[] = [];
      if (status === 'UNKNOWN') {
        faults.push({ path: 'status', message: 'cannot be set', expected: 'NEW, OPEN, CLOSED' });
      }
      if (status !== 'CLOSED' && closingReasons.length > 0) {
        faults.push({ path: 'closingReasons', message: 'only what is closed has reasons for it' });
      }
      for (const [i, reason] of closingReasons.entries()) {
        if (reasonFlags.has(v1Flag(reason))) continue;
        const path = `closingReasons[${i}]`;
        faults.push({ path, message: 'Argus keeps no such reason', expected: 'falsePositive, notAThreat' });
      }
      return faults;
    },
    async send(input, call) {
      const id = parseEventId(input.id);
      const events = await eventsById([input.id], bareSelection, call);
      const event = events.get(input.id);
      if (id === null || event === undefined || !isAlert(event)) {
        throw new SourceError({ source, kind: 'not-found' });
      }
      if (input.status === 'NEW' && heldOpen(event)) {
        const message = 'an analyst handles the alert, or a case has it: Argus cannot show it as new';
        throw new InvalidInputError([{ path: 'status', message, expected: 'OPEN, CLOSED' }]);
      }
      try {
        await call.once([input.id], () => writing.assess(id, assessmentBody(assessmentFor(input)), call));
      } catch (error) {
        throw inOurTerms(error);
      }
    },
    settle: (input, _ids, since, call) => settle(assessmentFor(input), input.id, since, call),
  };
}
