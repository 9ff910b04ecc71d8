/** What is compared of an answer: the times of its pages, or its counts. */
import { z } from 'zod';

const page = z.object({ nodes: z.array(z.object({ time: z.iso.datetime() })) });
const pages = z.union([
  z.object({ events: page }).transform(({ events }) => [events]),
  z
    .object({ observable: z.object({ events: page, alerts: page, threatDetections: page }) })
    .transform(({ observable: { events, alerts, threatDetections } }) => [events, alerts, threatDetections]),
]);
const counted = z.object({ count: z.coerce.number() });
const counts = z.union([
  z
    .object({ eventStatistics: z.object({ rows: z.array(counted) }) })
    .transform(({ eventStatistics }) => eventStatistics.rows),
  z
    .object({ eventHistogram: z.object({ buckets: z.array(counted) }) })
    .transform(({ eventHistogram }) => eventHistogram.buckets),
]);

/** Milliseconds since the epoch, page by page. */
export const timesIn = (data: unknown): number[][] =>
  pages.parse(data).map(({ nodes }) => nodes.map(({ time }) => Date.parse(time)));

/** In rising order, without those that are 0. */
export const countsIn = (data: unknown): number[] =>
  counts
    .parse(data)
    .map(({ count }) => count)
    .filter((count) => count > 0)
    .toSorted((a, b) => a - b);
