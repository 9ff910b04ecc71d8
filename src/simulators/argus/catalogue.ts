/** The fixed things events and cases refer to: customers, locations, alarms, categories, sensors, users. */
import { plots, users as storyUsers } from '../story.ts';

export interface ArgusCustomer {
  readonly id: number;
  readonly shortName: string;
  readonly name: string;
}

interface ArgusUser {
  readonly id: number;
  readonly customerID: number;
  readonly userName: string;
  readonly name: string;
}

interface Named {
  readonly id: number;
  readonly shortName: string;
  readonly name: string;
}

export const domain = { id: 1, name: 'mnemonic' };

export const defaultCustomers: readonly ArgusCustomer[] = [
  { id: 42, shortName: 'acme', name: 'Acme Corporation' },
  { id: 43, shortName: 'acme-dc', name: 'Acme Data Centre' },
  { id: 44, shortName: 'fjordbank', name: 'Fjordbank' },
];

/** The SOC's own customer, of which no key sees events. */
export const socCustomer: ArgusCustomer = { id: 1, shortName: 'mnemonic', name: 'mnemonic SOC' };

const unspecified = { id: 0, shortName: null, name: null, timeZone: 'Europe/Oslo' };
export const locations = [
  unspecified,
  { id: 11, shortName: 'oslo', name: 'Oslo office', timeZone: 'Europe/Oslo' },
  { id: 12, shortName: 'dc-north', name: 'Data centre north', timeZone: 'Europe/Oslo' },
];
export const locationByID = (id: number): typeof unspecified | (typeof locations)[number] =>
  locations.find((entry) => entry.id === id) ?? unspecified;

const sensors = [
  { id: 901, hostName: 'sensor-oslo-1', ipAddress: '10.20.0.5' },
  { id: 902, hostName: 'sensor-dc-1', ipAddress: '10.20.1.5' },
];

/** One attack category for each word of the story; several plots may share it. */
const attackCategories: readonly Named[] = [...new Set(plots.map((plot) => plot.category))].map(
  (name, i) => ({
    id: 301 + i,
    shortName: name.toLowerCase().replaceAll(' ', '-'),
    name,
  }),
);

/** An alarm and the signature that is mapped to it. */
interface ArgusAlarm {
  readonly id: number;
  readonly description: string;
  readonly attackCategoryID: number;
  readonly signature: string;
}

export const alarms: readonly ArgusAlarm[] = plots.map((plot, i) => ({
  id: 58_001 + i,
  description: plot.title,
  attackCategoryID: attackCategories.find((category) => category.name === plot.category)?.id ?? 301,
  signature: `STORY-${plot.key.toUpperCase()}`,
}));

const byID = <T extends { readonly id: number }>(list: readonly T[]): ReadonlyMap<number, T> =>
  new Map(list.map((entry) => [entry.id, entry]));
export const alarmByID = byID(alarms);
export const attackCategoryByID = byID(attackCategories);
export const sensorByID = byID(sensors);

export const caseServices: readonly Named[] = [
  { id: 1, shortName: 'support', name: 'Support' },
  { id: 2, shortName: 'administrative', name: 'Administrative' },
  { id: 3, shortName: 'advisory', name: 'Advisory' },
  { id: 4, shortName: 'vulnscan', name: 'Vulnerability scan' },
  { id: 5, shortName: 'ids', name: 'Network monitoring' },
];

export const caseCategories: readonly Named[] = [
  { id: 10, shortName: 'bot-infected-host', name: 'Bot-infected host' },
  { id: 11, shortName: 'malware', name: 'Malware' },
  { id: 12, shortName: 'data-leak', name: 'Data leakage' },
  { id: 13, shortName: 'unauthorized-access', name: 'Unauthorised access' },
  { id: 14, shortName: 'other', name: 'Other' },
];
export const caseServiceByID = byID(caseServices);
export const caseCategoryByID = byID(caseCategories);

/** The first is the user behind the API key, the next three the SOC, the rest the office. */
export const argusUsers: readonly ArgusUser[] = [
  { id: 1_000, customerID: 42, userName: 'crosswatch', name: 'Crosswatch integration' },
  { id: 1_001, customerID: socCustomer.id, userName: 'soc.ada', name: 'Ada Analyst' },
  { id: 1_002, customerID: socCustomer.id, userName: 'soc.bo', name: 'Bo Berg' },
  { id: 1_003, customerID: socCustomer.id, userName: 'argus', name: 'Argus Engine' },
  ...storyUsers.map((user, i) => ({
    id: 1_100 + i,
    customerID: 42,
    userName: user.name,
    name: user.fullName,
  })),
];
export const userByID = byID(argusUsers);
