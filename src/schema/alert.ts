import { Alert, Case, EventConnection, ThreatDetectionConnection } from './connection-types.ts';
import { loadAll, relationConnection } from './connections.ts';
import { loadersOf } from './context.ts';
import { AlertStatus, Verdict } from './enums.ts';
import { chain } from './maybe-promise.ts';
import { forwardArguments, relationComplexity } from './page-arguments.ts';
import { idOfRecord, Node, RecordInterface, sharedText, sourceOf } from './record.ts';
import {
  detectionRefsOfAlert,
  eventRefsOfAlert,
  fallbackTitle,
  observablesWithEvents,
  orReport,
  titleOfAlert,
} from './relations.ts';
import { Attack, Customer, ObservableRef } from './values.ts';

Alert.implement({
  description: 'What an analyst has to handle.',
  interfaces: [Node, RecordInterface],
  fields: (t) => ({
    title: t.field({
      type: 'String',
      description:
        "What it is, in a few words. Cisco gives an alert no title: there it is made of its detections' threats, at one upstream call for each of a few alerts, or a handful for all.",
      resolve: (alert, _args, context, info) =>
        alert.title ?? orReport(titleOfAlert(alert, context), fallbackTitle(alert), context, info.path),
    }),
    status: t.expose('status', {
      type: AlertStatus,
      nullable: true,
      description: 'How far its triage has come; null where the source keeps no status.',
    }),
    statusNative: t.exposeString('statusNative', {
      nullable: true,
      description: "The source's own word for the status.",
    }),
    verdict: t.expose('verdict', { type: Verdict, nullable: true, description: 'What was concluded.' }),
    closingReasons: t.field({
      type: ['String'],
      nullable: true,
      description: "Why it was closed, in the source's words.",
      resolve: (alert) => alert.closingReasons ?? null,
    }),
    note: t.exposeString('note', { nullable: true, description: 'What an analyst wrote.' }),
    seenAt: t.expose('seenAt', { type: 'DateTime', nullable: true, description: sharedText.seenAt }),
    observables: t.field({
      type: [ObservableRef],
      description: `${sharedText.observables} Those of its events count, too; where an alert does not carry its events, those of its detections as well, and that costs upstream calls.`,
      resolve: (alert, _args, context, info) =>
        orReport(
          observablesWithEvents(alert, eventRefsOfAlert(alert, context), context),
          alert.observables,
          context,
          info.path,
        ),
    }),
    attacks: t.field({ type: [Attack], description: sharedText.attacks, resolve: (alert) => alert.attacks }),
    customer: t.expose('customer', { type: Customer, nullable: true, description: sharedText.customer }),
    events: t.field({
      type: EventConnection,
      args: forwardArguments,
      complexity: relationComplexity,
      description: 'The events behind it.',
      resolve: (alert, args, context, info) =>
        relationConnection({
          source: sourceOf(alert, context),
          context,
          args,
          path: info.path,
          binding: () => `${idOfRecord(alert)} events`,
          refs: () => eventRefsOfAlert(alert, context),
          load: (id) => loadersOf(alert, context).event(alert.source, id),
        }),
    }),
    threatDetections: t.field({
      type: ThreatDetectionConnection,
      args: forwardArguments,
      complexity: relationComplexity,
      description: 'The threat detections behind it.',
      resolve: (alert, args, context, info) =>
        relationConnection({
          source: sourceOf(alert, context),
          context,
          args,
          path: info.path,
          binding: () => `${idOfRecord(alert)} threatDetections`,
          refs: () => detectionRefsOfAlert(alert, context),
          load: (id) => loadersOf(alert, context).threatDetection(alert.source, id),
        }),
    }),
    cases: t.field({
      type: [Case],
      description:
        'The cases it belongs to, as far as our credentials may read them. One upstream call for all of the answer.',
      resolve: (alert, _args, context, info) => {
        const load = (id: string) => loadersOf(alert, context).case(alert.source, id);
        const cases = orReport(loadAll(alert.cases ?? [], load), [], context, info.path);
        return chain(cases, (list) => list.filter((found) => found !== null));
      },
    }),
    labels: t.exposeStringList('labels', { description: 'What else the source says of it: labels, flags.' }),
  }),
});
