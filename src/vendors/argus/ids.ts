/** Event identity: `TYPE/timestampMs/customerID/uuid` (contract sheet argus, section 5). */
export interface ArgusEventId {
  readonly text: string;
  /** AGGR, NIDS, AGGRATTACK; an open set. */
  readonly code: string;
  /** Milliseconds since the epoch: when the event was made. It never changes. */
  readonly created: number;
  readonly customerId: string;
  readonly uuid: string;
}

const form =
  /^([A-Z][A-Z0-9_]{0,31})\/(\d{1,15})\/(\d{1,15})\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** The code of raw events; every other one is an aggregate of some kind. */
export const RAW_CODE = 'NIDS';
/** The code of plain aggregates, which searches list. */
export const AGGREGATE_CODE = 'AGGR';
/** Reachable by id only: no list shows these. */
export const ATTACK_CODE = 'AGGRATTACK';

/** The parts of an event id, or null when the text is none: such an id is never sent upstream. */
export function parseEventId(text: string): ArgusEventId | null {
  const found = form.exec(text);
  if (found === null) return null;
  const [, code = '', created = '', customerId = '', uuid = ''] = found;
  if (code !== code.toUpperCase()) return null;
  return { text, code, created: Number(created), customerId, uuid };
}

/** Stands for the alarm of an event that was called a threat without carrying one. */
export const NO_ALARM = 'none';

/** A detection has no id of its own: the event's, and the alarm's behind a hash. */
export const detectionId = (eventId: string, alarmId: number | undefined): string =>
  `${eventId}#${alarmId ?? NO_ALARM}`;

/** The event's part of a detection's id; null when the text is no such id. */
export function eventOfDetectionId(text: string): string | null {
  const hash = text.indexOf('#');
  if (hash < 0 || !/^(?:\d{1,15}|none)$/.test(text.slice(hash + 1))) return null;
  return text.slice(0, hash);
}

/** A case's id as the number that Argus takes; null when the text is none. */
export function parseCaseId(text: string): number | null {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}
