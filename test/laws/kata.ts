/** KATA before the laws: followed only, so that the journal answers. */
import type { KataObject, KataValue } from '../../src/simulators/kata/types.ts';
import { idOf } from '../following/sims.ts';
import { startRig } from '../support/rig.ts';
import { caughtUp, resting } from './journal.ts';
import { uncompiled, type Kind, type Vendor, type World } from './vendor.ts';

const nobody = { unknown: 'nobody-1', malformed: [''] } as const;

const eventsOf = ({ rig: { kata } }: World): KataObject[] => kata.fetchable.map(({ event }) => event);

const isObject = (value: KataValue | undefined): value is KataObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const rulesOf = ({ Ioa }: KataObject): string[] =>
  isObject(Ioa) && Array.isArray(Ioa['Rules'])
    ? Ioa['Rules'].map((rule: KataValue) =>
        isObject(rule) && typeof rule['Id'] === 'string' ? rule['Id'] : '',
      )
    : [];

const kinds: readonly Kind[] = [
  { field: 'events', type: 'Event', ...nobody, truth: (held) => eventsOf(held).map(idOf) },
  {
    field: 'alerts',
    type: 'Alert',
    ...nobody,
    truth: (held) =>
      eventsOf(held)
        .filter((event) => rulesOf(event).length > 0)
        .map(idOf),
  },
  {
    field: 'threatDetections',
    type: 'ThreatDetection',
    ...nobody,
    truth: (held) =>
      eventsOf(held).flatMap((event) => rulesOf(event).map((rule) => `${idOf(event)}#${rule}`)),
  },
];

interface Events {
  readonly events: readonly unknown[];
}
const parsed = (body: string): Events => {
  const events: Events = JSON.parse(body);
  return events;
};

export const kata: Vendor = {
  name: 'kata',
  start: (sources) =>
    startRig({
      argus: false,
      gta: false,
      kata: { switches: { windowScale: 0 } },
      ...uncompiled,
      sources: { kata: { ...resting, ...sources?.kata } },
    }),
  sim: (rig) => rig.kata,
  fill({ kata: sim }, count) {
    // No verdicts: which rules have fired is all that decides of alerts.
    if (count > 0) sim.generate(count, { types: ['process', 'connection', 'registry'], ioaEvery: 1 });
    if (count > 10) sim.generate(3, { types: ['filechange'], ioaEvery: 0 });
  },
  settle: (rig) => caughtUp(rig, 'kata'),
  enrich: ({ kata: sim }) => void sim.generate(160, { ioaEvery: 2, rate: 1_000 }),
  kinds,
  fromTheEnd: true,
  itemsOf: (body) => parsed(body).events,
  withItems: (body, change) => JSON.stringify({ ...parsed(body), events: change(parsed(body).events) }),
  secrets: ({ kata: sim }) => [`:${sim.port}`],
  isData: () => true,
};
