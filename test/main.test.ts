import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { startCiscoGtaSim } from '../src/simulators/cisco-gta/index.ts';
import { startSimServer } from '../src/simulators/kit.ts';

const main = resolve(import.meta.dirname, '../src/main.ts');

interface Program {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Waits until one of the streams holds it. */
  says(text: string | RegExp): Promise<void>;
  /** The exit code. */
  readonly ended: Promise<number | null>;
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly node?: readonly string[];
}

function run(args: readonly string[], { env = {}, node = [] }: RunOptions = {}): Program {
  const child = spawn(process.execPath, [...node, main, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      said[name] += chunk;
      child.emit('said');
    });
  }
  const ended = once(child, 'close').then(() => child.exitCode);
  return {
    child,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    async says(text) {
      const heard = () => `${said.stdout}${said.stderr}`.search(text) >= 0;
      while (!heard()) {
        const code = await Promise.race([once(child, 'said').then(() => 'said' as const), ended]);
        if (code !== 'said' && !heard()) throw new Error(`ended with ${code}: ${said.stderr}`);
      }
    },
    ended,
  };
}

/** A running gateway and its address. */
async function up(args: readonly string[], options: RunOptions = {}) {
  const program = run(args, options);
  await program.says(/Try {2,}.*\n/);
  const url = /http:\S+(?=\/graphql)/.exec(program.stdout())?.[0];
  if (url === undefined) throw new Error(program.stdout());
  return { ...program, url };
}

/** A file in a folder of its own, both gone when the test ends. */
async function file(name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'crosswatch-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}
const configFile = (text: string) => file('crosswatch.yaml', text);

const ask = async (url: string, query: string) => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, body: await response.json() };
};

/** A port that nobody uses at this moment, and one that is taken until the test ends. */
async function takenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const alpha = 'sources: [{ name: alpha, vendor: alphasoc, url: https://alpha.invalid, apiKey: k }]';

describe('the flags', () => {
  test('--help names every flag', async () => {
    const { ended, stdout } = run(['--help']);
    expect(await ended).toBe(0);
    for (const flag of ['--config', '--host', '--port', '--help', '--version']) {
      expect(stdout()).toContain(flag);
    }
  });

  test('--version is the version of the package', async () => {
    const { ended, stdout } = run(['--version']);
    expect([await ended, stdout()]).toEqual([0, `${packageJson.version}\n`]);
  });

  for (const [name, args] of [
    ['an unknown flag', ['--verbose']],
    ['a word', ['start']],
    ['a flag without its value', ['--port']],
  ] as const) {
    test(`${name} is refused in one line`, async () => {
      const { ended, stdout, stderr } = run(args);
      expect([await ended, stdout()]).toEqual([2, '']);
      expect(stderr()).toMatch(/^crosswatch: .*--help.*\n$/);
    });
  }
});

