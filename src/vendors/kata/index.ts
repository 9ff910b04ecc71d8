/** Kaspersky Anti Targeted Attack Platform: it can only be followed, and the journal answers for it. */
import { createHttpClient } from '../../http/client.ts';
import type { VendorDescriptor } from '../../model/descriptor.ts';
import { createClient } from './client.ts';
import { settings, type KataSettings } from './config.ts';
import { createEventFeed } from './feed.ts';
import { createHealth } from './registration.ts';
import { createStreams } from './streams.ts';
import { typesApart } from './types-apart.ts';

/** Milliseconds; the wait may be longer than the window (contract sheet kata, section 5). */
const LEAST_MARGIN = 10_000;

/** Ten thousand events with their scripts. */
const LARGEST_ANSWER = 256 * 1_024 * 1_024;

export const kata: VendorDescriptor<KataSettings> = {
  vendor: 'kata',
  settings,
  create(configured, dependencies) {
    const { name, url, externalSystemId, tls, filter, maxEvents, timeout, maxConcurrent, follow } =
      configured;
    const now = (): number => dependencies.now();
    // The window of a request in whole seconds; its end is the server's business, so the margin grows with it.
    const window = Math.min(60, Math.max(1, Math.floor((follow?.every ?? 10_000) / 1_000)));
    const streams = filter === undefined ? 0 : typesApart(filter).length;
    // Streams of a second each, one after the other, fit in.
    const margin = Math.max(window * 1_000, timeout, LEAST_MARGIN, streams * 1_000);
    const readTimeout = window * 1_000 + margin;
    const health = createHealth(now);
    const http = createHttpClient({
      source: name,
      origin: url,
      maxConcurrent,
      maxResponseBytes: LARGEST_ANSWER,
      timeout: readTimeout,
      tls: { cert: tls.cert, key: tls.key, ...(tls.ca === undefined ? {} : { ca: tls.ca }) },
      now,
      random: () => dependencies.random?.() ?? Math.random(),
    });
    const client = createClient({ source: name, http, externalSystemId });
    return {
      name,
      vendor: 'kata',
      origin: url,
      timeout,
      capabilities: new Set(['FOLLOW_EVENTS', 'FOLLOW_ALERTS', 'FOLLOW_THREAT_DETECTIONS']),
      browse: {},
      lookup: {},
      related: {},
      feeds: [
        createEventFeed({
          source: name,
          health,
          streams: createStreams({ client, window, maxConcurrent, maxEvents, filter }),
          window,
          timeout: readTimeout,
          maxEvents,
          filter,
          now,
        }),
      ],
      health: () => health.health(),
      close: () => http.close(),
    };
  },
};
