import type { Event } from '../../model/records.ts';
import { builder } from '../builder.ts';
import { ArgusEventDetails, type ArgusDetailsValue } from './argus.ts';
import { CiscoGtaEventDetails, type CiscoGtaDetailsValue } from './cisco-gta.ts';

export type EventDetailsValue = ArgusDetailsValue | CiscoGtaDetailsValue;

/** An event's details together with the event, for what is fetched on demand. */
export function detailsOf(event: Event): EventDetailsValue {
  const { details } = event;
  return details.vendor === 'argus' ? { event, details } : { event, details };
}

const typeOfVendor = { argus: ArgusEventDetails, 'cisco-gta': CiscoGtaEventDetails } as const;

export const EventDetails = builder.unionType('EventDetails', {
  description: 'What one vendor alone knows of an event.',
  types: [ArgusEventDetails, CiscoGtaEventDetails],
  resolveType: ({ details }) => typeOfVendor[details.vendor],
});
