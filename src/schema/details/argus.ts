import { argusPayloadTypes } from '../../model/details.ts';
import type * as model from '../../model/details.ts';
import type { Event as EventRecord } from '../../model/records.ts';
import type { Source } from '../../model/source.ts';
import { builder } from '../builder.ts';
import { Event } from '../connection-types.ts';
import { loadersOf, type Context } from '../context.ts';
import { ArgusEventType } from '../enums.ts';
import { chain } from '../maybe-promise.ts';
import { sourceOf } from '../record.ts';
import { eachOrReport, orReport } from '../relations.ts';

/** Details know their event: what is fetched on demand is fetched by its id. */
export interface ArgusDetailsValue {
  readonly event: EventRecord;
  readonly details: model.ArgusEventDetails;
}

const ArgusAlarm = builder.objectRef<model.ArgusAlarm>('ArgusAlarm').implement({
  description: 'The alarm that a signature is mapped to.',
  fields: (t) => ({
    id: t.exposeInt('id', { nullable: true, description: 'Its number.' }),
    description: t.exposeString('description', { nullable: true, description: 'What it stands for.' }),
    categoryId: t.exposeInt('categoryId', {
      nullable: true,
      description: 'The number of its attack category.',
    }),
    categoryName: t.exposeString('categoryName', { nullable: true, description: 'Its attack category.' }),
  }),
});

const ArgusLocation = builder.objectRef<model.ArgusLocation>('ArgusLocation').implement({
  description: "Where in the customer's network an event was seen.",
  fields: (t) => ({
    id: t.exposeInt('id', { nullable: true, description: 'Its number.' }),
    shortName: t.exposeString('shortName', { nullable: true, description: 'Its short name.' }),
    name: t.exposeString('name', { nullable: true, description: 'Its name.' }),
    timeZone: t.exposeString('timeZone', { nullable: true, description: 'Its time zone.' }),
  }),
});

const ArgusSensor = builder.objectRef<model.ArgusSensor>('ArgusSensor').implement({
  description: 'The sensor that saw a raw event.',
  fields: (t) => ({
    id: t.exposeInt('id', { nullable: true, description: 'Its number.' }),
    hostName: t.exposeString('hostName', { nullable: true, description: 'Its host name.' }),
  }),
});

const ArgusProperty = builder.objectRef<model.ArgusProperty>('ArgusProperty').implement({
  description: 'A property of an event: a key and one or more values.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'The key, such as `dns.query`.' }),
    type: t.exposeString('type', {
      description: 'How the values are to be read: boolean, long, string or double.',
    }),
    values: t.exposeStringList('values', { description: 'The values, always as text.' }),
  }),
});

const ArgusComment = builder.objectRef<model.ArgusComment>('ArgusComment').implement({
  description: 'A comment on an event.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When it was written.' }),
    user: t.exposeString('user', { nullable: true, description: 'Who wrote it.' }),
    text: t.exposeString('text', { description: 'What it says.' }),
  }),
});

const ArgusPayloadType = builder.enumType('ArgusPayloadType', {
  description: 'What a payload is.',
  values: Object.fromEntries(
    argusPayloadTypes.map((value) => [
      value,
      {
        value,
        description: {
          ETHERNET: 'An Ethernet frame.',
          BINARY: 'Bytes of unknown form.',
          STRING: 'Text.',
          PCAP: 'A packet capture.',
        }[value],
      },
    ]),
  ),
});

const ArgusPayload = builder.objectRef<model.ArgusPayload>('ArgusPayload').implement({
  description: 'What a sensor kept of the traffic.',
  fields: (t) => ({
    type: t.expose('type', { type: ArgusPayloadType, description: 'What it is.' }),
    base64: t.expose('base64', { type: 'Base64', nullable: true, description: 'The bytes; null for text.' }),
    text: t.exposeString('text', { nullable: true, description: 'The text, for type STRING.' }),
  }),
});

const ArgusLineageEntry = builder.objectRef<model.ArgusLineageEntry>('ArgusLineageEntry').implement({
  description: 'One step in the life of an event.',
  fields: (t) => ({
    type: t.exposeString('type', {
      description: 'created, updated, assessed, indexedElasticSearch, indexedOpenSearch or a newer word.',
    }),
    at: t.expose('at', { type: 'DateTime', nullable: true, description: 'When.' }),
    by: t.exposeString('by', { nullable: true, description: 'By whom.' }),
    changes: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Whatever else the source tells of it.',
      resolve: (entry) => entry.changes ?? null,
    }),
  }),
});

