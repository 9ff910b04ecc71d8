import { InvalidInputError, NotFoundError } from '../../model/errors.ts';
import type { Alert as AlertRecord, AlertStatus as StatusWord } from '../../model/records.ts';
import { builder } from '../builder.ts';
import { Alert } from '../connection-types.ts';
import type { Context } from '../context.ts';
import { AlertStatus } from '../enums.ts';
import { missing, resultUnion } from './results.ts';
import { mutate, namedBy, perform, writeOf, type Named } from './run.ts';
import { idempotencyKey } from './words.ts';

const now = 'The alert as it is now; null when it could not be read again.';

function alertNamed(id: string, context: Context): Named {
  const named = namedBy(id, 'Alert', 'input.id', context);
  if (named === null) throw new NotFoundError(missing.message);
  return named;
}

const alertNow = async ({ source, nativeId }: Named, context: Context): Promise<AlertRecord | null> =>
  (await context.readAgain(source, 'ALERT', [nativeId])).get(nativeId) ?? null;

const SetAlertStatusPayload = builder
  .objectRef<{ readonly alert: AlertRecord | null }>('SetAlertStatusPayload')
  .implement({
    description: 'The status was set.',
    fields: (t) => ({
      alert: t.field({ type: Alert, nullable: true, description: now, resolve: ({ alert }) => alert }),
    }),
  });

const SetAlertStatusResult = resultUnion(
  'SetAlertStatusResult',
  SetAlertStatusPayload,
  'What setting a status comes to.',
);

interface StatusGiven {
  id: string;
  status: StatusWord;
  closingReasons?: string[] | null | undefined;
  idempotencyKey?: string | null | undefined;
}

const SetAlertStatusInput = builder.inputRef<StatusGiven>('SetAlertStatusInput').implement({
  description: 'Which alert, and how far its triage has come.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the alert.' }),
    status: t.field({ type: AlertStatus, required: true, description: 'NEW, OPEN or CLOSED.' }),
    closingReasons: t.stringList({
      description: "Why it is closed, in the source's words; with CLOSED only.",
    }),
    idempotencyKey: t.string({ description: idempotencyKey }),
  }),
});

async function setAlertStatus(input: StatusGiven, context: Context) {
  const named = alertNamed(input.id, context);
  const { source, nativeId } = named;
  const part = {
    source,
    write: writeOf(source, 'setAlertStatus', 'input.id'),
    input: { id: nativeId, status: input.status, closingReasons: input.closingReasons ?? undefined },
  };
  await perform('setAlertStatus', part, input, context);
  return { alert: await alertNow(named, context) };
}

const SetAlertNotePayload = builder
  .objectRef<{ readonly alert: AlertRecord | null; readonly warnings: readonly string[] }>(
    'SetAlertNotePayload',
  )
  .implement({
    description: 'The note was written, or removed.',
    fields: (t) => ({
      alert: t.field({ type: Alert, nullable: true, description: now, resolve: ({ alert }) => alert }),
      warnings: t.stringList({
        description: 'What may still happen to it.',
        resolve: ({ warnings }) => [...warnings],
      }),
    }),
  });

const SetAlertNoteResult = resultUnion(
  'SetAlertNoteResult',
  SetAlertNotePayload,
  'What writing a note comes to.',
);

interface NoteGiven {
  id: string;
  note?: string | null | undefined;
  openFirst?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
}

const SetAlertNoteInput = builder.inputRef<NoteGiven>('SetAlertNoteInput').implement({
  description: 'Which alert, and what to write on it.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the alert.' }),
    note: t.string({ description: 'The note, in the place of the one that is there; null removes it.' }),
    openFirst: t.boolean({
      defaultValue: false,
      description:
        'Whether an alert that is NEW is opened before. Cisco may drop the note of one that is NEW; without this you are warned of it.',
    }),
    idempotencyKey: t.string({ description: idempotencyKey }),
  }),
});

async function setAlertNote(input: NoteGiven, context: Context) {
  const named = alertNamed(input.id, context);
  const { source, nativeId } = named;
  if (input.note === undefined)
    throw new InvalidInputError([
      { path: 'input.note', message: 'is missing', expected: 'a note, or null to remove the one there is' },
    ]);
  const part = {
    source,
    write: writeOf(source, 'setAlertNote', 'input.id'),
    input: { id: nativeId, note: input.note, openFirst: input.openFirst ?? false },
  };
  const { warnings } = await perform('setAlertNote', part, input, context);
  return { alert: await alertNow(named, context), warnings };
}

builder.mutationFields((t) => ({
  setAlertStatus: t.field({
    type: SetAlertStatusResult,
    args: { input: t.arg({ type: SetAlertStatusInput, required: true, description: 'What is asked.' }) },
    description:
      "Says how far the triage of an alert has come: Cisco's status, Argus' flags. One upstream call, and one to read it again.",
    resolve: (_root, { input }, context) =>
      mutate('setAlertStatus', context, { ids: [input.id] }, () => setAlertStatus(input, context)),
  }),
  setAlertNote: t.field({
    type: SetAlertNoteResult,
    args: { input: t.arg({ type: SetAlertNoteInput, required: true, description: 'What is asked.' }) },
    description:
      'Writes a note on an alert, or removes it (Cisco). One upstream call or two, and one to read it before and after.',
    resolve: (_root, { input }, context) =>
      mutate('setAlertNote', context, { ids: [input.id] }, () => setAlertNote(input, context)),
  }),
}));
