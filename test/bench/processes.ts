/** The three processes beside the one that measures, and what the operating system knows of them. */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { callLog, listening, upstreams, vendorSays, type Upstreams, type VendorTask } from './messages.ts';

export interface Running extends AsyncDisposable {
  readonly url: string;
  /** Processor time used so far by all of its threads, in milliseconds; undefined where there is no /proc. */
  cpuMs(): number | undefined;
  /** The most resident memory it ever had, in megabytes (10^6 bytes); undefined where there is no /proc. */
  peakMb(): number | undefined;
  /** Resident memory now, in megabytes; undefined where there is no /proc. */
  residentMb(): number | undefined;
}

export interface Simulators extends AsyncDisposable {
  readonly upstreams: Upstreams;
  /** The calls since the last time, in order of arrival: `POST /path`. */
  takeCalls(): Promise<readonly string[]>;
}

/** Nothing of the surroundings (HOST, PORT, NODE_OPTIONS, proxies) is to change what is measured. */
const env = {};

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Nanoseconds on a processor, the first number of schedstat, over all threads. */
function cpuMs(pid: number): number | undefined {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const spent = threads.map((thread) =>
      Number(read(`/proc/${pid}/task/${thread}/schedstat`)?.split(' ')[0] ?? 0),
    );
    return spent.reduce((sum, ns) => sum + ns, 0) / 1e6;
  } catch {
    return undefined;
  }
}

function memoryMb(pid: number, what: 'VmHWM' | 'VmRSS'): number | undefined {
  const status = read(`/proc/${pid}/status`) ?? '';
  const kib = new RegExp(`^${what}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  return kib === undefined ? undefined : (Number(kib) * 1_024) / 1e6;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

function running(child: ChildProcess, url: string): Running {
  const pid = child.pid ?? 0;
  return {
    url,
    cpuMs: () => cpuMs(pid),
    peakMb: () => memoryMb(pid, 'VmHWM'),
    residentMb: () => memoryMb(pid, 'VmRSS'),
    [Symbol.asyncDispose]: () => stop(child),
  };
}

/** The next message, or an error when the process ends instead. */
async function message(child: ChildProcess, what: string): Promise<unknown> {
  const ended = new AbortController();
  try {
    return await Promise.race([
      once(child, 'message', { signal: ended.signal }).then(([received]): unknown => received),
      once(child, 'exit', { signal: ended.signal }).then(([code]) => {
        throw new Error(`${what} ended with code ${String(code)}`);
      }),
    ]);
  } finally {
    ended.abort();
  }
}

export async function startSimulators(): Promise<Simulators> {
  const child = fork(new URL('./simulators.ts', import.meta.url), { env });
  const told = upstreams.parse(await message(child, 'the simulators'));
  return {
    upstreams: told,
    async takeCalls() {
      child.send('calls');
      return callLog.parse(await message(child, 'the simulators')).calls;
    },
    [Symbol.asyncDispose]: () => stop(child),
  };
}

export async function startFanOut(to: Upstreams): Promise<Running> {
  const child = fork(new URL('./fan-out-server.ts', import.meta.url), [JSON.stringify(to)], { env });
  return running(child, listening.parse(await message(child, 'the fan-out')).url);
}

/** The first line on standard output that names an address, before the process ends. */
async function announcedUrl(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the gateway has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\/\/\S+/.exec(line)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error('the gateway ended before it was up');
}

/** One vendor's simulator with data in bulk. */
export interface VendorProcess extends AsyncDisposable {
  /** Its entry under `sources:`, without `follow`. */
  readonly entry: Readonly<Record<string, unknown>>;
  /** Records of the journal that are complete once all was read, by kind. */
  readonly offered: Readonly<Record<string, number>>;
  /** Makes so many more of the vendor's objects; all of them can be read once it settles. */
  make(count: number): Promise<void>;
  cpuMs(): number | undefined;
}

export async function startVendor(task: VendorTask): Promise<VendorProcess> {
  const child = fork(new URL('./vendor-server.ts', import.meta.url), [JSON.stringify(task)], { env });
  const heard = async () => vendorSays.parse(await message(child, `the simulator of ${task.vendor}`));
  const { entry, offered } = await heard();
  return {
    entry,
    offered,
    async make(count) {
      child.send(count);
      await heard();
    },
    cpuMs: () => cpuMs(child.pid ?? 0),
    [Symbol.asyncDispose]: () => stop(child),
  };
}

/** The gateway as users start it. `config`: crosswatch.yaml; `flags`: Node's own. */
export async function startProgram(config: object, flags: readonly string[] = []): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'crosswatch-bench-'));
  const file = join(folder, 'crosswatch.yaml');
  // JSON is YAML.
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
  const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
  const child = spawn(process.execPath, [...flags, main, '--config', file, '--port', '0'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await announcedUrl(child);
  child.stdout.resume();
  return {
    ...running(child, url),
    async [Symbol.asyncDispose]() {
      await stop(child);
      await rm(folder, { recursive: true });
    },
  };
}

/** Nothing is read beside what is asked: one look at the feeds from now on, and the next a day later. */
const unfollowed = { every: '1d', from: '0s' };

/**
 * The gateway of the cases that are compared, over both sources that can be asked live. `profile`: a folder for a
 * processor profile, written when it ends.
 */
export function startGateway({ argus, gta }: Upstreams, profile?: string): Promise<Running> {
  const sources = [
    { name: 'argus', vendor: 'argus', ...argus, follow: unfollowed },
    { name: 'gta', vendor: 'cisco-gta', ...gta, follow: unfollowed },
  ];
  const flags = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  return startProgram({ journal: { path: ':memory:' }, sources }, flags);
}