/** The Argus side of the event's source; an event with Argus details comes from a source that has one. */
function extrasOf(event: EventRecord, context: Context): NonNullable<Source['argus']> {
  const { argus, name } = sourceOf(event, context);
  if (argus === undefined) throw new Error(`source ${name} gave an Argus event but cannot read its details`);
  return argus;
}

export const ArgusEventDetails = builder.objectRef<ArgusDetailsValue>('ArgusEventDetails').implement({
  description: 'What only mnemonic Argus knows of an event.',
  fields: (t) => ({
    type: t.field({
      type: ArgusEventType,
      description: 'Aggregated or raw.',
      resolve: ({ details }) => details.type,
    }),
    signature: t.string({
      nullable: true,
      description: 'The signature that fired.',
      resolve: ({ details }) => details.signature,
    }),
    alarm: t.field({
      type: ArgusAlarm,
      nullable: true,
      description: 'The alarm the signature is mapped to.',
      resolve: ({ details }) => details.alarm,
    }),
    flags: t.stringList({
      description:
        'Its flags in the spelling of API v2 (`identifiedThreat`), those that only v1 knows included; an open set.',
      resolve: ({ details }) => [...details.flags],
    }),
    location: t.field({
      type: ArgusLocation,
      nullable: true,
      description: 'Where it was seen.',
      resolve: ({ details }) => details.location,
    }),
    sensor: t.field({
      type: ArgusSensor,
      nullable: true,
      description: 'What saw it (raw events).',
      resolve: ({ details }) => details.sensor,
    }),
    domain: t.string({
      nullable: true,
      description: 'The domain name it is about.',
      resolve: ({ details }) => details.domain,
    }),
    uri: t.string({
      nullable: true,
      description: 'The URI it is about; may be defanged.',
      resolve: ({ details }) => details.uri,
    }),
    protocol: t.string({
      nullable: true,
      description: 'The protocol: a name, or a number as text.',
      resolve: ({ details }) => details.protocol,
    }),
    properties: t.field({
      type: [ArgusProperty],
      args: { keys: t.arg.stringList({ description: 'Only these; all when left out.' }) },
      description:
        'Its properties. Comes with the page at no further call; one call for all events otherwise.',
      resolve: ({ event, details }, { keys }, context, info) => {
        const all = details.properties ?? context.loaders.argusProperties(event.source, event.nativeId);
        const wanted = chain(all, (found) =>
          (found ?? []).filter(({ key }) => keys === null || keys === undefined || keys.includes(key)),
        );
        return orReport(wanted, [], context, info.path);
      },
    }),
    comments: t.field({
      type: [ArgusComment],
      description:
        'What analysts wrote. Comes with the page at no further call; one call for all events otherwise.',
      resolve: ({ event, details }, _args, context, info) => {
        const all = details.comments ?? context.loaders.argusComments(event.source, event.nativeId);
        return orReport(
          chain(all, (found) => found ?? []),
          [],
          context,
          info.path,
        );
      },
    }),
    subEvents: t.field({
      type: [Event],
      nullable: { list: false, items: true },
      description:
        'The raw events of an aggregate; null in the place of one that is gone. One call for all of the answer.',
      resolve: ({ event, details }, _args, context, info) => {
        const ids = details.subEvents ?? context.loaders.argusSubEvents(event.source, event.nativeId);
        const events = chain(ids, (found) =>
          eachOrReport(
            (found ?? []).map((id) => loadersOf(event, context).event(event.source, id)),
            context,
            info.path,
          ),
        );
        return orReport(events, [], context, info.path);
      },
    }),
    payload: t.field({
      type: ArgusPayload,
      nullable: true,
      description: 'What the sensor kept of the traffic; null when it kept nothing. One call per event.',
      resolve: ({ event }, _args, context) =>
        extrasOf(event, context).payload(event.nativeId, context.call(sourceOf(event, context))),
    }),
    pcap: t.field({
      type: 'Base64',
      nullable: true,
      description: 'The packet capture; null when there is none. One call per event.',
      resolve: ({ event }, _args, context) =>
        extrasOf(event, context).pcap(event.nativeId, context.call(sourceOf(event, context))),
    }),
    lineage: t.field({
      type: [ArgusLineageEntry],
      description: 'When and how it was changed, oldest first. One call per event.',
      resolve: ({ event }, _args, context, info) =>
        orReport(
          extrasOf(event, context).lineage(event.nativeId, context.call(sourceOf(event, context))),
          [],
          context,
          info.path,
        ),
    }),
  }),
});
