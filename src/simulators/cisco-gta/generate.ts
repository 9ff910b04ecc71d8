/** Deterministic data in bulk, for tests and benchmarks. */
import { timestamp } from './dates.ts';
import type { TruthAt } from './tell.ts';

export interface GenerateOptions {
  readonly events: number;
  /** How many detections a convicting event names. Default 1. */
  readonly detectionsPerEvent?: number;
  /** Default: a quarter of the events, and never fewer than one event names. */
  readonly detections?: number;
  /** Default: a fifth of the detections. 0: none. */
  readonly alerts?: number;
  /** Default: a tenth of the events, at most 500. */
  readonly assets?: number;
  /** Default 40. */
  readonly records?: number;
  /** Default 0. */
  readonly flowsPerEvent?: number;
  /** Every n-th event is contextual; 0: none. Default 10. */
  readonly contextualEvery?: number;
  /** Every n-th event, detection and asset reference dangles; 0: none. Default 0. */
  readonly danglingEvery?: number;
  /** Milliseconds between one event and the next, and between alerts; 0: all at once. Default 1000, or less so that all fit into 30 days. */
  readonly spacing?: number;
  /** When the first happens, in milliseconds since the epoch. Default: such that the last is just past. */
  readonly start?: number;
  /** What the ids start with, so that two calls do not collide. Default `g1`, `g2`, … by call. */
  readonly prefix?: string;
}

/** The ids that came about, in the order they were made. */
export interface Generated {
  readonly events: readonly string[];
  readonly threatDetections: readonly string[];
  readonly alerts: readonly string[];
  readonly assets: readonly string[];
  readonly records: readonly string[];
  readonly flows: readonly string[];
}

const MOST_SPAN_MS = 30 * 24 * 3_600_000;
const words = ['Critical', 'High', 'Medium', 'Low'];
const confidences = ['High', 'Medium', 'Low'];
const categories = ['Command and control', 'Exfiltration', 'Phishing', 'Cryptomining'];
const reasons = ['Remediated', 'Ignored', 'FalsePositive'];

const pick = <T>(list: readonly T[], i: number): T => list[i % list.length]!;
const ids = (stem: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${stem}-${String(i).padStart(6, '0')}`);

/** `at`: what changes the truth at a given moment. */
export function generate(at: TruthAt, now: number, options: GenerateOptions): Generated {
  const { events, detectionsPerEvent = 1, records = 40, flowsPerEvent = 0 } = options;
  const { contextualEvery = 10, danglingEvery = 0, prefix = 'g' } = options;
  const detections = options.detections ?? Math.max(detectionsPerEvent, Math.ceil(events / 4));
  const alerts = options.alerts ?? Math.ceil(detections / 5);
  const assets = options.assets ?? Math.min(500, Math.ceil(events / 10));
  const steps = Math.max(events, alerts, 1);
  const spacing = options.spacing ?? Math.min(1_000, MOST_SPAN_MS / steps);
  const start = options.start ?? now - Math.ceil(steps * spacing) - 1;
  const made: Generated = {
    events: ids(`${prefix}-ev`, events),
    threatDetections: ids(`${prefix}-td`, detections),
    alerts: ids(`${prefix}-al`, alerts),
    assets: ids(`${prefix}-as`, Math.max(1, assets)),
    records: ids(`${prefix}-ti`, Math.max(1, records)),
    flows: ids(`${prefix}-fl`, events * flowsPerEvent),
  };
  const moment = (i: number): number => Math.floor(start + i * spacing);
  const dangles = (i: number): boolean => danglingEvery > 0 && i % danglingEvery === danglingEvery - 1;
  const truth = at(start);

  for (const [i, id] of made.assets.entries()) {
    const owner = i % 7 === 6 ? null : `user${i}`;
    truth.addAsset({ id, assumedOwner: owner }, [`10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`]);
  }
  for (const [i, id] of made.records.entries()) {
    const category = pick(categories, i);
    truth.addRecord({
      id,
      title: `Threat ${i}`,
      category,
      subcategory: `kind ${i % 9}`,
      severity: pick(words, i),
    });
  }
  for (const [i, id] of made.threatDetections.entries()) {
    const gone = dangles(i);
    truth.addThreatDetection({
      id,
      affectedAssetId: gone ? `${prefix}-as-gone` : pick(made.assets, i),
      threatIntelRecordId: gone ? `${prefix}-ti-gone` : pick(made.records, i),
      confidence: pick(confidences, i),
      detectedAt: timestamp(moment(Math.floor((i * steps) / Math.max(1, detections)))),
      alertIds: gone ? [`${prefix}-al-gone`] : alerts === 0 ? [] : [pick(made.alerts, i)],
    });
  }
  for (const [i, id] of made.alerts.entries()) {
    const value = pick(['New', 'Open', 'Closed'], i);
    truth.addAlert({
      id,
      risk: pick(words, i),
      status: {
        value,
        ...(i % 2 === 0 ? { closingReasons: value === 'Closed' ? [pick(reasons, i)] : null } : {}),
      },
      etaFlag: i % 5 === 0 ? 'EtaBasedDetection' : null,
      note: i % 3 === 0 ? `note ${i}` : null,
      triggeredAt: timestamp(moment(i)),
    });
  }
  for (const [i, id] of made.events.entries()) {
    const contextual = contextualEvery > 0 && i % contextualEvery === contextualEvery - 1;
    const linked = Array.from({ length: contextual ? 0 : detectionsPerEvent }, (_, k) =>
      pick(made.threatDetections, i * detectionsPerEvent + k),
    );
    truth.addEvent({
      id,
      title: `Event ${i}`,
      subtitle: i % 4 === 0 ? '' : `every ${i % 300} s`,
      securityEventTypeId: `CGEN${i % 20}`,
      affectedAssetId: dangles(i) ? `${prefix}-as-gone` : pick(made.assets, i),
      detectedAt: timestamp(moment(i)),
      securityAnnotation:
        i % 3 === 2
          ? null
          : { id: `sa-${i % 50}`, requiredAttributes: { hostname: [`h${i % 1_000}.bulk.example`] } },
      threatDetectionIds: dangles(i) && !contextual ? [...linked, `${prefix}-td-gone`] : linked,
    });
    for (let k = 0; k < flowsPerEvent; k++) {
      truth.addFlow({
        id: made.flows[i * flowsPerEvent + k]!,
        timeStamp: timestamp(moment(i)),
        networkSecurityEventId: id,
        clientIp: `10.0.${(i >> 8) & 255}.${i & 255}`,
        clientPort: 50_000 + (i % 10_000),
        serverIp: `198.51.100.${i % 250}`,
        serverPort: 443,
        url: `https://h${i % 1_000}.bulk.example/`,
        clientBytes: 100 + i,
        serverBytes: 1_000 + i,
        user: `user${i % 100}`,
      });
    }
  }
  return made;
}
