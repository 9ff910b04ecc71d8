import type {
  Alert as AlertRecord,
  Case as CaseRecord,
  Event as EventRecord,
  Flow as FlowRecord,
  ThreatDetection as DetectionRecord,
  Threat as ThreatRecord,
} from '../model/records.ts';
import type { Source as SourceRecord } from '../model/source.ts';
import type { Count as CountValue } from '../model/page.ts';
import { builder } from './builder.ts';
import { CountRelation, ServedFrom, SourceOutcome } from './enums.ts';
import type { SourceErrorValue, SourceResultValue } from './source-result.ts';

/** The object types, to be given their fields in the file of each noun. */
export const Source = builder.objectRef<SourceRecord>('Source');
export const Event = builder.objectRef<EventRecord>('Event');
export const Alert = builder.objectRef<AlertRecord>('Alert');
export const ThreatDetection = builder.objectRef<DetectionRecord>('ThreatDetection');
export const Case = builder.objectRef<CaseRecord>('Case');
export const Threat = builder.objectRef<ThreatRecord>('Threat');
export const Flow = builder.objectRef<FlowRecord>('Flow');

const Count = builder.objectRef<CountValue>('Count').implement({
  description: 'A number of things, and what the number proves.',
  fields: (t) => ({
    value: t.expose('value', { type: 'BigInt', description: 'The number.' }),
    relation: t.expose('relation', {
      type: CountRelation,
      description: 'Whether there are exactly, at least or about so many.',
    }),
  }),
});

export const SourceError = builder.objectRef<SourceErrorValue>('SourceError').implement({
  description: 'What went wrong with a source.',
  fields: (t) => ({
    code: t.exposeString('code', {
      description: 'The same words as in `extensions.code` of errors: SOURCE_TIMEOUT, RATE_LIMITED, …',
    }),
    message: t.exposeString('message', { description: 'A sentence for people.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it went wrong.' }),
    retryAt: t.expose('retryAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the source may be asked again, if it said so.',
    }),
  }),
});

const SourceResult = builder.objectRef<SourceResultValue>('SourceResult').implement({
  description: 'How one source did in one answer.',
  fields: (t) => ({
    source: t.expose('source', { type: Source, description: 'The source.' }),
    outcome: t.expose('outcome', {
      type: SourceOutcome,
      description: 'Whether it gave all that was asked, and if not, why.',
    }),
    servedFrom: t.expose('servedFrom', { type: ServedFrom, description: 'Where its part came from.' }),
    coverageFrom: t.expose('coverageFrom', {
      type: 'DateTime',
      nullable: true,
      description: 'Older records than this are not known here.',
    }),
    completeUntil: t.expose('completeUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'Nothing newer than this can have been missed; null when read live.',
    }),
    upstreamCalls: t.exposeInt('upstreamCalls', {
      description:
        'What this answer cost the vendor: requests sent for it, repeated ones included. An answer shared with another operation cost nothing.',
    }),
    tookMs: t.exposeInt('tookMs', { description: 'How long it took, in milliseconds.' }),
    error: t.expose('error', {
      type: SourceError,
      nullable: true,
      description: 'What went wrong, if something did.',
    }),
  }),
});

builder.globalConnectionField('totalCount', (t) =>
  t.expose('totalCount', {
    type: Count,
    nullable: true,
    description:
      'How many there are in all; null where the source cannot say. Counted only when selected, and it may cost a call.',
  }),
);
builder.globalConnectionField('sourceResults', (t) =>
  t.expose('sourceResults', {
    type: [SourceResult],
    description: 'Who answered, who did not, and why: a dead source never empties a page silently.',
  }),
);

export const EventConnection = builder.connectionObject(
  { type: Event, name: 'EventConnection', description: 'A page of events.' },
  { description: 'An event and where it stands in the connection.' },
);
export const AlertConnection = builder.connectionObject(
  { type: Alert, name: 'AlertConnection', description: 'A page of alerts.' },
  { description: 'An alert and where it stands in the connection.' },
);
export const ThreatDetectionConnection = builder.connectionObject(
  { type: ThreatDetection, name: 'ThreatDetectionConnection', description: 'A page of threat detections.' },
  { description: 'A threat detection and where it stands in the connection.' },
);
export const CaseConnection = builder.connectionObject(
  { type: Case, name: 'CaseConnection', description: 'A page of cases.' },
  { description: 'A case and where it stands in the connection.' },
);
export const FlowConnection = builder.connectionObject(
  { type: Flow, name: 'FlowConnection', description: 'A page of network flows.' },
  { description: 'A flow and where it stands in the connection.' },
);
