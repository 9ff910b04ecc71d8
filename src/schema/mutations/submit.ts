import { randomUUID } from 'node:crypto';
import { decodeGlobalId } from '../../model/ids.ts';
import { InvalidInputError, type InvalidField } from '../../model/errors.ts';
import { globalIdOf } from '../../model/order.ts';
import type { Severity as SeverityWord } from '../../model/severity.ts';
import type { Source } from '../../model/source.ts';
import type { Submitted, SubmittedEvent } from '../../model/writes.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { ArgusEventType, Severity } from '../enums.ts';
import { resultUnion } from './results.ts';
import { mutate, perform, sourceNamed, writeOf } from './run.ts';
import { idempotencyKey } from './words.ts';

/** Events that one mutation may bring. */
const MOST_EVENTS = 10_000;

const SubmitOnError = builder.enumType('SubmitOnError', {
  description: 'What becomes of a submission in which something is wrong.',
  values: {
    REJECT_ALL: { value: 'REJECT_ALL', description: 'Nothing is taken.' },
    DROP_INVALID: {
      value: 'DROP_INVALID',
      description: 'Events that refer to something unknown are left out, the others are taken.',
    },
  } as const,
});

const SubmitStatus = builder.enumType('SubmitStatus', {
  description: 'What became of a submitted event.',
  values: {
    ACCEPTED: { value: 'ACCEPTED', description: 'Taken: it may take a while until it can be seen.' },
    REJECTED: { value: 'REJECTED', description: 'Not taken.' },
  } as const,
});

interface EndpointGiven {
  address?: string | null | undefined;
  port?: number | null | undefined;
  host?: string | null | undefined;
  user?: string | null | undefined;
}

const SubmitEndpointInput = builder.inputRef<EndpointGiven>('SubmitEndpointInput').implement({
  description: 'One end of a conversation.',
  fields: (t) => ({
    address: t.string({ description: 'An address or a network.' }),
    port: t.int({ description: 'A port.' }),
    host: t.string({ description: 'A host name.' }),
    user: t.string({ description: 'A user.' }),
  }),
});

const SubmitPropertyInput = builder
  .inputRef<{ key: string; values: string[] }>('SubmitPropertyInput')
  .implement({
    description: 'A property; its values take the place of those the event has under this key.',
    fields: (t) => ({
      key: t.string({ required: true, description: 'Its key, such as `dns.query`.' }),
      values: t.stringList({ required: true, description: 'Its values.' }),
    }),
  });

interface EventGiven {
  id?: string | null | undefined;
  type?: 'AGGREGATED' | 'RAW' | null | undefined;
  customer?: string | null | undefined;
  time?: number | null | undefined;
  startTime?: number | null | undefined;
  endTime?: number | null | undefined;
  signature?: string | null | undefined;
  srcEndpoint?: EndpointGiven | null | undefined;
  dstEndpoint?: EndpointGiven | null | undefined;
  domain?: string | null | undefined;
  uri?: string | null | undefined;
  protocol?: string | null | undefined;
  location?: string | null | undefined;
  severity?: SeverityWord | null | undefined;
  count?: number | null | undefined;
  properties?: { key: string; values: string[] }[] | null | undefined;
  flags?: string[] | null | undefined;
  finalized?: boolean | null | undefined;
}

const SubmitEventInput = builder.inputRef<EventGiven>('SubmitEventInput').implement({
  description: 'An event, or what is new of one. What is left out takes its default, or stays as it is.',
  fields: (t) => ({
    id: t.id({ description: 'The id of an event to update; without it the event is a new one.' }),
    type: t.field({ type: ArgusEventType, description: 'AGGREGATED unless said otherwise.' }),
    customer: t.string({ description: "Id or short name; the key's own customer when left out." }),
    time: t.field({
      type: 'DateTime',
      description: 'When it was created: part of its identity; now when left out.',
    }),
    startTime: t.field({ type: 'DateTime', description: 'The first observation.' }),
    endTime: t.field({ type: 'DateTime', description: 'The last observation.' }),
    signature: t.string({ description: 'The signature that fired.' }),
    srcEndpoint: t.field({ type: SubmitEndpointInput, description: 'The end that began.' }),
    dstEndpoint: t.field({ type: SubmitEndpointInput, description: 'The other end.' }),
    domain: t.string({ description: 'The domain name it is about.' }),
    uri: t.string({ description: 'The URI it is about.' }),
    protocol: t.string({ description: 'The protocol.' }),
    location: t.string({ description: 'Where it was seen.' }),
    severity: t.field({ type: Severity, description: 'LOW, MEDIUM, HIGH or CRITICAL; LOW for a new one.' }),
    count: t.int({ description: 'Observations behind it; 1 for a new one.' }),
    properties: t.field({ type: [SubmitPropertyInput], description: 'Properties; they accumulate.' }),
    flags: t.stringList({
      description:
        'Flags in upper case, such as SOURCE_IS_CUSTOMERNET; they accumulate and cannot be taken back.',
    }),
    finalized: t.boolean({ description: 'Whether nothing more is to come: later submissions are ignored.' }),
  }),
});

const SubmitOutcome = builder
  .objectRef<{
    readonly id: string | null;
    readonly status: 'ACCEPTED' | 'REJECTED';
    readonly message: string | undefined;
  }>('SubmitOutcome')
  .implement({
    description: 'What became of one event.',
    fields: (t) => ({
      id: t.exposeID('id', {
        nullable: true,
        description: 'The id under which it can be found; null when rejected.',
      }),
      status: t.expose('status', { type: SubmitStatus, description: 'Whether it was taken.' }),
      message: t.exposeString('message', { nullable: true, description: 'Why it was not.' }),
    }),
  });