describe('without a configuration', () => {
  test('the simulators answer a first query within five seconds of the start', async () => {
    const begun = performance.now();
    const { url, stdout } = await up(['--port', '0']);
    const query = /^Try +(.*)$/m.exec(stdout())?.[1] ?? '';
    const { status, body } = await ask(url, query);
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(status).toBe(200);
    expect(body).toMatchObject({ data: { alerts: { nodes: [{}, {}, {}] } } });
    expect(body).not.toHaveProperty('errors');
  });

  test('the lines at the start name the gateway and the sources, and no other address', async () => {
    const { url, stdout, stderr } = await up(['--port', '0']);
    await ask(url, '{ sources { name } }');
    expect(stdout()).toMatch(
      /^Crosswatch \d.*\nGraphiQL +http.*\nSources +argus \(argus, simulated\), alpha .*, kata .*, gta .*\nAccess +no keys .*\nTry +\{.*\n$/,
    );
    expect(stdout().match(/https?:\/\/\S+/g)).toEqual([`${url}/graphql`]);
    expect(stderr()).not.toMatch(/https?:|127\.0\.0\.1/);
  });

  test('health is told, GraphiQL is served, and other paths are nothing', async () => {
    const { url } = await up(['--port', '0']);
    const status = async (path: string) =>
      (await fetch(`${url}${path}`, { headers: { accept: 'text/html' } })).status;
    expect(await Promise.all(['/live', '/ready', '/graphql', '/', '/live/'].map(status))).toEqual([
      200, 200, 200, 404, 404,
    ]);
  });
});

describe('host and port', () => {
  test('come from the flag, else the environment, else the file', async () => {
    const config = await configFile(`{ server: { port: 1 }, ${alpha} }`);
    const [first, second] = [await freePort(), await freePort()];
    const env = { HOST: '127.0.0.1', PORT: String(first) };
    const byEnvironment = await up(['--config', config], { env });
    expect(byEnvironment.url).toBe(`http://127.0.0.1:${first}`);
    // One journal is one process's.
    byEnvironment.child.kill('SIGTERM');
    await byEnvironment.ended;
    const byFlag = await up(['--config', config, '--host', 'localhost', '--port', String(second)], { env });
    expect(byFlag.url).toBe(`http://localhost:${second}`);
  });

  test('a journal that another process has is one line and exit code 1', async () => {
    const config = await configFile(alpha);
    await up(['--config', config, '--port', '0']);
    const { ended, stderr } = run(['--config', config, '--port', '0']);
    expect(await ended).toBe(1);
    expect(stderr()).toBe('crosswatch: The journal "crosswatch.db" is in use by another Crosswatch.\n');
  });

  test('an audit journal that is none is one line and exit code 1', async () => {
    const config = await configFile(alpha);
    await writeFile(join(dirname(config), 'crosswatch.audit.db'), 'a text that is no database '.repeat(200));
    const { ended, stderr } = run(['--config', config, '--port', '0']);
    expect(await ended).toBe(1);
    expect(stderr()).toBe(
      'crosswatch: The audit journal "crosswatch.audit.db" is not an audit journal of Crosswatch.\n',
    );
  });

  test('a busy port is one line and exit code 1', async () => {
    const port = await takenPort();
    const { ended, stdout, stderr } = run(['--port', String(port)]);
    expect([await ended, stdout(), stderr()]).toEqual([
      1,
      '',
      `crosswatch: cannot listen on 127.0.0.1 port ${port}: the port is in use by another program\n`,
    ]);
  });

  test('a host that others can reach, without keys, is one line and exit code 2', async () => {
    const { ended, stderr } = run(['--host', '0.0.0.0', '--port', '0']);
    expect([await ended, stderr()]).toEqual([
      2,
      'crosswatch: --host: not a loopback address, and no keys are configured; expected 127.0.0.1, or keys under auth\n',
    ]);
  });

  test('a port that is none is one line and exit code 2', async () => {
    const { ended, stderr } = run([], { env: { PORT: 'http' } });
    expect([await ended, stderr()]).toEqual([
      2,
      'crosswatch: PORT: not valid; expected a port from 0 to 65535\n',
    ]);
  });
});

describe('a configuration', () => {
  test('that cannot be read is one line and exit code 2', async () => {
    const { ended, stderr } = run(['--config', '/nowhere/crosswatch.yaml']);
    expect([await ended, stderr()]).toEqual([
      2,
      'crosswatch: cannot read the configuration /nowhere/crosswatch.yaml (ENOENT)\n',
    ]);
  });

  test('with a variable that is not set names the variable and the place', async () => {
    const path = await configFile(alpha.replace('apiKey: k', 'apiKey: "${ALPHASOC_API_KEY}"'));
    const { ended, stderr } = run(['--config', path]);
    expect([await ended, stderr()]).toEqual([
      2,
      `crosswatch: ${path}: sources[0].apiKey: the environment variable ALPHASOC_API_KEY is not set; expected a value for ALPHASOC_API_KEY\n`,
    ]);
  });

  test('with several faults tells all of them, a line each, and no secret', async () => {
    const path = await configFile(`
server: { port: http }
sources: [{ name: alpha, vendor: alphasoc, url: "\${URL}", apiKey: "\${KEY}", timeout: soon }]
`);
    const env = { URL: 's3cret', KEY: 's3cret' };
    const { ended, stderr } = run(['--config', path], { env });
    expect(await ended).toBe(2);
    expect(stderr().split('\n')).toEqual([
      `crosswatch: ${path}: 3 faults`,
      'server.port: not valid; expected a whole number',
      'sources[0].timeout: not valid; expected a duration (1500ms, 1s, 10m, 24h, 90d) from 1ms to 10m',
      'sources[0].url: not valid; expected scheme, host and port of an http or https service, and no more',
      '',
    ]);
  });

  test('that is right is run on, its secrets read from beside it', async () => {
    const path = await configFile(alpha.replace('apiKey: k', 'apiKey: "file:key.txt"'));
    await writeFile(join(path, '../key.txt'), 's3cret\n');
    const { url, stdout, stderr } = await up(['--config', path, '--port', '0']);
    expect(await ask(url, '{ sources { name vendor } }')).toEqual({
      status: 200,
      body: { data: { sources: [{ name: 'alpha', vendor: 'ALPHASOC' }] } },
    });
    expect(`${stdout()}${stderr()}`).not.toMatch(/alpha\.invalid|s3cret/);
  });
});

/** A Cisco service whose answers wait until `open` is called, and a gateway in front of it. */
async function heldGateway() {
  const sim = await startCiscoGtaSim({ storyStart: Date.now() });
  onTestFinished(() => sim.close());
  const { promise, resolve: open } = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  let tokens = 0;
  const held = await startSimServer({
    async handle({ path, query, method, headers, body }) {
      // All begins with a token: the thread that follows asks for one, and then whoever answers the client.
      tokens += 1;
      if (tokens === 2) arrived.resolve();
      await promise;
      const answer = await fetch(`${sim.url}${path}?${query}`, {
        method,
        headers: {
          authorization: headers.authorization ?? '',
          'content-type': headers['content-type'] ?? '',
        },
        ...(method === 'GET' ? {} : { body: new Uint8Array(body) }),
      });
      return {
        status: answer.status,
        headers: { 'content-type': answer.headers.get('content-type') ?? '' },
        body: await answer.text(),
      };
    },
  });
  onTestFinished(() => held.close());
  const path = await configFile(
    JSON.stringify({
      sources: [
        {
          name: 'gta',
          vendor: 'cisco-gta',
          url: held.url,
          tokenUrl: `${held.url}${new URL(sim.tokenUrl).pathname}`,
          clientId: sim.clientId,
          clientSecret: sim.clientSecret,
          customerId: sim.customerId,
          timeout: '1m',
        },
      ],
    }),
  );
  return { program: await up(['--config', path, '--port', '0']), arrived: arrived.promise, open };
}
const alerts = '{ source(name: "gta") { alerts(first: 1) { nodes { source { name } } } } }';

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} lets a request in flight finish, refuses the next, and ends with 0`, async () => {
    const { program, arrived, open } = await heldGateway();
    const answer = ask(program.url, alerts);
    await arrived;
    program.child.kill(signal);
    await program.says('stopping');
    await expect(fetch(`${program.url}/live`)).rejects.toThrow('fetch failed');
    open();
    expect(await answer).toEqual({
      status: 200,
      body: { data: { source: { alerts: { nodes: [{ source: { name: 'gta' } }] } } } },
    });
    expect(await program.ended).toBe(0);
  });
}

test('a second signal ends at once', async () => {
  const { program, arrived } = await heldGateway();
  const answer = ask(program.url, alerts);
  answer.catch(() => {});
  await arrived;
  program.child.kill('SIGTERM');
  await program.says('stopping');
  program.child.kill('SIGTERM');
  expect(await program.ended).toBe(1);
  await expect(answer).rejects.toThrow('fetch failed');
});

test('a reader of the output who goes away does not end the gateway', async () => {
  const port = await freePort();
  const { child, ended } = run(['--port', String(port)]);
  child.stdout.destroy();
  child.stderr.destroy();
  const live = async (): Promise<number> => {
    for (;;) {
      const response = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined);
      if (response?.status === 200) return response.status;
      await new Promise((wait) => setTimeout(wait, 20));
    }
  };
  expect(await live()).toBe(200);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

test('an error that nobody expected is logged without its address and ends with 1', async () => {
  const trouble = await file(
    'trouble.mjs',
    `setInterval(() => {
      if (process.listenerCount('uncaughtException') === 0) return;
      throw Object.assign(new Error('connect 192.0.2.1'), { code: 'ECONNREFUSED' });
    }, 10)`,
  );
  const { ended, stderr } = run(['--port', '0'], { node: ['--import', trouble] });
  expect(await ended).toBe(1);
  expect(JSON.parse(stderr())).toMatchObject({
    level: 60,
    msg: 'unexpected error',
    err: { type: 'Error', code: 'ECONNREFUSED' },
  });
  expect(stderr()).not.toContain('192.0.2.1');
});
