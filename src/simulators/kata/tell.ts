/** Tells the common story as endpoint telemetry, up to whatever time it is. */
import { incidentsBetween, type Incident } from '../story.ts';
import { makeEvent, storyId } from './make.ts';
import { FETCHABLE_MS, type Dispatch } from './store.ts';
import type { KataEventType } from './types.ts';

const DAY_MS = 24 * 3_600_000;
/** A clock that jumps further than this gets the stretch as history, thinned, as after a restart. */
const JUMP_MS = 6 * 3_600_000;

/** What each plot leaves behind on the endpoint; the first event is the telling one. */
const traces: Readonly<Record<string, readonly KataEventType[]>> = {
  c2: ['connection', 'process', 'registry'],
  ransomware: ['process', 'filechange', 'threatdetect', 'threatprocessingresult'],
  exfiltration: ['connection', 'process'],
  credential_dump: ['process', 'amsiscan', 'windowsevent'],
  cryptomining: ['process', 'connection', 'threatdetect', 'threatprocessingresult'],
  phishing: ['blockdocument', 'connection', 'filechange'],
  dns_tunnel: ['process_interpretated_file_run', 'connection'],
  lateral: ['windowsevent', 'connection', 'driver', 'registry'],
  scan: ['process_console_interactive_input', 'connection', 'portlisten'],
};
const policyTraces: readonly (readonly KataEventType[])[] = [
  ['applock'],
  ['process', 'process_terminate'],
  ['module', 'connection'],
  ['threatdetect', 'threatprocessingresult'],
];

const windowsOnly: ReadonlySet<KataEventType> = new Set(['registry', 'amsiscan']);

interface Step {
  readonly type: KataEventType;
  /** Milliseconds from the incident to the event, and from the event to its arrival. */
  readonly after: number;
  readonly lag: number;
}

function traceOf(incident: Incident): readonly KataEventType[] {
  const { plot, host } = incident;
  const trace =
    traces[plot.key] ?? policyTraces[Math.floor(incident.chance('kata-policy') * policyTraces.length)] ?? [];
  return host.os === 'Windows' ? trace : trace.filter((type) => !windowsOnly.has(type));
}

/**
 * When each event happens and how long it is on its way. Agents on Linux hold a batch for up to 30 s (sheet 5). One
 * processing result in four comes in before its detection, one in six has none, and one detection in ten is never
 * followed by a result.
 */
function stepsOf(incident: Incident): Step[] {
  const pairing = incident.chance('kata-pairing');
  const hold = incident.host.os === 'Linux' ? 30_000 : 4_000;
  const lag = 1_000 + Math.floor(incident.chance('kata-lag') * hold);
  const steps = traceOf(incident).map((type, i): Step => {
    const after = i * 700;
    return type === 'threatdetect' && pairing < 0.25
      ? { type, after, lag: lag + 20_000 }
      : { type, after, lag };
  });
  if (pairing > 0.73 && pairing <= 0.83) return steps.filter(({ type }) => type !== 'threatprocessingresult');
  return pairing > 0.83 ? steps.filter(({ type }) => type !== 'threatdetect') : steps;
}

/** Three in a hundred come from a laptop that was away: the event lies days before its arrival. */
function awayMs(incident: Incident): number {
  if (incident.chance('kata-away') >= 0.03) return 0;
  return Math.floor((1 + incident.chance('kata-away-days') * 19) * DAY_MS);
}

/** One host's clock goes fast, as nobody looks after it. */
const skewMs = ({ host }: Incident): number => (host.name === 'file-01' ? 40_000 : 0);

function dispatchesOf(incident: Incident): Dispatch[] {
  const { severity } = incident.plot;
  const share = severity >= 3 ? 1 : severity === 2 ? 0.3 : 0.1;
  const fired = incident.chance('kata-ioa') < share;
  return stepsOf(incident).map(({ type, after, lag }, part) => {
    const at = incident.time + after + lag;
    const scene = { incident, at: incident.time + after - awayMs(incident) + skewMs(incident), part };
    const rules = fired && (part === 0 || (type === 'connection' && severity === 5));
    return { at, event: makeEvent(type, scene, { id: storyId(scene), arrivedAt: at, fired: rules }) };
  });
}

/** What leaves the endpoints between the last call and `now`; the first call tells the last two hours before the start. */
export function createTell(storyStart: number): (now: number) => readonly Dispatch[] {
  let told = storyStart - FETCHABLE_MS;
  return (now) => {
    if (now <= told) return [];
    const startedAt = now - Math.max(told, storyStart) > JUMP_MS ? now : storyStart;
    const incidents = incidentsBetween(told, now, startedAt);
    told = now;
    return incidents.flatMap(dispatchesOf);
  };
}
