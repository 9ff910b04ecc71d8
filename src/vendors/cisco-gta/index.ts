/** Cisco Global Threat Alerts, formerly Cognitive Threat Analytics. */
import { createHttpClient } from '../../http/client.ts';
import { createClientCredentials } from '../../http/oauth2.ts';
import type { VendorDescriptor } from '../../model/descriptor.ts';
import type { SourceError } from '../../model/errors.ts';
import { createHealthTracker } from '../../model/health.ts';
import { createBrowses } from './browse.ts';
import { createClient } from './client.ts';
import { settings, type CiscoGtaSettings } from './config.ts';
import { createCustomerId } from './customer.ts';
import { createDownwards } from './downward.ts';
import { createFeeds } from './feed.ts';
import { createHydrator } from './hydrate.ts';
import { createLookups } from './lookup.ts';
import { createMapper } from './map.ts';
import { createReread } from './reread.ts';
import { createWritesClient } from './writes-client.ts';
import { createWrites } from './writes.ts';

export const ciscoGta: VendorDescriptor<CiscoGtaSettings> = {
  vendor: 'cisco-gta',
  settings,
  create(configured, dependencies) {
    const now = (): number => dependencies.now();
    const random = (): number => dependencies.random?.() ?? Math.random();
    const { name, url, tokenUrl, clientId, clientSecret, customerId, appUrl, timeout, maxConcurrent } =
      configured;
    const health = createHealthTracker(now);
    const credentials = createClientCredentials({
      source: name,
      tokenUrl,
      clientId,
      clientSecret,
      timeout,
      now,
      random,
    });
    const connect = (origin: string) =>
      createHttpClient({
        source: name,
        origin,
        credentials,
        maxConcurrent,
        timeout,
        now,
        random,
        onSuccess: () => health.succeeded(),
        onFailure: (error) => health.failed(error),
      });
    const http = connect(url);
    const app = customerId === undefined && appUrl !== undefined ? connect(appUrl) : undefined;
    const ownId = app === undefined ? undefined : createCustomerId(name, app);
    const door = {
      source: name,
      http,
      // The settings' schema sees to it that one of the two is there.
      customerId: ownId ?? (async () => customerId ?? ''),
      onFailure: (error: SourceError) => health.failed(error),
    };
    const client = createClient(door);
    const mapper = createMapper(name);
    const lookups = createLookups(name, client, mapper, now);
    const downwards = createDownwards(name, client, mapper, lookups, now);
    const hydrator = createHydrator(lookups, downwards);
    return {
      name,
      vendor: 'cisco-gta',
      origin: url,
      timeout,
      capabilities: new Set([
        'BROWSE_EVENTS',
        'BROWSE_ALERTS',
        'BROWSE_THREAT_DETECTIONS',
        'BROWSE_FLOWS',
        'LOOKUP_EVENTS',
        'LOOKUP_ALERTS',
        'LOOKUP_THREAT_DETECTIONS',
        'FOLLOW_EVENTS',
        'FOLLOW_ALERTS',
        'FOLLOW_THREAT_DETECTIONS',
        'SET_STATUS',
        'SET_NOTE',
      ]),
      browse: createBrowses({ settings: configured, client, mapper, lookups, hydrator, now }),
      lookup: lookups,
      related: {
        threatDetectionsOfAlert: (ids, call) => downwards.threatDetectionsOfAlert.ofMany(ids, call),
        eventsOfThreatDetection: (ids, call) => downwards.eventsOfThreatDetection.ofMany(ids, call),
        addressesOfDevice: (id, call) => downwards.addressesOfDevice(id, call),
      },
      writes: createWrites({ source: name, client: createWritesClient(door), alerts: lookups.alerts }),
      reread: createReread(name, lookups, downwards),
      feeds: createFeeds({ settings: configured, client, mapper, lookups, downwards, now }),
      health: () => health.health(),
      async close() {
        await Promise.all([http.close(), app?.close(), credentials.close()]);
      },
    };
  },
};
