/* Follows as the real thread does, but what it is to absorb may be more than its journal, or itself, can bear. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FollowingTask } from '../../src/following/messages.ts';
import { serveFollowing } from '../../src/following/serve.ts';
import { JournalError } from '../../src/journal/errors.ts';
import { openWriter } from '../../src/journal/writer.ts';

const task: FollowingTask = workerData;
if (parentPort !== null)
  await serveFollowing({
    task,
    port: parentPort,
    openWriter(path, options) {
      const writer = openWriter(path, options);
      return {
        ...writer,
        absorb(source, reading, how) {
          const ids = reading.records.map(({ nativeId }) => nativeId);
          if (ids.includes('too much')) throw new JournalError('full', path);
          if (ids.includes('a mistake')) throw new TypeError('a mistake');
          if (ids.includes('death')) process.exit(1);
          return writer.absorb(source, reading, how);
        },
      };
    },
  });
