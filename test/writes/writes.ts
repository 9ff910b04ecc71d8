/*
 * `node test/writes/writes.ts [--writes 500] [--seed 1]`: writes of every kind, their connections cut at random.
 * Exit code 0: none was done twice, and everybody was told what is true.
 */
import { parseArgs } from 'node:util';
import { storm } from './storm.ts';

const { values } = parseArgs({
  options: { writes: { type: 'string', default: '500' }, seed: { type: 'string', default: '1' } },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const started = performance.now();
const { faults, cut, told } = await storm({
  writes: Number(values.writes),
  seed: Number(values.seed),
  tell: say,
});
say(`cut: ${JSON.stringify(cut)}`);
say(`told: ${JSON.stringify(told)}`);
say(`${faults.length} faults in ${Math.round((performance.now() - started) / 1_000)} s`);
for (const fault of faults.slice(0, 30)) say(`  ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;
