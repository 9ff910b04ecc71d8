/* Follows in a thread of its own, as the gateway does: stores batch after batch, and tells the last sequence of each. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { openWriter } from '../../src/journal/writer.ts';
import { alerts, event, T0 } from './support.ts';

const { path, batches, size } = z
  .object({ path: z.string(), batches: z.number(), size: z.number() })
  .parse(workerData);
const writer = openWriter(path);
for (let batch = 0; batch < batches; batch += 1) {
  const records = Array.from({ length: size }, (_, index) => event(`${batch}-${index}`));
  const { lastSequence } = writer.ingest(
    alerts,
    { records, bookmark: `${batch + 1}`, more: true },
    { at: T0 + batch },
  );
  parentPort?.postMessage(lastSequence, []);
}
writer.close();
