/** The program ends at once though somebody listens to changes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { subscribe } from '../support/sse.ts';

const main = resolve(import.meta.dirname, '../../src/main.ts');
/** Milliseconds that requests in flight are given; the program has to be gone long before. */
const GRACE = 10_000;

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} ends open streams, and the program with 0`, async () => {
    const child = spawn(process.execPath, [main, '--port', '0'], {
      env: { PATH: process.env['PATH'] },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const errors = text(child.stderr);
    let said = '';
    while (!/Try .*\n/.test(said)) said += String((await once(child.stdout, 'data'))[0]);
    const url = /http:\S+(?=\/graphql)/.exec(said)?.[0] ?? '';
    const streams = await Promise.all(
      ['CASE', 'EVENT'].map((kind) =>
        subscribe(url, `subscription { changes(kinds: [${kind}]) { __typename } }`),
      ),
    );
    const rest = streams.map(async (stream) => {
      while ((await stream.next()) !== undefined);
    });
    const exited = once(child, 'exit');
    const begun = performance.now();
    child.kill(signal);
    // Cut or completed: over, in any case.
    await Promise.allSettled(rest);
    expect(await exited).toEqual([0, null]);
    expect(performance.now() - begun).toBeLessThan(GRACE / 2);
    expect(
      (await errors)
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([{ msg: 'stopping' }]);
  });
}
