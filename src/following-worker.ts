/** What runs in the thread that follows: `startFollowing` starts it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FollowingTask } from './following/messages.ts';
import { goBehind } from './following/priority.ts';
import { serveFollowing } from './following/serve.ts';
import { openWriter } from './journal/writer.ts';

const task: FollowingTask = workerData;
if (parentPort !== null) {
  await goBehind();
  await serveFollowing({ task, port: parentPort, openWriter });
}
