import type { CiscoGtaEventDetails as Details } from '../../model/details.ts';
import type { Event } from '../../model/records.ts';
import { builder } from '../builder.ts';

export interface CiscoGtaDetailsValue {
  readonly event: Event;
  readonly details: Details;
}

export const CiscoGtaEventDetails = builder
  .objectRef<CiscoGtaDetailsValue>('CiscoGtaEventDetails')
  .implement({
    description: 'What only Cisco Global Threat Alerts knows of an event.',
    fields: (t) => ({
      convicting: t.boolean({
        description: 'Whether a threat detection rests on it; otherwise it is context.',
        resolve: ({ details }) => details.convicting,
      }),
      eventTypeId: t.string({
        nullable: true,
        description: 'The kind of security event, as Cisco numbers them.',
        resolve: ({ details }) => details.eventTypeId,
      }),
      subtitle: t.string({
        nullable: true,
        description: 'The second line of its title.',
        resolve: ({ details }) => details.subtitle,
      }),
      annotation: t.field({
        type: 'JSON',
        nullable: true,
        description: 'The security annotation: what the event is made of.',
        resolve: ({ details }) => details.annotation ?? null,
      }),
    }),
  });
