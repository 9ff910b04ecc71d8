import type { Audit } from '../audit/audit.ts';
import type { Call, Source } from '../model/source.ts';
import type { Write, Writes } from '../model/writes.ts';

/** One mutation on one source. */
export interface Order<I extends object, R> {
  readonly mutation: keyof Writes;
  /** Who: the name of the key that was used. */
  readonly actor: string;
  readonly source: Pick<Source, 'name'>;
  readonly write: Write<I, R>;
  readonly input: I;
  /** The same key with the same `given` within 24 hours gives the first outcome; each source of a mutation has its own. */
  readonly idempotencyKey?: string | undefined;
  /** The mutation's input as the client gave it: what tells whether a key is used for the same again. */
  readonly given: object;
  /** With the deadline of the operation. */
  readonly call: Call;
  /**
   * Told which ids were or may have been changed (as given to `once`): before the outcome is given, and again once an open
   * one turns out to be done. What it throws is logged.
   */
  readonly changed?: ((ids: readonly string[]) => Promise<void>) | undefined;
}

export interface WritingLog {
  readonly warn: (details: object, message: string) => void;
  readonly error: (details: object, message: string) => void;
}

export interface WritingOptions {
  readonly audit: Audit;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Rejects when the signal ends. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  readonly log?: WritingLog | undefined;
}

/** What the parts of the coordinator share. */
export interface Desk extends WritingOptions {
  /** Ends when the gateway closes. */
  readonly closing: AbortSignal;
  /** Intents whose request has not come to its end. */
  readonly underWay: Set<number>;
  /** Work that `close` waits for; it never rejects. */
  track(work: Promise<unknown>): void;
  /** Does it now, or, when the disk does not take it, as soon as it does. */
  persist(record: () => void): void;
  tellChanged(order: Pick<Order<never, unknown>, 'changed'>, ids: readonly string[]): Promise<void>;
}
