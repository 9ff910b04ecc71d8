/* Records intents and outcomes until it is killed, and says of each fact when it is recorded. */
import { openAudit } from '../../src/audit/audit.ts';
import { intend, T0 } from './support.ts';

const [journal = '', round = ''] = process.argv.slice(2);
const audit = openAudit({ journal });
for (let index = 0; index < 1_000_000; index += 1) {
  const id = `${round}-${index}`;
  const { run, intent } = intend(audit, id);
  process.stdout.write(`PENDING ${id}\n`);
  audit.settle([intent], 'DONE', T0);
  process.stdout.write(`DONE ${id}\n`);
  audit.release(run);
}
