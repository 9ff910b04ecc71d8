/* Makes one change after the other, several at a time and each with a key of its own, until it is killed. */
import { setTimeout as delay } from 'node:timers/promises';
import { openAudit } from '../../src/audit/audit.ts';
import { createWriting } from '../../src/writing.ts';
import { order } from './support.ts';

const [journal = '', origin = '', round = ''] = process.argv.slice(2);
const writing = createWriting({
  audit: openAudit({ journal }),
  now: Date.now,
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
});
let number = 0;
async function work(): Promise<void> {
  while (number < 100_000) {
    const id = `${round}-${(number += 1)}`;
    await writing.run(order(origin, id, { idempotencyKey: id })).catch(() => undefined);
  }
}
await Promise.all([work(), work(), work()]);
