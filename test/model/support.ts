/** Records with as little in them as a test cares to say. */
import type { Alert, Case, Event, ThreatDetection } from '../../src/model/records.ts';

const shared = { source: 'a', vendor: 'argus', nativeId: 'id', time: 0, observables: [], raw: {} } as const;

export const event = (parts: Partial<Event> = {}): Event => ({
  ...shared,
  recordKind: 'EVENT',
  kind: 'OTHER',
  title: 'title',
  count: 1,
  attacks: [],
  details: { vendor: 'cisco-gta', convicting: false },
  ...parts,
});

export const alert = (parts: Partial<Alert> = {}): Alert => ({
  ...shared,
  recordKind: 'ALERT',
  attacks: [],
  labels: [],
  ...parts,
});

export const detection = (parts: Partial<ThreatDetection> = {}): ThreatDetection => ({
  ...shared,
  recordKind: 'THREAT_DETECTION',
  threat: { nativeId: 't' },
  confidence: 'UNKNOWN',
  attacks: [],
  ...parts,
});

export const caseRecord = (parts: Partial<Case> = {}): Case => ({
  ...shared,
  recordKind: 'CASE',
  severity: 'LOW',
  subject: 'subject',
  status: 'UNKNOWN',
  priority: 'LOW',
  ...parts,
});
