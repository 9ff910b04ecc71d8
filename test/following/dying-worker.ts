/*
 * Follows as the real thread does, but dies of an unexpected error right after each third batch that made changes: with
 * the timers, sockets and the writer as they are.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { FollowingTask } from '../../src/following/messages.ts';
import { serveFollowing } from '../../src/following/serve.ts';
import { openWriter } from '../../src/journal/writer.ts';

const task: FollowingTask = workerData;
let batches = 0;
if (parentPort !== null)
  await serveFollowing({
    task,
    port: parentPort,
    openWriter(path, options) {
      const writer = openWriter(path, options);
      return {
        ...writer,
        ingest(identity, batch, how) {
          const result = writer.ingest(identity, batch, how);
          if (result.created > 0) batches += 1;
          if (batches === 3)
            setImmediate(() => {
              throw new Error('the thread dies');
            });
          return result;
        },
      };
    },
  });
