import { pageRequest } from '../model/page.ts';
import { AlertConnection, Case, EventConnection } from './connection-types.ts';
import { relationPage } from './connections.ts';
import { CaseStatus, Severity } from './enums.ts';
import { forwardArguments, pageArguments, pageComplexity } from './page-arguments.ts';
import { Node, RecordInterface, sharedText, sourceOf } from './record.ts';
import { Customer, User } from './values.ts';

Case.implement({
  description: 'The work: what people do about alerts.',
  interfaces: [Node, RecordInterface],
  fields: (t) => ({
    severity: t.expose('severity', { type: Severity, description: 'Its priority.' }),
    subject: t.exposeString('subject', { description: 'What it is about, in a few words.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What it is about, at length; may hold HTML as the source sanitised it.',
    }),
    status: t.expose('status', { type: CaseStatus, description: 'Whose turn it is.' }),
    statusNative: t.exposeString('statusNative', {
      nullable: true,
      description: "The source's own word for the status.",
    }),
    priority: t.expose('priority', { type: Severity, description: 'How urgent it is.' }),
    category: t.exposeString('category', { nullable: true, description: "The source's category." }),
    service: t.exposeString('service', { nullable: true, description: 'The service it belongs to.' }),
    type: t.exposeString('type', {
      nullable: true,
      description: 'What sort of case it is, in the words of the source.',
    }),
    customer: t.expose('customer', { type: Customer, nullable: true, description: sharedText.customer }),
    assignee: t.expose('assignee', { type: User, nullable: true, description: 'Who is at it.' }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was opened.',
    }),
    closedAt: t.expose('closedAt', { type: 'DateTime', nullable: true, description: 'When it was closed.' }),
    seenAt: t.expose('seenAt', { type: 'DateTime', nullable: true, description: sharedText.seenAt }),
    events: t.field({
      type: EventConnection,
      args: pageArguments,
      complexity: pageComplexity,
      description: 'Its events, newest first. One upstream call per case.',
      resolve: (record, args, context, info) => {
        const source = sourceOf(record, context);
        const read = source.related.eventsOfCase;
        return relationPage(
          source,
          context,
          args,
          info.path,
          read && ((call) => read(record.nativeId, pageRequest(args), call)),
        );
      },
    }),
    alerts: t.field({
      type: AlertConnection,
      args: forwardArguments,
      complexity: pageComplexity,
      description: 'Its events that are alerts, newest first. One upstream call per case.',
      resolve: (record, args, context, info) => {
        const source = sourceOf(record, context);
        const read = source.related.alertsOfCase;
        return relationPage(
          source,
          context,
          args,
          info.path,
          read && ((call) => read(record.nativeId, pageRequest(args), call)),
        );
      },
    }),
  }),
});
