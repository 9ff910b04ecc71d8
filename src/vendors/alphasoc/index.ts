/** AlphaSOC: its alerts can only be followed, and the journal answers for them. */
import { createHttpClient } from '../../http/client.ts';
import type { VendorDescriptor } from '../../model/descriptor.ts';
import { createAccount } from './account.ts';
import { basicCredentials, createClient } from './client.ts';
import { settings, type AlphasocSettings } from './config.ts';
import { createAlertFeed } from './feed.ts';
import { createHealth } from './health.ts';
import { createFlags, createThreats } from './inventory.ts';
import { createTelemetry } from './telemetry.ts';
import { createThrottle } from './throttle.ts';

/** Milliseconds that one read of the feed gets at least: the vendor's own poller gives it as much. */
const LEAST_READ = 15_000;

/** Milliseconds between two reads, unless the settings say otherwise. */
const EVERY = 10_000;

export const alphasoc: VendorDescriptor<AlphasocSettings> = {
  vendor: 'alphasoc',
  settings,
  create({ name, url, apiKey, timeout, maxConcurrent, follow }, dependencies) {
    const now = (): number => dependencies.now();
    const random = (): number => dependencies.random?.() ?? Math.random();
    const health = createHealth(name, now);
    const http = createHttpClient({
      source: name,
      origin: url,
      credentials: basicCredentials(apiKey),
      maxConcurrent,
      timeout: Math.max(timeout, LEAST_READ),
      now,
      random,
      onFailure: (error) => health.failed(error),
    });
    const throttle = createThrottle({ source: name, now, random });
    const client = createClient({ source: name, http, throttle, health });
    const threats = createThreats(name, (call) => client.threats(call), now);
    const flags = createFlags((call) => client.flags(call), now);
    const account = createAccount({ source: name, client, health, now });
    return {
      name,
      vendor: 'alphasoc',
      origin: url,
      timeout,
      capabilities: new Set([
        'FOLLOW_EVENTS',
        'FOLLOW_ALERTS',
        'FOLLOW_THREAT_DETECTIONS',
        'SUBMIT_TELEMETRY',
      ]),
      browse: {},
      lookup: { threats: threats.lookup },
      related: {},
      alphasoc: { flags: flags.lookup, account: (call) => account.read(call) },
      writes: { submitTelemetry: createTelemetry(name, client) },
      feeds: [
        createAlertFeed({
          source: name,
          client,
          threats,
          flags,
          account,
          every: follow?.every ?? EVERY,
          timeout: Math.max(timeout, LEAST_READ),
          now,
        }),
      ],
      health: () => health.health(),
      close: () => http.close(),
    };
  },
};
