#!/usr/bin/env node
/**
 * The command line. Only this file reads arguments, the environment and signals, and only it ends the process: with 0
 * after a signal, 1 for what went wrong while running, 2 for what the caller has to put right.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import packageJson from '../package.json' with { type: 'json' };
import { AuditFileError } from './audit/errors.ts';
import { ConfigError } from './config/faults.ts';
import { listenOn, parseConfig, type Config, type Override } from './config.ts';
import { createGateway } from './gateway.ts';
import { JournalError } from './journal/errors.ts';
import { announcement } from './server/announce.ts';
import { listen, ListenError } from './server/listen.ts';
import { createLog } from './server/log.ts';
import { createRoutes } from './server/routes.ts';

const USAGE = `Usage: crosswatch [options]

Serves one GraphQL API over many security-event sources. Without --config it runs on built-in simulators.

  --config <file>  the configuration (crosswatch.yaml)
  --host <host>    the address to listen on; also HOST. Default 127.0.0.1
  --port <port>    the port to listen on, 0 for a free one; also PORT. Default 4000
  --help           shows this
  --version        shows the version
`;
/** How long requests in flight may take to finish once a signal has come, and everything else after that. */
const GRACE_MS = 10_000;
const CLOSING_MS = 2_000;
/** npm passes on a signal that the terminal has already sent to the whole group: one Ctrl-C comes twice. */
const SAME_SIGNAL_MS = process.env['npm_lifecycle_event'] === undefined ? 0 : 500;

const log = createLog();

/** Ends the process with a message for the person who started it. */
function fail(code: 1 | 2, message: string): never {
  process.stderr.write(`crosswatch: ${message}\n`);
  process.exit(code);
}

function readArguments() {
  const options = {
    config: { type: 'string' },
    host: { type: 'string' },
    port: { type: 'string' },
    help: { type: 'boolean' },
    version: { type: 'boolean' },
  } as const;
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return fail(
      2,
      `${error instanceof Error ? error.message : 'wrong arguments'} (--help shows the options)`,
    );
  }
}

/** The flag, else the variable; an empty variable is none. */
function override(flag: string | undefined, name: string): Override | undefined {
  if (flag !== undefined) return { from: `--${name.toLowerCase()}`, text: flag };
  const text = process.env[name] ?? '';
  return text === '' ? undefined : { from: name, text };
}

const readFile = (path: string): string => readFileSync(path, 'utf8');

function readConfig(path: string): Config {
  const file = resolve(path);
  let text: string;
  try {
    text = readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return fail(2, `cannot read the configuration ${path}${code}`);
  }
  try {
    return parseConfig(text, { env: process.env, readFile, baseDir: dirname(file) });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { faults, message } = error;
    return fail(
      2,
      faults.length === 1 ? `${path}: ${message}` : `${path}: ${faults.length} faults\n${message}`,
    );
  }
}

/** The simulators' entries go the way of any file, and nothing is kept on disk. */
async function simulate(resources: AsyncDisposableStack): Promise<Config> {
  const { startSimulators } = await import('./simulators/index.ts');
  const simulators = await startSimulators();
  resources.defer(() => simulators.close());
  const text = JSON.stringify({ journal: { path: ':memory:' }, sources: simulators.sources });
  return parseConfig(text, { env: {}, readFile, baseDir: '/' });
}

/** Starts everything; what was started is in `resources`, to be closed in reverse order. */
async function start(args: ReturnType<typeof readArguments>, resources: AsyncDisposableStack) {
  const simulated = args.config === undefined;
  const loaded = args.config === undefined ? await simulate(resources) : readConfig(args.config);
  const config = listenOn(loaded, override(args.host, 'HOST'), override(args.port, 'PORT'));
  const gateway = createGateway({ config, now: Date.now, log });
  resources.defer(() => gateway.close());
  let ready = false;
  const listening = await listen({
    ...config.server,
    fetch: createRoutes({ graphql: (request) => gateway.fetch(request), ready: () => ready }),
    onError: (error) => log.error({ err: error }, 'a request failed'),
  });
  resources.defer(() => {
    ready = false;
    return listening.close(GRACE_MS);
  });
  await gateway.start();
  ready = true;
  process.stdout.write(
    announcement({
      version: packageJson.version,
      url: listening.url,
      simulated,
      keys: config.auth.keys.length,
      sources: [...gateway.sources.values()],
    }),
  );
}

async function main(): Promise<void> {
  // Whoever read our output may have gone: that ends the lines, not the service.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'unexpected error');
    process.exit(1);
  });

  const args = readArguments();
  if (args.help === true) return void process.stdout.write(USAGE);
  if (args.version === true) return void process.stdout.write(`${packageJson.version}\n`);

  const resources = new AsyncDisposableStack();
  let stoppedAt: number | undefined;
  const stop = (signal: NodeJS.Signals): void => {
    if (stoppedAt !== undefined) {
      if (performance.now() - stoppedAt >= SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    stoppedAt = performance.now();
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), GRACE_MS + CLOSING_MS);
    void resources.disposeAsync().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);

  try {
    await start(args, resources);
  } catch (error) {
    if (stoppedAt !== undefined) return;
    if (error instanceof ListenError || error instanceof JournalError || error instanceof AuditFileError)
      fail(1, error.message);
    if (error instanceof ConfigError) fail(2, error.message);
    throw error;
  }
}

await main();
