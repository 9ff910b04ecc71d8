import type { DatabaseSync } from 'node:sqlite';
import type { LostStretch } from '../model/feed.ts';
import type { RecordKind } from '../model/records.ts';
import { kindCodes, operationCodes, type ChangeOperation } from './codes.ts';
import { scalar } from '../sqlite/rows.ts';

/** A record's place in the file. */
export interface Placed {
  readonly id: number;
  readonly kind: RecordKind;
  readonly source: number;
}

/** Gives out the numbers of the one sequence that changes and gaps share, without a hole. */
export interface ChangeLog {
  /** Opens a transaction's stretch of the sequence; answers its first number. */
  begin(at: number): number;
  /** The next number, to be used: by `change`, once the record's row is written. */
  next(): number;
  change(sequence: number, record: Placed, operation: ChangeOperation): void;
  gap(feed: number, lost: LostStretch): number;
  /** Closes the stretch; answers the last number given out so far. */
  end(): number;
}

/** Times of a lost stretch come from arithmetic on clocks; the column takes whole numbers. */
const whole = (time: number | undefined): number | null =>
  time === undefined || !Number.isFinite(time) ? null : Math.trunc(time);

export function createChangeLog(database: DatabaseSync): ChangeLog {
  const last = database.prepare('SELECT last_sequence FROM journal');
  const save = database.prepare('UPDATE journal SET last_sequence = ?');
  const insertChange = database.prepare(
    'INSERT INTO change (sequence, record, kind, source, operation, at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const insertGap = database.prepare(
    'INSERT INTO gap (sequence, feed, lost_from, lost_to, reason, at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  let first = 0;
  let sequence = 0;
  let now = 0;
  return {
    begin(at) {
      now = Math.trunc(at);
      sequence = scalar(last);
      first = sequence + 1;
      return first;
    },
    next() {
      sequence += 1;
      return sequence;
    },
    change(number, { id, kind, source }, operation) {
      insertChange.run(number, id, kindCodes[kind], source, operationCodes[operation], now);
    },
    gap(feed, { from, to, reason }) {
      sequence += 1;
      insertGap.run(sequence, feed, whole(from), whole(to), reason, now);
      return sequence;
    },
    end() {
      if (sequence >= first) save.run(sequence);
      return sequence;
    },
  };
}
