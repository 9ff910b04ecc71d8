/** What the simulator's database holds. Names and types of keys: contract sheet kata, section 7. */

/** A JSON value. A bigint is written as the digits of a JSON number, so that ids beyond 2^53 go out exact. */
export type KataValue = string | number | bigint | boolean | null | readonly KataValue[] | KataObject;

/** A key whose value is undefined counts as missing: KATA leaves out what has no value. */
export interface KataObject {
  readonly [key: string]: KataValue | undefined;
}

/** An event of the database and when it came there. */
export interface KataArrival {
  /** Its place in the order of arrival, from 0 on without holes. */
  readonly sequence: number;
  /** Milliseconds since the epoch, on the simulator's clock: what the two hours are counted from. */
  readonly arrivedAt: number;
  readonly event: KataObject;
  /** Given: sent in the place of `event`, whatever it is. Filters still read `event`. */
  readonly text?: string;
}

/** The 16 values of `EventType` (section 7.3). */
export const eventTypes = [
  'process',
  'process_terminate',
  'module',
  'driver',
  'connection',
  'portlisten',
  'filechange',
  'registry',
  'applock',
  'blockdocument',
  'windowsevent',
  'amsiscan',
  'threatdetect',
  'threatprocessingresult',
  'process_interpretated_file_run',
  'process_console_interactive_input',
] as const;

export type KataEventType = (typeof eventTypes)[number];
