/** Deterministic events in bulk, for tests and benchmarks. */
import { incidentAt } from '../story.ts';
import { makeEvent } from './make.ts';
import type { Dispatch } from './store.ts';
import { eventTypes, type KataEventType } from './types.ts';

export interface GenerateOptions {
  /** Taken in turn. Default: all 16. */
  readonly types?: readonly KataEventType[];
  /** Events a second, by arrival. Default: all arrive at once. */
  readonly rate?: number;
  /**
   * When the first arrives, in milliseconds since the epoch; what lies ahead arrives as the clock moves. Default: now,
   * or the newest arrival if that is later. Must not lie before the newest arrival.
   */
  readonly start?: number;
  /** Milliseconds from an event to its arrival. Default 1000. */
  readonly lag?: number;
  /** Every n-th event has IOA rules; 0: none. Default 10. */
  readonly ioaEvery?: number;
  /** What the ids start with, so that two calls do not collide. Default `g1`, `g2`, … by call. */
  readonly prefix?: string;
}

/** Event `i` is `<prefix>-<i>`, from 0 on. */
export function generate(count: number, from: number, options: GenerateOptions): Dispatch[] {
  const { types = eventTypes, rate = Number.POSITIVE_INFINITY, lag = 1_000, ioaEvery = 10 } = options;
  const { start = from, prefix = 'g' } = options;
  return Array.from({ length: count }, (_, i) => {
    const at = Math.floor(start + (i * 1_000) / rate);
    const scene = { incident: incidentAt(i), at: at - lag, part: 0 };
    const fired = ioaEvery > 0 && i % ioaEvery === ioaEvery - 1;
    const type = types[i % types.length] ?? 'process';
    return { at, event: makeEvent(type, scene, { id: `${prefix}-${i}`, arrivedAt: at, fired }) };
  });
}
