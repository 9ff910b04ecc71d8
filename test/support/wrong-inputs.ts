/** Inputs that are wrong in a way that the gateway knows of, one fault each. */
import { idOf } from './incident.ts';
import type { Input } from './mutations.ts';
import type { Rig } from './rig.ts';

export const seen = () => ({ comment: 'seen' });
export const submitting = (...events: readonly object[]): Input => ({ source: 'argus', events });
export const matching = (more: object): Input => ({
  source: 'argus',
  filter: {},
  window: { from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00Z' },
  assessment: seen(),
  ...more,
});
export const dns = (n: number) => ({ ts: '2026-03-01T11:00:00Z', srcIP: '10.0.0.1', query: `h${n}.example` });

const eventId = (nativeId: string): string => idOf('Event', 'argus', nativeId);
export interface Wrong {
  readonly name: string;
  readonly mutation: string;
  readonly input: Input | ((rig: Rig) => Input);
  readonly paths: readonly string[];
}

const argusEvent = (rig: Rig): string => eventId(rig.argus.addEvent().id);
const assess =
  (assessment: (rig: Rig) => object, ids: (rig: Rig) => readonly string[] = (rig) => [argusEvent(rig)]) =>
  (rig: Rig): Input => ({ ids: ids(rig), assessment: assessment(rig) });
const gtaAlert = (rig: Rig): string => idOf('Alert', 'gta', rig.gta.addAlert().id);
const several = (rig: Rig, count: number): string[] =>
  rig.argus.generate(count, { type: 'aggregated' }).map(({ id }) => eventId(id));
const huge = 'q'.repeat(11_000_000);

export const wrongs: readonly Wrong[] = [
  {
    name: 'flags switched on and off at once',
    mutation: 'assessEvents',
    input: assess(() => ({ enableFlags: ['FOLLOWUP', 'ACKNOWLEDGED'], disableFlags: ['ACKNOWLEDGED'] })),
    paths: ['input.assessment.enableFlags[1]'],
  },
  {
    name: 'no event',
    mutation: 'assessEvents',
    input: assess(seen, () => []),
    paths: ['input.ids'],
  },
  {
    name: 'an event twice',
    mutation: 'assessEvents',
    input: assess(seen, (rig) => several(rig, 2).flatMap((id) => [id, id])),
    paths: ['input.ids[1]', 'input.ids[3]'],
  },
  {
    name: 'more than a thousand events',
    mutation: 'assessEvents',
    input: assess(seen, (rig) => several(rig, 1_001)),
    paths: ['input.ids'],
  },
  {
    name: 'what is no id',
    mutation: 'assessEvents',
    input: assess(seen, (rig) => [argusEvent(rig), 'nonsense']),
    paths: ['input.ids[1]'],
  },
  {
    name: 'the id of something else',
    mutation: 'assessEvents',
    input: assess(seen, () => [idOf('Case', 'argus', '5001')]),
    paths: ['input.ids[0]'],
  },
  {
    name: 'a case of another source',
    mutation: 'assessEvents',
    input: assess(() => ({ associateCases: [idOf('Case', 'gta', '5001')] })),
    paths: ['input.assessment.associateCases[0]'],
  },
  {
    name: 'a case that is none',
    mutation: 'assessEvents',
    input: assess(() => ({ disassociateCases: ['5001'] })),
    paths: ['input.assessment.disassociateCases[0]'],
  },
  {
    name: 'an assessment that says nothing',
    mutation: 'assessEvents',
    input: assess(() => ({})),
    paths: ['input.assessment'],
  },
  {
    name: 'an empty comment',
    mutation: 'assessEvents',
    input: assess(() => ({ comment: '  ' })),
    paths: ['input.assessment.comment'],
  },
  {
    name: 'a severity that Argus does not have',
    mutation: 'assessEvents',
    input: assess(() => ({ severity: 'INFORMATIONAL' })),
    paths: ['input.assessment.severity'],
  },
  {
    name: 'a limit of nothing',
    mutation: 'assessMatchingEvents',
    input: matching({ limit: 0 }),
    paths: ['input.limit'],
  },
  {
    name: 'flags switched on and off at once, by search',
    mutation: 'assessMatchingEvents',
    input: matching({ assessment: { enableFlags: ['FOLLOWUP'], disableFlags: ['FOLLOWUP'] } }),
    paths: ['input.assessment.enableFlags[0]'],
  },
  {
    name: 'reasons for an alert that is not closed',
    mutation: 'setAlertStatus',
    input: (rig) => ({ id: gtaAlert(rig), status: 'OPEN', closingReasons: ['Other'] }),
    paths: ['input.closingReasons'],
  },
  {
    name: 'an empty reason',
    mutation: 'setAlertStatus',
    input: (rig) => ({ id: gtaAlert(rig), status: 'CLOSED', closingReasons: ['Other', ''] }),
    paths: ['input.closingReasons[1]'],
  },
  {
    name: 'a status that cannot be set',
    mutation: 'setAlertStatus',
    input: (rig) => ({ id: gtaAlert(rig), status: 'UNKNOWN' }),
    paths: ['input.status'],
  },
  {
    name: 'an alert that is an event',
    mutation: 'setAlertStatus',
    input: { id: idOf('Event', 'gta', 'ev-1'), status: 'OPEN' },
    paths: ['input.id'],
  },
  {
    name: 'a note that was forgotten',
    mutation: 'setAlertNote',
    input: (rig) => ({ id: gtaAlert(rig) }),
    paths: ['input.note'],
  },
  {
    name: 'no event to submit',
    mutation: 'submitEvents',
    input: submitting(),
    paths: ['input.events'],
  },
  {
    name: 'an update of an event of another source',
    mutation: 'submitEvents',
    input: submitting({ signature: 'x' }, { id: idOf('Event', 'gta', 'ev-1'), count: 2 }),
    paths: ['input.events[1].id'],
  },
  {
    name: 'a port that is none',
    mutation: 'submitEvents',
    input: submitting({ signature: 'x', srcEndpoint: { address: '10.0.0.1', port: 70_000 } }),
    paths: ['input.events[0].srcEndpoint.port'],
  },
  {
    name: 'no telemetry',
    mutation: 'submitTelemetry',
    input: { source: 'alpha', dns: [] },
    paths: ['input'],
  },
  {
    name: 'telemetry from nowhere',
    mutation: 'submitTelemetry',
    input: { source: 'alpha', dns: [dns(1), { ...dns(2), srcIP: undefined }] },
    paths: ['input.dns[1]'],
  },
  {
    name: '11 MB in one event',
    mutation: 'submitTelemetry',
    input: { source: 'alpha', dns: [dns(1), { ...dns(2), query: huge }] },
    paths: ['input.dns[1]'],
  },
  {
    name: 'an empty key',
    mutation: 'setAlertStatus',
    input: (rig) => ({ id: gtaAlert(rig), status: 'OPEN', idempotencyKey: '' }),
    paths: ['input.idempotencyKey'],
  },
];
