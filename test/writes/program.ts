/** The real program, run as a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { asking, type Ask } from '../support/rig.ts';

export interface Program extends AsyncDisposable {
  readonly ask: Ask;
  /** Ends it without a word. */
  kill(): Promise<void>;
  /** Resident memory in megabytes: now, and the most since `forgetPeak`. */
  memory(): { readonly now: number; readonly peak: number };
  forgetPeak(): void;
}

const program = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** Runs on a configuration, which is written to `file`, until it has announced itself. */
export async function startProgram(file: string, config: object): Promise<Program> {
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  const child = spawn(process.execPath, [program, '--config', file, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {},
  });
  const exited = once(child, 'exit');
  const announced = async (): Promise<string> => {
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /http:\/\/[^\s/]+/.exec(line)?.[0];
      if (url !== undefined) return url;
    }
    throw new Error('the program ended before it announced itself');
  };
  const url = await announced();
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    child.kill(signal);
    await exited;
  };
  const megabytes = (what: 'VmRSS' | 'VmHWM'): number => {
    const status = readFileSync(`/proc/${String(child.pid)}/status`, 'utf8');
    return (Number(new RegExp(`^${what}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1_024) / 1e6;
  };
  return {
    ask: asking((init) => fetch(`${url}/graphql`, init)),
    kill: () => end('SIGKILL'),
    memory: () => ({ now: megabytes('VmRSS'), peak: megabytes('VmHWM') }),
    forgetPeak: () => writeFileSync(`/proc/${String(child.pid)}/clear_refs`, '5'),
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) await end('SIGTERM');
    },
  };
}
