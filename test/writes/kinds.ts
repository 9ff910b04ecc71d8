/** Every kind of write, one object each: how it is asked for, and what the simulator says was done. */
import { encodeGlobalId } from '../../src/model/ids.ts';
import type { Input } from '../support/mutations.ts';
import type { Rig } from '../support/rig.ts';

export type Sims = Pick<Rig, 'argus' | 'gta' | 'alpha' | 'clock'>;

/** One write. Its mark stands in its request: in the body, or its object's id in the path. */
export interface Planned {
  readonly mark: string;
  readonly mutation: string;
  readonly input: Input;
  readonly selection: string;
  /** What else tells its request. */
  readonly path?: string;
  /** How often the simulator has done it. */
  readonly applied: (sims: Sims) => number;
  /** What its entry of the audit log names; undefined where the gateway or nobody gives the name. */
  readonly id?: string;
}

type Plan = (sims: Sims, mark: string, n: number) => Planned;

const outcomes = 'outcomes { id error { code } }';
const comments = ({ argus }: Sims, id: string, mark: string): number =>
  argus.events.get(id)?.comments.filter(({ comment }) => comment === mark).length ?? 0;

const assess: Plan = (sims, mark) => {
  const { id } = sims.argus.addEvent();
  return {
    mark,
    mutation: 'assessEvents',
    selection: outcomes,
    input: {
      ids: [encodeGlobalId('Event', 'argus', id)],
      assessment: { comment: mark, enableFlags: ['FOLLOWUP'] },
    },
    applied: (now) => comments(now, id, mark),
    id,
  };
};

const match: Plan = (sims, mark, n) => {
  // A second of its own, so that the search finds this one only.
  const created = sims.clock.now() - 3_600_000 * 24 - n * 1_000;
  const { id } = sims.argus.addEvent({ created });
  const at = (ms: number): string => new Date(ms).toISOString();
  return {
    mark,
    mutation: 'assessMatchingEvents',
    selection: outcomes,
    input: {
      source: 'argus',
      filter: {},
      window: { from: at(created - 100), to: at(created + 100) },
      assessment: { comment: mark },
    },
    applied: (now) => comments(now, id, mark),
    id,
  };
};

const submit: Plan = (_sims, mark) => {
  const found = ({ argus }: Sims) => [...argus.events.values()].filter(({ signature }) => signature === mark);
  return {
    mark,
    mutation: 'submitEvents',
    selection: 'outcomes { id status }',
    input: { source: 'argus', events: [{ signature: mark }] },
    applied: (now) => found(now).length,
  };
};

const argusStatus: Plan = ({ argus }, mark) => {
  const { id, uuid } = argus.addEvent({ alarmID: 58_001, flags: ['IDENTIFIED_THREAT'] });
  return {
    mark,
    path: uuid,
    mutation: 'setAlertStatus',
    selection: 'alert { status }',
    input: { id: encodeGlobalId('Alert', 'argus', id), status: 'CLOSED' },
    applied: (now) => now.argus.events.get(id)?.changes.filter(({ type }) => type === 'assessed').length ?? 0,
    id,
  };
};

const gtaStatus: Plan = ({ gta }, mark) => {
  gta.addAlert({ id: mark, status: { value: 'New' } });
  return {
    mark,
    mutation: 'setAlertStatus',
    selection: 'alert { status }',
    input: { id: encodeGlobalId('Alert', 'gta', mark), status: 'CLOSED', closingReasons: ['Other'] },
    applied: (now) => (now.gta.alerts.get(mark)?.status.value === 'Closed' ? 1 : 0),
    id: mark,
  };
};

const note: Plan = ({ gta }, mark) => {
  gta.addAlert({ id: mark, status: { value: 'Open' } });
  return {
    mark,
    mutation: 'setAlertNote',
    selection: 'alert { note }',
    input: { id: encodeGlobalId('Alert', 'gta', mark), note: `note ${mark}` },
    applied: (now) => (now.gta.alerts.get(mark)?.note === `note ${mark}` ? 1 : 0),
    id: mark,
  };
};

const telemetry: Plan = (_sims, mark) => ({
  mark,
  mutation: 'submitTelemetry',
  selection: 'received accepted',
  input: {
    source: 'alpha',
    dns: [{ ts: '2026-03-01T11:00:00Z', srcIP: '10.0.0.1', query: `${mark}.example` }],
  },
  applied: ({ alpha }) =>
    alpha.telemetry
      .flatMap(({ accepted }) => accepted)
      .filter((event) => event['query'] === `${mark}.example`).length,
});

export const plans: readonly Plan[] = [assess, match, submit, argusStatus, gtaStatus, note, telemetry];
