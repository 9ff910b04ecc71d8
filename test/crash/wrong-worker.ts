/*
 * What must not be done: the bookmark in a transaction of its own, before the records. The moment in between is made longer,
 * so that few kills are enough to show what comes of it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { FollowingTask } from '../../src/following/messages.ts';
import { serveFollowing } from '../../src/following/serve.ts';
import { openWriter } from '../../src/journal/writer.ts';

const BETWEEN_MS = 150;
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
          if (batch.records.length > 0) Atomics.wait(never, 0, 0, BETWEEN_MS);
          return writer.ingest(identity, batch, how);
        },
      };
    },
  });