interface PayloadValue extends Submitted {
  readonly source: Source;
}

const SubmitEventsPayload = builder.objectRef<PayloadValue>('SubmitEventsPayload').implement({
  description: 'What became of a submission.',
  fields: (t) => ({
    accepted: t.int({
      description: 'Events that were taken.',
      resolve: ({ outcomes }) => outcomes.filter(({ status }) => status === 'ACCEPTED').length,
    }),
    rejected: t.int({
      description: 'Events that were not.',
      resolve: ({ outcomes }) => outcomes.filter(({ status }) => status === 'REJECTED').length,
    }),
    outcomes: t.field({
      type: [SubmitOutcome],
      description: 'One for each event, in the order of the input.',
      resolve: ({ outcomes, source }) =>
        outcomes.map(({ nativeId, status, message }) => ({
          id: nativeId === null ? null : globalIdOf('EVENT', source.name, nativeId),
          status,
          message,
        })),
    }),
    warnings: t.stringList({
      description: 'What the source takes and ignores: updates of events that are finalized.',
      resolve: ({ warnings }) => [...warnings],
    }),
  }),
});

const SubmitEventsResult = resultUnion(
  'SubmitEventsResult',
  SubmitEventsPayload,
  'What a submission comes to: what became of each event, or why none was taken.',
);

interface SubmitGiven {
  source: string;
  events: EventGiven[];
  onError?: 'REJECT_ALL' | 'DROP_INVALID' | null | undefined;
  idempotencyKey?: string | null | undefined;
}

const SubmitEventsInput = builder.inputRef<SubmitGiven>('SubmitEventsInput').implement({
  description: 'Events for a source.',
  fields: (t) => ({
    source: t.string({ required: true, description: 'The name of the source.' }),
    events: t.field({
      type: [SubmitEventInput],
      required: true,
      description: `The events, ${MOST_EVENTS} at most; those of one id are applied in their order.`,
    }),
    onError: t.field({
      type: SubmitOnError,
      defaultValue: 'REJECT_ALL',
      description: 'What becomes of all when something is wrong with one.',
    }),
    idempotencyKey: t.string({ description: idempotencyKey }),
  }),
});

const given = <T>(value: T | null | undefined): T | undefined => value ?? undefined;

const endpoint = (end: EndpointGiven | null | undefined): SubmittedEvent['srcEndpoint'] =>
  (end && {
    address: given(end.address),
    port: given(end.port),
    host: given(end.host),
    user: given(end.user),
  }) ||
  undefined;

/** The native ids of events to update. Throws InvalidInputError for ids that are none of this source's events. */
function nativeIds(events: readonly EventGiven[], source: Source): (string | undefined)[] {
  const faults: InvalidField[] = [];
  const ids = events.map(({ id }, i) => {
    if (id === null || id === undefined) return undefined;
    const found = decodeGlobalId(id);
    if (found?.type === 'Event' && found.source === source.name) return found.nativeId;
    const expected = `the id of an event of "${source.name}"`;
    faults.push({ path: `input.events[${i}].id`, message: 'is no id of an event of this source', expected });
    return undefined;
  });
  if (faults.length > 0) throw new InvalidInputError(faults);
  return ids;
}

async function submitEvents(input: SubmitGiven, context: Context): Promise<PayloadValue> {
  const source = sourceNamed(input.source, context);
  const write = writeOf(source, 'submitEvents', 'input.source');
  const { events } = input;
  const size = events.length;
  if (size === 0 || size > MOST_EVENTS)
    throw new InvalidInputError([
      {
        path: 'input.events',
        message: size === 0 ? 'is empty' : `${size} are too many`,
        expected: `1 to ${MOST_EVENTS} events`,
      },
    ]);
  const ids = nativeIds(events, source);
  const now = context.now();
  const submission = {
    events: events.map((event, i): SubmittedEvent => ({
      id: ids[i],
      type: given(event.type),
      customer: given(event.customer),
      time: given(event.time),
      startTime: given(event.startTime),
      endTime: given(event.endTime),
      signature: given(event.signature),
      srcEndpoint: endpoint(event.srcEndpoint),
      dstEndpoint: endpoint(event.dstEndpoint),
      domain: given(event.domain),
      uri: given(event.uri),
      protocol: given(event.protocol),
      location: given(event.location),
      severity: given(event.severity),
      count: given(event.count),
      properties: given(event.properties),
      flags: given(event.flags),
      finalized: given(event.finalized),
    })),
    onError: input.onError ?? 'REJECT_ALL',
    minted: events.map(({ time }, i) =>
      ids[i] === undefined ? { uuid: randomUUID(), time: time ?? now } : null,
    ),
  };
  const submitted = await perform('submitEvents', { source, write, input: submission }, input, context);
  return { ...submitted, source };
}

builder.mutationField('submitEvents', (t) =>
  t.field({
    type: SubmitEventsResult,
    args: { input: t.arg({ type: SubmitEventsInput, required: true, description: 'What is asked.' }) },
    description:
      'Brings new events and updates of events (Argus collector). One upstream call for each thousand, and one to see which are finalized.',
    resolve: (_root, { input }, context) =>
      mutate('submitEvents', context, { ids: [], source: input.source }, () => submitEvents(input, context)),
  }),
);
