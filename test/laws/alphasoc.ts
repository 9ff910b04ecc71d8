/** AlphaSOC before the laws: followed only, so that the journal answers. */
import { startRig } from '../support/rig.ts';
import { caughtUp, resting } from './journal.ts';
import { uncompiled, type Kind, type Vendor, type World } from './vendor.ts';

const nobody = { unknown: 'nobody-1', malformed: [''] } as const;

const idsOf = ({ rig: { alpha } }: World): string[] => alpha.alerts.map(({ id }) => id);

const kinds: readonly Kind[] = [
  {
    field: 'events',
    type: 'Event',
    ...nobody,
    truth: ({ rig: { alpha } }) => alpha.alerts.filter(({ event }) => event !== null).map(({ id }) => id),
  },
  { field: 'alerts', type: 'Alert', ...nobody, truth: idsOf },
  {
    field: 'threatDetections',
    type: 'ThreatDetection',
    ...nobody,
    truth: ({ rig: { alpha } }) =>
      alpha.alerts.flatMap(({ id, threats }) => threats.map((threat) => `${id}#${threat}`)),
  },
];

interface Alerts {
  readonly alerts: readonly unknown[];
}
const parsed = (body: string): Alerts => {
  const alerts: Alerts = JSON.parse(body);
  return alerts;
};

export const alphasoc: Vendor = {
  name: 'alpha',
  start: (sources) =>
    startRig({
      argus: false,
      gta: false,
      alpha: { switches: { alertIds: 'full', compress: false } },
      ...uncompiled,
      sources: { alpha: { ...resting, ...sources?.alpha } },
    }),
  sim: (rig) => rig.alpha,
  fill({ alpha }, count) {
    if (count > 0) alpha.generate(count, { spacing: 0 });
    if (count > 10) alpha.addAlert({ event: null });
  },
  settle: (rig) => caughtUp(rig, 'alpha'),
  enrich({ alpha }) {
    alpha.generate(150, { threatsPerAlert: 2, lateEvery: 7, spacing: 90_000 });
    alpha.addAlert({ event: null });
    alpha.addAlert({ event: { srcIP: '2001:db8::1', srcUser: 'CORP\\ana', srcHost: 'WS-7.corp.example' } });
    alpha.amendThreat('c2_communication', { severity: 5 });
  },
  kinds,
  fromTheEnd: true,
  itemsOf: (body) => parsed(body).alerts,
  withItems: (body, change) => JSON.stringify({ ...parsed(body), alerts: change(parsed(body).alerts) }),
  secrets: ({ alpha }) => [alpha.apiKey, `:${alpha.port}`],
  isData: () => true,
};
