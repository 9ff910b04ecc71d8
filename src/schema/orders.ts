import type { RecordOrder } from '../model/order.ts';
import { builder } from './builder.ts';

const SortDirection = builder.enumType('SortDirection', {
  description: 'Which end of an order comes first.',
  values: {
    ASC: { value: 'ASC', description: 'The smallest first: the oldest, the least severe.' },
    DESC: { value: 'DESC', description: 'The largest first: the newest, the gravest.' },
  } as const,
});

type Field = RecordOrder['field'];

const time = { value: 'TIME', description: 'When it happened.' } as const;
const modified = {
  value: 'MODIFIED',
  description: 'When it was last changed at the source; its time where the source does not say.',
} as const;
const severity = { value: 'SEVERITY', description: 'How grave it is now, and then by time.' } as const;

type OrderFieldRef = ReturnType<typeof orderField>;

const orderField = (name: string, what: string) =>
  builder.enumType(name, {
    description: `What ${what} are ordered by; equal ones come by id, upwards in either direction.`,
    values: { TIME: time, MODIFIED: modified, SEVERITY: severity },
  });

const CaseOrderField = builder.enumType('CaseOrderField', {
  description: 'What cases are ordered by; equal ones come by id, upwards in either direction.',
  values: {
    TIME: { ...time, description: 'When it was created.' },
    MODIFIED: modified,
    PRIORITY: { value: 'SEVERITY', description: 'How urgent it is, and then by time.' },
  } as const,
});

const order = (name: string, what: string, field: OrderFieldRef) =>
  builder.inputRef<{ field: Field; direction: 'ASC' | 'DESC' }>(name).implement({
    description: `An order of ${what}.`,
    fields: (t) => ({
      field: t.field({ type: field, required: true, description: 'By what.' }),
      direction: t.field({ type: SortDirection, required: true, description: 'Which end first.' }),
    }),
  });

export const EventOrder = order('EventOrder', 'events', orderField('EventOrderField', 'events'));
export const AlertOrder = order('AlertOrder', 'alerts', orderField('AlertOrderField', 'alerts'));
export const ThreatDetectionOrder = order(
  'ThreatDetectionOrder',
  'threat detections',
  orderField('ThreatDetectionOrderField', 'threat detections'),
);
export const CaseOrder = builder
  .inputRef<{ field: Field; direction: 'ASC' | 'DESC' }>('CaseOrder')
  .implement({
    description: 'An order of cases.',
    fields: (t) => ({
      field: t.field({ type: CaseOrderField, required: true, description: 'By what.' }),
      direction: t.field({ type: SortDirection, required: true, description: 'Which end first.' }),
    }),
  });
