import type { AnyRecord } from '../../src/model/records.ts';
import { alert, event, T0 } from './support.ts';

/** Records that a batch brings anew. */
export const BATCH = 20;

export const stampOf = (index: number): number => T0 + index * 1_000;

/** What the story's feed offers as its batch number `index`: new records, and the last ones of the batch before again. */
export function batchOf(index: number): AnyRecord[] {
  const fresh = Array.from({ length: BATCH }, (_, place): AnyRecord => {
    const id = `${index}-${place}`;
    const raw = { id, text: 'x'.repeat(300 + place * 50) };
    return place % 2 === 0
      ? event(id, { raw, observables: [{ type: 'HOST', value: `host-${id}` }] })
      : alert(id, { raw, events: [{ nativeId: `${index}-${place - 1}` }] });
  });
  return index === 0 ? fresh : [...batchOf(index - 1).slice(-3), ...fresh];
}
