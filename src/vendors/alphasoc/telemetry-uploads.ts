/** Events as uploads: JSON objects one after another, gzip, as many as fit (contract sheet alphasoc, sections 1, 2 and 5). */
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { textOfEvent, type TelemetryEvent } from './telemetry-grammar.ts';

/** Of a list: `from` inclusive, `to` exclusive. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * Cuts a list into stretches that come to fewer than `limit` bytes each, in its order and each as long as can be. Sizes
 * are asked for one stretch at a time. What reaches the limit alone is a stretch of its own.
 */
export function* cut<T>(list: readonly T[], sizeOf: (item: T) => number, limit: number): Generator<Stretch> {
  let from = 0;
  let bytes = 0;
  for (const [at, item] of list.entries()) {
    const size = sizeOf(item);
    if (at > from && bytes + size >= limit) {
      yield { from, to: at };
      from = at;
      bytes = 0;
    }
    bytes += size;
  }
  if (from < list.length) yield { from, to: list.length };
}

/** Characters that are handed to the compressor at a time: one event is too little, all of them too much to hold. */
const BATCH = 65_536;

function* texts(events: readonly TelemetryEvent[], { from, to }: Stretch): Generator<string> {
  let batch = '';
  for (let at = from; at < to; at += 1) {
    const event = events[at];
    if (event !== undefined) batch += textOfEvent(event);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = '';
  }
  yield batch;
}

/** The compressed body of one upload: all that is held of it at any time. Rejects when the signal ends. */
export async function bodyOf(
  events: readonly TelemetryEvent[],
  stretch: Stretch,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const keep = async (compressed: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const part of compressed) parts.push(part);
  };
  await pipeline(texts(events, stretch), createGzip(), keep, { signal });
  return Buffer.concat(parts);
}
