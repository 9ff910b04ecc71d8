/**
 * crosswatch.yaml -> Config. Nothing is read here: the text, the environment and the files come in as parameters. Every
 * fault is reported at once, and none shows a value, as any value may be a secret.
 */
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import ipaddr from 'ipaddr.js';
import { createCheck, type Check } from './config/check.ts';
import { expand, type Surroundings } from './config/expand.ts';
import { ConfigError, type ConfigFault } from './config/faults.ts';
import * as settings from './config/settings.ts';
import { readYaml } from './config/yaml.ts';
import type { VendorName } from './model/source.ts';
import { vendorsByName, type CreateSource } from './vendors.ts';

/** One entry under `sources:`. Times are milliseconds. */
export interface SourceConfig {
  readonly name: string;
  readonly vendor: VendorName;
  readonly timeout: number;
  /** How often a feed is read, and how far back a first read reaches. */
  readonly follow: settings.Follow;
  /** The vendor's settings as plain values, secrets included: another thread makes the same source of them. */
  readonly entry: Readonly<Record<string, unknown>>;
  /** Makes the source out of the vendor's own settings. */
  readonly create: CreateSource;
}

/** Everything that crosswatch.yaml says. Times are milliseconds, paths are absolute. */
export interface Config {
  readonly server: settings.ServerSettings;
  readonly journal: settings.JournalSettings;
  readonly auth: settings.AuthSettings;
  readonly sources: readonly SourceConfig[];
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readSource(entry: unknown, i: number, check: Check): SourceConfig | undefined {
  const place = ['sources', i];
  const shared = check.read(settings.common, entry, place);
  if (!isRecord(entry)) return undefined;
  const { vendor: vendorName, ...rest } = entry;
  if (typeof vendorName !== 'string') return undefined;
  const vendor = vendorsByName.get(vendorName);
  if (vendor === undefined) {
    check.fault([...place, 'vendor'], 'unknown vendor', `one of ${[...vendorsByName.keys()].join(', ')}`);
    return undefined;
  }
  // The vendor gets what every source takes as it was read above; a name that is at fault was reported there.
  const own: Record<string, unknown> = { ...rest, name: shared?.name ?? 'unnamed' };
  for (const key of settings.commonKeys) {
    delete own[key];
    if (shared?.[key] !== undefined && vendor.keys.includes(key)) own[key] = shared[key];
  }
  const create = check.read(vendor.settings, own, place);
  if (shared === undefined || create === undefined) return undefined;
  const { name, timeout, follow } = shared;
  return { name, vendor: vendor.vendor, timeout, follow, entry: own, create };
}

/** What no single setting can know: that names are unique, and that keys name sources which exist. */
function checkNames(entries: readonly unknown[], keys: readonly settings.AuthKey[], check: Check): void {
  const names = entries.map((entry) => (isRecord(entry) ? entry['name'] : undefined));
  const lists = [
    { values: names, path: (i: number) => ['sources', i, 'name'] },
    { values: keys.map(({ name }) => name), path: (i: number) => ['auth', 'keys', i, 'name'] },
    { values: keys.map(({ sha256 }) => sha256), path: (i: number) => ['auth', 'keys', i, 'sha256'] },
  ];
  for (const { values, path } of lists) {
    for (const [i, value] of values.entries()) {
      if (typeof value === 'string' && values.indexOf(value) < i)
        check.fault(path(i), 'not unique', 'a value that no other entry has');
    }
  }
  for (const [i, key] of keys.entries()) {
    for (const [k, known] of (key.sources ?? []).entries()) {
      if (!names.includes(known))
        check.fault(['auth', 'keys', i, 'sources', k], 'unknown source', 'the name of a configured source');
    }
  }
}

/**
 * The text of crosswatch.yaml as a Config: defaults filled in, `${NAME}` and `file:` replaced, durations in milliseconds,
 * the journal's path absolute. Throws ConfigError, and nothing else, with every fault.
 */
export function parseConfig(text: string, surroundings: Surroundings): Config {
  const { tree, faults } = expand(readYaml(text), surroundings);
  const check = createCheck(faults);
  check.read(settings.root, tree, []);
  const file = isRecord(tree) ? tree : {};
  const entries: readonly unknown[] = Array.isArray(file['sources']) ? file['sources'] : [];
  const server = check.read(settings.server.prefault({}), file['server'], ['server']);
  const journal = check.read(settings.journal.prefault({}), file['journal'], ['journal']);
  const auth = check.read(settings.auth.prefault({}), file['auth'], ['auth']);
  const sources = entries.map((entry, i) => readSource(entry, i, check)).filter((one) => one !== undefined);
  checkNames(entries, auth?.keys ?? [], check);
  if (check.faults.length > 0 || !server || !journal || !auth) throw new ConfigError(check.faults);
  const path = journal.path === ':memory:' ? journal.path : resolve(surroundings.baseDir, journal.path);
  return { server, journal: { ...journal, path }, auth, sources };
}

const isLoopback = (host: string): boolean =>
  host.toLowerCase() === 'localhost' || (isIP(host) !== 0 && ipaddr.process(host).range() === 'loopback');

/** A setting from outside the file, and what it is called there: `--port`, `PORT`. */
export interface Override {
  readonly from: string;
  readonly text: string;
}

/**
 * The configuration with another host or port, if given. Throws ConfigError for a port that is none, and for a host that
 * others can reach while no keys are configured.
 */
export function listenOn(config: Config, host: Override | undefined, port: Override | undefined): Config {
  const faults: ConfigFault[] = [];
  const chosen = settings.server.shape.port.safeParse(port?.text ?? config.server.port);
  if (!chosen.success) {
    faults.push({
      path: port?.from ?? 'server.port',
      message: 'not valid',
      expected: 'a port from 0 to 65535',
    });
  }
  const listening = host?.text ?? config.server.host;
  if (config.auth.keys.length === 0 && !isLoopback(listening)) {
    faults.push({
      path: host?.from ?? 'server.host',
      message: 'not a loopback address, and no keys are configured',
      expected: '127.0.0.1, or keys under auth',
    });
  }
  if (!chosen.success || faults.length > 0) throw new ConfigError(faults);
  return { ...config, server: { ...config.server, host: listening, port: chosen.data } };
}
