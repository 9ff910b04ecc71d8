import { AlertConnection, Case, Event, ThreatDetectionConnection } from './connection-types.ts';
import { loadAll, relationConnection } from './connections.ts';
import { loadersOf } from './context.ts';
import { detailsOf, EventDetails } from './details/event-details.ts';
import { EventKind, Severity } from './enums.ts';
import { chain } from './maybe-promise.ts';
import { forwardArguments, relationComplexity } from './page-arguments.ts';
import { idOfRecord, Node, RecordInterface, sharedText, sourceOf } from './record.ts';
import {
  alertRefsOfEvent,
  detectionRefsOfEvent,
  orReport,
  ownObservables,
  severityOfEvent,
} from './relations.ts';
import * as v from './values.ts';

Event.implement({
  description: 'An observation: something that happened on a network or a host, as one source reported it.',
  interfaces: [Node, RecordInterface],
  fields: (t) => ({
    kind: t.expose('kind', { type: EventKind, description: 'What sort of observation it is.' }),
    title: t.exposeString('title', { description: 'What it is, in a few words.' }),
    severity: t.field({
      type: Severity,
      description: `${sharedText.severity} Where the source rates detections only, the highest of its detections'.`,
      resolve: (event, _args, context, info) =>
        orReport(severityOfEvent(event, context), 'UNKNOWN', context, info.path),
    }),
    startTime: t.expose('startTime', {
      type: 'DateTime',
      nullable: true,
      description: 'The first observation of an aggregate.',
    }),
    endTime: t.expose('endTime', {
      type: 'DateTime',
      nullable: true,
      description: 'The last observation of an aggregate.',
    }),
    seenAt: t.expose('seenAt', { type: 'DateTime', nullable: true, description: sharedText.seenAt }),
    count: t.expose('count', { type: 'BigInt', description: 'How many observations are behind it.' }),
    srcEndpoint: t.expose('srcEndpoint', {
      type: v.Endpoint,
      nullable: true,
      description: 'The end that began.',
    }),
    dstEndpoint: t.expose('dstEndpoint', { type: v.Endpoint, nullable: true, description: 'The other end.' }),
    device: t.field({
      type: v.Device,
      nullable: true,
      description: sharedText.device,
      resolve: (event, _args, context) => v.deviceOf(event, loadersOf(event, context)),
    }),
    actor: t.expose('actor', {
      type: v.Actor,
      nullable: true,
      description: 'The user and the process behind it.',
    }),
    network: t.expose('network', {
      type: v.NetworkActivity,
      nullable: true,
      description: 'What went over the network.',
    }),
    dns: t.expose('dns', { type: v.DnsActivity, nullable: true, description: 'The DNS query.' }),
    http: t.expose('http', { type: v.HttpActivity, nullable: true, description: 'The HTTP request.' }),
    tls: t.expose('tls', { type: v.TlsActivity, nullable: true, description: 'The TLS handshake.' }),
    lease: t.expose('lease', { type: v.LeaseActivity, nullable: true, description: 'The address lease.' }),
    process: t.expose('process', {
      type: v.Process,
      nullable: true,
      description: 'The process that was started, ended or changed.',
    }),
    file: t.expose('file', { type: v.File, nullable: true, description: 'The file it is about.' }),
    registry: t.expose('registry', {
      type: v.RegistryActivity,
      nullable: true,
      description: 'The change of the registry.',
    }),
    osLog: t.expose('osLog', { type: v.OsLogRecord, nullable: true, description: 'The log entry.' }),
    malware: t.expose('malware', {
      type: v.MalwareFinding,
      nullable: true,
      description: 'The anti-virus verdict.',
    }),
    observables: t.field({
      type: [v.ObservableRef],
      description: `${sharedText.observables} The owner of its device counts, too; that costs what the device costs.`,
      resolve: (event, _args, context, info) =>
        orReport(ownObservables(event, context), event.observables, context, info.path),
    }),
    attacks: t.field({
      type: [v.Attack],
      description: sharedText.attacks,
      resolve: (event) => event.attacks,
    }),
    customer: t.expose('customer', { type: v.Customer, nullable: true, description: sharedText.customer }),
    alerts: t.field({
      type: AlertConnection,
      args: forwardArguments,
      complexity: relationComplexity,
      description: 'The alerts it belongs to.',
      resolve: (event, args, context, info) =>
        relationConnection({
          source: sourceOf(event, context),
          context,
          args,
          path: info.path,
          binding: () => `${idOfRecord(event)} alerts`,
          refs: () => alertRefsOfEvent(event, context),
          load: (id) => loadersOf(event, context).alert(event.source, id),
        }),
    }),
    threatDetections: t.field({
      type: ThreatDetectionConnection,
      args: forwardArguments,
      complexity: relationComplexity,
      description: 'The threat detections that it supports.',
      resolve: (event, args, context, info) =>
        relationConnection({
          source: sourceOf(event, context),
          context,
          args,
          path: info.path,
          binding: () => `${idOfRecord(event)} threatDetections`,
          refs: () => detectionRefsOfEvent(event),
          load: (id) => loadersOf(event, context).threatDetection(event.source, id),
        }),
    }),
    cases: t.field({
      type: [Case],
      description:
        'The cases it belongs to, as far as our credentials may read them. One upstream call for all of the answer.',
      resolve: (event, _args, context, info) => {
        const load = (id: string) => loadersOf(event, context).case(event.source, id);
        const cases = orReport(loadAll(event.cases ?? [], load), [], context, info.path);
        return chain(cases, (list) => list.filter((found) => found !== null));
      },
    }),
    details: t.field({
      type: EventDetails,
      description: 'Everything that this vendor alone knows, typed.',
      resolve: detailsOf,
    }),
  }),
});
