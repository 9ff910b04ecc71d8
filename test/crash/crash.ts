/*
 * Kills the gateway again and again while all four vendors produce: `node test/crash/crash.ts [--rounds 200] [--prove]`.
 * Exit code 0: every record that was ever offered is in the journal exactly once. With `--prove` the bookmark is committed
 * before its records, and 0 means that the check has noticed.
 */
import { parseArgs } from 'node:util';
import { followed } from '../following/rig.ts';
import { crash } from './rounds.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '200' }, prove: { type: 'boolean', default: false } },
});
const rounds = Number(values.rounds);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const started = performance.now();
const result = await crash({
  rounds,
  child: values.prove ? 'wrong' : 'program',
  sources: followed,
  tell: say,
});
const { killedFollowing, killedStarting, compared, faults } = result;
say(
  `${rounds} kills in ${Math.round((performance.now() - started) / 1_000)} s, ${killedFollowing} while following and ` +
    `${killedStarting} before; ${compared} records of ${followed.length} sources compared, ${faults.length} faults`,
);
for (const fault of faults.slice(0, 20)) say(`  ${fault}`);
if (values.prove)
  say(faults.length > 0 ? 'The wrong order was noticed.' : 'The wrong order was NOT noticed.');
process.exitCode = faults.length > 0 === values.prove ? 0 : 1;
