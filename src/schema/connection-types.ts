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
import { endCursor, startCursor, type ConnectionValue, type EdgeValue } from './connections.ts';
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

export const SourceResult = builder.objectRef<SourceResultValue>('SourceResult').implement({
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
        'What this page cost the vendor: requests sent for it, repeated ones included. Relations are fetched for the whole operation at once and not counted here; an answer shared with another operation cost nothing.',
    }),
    tookMs: t.exposeInt('tookMs', { description: 'How long it took, in milliseconds.' }),
    error: t.expose('error', {
      type: SourceError,
      nullable: true,
      description: 'What went wrong, if something did.',
    }),
  }),
});

export const PageInfo = builder.objectRef<ConnectionValue<unknown>>('PageInfo').implement({
  description: 'Whether there is more on either side of a page, and the cursors to go there.',
  fields: (t) => ({
    hasNextPage: t.boolean({
      description: 'Whether there is more after it.',
      resolve: ({ page }) => page().hasNextPage,
    }),
    hasPreviousPage: t.boolean({
      description: 'Whether there is more before it.',
      resolve: ({ page }) => page().hasPreviousPage,
    }),
    startCursor: t.string({
      nullable: true,
      description: 'The cursor of its first item: give it as `before` to go backwards.',
      resolve: ({ page }) => startCursor(page()),
    }),
    endCursor: t.string({
      nullable: true,
      description: 'The cursor of its last item: give it as `after` to go on.',
      resolve: ({ page }) => endCursor(page()),
    }),
  }),
});

/**
 * The Relay connection of a type, with what Crosswatch adds. Its fields read a plain page: with Pothos' relay plugin each
 * connection would be an object of edges made before anyone asked for them, and a page of 1000 events has 2000 connections.
 */
type Noun<T> = ReturnType<typeof builder.objectRef<T>>;

function connectionOf<T>(type: Noun<T>, name: string, what: string, item: string) {
  const edge = builder.objectRef<EdgeValue<T>>(`${name}Edge`).implement({
    description: `${item} and where it stands in the connection.`,
    fields: (t) => ({
      node: t.expose('node', { type, description: 'The item.' }),
      cursor: t.string({
        description: 'Where the item stands: give it as `after` or `before` to go on from here.',
        resolve: ({ page, index }) => page.cursorAt(index),
      }),
    }),
  });
  return builder.objectRef<ConnectionValue<T>>(`${name}Connection`).implement({
    description: `A page of ${what}.`,
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        description: 'The items with their cursors, in the order of the connection.',
        resolve: (connection) => {
          const page = connection.page();
          return page.items.map((node, index) => ({ node, page, index }));
        },
      }),
      nodes: t.expose('nodes', { type: [type], description: 'The items without their cursors.' }),
      pageInfo: t.field({
        type: PageInfo,
        description: 'Whether there is more on either side, and the cursors to go there.',
        resolve: (connection) => connection,
      }),
      totalCount: t.field({
        type: Count,
        nullable: true,
        description:
          'How many there are in all; null where the source cannot say. Counted only when selected, and it may cost a call.',
        resolve: ({ page }) => page().totalCount ?? null,
      }),
      sourceResults: t.field({
        type: [SourceResult],
        description: 'Who answered, who did not, and why: a dead source never empties a page silently.',
        resolve: ({ results }) => results(),
      }),
    }),
  });
}

export const EventConnection = connectionOf(Event, 'Event', 'events', 'An event');
export const AlertConnection = connectionOf(Alert, 'Alert', 'alerts', 'An alert');
export const ThreatDetectionConnection = connectionOf(
  ThreatDetection,
  'ThreatDetection',
  'threat detections',
  'A threat detection',
);
export const CaseConnection = connectionOf(Case, 'Case', 'cases', 'A case');
export const ThreatConnection = connectionOf(Threat, 'Threat', 'threats', 'A threat');
export const FlowConnection = connectionOf(Flow, 'Flow', 'network flows', 'A flow');
