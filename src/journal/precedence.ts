/**
 * Which of two readings of a record holds, when a feed and somebody who has just written to the source read it at about
 * the same time: what was read first may be stored last. `since` is the journal's last number from before the reading, so
 * that what has changed after it may be newer than what was read. Then the record's own time of change decides. Where
 * that cannot tell, a feed holds, for it may not bring the same again; whatever else is left out, the next read of the
 * feed brings.
 */

/** What the journal has of a record. */
export interface Standing {
  readonly present: boolean;
  /** The number of its last change; null for a record that others only refer to. */
  readonly changed: number | null;
  readonly modified: number | null;
}

export type IsOutdated = (standing: Standing, modified: number | null) => boolean;

/** For what a feed brings. */
export const outdatedSince =
  (since: number): IsOutdated =>
  ({ present, changed, modified: known }, modified) => {
    if (changed === null || changed <= since || known === null || modified === null) return false;
    // A record that is gone keeps the time of what it was last.
    return present ? modified < known : modified <= known;
  };

/** For what was read again beside the feeds. */
export const overtakenSince =
  (since: number): IsOutdated =>
  ({ present, changed, modified: known }, modified) => {
    if (changed === null || changed <= since) return false;
    return !present || known === null || modified === null || modified <= known;
  };
