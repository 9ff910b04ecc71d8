import type { KataEventDetails as Details, KataIoaRule as Rule } from '../../model/details.ts';
import type { Event } from '../../model/records.ts';
import { builder } from '../builder.ts';

export interface KataDetailsValue {
  readonly event: Event;
  readonly details: Details;
}

const KataIoaRule = builder.objectRef<Rule>('KataIoaRule').implement({
  description: 'A rule (indicator of attack) that fired on an event.',
  fields: (t) => ({
    id: t.exposeString('id', { nullable: true, description: 'Its id.' }),
    name: t.exposeString('name', { nullable: true, description: 'What it is called.' }),
    techniques: t.exposeStringList('techniques', { description: 'ATT&CK techniques it stands for.' }),
    tactics: t.exposeStringList('tactics', { description: 'ATT&CK tactics it stands for.' }),
  }),
});

export const KataEventDetails = builder.objectRef<KataDetailsValue>('KataEventDetails').implement({
  description: 'What only Kaspersky KATA knows of an event.',
  fields: (t) => ({
    eventType: t.string({
      description: 'One of the 16 event types, or a newer word.',
      resolve: ({ details }) => details.eventType,
    }),
    ioaRules: t.field({
      type: [KataIoaRule],
      description: 'The rules that fired on it.',
      resolve: ({ details }) => details.ioaRules,
    }),
    ioaSeverity: t.string({
      nullable: true,
      description: "The rules' severity, in KATA's word.",
      resolve: ({ details }) => details.ioaSeverity,
    }),
    ioaConfidence: t.string({
      nullable: true,
      description: "The rules' confidence, in KATA's word.",
      resolve: ({ details }) => details.ioaConfidence,
    }),
    fields: t.field({
      type: 'JSON',
      description: 'All fields of the event as they came.',
      resolve: ({ details }) => details.fields,
    }),
  }),
});
