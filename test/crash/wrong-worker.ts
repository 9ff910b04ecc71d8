/*
 * What must not be done: the bookmark in a transaction of its own, before the records. The moment in between is made long,
 * so that few kills are enough to show what comes of it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { FollowingTask } from '../../src/following/messages.ts';
import { serveFollowing } from '../../src/following/serve.ts';
import { openWriter } from '../../src/journal/writer.ts';

/** Each third batch is held there until the kill comes, so that no machine is too slow to show it. */
const HELD_MS = 60_000;
let batches = 0;
const task: FollowingTask = workerData;
const never = new Int32Array(new SharedArrayBuffer(4));
if (parentPort !== null)
  await serveFollowing({
    task,
    port: parentPort,
    openWriter(path, options) {
      const writer = openWriter(path, options);
      return {
        ...writer,
        ingest(identity, batch, how) {
          const { bookmark, more } = batch;
          writer.ingest(identity, { records: [], bookmark, more }, how);
          if (batch.records.length > 0) batches += 1;
          if (batch.records.length > 0 && batches % 3 === 2) Atomics.wait(never, 0, 0, HELD_MS);
          return writer.ingest(identity, batch, how);
        },
      };
    },
  });
