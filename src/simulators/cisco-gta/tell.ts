/** Tells the common story as this vendor would have seen it, up to whatever time it is. */
import { HISTORY_MS, incidentsBetween, type Incident } from '../story.ts';
import type { Store } from './store.ts';
import {
  alertId,
  detectionId,
  isConvicting,
  recordId,
  assetId,
  severityWord,
  storyAssets,
  storyEvent,
  storyFlows,
  storyRecords,
} from './story-words.ts';
import type { CiscoGtaTruth } from './truth.ts';

/** Tells everything up to `now` that was not told yet. */
export type Tell = (now: number) => void;

/** The doors at a moment of the story. */
export type TruthAt = (moment: number) => CiscoGtaTruth;

const HOUR_MS = 3_600_000;
/** A clock that jumps further than this gets the stretch as history, thinned, as after a restart. */
const JUMP_MS = 6 * HOUR_MS;
/**
 * Sequence numbers an incident may use. They start at its own place in the story, so that a cursor stored yesterday
 * still stands where it stood when the simulator is started again today.
 */
const NUMBERS_PER_INCIDENT = 16;

const risks = ['Low', 'Medium', 'High', 'Critical'];
const reasons = ['Remediated', 'Ignored', 'FalsePositive'];

/** Someone looks at an alert some time after it came. */
interface Triage {
  readonly at: number;
  readonly alert: string;
  readonly incident: Incident;
}

export function createTell(store: Store, truthAt: TruthAt, storyStart: number): Tell {
  const toldAlerts = new Set<string>();
  const toldDetections = new Set<string>();
  /** The latest event of a detection: the one that an update extends. */
  const latestEvent = new Map<string, string>();
  let triages: Triage[] = [];
  let told = storyStart - HISTORY_MS;
  let opened = false;

  function open(): void {
    const truth = truthAt(told);
    for (const { asset, addresses } of storyAssets) truth.addAsset(asset, addresses);
    for (const record of storyRecords) truth.addRecord(record);
    opened = true;
  }

  function alertFor(incident: Incident, id: string, truth: CiscoGtaTruth): void {
    const risk = severityWord(incident.plot);
    if (!toldAlerts.has(id)) {
      toldAlerts.add(id);
      const etaFlag = incident.chance('gta-eta') < 0.25 ? 'EtaBasedDetection' : null;
      truth.addAlert({ id, risk, etaFlag });
      triages.push({
        at: incident.time + Math.floor((0.2 + incident.chance('gta-delay') * 6) * HOUR_MS),
        alert: id,
        incident,
      });
      return;
    }
    const known = store.alerts.get(id)?.value;
    if (known !== undefined && risks.indexOf(risk) > risks.indexOf(known.risk))
      truth.updateAlert(id, { risk });
  }

  function convict(incident: Incident, truth: CiscoGtaTruth): void {
    const id = detectionId(incident);
    if (!toldDetections.has(id)) {
      toldDetections.add(id);
      const alert = alertId(incident);
      truth.addThreatDetection({
        id,
        affectedAssetId: assetId(incident.host),
        threatIntelRecordId: recordId(incident.plot),
        confidence: incident.chance('gta-confidence') < 0.5 ? 'Medium' : 'Low',
        alertIds: [alert],
      });
      alertFor(incident, alert, truth);
    } else if (store.threatDetections.get(id) !== undefined) {
      truth.updateThreatDetection(id, { confidence: 'High' });
    }
    const earlier = latestEvent.get(id);
    if (
      earlier !== undefined &&
      incident.chance('gta-again') < 0.15 &&
      store.events.get(earlier) !== undefined
    ) {
      truth.updateEvent(earlier, { subtitle: `seen again at ${incident.remote.domain}` });
    }
    latestEvent.set(id, storyEvent(incident).id);
  }

  function tellIncident(incident: Incident): void {
    if (incident.plot.severity < 2) return;
    store.raiseSequence(incident.index * NUMBERS_PER_INCIDENT);
    const truth = truthAt(incident.time);
    if (isConvicting(incident)) convict(incident, truth);
    truth.addEvent(storyEvent(incident));
    for (const flow of storyFlows(incident)) truth.addFlow(flow);
  }

  /** Only alerts that nobody has touched yet: what a client did is never undone by the story. */
  function triage({ at, alert, incident }: Triage): void {
    const value = store.alerts.get(alert)?.value;
    if (value === undefined || value.status.value !== 'New' || value.note !== null) return;
    const choice = incident.chance('gta-triage');
    if (choice > 0.65) return;
    const note = choice < 0.45 ? `ticket SOC-${incident.index % 10_000}` : null;
    if (choice < 0.3) truthAt(at).updateAlert(alert, { status: { value: 'Open' }, note });
    else {
      const closingReasons = choice < 0.55 ? [reasons[incident.index % reasons.length]!] : null;
      truthAt(at).updateAlert(alert, { status: { value: 'Closed', closingReasons }, note });
    }
  }

  function triageUntil(moment: number): void {
    const due = triages.filter(({ at }) => at <= moment).sort((a, b) => a.at - b.at);
    if (due.length === 0) return;
    triages = triages.filter(({ at }) => at > moment);
    for (const entry of due) triage(entry);
  }

  return (now) => {
    if (!opened) open();
    if (now <= told) return;
    const startedAt = now - Math.max(told, storyStart) > JUMP_MS ? now : storyStart;
    for (const incident of incidentsBetween(told, now, startedAt)) {
      triageUntil(incident.time);
      tellIncident(incident);
    }
    triageUntil(now);
    told = now;
  };
}
