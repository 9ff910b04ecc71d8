/** What can be done to an alert: its status and its note (contract sheet cisco-gta, section 8). */
import { InvalidInputError, SourceError, type InvalidField } from '../../model/errors.ts';
import type { Alert, AlertStatus } from '../../model/records.ts';
import type { Lookup } from '../../model/source.ts';
import type { Settled, Writes } from '../../model/writes.ts';
import type { WritesClient } from './writes-client.ts';

const words: { readonly [K in AlertStatus]: 'New' | 'Open' | 'Closed' | undefined } = {
  NEW: 'New',
  OPEN: 'Open',
  CLOSED: 'Closed',
  UNKNOWN: undefined,
};

/** Reasons that one closing takes; that there are so many at most is assumed. */
const MOST_REASONS = 10;

const mayVanish =
  'The alert is new: Cisco may drop the note when it recalculates its alerts, until the alert has another status.';

type StatusInput = Parameters<NonNullable<Writes['setAlertStatus']>['check']>[0];

function checkStatus({ status, closingReasons }: StatusInput): readonly InvalidField[] {
  const fields: InvalidField[] = [];
  if (words[status] === undefined)
    fields.push({
      path: 'status',
      message: 'this status cannot be set',
      expected: 'NEW, OPEN or CLOSED',
    });
  if (closingReasons === undefined) return fields;
  if (status !== 'CLOSED') fields.push({ path: 'closingReasons', message: 'reasons go with CLOSED only' });
  if (closingReasons.length < 1 || closingReasons.length > MOST_REASONS)
    fields.push({
      path: 'closingReasons',
      message: `there are ${closingReasons.length}`,
      expected: `1 to ${MOST_REASONS} reasons, or none at all`,
    });
  for (const [n, reason] of closingReasons.entries())
    if (reason === '') fields.push({ path: `closingReasons[${n}]`, message: 'the reason is empty' });
  return fields;
}

/** A 400 is an answer to what the caller wrote, where there is nothing else in the request that could be wrong. */
async function inTermsOf<T>(path: string | undefined, message: string, sent: Promise<T>): Promise<T> {
  try {
    return await sent;
  } catch (error) {
    if (path === undefined || !(error instanceof SourceError) || error.status !== 400) throw error;
    throw new InvalidInputError([{ path, message }]);
  }
}

function hasStatus(alert: Alert, status: AlertStatus, wanted: readonly string[] = []): boolean {
  const { closingReasons = [] } = alert;
  return (
    alert.status === status &&
    closingReasons.length === wanted.length &&
    wanted.every((reason, n) => closingReasons[n] === reason)
  );
}

const hasNote = (alert: Alert, wanted: string | null): boolean => (alert.note ?? '') === (wanted ?? '');

export interface WritesOptions {
  readonly source: string;
  readonly client: WritesClient;
  readonly alerts: Lookup<Alert>;
}

/**
 * The vendor has no conditional writes: the last writer wins. An alert that shows what was asked settles a lost answer as
 * done, whoever did it. One that does not is "not done" only if nothing changed it since: else the change may have been
 * ours, and undone (the vendor itself drops notes). An alert that is gone tells nothing.
 */
export function createWrites({ source, client, alerts }: WritesOptions): Writes {
  function judged(alert: Alert | undefined, since: number, shows: (alert: Alert) => boolean): Settled {
    if (alert === undefined) return 'unknown';
    if (shows(alert)) return 'done';
    return alert.modifiedAt === undefined || alert.modifiedAt > since ? 'unknown' : 'not-done';
  }

  return {
    setAlertStatus: {
      check: checkStatus,
      async send(input, call) {
        const { id, status, closingReasons } = input;
        const word = words[status];
        if (word === undefined) throw new InvalidInputError(checkStatus(input));
        await inTermsOf(
          closingReasons === undefined ? undefined : 'closingReasons',
          'the source does not take these reasons',
          call.once([id], () => client.setStatus(id, word, closingReasons, call)),
        );
      },
      async settle({ id, status, closingReasons }, _ids, since, call) {
        const alert = (await alerts([id], call)).get(id);
        return judged(alert, since, (found) => hasStatus(found, status, closingReasons));
      },
    },

    setAlertNote: {
      check: () => [],
      /** When the alert was opened and the note then fails, it stays open: the same input again only writes the note. */
      async send({ id, note, openFirst }, call) {
        const text = note === '' ? null : note;
        const warnings: string[] = [];
        if (text !== null) {
          const alert = (await alerts([id], call)).get(id);
          if (alert === undefined) throw new SourceError({ source, kind: 'not-found', undelivered: true });
          if (alert.status === 'NEW' && openFirst)
            await call.once([id], () => client.setStatus(id, 'Open', undefined, call), 'open');
          else if (alert.status === 'NEW') warnings.push(mayVanish);
        }
        await inTermsOf(
          text === null ? undefined : 'note',
          'the source does not take this note',
          call.once([id], () => client.setNote(id, text, call), 'note'),
        );
        return { warnings };
      },
      async settle({ id, note }, _ids, since, call, step) {
        const alert = (await alerts([id], call)).get(id);
        return judged(alert, since, (found) =>
          step === 'open' ? hasStatus(found, 'OPEN') : hasNote(found, note),
        );
      },
    },
  };
}
