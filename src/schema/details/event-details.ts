import type { Event } from '../../model/records.ts';
import { builder } from '../builder.ts';
import { AlphaSocEventDetails, type AlphaSocDetailsValue } from './alphasoc.ts';
import { ArgusEventDetails, type ArgusDetailsValue } from './argus.ts';
import { CiscoGtaEventDetails, type CiscoGtaDetailsValue } from './cisco-gta.ts';
import { KataEventDetails, type KataDetailsValue } from './kata.ts';

export type EventDetailsValue =
  ArgusDetailsValue | AlphaSocDetailsValue | KataDetailsValue | CiscoGtaDetailsValue;

/** An event's details together with the event, for what is fetched on demand. */
export function detailsOf(event: Event): EventDetailsValue {
  const { details } = event;
  switch (details.vendor) {
    case 'argus':
      return { event, details };
    case 'alphasoc':
      return { event, details };
    case 'kata':
      return { event, details };
    case 'cisco-gta':
      return { event, details };
  }
}

const typeOfVendor = {
  argus: ArgusEventDetails,
  alphasoc: AlphaSocEventDetails,
  kata: KataEventDetails,
  'cisco-gta': CiscoGtaEventDetails,
} as const;

export const EventDetails = builder.unionType('EventDetails', {
  description: 'What one vendor alone knows of an event.',
  types: [ArgusEventDetails, AlphaSocEventDetails, KataEventDetails, CiscoGtaEventDetails],
  resolveType: ({ details }) => typeOfVendor[details.vendor],
});
