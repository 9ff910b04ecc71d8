/** Cisco Global Threat Alerts before the laws. */
import type { CiscoGtaSim } from '../../src/simulators/cisco-gta/index.ts';
import { startRig } from '../support/rig.ts';
import { uncompiled, type Kind, type Vendor } from './vendor.ts';

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const ranks = ['Critical', 'High', 'Medium', 'Low'];

const bySequence = (sim: CiscoGtaSim, ids: Iterable<string>): string[] =>
  [...ids].toSorted((a, b) => (sim.sequenceOf(a) ?? 0) - (sim.sequenceOf(b) ?? 0));

/** Any text may be one of this vendor's ids, but for the empty one. */
const ids = { unknown: 'nobody-1', malformed: [''] } as const;

export const kinds: readonly Kind[] = [
  { field: 'events', type: 'Event', ...ids, truth: ({ rig: { gta } }) => bySequence(gta, gta.events.keys()) },
  {
    field: 'alerts',
    type: 'Alert',
    ...ids,
    truth: ({ rig: { gta } }) =>
      [...gta.alerts.values()]
        .toSorted((a, b) => ranks.indexOf(a.risk) - ranks.indexOf(b.risk) || byText(a.id, b.id))
        .map(({ id }) => id),
  },
  {
    field: 'threatDetections',
    type: 'ThreatDetection',
    ...ids,
    truth: ({ rig: { gta } }) => [...gta.threatDetections.keys()].toSorted(byText),
  },
  {
    field: 'flows',
    type: 'Flow',
    truth: ({ rig: { gta } }) =>
      bySequence(gta, gta.flows.keys()).map(
        (id) => `${gta.flows.get(id)?.networkSecurityEventId ?? ''}/${id}`,
      ),
    // The vendor lists flows beneath their event only, so that both ids are needed to find one again.
    nativeId: (id) => id.split('/')[1] ?? '',
    unknown: 'nobody-1/nobody-2',
    malformed: ['', 'fl-1', '/fl-1', 'ev-1/', 'ev-1/fl-1/x', '%/fl-1'],
  },
];

interface Collection {
  readonly items: readonly unknown[];
}

const parsed = (body: string): Collection => {
  const collection: Collection = JSON.parse(body);
  return collection;
};

export const ciscoGta: Vendor = {
  name: 'gta',
  start: (sources) =>
    startRig({ argus: false, gta: { firstSequence: 80 }, ...uncompiled, ...(sources && { sources }) }),
  sim: (rig) => rig.gta,
  fill({ gta }, count) {
    if (count === 0) return;
    const made = gta.generate({
      events: count,
      detections: count,
      alerts: count,
      flowsPerEvent: 1,
      spacing: 0,
      records: 7,
    });
    gta.removeEvent(made.events[3] ?? '');
    gta.removeAlert(made.alerts[4] ?? '');
    // Flows are listed beneath their event only: one whose event has gone is in the list, but cannot be found by id.
    gta.removeFlow(made.flows[3] ?? '');
    // What is updated leaves its place and stands at the end.
    gta.updateEvent(made.events[1] ?? '', { subtitle: 'changed' });
  },
  enrich({ gta }) {
    gta.generate({
      events: 150,
      detections: 40,
      detectionsPerEvent: 2,
      alerts: 16,
      records: 8,
      assets: 10,
      spacing: 60_000,
      danglingEvery: 17,
    });
  },
  kinds,
  fromTheEnd: false,
  itemsOf: (body) => parsed(body).items,
  withItems: (body, change) => JSON.stringify({ ...parsed(body), items: change(parsed(body).items) }),
  secrets: ({ gta }) => [
    gta.clientId,
    gta.clientSecret,
    gta.customerId,
    `:${gta.port}`,
    '/threat-detection/',
  ],
  isData: (path) => !path.startsWith('/iroh/'),
};
