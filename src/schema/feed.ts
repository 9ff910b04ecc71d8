import type { GapItem } from '../federation/changes.ts';
import type { SourceAccount as Account } from '../model/source.ts';
import { builder } from './builder.ts';
import { Source } from './connection-types.ts';
import type { Progress } from '../federation/progress.ts';
import { MessageLevel, RecordKind } from './enums.ts';
import { sourceOf } from './record.ts';

export const Gap = builder.objectRef<GapItem>('Gap').implement({
  description: 'A stretch of a feed that can never be had again.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Its place among the changes.' }),
    source: t.field({
      type: Source,
      description: 'Whose feed it is.',
      resolve: (gap, _args, context) => sourceOf(gap, context),
    }),
    kind: t.expose('kind', { type: RecordKind, description: 'What kind of records is missing.' }),
    from: t.expose('from', {
      type: 'DateTime',
      nullable: true,
      description: 'Where the stretch begins; null: unknown.',
    }),
    to: t.expose('to', {
      type: 'DateTime',
      nullable: true,
      description: 'Where the stretch ends; null: unknown.',
    }),
    reason: t.exposeString('reason', { description: 'Why it is lost.' }),
  }),
});

export interface FeedValue extends Progress {
  readonly source: string;
}

export const Feed = builder.objectRef<FeedValue>('Feed').implement({
  description: 'How far the records of one kind have been followed into the journal.',
  fields: (t) => ({
    kind: t.expose('kind', { type: RecordKind, description: 'What kind of records.' }),
    coverageFrom: t.expose('coverageFrom', {
      type: 'DateTime',
      nullable: true,
      description: 'From when on the journal is known to hold everything; null: nothing was read yet.',
    }),
    lastSuccessAt: t.expose('lastSuccessAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the feed was last read.',
    }),
    lag: t.expose('lagMs', {
      type: 'Duration',
      nullable: true,
      description: 'How far the journal is behind the source, as far as is known.',
    }),
    records: t.expose('records', {
      type: 'BigInt',
      description: 'Records of this kind that the journal holds of this source.',
    }),
    quarantined: t.expose('quarantined', {
      type: 'BigInt',
      description: 'Malformed records that were set aside.',
    }),
    gaps: t.field({
      type: [Gap],
      description: 'What can never be had again.',
      resolve: ({ source, kind }, _args, context) =>
        context.changes.gapsOf(source).filter((gap) => gap.kind === kind),
    }),
  }),
});

const SourceMessage = builder.objectRef<Account['messages'][number]>('SourceMessage').implement({
  description: 'What a source has to say to its customer.',
  fields: (t) => ({
    level: t.expose('level', { type: MessageLevel, description: 'How serious it is.' }),
    body: t.exposeString('body', { description: 'What it says.' }),
  }),
});

export const SourceAccount = builder.objectRef<Account>('SourceAccount').implement({
  description: 'The account behind the credentials of a source.',
  fields: (t) => ({
    registered: t.exposeBoolean('registered', {
      nullable: true,
      description: 'Whether it is activated; alerts are withheld until then.',
    }),
    expired: t.exposeBoolean('expired', { nullable: true, description: 'Whether its licence has ended.' }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its licence ends.',
    }),
    endpointsSeenToday: t.exposeInt('endpointsSeenToday', {
      nullable: true,
      description: 'Endpoints that it has seen today.',
    }),
    messages: t.field({
      type: [SourceMessage],
      description: 'What the vendor has to say.',
      resolve: ({ messages }) => messages,
    }),
  }),
});
