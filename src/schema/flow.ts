import { Event, Flow, Source } from './connection-types.ts';
import { Node, sharedText, sourceOf } from './record.ts';
import { Endpoint } from './values.ts';

Flow.implement({
  description: 'A network flow, as Cisco GTA keeps them behind its events.',
  interfaces: [Node],
  fields: (t) => ({
    nativeId: t.exposeString('nativeId', { description: sharedText.nativeId }),
    source: t.field({
      type: Source,
      description: sharedText.source,
      resolve: (flow, _args, context) => sourceOf(flow, context),
    }),
    time: t.expose('time', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was seen in the network.',
    }),
    srcEndpoint: t.expose('srcEndpoint', {
      type: Endpoint,
      nullable: true,
      description: 'The end that began.',
    }),
    dstEndpoint: t.expose('dstEndpoint', { type: Endpoint, nullable: true, description: 'The other end.' }),
    event: t.field({
      type: Event,
      nullable: true,
      description: 'The event it belongs to; null when that is gone.',
      resolve: (flow, _args, context) =>
        flow.event === undefined
          ? null
          : (flow.event.record ?? context.loaders.event(flow.source, flow.event.nativeId)),
    }),
    raw: t.field({ type: 'JSON', description: sharedText.raw, resolve: (flow) => flow.raw }),
  }),
});
