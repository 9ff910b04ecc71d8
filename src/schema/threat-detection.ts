import { AlertConnection, EventConnection, Threat, ThreatDetection } from './connection-types.ts';
import { relationConnection } from './connections.ts';
import { loadersOf } from './context.ts';
import { Confidence, Severity } from './enums.ts';
import { forwardArguments, relationComplexity } from './page-arguments.ts';
import { idOfRecord, Node, RecordInterface, sharedText, sourceOf } from './record.ts';
import {
  alertRefsOfDetection,
  eventRefsOfDetection,
  observablesWithEvents,
  orReport,
  severityNativeOfDetection,
  severityOfDetection,
  threatOrReport,
} from './relations.ts';
import { Attack, Device, deviceOf, ObservableRef } from './values.ts';

ThreatDetection.implement({
  description: "A source's judgement that a threat is behind some events.",
  interfaces: [Node, RecordInterface],
  fields: (t) => ({
    threat: t.field({
      type: Threat,
      description:
        'What threat: its entry of the catalogue as it is now. Where the catalogue no longer has it, an entry that holds only its id.',
      resolve: (detection, _args, context, info) => threatOrReport(detection, context, info.path),
    }),
    severity: t.field({
      type: Severity,
      description: `${sharedText.severity} Where the source rates threats only, that of its threat.`,
      resolve: (detection, _args, context, info) =>
        detection.severity ??
        orReport(severityOfDetection(detection, context), 'UNKNOWN', context, info.path),
    }),
    severityNative: t.field({
      type: 'String',
      nullable: true,
      description: sharedText.severityNative,
      resolve: (detection, _args, context, info) =>
        orReport(severityNativeOfDetection(detection, context), null, context, info.path),
    }),
    confidence: t.expose('confidence', { type: Confidence, description: 'How sure the source is.' }),
    seenAt: t.expose('seenAt', { type: 'DateTime', nullable: true, description: sharedText.seenAt }),
    device: t.field({
      type: Device,
      nullable: true,
      description: sharedText.device,
      resolve: (detection, _args, context) => deviceOf(detection, loadersOf(detection, context)),
    }),
    observables: t.field({
      type: [ObservableRef],
      description: `${sharedText.observables} Those of its events count, too; where a detection does not carry its events, that costs upstream calls.`,
      resolve: (detection, _args, context, info) =>
        orReport(
          observablesWithEvents(detection, eventRefsOfDetection(detection, context), context),
          detection.observables,
          context,
          info.path,
        ),
    }),
    attacks: t.field({
      type: [Attack],
      description: sharedText.attacks,
      resolve: (detection) => detection.attacks,
    }),
    events: t.field({
      type: EventConnection,
      args: forwardArguments,
      complexity: relationComplexity,
      description: 'The events that convict: its evidence.',
      resolve: (detection, args, context, info) =>
        relationConnection({
          source: sourceOf(detection, context),
          context,
          args,
          path: info.path,
          binding: () => `${idOfRecord(detection)} events`,
          refs: () => eventRefsOfDetection(detection, context),
          load: (id) => loadersOf(detection, context).event(detection.source, id),
        }),
    }),
    alerts: t.field({
      type: AlertConnection,
      args: forwardArguments,
      complexity: relationComplexity,
      description: 'The alerts it belongs to.',
      resolve: (detection, args, context, info) =>
        relationConnection({
          source: sourceOf(detection, context),
          context,
          args,
          path: info.path,
          binding: () => `${idOfRecord(detection)} alerts`,
          refs: () => alertRefsOfDetection(detection, context),
          load: (id) => loadersOf(detection, context).alert(detection.source, id),
        }),
    }),
  }),
});
