/** One small incident that both vendors know, at a moment at which the clock stands still: answers can be stated whole. */
import { createSimClock, type SimClock } from '../../src/simulators/clock.ts';
import { encodeGlobalId, type NodeType } from '../../src/model/ids.ts';
import type { Rig } from './rig.ts';

/** Milliseconds since the epoch. */
export const NOON = Date.parse('2026-03-01T12:00:00.000Z');

/** A clock that stands at noon until it is moved. */
export function clockAtNoon(): SimClock {
  const clock = createSimClock();
  clock.set(NOON, true);
  return clock;
}

export const argusEvent = `AGGR/${NOON}/42/5d2f9c1e-7f0b-4f0e-9a55-0c8f6a4b1d20`;

/** Global ids of what `addIncident` adds. */
export const ids = {
  argusEvent: encodeGlobalId('Event', 'argus', argusEvent),
  argusAlert: encodeGlobalId('Alert', 'argus', argusEvent),
  argusDetection: encodeGlobalId('ThreatDetection', 'argus', `${argusEvent}#58001`),
  argusCase: encodeGlobalId('Case', 'argus', '5001'),
  gtaEvent: encodeGlobalId('Event', 'gta', 'ev-1'),
  gtaDetection: encodeGlobalId('ThreatDetection', 'gta', 'td-1'),
  gtaAlert: encodeGlobalId('Alert', 'gta', 'al-1'),
  gtaThreat: encodeGlobalId('Threat', 'gta', 'ti-1'),
} as const satisfies Readonly<Record<string, string>>;

export const idOf = (type: NodeType, source: string, nativeId: string): string =>
  encodeGlobalId(type, source, nativeId);

/** Argus: an alert in a case. Cisco: an event of an asset, its detection, the detection's threat and alert. */
export function addIncident({ argus, gta }: Pick<Rig, 'argus' | 'gta'>): void {
  argus.addCase({ id: 5001, subject: 'Beacon from a workstation', priority: 'high' });
  argus.addEvent({
    uuid: argusEvent.slice(-36),
    created: NOON,
    alarmID: 58_001,
    flags: ['IDENTIFIED_THREAT'],
    severity: 'high',
    caseIDs: [5001],
    source: { address: '10.20.1.5', host: 'ws-1', port: 51_000, user: null, geo: null },
  });
  gta.addAsset({ id: 'as-1', assumedOwner: 'ana' }, ['10.20.1.5']);
  gta.addRecord({ id: 'ti-1', title: 'Rare beacon', severity: 'High' });
  gta.addAlert({ id: 'al-1', risk: 'High' });
  gta.addThreatDetection({
    id: 'td-1',
    affectedAssetId: 'as-1',
    threatIntelRecordId: 'ti-1',
    alertIds: ['al-1'],
  });
  gta.addEvent({ id: 'ev-1', affectedAssetId: 'as-1', threatDetectionIds: ['td-1'] });
}
