import type { AlphaSocEventDetails as Details, AlphaSocFlag as Flag } from '../../model/details.ts';
import type { Event } from '../../model/records.ts';
import { builder } from '../builder.ts';
import { orReport } from '../relations.ts';

export interface AlphaSocDetailsValue {
  readonly event: Event;
  readonly details: Details;
}

const AlphaSocFlag = builder.objectRef<Flag>('AlphaSocFlag').implement({
  description: 'Something that AlphaSOC noticed about a destination.',
  fields: (t) => ({
    id: t.exposeString('id', { description: 'Its id, such as `c2` or `young_domain`.' }),
    title: t.exposeString('title', {
      nullable: true,
      description: 'What it means; null for a flag that was withdrawn.',
    }),
    type: t.exposeString('type', { nullable: true, description: 'category, feature or a newer word.' }),
  }),
});

export const AlphaSocEventDetails = builder
  .objectRef<AlphaSocDetailsValue>('AlphaSocEventDetails')
  .implement({
    description: 'What only AlphaSOC knows of an event.',
    fields: (t) => ({
      eventType: t.string({
        description: 'dns, ip, http, tls or a newer word.',
        resolve: ({ details }) => details.eventType,
      }),
      wisdomFlags: t.field({
        type: [AlphaSocFlag],
        description: 'What AlphaSOC knows of the destination, with titles as its inventory has them now.',
        resolve: ({ event, details }, _args, context, info) => {
          const bare = details.wisdomFlags.map((id) => ({ id }));
          const load = async (id: string): Promise<Flag> =>
            (await context.loaders.alphasocFlag(event.source, id)) ?? { id };
          return orReport(Promise.all(details.wisdomFlags.map(load)), bare, context, info.path);
        },
      }),
      wisdomLabels: t.stringList({
        description: 'Labels such as `c2:TrickBot`: a flag, a colon, and free text.',
        resolve: ({ details }) => [...details.wisdomLabels],
      }),
      wisdomDomain: t.string({
        nullable: true,
        description: 'The domain it is about.',
        resolve: ({ details }) => details.wisdomDomain,
      }),
      srcId: t.string({
        nullable: true,
        description: 'What the sender of the telemetry called the source of the traffic.',
        resolve: ({ details }) => details.srcId,
      }),
    }),
  });
