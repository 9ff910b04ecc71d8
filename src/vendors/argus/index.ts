/** mnemonic Argus as a source (contract sheet argus). */
import { createHttpClient } from '../../http/client.ts';
import type { VendorDescriptor } from '../../model/descriptor.ts';
import { SourceError } from '../../model/errors.ts';
import { createHealthTracker } from '../../model/health.ts';
import type { RecordKind } from '../../model/records.ts';
import type { Capability } from '../../model/source.ts';
import { createBrowse, type BrowseContext } from './browse.ts';
import { createArgusClient } from './client.ts';
import { settings, type ArgusSettings } from './config.ts';
import { createStatistics } from './count.ts';
import { createExtras } from './extras.ts';
import { createFeeds, followedTypes } from './feed.ts';
import { createEventsById, createLookups } from './lookup.ts';
import { createReread } from './reread.ts';
import { createWindow } from './window.ts';
import { createWrites } from './writes.ts';

const capabilities: readonly Capability[] = [
  'BROWSE_EVENTS',
  'BROWSE_ALERTS',
  'BROWSE_THREAT_DETECTIONS',
  'BROWSE_CASES',
  'WINDOW_EVENTS',
  'WINDOW_ALERTS',
  'WINDOW_THREAT_DETECTIONS',
  'WINDOW_CASES',
  'LOOKUP_EVENTS',
  'LOOKUP_ALERTS',
  'LOOKUP_THREAT_DETECTIONS',
  'LOOKUP_CASES',
  'ASSESS',
  'SUBMIT',
  'SET_STATUS',
  'STATISTICS',
];

const following: { readonly [K in RecordKind]: Capability } = {
  EVENT: 'FOLLOW_EVENTS',
  ALERT: 'FOLLOW_ALERTS',
  THREAT_DETECTION: 'FOLLOW_THREAT_DETECTIONS',
  CASE: 'FOLLOW_CASES',
};

export const argus: VendorDescriptor<ArgusSettings> = {
  vendor: 'argus',
  settings,
  create({ name, url, apiKey, api, timeout, maxConcurrent, follow }, { now, random }) {
    const health = createHealthTracker(now);
    const http = createHttpClient({
      source: name,
      origin: url,
      credentials: { headers: () => ({ 'argus-api-key': apiKey }) },
      maxConcurrent,
      timeout,
      now,
      random,
      onSuccess: () => health.succeeded(),
      onFailure: (error) => health.failed(error),
    });
    const context: BrowseContext = {
      source: name,
      api,
      client: createArgusClient(name, http, (error) => health.failed(error)),
      timeout,
      now,
      // The rest of the answer is good, but a source that sends what cannot be read is not in order.
      quarantined: () =>
        health.failed(new SourceError({ source: name, kind: 'invalid-response', status: 200 })),
    };
    const eventsById = createEventsById(context);
    const types = followedTypes({ follow, api });
    const feeds = createFeeds({ follow, timeout }, types, context, eventsById);
    const followed = feeds.flatMap(({ kinds }) => kinds);
    const { browse, related } = createBrowse(context);
    const lookup = createLookups(context, eventsById);
    const extras = createExtras(context, eventsById);
    const writes = createWrites({
      ...context,
      http,
      onInvalid: (error) => health.failed(error),
      browseEvents: browse.events,
      cases: lookup.cases,
      lineage: extras.lineage,
      maxConcurrent,
    });
    return {
      name,
      vendor: 'argus',
      origin: new URL(url).origin,
      timeout,
      capabilities: new Set([...capabilities, ...followed.map((kind) => following[kind])]),
      browse,
      related,
      window: createWindow(context),
      statistics: createStatistics(context),
      lookup: { ...lookup },
      argus: extras,
      writes,
      reread: createReread(name, eventsById, types),
      feeds,
      health: () => health.health(),
      close: () => http.close(),
    };
  },
};
