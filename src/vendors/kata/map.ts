/** An event as records: itself, a detection for each rule and verdict, an alert for all of them (DESIGN sections 2 and 10). */
import type { Alert, AnyRecord, Ref, Threat, ThreatDetection } from '../../model/records.ts';
import { confidenceOfWord, highestSeverity, severityOfWord, type Severity } from '../../model/severity.ts';
import type { Item } from './item.ts';
import type { Link } from './join.ts';
import { eventOf, ruleId, sharedOf, vendor, verdictId, type Parts } from './map-event.ts';
import { observablesOf } from './observables.ts';
import { attacksOf, rulesOf } from './rules.ts';
import { deviceOf } from './values.ts';

export interface Mapper {
  /** The event first, then its detections, then its alert. */
  records(item: Item, link: Link): AnyRecord[];
  /** Whether the item has an alert whatever becomes of its verdict. */
  hasRules(item: Item): boolean;
}

export function createMapper(source: string): Mapper {
  const threat = (
    nativeId: string,
    title: string,
    category: string,
    severity: Severity,
    word?: string,
  ): Ref<Threat> => ({
    nativeId,
    record: { source, nativeId, title, category, severity, severityNative: word },
  });

  function detectionsOf({ item, link, rules, verdict, common, device }: Parts): ThreatDetection[] {
    const { fields, id } = item;
    const word = fields.text('ioa.severity');
    const severity = severityOfWord(word);
    const alerts = [{ nativeId: id }];
    const detections = rules.map((rule): ThreatDetection => ({
      recordKind: 'THREAT_DETECTION',
      ...common,
      nativeId: ruleId(id, rule),
      severity,
      severityNative: word,
      threat: threat(rule.key, rule.name ?? rule.key, 'IOA', severity, word),
      confidence: confidenceOfWord(fields.text('ioa.confidence')),
      device,
      attacks: attacksOf([rule]),
      events: [{ nativeId: id }],
      alerts,
    }));
    if (verdict) {
      const name = fields.text('verdictname');
      detections.push({
        recordKind: 'THREAT_DETECTION',
        ...common,
        nativeId: verdictId(id),
        severity: 'HIGH',
        threat: threat(name ?? 'unknown', name ?? 'Unknown threat', 'Antivirus', 'HIGH'),
        confidence: 'UNKNOWN',
        device,
        attacks: [],
        events: [item, ...link.results].map((one) => ({ nativeId: one.id })),
        alerts,
      });
    }
    return detections;
  }

  function alertOf(parts: Parts, detections: readonly ThreatDetection[]): Alert {
    const { item, link, rules, verdict, common } = parts;
    const names = [
      ...(verdict ? [item.fields.text('verdictname') ?? 'Unknown threat'] : []),
      ...rules.map(({ name, key }) => name ?? key),
    ];
    return {
      recordKind: 'ALERT',
      ...common,
      nativeId: item.id,
      severity: highestSeverity(detections.map((detection) => detection.severity ?? 'UNKNOWN')),
      severityNative: item.fields.text('ioa.severity'),
      title: names.join(', '),
      statusNative: verdict ? (link.results.at(-1) ?? item).fields.text('threatstatus') : undefined,
      attacks: attacksOf(rules),
      events: [item, ...link.results].map((one) => ({ nativeId: one.id })),
      threatDetections: detections.map(({ nativeId }) => ({ nativeId })),
      labels: [],
    };
  }

  return {
    hasRules: (item) => rulesOf(item.fields).length > 0,
    records(item, link) {
      const { fields, at } = item;
      const shared = sharedOf(item);
      const device = deviceOf(fields);
      const received = [item, ...link.results]
        .map((one) => one.fields.time('receivedtimestamp')?.time)
        .filter((time) => time !== undefined);
      const parts: Parts = {
        item,
        link,
        verdict: item.part !== undefined && link.finding === undefined,
        rules: rulesOf(fields),
        common: {
          source,
          vendor,
          time: at.time,
          timeFraction: at.fraction,
          modifiedAt: received.length === 0 ? undefined : Math.max(...received),
          observables: observablesOf(fields, shared),
          raw: item.raw,
        },
        device: device?.id === undefined ? undefined : { nativeId: device.id, record: device },
      };
      const event = eventOf(parts, shared);
      const detections = detectionsOf(parts);
      return detections.length === 0 ? [event] : [event, ...detections, alertOf(parts, detections)];
    },
  };
}
