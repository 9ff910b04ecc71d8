/* Follows as the gateway does, by the thread that does it in the wrong order. */
import { readFileSync } from 'node:fs';
import { parseConfig } from '../../src/config.ts';
import { startFollowing } from '../../src/following.ts';

const [, file = ''] = process.argv.slice(2);
const config = parseConfig(readFileSync(file, 'utf8'), { env: {}, readFile: () => '', baseDir: '/' });
const quiet = (): undefined => undefined;
await startFollowing({
  config,
  log: { info: quiet, warn: quiet, error: quiet },
  program: new URL('./wrong-worker.ts', import.meta.url),
});
process.stdout.write('following\n');
