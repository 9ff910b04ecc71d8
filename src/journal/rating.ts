import type { DatabaseSync } from 'node:sqlite';
import { kindCodes, kindOfCode, states } from './codes.ts';
import type { Placed } from './change-log.ts';
import { integer, integerOrNull } from '../sqlite/rows.ts';
import type { ThreatChange } from './threat-store.ts';

/**
 * Severities that follow from others: a detection's from its threat, an event's and an alert's from the highest of their
 * detections. Within a batch what may have changed is only noted; `settle` then rates each once, so that a batch tells
 * of a record once, whatever order its parts came in.
 */
export interface Rating {
  /** Begins a batch whose changes have numbers from `first` on. */
  begin(first: number): void;
  /** A record came, changed or went. */
  noteRecord(placed: Placed): void;
  /** What stood beside a record that is about to change or go. */
  noteNeighbours(record: number): void;
  noteThreat(change: ThreatChange): void;
  /** Rates what was noted; `retell` is called for each record that this batch has not told of yet, in order of arrival. */
  settle(retell: (placed: Placed) => void): void;
}

const neighbours = `SELECT target AS id FROM link WHERE owner = ?1 UNION SELECT owner FROM link WHERE target = ?1`;
const DETECTION = kindCodes.THREAT_DETECTION;

export function createRating(database: DatabaseSync): Rating {
  const detections = database.prepare(
    `SELECT id, kind, source, derived, severity FROM record WHERE threat = ? AND state = ${states.PRESENT}`,
  );
  const setSeverity = database.prepare('UPDATE record SET severity = ? WHERE id = ?');
  const dependants = database.prepare(
    `SELECT id FROM record WHERE id IN (${neighbours}) AND state = ${states.PRESENT} AND kind <> ${DETECTION} AND derived = 1`,
  );
  const untitled = database.prepare(
    `SELECT id FROM record WHERE id IN (${neighbours}) AND state = ${states.PRESENT} AND kind = ${kindCodes.ALERT}
     AND (SELECT json_extract(body, '$.title') FROM content WHERE content.record = record.id) IS NULL`,
  );
  const find = database.prepare(
    'SELECT id, kind, source, state, derived, severity, arrival, changed FROM record WHERE id = ?',
  );
  // The plus signs keep SQLite from the index on severity, which it would walk for a whole kind to find a few neighbours.
  const highest = database.prepare(
    `SELECT max(severity) AS severity FROM record
     WHERE id IN (${neighbours}) AND +state = ${states.PRESENT} AND +kind = ${DETECTION}`,
  );
  /** Events and alerts to be rated again. */
  const dirty = new Set<number>();
  /** Records whose look changed by a threat's title or severity. */
  const touched = new Set<number>();
  let first = 0;

  const noteNeighbours = (record: number): void => {
    for (const row of dependants.all(record)) dirty.add(integer(row.id));
  };
  const rate = (id: number): void => {
    const row = find.get(id);
    if (row === undefined || row.derived !== 1 || row.state !== states.PRESENT) return;
    const before = integerOrNull(row.severity);
    const now = integerOrNull(highest.get(id)?.severity);
    if (now === before) return;
    setSeverity.run(now, id);
    touched.add(id);
  };

  return {
    begin(number) {
      dirty.clear();
      touched.clear();
      first = number;
    },
    noteRecord({ id, kind }) {
      if (kind === 'THREAT_DETECTION') noteNeighbours(id);
      else if (kind !== 'CASE') dirty.add(id);
    },
    noteNeighbours,
    noteThreat({ id: threat, rank, severityChanged, titleChanged }) {
      for (const row of detections.all(threat)) {
        const id = integer(row.id);
        const rerated = row.derived === 1 && severityChanged;
        if (rerated) setSeverity.run(rank, id);
        if (rerated || titleChanged) touched.add(id);
        if (rerated) noteNeighbours(id);
        if (titleChanged) for (const alert of untitled.all(id)) touched.add(integer(alert.id));
      }
    },
    settle(retell) {
      for (const id of dirty) rate(id);
      const untold = [...touched].flatMap((id) => {
        const row = find.get(id);
        if (row === undefined || row.state !== states.PRESENT || integer(row.changed) >= first) return [];
        const kind = kindOfCode(integer(row.kind));
        return [{ placed: { id, kind, source: integer(row.source) }, arrival: integer(row.arrival) }];
      });
      for (const { placed } of untold.sort((a, b) => a.arrival - b.arrival)) retell(placed);
    },
  };
}
